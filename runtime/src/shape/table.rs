//! The words that a member table is written with, for the macros of this crate.
//!
//! Inside the tables of [`structure!`](crate::structure) and [`union!`](crate::union) these names
//! are in scope: the targets (`String`, `List(&…)`, `Map(&…)`, …), the functions that describe
//! elements, and the facts a row may add.

use crate::schema::ErrorFact;
use crate::schema::{Fact, MapSchema, Member, Place, TimestampFormat, Traits};
use crate::shape::Shape;

pub use crate::schema::Rare;
pub use crate::schema::Target::*;

/// The member must be present.
pub const REQUIRED: Fact = Fact::Trait(Traits::REQUIRED);
/// The value must never be logged.
pub const SENSITIVE: Fact = Fact::Trait(Traits::SENSITIVE);
/// The client fills the member with a fresh token when it is absent.
pub const IDEMPOTENCY_TOKEN: Fact = Fact::Trait(Traits::IDEMPOTENCY_TOKEN);
/// The value is a label of the operation's host prefix.
pub const HOST_LABEL: Fact = Fact::Trait(Traits::HOST_LABEL);
/// The text is JSON, which the header carries in base64.
pub const JSON_TEXT: Fact = Fact::Trait(Traits::JSON_TEXT);
/// The elements of the list, or the entries of the map, stand without anything around them.
pub const FLATTENED: Fact = Fact::Trait(Traits::FLATTENED);
/// The value is an attribute of the structure's element in XML.
pub const ATTRIBUTE: Fact = Fact::Trait(Traits::ATTRIBUTE);
/// The value is the text of the outermost element in XML.
pub const ROOT_TEXT: Fact = Fact::Trait(Traits::ROOT_TEXT);
/// Requests hold what follows the last slash of the value.
pub const LAST_SEGMENT: Fact = Fact::Trait(Traits::LAST_SEGMENT);
/// The timestamp is written as seconds since 1970.
pub const EPOCH_SECONDS: Fact = Fact::Timestamp(TimestampFormat::EpochSeconds);
/// The timestamp is written as RFC 3339 text.
pub const DATE_TIME: Fact = Fact::Timestamp(TimestampFormat::DateTime);
/// The timestamp is written as HTTP header dates are.
pub const HTTP_DATE: Fact = Fact::Timestamp(TimestampFormat::HttpDate);

/// The member travels in the path, as one step of it.
pub const LABEL: Fact = Fact::Place(Place::Label);
/// The member travels in the path, with as many steps as it has.
pub const GREEDY_LABEL: Fact = Fact::Place(Place::GreedyLabel);
/// The member travels in the query string.
pub const QUERY: Fact = Fact::Place(Place::Query);
/// The entries of the map travel in the query string.
pub const QUERY_MAP: Fact = Fact::Place(Place::QueryMap);
/// The member travels in a header.
pub const HEADER: Fact = Fact::Place(Place::Header);
/// The entries of the map travel in headers whose names begin alike.
pub const PREFIX_HEADERS: Fact = Fact::Place(Place::PrefixHeaders);
/// The member is the HTTP status.
pub const STATUS: Fact = Fact::Place(Place::Status);
/// The member is the whole body.
pub const PAYLOAD: Fact = Fact::Place(Place::Payload);
/// The member travels in a header of its event.
pub const EVENT_HEADER: Fact = Fact::Place(Place::EventHeader);
/// The member is all that its event holds beside headers.
pub const EVENT_PAYLOAD: Fact = Fact::Place(Place::EventPayload);

/// The name on the wire, where it is not that of the model.
pub const fn wire(name: &'static str) -> Fact {
    Fact::WireName(name)
}

/// What hardly any member has.
pub const fn rare(rare: &'static Rare) -> Fact {
    Fact::Rare(rare)
}

/// A generated shape as a target: an enum, a structure or a union.
pub const fn shape<T: Shape>() -> crate::schema::Target {
    crate::schema::Target::Reference(T::target)
}

/// The element of a list.
pub const fn each(target: crate::schema::Target) -> Member {
    Member::element(target)
}

/// The key and value of a map.
pub const fn pair(key: Member, value: Member) -> MapSchema {
    MapSchema { key, value }
}

/// Another attempt may succeed after this exception.
pub const RETRYABLE: ErrorFact = ErrorFact::Retryable;
/// This exception is about too many requests.
pub const THROTTLING: ErrorFact = ErrorFact::Throttling;
/// The service is at fault when this exception occurs.
pub const FAULT: ErrorFact = ErrorFact::Fault;
