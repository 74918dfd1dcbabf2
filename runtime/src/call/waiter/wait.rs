//! One use of a waiter: the calls, the pauses between them, and how it ends.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::course::{Course, Step};
use super::error::{Reason, WaiterError};
use super::judge::{Answer, Failed};
use super::pace::Pace;
use crate::call::mode::Async;
use crate::call::operation::Operation;
use crate::call::request::{self, Response};
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::error::{Error, OperationError};
use crate::http::BoxFuture;
use crate::schema::WaiterSchema;
use crate::shape::Structure;

/// A wait that has not begun yet: await it.
///
/// Attempts follow each other no faster than [`delay`](Self::delay), each with the client's own
/// retries. Dropping the future ends the wait; nothing runs on.
///
/// `R` is what it ends with: the output of the operation or, where an error of the service can be
/// what is waited for, `Option` of it. `M` is how the calls are waited for, as the client has it.
#[must_use = "nothing is waited for until this is awaited"]
pub struct Wait<I: Operation, R = <I as Operation>::Output, M = Async> {
    client: Client,
    input: I,
    config: RequestConfig,
    waiter: &'static WaiterSchema,
    pace: Pace,
    ending: PhantomData<fn() -> R>,
    mode: PhantomData<fn() -> M>,
}

/// What a successful wait ends with: the output, or `Option` of it where the service may also have
/// reported the error that was waited for.
pub trait Ending<O>: Sized {
    /// Makes the ending out of the last answer.
    ///
    /// # Errors
    ///
    /// The error of the answer, where the ending has no place for one.
    fn reached<E>(last: Result<O, E>) -> Result<Self, E>;
}

impl<O> Ending<O> for O {
    fn reached<E>(last: Result<O, E>) -> Result<Self, E> {
        last
    }
}

impl<O> Ending<O> for Option<O> {
    fn reached<E>(last: Result<O, E>) -> Result<Self, E> {
        Ok(last.ok())
    }
}

impl<I: Operation, R: Ending<I::Output>> Wait<I, R> {
    /// A wait with the pace of the model.
    pub fn new(client: Client, input: I, config: RequestConfig, waiter: &'static WaiterSchema) -> Self {
        Self::of_mode(client, input, config, waiter)
    }

    /// Waits.
    ///
    /// # Errors
    ///
    /// When an acceptor fails the wait, when attempts or time run out, and when a call fails with an
    /// error that no acceptor expects.
    pub async fn wait(self) -> Result<R, WaiterError<I>> {
        self.run().await
    }
}

impl<I: Operation, R: Ending<I::Output>, M> Wait<I, R, M> {
    #[doc(hidden)]
    pub fn of_mode(client: Client, input: I, config: RequestConfig, waiter: &'static WaiterSchema) -> Self {
        let (pace, ending, mode) = (Pace::of(waiter), PhantomData, PhantomData);
        Self { client, input, config, waiter, pace, ending, mode }
    }

    /// Sets the time between two attempts, at least.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.pace.delay = delay;
        self
    }

    /// Sets the time between two attempts, at most; twice the shortest by default. The pause doubles
    /// with each attempt up to this, and is a random part of what lies between, so that many clients
    /// that wait for the same thing do not all ask at once.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.pace.max_delay = Some(delay);
        self
    }

    /// Sets how many attempts are made; zero counts as one.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.pace.max_attempts = attempts.max(1);
        self
    }

    /// Bounds the wait as a whole, a call that is under way included. Without it, only the number of
    /// attempts is bounded. A wait ends early when no attempt fits into the time that is left.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.pace.deadline = Some(deadline);
        self
    }

    pub(crate) async fn run(self) -> Result<R, WaiterError<I>> {
        let mut course = Course::begin(self.waiter, I::SCHEMA, self.pace);
        let mut last = None;
        loop {
            let call = request::send(&self.client, self.input.clone(), &self.config);
            let Some(result) = course.attempt(call).await else {
                return Err(WaiterError::new(course.ended(Reason::Deadline), last));
            };
            let step = course.step(&answer(&result));
            let result = result.map(Response::into_output);
            match step {
                Step::Again(pause) => tokio::time::sleep(pause).await,
                Step::Reached => {
                    return R::reached(result)
                        .map_err(|error| WaiterError::new(course.ended(Reason::Error), Some(Err(error))));
                }
                Step::Ended(reason) => return Err(WaiterError::new(course.ended(reason), Some(result))),
            }
            last = Some(result);
        }
    }
}

#[cfg(feature = "blocking")]
impl<I: Operation, R: Ending<I::Output>> Wait<I, R, crate::call::mode::Blocking> {
    /// Waits, and blocks the thread meanwhile.
    ///
    /// # Errors
    ///
    /// When an acceptor fails the wait, when attempts or time run out, when a call fails with an error
    /// that no acceptor expects, and inside an async runtime.
    pub fn wait(self) -> Result<R, WaiterError<I>> {
        let course = Course::begin(self.waiter, I::SCHEMA, self.pace);
        crate::call::blocking::wait_for(self.run()).unwrap_or_else(|error| {
            let error = crate::call::blocking::misplaced::<I>(error);
            let facts = course.impossible(error.to_string());
            Err(WaiterError::new(facts, Some(Err(error))))
        })
    }
}

/// What a waiter looks at.
fn answer<O: Structure, E: OperationError>(result: &Result<Response<O>, Error<E>>) -> Answer<'_> {
    match result {
        Ok(response) => Answer::Output { output: &**response, status: response.status() },
        Err(error) => Answer::Error(Failed {
            from_service: error.as_service_error().is_some(),
            code: error.code(),
            status: error.status(),
            error,
        }),
    }
}

impl<I: Operation, R: Ending<I::Output> + 'static> IntoFuture for Wait<I, R> {
    type Output = Result<R, WaiterError<I>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}

impl<I: Operation, R, M> fmt::Debug for Wait<I, R, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wait")
            .field("waiter", &self.waiter.name)
            .field("operation", &I::SCHEMA.name)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}
