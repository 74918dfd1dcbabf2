//! Events: what a message of a stream means, and how it is read and written in every format.
//!
//! How messages travel stands in `events/`; which format a payload is written in is the protocol's business.
//!
//! Sources: [event streams](https://smithy.io/2.0/spec/streaming.html#event-streams) and
//! [their messages](https://smithy.io/2.0/aws/amazon-eventstream.html).

#[cfg(feature = "test-util")]
pub(crate) mod server;

use super::{OperationSchema, Protocol};
use crate::codec::read::{Notes, Path, Unknown, Unreadable};
use crate::codec::text::scalar;
use crate::events::{HeaderValue, Message};
use crate::schema::{ErrorSchema, Member, Place, Target};
use crate::shape::{Slot, Structure, Union, with_member};

/// The type of a body that is a stream of events.
#[cfg(any(feature = "cbor", feature = "test-util"))]
pub(crate) const CONTENT_TYPE: http::HeaderValue =
    http::HeaderValue::from_static("application/vnd.amazon.eventstream");

/// The event that stands for the members of an output beside the events, where bodies hold nothing else.
pub(crate) const INITIAL: &str = "initial-response";

/// What a message is.
pub(crate) enum Meaning<'m> {
    /// An event, by its name on the wire.
    Event(&'m str),
    /// An exception that the model lists, by the name of its member.
    Exception(&'m str),
    /// An error that it does not list: its code and its message.
    Error(Option<&'m str>, Option<&'m str>),
}

/// What a message is.
///
/// # Errors
///
/// A message that does not say it.
pub(crate) fn meaning(message: &Message) -> Result<Meaning<'_>, String> {
    let missing = |name| format!("a message of the stream of events has no {name}");
    match message.text(":message-type") {
        Some("event") => {
            Ok(Meaning::Event(message.text(":event-type").ok_or_else(|| missing(":event-type"))?))
        }
        Some("exception") => {
            Ok(Meaning::Exception(message.text(":exception-type").ok_or_else(|| missing(":exception-type"))?))
        }
        Some("error") => Ok(Meaning::Error(message.text(":error-code"), message.text(":error-message"))),
        Some(_) => Err("a message of the stream of events is of a type that nobody knows".to_owned()),
        None => Err(missing(":message-type")),
    }
}

/// The exception that the model lists under a name among the events of an operation.
pub(crate) fn exception(operation: &OperationSchema, name: &str) -> Option<&'static ErrorSchema> {
    let listed = operation.event_exceptions.iter().find(|(member, _)| *member == name);
    let shape = listed.map_or(name, |(_, shape)| shape);
    operation.errors.iter().find(|schema| schema.shape.structure().name == shape)
}

/// Reads an event into the member of the union that it is called like, and gives what the model does not know of it. An
/// event that the model does not know is kept by its name.
///
/// # Errors
///
/// What does not fit, with its path.
pub(crate) fn read(
    protocol: &dyn Protocol,
    name: &str,
    message: &Message,
    event: &mut dyn Union,
) -> Result<Vec<Unknown>, Unreadable> {
    let members = event.schema().members;
    let found = members.iter().enumerate().find(|(_, member)| member.wire_name == name);
    let Some((index, member)) = found else {
        event.set_unknown(name);
        return Ok(vec![Unknown::Member { path: name.to_owned() }]);
    };
    match event.slot(index) {
        Slot::Structure(structure) => read_members(protocol, message, structure),
        slot => protocol.read_event(slot, member.target, message.payload()),
    }
    .map_err(|Unreadable { path, reason }| {
        let path = path.map_or_else(|| name.to_owned(), |path| format!("{name}.{path}"));
        Unreadable { path: Some(path), reason }
    })
}

/// Reads the members of an event or of an exception.
///
/// # Errors
///
/// What does not fit; what comes before it has been read.
pub(crate) fn read_members(
    protocol: &dyn Protocol,
    message: &Message,
    structure: &mut dyn Structure,
) -> Result<Vec<Unknown>, Unreadable> {
    let notes = Notes::default();
    let members = structure.schema().members;
    for (index, member) in members.iter().enumerate().filter(|(_, member)| member.place == Place::EventHeader)
    {
        let Some(value) = message.value(member.wire_name) else { continue };
        let path = Path::ROOT.member(member);
        let mut outcome = Ok(());
        with_member(structure, index, &mut |place| {
            outcome = read_header(&mut place.slot(), value, &path, &notes);
        });
        outcome.map_err(|wanted| Unreadable {
            path: Some(path.to_string()),
            reason: format!("the header is not {wanted}"),
        })?;
    }
    let mut unknowns = notes.into_parts().1;
    let payload = members.iter().enumerate().find(|(_, member)| member.place == Place::EventPayload);
    if !message.payload().is_empty() {
        unknowns.extend(match payload {
            Some((index, member)) => read_payload(protocol, message, structure, (index, member))?,
            None => {
                let target = Target::Structure(structure.schema());
                protocol.read_event(Slot::Structure(structure), target, message.payload())?
            }
        });
    }
    Ok(unknowns)
}

fn read_payload(
    protocol: &dyn Protocol,
    message: &Message,
    structure: &mut dyn Structure,
    (index, member): (usize, &'static Member),
) -> Result<Vec<Unknown>, Unreadable> {
    let notes = Notes::default();
    let mut outcome = Ok(Vec::new());
    with_member(structure, index, &mut |place| {
        outcome = match place.slot() {
            Slot::Blob(bytes) => {
                *bytes = message.payload().clone();
                Ok(Vec::new())
            }
            mut slot @ (Slot::String(_) | Slot::Enum(_)) => {
                let text = String::from_utf8_lossy(message.payload());
                let _ = scalar::read(&mut slot, &text, &Path::ROOT.member(member), &notes);
                Ok(Vec::new())
            }
            slot => protocol.read_event(slot, member.target, message.payload()),
        };
    });
    let mut unknowns = outcome?;
    unknowns.extend(notes.into_parts().1);
    Ok(unknowns)
}

/// Fills a member from a header.
///
/// # Errors
///
/// What would have fitted, in words.
fn read_header(
    slot: &mut Slot<'_>,
    value: &HeaderValue,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    let number = match value {
        HeaderValue::Byte(number) => Some(i64::from(*number)),
        HeaderValue::Short(number) => Some(i64::from(*number)),
        HeaderValue::Integer(number) => Some(i64::from(*number)),
        HeaderValue::Long(number) => Some(*number),
        _ => None,
    };
    match (slot, value) {
        (Slot::Boolean(place), HeaderValue::Boolean(value)) => **place = *value,
        (Slot::Blob(place), HeaderValue::Bytes(value)) => **place = value.clone(),
        (Slot::Timestamp(place), HeaderValue::Timestamp(value)) => **place = *value,
        (Slot::Integer(place), _) if number.is_some() => {
            let number = number.and_then(|number| i32::try_from(number).ok());
            **place = number.ok_or("a number of 32 bits")?;
        }
        (Slot::Long(place), _) if number.is_some() => **place = number.unwrap_or_default(),
        (slot, HeaderValue::String(text)) => scalar::read(slot, text, path, notes)?,
        (Slot::Boolean(_), _) => return Err("true or false"),
        (Slot::Blob(_), _) => return Err("bytes"),
        (Slot::Timestamp(_), _) => return Err("a point in time"),
        (Slot::Integer(_) | Slot::Long(_), _) => return Err("a number"),
        _ => return Err("a text"),
    }
    Ok(())
}
