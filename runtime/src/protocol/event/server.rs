//! The service's half of events: how they become messages.

use bytes::Bytes;

use super::INITIAL;
use crate::codec::text::scalar;
use crate::events::{HeaderValue, Message};
use crate::protocol::server::Complaint;
use crate::protocol::{OperationSchema, Server};
use crate::schema::{Member, Place, Target, TimestampFormat};
use crate::shape::{Current, Structure, Union, View};

/// The message of an event.
///
/// # Errors
///
/// An event that the model does not know, or a value that cannot be written.
pub(crate) fn write(server: &dyn Server, event: &dyn Union) -> Result<Message, String> {
    let (member, view) = match event.current() {
        Current::Member(index, view) => match event.schema().members.get(index) {
            Some(member) => (member, view),
            None => return Err("the event is none of the model".to_owned()),
        },
        Current::Unknown(name) => return Err(format!("the model has no event \"{name}\"")),
    };
    let message = match view {
        View::Structure(structure) => write_members(server, structure)?,
        view => payload(server, view, member)?,
    };
    Ok(message.header(":message-type", "event").header(":event-type", member.wire_name))
}

/// The message of an error that ends the events.
///
/// # Errors
///
/// A value that cannot be written.
pub(crate) fn write_error(
    server: &dyn Server,
    operation: &'static OperationSchema,
    complaint: &Complaint<'_>,
) -> Result<Message, String> {
    let shape = complaint.schema(operation).map(|schema| schema.shape.structure().name);
    let listed = operation.event_exceptions.iter().find(|(_, name)| Some(*name) == shape);
    match (listed, complaint.exception) {
        (Some((member, _)), Some(exception)) => {
            let message = write_members(server, exception)?;
            Ok(message.header(":message-type", "exception").header(":exception-type", *member))
        }
        _ => Ok(Message::new("")
            .header(":message-type", "error")
            .header(":error-code", complaint.code.unwrap_or_default())
            .header(":error-message", complaint.message.unwrap_or_default())),
    }
}

/// The message with the members of an output beside its events, for bodies that hold nothing else.
///
/// # Errors
///
/// A value that cannot be written.
pub(crate) fn write_initial(server: &dyn Server, output: &dyn Structure) -> Result<Message, String> {
    let body = server.write_event(
        View::Structure(output),
        Target::Structure(output.schema()),
        output.schema().name,
    )?;
    Ok(Message::new(body)
        .header(":message-type", "event")
        .header(":event-type", INITIAL)
        .header(":content-type", server.event_type()))
}

fn write_members(server: &dyn Server, structure: &dyn Structure) -> Result<Message, String> {
    let members = structure.schema().members;
    let mut message = match members.iter().position(|member| member.place == Place::EventPayload) {
        Some(index) => match members.get(index) {
            Some(member) => payload(server, structure.view(index), member)?,
            None => Message::default(),
        },
        None if members.iter().any(|member| member.place == Place::Body) => {
            let schema = structure.schema();
            let body =
                server.write_event(View::Structure(structure), Target::Structure(schema), schema.name)?;
            Message::new(body).header(":content-type", server.event_type())
        }
        None => Message::default(),
    };
    for (index, member) in members.iter().enumerate().filter(|(_, member)| member.place == Place::EventHeader)
    {
        if let Some(value) = header(structure.view(index), member) {
            message = message.header(member.wire_name, value);
        }
    }
    Ok(message)
}

/// A message with a value as its payload: raw, or in the format of the protocol.
fn payload(server: &dyn Server, view: View<'_>, member: &Member) -> Result<Message, String> {
    Ok(match view {
        View::Null => Message::default(),
        View::Blob(bytes) => {
            Message::new(Bytes::copy_from_slice(bytes)).header(":content-type", "application/octet-stream")
        }
        View::String(text) | View::Enum(text) => {
            Message::new(text.to_owned()).header(":content-type", "text/plain")
        }
        view => Message::new(server.write_event(view, member.target, member.name)?)
            .header(":content-type", server.event_type()),
    })
}

fn header(view: View<'_>, member: &Member) -> Option<HeaderValue> {
    Some(match view {
        View::Boolean(value) => HeaderValue::Boolean(value),
        View::Integer(value) => HeaderValue::Integer(value),
        View::Long(value) => HeaderValue::Long(value),
        View::Blob(bytes) => HeaderValue::Bytes(Bytes::copy_from_slice(bytes)),
        View::Timestamp(time) => HeaderValue::Timestamp(time),
        view => HeaderValue::String(scalar::of_member(member, view, TimestampFormat::DateTime)?.into_owned()),
    })
}
