//! The one text for a request that a signature is over, whatever the way to the service does to it.
//!
//! Source: [create a canonical request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request).

use std::borrow::Cow;

use http::HeaderName;
use http::request::Parts;

use crate::codec::url;

/// A request in its canonical form.
pub(super) struct Canonical {
    /// All of it.
    pub(super) text: String,
    /// The names of the headers in it, with semicolons between them.
    pub(super) signed_headers: String,
}

/// What becomes of a path before it is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PathPolicy {
    /// It loses `.`, `..` and empty steps, and is encoded once more, as all services but S3 have it.
    #[default]
    Tidied,
    /// It is signed as it stands in the URL, as S3 has it, where `a//b` and `a/../b` are names of objects.
    AsIs,
}

/// Puts a request in its canonical form, with those of its headers that are to be signed.
///
/// # Errors
///
/// A header that holds more than visible ASCII.
pub(super) fn request(
    head: &Parts,
    is_signed: impl Fn(&HeaderName) -> bool,
    payload: &str,
    path: PathPolicy,
) -> Result<Canonical, String> {
    let mut headers = Vec::with_capacity(8);
    for (name, value) in head.headers.iter().filter(|(name, _)| is_signed(name)) {
        let text = value.to_str().map_err(|_| format!("the header {name} is not visible ASCII"))?;
        headers.push((name.as_str(), single_spaced(text.trim())));
    }
    // Sorting is stable, so that the values of one name keep their order.
    headers.sort_by_key(|(name, _)| *name);

    let mut text = String::with_capacity(512);
    text.push_str(head.method.as_str());
    text.push('\n');
    match path {
        PathPolicy::Tidied => push_tidied(&mut text, head.uri.path()),
        PathPolicy::AsIs => text.push_str(head.uri.path()),
    }
    text.push('\n');
    push_query(&mut text, head.uri.query().unwrap_or_default());
    text.push('\n');
    let signed_headers = push_headers(&mut text, &headers);
    text.push('\n');
    text.push_str(&signed_headers);
    text.push('\n');
    text.push_str(payload);
    Ok(Canonical { text, signed_headers })
}

/// A line for each name, and the names.
fn push_headers(text: &mut String, headers: &[(&str, Cow<'_, str>)]) -> String {
    let mut names = String::with_capacity(128);
    for values in headers.chunk_by(|(one, _), (other, _)| one == other) {
        for (index, (name, value)) in values.iter().enumerate() {
            if index == 0 {
                if !names.is_empty() {
                    names.push(';');
                }
                names.push_str(name);
                text.push_str(name);
                text.push(':');
            } else {
                text.push(',');
            }
            text.push_str(value);
        }
        text.push('\n');
    }
    names
}

/// A value with a single space for every run of spaces: what a signature is over, though not what is sent.
fn single_spaced(value: &str) -> Cow<'_, str> {
    if !value.contains("  ") {
        return value.into();
    }
    let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").into()
}

/// The path without `.`, `..` and empty steps, encoded once more.
fn push_tidied(text: &mut String, path: &str) {
    let steps = url::steps(path);
    for step in &steps {
        text.push('/');
        url::push_encoded(text, step.as_bytes());
    }
    if steps.is_empty() || path.ends_with('/') {
        text.push('/');
    }
}

/// The parameters, decoded from the form they have in a URL, encoded in the one form of signatures, and
/// sorted.
fn push_query(text: &mut String, query: &str) {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let mut parameters: Vec<(String, String)> = parameters
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (recoded(name), recoded(value))
        })
        .collect();
    parameters.sort_unstable();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
}

fn recoded(text: &str) -> String {
    let mut recoded = String::with_capacity(text.len());
    // In a query a plus stands for a space.
    url::push_encoded(&mut recoded, &url::decoded(&text.replace('+', "%20")));
    recoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> String {
        let mut text = String::new();
        push_tidied(&mut text, path);
        text
    }

    fn query(query: &str) -> String {
        let mut text = String::new();
        push_query(&mut text, query);
        text
    }

    #[test]
    fn paths_lose_their_dots_and_are_encoded_once_more() {
        assert_eq!(path("/"), "/");
        assert_eq!(path(""), "/");
        assert_eq!(path("/a//b/./c/../d"), "/a/b/d");
        assert_eq!(path("/../a/"), "/a/");
        assert_eq!(path("/.."), "/");
        assert_eq!(path("/~a b/%20"), "/~a%20b/%2520");
    }

    #[test]
    fn parameters_are_sorted_and_encoded_in_one_way() {
        assert_eq!(query(""), "");
        assert_eq!(query("b=2&a=%2b&a=+1&c"), "a=%201&a=%2B&b=2&c=");
        assert_eq!(query("n=arn%3Aaws*%7E%zz%"), "n=arn%3Aaws%2A~%25zz%25");
    }

    #[test]
    fn values_of_one_name_are_one_line_and_paths_are_as_the_service_reads_them() {
        let request = http::Request::get("https://example.com/a//%20/../b?x=1")
            .header("x-amz-b", " two   words ")
            .header("x-amz-a", "1")
            .header("x-amz-b", "three")
            .header("accept", "no")
            .body(());
        let head = request.map(|request| request.into_parts().0);
        let canonical = |path| {
            let is_signed = |name: &HeaderName| name.as_str().starts_with("x-amz-");
            let canonical = super::request(head.as_ref().ok()?, is_signed, "hash", path).ok()?;
            Some((canonical.text, canonical.signed_headers))
        };
        let text =
            |path| format!("GET\n{path}\nx=1\nx-amz-a:1\nx-amz-b:two words,three\n\nx-amz-a;x-amz-b\nhash");
        let names = "x-amz-a;x-amz-b".to_owned();
        assert_eq!(canonical(PathPolicy::Tidied), Some((text("/a/b"), names.clone())));
        assert_eq!(canonical(PathPolicy::AsIs), Some((text("/a//%20/../b"), names)));
    }
}
