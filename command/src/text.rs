//! Texts as editors and systems leave them: line ends and byte order marks, which are nobody's change.

use std::borrow::Cow;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What some editors begin a file with.
const MARK: char = '\u{feff}';

/// A text without a byte order mark and with the line ends that this program writes.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    unix(text.strip_prefix(MARK).unwrap_or(text))
}

/// Whether a file holds a text, whatever its line ends are: these are between an editor and git.
pub(crate) fn same(bytes: &[u8], text: &str) -> bool {
    if bytes == text.as_bytes() {
        return true;
    }
    bytes.contains(&b'\r') && std::str::from_utf8(bytes).is_ok_and(|present| unix(present) == unix(text))
}

/// A text with the line ends that this program writes; a byte order mark stays.
pub(crate) fn unix(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// A new text for a file, with the byte order mark that the file has, and with its line ends: those of
/// lines that stay are kept one by one, new ones are like most of the others.
pub(crate) fn in_the_form_of(present: &str, new: &str) -> String {
    let mark = if present.starts_with(MARK) && !new.starts_with(MARK) { "\u{feff}" } else { "" };
    if !present.contains("\r\n") {
        return format!("{mark}{new}");
    }
    let old_lines: Vec<&str> = present.trim_start_matches(MARK).split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let ending = |line: &str| if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    let windows = old_lines.iter().filter(|line| line.ends_with("\r\n")).count();
    let usual = if windows * 2 >= old_lines.len() { "\r\n" } else { "\n" };
    let mut endings = vec![usual; new_lines.len()];
    let bare =
        |lines: &[&'_ str]| -> Vec<String> { lines.iter().map(|line| unix(line).into_owned()).collect() };
    for operation in capture_diff_slices(Algorithm::Myers, &bare(&old_lines), &bare(&new_lines)) {
        let DiffOp::Equal { old_index, new_index, len } = operation else { continue };
        let old = old_lines.iter().skip(old_index).take(len);
        for (slot, line) in endings.iter_mut().skip(new_index).zip(old) {
            *slot = ending(line);
        }
    }
    let lines = new_lines.iter().zip(endings).map(|(line, ending)| match line.strip_suffix('\n') {
        Some(line) => format!("{}{ending}", line.strip_suffix('\r').unwrap_or(line)),
        None => (*line).to_owned(),
    });
    format!("{mark}{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{in_the_form_of, plain, same};

    #[test]
    fn line_ends_are_no_difference_and_other_white_space_is() {
        assert!(same(b"a\r\nb\r\n", "a\nb\n") && same(b"a\r\nb\n", "a\nb\n"));
        for other in
            [&b"a\r\nb \r\n"[..], b"a\nb", b"a\n\nb\n", b"a\rb\r", b"\xef\xbb\xbfa\nb\n", b"a\nb\n\xff"]
        {
            assert!(!same(other, "a\nb\n"), "{other:?}");
        }
        assert_eq!(plain("\u{feff}a\r\nb\rc\n"), "a\nb\rc\n");
    }

    #[test]
    fn an_edited_text_keeps_the_form_of_its_file() {
        assert_eq!(in_the_form_of("a\nb\n", "a\nc\n"), "a\nc\n");
        assert_eq!(in_the_form_of("a\r\nb\r\n", "a\nx\nb\n"), "a\r\nx\r\nb\r\n");
        assert_eq!(in_the_form_of("\u{feff}a\r\nb", "a\nc"), "\u{feff}a\r\nc");
        assert_eq!(in_the_form_of("a\r\nb\nc\r\n", "a\nb\nd\nc\n"), "a\r\nb\nd\r\nc\r\n");
        assert_eq!(in_the_form_of("", "a\n"), "a\n");
    }
}
