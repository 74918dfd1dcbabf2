//! Seconds since 1970 as numbers.

use crate::time::{Timestamp, nanos};

/// Seconds since 1970 as a number: an integer where there is no fraction.
pub(crate) enum EpochSeconds {
    Whole(i64),
    Fraction(f64),
}

pub(crate) fn epoch_seconds(value: Timestamp) -> EpochSeconds {
    match value.subsec_nanos() {
        0 => EpochSeconds::Whole(value.secs()),
        _ => EpochSeconds::Fraction(value.as_secs_f64()),
    }
}

/// Seconds since 1970 in digits, exactly.
pub(crate) fn epoch_text(value: Timestamp) -> String {
    let nanos = i128::from(value.secs()) * 1_000_000_000 + i128::from(value.subsec_nanos());
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, fraction) = (nanos.unsigned_abs() / 1_000_000_000, nanos.unsigned_abs() % 1_000_000_000);
    match fraction {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{}", format!("{fraction:09}").trim_end_matches('0')),
    }
}

/// Reads epoch seconds; what is out of range becomes the earliest or the latest time, and what is no number
/// none. A float of that size holds microseconds and no more, so the fraction is rounded to them:
/// `1.7e9 + 0.001` is then exactly one millisecond past the second.
pub(crate) fn timestamp_from_seconds(seconds: f64) -> Option<Timestamp> {
    if seconds.is_nan() {
        return None;
    }
    // Whole seconds first: multiplying before rounding would cost the last digit.
    let whole = seconds.floor();
    let micros = ((seconds - whole) * 1e6).round();
    // `as` saturates, which is what is wanted of times that are far off; infinity has no fraction.
    let time = Timestamp::from_secs(whole as i64);
    Some(time.saturating_add(std::time::Duration::from_micros(micros as u64)))
}

/// Reads epoch seconds in digits, exactly where they are written without an exponent.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    exact(text).or_else(|| text.parse().ok().and_then(timestamp_from_seconds))
}

fn exact(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let seconds: i64 = whole.parse().ok()?;
    let nanos = std::time::Duration::from_nanos(nanos(fraction)?.into());
    let time = Timestamp::from_secs(seconds);
    Some(if whole.starts_with('-') { time.saturating_sub(nanos) } else { time.saturating_add(nanos) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i64, u32)> {
        parse(text).map(|time| (time.secs(), time.subsec_nanos()))
    }

    #[test]
    fn digits_are_read_exactly_and_far_off_numbers_saturate() {
        assert_eq!(read("1769860800.123456789"), Some((1_769_860_800, 123_456_789)));
        assert_eq!(read("-0.25"), Some((-1, 750_000_000)));
        assert_eq!(read("1.7e9"), Some((1_700_000_000, 0)));
        assert_eq!(read("253402300800"), Some((253_402_300_800, 0)));
        assert_eq!(read("1e300"), Some((i64::MAX, 0)));
        assert_eq!(read("-99999999999999999999"), Some((i64::MIN, 0)));
        assert_eq!(read("NaN"), None);
        assert_eq!(read("never"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn what_is_written_in_digits_is_read_as_it_was() {
        for text in ["1769860800.000000001", "-0.25", "0", "-1", "9223372036854775807"] {
            assert_eq!(parse(text).map(epoch_text).as_deref(), Some(text));
        }
    }

    #[test]
    fn floats_are_rounded_to_microseconds() {
        let time = timestamp_from_seconds(1_769_860_800.123);
        assert_eq!(time.map(|time| (time.secs(), time.subsec_nanos())), Some((1_769_860_800, 123_000_000)));
        assert_eq!(timestamp_from_seconds(f64::INFINITY).map(Timestamp::secs), Some(i64::MAX));
    }
}
