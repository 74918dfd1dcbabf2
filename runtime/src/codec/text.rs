//! Values that formats carry as text or numbers in a form of their own: timestamps, blobs, floats.

mod epoch;
mod http_date;
pub(crate) mod reference;
pub(crate) mod scalar;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::schema::TimestampFormat;
use crate::time::Timestamp;

pub(crate) use epoch::epoch_text;
pub(crate) use epoch::{EpochSeconds, epoch_seconds, timestamp_from_seconds};
pub(crate) use http_date::http_date;

/// Standard base64: padded when written, padding optional when read.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    BASE64.decode(text)
}

/// Two digits for each byte, in small letters.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value| if value < 10 { b'0' + value } else { b'a' - 10 + value };
    let mut text = vec![0; bytes.len().saturating_mul(2)];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
    }
    String::from_utf8(text).unwrap_or_default()
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

/// A whole number that was written with a fraction of zero, as some services do; the largest are those
/// up to which a float holds every one.
pub(crate) fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}

/// A timestamp as text. Epoch seconds have no text form, so they are written as RFC 3339.
pub(crate) fn timestamp(value: Timestamp, format: TimestampFormat) -> String {
    match format {
        TimestampFormat::EpochSeconds | TimestampFormat::DateTime => value.to_string(),
        TimestampFormat::HttpDate => http_date(value),
    }
}

/// Reads a timestamp written as text: RFC 3339, an HTTP date, or epoch seconds in quotes. Where a time names no
/// zone it is taken for UTC, and so is `UTC` at its end, as some services and tools write it.
pub(crate) fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let in_utc = || format!("{}Z", text.trim_end_matches("UTC").trim_end()).parse().ok();
    let date = || text.parse().ok().or_else(|| http_date::parse(text));
    date().or_else(|| epoch::parse(text)).or_else(in_utc)
}

/// Reads the date of a header, in any of the three forms of HTTP.
pub(crate) fn parse_http_date(text: &str) -> Option<Timestamp> {
    http_date::parse(text.trim())
}

/// Whether a timestamp of this format is read back as it was. No format means epoch seconds.
#[inline]
pub(crate) fn is_exact(value: Timestamp, format: Option<TimestampFormat>) -> bool {
    match format {
        // Fractions are read as microseconds, which a float of 64 bits holds for centuries around 1970.
        None | Some(TimestampFormat::EpochSeconds)
            if value.subsec_nanos().is_multiple_of(1_000) && value.secs().unsigned_abs() < 1 << 32 =>
        {
            true
        }
        _ => is_read_back(value, format),
    }
}

fn is_read_back(value: Timestamp, format: Option<TimestampFormat>) -> bool {
    match format {
        Some(TimestampFormat::DateTime) => true,
        Some(TimestampFormat::HttpDate) => parse_timestamp(&http_date(value)) == Some(value),
        None | Some(TimestampFormat::EpochSeconds) => match value.subsec_nanos() {
            0 => true,
            nanos if !nanos.is_multiple_of(1_000) => false,
            _ => timestamp_from_seconds(value.as_secs_f64()) == Some(value),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_without_a_zone_are_in_utc() {
        for text in ["2026-01-31T12:00:00", "2026-01-31 12:00:00 UTC", "2026-01-31T12:00:00UTC", "1769860800"]
        {
            assert_eq!(parse_timestamp(text), Some(Timestamp::from_secs(1_769_860_800)), "{text}");
        }
        for text in ["never", "", "UTC", "2026-01-31"] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }
}
