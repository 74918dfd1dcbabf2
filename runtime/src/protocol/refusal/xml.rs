//! Code and message in XML, as front ends and emulators send it whatever the protocol is.
//!
//! This is no parser: it goes from one tag to the next and looks at the names that count.

use super::Words;
use crate::codec::text::reference::character;

/// What pages in HTML begin with.
const PAGES: [&str; 10] = ["html", "head", "body", "title", "meta", "center", "div", "h1", "h2", "p"];

pub(super) fn words(text: &str, words: &mut Words) {
    let mut root = None;
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, markup)) = rest.split_once('<') {
        if let Some(comment) = markup.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((tag, after)) = markup.split_once('>') else { break };
        rest = after;
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        }
        if tag.starts_with(['!', '?', '/']) {
            continue;
        }
        let name = tag.split(|character: char| character.is_whitespace() || character == '/').next();
        let name = name.unwrap_or_default().rsplit(':').next().unwrap_or_default();
        // A page for people has elements of these names, too, and they mean something else.
        if root.is_none() && PAGES.iter().any(|page| name.eq_ignore_ascii_case(page)) {
            return;
        }
        root.get_or_insert(name);
        if !tag.ends_with('/') {
            // What members of the exception hold stands further in, and may be called the same.
            words.member(name, &content(after), depth);
            depth += 1;
        }
    }
    // Front ends that know no more than the code send `<UnknownOperationException/>`.
    let is_code =
        |name: &&str| ["Exception", "Error", "Fault"].iter().any(|end| name.ends_with(end) && name != end);
    if let Some(name) = root.filter(is_code) {
        words.code(usize::MAX, name);
    }
}

/// The text at the beginning of an element. One that is not closed was cut off.
fn content(after: &str) -> String {
    if let Some(data) = after.trim_start().strip_prefix("<![CDATA[") {
        return match data.split_once("]]>") {
            Some((data, _)) => data.to_owned(),
            None => format!("{data}{}", super::ELLIPSIS),
        };
    }
    match after.split_once('<') {
        Some((text, _)) => unescaped(text),
        None if after.trim().is_empty() => String::new(),
        None => format!("{}{}", unescaped(after), super::ELLIPSIS),
    }
}

/// A text with the characters that its references stand for.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once('&') {
        plain.push_str(before);
        let known = reference.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        match known {
            Some((character, after)) => {
                plain.push(character);
                rest = after;
            }
            None => {
                plain.push('&');
                rest = reference;
            }
        }
    }
    plain.push_str(rest);
    plain
}
