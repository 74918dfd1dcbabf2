//! Values that JSON carries as text or numbers in a form of their own: timestamps, blobs, floats.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::schema::TimestampFormat;

/// Standard base64: padded when written, padding optional when read.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

static HTTP_DATES: DateTimeParser = DateTimeParser::new();

pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    BASE64.decode(text)
}

/// A timestamp as text. Epoch seconds have no text form, so they are written as RFC 3339.
pub(crate) fn timestamp(value: Timestamp, format: TimestampFormat) -> String {
    match format {
        TimestampFormat::EpochSeconds | TimestampFormat::DateTime => value.to_string(),
        TimestampFormat::HttpDate => value.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    }
}

/// Seconds since 1970 as a number: an integer where there is no fraction.
pub(crate) fn epoch_seconds(value: Timestamp) -> EpochSeconds {
    let fraction = value.subsec_nanosecond();
    if fraction == 0 {
        EpochSeconds::Whole(value.as_second())
    } else {
        // One division, so that there is one rounding: the nearest float to the decimal number is
        // what printing its shortest digits turns back into it. After the year 2255 microseconds are
        // too many for that, and a sum is the nearest.
        let micros = value.as_microsecond();
        EpochSeconds::Fraction(if micros.unsigned_abs() > MOST_EXACT {
            value.as_second() as f64 + f64::from(fraction) / 1e9
        } else if fraction % 1000 == 0 {
            micros as f64 / 1e6
        } else {
            value.as_nanosecond() as f64 / 1e9
        })
    }
}

/// The largest number up to which a float holds every whole one.
const MOST_EXACT: u64 = 1 << 53;

pub(crate) enum EpochSeconds {
    Whole(i64),
    Fraction(f64),
}

/// Reads a timestamp written as text: RFC 3339, an HTTP date, or epoch seconds in quotes.
pub(crate) fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    if let Ok(timestamp) = HTTP_DATES.parse_timestamp(text) {
        return Some(timestamp);
    }
    text.parse().ok().and_then(timestamp_from_seconds)
}

/// Reads epoch seconds. A float of that size holds microseconds and no more, so the fraction is
/// rounded to them: `1.7e9 + 0.001` is then exactly one millisecond past the second.
pub(crate) fn timestamp_from_seconds(seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() {
        return None;
    }
    // Whole seconds first: multiplying before rounding would cost the last digit.
    let whole = seconds.floor();
    let micros = ((seconds - whole) * 1e6).round();
    // `as` saturates, and jiff refuses what is out of its range.
    Timestamp::new(whole as i64, 0).ok()?.checked_add(jiff::SignedDuration::from_micros(micros as i64)).ok()
}

/// The text that stands for a float that JSON has no number for.
pub(crate) fn special_float(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

pub(crate) fn parse_special_float(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}
