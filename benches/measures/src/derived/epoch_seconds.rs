//! Timestamps as seconds since 1970: the arithmetic of Shapesmith's runtime, so that no peer gains by
//! rounding worse.

use jiff::{SignedDuration, Timestamp};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// The largest number up to which a float holds every whole one.
const MOST_EXACT: u64 = 1 << 53;

pub(super) fn serialize<S: Serializer>(value: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    let Some(value) = value else { return serializer.serialize_none() };
    let fraction = value.subsec_nanosecond();
    if fraction == 0 {
        return serializer.serialize_i64(value.as_second());
    }
    let micros = value.as_microsecond();
    serializer.serialize_f64(if micros.unsigned_abs() > MOST_EXACT {
        value.as_second() as f64 + f64::from(fraction) / 1e9
    } else if fraction % 1000 == 0 {
        micros as f64 / 1e6
    } else {
        value.as_nanosecond() as f64 / 1e9
    })
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(seconds) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
    from_seconds(seconds).map(Some).ok_or_else(|| D::Error::custom("not seconds since 1970"))
}

fn from_seconds(seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() {
        return None;
    }
    let whole = seconds.floor();
    let micros = ((seconds - whole) * 1e6).round();
    Timestamp::new(whole as i64, 0).ok()?.checked_add(SignedDuration::from_micros(micros as i64)).ok()
}
