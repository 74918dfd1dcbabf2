//! When and how soon a failed attempt is repeated: AWS's standard mode.
//!
//! Source of codes, statuses, delays and costs: the page on retry behavior of the
//! [AWS SDKs and Tools Reference Guide](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
//! and `retries/standard.py` in botocore 1.44.5, which has the newer figures (short delays after
//! transient errors, long ones after throttling).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::time::Timestamp;
use http::HeaderMap;

use crate::codec::text;
use crate::error::Class;

/// How often a call is attempted where nothing else is configured.
pub(crate) const DEFAULT_MAX_ATTEMPTS: u32 = 3;

/// Whether failed attempts are repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryMode {
    /// AWS's standard mode: jittered exponential backoff, and a budget shared by all calls of a client.
    #[default]
    Standard,
    /// A call is sent once.
    Off,
}

/// The delays before a failed attempt is repeated. The n-th delay is a random part of
/// `first × 2^(n-1)`, and of `longest` at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first delay after a transient error; 50 ms by default.
    pub first: Duration,
    /// The first delay after throttling; 1 s by default.
    pub first_throttled: Duration,
    /// The longest delay, also where the service asks for a longer one; 20 s by default.
    pub longest: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(50),
            first_throttled: Duration::from_secs(1),
            longest: Duration::from_secs(20),
        }
    }
}

/// How long the service asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// `Retry-After`: honoured up to the longest delay.
    Standard(Duration),
    /// `x-amz-retry-after`: honoured up to five seconds beyond the client's own delay.
    Amazon(Duration),
}

const AMAZON_EXTRA: Duration = Duration::from_secs(5);

/// Reads `x-amz-retry-after` (milliseconds) or `Retry-After` (seconds or a date).
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<RetryAfter> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(milliseconds) = text("x-amz-retry-after").and_then(|value| value.parse().ok()) {
        return Some(RetryAfter::Amazon(Duration::from_millis(milliseconds)));
    }
    let value = text("retry-after")?;
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => text::parse_timestamp(value)?.duration_since(now).unwrap_or_default(),
    };
    Some(RetryAfter::Standard(wait))
}

/// How long to wait after a failed attempt, counted from one.
pub(crate) fn delay(backoff: &Backoff, class: Class, attempt: u32, asked: Option<RetryAfter>) -> Duration {
    let first = if class == Class::Throttling { backoff.first_throttled } else { backoff.first };
    let doubled = first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    let own = doubled.min(backoff.longest).mul_f64(fastrand::f64());
    match asked {
        None => own,
        Some(RetryAfter::Standard(wait)) => own.max(wait.min(backoff.longest)),
        Some(RetryAfter::Amazon(wait)) => own.max(wait.min(own.saturating_add(AMAZON_EXTRA))),
    }
}

const BUDGET: u32 = 500;
const REFILL: u32 = 1;
const COST: u32 = 14;
const THROTTLING_COST: u32 = 5;

/// The budget that all calls of a client repeat attempts from: when a service is down, its clients
/// stop repeating before they make matters worse. Clones are one budget.
///
/// Each client has its own, unless its configuration names one, which all clients made from it share. Another attempt
/// takes 14 from it, after throttling 5; a call that succeeds gives back what its last attempt took, or a little where it
/// needed no other. A budget of 500 so pays for 35 attempts in a row. A call that it has too little for says so in its error.
///
/// ```
/// use shapesmith_runtime::{Config, retry::RetryBudget};
///
/// let config = Config::builder().region("eu-central-1").retry_budget(RetryBudget::new()).build()?;
/// // Clients of whichever services, made from clones of it, repeat attempts from one budget.
///
/// // Where hundreds of calls run at once, one that grows with them.
/// let config = config.to_builder().retry_budget(RetryBudget::of(5000, 10)).build()?;
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RetryBudget {
    /// None, where it never ends.
    limited: Option<Arc<Limited>>,
}

#[derive(Debug)]
struct Limited {
    size: u32,
    refill: u32,
    left: AtomicU32,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::of(BUDGET, REFILL)
    }
}

impl RetryBudget {
    /// A full budget of 500, to which a call that needed one attempt gives back 1: AWS's standard mode.
    pub fn new() -> Self {
        Self::default()
    }

    /// A full budget of another size, and how much a call that needed one attempt gives back.
    pub fn of(size: u32, refill: u32) -> Self {
        Self { limited: Some(Arc::new(Limited { size, refill, left: AtomicU32::new(size) })) }
    }

    /// A budget that never ends: then only the number of attempts of each call limits them. A service that is down gets all
    /// of them, which does not help it up.
    pub fn unlimited() -> Self {
        Self { limited: None }
    }

    /// Takes what another attempt costs, and gives it as the amount to return on success; `None`
    /// when too little is left.
    pub(crate) fn take(&self, class: Class) -> Option<u32> {
        let cost = if class == Class::Throttling { THROTTLING_COST } else { COST };
        let Some(limited) = &self.limited else { return Some(cost) };
        let taken =
            limited.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        taken.is_ok().then_some(cost)
    }

    /// Returns what the last repeated attempt had cost, or a little where a call succeeded at once.
    pub(crate) fn give_back(&self, cost: Option<u32>) {
        let Some(Limited { size, refill, left }) = self.limited.as_deref() else { return };
        if left.load(Ordering::Relaxed) == *size {
            return;
        }
        let amount = cost.unwrap_or(*refill);
        // The closure always gives a value, so there is no failure to look at.
        let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_add(amount).min(*size))
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), http::HeaderValue::from_static(value))])
    }

    #[test]
    fn the_service_may_ask_in_seconds_in_milliseconds_or_with_a_date() {
        let now: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        let cases = [
            ("retry-after", "7", Some(RetryAfter::Standard(Duration::from_secs(7)))),
            (
                "retry-after",
                "Sat, 31 Jan 2026 12:00:09 GMT",
                Some(RetryAfter::Standard(Duration::from_secs(9))),
            ),
            ("retry-after", "Sat, 31 Jan 2026 11:00:00 GMT", Some(RetryAfter::Standard(Duration::ZERO))),
            ("x-amz-retry-after", "1500", Some(RetryAfter::Amazon(Duration::from_millis(1500)))),
            ("retry-after", "soon", None),
            ("x-amz-retry-after", "-1", None),
        ];
        for (name, value, expected) in cases {
            assert_eq!(retry_after(&headers(name, value), now), expected, "{name}: {value}");
        }
    }

    #[test]
    fn delays_double_stay_under_the_cap_and_honour_the_service_up_to_it() {
        fastrand::seed(7);
        let backoff = Backoff::default();
        for (class, first) in [(Class::Transient, 50), (Class::Throttling, 1000)] {
            for attempt in 1..40 {
                let most = Duration::from_millis(first).saturating_mul(2_u32.saturating_pow(attempt - 1));
                let most = most.min(backoff.longest);
                let draws: Vec<Duration> = (0..200).map(|_| delay(&backoff, class, attempt, None)).collect();
                assert!(draws.iter().all(|draw| *draw <= most));
                // Spread over the whole of it: a delay that never grows, or none at all, would be found here.
                let mean = draws.iter().sum::<Duration>() / 200;
                assert!(
                    mean > most.mul_f64(0.4) && mean < most.mul_f64(0.6),
                    "{attempt}: {mean:?} of {most:?}"
                );
            }
        }
        let hour = Duration::from_secs(3600);
        assert_eq!(delay(&backoff, Class::Throttling, 1, Some(RetryAfter::Standard(hour))), backoff.longest);
        assert!(
            delay(&backoff, Class::Throttling, 1, Some(RetryAfter::Amazon(hour))) <= Duration::from_secs(6)
        );
        assert!(
            delay(&backoff, Class::Throttling, 1, Some(RetryAfter::Amazon(hour))) >= Duration::from_secs(5)
        );
    }

    #[test]
    fn the_budget_runs_out_and_comes_back() {
        let budget = RetryBudget::new();
        let taken = (0..1000).map_while(|_| budget.take(Class::Transient)).count();
        assert_eq!(taken, 35);
        assert_eq!(budget.take(Class::Throttling), Some(5));
        assert_eq!(budget.take(Class::Transient), None);
        budget.give_back(Some(14));
        assert_eq!(budget.take(Class::Transient), Some(14));

        let small = RetryBudget::of(20, 7);
        assert_eq!((small.take(Class::Transient), small.take(Class::Transient)), (Some(14), None));
        small.give_back(None);
        assert_eq!((small.take(Class::Throttling), small.take(Class::Throttling)), (Some(5), Some(5)));
        small.give_back(Some(100));
        assert_eq!(
            (0..10).map_while(|_| small.take(Class::Throttling)).count(),
            4,
            "it is never more than full"
        );
        let unlimited = RetryBudget::unlimited();
        assert!((0..1000).all(|_| unlimited.take(Class::Transient).is_some()));
    }
}
