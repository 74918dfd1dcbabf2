//! Names of headers.

/// Whether a text is what names of headers are made of.
///
/// Source: [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
