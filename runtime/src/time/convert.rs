//! To and from the types for times that programs have already.

use std::time::{Duration, SystemTime};

use super::Timestamp;

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self::UNIX_EPOCH.saturating_add(after),
            Err(before) => Self::UNIX_EPOCH.saturating_sub(before.duration()),
        }
    }
}

/// A time that another type cannot hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange(pub(super) Timestamp);

impl std::fmt::Display for OutOfRange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} is too far off for the type that is wanted", self.0)
    }
}

impl std::fmt::Debug for OutOfRange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::told::debug(self, formatter, |formatter| {
            formatter.debug_tuple("OutOfRange").field(&self.0).finish()
        })
    }
}

impl std::error::Error for OutOfRange {}

impl TryFrom<Timestamp> for SystemTime {
    type Error = OutOfRange;

    fn try_from(time: Timestamp) -> Result<Self, OutOfRange> {
        let whole = Duration::from_secs(time.secs().unsigned_abs());
        let second = if time.secs() < 0 {
            Self::UNIX_EPOCH.checked_sub(whole)
        } else {
            Self::UNIX_EPOCH.checked_add(whole)
        };
        let nanos = Duration::from_nanos(time.subsec_nanos().into());
        second.and_then(|second| second.checked_add(nanos)).ok_or(OutOfRange(time))
    }
}

#[cfg(feature = "jiff-0-2")]
mod jiff {
    use super::{OutOfRange, Timestamp};

    impl From<::jiff::Timestamp> for Timestamp {
        fn from(time: ::jiff::Timestamp) -> Self {
            let nanos = time.as_nanosecond();
            let (seconds, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
            Self { seconds: seconds as i64, nanos: rest as u32 }
        }
    }

    impl TryFrom<Timestamp> for ::jiff::Timestamp {
        type Error = OutOfRange;

        fn try_from(time: Timestamp) -> Result<Self, OutOfRange> {
            let nanos = i128::from(time.secs()) * 1_000_000_000 + i128::from(time.subsec_nanos());
            Self::from_nanosecond(nanos).map_err(|_| OutOfRange(time))
        }
    }
}

#[cfg(feature = "chrono-0-4")]
mod chrono {
    use ::chrono::{DateTime, Utc};

    use super::{OutOfRange, Timestamp};

    impl From<DateTime<Utc>> for Timestamp {
        fn from(time: DateTime<Utc>) -> Self {
            // A leap second is the second after it here, as everywhere else in this type.
            let nanos = time.timestamp_subsec_nanos();
            Self::from_secs(time.timestamp()).saturating_add(std::time::Duration::from_nanos(nanos.into()))
        }
    }

    impl TryFrom<Timestamp> for DateTime<Utc> {
        type Error = OutOfRange;

        fn try_from(time: Timestamp) -> Result<Self, OutOfRange> {
            Self::from_timestamp(time.secs(), time.subsec_nanos()).ok_or(OutOfRange(time))
        }
    }
}

#[cfg(feature = "time-0-3")]
mod time {
    use ::time::OffsetDateTime;

    use super::{OutOfRange, Timestamp};

    impl From<OffsetDateTime> for Timestamp {
        fn from(time: OffsetDateTime) -> Self {
            Self { seconds: time.unix_timestamp(), nanos: time.nanosecond() }
        }
    }

    impl TryFrom<Timestamp> for OffsetDateTime {
        type Error = OutOfRange;

        fn try_from(time: Timestamp) -> Result<Self, OutOfRange> {
            let nanos = i128::from(time.secs()) * 1_000_000_000 + i128::from(time.subsec_nanos());
            Self::from_unix_timestamp_nanos(nanos).map_err(|_| OutOfRange(time))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn times_of_the_system_are_the_same_there_and_back() {
        for offset in [-1_500_000_000_i64, -1, 0, 1, 1_769_860_800_123_456_789] {
            let time = Timestamp::from_secs_and_nanos(
                offset.div_euclid(1_000_000_000),
                offset.rem_euclid(1_000_000_000) as u32,
            );
            let time = time.unwrap();
            assert_eq!(Timestamp::from(SystemTime::try_from(time).unwrap()), time);
        }
        // Where the system's own range ends is its own business; nothing may panic there.
        for time in [Timestamp::MIN, Timestamp::MAX] {
            if let Ok(system) = SystemTime::try_from(time) {
                assert_eq!(Timestamp::from(system), time);
            }
        }
    }

    #[cfg(all(feature = "chrono-0-4", feature = "time-0-3"))]
    #[test]
    fn times_of_other_crates_are_the_same_there_and_back() {
        let near = Timestamp::from_secs_and_nanos(-1, 123_456_789).unwrap();
        assert_eq!(Timestamp::from(::jiff::Timestamp::try_from(near).unwrap()), near);
        assert_eq!(Timestamp::from(::chrono::DateTime::try_from(near).unwrap()), near);
        assert_eq!(Timestamp::from(::time::OffsetDateTime::try_from(near).unwrap()), near);
        assert!(::jiff::Timestamp::try_from(Timestamp::MAX).is_err());
        assert!(::chrono::DateTime::<::chrono::Utc>::try_from(Timestamp::MAX).is_err());
        let error = ::time::OffsetDateTime::try_from(Timestamp::from_secs(i64::MAX)).unwrap_err();
        assert!(error.to_string().contains("too far off"), "{error}");
    }
}
