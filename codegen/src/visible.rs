//! Text of a model that people are shown: on one line, and without anything that acts on a terminal
//! or turns the line around.

use std::borrow::Cow;

/// A text as it can be shown in a line: what breaks lines, begins a terminal's sequence, shows nothing
/// or changes the direction of writing is written as Rust would escape it.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => out.extend(letter.escape_default()),
            letter if acts(letter) => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Whether a letter does something to the text around it rather than being seen: a control, or one of
/// Unicode's format characters, separators and tags.
pub(crate) fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_acts_on_a_terminal_is_seen_and_everything_else_stays() {
        assert_eq!(visible("Größe 大 \"a\\b\" 🦀"), "Größe 大 \"a\\b\" 🦀");
        assert_eq!(visible("a\r\nerror: b\t"), "a\\r\\nerror: b\\t");
        assert_eq!(visible("\u{1b}[31mred\u{9b}0m"), "\\u{1b}[31mred\\u{9b}0m");
        assert_eq!(
            visible("a\u{202e}b\u{2067}c\u{2028}d\u{200b}"),
            "a\\u{202e}b\\u{2067}c\\u{2028}d\\u{200b}"
        );
    }
}
