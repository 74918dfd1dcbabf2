//! Single values as text: the one form that labels, query strings, headers, forms and XML share.
//!
//! Source: [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html), which says of each place what its text is,
//! and `serialize.py` and `parsers.py` in botocore 1.44.5.

use std::borrow::Cow;

use bytes::Bytes;

use super::{from_base64, parse_special_float, parse_timestamp, special_float};
use crate::codec::read::{Notes, Path, Unknown};
use crate::schema::{Member, TimestampFormat, Traits};
use crate::shape::{Slot, View};

/// A single value as text; `None` for what is absent or more than a single value. The format is that of timestamps.
pub(crate) fn write(view: View<'_>, format: TimestampFormat) -> Option<Cow<'_, str>> {
    let text = match view {
        View::String(text) | View::Enum(text) => return Some(text.into()),
        View::Boolean(true) => return Some("true".into()),
        View::Boolean(false) => return Some("false".into()),
        View::Integer(number) => number.to_string(),
        View::Long(number) => number.to_string(),
        View::Float(number) => special_float(number.into()).map_or_else(|| float(&number), str::to_owned),
        View::Double(number) => special_float(number).map_or_else(|| float(&number), str::to_owned),
        View::Blob(bytes) => super::base64(bytes),
        View::Timestamp(time) => match format {
            TimestampFormat::EpochSeconds => super::epoch_text(time),
            format => super::timestamp(time, format),
        },
        _ => return None,
    };
    Some(text.into())
}

/// The most digits that a float of 64 bits needs, with sign, point and exponent.
const DIGITS: usize = 24;

/// A finite float in its digits, or with an exponent where hundreds of zeros would be among them.
fn float<N: ToString + std::fmt::LowerExp>(number: &N) -> String {
    let text = number.to_string();
    if text.len() > DIGITS { format!("{number:e}") } else { text }
}

/// The value of a member as text, in a place where timestamps have this format unless the model has another.
pub(crate) fn of_member<'a>(
    member: &Member,
    view: View<'a>,
    default: TimestampFormat,
) -> Option<Cow<'a, str>> {
    let text = write(view, member.timestamp_format.unwrap_or(default))?;
    if !member.traits.has(Traits::LAST_SEGMENT) {
        return Some(text);
    }
    Some(match text {
        Cow::Borrowed(text) => text.rsplit('/').next().unwrap_or(text).into(),
        Cow::Owned(text) => text.rsplit('/').next().unwrap_or(&text).to_owned().into(),
    })
}

/// Reads a single value from its text, in any form that services write it in.
///
/// # Errors
///
/// What would have fitted, in words; the text is not repeated.
pub(crate) fn read(
    slot: &mut Slot<'_>,
    text: &str,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    let bare = text.trim();
    match slot {
        Slot::Ignored => {}
        Slot::String(value) => **value = text.to_owned(),
        Slot::Enum(value) => notes.enum_value(&mut **value, text, path),
        Slot::Boolean(value) => {
            **value = match bare {
                _ if bare.eq_ignore_ascii_case("true") => true,
                _ if bare.eq_ignore_ascii_case("false") => false,
                _ => return Err("true or false"),
            }
        }
        Slot::Integer(value) => **value = bare.parse().map_err(|_| "an integer of 32 bits")?,
        Slot::Long(value) => **value = bare.parse().map_err(|_| "an integer of 64 bits")?,
        Slot::Float(value) => {
            **value = match parse_special_float(bare) {
                Some(special) => special as f32,
                None => finite(bare.parse().map_err(|_| "a number")?, f32::is_infinite, path, notes),
            }
        }
        Slot::Double(value) => {
            **value = match parse_special_float(bare) {
                Some(special) => special,
                None => finite(bare.parse().map_err(|_| "a number")?, f64::is_infinite, path, notes),
            }
        }
        Slot::Blob(value) => {
            **value = from_base64(bare).map(Bytes::from).map_err(|_| "base64")?;
        }
        Slot::Timestamp(value) => {
            **value = parse_timestamp(bare).ok_or("a timestamp: epoch seconds, RFC 3339 or an HTTP date")?;
        }
        _ => return Err("a single value"),
    }
    Ok(())
}

/// A number, with a note where it is too large for the float that holds it.
fn finite<N: Copy>(number: N, is_infinite: fn(N) -> bool, path: &Path<'_>, notes: &Notes) -> N {
    if is_infinite(number) {
        notes.unknown(|| Unknown::Infinite { path: path.to_string() });
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Value;
    use crate::time::Timestamp;

    fn written(value: &dyn Value, format: TimestampFormat) -> Option<String> {
        write(value.view(), format).map(Cow::into_owned)
    }

    #[test]
    fn texts_are_those_of_the_specification() {
        let time = Timestamp::from_secs(1_769_860_800).saturating_add(std::time::Duration::from_millis(500));
        let form = TimestampFormat::DateTime;
        assert_eq!(written(&true, form).as_deref(), Some("true"));
        assert_eq!(written(&-5_i32, form).as_deref(), Some("-5"));
        assert_eq!(written(&0.1_f32, form).as_deref(), Some("0.1"));
        assert_eq!(written(&1e300_f64, form).as_deref(), Some("1e300"));
        assert_eq!(written(&-5e-324_f64, form).as_deref(), Some("-5e-324"));
        assert_eq!(written(&100_000.0_f64, form).as_deref(), Some("100000"));
        assert_eq!(written(&f64::NEG_INFINITY, form).as_deref(), Some("-Infinity"));
        assert_eq!(written(&Bytes::from_static(b"\xff\x00"), form).as_deref(), Some("/wA="));
        assert_eq!(written(&time, form).as_deref(), Some("2026-01-31T12:00:00.5Z"));
        assert_eq!(written(&time, TimestampFormat::EpochSeconds).as_deref(), Some("1769860800.5"));
        assert_eq!(
            written(&time, TimestampFormat::HttpDate).as_deref(),
            Some("Sat, 31 Jan 2026 12:00:00 GMT")
        );
        assert_eq!(written(&Vec::<i32>::new(), form), None);
    }

    #[test]
    fn texts_are_read_in_every_form_and_misfits_are_told_without_their_text() {
        let read = |value: &mut dyn Value, text: &str| {
            super::read(&mut value.slot(), text, &Path::ROOT, &Notes::default())
        };
        let (mut flag, mut number, mut float) = (false, 0_i32, 0_f32);
        let (mut time, mut bytes) = (Timestamp::UNIX_EPOCH, Bytes::new());
        assert_eq!(read(&mut flag, " True "), Ok(()));
        assert_eq!(read(&mut number, " 7\n"), Ok(()));
        assert_eq!(read(&mut float, "NaN"), Ok(()));
        assert_eq!(read(&mut time, "Sat, 31 Jan 2026 12:00:00 GMT"), Ok(()));
        assert_eq!(read(&mut bytes, "/wA"), Ok(()));
        assert!(flag && number == 7 && float.is_nan() && time.secs() == 1_769_860_800 && bytes.len() == 2);
        assert_eq!(read(&mut number, "hunter2"), Err("an integer of 32 bits"));
        assert_eq!(read(&mut flag, "1"), Err("true or false"));
        assert_eq!(read(&mut Vec::<i32>::new(), "1"), Err("a single value"));
        let notes = Notes::default();
        assert_eq!(super::read(&mut float.slot(), "1e99", &Path::ROOT, &notes), Ok(()));
        assert!(float.is_infinite() && notes.into_parts().1.len() == 1);
    }
}
