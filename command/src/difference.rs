//! How a crate folder differs from what is generated, told in few lines.

use shapesmith_codegen::visible;
use similar::{ChangeTag, TextDiff};

use crate::report::{Tone, paint};
use crate::write::{Change, Plan};

/// How many files are shown with their differences.
const FILES: usize = 5;

/// How many lines of differences are shown of a file.
const LINES: usize = 20;

/// The files of a plan that differ: their names, and for the first few what differs.
pub(crate) fn describe(plan: &Plan, shown: &str) -> String {
    let mut text = String::new();
    let mut files = 0;
    for (path, change) in plan.touched() {
        files += 1;
        if files > FILES {
            continue;
        }
        let word = match change {
            Change::Added => "missing",
            Change::Removed => "no longer generated",
            Change::Changed(_) | Change::Unchanged => "differs",
        };
        text.push_str(&paint(&format!("{shown}/{path}: {word}"), Tone::Bold));
        text.push('\n');
        if let (Change::Changed(present), Some(generated)) = (change, plan.files.get(path)) {
            text.push_str(&lines(present, generated));
        }
    }
    if files > FILES {
        text.push_str(&format!("and {}\n", crate::report::count(files - FILES, "more file")));
    }
    text
}

/// The lines that differ, with two lines around them, as in a unified diff.
fn lines(present: &str, generated: &str) -> String {
    let diff = TextDiff::from_lines(present, generated);
    let mut text = String::new();
    let mut shown = 0;
    let mut hidden = 0;
    for (index, group) in diff.grouped_ops(2).iter().enumerate() {
        if index > 0 && shown < LINES {
            text.push_str("    …\n");
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            if shown == LINES {
                hidden += 1;
                continue;
            }
            shown += 1;
            text.push_str(&match change.tag() {
                ChangeTag::Equal => format!("      {}", visible(change.value().trim_end_matches('\n'))),
                ChangeTag::Delete => paint(&format!("    - {}", seen(change.value())), Tone::Red),
                ChangeTag::Insert => paint(&format!("    + {}", seen(change.value())), Tone::Green),
            });
            text.push('\n');
        }
    }
    if hidden > 0 {
        text.push_str(&format!("    … and {}\n", crate::report::count(hidden, "more line")));
    }
    text
}

/// A line that differs, with what cannot be seen of it in words that can: blanks at its end, and that
/// it has no end.
fn seen(line: &str) -> String {
    let (line, end) = match line.strip_suffix('\n') {
        Some(line) => (line, ""),
        // A carriage return alone ends a line, too, and is seen.
        None if line.ends_with('\r') => (line, ""),
        None => (line, " (no end of line)"),
    };
    let text = line.trim_end_matches([' ', '\t', '\u{a0}']);
    let blanks = line.get(text.len()..).unwrap_or_default();
    format!("{}{}{end}", visible(text), blanks.escape_unicode())
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_difference_that_cannot_be_seen_is_shown() {
        let text = lines("a \nb\u{200b}\nc\rd\n", "a\nb\nc\n");
        let expected = "    - a\\u{20}\n    - b\\u{200b}\n    - c\\r\n    - d\n    + a\n    + b\n    + c\n";
        assert_eq!(text, expected);
        assert_eq!(lines("a", "a\n"), "    - a (no end of line)\n    + a\n");
    }

    #[test]
    fn a_difference_shows_the_lines_around_it() {
        let text = lines("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n");
        assert_eq!(text, "      b\n      c\n    - d\n    + D\n      e\n      f\n");
    }

    #[test]
    fn a_long_difference_is_cut_and_says_so() {
        let long: String = (0..50).map(|line| format!("{line}\n")).collect();
        let text = lines("x\n", &long);
        assert_eq!(text.lines().count(), 21);
        assert!(text.ends_with("    … and 31 more lines\n"));
    }
}
