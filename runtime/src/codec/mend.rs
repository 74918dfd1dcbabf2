//! JSON out of what was JSON before something garbled it.
//!
//! Services cut texts after so many UTF-16 units and leave half of a surrogate pair; programs and proxies put
//! raw line breaks into texts, write `NaN`, put a byte order mark first, or send another encoding than they say.
//! None of that is a reason to lose everything else that a reply says. Reading is strict at first, since that is
//! fastest; only what strict reading refuses comes here, and is then read once more.

use std::borrow::Cow;
use std::fmt::Write;
use std::str::Chars;

/// A text in the place of the one that could not be read.
pub(crate) struct Mended {
    /// JSON, if the body was anything like it.
    pub(crate) text: String,
    /// Whether this is the whole body. It is not where the body ends too early, so that what was open is closed
    /// here and a text that was cut ends in an ellipsis, and where something follows the value.
    pub(crate) whole: bool,
}

/// What stands at the end of a text that was cut off.
pub(crate) const ELLIPSIS: char = '…';

/// What stands for characters that cannot be read.
const REPLACEMENT: char = '\u{fffd}';

/// A body as text: without byte order mark, and with U+FFFD for what is no text.
pub(crate) fn decode(body: &[u8]) -> Cow<'_, str> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
        Cow::Owned(char::decode_utf16(units).map(|character| character.unwrap_or(REPLACEMENT)).collect())
    };
    match body {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        body => String::from_utf8_lossy(body),
    }
}

/// Mends a body. What is no JSON in any other way than those above stays as it is, for the reader to refuse.
pub(crate) fn mend(body: &[u8]) -> Mended {
    let text = decode(body);
    let mut mender = Mender {
        rest: text.chars(),
        text: String::with_capacity(text.len()),
        closers: Vec::new(),
        value_is_next: false,
        complete: 0,
    };
    let whole = mender.run();
    Mended { text: mender.text, whole }
}

struct Mender<'t> {
    rest: Chars<'t>,
    text: String,
    /// What closes the objects and lists that are open, the innermost last.
    closers: Vec<char>,
    /// Whether a colon was the last thing in an object.
    value_is_next: bool,
    /// Up to where the text would be JSON if everything that is open were closed there.
    complete: usize,
}

impl Mender<'_> {
    /// Writes the value, and says whether it was all there and alone.
    fn run(&mut self) -> bool {
        while let Some(character) = self.rest.next() {
            let ended = match character {
                '{' => self.open(character, '}'),
                '[' => self.open(character, ']'),
                '}' | ']' => {
                    self.closers.pop();
                    self.text.push(character);
                    self.value()
                }
                '"' => self.string(),
                ':' | ',' => {
                    self.value_is_next = character == ':';
                    self.text.push(character);
                    false
                }
                character if is_blank(character) => {
                    self.text.push(' ');
                    false
                }
                character => self.word(character),
            };
            if ended && self.closers.is_empty() {
                return self.rest.all(is_blank);
            }
        }
        self.text.truncate(self.complete);
        self.text.extend(self.closers.drain(..).rev());
        false
    }

    fn open(&mut self, opener: char, closer: char) -> bool {
        self.closers.push(closer);
        self.text.push(opener);
        self.value()
    }

    /// A value has been written as far as it can be closed.
    fn value(&mut self) -> bool {
        self.value_is_next = false;
        self.complete = self.text.len();
        true
    }

    /// A text up to its closing quotation mark: a key, or a value.
    fn string(&mut self) -> bool {
        let is_key = self.closers.last() == Some(&'}') && !self.value_is_next;
        self.text.push('"');
        loop {
            match self.rest.next() {
                Some('"') => break,
                Some('\\') => self.escape(),
                Some(character) if character < ' ' => self.push_escaped(u32::from(character)),
                Some(character) => self.text.push(character),
                // A key that was cut off names nothing.
                None if is_key => return false,
                None => {
                    self.text.push(ELLIPSIS);
                    self.text.push('"');
                    self.value();
                    // The end of the body is not the end of the value.
                    return false;
                }
            }
        }
        self.text.push('"');
        !is_key && self.value()
    }

    fn escape(&mut self) {
        let mut ahead = self.rest.clone();
        match ahead.next() {
            Some(character @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
                self.text.push('\\');
                self.text.push(character);
                self.rest = ahead;
            }
            Some('u') => {
                self.rest = ahead;
                self.unicode_escape();
            }
            // A backslash that begins no escape stands for itself, as in a path of Windows.
            Some(_) => self.text.push_str("\\\\"),
            None => {}
        }
    }

    fn unicode_escape(&mut self) {
        let Some((unit, after)) = code_unit(self.rest.clone()) else {
            self.text.push_str("\\\\u");
            return;
        };
        self.rest = after;
        match unit {
            0xd800..0xdc00 => match low_surrogate(self.rest.clone()) {
                Some((low, after)) => {
                    self.rest = after;
                    self.text.extend(char::decode_utf16([unit, low]).map(|pair| pair.unwrap_or(REPLACEMENT)));
                }
                None => self.text.push(REPLACEMENT),
            },
            0xdc00..0xe000 => self.text.push(REPLACEMENT),
            unit => self.push_escaped(u32::from(unit)),
        }
    }

    fn push_escaped(&mut self, unit: u32) {
        // Writing to a text does not fail.
        let _ = write!(self.text, "\\u{unit:04x}");
    }

    /// A number, or a word such as `true`.
    fn word(&mut self, first: char) -> bool {
        let mut word = String::from(first);
        let mut after = self.rest.clone();
        while let Some(character) = after.next() {
            if matches!(character, ',' | ':' | '{' | '}' | '[' | ']' | '"') || is_blank(character) {
                break;
            }
            word.push(character);
            self.rest = after.clone();
        }
        // What the body ends with may be a part of a number.
        if self.rest.as_str().is_empty() && !self.closers.is_empty() {
            return false;
        }
        // In quotation marks they are what AWS writes for these floats; a number that no float holds is kept
        // as it was written.
        let is_special = matches!(word.as_str(), "NaN" | "Infinity" | "-Infinity") || is_beyond_floats(&word);
        let quote = if is_special { "\"" } else { "" };
        self.text.extend([quote, &word, quote]);
        self.value()
    }
}

/// Whether this is a number that is larger than every float.
pub(crate) fn is_beyond_floats(word: &str) -> bool {
    word.ends_with(|last: char| last.is_ascii_digit()) && word.parse().is_ok_and(f64::is_infinite)
}

/// White space, and what may stand in its place.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() || character == '\u{feff}'
}

/// Four hexadecimal digits, and what follows them.
fn code_unit(mut rest: Chars<'_>) -> Option<(u16, Chars<'_>)> {
    let mut unit = 0;
    for _ in 0..4 {
        unit = unit << 4 | rest.next()?.to_digit(16)?;
    }
    Some((u16::try_from(unit).ok()?, rest))
}

/// The second half of a surrogate pair, and what follows it.
fn low_surrogate(mut rest: Chars<'_>) -> Option<(u16, Chars<'_>)> {
    (rest.next()? == '\\' && rest.next()? == 'u').then_some(())?;
    code_unit(rest).filter(|(unit, _)| matches!(unit, 0xdc00..0xe000))
}

#[cfg(test)]
mod tests {
    use super::mend;

    fn mended(body: impl AsRef<[u8]>) -> (String, bool) {
        let mended = mend(body.as_ref());
        (mended.text, mended.whole)
    }

    #[test]
    fn garbled_texts_become_json_that_says_the_rest() {
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("{}".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let cases: [(&[u8], &str); 17] = [
            (br#"{"a":"x \ud83d"}"#, "{\"a\":\"x \u{fffd}\"}"),
            (br#"{"a":"\ude00\ud83d"}"#, "{\"a\":\"\u{fffd}\u{fffd}\"}"),
            (br#"{"a":"\ud83d\ude00\u0041"}"#, "{\"a\":\"😀\\u0041\"}"),
            (br#"{"a":"\ud83d\n\ud83dx"}"#, "{\"a\":\"\u{fffd}\\n\u{fffd}x\"}"),
            (br#"{"\udc00":1}"#, "{\"\u{fffd}\":1}"),
            (b"{\"a\":\"1\n2\t3\x004\"}", "{\"a\":\"1\\u000a2\\u00093\\u00004\"}"),
            (b"{\"a\":\"no \xff\"}", "{\"a\":\"no \u{fffd}\"}"),
            (b"\xef\xbb\xbf {\"a\":1}\0\n", " {\"a\":1}"),
            (&wide, "{}"),
            (
                br#"{"a":NaN,"b":[Infinity,-Infinity],"c":1e999}"#,
                r#"{"a":"NaN","b":["Infinity","-Infinity"],"c":"1e999"}"#,
            ),
            (br#"{"a":"C:\Users\x"}"#, r#"{"a":"C:\\Users\\x"}"#),
            (br#"{"a":"\u12"}"#, r#"{"a":"\\u12"}"#),
            (b"{\x00\"a\"\x0b: 1.50 }", "{ \"a\" : 1.50 }"),
            (br#" "alone \ud83d" "#, " \"alone \u{fffd}\""),
            (b"[]", "[]"),
            (b"null", "null"),
            (br#"{"a":{"b":[1,{"c":"}"}]}}"#, r#"{"a":{"b":[1,{"c":"}"}]}}"#),
        ];
        for (body, expected) in cases {
            assert_eq!(mended(body), (expected.to_owned(), true), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_was_cut_off_is_closed_behind_the_last_that_was_there() {
        let cases = [
            (
                r#"{"__type":"Throttling","message":"Rate exc"#,
                r#"{"__type":"Throttling","message":"Rate exc…"}"#,
            ),
            (r#"{"a":1,"b"#, r#"{"a":1}"#),
            (r#"{"a":1,"b":"#, r#"{"a":1}"#),
            (r#"{"a":1,"b":12"#, r#"{"a":1}"#),
            (r#"{"a":[1,{"b":tr"#, r#"{"a":[1,{}]}"#),
            (r#"{"a":["x","#, r#"{"a":["x"]}"#),
            (r#"{"a":"x\"#, r#"{"a":"x…"}"#),
            ("{", "{}"),
            (r#"{"a":1}{"b":2}"#, r#"{"a":1}"#),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(mended(body), (expected.to_owned(), false), "{body}");
        }
    }

    #[test]
    fn no_depth_is_too_deep() {
        let deep = "[".repeat(100_000);
        assert_eq!(mended(&deep).0.len(), 200_000);
    }
}
