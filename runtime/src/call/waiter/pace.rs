//! How often an attempt is made, and when it is time to stop.

use std::time::Duration;

use crate::schema::WaiterSchema;

/// The pace of a wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// The time between two attempts, at least.
    pub(super) delay: Duration,
    /// The time between two attempts, at most; twice the shortest unless it is set.
    pub(super) max_delay: Option<Duration>,
    /// How many attempts are made; one at least.
    pub(super) max_attempts: u32,
    /// How long the wait may take in total.
    pub(super) deadline: Option<Duration>,
}

impl Pace {
    pub(super) fn of(waiter: &WaiterSchema) -> Self {
        Self {
            delay: Duration::from_secs(waiter.delay.into()),
            max_delay: None,
            max_attempts: waiter.max_attempts.max(1),
            deadline: None,
        }
    }

    /// How long to wait after an attempt, counted from one, when so much time remains; `None` if
    /// another attempt would come too late. Random between the shortest delay and one that doubles
    /// with each attempt, and shortened where it can be so that the last attempt has time to finish.
    ///
    /// Source: [waiter retries](https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries)
    /// in the Smithy specification.
    pub(super) fn pause(&self, attempt: u32, remaining: Option<Duration>) -> Option<Duration> {
        let longest = self.max_delay.unwrap_or(self.delay.saturating_mul(2)).max(self.delay);
        let doubled = self.delay.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1))).min(longest);
        let spread = doubled.saturating_sub(self.delay);
        let pause = self.delay.saturating_add(spread.mul_f64(fastrand::f64()));
        match remaining {
            None => Some(pause),
            Some(remaining) if remaining <= self.delay => None,
            Some(remaining) => Some(pause.min(remaining.saturating_sub(self.delay).max(self.delay))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pace() -> Pace {
        Pace { delay: 2 * SECOND, max_delay: Some(30 * SECOND), max_attempts: 20, deadline: None }
    }

    #[test]
    fn pauses_grow_between_the_shortest_and_the_longest() {
        for attempt in 1..100 {
            let pause = pace().pause(attempt, None).unwrap_or_default();
            let most = (2 * SECOND).saturating_mul(2_u32.saturating_pow(attempt - 1)).min(30 * SECOND);
            assert!(pause >= 2 * SECOND && pause <= most, "attempt {attempt}: {pause:?}");
        }
        assert_eq!(pace().pause(1, None), Some(2 * SECOND));
    }

    #[test]
    fn pauses_stay_near_the_delay_of_the_model_unless_asked_otherwise() {
        let pace = Pace { max_delay: None, ..pace() };
        for attempt in 1..100 {
            let pause = pace.pause(attempt, None).unwrap_or_default();
            assert!(pause >= 2 * SECOND && pause <= 4 * SECOND, "attempt {attempt}: {pause:?}");
        }
    }

    #[test]
    fn a_longest_delay_below_the_shortest_makes_the_pace_even() {
        let pace = Pace { max_delay: Some(SECOND), ..pace() };
        assert_eq!(pace.pause(10, None), Some(2 * SECOND));
    }

    #[test]
    fn the_last_pause_leaves_time_for_an_attempt_but_is_never_too_short() {
        assert_eq!(pace().pause(1, Some(2 * SECOND)), None);
        assert_eq!(pace().pause(50, Some(3 * SECOND)), Some(2 * SECOND));
        for _ in 0..100 {
            let pause = pace().pause(50, Some(10 * SECOND)).unwrap_or_default();
            assert!(pause >= 2 * SECOND && pause <= 8 * SECOND, "{pause:?}");
        }
    }

    #[test]
    fn absurd_delays_do_not_overflow() {
        let pace = Pace { delay: Duration::MAX, max_delay: Some(Duration::MAX), ..pace() };
        assert_eq!(pace.pause(u32::MAX, None), Some(Duration::MAX));
    }
}
