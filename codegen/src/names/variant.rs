//! Variants: what the values of an enum and the members of a union are called.
//!
//! A variant is called after its value alone, so that a change elsewhere in the enum never renames it.
//! Values that differ only in what separates their words or in capitals (`read-only`, `read_only`,
//! `READ_ONLY`) would be one name. They exclude each other from it: each is spelled out instead, again
//! from its value alone. So no value ever takes over the name that another one had.

use std::collections::BTreeMap;

use super::casing::camel;

/// The variants of values, in their order; a name that somebody gave comes first.
pub(super) fn names<'a>(values: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Vec<String> {
    let values: Vec<_> = values.into_iter().collect();
    let name = |(value, given): &(&str, Option<&str>)| given.map_or_else(|| plain(value), str::to_owned);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in &values {
        *counts.entry(name(value)).or_default() += 1;
    }
    let is_shared = |name: &str| counts.get(name).is_some_and(|count| *count > 1);
    values
        .iter()
        .map(|value| match (name(value), value) {
            (name, (text, None)) if is_shared(&name) => spelled(text),
            (name, _) => name,
        })
        .collect()
}

/// The variant of a value that shares its name with no other.
pub(super) fn plain(value: &str) -> String {
    let has_word = value.chars().any(|letter| !is_separator(letter));
    if value.is_empty() {
        return "Empty".to_owned();
    }
    finished(&words(value, !has_word))
}

/// The variant of a value that would share its name with another: separators are words, and so is how
/// the letters are written, but for small ones.
fn spelled(value: &str) -> String {
    if value.is_empty() {
        return "EmptyText".to_owned();
    }
    let letters: Vec<char> = value.chars().filter(char::is_ascii_alphabetic).collect();
    let capital = |letter: &&char| letter.is_ascii_uppercase();
    let mut name = finished(&words(value, true));
    match letters.iter().filter(capital).count() {
        0 => {}
        count if count == letters.len() => name.push_str("Upper"),
        _ => {
            name.push_str("Mixed");
            // Four letters to a digit, the first letter in the highest bit.
            for four in letters.chunks(4) {
                let digit =
                    four.iter().fold(0, |sum, letter| sum * 2 + u32::from(letter.is_ascii_uppercase()));
                name.push_str(&format!("{digit:x}"));
            }
        }
    }
    name
}

/// Words in a row as a variant that Rust takes.
fn finished(words: &[String]) -> String {
    let mut name = String::new();
    let mut previous = "";
    for word in words {
        let digits_meet = previous.ends_with(|c: char| c.is_ascii_digit())
            && word.starts_with(|c: char| c.is_ascii_digit());
        if digits_meet {
            name.push('_');
        }
        name.push_str(&camel(word));
        previous = word;
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'V');
    }
    match name.as_str() {
        "Unknown" | "Self" => format!("{name}Value"),
        _ => name,
    }
}

/// The words of a value: symbols that tell values apart are words, and if asked for, separators too.
fn words(value: &str, with_separators: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut current = String::new();
    let letters: Vec<char> = value.chars().collect();
    for (position, &letter) in letters.iter().enumerate() {
        if letter.is_ascii_alphanumeric() {
            current.push(letter);
            continue;
        }
        if !current.is_empty() {
            words.push(std::mem::take(&mut current));
        }
        let before = position.checked_sub(1).and_then(|before| letters.get(before));
        let is_sign = letter == '-'
            && before.is_none_or(|before| !before.is_ascii_alphanumeric())
            && letters.get(position + 1).is_some_and(char::is_ascii_digit);
        if is_sign {
            words.push("Minus".to_owned());
        } else if with_separators || !is_separator(letter) {
            words.push(word(letter));
        }
    }
    if !current.is_empty() {
        words.push(current);
    }
    words
}

/// What stands between words and says nothing by itself.
fn is_separator(letter: char) -> bool {
    letter.is_ascii_whitespace() || "_-.:/,;'()[]{}".contains(letter)
}

/// A symbol in words. Identifiers stay within ASCII, so that nobody has to guess how to type them.
fn word(letter: char) -> String {
    let word = match letter {
        '_' => "Underscore",
        '-' => "Hyphen",
        '.' => "Dot",
        ':' => "Colon",
        '/' => "Slash",
        ' ' => "Space",
        ',' => "Comma",
        ';' => "Semicolon",
        '*' => "Star",
        '+' => "Plus",
        '&' => "And",
        '%' => "Percent",
        '<' => "Less",
        '>' => "Greater",
        '=' => "Equal",
        '!' => "Not",
        '#' => "Hash",
        '@' => "At",
        '$' => "Dollar",
        '?' => "Question",
        '|' => "Or",
        '~' => "Tilde",
        '^' => "Caret",
        '"' => "Quote",
        '\\' => "Backslash",
        '`' => "Backtick",
        _ => return format!("U{:x}", u32::from(letter)),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{names, plain};

    fn together(values: &[&'static str]) -> Vec<String> {
        names(values.iter().map(|value| (*value, None)))
    }

    #[test]
    fn variants_depend_on_their_value_alone() {
        assert_eq!(plain("IN_PROGRESS"), "InProgress");
        assert_eq!(plain("UNKNOWN"), "UnknownValue");
        assert_eq!(plain("self"), "SelfValue");
        assert_eq!(plain("0.5"), "V0_5");
        assert_eq!(plain("5m"), "V5m");
        assert_eq!(plain("AWS::EC2::Instance"), "AwsEc2Instance");
        assert_eq!(plain("s3:ObjectCreated:*"), "S3ObjectCreatedStar");
        assert_eq!(plain("Trailing "), "Trailing");
        assert_eq!(plain(""), "Empty");
        assert_eq!(plain(">="), "GreaterEqual");
        assert_eq!(plain("\u{e9}"), "Ue9");
    }

    #[test]
    fn symbols_that_tell_values_apart_are_words() {
        assert_eq!(together(&["\u{2265}", "\u{2264}"]), ["U2265", "U2264"]);
        assert_eq!(together(&["-1", "1", "us-1"]), ["Minus1", "V1", "Us1"]);
        assert_eq!(together(&["a\"b", "a\\b", "a`b"]), ["AQuoteB", "ABackslashB", "ABacktickB"]);
        assert_eq!(together(&["", " ", "-", "\u{2067}"]), ["Empty", "Space", "Hyphen", "U2067"]);
        assert_eq!(
            together(&["\0", "\r", "*/"]),
            ["U0", "Ud", "StarSlash"].map(|name| match name {
                // A stroke is a separator beside a word.
                "StarSlash" => "Star",
                name => name,
            })
        );
    }

    #[test]
    fn values_that_would_share_a_name_are_spelled_out() {
        assert_eq!(
            together(&["read-only", "read_only", "write"]),
            ["ReadHyphenOnly", "ReadUnderscoreOnly", "Write"]
        );
        assert_eq!(
            together(&["READ_ONLY", "read_only", "ReadOnly"]),
            ["ReadUnderscoreOnlyUpper", "ReadUnderscoreOnly", "ReadOnlyMixed88"]
        );
        assert_eq!(together(&["unknown", "UNKNOWN"]), ["UnknownValue", "UnknownValueUpper"]);
        assert_eq!(together(&["", "empty"]), ["EmptyText", "Empty"]);
        assert_eq!(together(&["a", "a "]), ["A", "ASpace"]);
        // The order says nothing.
        assert_eq!(together(&["read_only", "read-only"]), ["ReadUnderscoreOnly", "ReadHyphenOnly"]);
    }

    #[test]
    fn a_given_name_leaves_the_other_value_its_own() {
        let given = names([("read-only", None), ("read_only", Some("ReadOnlySnake"))]);
        assert_eq!(given, ["ReadOnly", "ReadOnlySnake"]);
    }
}
