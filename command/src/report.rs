//! What a run says: results on standard output, progress and errors on standard error.
//!
//! Nothing here panics when nobody listens any more, as behind `| head`.

use std::borrow::Cow;
use std::io::Write;

use shapesmith_codegen::visible;

use crate::error::Error;

/// How a word is shown on a terminal that knows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Bold,
    /// Something that went wrong, or text that goes away.
    Red,
    /// Text that is new.
    Green,
    /// A remark.
    Yellow,
}

/// Whether a stream takes colours, going by the terminal and by what `NO_COLOR`, `CLICOLOR`,
/// `CLICOLOR_FORCE` and `TERM` ask for.
fn takes_colours(stream: &impl anstream::stream::RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}

/// A text with the codes that colour it.
fn coloured(text: &str, tone: Tone) -> String {
    let code = match tone {
        Tone::Bold => 1,
        Tone::Red => 31,
        Tone::Green => 32,
        Tone::Yellow => 33,
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// A text for standard output, coloured if that takes colours.
pub fn paint(text: &str, tone: Tone) -> String {
    if takes_colours(&std::io::stdout()) { coloured(text, tone) } else { text.to_owned() }
}

/// The codes that colours are made of here.
const CODES: [&str; 5] = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"];

/// Text in which nothing acts on a terminal but line ends and the colours of this program: names and
/// values come from models, and files from anywhere.
fn harmless(text: &str) -> Cow<'_, str> {
    let safe = |letter: char| letter == '\n' || (!letter.is_control() && letter.is_ascii());
    if text.chars().all(safe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(code) = CODES.iter().find(|code| rest.starts_with(**code)) {
            out.push_str(code);
            rest = rest.get(code.len()..).unwrap_or_default();
            continue;
        }
        let end = rest.char_indices().skip(1).find(|(_, letter)| matches!(letter, '\n' | '\u{1b}'));
        let (part, behind) = rest.split_at(end.map_or(rest.len(), |(end, _)| end));
        match part.strip_prefix('\n') {
            Some(line) => {
                out.push('\n');
                out.push_str(&visible(line));
            }
            None => out.push_str(&visible(part)),
        }
        rest = behind;
    }
    Cow::Owned(out)
}

/// Prints a result.
pub fn print(text: &str) {
    // There is nobody to tell when standard output is closed.
    let _ = anstream::stdout().lock().write_all(harmless(text).as_bytes());
}

/// Prints a line about what is going on.
pub fn progress(text: &str) {
    // There is nobody to tell when standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{}", harmless(text));
}

/// Prints an error.
pub(crate) fn error(error: &Error) {
    let word =
        if takes_colours(&std::io::stderr()) { coloured("error:", Tone::Red) } else { "error:".to_owned() };
    progress(&format!("{word} {error}"));
}

/// A number and a noun: `1 operation`, `2 operations`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A duration as people read it.
pub(crate) fn seconds(duration: std::time::Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}

/// Rows as a table: columns are as wide as their widest cell, numbers stand to the right.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let is_number = !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit());
            if is_number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        text.push_str(cells.collect::<Vec<String>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{count, harmless, table};

    #[test]
    fn a_table_lines_up() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let text = table(&[
            row(["operation", "shapes", ""]),
            row(["Get", "7", "yes"]),
            row(["DescribeAll", "129", ""]),
        ]);
        assert_eq!(text, "operation    shapes\nGet               7  yes\nDescribeAll     129\n");
    }

    #[test]
    fn nothing_acts_on_a_terminal_but_colours() {
        assert_eq!(harmless("a\n\nGröße\n"), "a\n\nGröße\n");
        assert_eq!(harmless("\u{1b}[31mred\u{1b}[0m\n"), "\u{1b}[31mred\u{1b}[0m\n");
        assert_eq!(
            harmless("\u{1b}]0;title\u{7}\u{1b}[2J\rx\u{202e}\n\u{9b}"),
            "\\u{1b}]0;title\\u{7}\\u{1b}[2J\\rx\\u{202e}\n\\u{9b}"
        );
    }

    #[test]
    fn nouns_agree_with_their_numbers() {
        assert_eq!([count(0, "enum"), count(1, "enum"), count(2, "enum")], ["0 enums", "1 enum", "2 enums"]);
    }
}
