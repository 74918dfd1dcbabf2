//! A service whose operations are closures, for servers of one's own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::call::operation::Operation;
use crate::protocol::OperationSchema;
use crate::protocol::server::{self, Complaint};

/// The operations of a service, answered by closures: what a [`Fake`](super::Fake) does for a client in the same
/// program, for whatever server brings requests along.
///
/// It reads requests and writes answers as the service's protocol has it, by the same shapes as the client. Where
/// requests come from, who may send them and how large they may be is the server's business.
///
/// `examples/own-service` has a server around one, which the guide goes through.
#[derive(Default)]
pub struct Service {
    /// By the number of labels and the name, so that of two paths the one that says more is tried first.
    handlers: BTreeMap<(usize, &'static str), Box<dyn Answer>>,
}

impl Service {
    /// A service without operations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers an operation, the one whose input the closure takes.
    ///
    /// An error is one of the operation's error enum: a modelled exception or
    /// [`Unhandled`](crate::error::Unhandled) with any code. It is answered with status 500 where the model puts the
    /// blame on the service, else with 400.
    #[must_use]
    pub fn on<I: Operation>(
        mut self,
        answer: impl FnMut(&I) -> Result<I::Output, I::Error> + Send + 'static,
    ) -> Self {
        let handler = Handler { answer: Mutex::new(answer), input: std::marker::PhantomData::<fn(&I)> };
        self.handlers.insert((I::SCHEMA.uri.matches('{').count(), I::SCHEMA.name), Box::new(handler));
        self
    }

    /// The operation that a request is a call of, if one of them takes it.
    pub fn operation(&self, request: &Request<Bytes>) -> Option<&'static OperationSchema> {
        self.handlers.values().find(|handler| handler.takes(request)).map(|handler| handler.operation())
    }

    /// The answer to a request. What no operation takes is answered with status 400, with the reasons as text.
    pub fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let mut reasons = Vec::new();
        for handler in self.handlers.values() {
            match handler.answer(request) {
                Ok(answer) => return answer,
                Err(Wrong::Request(reason)) => {
                    reasons.push(format!("{}: {reason}", handler.operation().name))
                }
                Err(Wrong::Answer(reason)) => {
                    return plain(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        format!("{}: {reason}", handler.operation().name),
                    );
                }
            }
        }
        plain(StatusCode::BAD_REQUEST, format!("no operation takes this request: {}", reasons.join("; ")))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.handlers.keys().map(|(_, name)| *name).collect();
        formatter.debug_struct("Service").field("operations", &names).finish()
    }
}

/// What keeps a request from being answered.
enum Wrong {
    /// It is no call of the operation, or not one that can be read.
    Request(String),
    /// What the closure gave cannot be written.
    Answer(String),
}

/// A closure, whatever its operation is.
trait Answer: Send + Sync {
    fn operation(&self) -> &'static OperationSchema;

    fn takes(&self, request: &Request<Bytes>) -> bool;

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, Wrong>;
}

struct Handler<I, F> {
    answer: Mutex<F>,
    input: std::marker::PhantomData<I>,
}

impl<I, F> Answer for Handler<fn(&I), F>
where
    I: Operation,
    F: FnMut(&I) -> Result<I::Output, I::Error> + Send,
{
    fn operation(&self) -> &'static OperationSchema {
        I::SCHEMA
    }

    fn takes(&self, request: &Request<Bytes>) -> bool {
        server::read_input(I::SCHEMA, request, &mut I::empty()).is_ok()
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, Wrong> {
        let mut input = I::empty();
        server::read_input(I::SCHEMA, request, &mut input).map_err(Wrong::Request)?;
        let answer = (self.answer.lock().unwrap_or_else(PoisonError::into_inner))(&input);
        let server = I::SCHEMA.service.protocol.server();
        match answer {
            #[cfg(feature = "events")]
            Ok(mut output) => server
                .write_output(I::SCHEMA, &output)
                .and_then(|answer| super::events::with_all_events(I::SCHEMA, &mut output, answer)),
            #[cfg(not(feature = "events"))]
            Ok(output) => server.write_output(I::SCHEMA, &output),
            Err(error) => server.write_error(I::SCHEMA, &Complaint::of(&error)),
        }
        .map_err(Wrong::Answer)
    }
}

fn plain(status: StatusCode, text: String) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(text));
    *answer.status_mut() = status;
    answer
}
