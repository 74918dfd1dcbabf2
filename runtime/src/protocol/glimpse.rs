//! The beginning of a body that says nothing in any form that is known: what a proxy has to say.
//!
//! An excerpt lands in messages, and messages in logs, so it must not hold what the model calls sensitive. Which
//! member a text belongs to is not known of a body that cannot be read. So data of a successful reply is never
//! shown, and that of an error answer only where no member of the operation is sensitive: neither of its input, which
//! services quote, nor of its output or exceptions. Markup and plain text are no form in which a service sends
//! members, so they are shown, unless one that is sensitive seems to stand in them by its name.

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;

use super::arrival;
use crate::codec::mend;
use crate::protocol::OperationSchema;
use crate::schema::seem_told;

/// How much is told.
const CHARACTERS: usize = 200;

/// The first characters of a body in one line, with markup; where a page is longer than that, also the words
/// that follow. `None` for a body that is empty, or that may hold secrets.
pub(super) fn glimpse(operation: &OperationSchema, reply: &Response<Bytes>) -> Option<String> {
    if let Some(packing) = arrival::packing(reply.headers(), reply.body()) {
        let help = if cfg!(feature = "compression") {
            ""
        } else {
            "; the feature \"compression\" of shapesmith-runtime unpacks gzip and deflate"
        };
        return Some(format!("the body is compressed with {packing} and was not unpacked{help}"));
    }
    if is_binary(reply) {
        let is_empty = matches!(reply.body()[..], [0xa0] | [0xbf, 0xff]);
        return (!is_empty).then(|| no_text(reply.body()));
    }
    let text = mend::decode(reply.body());
    let text = one_line(text.chars());
    let excerpt: String = text.chars().take(CHARACTERS).collect();
    if excerpt.chars().filter(|character| *character == char::REPLACEMENT_CHARACTER).count() > CHARACTERS / 10
    {
        return Some(no_text(reply.body()));
    }
    if matches!(excerpt.as_str(), "" | "{}" | "[]" | "null") {
        return None;
    }
    let sensitive = operation.sensitive_members();
    if seem_told(&sensitive, &text) {
        return None;
    }
    let may_be_shown = |text: &str| !is_data(text) || !reply.status().is_success() && sensitive.is_empty();
    if !excerpt.starts_with('<') || excerpt.len() == text.len() {
        return may_be_shown(&excerpt).then_some(excerpt);
    }
    let words: String = words(&text).chars().take(CHARACTERS).collect();
    if words.is_empty() || !may_be_shown(&words) {
        return may_be_shown(&excerpt).then_some(excerpt);
    }
    let beginning: String = excerpt.chars().take(CHARACTERS / 4).collect();
    Some(format!("{beginning}… {words}"))
}

/// Whether a body is in a format such as CBOR, in which the texts of members stand as they are, so that it may look
/// like plain text: by its header, or since it begins as no text does.
fn is_binary(reply: &Response<Bytes>) -> bool {
    let content_type = reply.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.trim().to_ascii_lowercase().starts_with("application/cbor"))
        || matches!(reply.body()[..], [0x80..=0xbf, ..] | [0xd9, 0xd9, 0xf7, ..])
}

fn no_text(body: &[u8]) -> String {
    format!("{} bytes that are no text", body.len())
}

/// Whether this looks like members and their values.
fn is_data(text: &str) -> bool {
    text.starts_with(['{', '[', '"', ',', ':', '}', ']']) || text.contains("\":") || text.contains("\" :")
}

/// Text with every run of white space and control characters as one space, so that it breaks neither a line
/// nor a terminal.
fn one_line(characters: impl Iterator<Item = char>) -> String {
    let spaced: String =
        characters.map(|character| if character.is_control() { ' ' } else { character }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ")
}

/// A page without its markup, its scripts and its styles.
fn words(page: &str) -> String {
    let mut words = String::new();
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        words.push(' ');
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag.split(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
        rest = match name.to_ascii_lowercase().as_str() {
            "script" => after.split_once("</script").map_or("", |(_, after)| after),
            "style" => after.split_once("</style").map_or("", |(_, after)| after),
            _ => after,
        };
        // What is left of the closing tag.
        if matches!(name.to_ascii_lowercase().as_str(), "script" | "style") {
            rest = rest.split_once('>').map_or("", |(_, after)| after);
        }
    }
    words.push_str(rest);
    one_line(words.chars())
}
