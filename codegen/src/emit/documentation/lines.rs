//! Markdown on its way into doc comments: lines of bearable length.

use proc_macro2::TokenStream;
use quote::quote;

use crate::file::LINE_OF_COMMENT;

/// The longest line of a doc comment, without indentation and slashes.
const LINE_WIDTH: usize = 96;

/// A doc comment of paragraphs, each of which may have several lines.
pub(crate) fn paragraphs<T: AsRef<str>>(paragraphs: impl IntoIterator<Item = T>) -> TokenStream {
    let mut text = String::new();
    for paragraph in paragraphs {
        let lines = lines(paragraph.as_ref());
        if !text.is_empty() && !lines.is_empty() {
            text.push(LINE_OF_COMMENT);
        }
        for line in lines {
            if !text.is_empty() {
                text.push(LINE_OF_COMMENT);
            }
            if !line.is_empty() {
                text.push(' ');
                text.push_str(&line);
            }
        }
    }
    if text.is_empty() { TokenStream::new() } else { quote!(#[doc = #text]) }
}

/// The lines of a text, broken where they are too long; those of a code block stay as they are.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        if is_fence || in_block {
            lines.push(line.to_owned());
        } else {
            lines.extend(wrap(line));
        }
        in_block ^= is_fence;
    }
    lines
}

/// A line broken between words. What follows the first line of a list item is indented, as Markdown
/// wants it. Code and links are left whole.
fn wrap(line: &str) -> Vec<String> {
    let content = line.trim_start_matches(' ');
    let margin = line.len() - content.len();
    let indent = " ".repeat(margin + marker(content));
    let mut lines = Vec::new();
    let mut current = " ".repeat(margin);
    for word in words_of(content) {
        let is_full = current.chars().count() + 1 + word.chars().count() > LINE_WIDTH;
        // A marker alone on its line would be an item without text.
        let has_text = !current.trim().is_empty() && !begins_something(current.trim());
        if has_text && is_full && !begins_something(word) {
            lines.push(std::mem::replace(&mut current, indent.clone()));
        } else if !current.trim().is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(if current.trim().is_empty() { String::new() } else { current });
    lines
}

/// How wide the marker of a list item is, with the space behind it.
fn marker(line: &str) -> usize {
    if line.starts_with("- ") {
        return 2;
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let is_numbered = digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". "));
    if is_numbered { digits + 2 } else { 0 }
}

/// Whether a word at the start of a line would be read as the marker of a list, a heading, a quotation
/// or a rule.
pub(super) fn begins_something(word: &str) -> bool {
    let all = |letters: &[char]| word.chars().all(|letter| letters.contains(&letter));
    let number = word.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number = !number.is_empty() && number.len() <= 9 && number.chars().all(|c| c.is_ascii_digit());
    let opens = ["```", "~~~", ">", "|"].iter().any(|start| word.starts_with(start));
    !word.is_empty()
        && (is_number || opens || all(&['#']) || all(&['-']) || all(&['=']) || all(&['+', '*', '_']))
}

/// The words of a line; a stretch of code or a link counts as one, spaces and all.
fn words_of(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    let mut brackets = 0_usize;
    let mut is_escaped = false;
    for (position, letter) in line.char_indices() {
        let escaped = std::mem::take(&mut is_escaped);
        match letter {
            _ if escaped => {}
            '\\' if !in_code => is_escaped = true,
            '`' => in_code = !in_code,
            '[' if !in_code => brackets += 1,
            ']' if !in_code => brackets = brackets.saturating_sub(1),
            ' ' if !in_code && brackets == 0 => {
                words.extend(line.get(start..position).filter(|word| !word.is_empty()));
                start = position + 1;
            }
            _ => {}
        }
    }
    words.extend(line.get(start..).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn long_lines_are_broken_and_list_items_stay_together() {
        let text = format!("- {}\n  1. {}", "word ".repeat(30), "word ".repeat(30));
        for (index, line) in lines(&text).iter().enumerate() {
            assert!(line.len() <= super::LINE_WIDTH, "{line}");
            let expected = ["- word", "  word", "  1. word", "     word"];
            assert!(line.starts_with(expected.get(index).copied().unwrap_or("?")), "{index}: {line}");
        }
    }

    #[test]
    fn no_line_begins_with_what_would_be_read_as_a_mark() {
        for mark in ["-", "+", "#", "1.", "===", "|", ">", "```"] {
            let text = format!("{} {mark} {}", "x".repeat(94), "y".repeat(10));
            let lines = lines(&text);
            assert!(lines.iter().all(|line| !line.starts_with(mark)), "{lines:?}");
        }
    }

    #[test]
    fn a_marker_does_not_stand_alone() {
        let text = format!("- `{}` b", "a ".repeat(60));
        assert_eq!(lines(&text), [format!("- `{}`", "a ".repeat(60)), "  b".to_owned()]);
    }

    #[test]
    fn code_blocks_stay_as_they_are() {
        let long = "x ".repeat(100);
        let text = format!("```text\n    {long}\n```");
        assert_eq!(lines(&text), text.lines().collect::<Vec<_>>());
    }
}
