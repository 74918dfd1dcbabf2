//! Replies that are streams of events, on their way to the program.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{Response, StatusCode};

use crate::error::{
    Answer, Class, ErrorKind, Facts, Failure, ResponseError, Unhandled, classify, has_sensitive_message,
};
use crate::events::{Decoder, Message};
use crate::http::{Body, HttpError, HttpErrorKind, Limits};
use crate::protocol::event::{self, INITIAL, Meaning};
use crate::protocol::{self, OperationSchema, Unreadable};
use crate::schema::ErrorSchema;
use crate::shape::{EventSource, Structure, Union};

/// The longest message that services send, in bytes: a payload of 24 MiB and headers of 128 KiB, as in `eventstream.py`
/// of botocore 1.44.5, and what is around them.
const LARGEST: usize = (24 << 20) + (128 << 10) + 16;

/// The events of a reply.
pub(super) struct Incoming {
    operation: &'static OperationSchema,
    body: Body,
    decoder: Decoder,
    /// A message that came before anybody asked for it.
    held: Option<Message>,
    pub(super) request_id: Option<String>,
    pub(super) attempts: u32,
    status: StatusCode,
}

impl Incoming {
    pub(super) fn new(
        operation: &'static OperationSchema,
        reply: &Response<Bytes>,
        body: Body,
        limits: Limits,
    ) -> Self {
        Self {
            operation,
            body,
            decoder: Decoder::new(limits.max_response_bytes.min(LARGEST)),
            held: None,
            request_id: protocol::request_id(reply.headers()),
            attempts: 0,
            status: reply.status(),
        }
    }

    /// What stands for the members of the output beside the events, with a protocol that has it at the beginning of the
    /// stream. It is waited for where the output has such members, and nowhere else: not all services send it.
    ///
    /// # Errors
    ///
    /// The connection broke, or what came is no message.
    pub(super) async fn initial(&mut self) -> Result<Bytes, HttpError> {
        let is_rpc = self.operation.service.protocol.has_initial_events();
        if !is_rpc || self.operation.output.structure().members.len() < 2 {
            return Ok(Bytes::new());
        }
        let first = std::future::poll_fn(|context| self.poll_message(context)).await;
        match first.transpose().map_err(|failure| match failure.into_kind() {
            ErrorKind::Connection(error) => error,
            kind => {
                let words = kind.cause().map(ToString::to_string).unwrap_or_default();
                HttpError::because(HttpErrorKind::Io, words)
            }
        })? {
            Some(message) if message.text(":event-type") == Some(INITIAL) => Ok(message.payload().clone()),
            other => {
                self.held = other;
                Ok(Bytes::new())
            }
        }
    }

    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Message, Failure>>> {
        if let Some(message) = self.held.take() {
            return Poll::Ready(Some(Ok(message)));
        }
        loop {
            match self.decoder.take() {
                Ok(Some(message)) => return Poll::Ready(Some(Ok(message))),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(self.unreadable(None, error.to_string())))),
            }
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(chunk)) => self.decoder.push(&chunk),
                Some(Err(error)) => return Poll::Ready(Some(Err(self.broken(error)))),
                None if self.decoder.is_between_messages() => return Poll::Ready(None),
                None => {
                    let position = self.decoder.position();
                    let words =
                        format!("the stream of events ended in the middle of the message at byte {position}");
                    return Poll::Ready(Some(Err(self.broken(HttpError::because(HttpErrorKind::Io, words)))));
                }
            }
        }
    }

    fn facts(&self) -> Facts {
        Facts {
            request_id: self.request_id.clone(),
            status: Some(self.status.as_u16()),
            attempts: self.attempts,
            ..self.operation.facts()
        }
    }

    fn broken(&self, error: HttpError) -> Failure {
        let error = if self.operation.has_sensitive_url() { error.without_reason() } else { error };
        let class = if error.is_transient() { Class::Transient } else { Class::Permanent };
        Failure::new(ErrorKind::Connection(error), Facts { class, ..self.facts() })
    }

    fn unreadable(&self, path: Option<String>, reason: String) -> Failure {
        Failure::new(ErrorKind::Response(ResponseError::new(path, reason)), self.facts())
    }

    /// The failure that an exception stands for: what the service says in the stream once its answer has begun.
    fn exception(&self, schema: Option<&'static ErrorSchema>, name: &str, message: &Message) -> Failure {
        let code = schema.map_or(name, |schema| schema.code);
        // An exception reads like an error answer, but for its code, which stands elsewhere.
        let mut reply = Response::new(message.payload().clone());
        *reply.status_mut() = self.status;
        let words = self.operation.service.protocol.refusal(self.operation, &reply).message;
        let protocol = self.operation.service.protocol;
        let answer = schema.map(|schema| {
            let message = message.clone();
            let read = move |exception: &mut dyn Structure| {
                if let Err(unreadable) = event::read_members(protocol, &message, exception) {
                    tracing::debug!(
                        reason = unreadable.reason,
                        "the modelled error could not be read in full"
                    );
                }
            };
            Answer { schema, read: Arc::new(read) }
        });
        self.refused(schema, Some(code), words, answer)
    }

    fn refused(
        &self,
        schema: Option<&'static ErrorSchema>,
        code: Option<&str>,
        message: Option<String>,
        answer: Option<Answer>,
    ) -> Failure {
        let message_is_sensitive = schema.is_some_and(has_sensitive_message);
        let code = code.map(str::to_owned);
        let facts = Facts {
            class: classify(code.as_deref(), None, schema),
            code: code.clone(),
            message: message.clone(),
            message_is_sensitive,
            answer,
            ..self.facts()
        };
        let message = message.filter(|_| !message_is_sensitive);
        Failure::new(ErrorKind::Service(Unhandled { code, message }), facts)
    }

    /// What a message comes to: nothing, where it is none for the program.
    fn receive(&self, message: &Message, event: &mut dyn Union) -> Option<Result<(), Failure>> {
        let errors = self.operation.errors;
        Some(match event::meaning(message) {
            Ok(Meaning::Event(INITIAL)) => return None,
            Ok(Meaning::Event(name)) => {
                match event::read(self.operation.service.protocol, name, message, event) {
                    Ok(unknowns) => {
                        for unknown in &unknowns {
                            tracing::debug!(
                                path = unknown.path(),
                                "an event holds something that the model does not know"
                            );
                        }
                        Ok(())
                    }
                    Err(Unreadable { path, reason }) => Err(self.unreadable(path, reason)),
                }
            }
            Ok(Meaning::Exception(name)) => {
                let schema = event::exception(self.operation, name);
                Err(self.exception(schema, name, message))
            }
            Ok(Meaning::Error(code, words)) => {
                let schema = errors.iter().find(|schema| Some(schema.code) == code);
                Err(self.refused(schema, code, words.map(str::to_owned), None))
            }
            Err(reason) => Err(self.unreadable(None, reason)),
        })
    }
}

impl EventSource for Incoming {
    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        event: &mut dyn Union,
    ) -> Poll<Option<Result<(), Box<dyn StdError + Send + Sync>>>> {
        loop {
            let outcome = match ready!(self.poll_message(context)) {
                None => return Poll::Ready(None),
                Some(Ok(message)) => self.receive(&message, event),
                Some(Err(failure)) => Some(Err(failure)),
            };
            if let Some(outcome) = outcome {
                return Poll::Ready(Some(outcome.map_err(Into::into)));
            }
        }
    }
}
