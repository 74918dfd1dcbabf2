//! Brings limits to one form, whichever form a model came in.

use crate::front::botocore::Limits;
use crate::ir::Constraints;

/// The limits of a shape of a type. A length is never below zero, so a model that says so says nothing.
pub(super) fn lower(kind: &str, limits: &Limits) -> Constraints {
    let is_length = matches!(kind, "blob" | "list" | "map" | "string");
    let min = limits.min.clone().filter(|min| !is_length || min.as_u64() != Some(0));
    Constraints { min, max: limits.max.clone(), pattern: limits.pattern.as_deref().map(pattern) }
}

/// A pattern that matches all of a text, without the anchors that say so, and on one line.
fn pattern(text: &str) -> String {
    let text = text.strip_prefix('^').unwrap_or(text);
    let text = match text.strip_suffix('$') {
        Some(rest) if rest.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0 => rest,
        _ => text,
    };
    let mut one_line = String::with_capacity(text.len());
    let mut was_space = false;
    for letter in text.chars() {
        let is_space = letter.is_whitespace();
        match is_space {
            true if was_space => {}
            true => one_line.push(' '),
            false => one_line.push(letter),
        }
        was_space = is_space;
    }
    one_line
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn patterns_have_no_anchors_and_one_line() {
        for (text, expected) in [
            ("^[a-z]+$", "[a-z]+"),
            ("[a-z]+", "[a-z]+"),
            ("^cost\\$", "cost\\$"),
            ("^back\\\\$", "back\\\\"),
            ("[ \t\n]*", "[ ]*"),
            ("", ""),
        ] {
            assert_eq!(pattern(text), expected, "{text}");
        }
    }
}
