//! The calendar: days since 1970 and dates, in both directions.
//!
//! Years are counted from March here, so that the day which some years have more is the last of its year. After
//! 400 years, an era, the calendar comes round again.

use super::Timestamp;

const SECONDS_PER_DAY: i64 = 86_400;
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

/// A date and a time of day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: u32,
    /// 1 to 31.
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    /// 0 to 59; 60 is taken for the second after 59.
    pub(crate) second: u32,
    pub(crate) nanos: u32,
}

/// Nanoseconds from the digits behind a point; those after the ninth are too many to keep.
///
/// `None` where there are no digits, or something else among them.
pub(crate) fn nanos(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = fraction.get(..9).unwrap_or(fraction);
    let number: u32 = kept.parse().ok()?;
    Some(number * 10_u32.pow(9 - u32::try_from(kept.len()).ok()?))
}

impl Civil {
    /// The date and time of day of a point in time.
    pub(crate) fn of(time: Timestamp) -> Self {
        let days = time.secs().div_euclid(SECONDS_PER_DAY);
        let second_of_day = time.secs().rem_euclid(SECONDS_PER_DAY) as u32;
        let shifted = days + DAYS_TO_1970;
        let (era, day_of_era) = (shifted.div_euclid(DAYS_PER_ERA), shifted.rem_euclid(DAYS_PER_ERA));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day,
            hour: second_of_day / 3_600,
            minute: second_of_day / 60 % 60,
            second: second_of_day % 60,
            nanos: time.subsec_nanos(),
        }
    }

    /// The point in time; `None` where there is no such date or time of day, or it is out of range.
    pub(crate) fn timestamp(self) -> Option<Timestamp> {
        let sound = (1..=12).contains(&self.month)
            && self.day >= 1
            && self.day <= days_of_month(self.year, self.month)
            && self.hour < 24
            && self.minute < 60
            && self.second <= 60;
        if !sound {
            return None;
        }
        let year = self.year.checked_sub(i64::from(self.month <= 2))?;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted_month = i64::from((self.month + 9) % 12);
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era.checked_mul(DAYS_PER_ERA)?.checked_add(day_of_era - DAYS_TO_1970)?;
        let of_day = i64::from(self.hour * 3_600 + self.minute * 60 + self.second);
        // The earliest days begin before the earliest second, so the sum is made with more digits.
        let seconds = i128::from(days) * i128::from(SECONDS_PER_DAY) + i128::from(of_day);
        Timestamp::from_secs_and_nanos(i64::try_from(seconds).ok()?, self.nanos)
    }

    /// The day of the week, counted from 0 for Monday.
    pub(crate) fn weekday(time: Timestamp) -> usize {
        // 1970-01-01 was a Thursday.
        (time.secs().div_euclid(SECONDS_PER_DAY) + 3).rem_euclid(7) as usize
    }
}

fn days_of_month(year: i64, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
