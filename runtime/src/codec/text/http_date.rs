//! The dates of HTTP headers.
//!
//! Source: [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats), whose three forms are
//! read; a fraction of the second is allowed, as in the
//! [timestamp formats](https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait) of Smithy.

use std::time::Duration;

use crate::time::{Civil, Timestamp, nanos};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A date as headers have it, `Sat, 31 Jan 2026 12:00:00 GMT`. The fraction of the second is left out.
pub(crate) fn http_date(time: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = Civil::of(time);
    let weekday = WEEKDAYS.get(Civil::weekday(time)).unwrap_or(&"");
    let month = MONTHS.get(month as usize - 1).unwrap_or(&"");
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// Reads a date of any of the three forms. The day of the week is not looked at.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let mut words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    if words.first().is_some_and(|word| is_weekday(word)) {
        words.remove(0);
    }
    match words.as_slice() {
        [day, month, year, time, zone] => read(year, month, day, time, zone),
        [date, time, zone] => {
            let mut parts = date.split('-');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            read(year, month, day, time, zone)
        }
        [month, day, time, year] => read(year, month, day, time, "GMT"),
        _ => None,
    }
}

fn is_weekday(word: &str) -> bool {
    word.get(..3).is_some_and(|start| WEEKDAYS.iter().any(|weekday| weekday.eq_ignore_ascii_case(start)))
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn read(year: &str, month: &str, day: &str, time: &str, zone: &str) -> Option<Timestamp> {
    let month = MONTHS.iter().position(|known| known.eq_ignore_ascii_case(month))?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = number(parts.next().unwrap_or("0"))?;
    let date = Civil {
        year: full_year(year)?,
        month: u32::try_from(month).ok()? + 1,
        day: number(day)?,
        hour,
        minute,
        second,
        nanos: if fraction.is_empty() { 0 } else { nanos(fraction)? },
    };
    let (ahead, offset) = offset(zone)?;
    let time = date.timestamp().filter(|_| parts.next().is_none())?;
    if ahead { time.checked_sub(offset) } else { time.checked_add(offset) }
}

fn number(digits: &str) -> Option<u32> {
    let sound = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

/// A year of two digits is one of the century that began in 1970.
fn full_year(digits: &str) -> Option<i64> {
    let year: i64 = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    match digits.len() {
        2 if year < 70 => Some(year + 2000),
        2 => Some(year + 1900),
        4.. => Some(year),
        _ => None,
    }
}

fn offset(zone: &str) -> Option<(bool, Duration)> {
    if ["GMT", "UTC", "UT", "Z"].iter().any(|name| name.eq_ignore_ascii_case(zone)) {
        return Some((true, Duration::ZERO));
    }
    let (sign, digits) = zone.split_at_checked(1)?;
    let (hours, minutes) = digits.split_at_checked(2)?;
    let seconds = number(hours).filter(|hours| *hours < 24)? * 3_600 + number(minutes)? * 60;
    match sign {
        "+" => Some((true, Duration::from_secs(seconds.into()))),
        "-" => Some((false, Duration::from_secs(seconds.into()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i64, u32)> {
        parse(text).map(|time| (time.secs(), time.subsec_nanos()))
    }

    #[test]
    fn all_three_forms_are_read() {
        let expected = Some((784_111_777, 0));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
        assert_eq!(read("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
        assert_eq!(read("Sun Nov  6 08:49:37 1994"), expected);
        assert_eq!(read("06 Nov 1994 09:49:37 +0100"), expected);
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37.5 GMT"), Some((784_111_777, 500_000_000)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "Sun",
            "Sun, 06 Nov 1994",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Abc 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 XYZ",
            "06-Nov-94-1 08:49:37 GMT",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_written_as_headers_have_them() {
        assert_eq!(http_date(Timestamp::from_secs(784_111_777)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(Timestamp::from_secs(1_769_860_800)), "Sat, 31 Jan 2026 12:00:00 GMT");
        assert_eq!(http_date(Timestamp::from_secs(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
    }
}
