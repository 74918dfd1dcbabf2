//! Parts of URLs in the one form that endpoint rules and signatures want them in.

use http::Uri;
use http::uri::PathAndQuery;

/// The steps of a path, without empty ones and `.`, and without those that a `..` takes back.
pub(crate) fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps
}

/// Adds bytes to a text: those that need no encoding anywhere in a URL as they are, all others as `%XX`.
pub(crate) fn push_encoded(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(*byte));
        } else {
            let digits = [byte >> 4, byte & 0xf].into_iter();
            let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
            text.push('%');
            text.extend(digits.map(|digit| digit.to_ascii_uppercase()));
        }
    }
}

/// Adds a parameter to a query.
pub(crate) fn push_parameter(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    push_encoded(query, name.as_bytes());
    query.push('=');
    push_encoded(query, value.as_bytes());
}

/// The same URL with another query.
///
/// # Errors
///
/// It would be too long.
pub(crate) fn with_query(uri: &Uri, query: &str) -> Result<Uri, String> {
    let target = if query.is_empty() { uri.path().to_owned() } else { format!("{}?{query}", uri.path()) };
    let mut parts = uri.clone().into_parts();
    let target: PathAndQuery = target.try_into().map_err(|_| "the URL would be too long".to_owned())?;
    parts.path_and_query = Some(target);
    Uri::from_parts(parts).map_err(|error| error.to_string())
}

/// The bytes that a text of a URL stands for: every `%XX` is one, and what is no such escape stands for itself.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    loop {
        bytes = match bytes {
            [] => return decoded,
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                decoded.push(16 * digit(*high) + digit(*low));
                rest
            }
            [byte, rest @ ..] => {
                decoded.push(*byte);
                rest
            }
        };
    }
}

/// The value of a hexadecimal digit.
fn digit(letter: u8) -> u8 {
    char::from(letter).to_digit(16).and_then(|digit| digit.try_into().ok()).unwrap_or_default()
}

/// A URL for messages and recordings: without what may be secret about it, which is whom it is for and what
/// follows its path. It need not be one that can be parsed.
pub(crate) fn shown(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    // A password with a slash or a question mark in it makes no URL, and must not be shown all the same.
    let rest = match rest.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => rest.to_owned(),
    };
    let path = rest.find(['?', '#']).and_then(|end| rest.get(..end));
    path.map_or_else(|| format!("{scheme}{rest}"), |path| format!("{scheme}{path}?…"))
}

/// Where a URL leads: its scheme, host and port, without whom it is for.
pub(crate) fn origin(uri: &http::Uri) -> String {
    let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default());
    match uri.port() {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn neither_passwords_nor_queries_are_shown() {
        for (url, text) in [
            ("https://example.com/path", "https://example.com/path"),
            ("https://me:hunter2@example.com:8080/path", "https://…@example.com:8080/path"),
            ("http://me:hun/ter?2@example.com", "http://…@example.com"),
            ("http://me@hunter2@example.com", "http://…@example.com"),
            ("me:hunter2@example.com", "…@example.com"),
            ("https://example.com/path?key=hunter2#part", "https://example.com/path?…"),
            ("https://example.com#hunter2", "https://example.com?…"),
            ("", ""),
        ] {
            assert_eq!(shown(url), text);
        }
    }
}
