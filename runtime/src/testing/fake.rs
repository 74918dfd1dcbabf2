//! A client whose operations are closures.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};

use super::collected;
use crate::call::operation::Operation;
use crate::client::config::Config;
use crate::client::retry::RetryMode;
use crate::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::server::{self, Complaint, Server};
use crate::protocol::{OperationSchema, ServiceSchema};
#[cfg(feature = "stream")]
use crate::shape::take_stream;

/// A client for tests, made by `Client::fake()`: [`on`](Self::on) says how an operation answers.
///
/// It dereferences to the client. A call goes all the way: the input is written, sent to the fake,
/// read there as a service would and given to the closure; what the closure gives is written and read
/// again. Nothing is sent anywhere, and failed attempts are not repeated, so a closure runs once per
/// call. An operation without a closure is an error that names it.
pub struct Fake<C> {
    client: C,
    service: Arc<FakeService>,
}

impl<C> Fake<C> {
    /// A fake around whatever `client` makes of a configuration. Generated clients have `fake()`.
    pub fn new(service: &'static ServiceSchema, client: impl FnOnce(Config) -> C) -> Self {
        let service = Arc::new(FakeService { schema: service, state: Mutex::default() });
        let config = super::config(Arc::clone(&service)).retry_mode(RetryMode::Off);
        let client = client(config.build().unwrap_or_else(Config::unusable));
        Self { client, service }
    }

    /// Answers an operation, the one whose input the closure takes, from now on.
    ///
    /// An error is one of the operation's error enum: a modelled exception or
    /// [`Unhandled`](crate::error::Unhandled) with any code.
    #[must_use]
    pub fn on<I: Operation>(
        self,
        answer: impl FnMut(&I) -> Result<I::Output, I::Error> + Send + 'static,
    ) -> Self {
        let handler = Handler { answer: Mutex::new(answer), inputs: Mutex::new(Vec::<I>::new()) };
        self.service.state().handlers.insert(I::SCHEMA.name, Arc::new(handler));
        self
    }

    /// The inputs that an operation was called with, in the order of the calls.
    pub fn calls<I: Operation>(&self) -> Vec<I> {
        let handler = self.service.state().handlers.get(I::SCHEMA.name).cloned();
        let inputs = handler.as_ref().and_then(|handler| handler.inputs().downcast_ref::<Mutex<Vec<I>>>());
        inputs.map(|inputs| lock(inputs).clone()).unwrap_or_default()
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
    requests: u64,
}

/// A closure, whatever its operation is.
trait Answer: Send + Sync {
    fn answer(&self, server: &dyn Server, request: &Request<Bytes>) -> Result<Response<Body>, String>;

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
    F: FnMut(&I) -> Result<I::Output, I::Error> + Send,
{
    fn answer(&self, server: &dyn Server, request: &Request<Bytes>) -> Result<Response<Body>, String> {
        let mut input = I::empty();
        server::read_input(I::SCHEMA, request, &mut input)?;
        lock(&self.inputs).push(input.clone());
        let answer = lock(&self.answer)(&input);
        match answer {
            #[cfg(feature = "stream")]
            Ok(mut output) => {
                // What is not in memory is passed on as it is: with its pauses, errors and early end.
                let stream = take_stream(&mut output, |stream| stream.bytes().is_none());
                let answer = server.write_output(I::SCHEMA, &output)?;
                Ok(answer.map(|bytes| stream.map_or_else(|| Body::from(bytes), Body::from)))
            }
            #[cfg(not(feature = "stream"))]
            Ok(output) => Ok(server.write_output(I::SCHEMA, &output)?.map(Body::from)),
            Err(error) => Ok(server.write_error(I::SCHEMA, &Complaint::of(&error))?.map(Body::from)),
        }
    }

    fn inputs(&self) -> &dyn Any {
        &self.inputs
    }
}

impl FakeService {
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Body>, String> {
        let operation = request.extensions().get::<&'static OperationSchema>().copied();
        let operation = operation.filter(|operation| ptr::eq(operation.service, self.schema));
        let operation = operation.ok_or_else(|| format!("the request is no call of {}", self.schema.id))?;
        let (server, name) = (operation.service.protocol.server(), operation.name);
        let (handler, number) = {
            let mut state = self.state();
            state.requests = state.requests.saturating_add(1);
            let known: Vec<&str> = state.handlers.keys().copied().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let missing = || {
                format!(
                    "the fake has no answer for {name}; add one with .on(…) and a closure that takes its input \
                     (answers so far: {known})"
                )
            };
            (state.handlers.get(name).cloned().ok_or_else(missing)?, state.requests)
        };
        let told = |reason| format!("the fake of {name}: {reason}");
        let mut answer = handler.answer(server, request).map_err(told)?;
        let id = HeaderValue::try_from(format!("fake-{number}")).map_err(|error| error.to_string())?;
        answer.headers_mut().insert(HeaderName::from_static("x-amzn-requestid"), id);
        Ok(answer)
    }
}

impl HttpClient for FakeService {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        // Nothing runs before the future is polled, as with a real client.
        Box::pin(async move {
            let answer = self.answer(&collected(request).await?);
            answer.map_err(|reason| HttpError::new(HttpErrorKind::Other, reason))
        })
    }
}

/// A closure that panicked has failed its test already; what it left behind can still be looked at.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
