//! What a run says: results on standard output, progress and errors on standard error.
//!
//! Nothing here panics when nobody listens any more, as behind `| head`.

use std::io::{IsTerminal, Write};

use crate::error::Error;

/// How a word is shown on a terminal that knows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A heading.
    Bold,
    /// Something that went wrong, or text that goes away.
    Red,
    /// Text that is new.
    Green,
    /// A remark.
    Yellow,
}

/// Whether a stream takes colours: it is a terminal, and `NO_COLOR` (<https://no-color.org>) is not
/// set.
fn takes_colours(stream: &impl IsTerminal) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    stream.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
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
pub(crate) fn paint(text: &str, tone: Tone) -> String {
    if takes_colours(&std::io::stdout()) { coloured(text, tone) } else { text.to_owned() }
}

/// Prints a result.
pub(crate) fn print(text: &str) {
    // There is nobody to tell when standard output is closed.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints a line about what is going on.
pub(crate) fn progress(text: &str) {
    // There is nobody to tell when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints an error.
pub(crate) fn error(error: &Error) {
    let word =
        if takes_colours(&std::io::stderr()) { coloured("error:", Tone::Red) } else { "error:".to_owned() };
    progress(&format!("{word} {error}"));
}

/// A number and a noun: `1 operation`, `2 operations`.
pub(crate) fn count(number: usize, noun: &str) -> String {
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
    use super::{count, table};

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
    fn nouns_agree_with_their_numbers() {
        assert_eq!([count(0, "enum"), count(1, "enum"), count(2, "enum")], ["0 enums", "1 enum", "2 enums"]);
    }
}
