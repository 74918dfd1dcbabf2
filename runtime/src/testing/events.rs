//! Events of fakes and canned replies, as the service would send them.

use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::Response;
use http::header::CONTENT_TYPE;

use crate::events::Message;
use crate::http::{Body, HttpError, HttpErrorKind};
use crate::protocol::OperationSchema;
use crate::protocol::event::{self, server};
use crate::protocol::server::Complaint;
use crate::shape::{Events, LookAtEvent, Structure, Union, take_events};

/// The frames of the events of an output, each when it comes.
struct Outgoing {
    operation: &'static OperationSchema,
    events: Box<dyn Events>,
    /// What goes before the events.
    first: Option<Bytes>,
    is_over: bool,
}

/// The answer to a call, whose events become the body where the output has some.
///
/// # Errors
///
/// A value that cannot be written.
pub(super) fn with_events(
    operation: &'static OperationSchema,
    output: &mut dyn Structure,
    answer: Response<Bytes>,
) -> Result<Response<Body>, String> {
    match outgoing(operation, output)? {
        None => Ok(answer.map(Body::from)),
        Some(outgoing) => Ok(of_events(answer.map(|_| Body::stream(outgoing, None)))),
    }
}

/// As [`with_events`], for a server that sends whole bodies: all events have to be there.
///
/// # Errors
///
/// A value that cannot be written, an event that takes its time, or events that end otherwise than a service ends them.
pub(super) fn with_all_events(
    operation: &'static OperationSchema,
    output: &mut dyn Structure,
    answer: Response<Bytes>,
) -> Result<Response<Bytes>, String> {
    let Some(mut outgoing) = outgoing(operation, output)? else { return Ok(answer) };
    let mut body = BytesMut::new();
    loop {
        match Pin::new(&mut outgoing).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(None) => return Ok(of_events(answer.map(|_| body.freeze()))),
            Poll::Ready(Some(Ok(frame))) => body.extend_from_slice(&frame),
            Poll::Ready(Some(Err(error))) => return Err(error.one_line()),
            Poll::Pending => {
                return Err("the events take their time, and the answer is a whole body".to_owned());
            }
        }
    }
}

pub(super) fn of_events<B>(mut answer: Response<B>) -> Response<B> {
    answer.headers_mut().insert(CONTENT_TYPE, event::CONTENT_TYPE);
    answer
}

fn outgoing(
    operation: &'static OperationSchema,
    output: &mut dyn Structure,
) -> Result<Option<Outgoing>, String> {
    let Some(events) = take_events(output) else { return Ok(None) };
    let protocol = operation.service.protocol;
    let has_more = output.schema().members.len() > 1;
    let first = (protocol.has_initial_events() && has_more)
        .then(|| encode(&server::write_initial(protocol.server(), output)?))
        .transpose()?;
    Ok(Some(Outgoing { operation, events, first, is_over: false }))
}

fn encode(message: &Message) -> Result<Bytes, String> {
    message.encode().map_err(|error| error.to_string())
}

impl Stream for Outgoing {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let outgoing = self.get_mut();
        if let Some(first) = outgoing.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        if outgoing.is_over {
            return Poll::Ready(None);
        }
        let mut writer = Writer { operation: outgoing.operation, written: None, is_last: false };
        let Some(shown) = ready!(outgoing.events.poll_shown(context, &mut writer)) else {
            outgoing.is_over = true;
            return Poll::Ready(None);
        };
        let frame = match (shown, writer.written) {
            (Ok(()), Some(written)) => written.and_then(|message| encode(&message)).map_err(|reason| {
                HttpError::because(HttpErrorKind::Other, format!("an event of a fake: {reason}"))
            }),
            (Ok(()), None) => Ok(Bytes::new()),
            // Whatever is no answer of the service is a failure of the connection.
            (Err(error), _) => Err(HttpError::new(HttpErrorKind::Io, error)),
        };
        outgoing.is_over = frame.is_err() || writer.is_last;
        Poll::Ready(Some(frame))
    }
}

struct Writer {
    operation: &'static OperationSchema,
    written: Option<Result<Message, String>>,
    /// Whether nothing may follow.
    is_last: bool,
}

impl LookAtEvent for Writer {
    fn event(&mut self, event: &dyn Union) {
        self.written = Some(server::write(self.operation.service.protocol.server(), event));
    }

    fn exception(&mut self, code: Option<&str>, message: Option<&str>, exception: Option<&dyn Structure>) {
        let complaint = Complaint { code, message, exception };
        self.written =
            Some(server::write_error(self.operation.service.protocol.server(), self.operation, &complaint));
        self.is_last = true;
    }
}
