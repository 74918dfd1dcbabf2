//! Points in time: a type of our own, since services send times that others cannot hold.
//!
//! How times stand on the wire is the codec's business; here is what a program does with them.

mod civil;
mod convert;
mod rfc3339;

use std::time::{Duration, SystemTime};

pub(crate) use civil::{Civil, nanos};
pub use convert::OutOfRange;

const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// A point in time: seconds and nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Every number of seconds that 64 bits hold is a point in time here. Services use far-off values as marks
/// for "never", and one of them must not make a whole reply unreadable.
///
/// `Display` and `FromStr` are RFC 3339 in UTC. Years that do not have four digits are written with a sign,
/// as in `+010000-01-01T00:00:00Z`.
///
/// ```
/// use std::time::Duration;
/// use shapesmith_runtime::Timestamp;
///
/// let start: Timestamp = "2026-01-31T13:00:00+01:00".parse()?;
/// assert_eq!(start, Timestamp::from_secs(1_769_860_800));
/// let end = start.saturating_add(Duration::from_millis(250));
/// assert_eq!(end.to_string(), "2026-01-31T12:00:00.25Z");
/// assert_eq!(end.duration_since(start), Some(Duration::from_millis(250)));
/// # Ok::<(), shapesmith_runtime::time::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
    /// Always less than a second, and counted forwards before 1970, too.
    nanos: u32,
}

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self::from_secs(0);
    /// The earliest time.
    pub const MIN: Self = Self::from_secs(i64::MIN);
    /// The latest time.
    pub const MAX: Self = Self { seconds: i64::MAX, nanos: NANOS_PER_SECOND - 1 };

    /// The time of this machine.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// A time by seconds since 1970, negative before.
    pub const fn from_secs(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// A time by seconds since 1970 and nanoseconds after that, counted forwards before 1970, too; `None`
    /// where these are a second or more.
    pub const fn from_secs_and_nanos(seconds: i64, nanos: u32) -> Option<Self> {
        if nanos < NANOS_PER_SECOND { Some(Self { seconds, nanos }) } else { None }
    }

    /// A time by milliseconds since 1970, negative before.
    pub const fn from_millis(milliseconds: i64) -> Self {
        let nanos = milliseconds.rem_euclid(1000) as u32 * 1_000_000;
        Self { seconds: milliseconds.div_euclid(1000), nanos }
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn secs(self) -> i64 {
        self.seconds
    }

    /// The nanoseconds after the whole second: 0 to 999,999,999.
    pub const fn subsec_nanos(self) -> u32 {
        self.nanos
    }

    /// Milliseconds since 1970, rounded down.
    pub const fn as_millis(self) -> i128 {
        self.seconds as i128 * 1000 + (self.nanos / 1_000_000) as i128
    }

    /// Seconds since 1970 as a float: exact to about a microsecond for times of our age, and less so for
    /// those that are far off.
    pub fn as_secs_f64(self) -> f64 {
        // One division, so that there is one rounding: the nearest float to the decimal number is what
        // printing its shortest digits turns back into it. When a float cannot hold all the microseconds,
        // a sum is the nearest.
        let micros = self.seconds.saturating_mul(1_000_000).saturating_add((self.nanos / 1000).into());
        if self.nanos.is_multiple_of(1000) && micros.unsigned_abs() <= MOST_EXACT {
            micros as f64 / 1e6
        } else {
            self.seconds as f64 + f64::from(self.nanos) / 1e9
        }
    }

    /// The time so much later; `None` where that is later than [`MAX`](Self::MAX).
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let (carry, nanos) = carried(self.nanos + duration.subsec_nanos());
        let seconds = self.seconds.checked_add_unsigned(duration.as_secs())?.checked_add(carry)?;
        Some(Self { seconds, nanos })
    }

    /// The time so much earlier; `None` where that is earlier than [`MIN`](Self::MIN).
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let (carry, nanos) = carried(self.nanos + NANOS_PER_SECOND - duration.subsec_nanos());
        let seconds = self.seconds.checked_sub_unsigned(duration.as_secs())?.checked_add(carry - 1)?;
        Some(Self { seconds, nanos })
    }

    /// The time so much later, or the latest.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        self.checked_add(duration).unwrap_or(Self::MAX)
    }

    /// The time so much earlier, or the earliest.
    #[must_use]
    pub fn saturating_sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).unwrap_or(Self::MIN)
    }

    /// How long after another time this one is; `None` where it is before that.
    pub fn duration_since(self, earlier: Self) -> Option<Duration> {
        if self < earlier {
            return None;
        }
        let (carry, nanos) = carried(self.nanos + NANOS_PER_SECOND - earlier.nanos);
        let seconds = (i128::from(self.seconds) - i128::from(earlier.seconds) + i128::from(carry)) - 1;
        u64::try_from(seconds).ok().map(|seconds| Duration::new(seconds, nanos))
    }

    /// How far this time is from another, whichever comes first.
    pub fn abs_diff(self, other: Self) -> Duration {
        self.duration_since(other).or_else(|| other.duration_since(self)).unwrap_or(Duration::MAX)
    }
}

/// The largest number up to which a float holds every whole one.
const MOST_EXACT: u64 = 1 << 53;

/// Nanoseconds of less than two seconds, as whole seconds and the rest.
const fn carried(nanos: u32) -> (i64, u32) {
    if nanos < NANOS_PER_SECOND { (0, nanos) } else { (1, nanos - NANOS_PER_SECOND) }
}

/// A text that is no time.
#[derive(Clone, PartialEq, Eq)]
pub struct ParseTimestampError(());

impl std::fmt::Display for ParseTimestampError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("not a time in the form of RFC 3339, such as 2026-01-31T12:00:00Z")
    }
}

crate::told::told!(ParseTimestampError {});

impl std::error::Error for ParseTimestampError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_added_and_compared_over_their_whole_range() {
        let (nearly, second) = (Duration::new(0, 999_999_999), Duration::from_secs(1));
        assert_eq!(Timestamp::MAX.checked_sub(nearly), Some(Timestamp::from_secs(i64::MAX)));
        assert_eq!(Timestamp::MAX.checked_add(Duration::from_nanos(1)), None);
        assert_eq!(Timestamp::MIN.checked_sub(Duration::from_nanos(1)), None);
        assert_eq!(Timestamp::MIN.checked_add(nearly).map(Timestamp::subsec_nanos), Some(999_999_999));
        assert_eq!(Timestamp::from_secs(-1).checked_add(second), Some(Timestamp::UNIX_EPOCH));
        assert_eq!(Timestamp::UNIX_EPOCH.checked_sub(nearly).map(Timestamp::secs), Some(-1));
        let whole = Timestamp::MAX.duration_since(Timestamp::MIN);
        assert_eq!(whole, Some(Duration::new(u64::MAX, 999_999_999)));
        assert_eq!(Timestamp::MIN.duration_since(Timestamp::MAX), None);
        assert_eq!(Timestamp::MIN.abs_diff(Timestamp::MAX), Duration::new(u64::MAX, 999_999_999));
        assert_eq!(Timestamp::from_millis(-1).subsec_nanos(), 999_000_000);
        assert_eq!(Timestamp::from_secs_and_nanos(0, NANOS_PER_SECOND), None);
    }

    #[test]
    fn floats_are_the_nearest() {
        let time = |seconds, nanos| Timestamp { seconds, nanos }.as_secs_f64();
        assert_eq!(time(1_769_860_800, 123_000_000), 1_769_860_800.123);
        assert_eq!(time(-1, 750_000_000), -0.25);
        assert_eq!(time(i64::MAX, 0), 9_223_372_036_854_775_807_i64 as f64);
    }
}
