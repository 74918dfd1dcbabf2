//! The data items of CBOR, one after another, as they stand in a body.
//!
//! Nothing here believes a length: what is larger than the rest of the body is refused before anything is made for it.
//! How deep items stand in one another is counted, so that whoever calls itself for what is inside ends in time.
//!
//! Source: [RFC 8949, section 3](https://www.rfc-editor.org/rfc/rfc8949#section-3).

use std::borrow::Cow;

use crate::codec::DEPTH_LIMIT;

/// What ends an item whose length was not told.
const BREAK: u8 = 0xff;

/// The tag that says that what follows is CBOR, and nothing else.
const SELF_DESCRIBED: u64 = 55_799;

/// The major type of byte strings.
const BYTES: u8 = 2;

/// The major type of texts.
const TEXT: u8 = 3;

const NO_CBOR: &str = "no CBOR";

/// A body on its way in.
pub(crate) struct Items<'b> {
    rest: &'b [u8],
    length: usize,
    /// Where the item began that was looked at last.
    start: usize,
    depth: usize,
}

/// An item: all of a single value, or the beginning of what is more.
pub(crate) struct Item {
    /// The innermost tag, which is about the value itself.
    pub(crate) tag: Option<u64>,
    pub(crate) head: Head,
}

/// What an item is.
#[derive(Clone, Copy)]
pub(crate) enum Head {
    /// Any integer of 64 bits and a sign.
    Integer(i128),
    /// A float of any width; each of them is one of the widest, exactly.
    Float(f64),
    Boolean(bool),
    /// Null and undefined, which Smithy takes for the same.
    Null,
    /// A simple value to which nobody has given a meaning.
    Simple,
    Bytes(Length),
    Text(Length),
    List(Length),
    Map(Length),
}

/// How many bytes, elements or entries there are; `None` where a break ends them.
pub(crate) type Length = Option<u64>;

/// The elements of a list or the entries of a map that have not come yet.
pub(crate) struct Left(Length);

impl<'b> Items<'b> {
    pub(crate) fn new(body: &'b [u8]) -> Self {
        Self { rest: body, length: body.len(), start: 0, depth: 0 }
    }

    /// The next item, without the tags before it.
    ///
    /// # Errors
    ///
    /// As with everything here, what is wrong and where, without anything of the body.
    pub(crate) fn next(&mut self) -> Result<Item, String> {
        self.start = self.length - self.rest.len();
        let mut tag = None;
        loop {
            let initial = self.byte()?;
            let information = initial & 0x1f;
            let head = match (initial >> 5, self.argument(information)?) {
                (0, Some(number)) => Head::Integer(number.into()),
                (1, Some(number)) => Head::Integer(-1 - i128::from(number)),
                (BYTES, length) => Head::Bytes(length),
                (TEXT, length) => Head::Text(length),
                (4, length) => Head::List(length),
                (5, length) => Head::Map(length),
                (6, Some(number)) => {
                    tag = Some(number).filter(|number| *number != SELF_DESCRIBED).or(tag);
                    continue;
                }
                (7, Some(bits)) => simple(information, bits),
                _ if initial == BREAK => return Err(self.fault("an end of what did not begin")),
                _ => return Err(self.fault(NO_CBOR)),
            };
            return Ok(Item { tag, head });
        }
    }

    /// The bytes of a byte string that has begun.
    pub(crate) fn bytes(&mut self, length: Length) -> Result<Cow<'b, [u8]>, String> {
        self.string(BYTES, length)
    }

    /// The letters of a text that has begun. Where it comes in parts, they count as a whole: a letter may be torn.
    pub(crate) fn text(&mut self, length: Length) -> Result<Cow<'b, str>, String> {
        let text = match self.string(TEXT, length)? {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        };
        text.ok_or_else(|| self.fault("a text that is no UTF-8"))
    }

    fn string(&mut self, major: u8, length: Length) -> Result<Cow<'b, [u8]>, String> {
        if let Some(length) = length {
            return self.take(length).map(Cow::Borrowed);
        }
        let mut whole = Vec::new();
        loop {
            let initial = self.byte()?;
            if initial == BREAK {
                return Ok(Cow::Owned(whole));
            }
            match (initial >> 5 == major, self.argument(initial & 0x1f)?) {
                (true, Some(length)) => whole.extend_from_slice(self.take(length)?),
                _ => return Err(self.fault("a string with a part of another kind")),
            }
        }
    }

    /// Goes into a list that has begun.
    pub(crate) fn open_list(&mut self, length: Length) -> Result<Left, String> {
        self.open(length, 1)
    }

    /// Goes into a map that has begun.
    pub(crate) fn open_map(&mut self, length: Length) -> Result<Left, String> {
        self.open(length, 2)
    }

    fn open(&mut self, length: Length, least: usize) -> Result<Left, String> {
        // The outermost is at depth zero, as when it was written.
        if self.depth > DEPTH_LIMIT {
            return Err(self.fault(&format!("nested deeper than {DEPTH_LIMIT} levels")));
        }
        let most = self.rest.len() / least;
        if length.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > most)) {
            return Err(self.cut());
        }
        self.depth += 1;
        Ok(Left(length))
    }

    /// Whether something is left; goes out of the list or map where nothing is.
    pub(crate) fn more(&mut self, left: &mut Left) -> bool {
        let more = match &mut left.0 {
            Some(0) => false,
            Some(length) => {
                *length -= 1;
                true
            }
            None => match self.rest {
                [BREAK, rest @ ..] => {
                    self.rest = rest;
                    false
                }
                // Where nothing is left of the body, whoever asks for the next item learns it.
                _ => true,
            },
        };
        if !more {
            self.depth -= 1;
        }
        more
    }

    /// Passes over a value, and gives whether it was more than a null.
    pub(crate) fn skip(&mut self) -> Result<bool, String> {
        let Item { head, .. } = self.next()?;
        self.pass(head)?;
        Ok(!matches!(head, Head::Null))
    }

    /// Passes over the rest of a value that has begun.
    pub(crate) fn pass(&mut self, head: Head) -> Result<(), String> {
        match head {
            Head::Bytes(length) => self.string(BYTES, length).map(drop),
            Head::Text(length) => self.string(TEXT, length).map(drop),
            Head::List(length) => {
                let mut left = self.open_list(length)?;
                while self.more(&mut left) {
                    self.skip()?;
                }
                Ok(())
            }
            Head::Map(length) => {
                let mut left = self.open_map(length)?;
                while self.more(&mut left) {
                    self.skip()?;
                    self.skip()?;
                }
                Ok(())
            }
            Head::Integer(_) | Head::Float(_) | Head::Boolean(_) | Head::Null | Head::Simple => Ok(()),
        }
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), String> {
        match self.length - self.rest.len() {
            _ if self.rest.is_empty() => Ok(()),
            end => Err(format!("something follows the value at byte {end}")),
        }
    }

    /// What is said where the item that was looked at last is none that fits.
    pub(crate) fn misfit(&self, wanted: &'static str) -> impl Fn() -> String + use<> {
        let start = self.start;
        move || format!("expected {wanted} at byte {start}")
    }

    /// What is wrong with the item that was looked at last.
    fn fault(&self, reason: &str) -> String {
        format!("{reason} at byte {}", self.start)
    }

    fn cut(&self) -> String {
        format!("the body ends after {} bytes, in the middle of a value", self.length)
    }

    fn byte(&mut self) -> Result<u8, String> {
        let (byte, rest) = self.rest.split_first().ok_or_else(|| self.cut())?;
        self.rest = rest;
        Ok(*byte)
    }

    fn take(&mut self, length: u64) -> Result<&'b [u8], String> {
        let length = usize::try_from(length).ok();
        let (taken, rest) =
            length.and_then(|length| self.rest.split_at_checked(length)).ok_or_else(|| self.cut())?;
        self.rest = rest;
        Ok(taken)
    }

    /// The number that belongs to every item; `None` where a break is to come.
    fn argument(&mut self, information: u8) -> Result<Option<u64>, String> {
        let bytes = match information {
            0..=23 => return Ok(Some(information.into())),
            24..=27 => self.take(1 << (information - 24))?,
            31 => return Ok(None),
            _ => return Err(self.fault(NO_CBOR)),
        };
        Ok(Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }
}

/// A simple value or a float, by the bits of its argument.
fn simple(information: u8, bits: u64) -> Head {
    match (information, bits) {
        (20, _) => Head::Boolean(false),
        (21, _) => Head::Boolean(true),
        (22 | 23, _) => Head::Null,
        (25, bits) => Head::Float(half(bits)),
        (26, bits) => Head::Float(f32::from_bits(bits as u32).into()),
        (27, bits) => Head::Float(f64::from_bits(bits)),
        _ => Head::Simple,
    }
}

/// A float of 16 bits: one of sign, five of exponent, ten of fraction.
///
/// Source: [RFC 8949, appendix D](https://www.rfc-editor.org/rfc/rfc8949#appendix-D).
fn half(bits: u64) -> f64 {
    let fraction = (bits & 0x3ff) as f64;
    let magnitude = match (bits >> 10) & 0x1f {
        0 => fraction * 2_f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        exponent => (fraction + 1024.0) * 2_f64.powi(exponent as i32 - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}
