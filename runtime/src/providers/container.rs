//! Where a container may ask for credentials, and what it may show there.
//!
//! Sources: [container credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html),
//! and `ContainerMetadataFetcher` in botocore 1.44.5, whose list of hosts this is.

use std::net::IpAddr;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Request, StatusCode, Uri};
use zeroize::Zeroizing;

use super::dialogue::{self, Fault, Patience};
use super::document::Document;
use super::{Outcome, World, absent, found};
use crate::error::CredentialsError;
use crate::settings::Environment;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// What a relative place is on.
const HOST: &str = "http://169.254.170.2";

/// Hosts that may be asked without TLS, beside loopback.
const ALLOWED: [&str; 4] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"];

/// As in botocore. Who names the place means it, so that its silence is repeated, too.
const PATIENCE: Patience = Patience { limit: Duration::from_secs(2), attempts: 3, repeats_silence: true };

/// Where to ask, and what to show there.
#[derive(Debug)]
struct Place {
    uri: Uri,
    /// The variable that names it.
    origin: &'static str,
    token: Option<HeaderValue>,
}

pub(super) async fn provide(world: &World) -> Result<Outcome, CredentialsError> {
    let Some(place) = place(world.lookup.environment())? else {
        return absent(format!("{RELATIVE} or {FULL} is not set"));
    };
    let mut request = Request::new(());
    *request.uri_mut() = place.uri.clone();
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(token) = &place.token {
        request.headers_mut().insert(AUTHORIZATION, token.clone());
    }
    let token = place.token.as_ref().and_then(|token| token.to_str().ok()).unwrap_or_default();
    let given = dialogue::ask(world, PATIENCE, &request, |reply| {
        if reply.status() != StatusCode::OK {
            return Err(dialogue::refused(reply, token));
        }
        // What is garbled once may be whole the next time.
        Document::read(reply.body()).and_then(Document::credentials).map_err(Fault::Passing)
    });
    match given.await {
        Ok(credentials) => found(credentials),
        Err(error) => Err(CredentialsError::new(format!(
            "{} names {}, which gave none",
            place.origin,
            crate::codec::url::shown(&place.uri.to_string())
        ))
        .with_source(error)),
    }
}

/// The place to ask and the token, as checked; `None` where no place is named. Of two places the relative one counts,
/// of two tokens the one in the file, which is read each time, since it changes.
///
/// # Errors
///
/// A place that no token may be sent to, or a token that cannot stand in a header.
fn place(environment: &Environment) -> Result<Option<Place>, CredentialsError> {
    let (url, origin) = match (environment.get(RELATIVE), environment.get(FULL)) {
        (Some(relative), _) => {
            if !relative.starts_with('/') {
                return Err(CredentialsError::new(format!("{RELATIVE} does not begin with \"/\"")));
            }
            (format!("{HOST}{relative}"), RELATIVE)
        }
        (None, Some(url)) => {
            check_url(&url)?;
            (url, FULL)
        }
        (None, None) => return Ok(None),
    };
    let uri = url.parse().map_err(|_| CredentialsError::new(format!("{origin} is no part of a URL")))?;
    let token = if let Some(path) = environment.get(TOKEN_FILE) {
        let text = std::fs::read_to_string(&path).map(Zeroizing::new).map_err(|error| {
            CredentialsError::new(format!("{TOKEN_FILE} names {path}, which cannot be read"))
                .with_source(error)
        })?;
        token(text.trim_end(), TOKEN_FILE)?
    } else {
        match environment.get(TOKEN).map(Zeroizing::new) {
            Some(text) => token(&text, TOKEN)?,
            None => None,
        }
    };
    Ok(Some(Place { uri, origin, token }))
}

fn token(token: &str, origin: &str) -> Result<Option<HeaderValue>, CredentialsError> {
    let mut header = HeaderValue::from_str(token).map_err(|_| {
        CredentialsError::new(format!("the token of {origin} holds line breaks or what else headers cannot"))
    })?;
    header.set_sensitive(true);
    Ok(Some(header))
}

fn check_url(url: &str) -> Result<(), CredentialsError> {
    let uri: Option<Uri> = url.parse().ok();
    let uri = uri.as_ref();
    let authority = uri.and_then(Uri::authority);
    if authority.is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(CredentialsError::new(format!("{FULL} holds a user, which it must not")));
    }
    let host = uri.and_then(Uri::host).unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let scheme = uri.and_then(Uri::scheme_str);
    let allowed = match scheme {
        _ if host.is_empty() => false,
        Some("https") => true,
        Some("http") => {
            // Addresses are compared as such, since they can be written in several ways.
            let address = host.parse::<IpAddr>().ok();
            let same = |entry: &&str| match address {
                Some(address) => entry.parse() == Ok(address),
                None => host.eq_ignore_ascii_case(entry),
            };
            address.is_some_and(|address| address.is_loopback()) || ALLOWED.iter().any(same)
        }
        _ => false,
    };
    if allowed {
        return Ok(());
    }
    Err(CredentialsError::new(format!(
        "{FULL} names the host \"{}\", which must not be asked for credentials; allowed are any host over https and, \
         over http, loopback and {}",
        host.escape_default(),
        ALLOWED.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn checked(variables: &[(&str, &str)]) -> Result<Option<Place>, String> {
        let set = |environment: Environment, (name, value): &(&str, &str)| environment.with(*name, *value);
        let given = variables.iter().fold(Environment::empty(), set);
        place(&given).map_err(|error| error.to_string())
    }

    #[test]
    fn tokens_go_to_known_hosts_alone() {
        for url in [
            "http://169.254.170.2/c",
            "http://169.254.170.23/v1",
            "http://[fd00:ec2::23]/v1",
            "http://[fd00:ec2:0::23]:80/v1",
            "http://127.0.0.1:8080/c",
            "http://127.9.9.9/c",
            "http://[::1]/c",
            "http://localhost:3000/c",
            "https://creds.example.com/c",
        ] {
            assert!(checked(&[(FULL, url)]).unwrap().is_some(), "{url}");
        }
        for url in [
            "http://creds.example.test/c",
            "http://169.254.169.254/c",
            "http://10.0.0.1/c",
            "http://[fd00:ec2::254]/c",
            "http://localhost.example.com/c",
            "http://127.0.0.1@example.com/c",
            "ftp://127.0.0.1/c",
            "127.0.0.1/c",
            "nonsense",
        ] {
            let error = checked(&[(FULL, url)]).unwrap_err();
            assert!(error.contains(FULL), "{url}: {error}");
        }
        let error = checked(&[(RELATIVE, "@evil.example/c")]).unwrap_err();
        assert!(error.contains(RELATIVE), "{error}");
    }

    #[test]
    fn of_two_settings_the_order_is_that_of_other_tools() {
        let both = checked(&[(RELATIVE, "/c"), (FULL, "http://evil.example/c")]).unwrap().unwrap();
        assert_eq!((both.uri.to_string().as_str(), both.origin), ("http://169.254.170.2/c", RELATIVE));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from-file\n").unwrap();
        let path = file.path().to_str().unwrap();
        let tokens = checked(&[(RELATIVE, "/c"), (TOKEN, "variable"), (TOKEN_FILE, path)]).unwrap().unwrap();
        assert_eq!(tokens.token.unwrap(), "from-file");
    }

    #[test]
    fn tokens_with_line_breaks_are_refused_and_not_shown() {
        let error = checked(&[(RELATIVE, "/c"), (TOKEN, "hunter2\r\nx: y")]).unwrap_err();
        assert!(error.contains(TOKEN) && !error.contains("hunter2"), "{error}");
        let error = checked(&[(RELATIVE, "/c"), (TOKEN_FILE, "/no/such/file")]).unwrap_err();
        assert!(error.contains(TOKEN_FILE) && error.contains("/no/such/file"), "{error}");
    }
}
