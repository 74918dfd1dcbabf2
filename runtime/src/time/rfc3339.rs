//! Times as text: RFC 3339.
//!
//! Source: [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339); years with a sign and more than four digits are
//! the expanded form of ISO 8601.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{Civil, ParseTimestampError, Timestamp, nanos};

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour, minute, second, nanos } = Civil::of(*self);
        match year {
            0..=9999 => write!(formatter, "{year:04}")?,
            _ => write!(formatter, "{year:+07}")?,
        }
        write!(formatter, "-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if nanos != 0 {
            let digits = format!("{nanos:09}");
            write!(formatter, ".{}", digits.trim_end_matches('0'))?;
        }
        formatter.write_str("Z")
    }
}

/// As `Display`: the numbers of the fields tell a person nothing.
impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        parse(text).ok_or(ParseTimestampError(()))
    }
}

/// A date, `T`, `t` or a blank, a time with any number of digits after the second, and an offset.
fn parse(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text);
    let year = rest.year()?;
    rest.expect(b"-")?;
    let month = rest.two_digits()?;
    rest.expect(b"-")?;
    let day = rest.two_digits()?;
    rest.expect(b"Tt ")?;
    let hour = rest.two_digits()?;
    rest.expect(b":")?;
    let minute = rest.two_digits()?;
    rest.expect(b":")?;
    let second = rest.two_digits()?;
    let nanos = if rest.0.starts_with(['.', ',']) { rest.fraction()? } else { 0 };
    let time = Civil { year, month, day, hour, minute, second, nanos }.timestamp()?;
    let (ahead, offset) = rest.offset()?;
    if ahead { time.checked_sub(offset) } else { time.checked_add(offset) }
}

/// What is still to be read of a text.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn expect(&mut self, allowed: &[u8]) -> Option<u8> {
        let first = *self.0.as_bytes().first().filter(|byte| allowed.contains(byte))?;
        self.0 = self.0.get(1..)?;
        Some(first)
    }

    fn digits(&mut self) -> &str {
        let end = self.0.find(|character: char| !character.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits
    }

    fn two_digits(&mut self) -> Option<u32> {
        let digits = self.0.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let number = digits.parse().ok()?;
        self.0 = self.0.get(2..)?;
        Some(number)
    }

    /// Four digits, or a sign and four or more.
    fn year(&mut self) -> Option<i64> {
        let sign = self.expect(b"+-");
        let digits = self.digits();
        if digits.len() < 4 || (sign.is_none() && digits.len() > 4) {
            return None;
        }
        let year: i64 = digits.parse().ok()?;
        Some(if sign == Some(b'-') { -year } else { year })
    }

    /// The point and what follows it.
    fn fraction(&mut self) -> Option<u32> {
        self.expect(b".,")?;
        nanos(self.digits())
    }

    /// `Z`, or hours and minutes before or behind UTC, and nothing after that.
    fn offset(&mut self) -> Option<(bool, Duration)> {
        let offset = match self.expect(b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let hours = self.two_digits().filter(|hours| *hours < 24)?;
                // ISO 8601 has offsets without the colon, too.
                let _ = self.expect(b":");
                let minutes = self.two_digits().filter(|minutes| *minutes < 60)?;
                (sign == b'+', Duration::from_secs(u64::from(hours * 3_600 + minutes * 60)))
            }
            _ => (true, Duration::ZERO),
        };
        self.0.is_empty().then_some(offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i64, u32)> {
        let time: Timestamp = text.parse().ok()?;
        Some((time.secs(), time.subsec_nanos()))
    }

    #[test]
    fn texts_are_read_with_offsets_fractions_and_far_off_years() {
        assert_eq!(read("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(read("2026-01-31t12:00:00.123456789123z"), Some((1_769_860_800, 123_456_789)));
        assert_eq!(read("2026-01-31 13:30:00+01:30"), Some((1_769_860_800, 0)));
        assert_eq!(read("2026-01-31T06:30:00-0530"), Some((1_769_860_800, 0)));
        assert_eq!(read("2016-12-31T23:59:60Z"), read("2017-01-01T00:00:00Z"));
        assert_eq!(read("+10000-01-01T00:00:00Z"), Some((253_402_300_800, 0)));
        assert_eq!(read("-0001-12-31T23:59:59.5Z"), Some((-62_167_219_201, 500_000_000)));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026",
            "2026-01-31",
            "2026-01-31T12:00:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00ZZ",
            "10000-01-01T00:00:00Z",
            "+999999999999999999-01-01T00:00:00Z",
            "2026-1-31T12:00:00Z",
            "２026-01-31T12:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_written_and_read() {
        for time in [Timestamp::MIN, Timestamp::MAX, Timestamp::from_secs(-62_135_596_801)] {
            assert_eq!(time.to_string().parse(), Ok(time), "{time}");
        }
        assert_eq!(Timestamp::from_secs(253_402_300_800).to_string(), "+010000-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_millis(1).to_string(), "1970-01-01T00:00:00.001Z");
    }
}
