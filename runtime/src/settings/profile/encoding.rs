//! Text files as editors of all systems leave them.

use std::borrow::Cow;

/// The text of a file: UTF-8, or UTF-16 where a byte order mark or zero bytes say so. Bytes that are no UTF-8 become the
/// replacement character.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes).into(),
        // Without a mark, every other byte of what begins with "[" or "#" is zero.
        [1..=0xff, 0, ..] => wide(bytes, u16::from_le_bytes).into(),
        [0, 1..=0xff, ..] => wide(bytes, u16::from_be_bytes).into(),
        _ => String::from_utf8_lossy(bytes),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The lines of a text, whichever system ended them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_tell_the_encoding() {
        assert_eq!(text(b"\xef\xbb\xbf[a]"), "[a]");
        assert_eq!(text(b"\xff\xfe[\0a\0]\0"), "[a]");
        assert_eq!((text(b"[\0a\0]\0"), text(b"\0[\0a\0]")), ("[a]".into(), "[a]".into()));
        assert_eq!(text(b"\xfe\xff\0[\0a\0]"), "[a]");
        assert_eq!(text(b"caf\xe9"), "caf\u{fffd}");
    }

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(lines("a\r\nb\rc\n\nd").collect::<Vec<_>>(), ["a", "b", "c", "", "d"]);
    }
}
