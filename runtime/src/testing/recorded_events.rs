//! Events of recordings: a list of unions, and the error that ended them.

use bytes::{Bytes, BytesMut};
use http::Response;

use super::anything::Anything;
use crate::events::{Decoder, Message};
use crate::protocol::event::{self, INITIAL, Meaning, server};
use crate::protocol::server::Complaint;
use crate::protocol::{OperationSchema, Refusal};
use crate::schema::{ErrorSchema, Target};
use crate::shape::{Current, Slot, Structure, Value, View, with_member};

use super::LIMITS;

/// What an error that ended events says: the exception that the model lists for it, its message, and what was said of it
/// beside its members.
pub(super) struct Ending {
    pub(super) schema: Option<&'static ErrorSchema>,
    pub(super) refusal: Refusal,
    /// The members of the exception, where they could be read.
    pub(super) exception: Option<Anything>,
}

/// Reads the events of a reply into the output, as far as they can be read, after the members beside them. `None` where the
/// reply has none, or they end otherwise than a service ends them.
pub(super) fn read(
    operation: &'static OperationSchema,
    reply: &Response<Bytes>,
    output: &mut Anything,
) -> Option<Option<Ending>> {
    let index = position(operation)?;
    let protocol = operation.service.protocol;
    let mut decoder = Decoder::new(LIMITS.max_response_bytes);
    decoder.push(reply.body());
    let mut messages = Vec::new();
    while let Some(message) = decoder.take().ok()? {
        messages.push(message);
    }
    let is_initial = |message: &Message| message.text(":event-type") == Some(INITIAL);
    let initial = messages.iter().find(|message| is_initial(message)).map(Message::payload);
    let beside = reply.clone().map(|_| initial.cloned().unwrap_or_default());
    protocol.output(operation, &beside, output).ok()?;
    let mut ending = None;
    let mut is_read = decoder.is_between_messages();
    with_member(output, index, &mut |value| {
        let Slot::List(list) = value.slot() else { return };
        for message in messages.iter().filter(|message| !is_initial(message)) {
            match event::meaning(message) {
                Ok(Meaning::Event(name)) => {
                    if let Slot::Union(union) = list.push() {
                        is_read &= event::read(protocol, name, message, union).is_ok();
                    }
                }
                Ok(Meaning::Exception(name)) => ending = Some(exception(operation, name, message)),
                Ok(Meaning::Error(code, text)) => ending = Some(listed(operation, code, text)),
                Err(_) => is_read = false,
            }
        }
    });
    is_read.then_some(ending)
}

/// Where the events stand in the output.
fn position(operation: &OperationSchema) -> Option<usize> {
    let mut members = operation.output.structure().members.iter();
    members.position(|member| matches!(member.target, Target::Events(_)))
}

fn exception(operation: &'static OperationSchema, name: &str, message: &Message) -> Ending {
    let schema = event::exception(operation, name);
    let protocol = operation.service.protocol;
    let mut refusal = protocol.refusal(operation, &Response::new(message.payload().clone()));
    refusal.code = Some(schema.map_or(name, |schema| schema.code).to_owned());
    let exception = schema.and_then(|schema| {
        let mut exception = Anything::of(schema.shape.structure());
        event::read_members(protocol, message, &mut exception).is_ok().then_some(exception)
    });
    Ending { schema, refusal, exception }
}

fn listed(operation: &'static OperationSchema, code: Option<&str>, message: Option<&str>) -> Ending {
    let schema = operation.errors.iter().find(|schema| Some(schema.code) == code);
    let mut refusal = Refusal::default();
    (refusal.code, refusal.message) = (code.map(str::to_owned), message.map(str::to_owned));
    Ending { schema, refusal, exception: None }
}

/// Takes the events of an output out of it, and gives the body that they were.
///
/// # Errors
///
/// A value that cannot be written.
pub(super) fn write(
    operation: &'static OperationSchema,
    output: &mut Anything,
    ended_by: Option<&Complaint<'_>>,
) -> Result<Option<Bytes>, String> {
    let Some(index) = position(operation) else { return Ok(None) };
    let server = operation.service.protocol.server();
    let mut messages = Vec::new();
    if let View::List(list) = output.view(index) {
        for index in 0..list.len() {
            if let View::Union(event) = list.get(index) {
                messages.push(match event.current() {
                    Current::Unknown(name) => {
                        Message::new("").header(":message-type", "event").header(":event-type", name)
                    }
                    Current::Member(..) => server::write(server, event)?,
                });
            }
        }
    }
    if let Some(complaint) = ended_by {
        messages.push(server::write_error(server, operation, complaint)?);
    }
    with_member(output, index, &mut |value: &mut dyn Value| value.clear());
    let has_more = output.schema().members.len() > 1;
    if operation.service.protocol.has_initial_events() && has_more {
        messages.insert(0, server::write_initial(server, output)?);
    }
    let mut body = BytesMut::new();
    for message in messages {
        body.extend_from_slice(&message.encode().map_err(|error| error.to_string())?);
    }
    Ok(Some(body.freeze()))
}
