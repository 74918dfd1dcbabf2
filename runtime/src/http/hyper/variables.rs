//! Proxies as environment variables name them.
//!
//! What curl and Python take is taken: blanks and quotation marks around a value, hosts without a scheme, and
//! anything at all in passwords. A value that no proxy can be made of is kept as the error that every request
//! it would have been for gets, since going straight there might be what somebody means to prevent.

use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::proxy::matcher::Matcher;

/// What the variables say.
#[derive(Debug)]
pub(crate) struct Variables {
    pub(super) matcher: Matcher,
    pub(super) exceptions: Exceptions,
    /// Has a proxy for everything but what needs none.
    exempt: Matcher,
    /// Why requests of a scheme cannot be sent.
    http_fault: Option<String>,
    https_fault: Option<String>,
}

/// A variable's name and value.
type Found = (&'static str, String);

impl Variables {
    /// The variables as a function gives them. Where both spellings are set, the one in small letters counts.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let find = |names: &[&'static str]| -> Option<Found> {
            names.iter().find_map(|name| Some((*name, trimmed(&variable(name)?)?)))
        };
        // In a CGI program HTTP_PROXY is what a client sent in its header `Proxy`.
        let http_names: &[&str] = if variable("REQUEST_METHOD").is_some() {
            &["http_proxy"]
        } else {
            &["http_proxy", "HTTP_PROXY"]
        };
        let all = find(&["all_proxy", "ALL_PROXY"]);
        let http = find(http_names).or_else(|| all.clone());
        let https = find(&["https_proxy", "HTTPS_PROXY"]).or(all);
        let (http, http_fault) = checked(http);
        let (https, https_fault) = checked(https);
        let no = find(&["no_proxy", "NO_PROXY"]).map(|(_, value)| value).unwrap_or_default();
        let exceptions = Exceptions::read(&no);
        let matcher = Matcher::builder().http(http).https(https).no(exceptions.plain.clone()).build();
        let exempt = Matcher::builder().all("http://any").no(exceptions.plain.clone()).build();
        Self { matcher, exceptions, exempt, http_fault, https_fault }
    }

    /// No variables, so no proxies.
    pub(super) fn none() -> Self {
        Self::read(|_| None)
    }

    /// Whether a target needs no proxy, whatever it is.
    pub(super) fn is_exempt(&self, target: &Uri) -> bool {
        self.exempt.intercept(target).is_none()
    }

    /// Why a target cannot be reached, where the variable for it cannot be used.
    pub(super) fn fault(&self, target: &Uri) -> Option<&str> {
        let fault =
            if target.scheme() == Some(&Scheme::HTTPS) { &self.https_fault } else { &self.http_fault };
        fault.as_deref()
    }
}

/// A value without what people put around it; `None` where nothing is left.
fn trimmed(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['"', '\'']).trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The URL of a proxy, ready for the matcher, or what is wrong with it. The value itself may hold a password,
/// so it is not repeated.
fn checked(found: Option<Found>) -> (String, Option<String>) {
    let Some((variable, value)) = found else { return (String::new(), None) };
    match proxy_url(&value) {
        Ok(url) => (url, None),
        Err(reason) => {
            let reason = format!(
                "{variable} {reason}; name a proxy such as http://proxy.example.com:3128, or add the host to NO_PROXY"
            );
            (String::new(), Some(reason))
        }
    }
}

fn proxy_url(value: &str) -> Result<String, String> {
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err(format!(
            "names a proxy of the kind \"{}\", and only \"http\" and \"https\" can be used",
            scheme.escape_default()
        ));
    }
    // The password may hold anything, "@" and "/" too; what follows the last "@" is the host.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, rest),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let user = user.map(|user| format!("{}@", encoded(user))).unwrap_or_default();
    let url = format!("{scheme}://{user}{host}");
    let parsed: Uri = url.parse().map_err(|_| "does not hold the address of a proxy".to_owned())?;
    let sound = parsed.host().is_some_and(|host| !host.is_empty());
    // A port that is no number is silently left out when the URL is read.
    let port = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map(|(_, port)| port);
    match port {
        _ if !sound => Err("does not hold the address of a proxy".to_owned()),
        Some(port) if port.parse::<u16>().is_err() => {
            Err("has a port that is no number up to 65535".to_owned())
        }
        _ => Ok(url),
    }
}

/// User and password with everything encoded that cannot stand in a URL; what is encoded already stays so.
fn encoded(user: &str) -> String {
    let mut out = String::new();
    for (index, byte) in user.bytes().enumerate() {
        let hex = |at: usize| user.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
        let kept = byte.is_ascii_alphanumeric()
            || b"-._~:!$&'()*+,;=".contains(&byte)
            || (byte == b'%' && hex(index + 1) && hex(index + 2));
        if kept {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The hosts that are reached without a proxy, as far as the matcher does not know them itself.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    /// What the matcher takes: names, addresses, networks, `*`.
    plain: String,
    /// A host, or the end of its name, with the port that it is meant for.
    with_port: Vec<(String, u16)>,
}

impl Exceptions {
    /// Entries with commas or blanks between them.
    fn read(value: &str) -> Self {
        let mut exceptions = Self::default();
        for entry in value.split(|character: char| character == ',' || character.is_whitespace()) {
            let entry = entry.trim_matches(['"', '\'']).trim_start_matches("*.").to_ascii_lowercase();
            let (host, port) = match entry.rsplit_once(':') {
                // An IPv6 address without brackets is no host with a port.
                Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
                    Ok(port) => (host, Some(port)),
                    Err(_) => (entry.as_str(), None),
                },
                _ => (entry.as_str(), None),
            };
            let host = host.trim_start_matches('[').trim_end_matches(']');
            match port {
                _ if host.is_empty() => {}
                Some(port) => exceptions.with_port.push((host.trim_start_matches('.').to_owned(), port)),
                None => {
                    exceptions.plain.push_str(host);
                    exceptions.plain.push(',');
                }
            }
        }
        exceptions
    }

    /// Whether an entry with a port is about this target.
    pub(super) fn hold(&self, target: &Uri) -> bool {
        let own = if target.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        let port = target.port_u16().unwrap_or(own);
        let host = target.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let host = host.to_ascii_lowercase();
        self.with_port.iter().any(|(entry, its_port)| {
            *its_port == port
                && (host == *entry
                    || host.parse::<IpAddr>().is_err()
                        && host.strip_suffix(entry.as_str()).is_some_and(|rest| rest.ends_with('.')))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn variables(values: &[(&str, &str)]) -> Variables {
        Variables::read(|name| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn proxy(variables: &Variables, target: &str) -> Option<String> {
        let target: Uri = target.parse().unwrap();
        if variables.exceptions.hold(&target) {
            return None;
        }
        let found = variables.matcher.intercept(&target)?;
        let user = found.basic_auth().map(|user| format!("{} ", user.to_str().unwrap())).unwrap_or_default();
        Some(format!("{user}{}", found.uri()))
    }

    #[test]
    fn values_are_taken_as_curl_and_python_take_them() {
        for value in [
            "proxy:3128",
            " http://proxy:3128 ",
            "\"http://proxy:3128\"",
            "'proxy:3128'",
            "HTTP://proxy:3128/",
        ] {
            let variables = variables(&[("HTTPS_PROXY", value)]);
            assert_eq!(
                proxy(&variables, "https://a.example").as_deref(),
                Some("http://proxy:3128/"),
                "{value}"
            );
            assert_eq!(proxy(&variables, "http://a.example"), None, "{value}");
        }
    }

    #[test]
    fn passwords_may_hold_anything() {
        use base64::Engine;
        for (password, plain) in
            [("p@ss", "p@ss"), ("p/s#s", "p/s#s"), ("p%40ss", "p@ss"), ("50%", "50%"), ("a:b", "a:b")]
        {
            let variables = variables(&[("https_proxy", &format!("http://user:{password}@proxy:3128"))]);
            let expected = base64::engine::general_purpose::STANDARD.encode(format!("user:{plain}"));
            let found = proxy(&variables, "https://a.example");
            assert_eq!(
                found.as_deref(),
                Some(format!("Basic {expected} http://proxy:3128/").as_str()),
                "{password}"
            );
        }
    }

    #[test]
    fn small_letters_win_and_all_stands_in() {
        let both = variables(&[("HTTPS_PROXY", "one:1"), ("https_proxy", "two:2"), ("ALL_PROXY", "three:3")]);
        assert_eq!(proxy(&both, "https://a.example").as_deref(), Some("http://two:2/"));
        assert_eq!(proxy(&both, "http://a.example").as_deref(), Some("http://three:3/"));
        let cgi = variables(&[("HTTP_PROXY", "evil:1"), ("HTTPS_PROXY", "two:2"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(proxy(&cgi, "http://a.example"), None);
        assert_eq!(proxy(&cgi, "https://a.example").as_deref(), Some("http://two:2/"));
        let empty = variables(&[("https_proxy", " "), ("HTTPS_PROXY", "two:2")]);
        assert_eq!(proxy(&empty, "https://a.example").as_deref(), Some("http://two:2/"));
    }

    #[test]
    fn exceptions_have_many_forms() {
        let list = "a.example, .b.example *.c.example 10.0.0.0/8,[::1],d.example:8443,\"e.example\",fd00::1";
        let variables = variables(&[("ALL_PROXY", "proxy:1"), ("NO_PROXY", list)]);
        for target in [
            "https://a.example",
            "https://x.A.example",
            "https://b.example",
            "https://x.c.example",
            "http://10.1.2.3",
            "http://[::1]",
            "https://d.example:8443",
            "https://x.d.example:8443",
            "https://e.example",
            "http://[fd00::1]",
        ] {
            assert_eq!(proxy(&variables, target), None, "{target}");
        }
        for target in
            ["https://nota.example", "https://d.example", "http://11.0.0.1", "https://notd.example:8443"]
        {
            assert!(proxy(&variables, target).is_some(), "{target}");
        }
        let all = variables_with_star();
        assert_eq!(proxy(&all, "https://a.example"), None);
    }

    fn variables_with_star() -> Variables {
        variables(&[("ALL_PROXY", "proxy:1"), ("NO_PROXY", "*")])
    }

    #[test]
    fn what_cannot_be_used_is_told_with_its_variable_and_without_its_password() {
        for (value, words) in [
            ("socks5://user:hunter2@proxy:1080", "\"socks5\""),
            ("http://user:hunter2@proxy:99999", "port"),
            ("http://user:hunter2@pro xy", "address"),
            ("http://", "address"),
            ("http://user:hunter2@", "address"),
        ] {
            let variables = variables(&[("https_proxy", value)]);
            let fault = variables.fault(&Uri::from_static("https://a.example")).unwrap();
            assert!(fault.contains("https_proxy") && fault.contains(words), "{fault}");
            assert!(!fault.contains("hunter2"), "{fault}");
            assert_eq!(variables.fault(&Uri::from_static("http://a.example")), None);
        }
    }
}
