//! Which requests go through a proxy, and how they say who sends them.
//!
//! What curl and Python accept in the variables is accepted. What cannot be used is an error of each request
//! that it is meant for, never a connection without the proxy.

mod exempt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Uri};

use self::exempt::Exempt;
use super::local::is_local;
use super::{HttpError, HttpErrorKind};

/// The proxies there are, and the hosts that do without.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    http: Option<Result<Proxy, String>>,
    https: Option<Result<Proxy, String>>,
    exempt: Exempt,
}

/// A proxy that speaks HTTP.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    uri: Uri,
    /// Marked as sensitive, so that it is not shown.
    authorization: Option<HeaderValue>,
}

impl Proxy {
    /// Where the proxy is, without name and password.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Who uses the proxy, as it wants to be told.
    pub(super) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

impl Proxies {
    /// The proxies that variables name: `HTTPS_PROXY` and `HTTP_PROXY`, each with `ALL_PROXY` in its place where
    /// it is not set, and `NO_PROXY` for hosts without proxy. Of two spellings the one in small letters counts, even
    /// when it is empty.
    ///
    /// Where `REQUEST_METHOD` is set, the program answers a web server, which makes `HTTP_PROXY` of a header
    /// `Proxy` that anybody can send; then only `http_proxy` counts.
    pub(super) fn of_variables(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let all = proxy_of("ALL_PROXY", variable("all_proxy"), variable("ALL_PROXY"));
        let mut capitals = variable("HTTP_PROXY");
        if capitals.is_some() && variable("REQUEST_METHOD").is_some() {
            tracing::warn!(
                "HTTP_PROXY is passed over, since REQUEST_METHOD is set and it may come from a request; http_proxy is read"
            );
            capitals = None;
        }
        let http = proxy_of("HTTP_PROXY", variable("http_proxy"), capitals);
        let https = proxy_of("HTTPS_PROXY", variable("https_proxy"), variable("HTTPS_PROXY"));
        let exempt = variable("no_proxy").or_else(|| variable("NO_PROXY")).unwrap_or_default();
        let proxies = Self {
            http: http.or_else(|| all.clone()),
            https: https.or(all),
            exempt: Exempt::read(unquoted(&exempt)),
        };
        for reason in
            [&proxies.http, &proxies.https].into_iter().flatten().filter_map(|proxy| proxy.as_ref().err())
        {
            tracing::warn!("{reason}");
        }
        proxies
    }

    /// The proxy of one kind of URLs, whatever their hosts.
    #[cfg(feature = "reqwest")]
    pub(super) fn of_scheme(&self, scheme: &str) -> Option<&Proxy> {
        let proxy = if scheme == "https" { &self.https } else { &self.http };
        proxy.as_ref()?.as_ref().ok()
    }

    /// The proxy on the way to a target, if there is one.
    ///
    /// # Errors
    ///
    /// There is to be one, but the variable that names it cannot be used.
    pub(super) fn find(&self, target: &Uri) -> Result<Option<&Proxy>, HttpError> {
        let secure = target.scheme() == Some(&Scheme::HTTPS);
        let Some(host) = target.host() else { return Ok(None) };
        let port = target.port_u16().unwrap_or(if secure { 443 } else { 80 });
        if is_local(host) || self.exempt.contains(host, port) {
            return Ok(None);
        }
        match if secure { &self.https } else { &self.http } {
            None => Ok(None),
            Some(Ok(proxy)) => Ok(Some(proxy)),
            Some(Err(reason)) => Err(HttpError::because(HttpErrorKind::Other, reason.as_str())),
        }
    }

    /// What a request has to say to the proxy on its way. Only requests without TLS are seen by the
    /// proxy; the others go through a tunnel, for which the connector asks.
    ///
    /// # Errors
    ///
    /// As for [`Proxies::find`].
    #[cfg(feature = "hyper")]
    pub(super) fn authorization(&self, target: &Uri) -> Result<Option<HeaderValue>, HttpError> {
        let proxy = self.find(target)?.filter(|_| target.scheme() == Some(&Scheme::HTTP));
        Ok(proxy.and_then(|proxy| proxy.authorization().cloned()))
    }
}

/// What a variable names, by its spelling in small letters or in capitals.
fn proxy_of(capitals: &str, small: Option<String>, large: Option<String>) -> Option<Result<Proxy, String>> {
    let (variable, value) = match small {
        Some(value) => (capitals.to_ascii_lowercase(), value),
        None => (capitals.to_owned(), large?),
    };
    let value = unquoted(&value);
    // The value may hold a password, so it is not repeated.
    (!value.is_empty()).then(|| {
        read_proxy(value).map_err(|reason| {
            format!(
                "{variable} {reason}; name a proxy such as http://proxy.example.com:3128, or add the host to NO_PROXY"
            )
        })
    })
}

/// A value without the blanks and the quotation marks around it, which files of variables often keep.
fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inner = ['"', '\''].iter().find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark));
    inner.unwrap_or(value).trim()
}

/// Reads `[http[s]://][name[:password]@]host[:port][/…]`.
///
/// # Errors
///
/// What it is instead, to stand behind the variable's name.
fn read_proxy(value: &str) -> Result<Proxy, String> {
    let unusable = |reason: &str| format!("does not name a proxy: {reason}");
    let (scheme, rest) = match value.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("http".to_owned(), value.strip_prefix("//").unwrap_or(value)),
    };
    if !matches!(scheme.as_str(), "http" | "https") {
        // Anything else before "://" may be a part of a password.
        let is_kind = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return Err(if is_kind {
            format!("names a proxy of the kind \"{scheme}\", and only \"http\" and \"https\" can be used")
        } else {
            unusable("it begins with neither \"http://\" nor \"https://\"")
        });
    }
    // A password may hold anything, "@" and "/" too; what follows the last "@" is the host.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, rest),
    };
    let address = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let address = address.strip_suffix(':').unwrap_or(address);
    let parsed: Authority = address.parse().map_err(|_| unusable("its host is none"))?;
    if parsed.host().is_empty() {
        return Err(unusable("it names no host"));
    }
    let port = address.get(parsed.host().len()..).unwrap_or_default();
    if !port.is_empty() && parsed.port_u16().is_none_or(|port| port == 0) {
        return Err(unusable("its port is not a number from 1 to 65535"));
    }
    let uri = Uri::builder().scheme(scheme.as_str()).authority(parsed).path_and_query("/").build();
    let uri = uri.map_err(|_| unusable("it is no URL"))?;
    let authorization = user.filter(|user| !user.is_empty()).map(authorization).transpose();
    Ok(Proxy { uri, authorization: authorization.map_err(|_| unusable("its name or password is none"))? })
}

/// The header that tells a name and a password, in which each `%XX` stands for a byte.
fn authorization(user: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let clear = [decoded(name), vec![b':'], decoded(password)].concat();
    let mut header = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(clear)))?;
    header.set_sensitive(true);
    Ok(header)
}

/// Bytes with `%XX` decoded; any other `%` is itself.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    loop {
        let decoded = match rest {
            [b'%', high, low, ..] => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                digit(high).zip(digit(low)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
            }
            _ => None,
        };
        let (byte, length) = match (decoded, rest.first()) {
            (Some(byte), _) => (byte, 3),
            (None, Some(byte)) => (*byte, 1),
            (None, None) => return bytes,
        };
        bytes.push(byte);
        rest = rest.get(length..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Proxies::of_variables(&|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        })
    }

    /// The proxy for a URL and the name and password it is told, `direct`, or the error.
    fn way(variables: &[(&str, &str)], url: &str) -> String {
        match proxies(variables).find(&url.parse().unwrap()) {
            Ok(None) => "direct".to_owned(),
            Ok(Some(proxy)) => match proxy.authorization() {
                None => proxy.uri().to_string(),
                Some(header) => {
                    let encoded = header.to_str().unwrap().strip_prefix("Basic ").unwrap();
                    let clear = String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
                    format!("{} {clear}", proxy.uri())
                }
            },
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_curl_and_python_accept_is_accepted() {
        for (value, expected) in [
            ("http://proxy:3128", "http://proxy:3128/"),
            ("proxy:3128", "http://proxy:3128/"),
            ("//proxy:3128", "http://proxy:3128/"),
            ("HTTPS://Proxy.Example:443/path?x#y", "https://Proxy.Example:443/"),
            ("  http://proxy:3128\r\n", "http://proxy:3128/"),
            ("\"http://proxy:3128\"", "http://proxy:3128/"),
            ("' proxy '", "http://proxy/"),
            ("proxy:", "http://proxy/"),
            ("http://[::1]:3128", "http://[::1]:3128/"),
            ("http://me:p@ss:w%40rd@proxy:1", "http://proxy:1/ me:p@ss:w@rd"),
            ("me:100%@proxy:1", "http://proxy:1/ me:100%"),
            ("http://me:p/s#s?@proxy:1/path", "http://proxy:1/ me:p/s#s?"),
            ("http://me@proxy", "http://proxy/ me:"),
            ("http://@proxy", "http://proxy/"),
            ("http://dom%5Cme:%zz@proxy", "http://proxy/ dom\\me:%zz"),
            ("", "direct"),
            (" \"\" ", "direct"),
        ] {
            assert_eq!(way(&[("HTTPS_PROXY", value)], "https://service.test/"), expected, "{value}");
        }
    }

    #[test]
    fn what_cannot_be_used_names_the_variable_and_no_password() {
        for (value, reason) in [
            ("socks5://me:hunter2@proxy:1080", "names a proxy of the kind \"socks5\""),
            ("htps://me:hunter2@proxy", "names a proxy of the kind \"htps\""),
            ("me:hunter2://x@proxy", "begins with neither"),
            ("http://me:hunter2@proxy:99999", "its port is not a number from 1 to 65535"),
            ("http://me:hunter2@proxy:0", "its port"),
            ("http://me:hunter2@proxy:http", "its port"),
            ("http://me:hunter2@:3128", "it names no host"),
            ("http://", "its host is none"),
            ("http://pro xy:3128", "its host is none"),
            ("http://::1:3128", "its host is none"),
            ("http:proxy:3128", "its"),
        ] {
            for (name, url) in [("http_proxy", "http://service.test"), ("ALL_PROXY", "https://service.test")]
            {
                let text = way(&[(name, value)], url);
                assert!(
                    text.starts_with(&format!("the request could not be sent: {name} "))
                        && text.contains(reason),
                    "{value}: {text}"
                );
                assert!(!text.contains("hunter2"), "{text}");
            }
            assert_eq!(way(&[("https_proxy", value)], "http://service.test/"), "direct");
            assert_eq!(way(&[("https_proxy", value)], "https://127.0.0.1/"), "direct");
        }
    }

    #[test]
    fn small_letters_win_and_requests_of_web_servers_do_not_choose() {
        let both = [("http_proxy", "small"), ("HTTP_PROXY", "large"), ("ALL_PROXY", "all")];
        assert_eq!(way(&both, "http://service.test/"), "http://small/");
        assert_eq!(way(&both, "https://service.test/"), "http://all/");
        let emptied = [("https_proxy", ""), ("HTTPS_PROXY", "large")];
        assert_eq!(way(&emptied, "https://service.test/"), "direct");
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "attacker"), ("HTTPS_PROXY", "ours")];
        assert_eq!(way(&cgi, "http://service.test/"), "direct");
        assert_eq!(way(&cgi, "https://service.test/"), "http://ours/");
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "attacker"), ("http_proxy", "ours")];
        assert_eq!(way(&cgi, "http://service.test/"), "http://ours/");
        let no = [("ALL_PROXY", "all"), ("no_proxy", "other.test"), ("NO_PROXY", "service.test")];
        assert_eq!(way(&no, "http://service.test/"), "http://all/");
        assert_eq!(way(&no, "http://other.test/"), "direct");
        assert_eq!(
            way(&[("ALL_PROXY", "all"), ("NO_PROXY", "\" service.test \"")], "http://service.test/"),
            "direct"
        );
    }

    #[test]
    fn nothing_secret_is_shown() {
        let proxies = proxies(&[("ALL_PROXY", "http://me:hunter2@proxy"), ("HTTP_PROXY", "me:hunter2://@x")]);
        let shown = format!("{proxies:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("aHVudGVyM"), "{shown}");
    }
}
