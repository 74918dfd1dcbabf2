//! The course of a wait, whatever the operation is: counting, judging, and the limits.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::error::{Facts, Reason};
use super::judge::{self, Answer, Verdict};
use super::pace::Pace;
use crate::http::drivers;
use crate::protocol::OperationSchema;
use crate::schema::{State, WaiterSchema};

/// A wait under way.
pub(super) struct Course {
    waiter: &'static WaiterSchema,
    operation: &'static OperationSchema,
    pace: Pace,
    /// When time is up; `None` for never.
    end: Option<Instant>,
    attempts: u32,
    /// What the last answer showed.
    seen: Option<String>,
}

/// What follows an answer.
#[derive(Debug)]
pub(super) enum Step {
    /// Another attempt, after a pause.
    Again(Duration),
    /// What was waited for has come about.
    Reached,
    /// It has not, and the wait is over.
    Ended(Reason),
}

impl Course {
    pub(super) fn begin(
        waiter: &'static WaiterSchema,
        operation: &'static OperationSchema,
        pace: Pace,
    ) -> Self {
        // A deadline too far for the clock is none.
        let end = pace.deadline.and_then(|deadline| Instant::now().checked_add(deadline));
        Self { waiter, operation, pace, end, attempts: 0, seen: None }
    }

    /// Makes an attempt; `None` when time was up before it was answered.
    pub(super) async fn attempt<T>(&mut self, call: impl Future<Output = T>) -> Option<T> {
        self.attempts = self.attempts.saturating_add(1);
        // Without a runtime that has timers this one would panic, where the call fails with words for it.
        let end = self.end.filter(|_| drivers::fault().is_none());
        let answer = match end {
            None => Some(call.await),
            Some(end) => timeout_at(end, call).await.ok(),
        };
        if answer.is_none() {
            self.tell("deadline", None);
        }
        answer
    }

    /// Judges an answer.
    pub(super) fn step(&mut self, answer: &Answer<'_>) -> Step {
        let verdict = judge::judge(self.waiter, answer);
        self.seen = judge::seen(self.waiter, answer, verdict);
        let step = match verdict {
            Verdict::Accepted(acceptor) => match acceptor.state {
                State::Success => Step::Reached,
                State::Failure => Step::Ended(Reason::Failure(acceptor)),
                State::Retry => self.again(),
            },
            Verdict::Undecided => self.again(),
            Verdict::Unexpected => Step::Ended(Reason::Error),
        };
        let pause = if let Step::Again(pause) = step { Some(pause) } else { None };
        self.tell(verdict.as_str(), pause);
        step
    }

    fn again(&self) -> Step {
        if self.attempts >= self.pace.max_attempts {
            return Step::Ended(Reason::Attempts);
        }
        let remaining = self.end.map(|end| end.saturating_duration_since(Instant::now()));
        self.pace.pause(self.attempts, remaining).map_or(Step::Ended(Reason::Deadline), Step::Again)
    }

    fn tell(&self, state: &str, pause: Option<Duration>) {
        tracing::debug!(
            waiter = self.waiter.name,
            operation = self.operation.name,
            attempt = self.attempts,
            state,
            pause_ms = pause.map(|pause| pause.as_millis()),
            "attempt of a waiter",
        );
    }

    /// What is known when no attempt could be made, with the reason.
    #[cfg(feature = "blocking")]
    pub(super) fn impossible(mut self, reason: String) -> Facts {
        self.seen = Some(reason);
        self.ended(Reason::Error)
    }

    /// What is known when the wait has ended.
    pub(super) fn ended(self, reason: Reason) -> Facts {
        Facts {
            waiter: self.waiter,
            operation: self.operation,
            attempts: self.attempts,
            deadline: self.pace.deadline,
            reason,
            seen: self.seen,
        }
    }
}
