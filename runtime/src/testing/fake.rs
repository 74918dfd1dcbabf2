//! A client whose operations are closures.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};

use super::{CannedReply, collected};
use crate::auth::BearerToken;
use crate::call::operation::Operation;
use crate::client::config::{Config, ConfigBuilder};
use crate::client::retry::RetryMode;
use crate::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::server;
use crate::protocol::{OperationSchema, ServiceSchema};

/// A client for tests, made by `Client::fake()`: [`on`](Self::on) says how an operation answers.
///
/// It dereferences to the client. A call goes all the way: the input is written, sent to the fake,
/// read there as a service would and given to the closure; what the closure gives is written and read
/// again. Nothing is sent anywhere. An operation without a closure is an error that names it.
///
/// Failed attempts are not repeated, so a closure runs once per call; [`retrying`](Self::retrying) has them repeated as
/// the client would in earnest, and [`configure`](Self::configure) says anything else about it.
pub struct Fake<C> {
    client: C,
    config: Config,
    make: Box<dyn Fn(Config) -> C + Send + Sync>,
    service: Arc<FakeService>,
}

impl<C> Fake<C> {
    /// A fake around whatever `client` makes of a configuration. Generated clients have `fake()`.
    pub fn new(
        service: &'static ServiceSchema,
        client: impl Fn(Config) -> C + Send + Sync + 'static,
    ) -> Self {
        let service = Arc::new(FakeService { schema: service, state: Mutex::default() });
        let config = super::config(Arc::clone(&service)).retry_mode(RetryMode::Off);
        let config = config.bearer_token(BearerToken::new("EXAMPLETOKEN"));
        let config = config.build().unwrap_or_else(Config::unusable);
        Self { client: client(config.clone()), config, make: Box::new(client), service }
    }

    /// Answers an operation, the one whose input the closure takes, from now on.
    ///
    /// An error is one of the operation's error enum: a modelled exception or
    /// [`Unhandled`](crate::error::Unhandled) with any code.
    #[must_use]
    pub fn on<I: Operation>(
        self,
        mut answer: impl FnMut(&I) -> Result<I::Output, I::Error> + Send + 'static,
    ) -> Self {
        self.reply(move |input: &I| answer(input).into())
    }

    /// Answers an operation, the one whose input the closure takes, with replies that are more than a result: late ones,
    /// such with headers, failures of the connection, silence.
    ///
    /// ```
    /// # use shapesmith_runtime::{operation::Operation, test_util::{CannedReply, Fake}};
    /// # use std::time::Duration;
    /// # fn example<C, GetThingInput: Operation>(fake: Fake<C>) -> Fake<C> {
    /// let mut calls = 0;
    /// fake.reply(move |_: &GetThingInput| {
    ///     calls += 1;
    ///     match calls {
    ///         1 => CannedReply::hang(),
    ///         2 => CannedReply::error("ThrottlingException", "slow down"),
    ///         _ => CannedReply::error("NoSuchThing", "gone").after(Duration::from_secs(2)),
    ///     }
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn reply<I: Operation>(self, answer: impl FnMut(&I) -> CannedReply + Send + 'static) -> Self {
        let handler = Handler { answer: Mutex::new(answer), inputs: Mutex::new(Vec::<I>::new()) };
        self.service.state().handlers.insert(I::SCHEMA.name, Arc::new(handler));
        self
    }

    /// Repeats failed attempts as the client would in earnest, but without the waits between them: a closure then runs
    /// once for each attempt.
    #[must_use]
    pub fn retrying(self) -> Self {
        self.configure(|config| config.retry_mode(RetryMode::Standard))
    }

    /// Says more about the client: time limits, number of attempts, region. A configuration that cannot be used is an
    /// error of the first call.
    #[must_use]
    pub fn configure(mut self, change: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Self {
        self.config = change(self.config.to_builder()).build().unwrap_or_else(Config::unusable);
        self.client = (self.make)(self.config.clone());
        self
    }

    /// The inputs that an operation was called with, in the order of the calls; where attempts are repeated, of each.
    pub fn calls<I: Operation>(&self) -> Vec<I> {
        let handler = self.service.state().handlers.get(I::SCHEMA.name).cloned();
        let inputs = handler.as_ref().and_then(|handler| handler.inputs().downcast_ref::<Mutex<Vec<I>>>());
        inputs.map(|inputs| lock(inputs).clone()).unwrap_or_default()
    }

    /// The operations that were called, by their names in the model, in the order of the calls.
    pub fn operations(&self) -> Vec<&'static str> {
        let state = self.service.state();
        state.requests.iter().filter_map(super::operation).map(|operation| operation.name).collect()
    }

    /// The requests that were made, signed as they would have been sent: for their headers.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.service.state().requests.clone()
    }
}

impl<C: Clone> Fake<C> {
    /// The client, for code that takes one by value.
    pub fn client(&self) -> C {
        self.client.clone()
    }
}

impl<C> Deref for Fake<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.client
    }
}

impl<C> fmt::Debug for Fake<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.service.state();
        formatter.debug_struct("Fake").field("operations", &state.handlers.keys()).finish_non_exhaustive()
    }
}

/// What answers in place of the service.
struct FakeService {
    schema: &'static ServiceSchema,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    handlers: BTreeMap<&'static str, Arc<dyn Answer>>,
    requests: Vec<Request<Bytes>>,
}

/// A closure, whatever its operation is.
trait Answer: Send + Sync {
    fn answer(&self, request: &Request<Bytes>) -> Result<CannedReply, String>;

    /// The inputs so far: a `Mutex<Vec<I>>`.
    fn inputs(&self) -> &dyn Any;
}

struct Handler<I, F> {
    answer: Mutex<F>,
    inputs: Mutex<Vec<I>>,
}

impl<I, F> Answer for Handler<I, F>
where
    I: Operation,
    F: FnMut(&I) -> CannedReply + Send,
{
    fn answer(&self, request: &Request<Bytes>) -> Result<CannedReply, String> {
        let mut input = I::empty();
        server::read_input(I::SCHEMA, request, &mut input)?;
        lock(&self.inputs).push(input.clone());
        Ok(lock(&self.answer)(&input))
    }

    fn inputs(&self) -> &dyn Any {
        &self.inputs
    }
}

impl FakeService {
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<CannedReply, String> {
        let operation = super::operation(request);
        let operation = operation.filter(|operation| ptr::eq(operation.service, self.schema));
        let operation: &OperationSchema =
            operation.ok_or_else(|| format!("the request is no call of {}", self.schema.id))?;
        let name = operation.name;
        let (handler, number) = {
            let mut state = self.state();
            state.requests.push(request.clone());
            let known: Vec<&str> = state.handlers.keys().copied().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let missing = || {
                format!(
                    "the fake has no answer for {name}; add one with .on(…) and a closure that takes its input \
                     (answers so far: {known})"
                )
            };
            (state.handlers.get(name).cloned().ok_or_else(missing)?, state.requests.len())
        };
        let reply = handler.answer(request).map_err(|reason| format!("the fake of {name}: {reason}"))?;
        Ok(reply.or_request_id(&format!("fake-{number}")))
    }
}

impl HttpClient for FakeService {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        // Nothing runs before the future is polled, as with a real client.
        Box::pin(async move {
            let request = collected(request).await?;
            let reply = self.answer(&request);
            reply.map_err(|reason| HttpError::because(HttpErrorKind::Other, reason))?.give(&request).await
        })
    }
}

/// A closure that panicked has failed its test already; what it left behind can still be looked at.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
