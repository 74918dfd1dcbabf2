//! Shapes: what values are.

use super::{Element, Member, Origin};

/// The index of a shape in [`Service::shapes`](super::Service::shapes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub(crate) usize);

/// A shape: its name in the model and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The name in the model, or `<Operation>Input` and `<Operation>Output`.
    pub name: String,
    /// Where the shape stands in the model: its own name there, which differs from `name` for the
    /// inputs and outputs of operations; `None` for what was made up.
    pub model_name: Option<String>,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
    /// Why not to use the shape any more.
    pub deprecated: Option<Deprecation>,
    /// Whether values must never be logged.
    pub sensitivity: Sensitivity,
    /// How timestamps of this shape are written, where the model says so.
    pub timestamp_format: Option<TimestampFormat>,
    /// Limits that the service puts on values.
    pub constraints: Constraints,
    /// What the shape is.
    pub kind: ShapeKind,
    /// What keeps clients from using the shape; absent from everything that was selected.
    pub unsupported: Option<Unsupported>,
    /// Where the shape stands; of one that was made up, where its operation does.
    pub origin: Origin,
}

impl Shape {
    /// The members of a structure, union or exception; none for other shapes.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            ShapeKind::Structure(members) | ShapeKind::Union(members) => members,
            ShapeKind::Exception(exception) => &exception.members,
            _ => &[],
        }
    }
}

/// Whether values may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// They may.
    Public,
    /// They must not.
    Sensitive,
}

/// How a timestamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970.
    EpochSeconds,
    /// RFC 3339 text.
    DateTime,
    /// As in HTTP headers.
    HttpDate,
}

/// Limits that a service puts on values. They are documented, not enforced: services relax them
/// without notice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The smallest length or value, as the model writes the number.
    pub min: Option<serde_json::Number>,
    /// The largest length or value, as the model writes the number.
    pub max: Option<serde_json::Number>,
    /// A regular expression that text matches.
    pub pattern: Option<String>,
}

/// What a shape is.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// True or false.
    Boolean,
    /// A signed integer of 32 bits.
    Integer,
    /// A signed integer of 64 bits.
    Long,
    /// A float of 32 bits.
    Float,
    /// A float of 64 bits.
    Double,
    /// Text.
    String,
    /// Text out of a set of known values.
    Enum(Vec<String>),
    /// Bytes.
    Blob,
    /// Bytes that come one after the other: the whole body of a message.
    Stream,
    /// Events that come one after the other: the whole body of a reply.
    Events {
        /// The union of the events.
        event: Element,
        /// The name of the operation, whose errors end the events.
        operation: String,
    },
    /// A point in time.
    Timestamp,
    /// Any JSON value.
    Document,
    /// Named members.
    Structure(Vec<Member>),
    /// Named members of which exactly one is set.
    Union(Vec<Member>),
    /// A structure that a service reports an error with.
    Exception(Exception),
    /// Elements in order.
    List {
        /// The element.
        element: Element,
        /// Whether elements may be null.
        sparsity: Sparsity,
    },
    /// Values under keys.
    Map {
        /// The key: a string or an enum.
        key: Element,
        /// The value.
        value: Element,
        /// Whether values may be null.
        sparsity: Sparsity,
    },
}

/// Whether the elements of a list or the values of a map may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sparsity {
    /// They may not.
    Dense,
    /// They may.
    Sparse,
}

/// An exception: its members and what the model says of the error.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// The members, in model order.
    pub members: Vec<Member>,
    /// The error code on the wire; the shape's name unless the model says otherwise.
    pub code: String,
    /// The HTTP status that the model promises.
    pub status: Option<u16>,
    /// Who is to blame.
    pub fault: Fault,
    /// Whether another attempt may succeed.
    pub retry: Retry,
}

/// Who is to blame for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller.
    Client,
    /// The service.
    Server,
}

/// Whether another attempt may succeed after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The model does not say.
    Unspecified,
    /// It may.
    Retryable,
    /// It may, after a while: there were too many requests.
    Throttling,
}

/// Why not to use something any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The model's words or, without them, empty.
    pub message: String,
}

/// A trait that changes what goes over the wire and that this generator cannot honour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The trait's name in the model, such as `eventstream`.
    pub trait_name: String,
    /// What the trait makes of its subject, such as `an event stream`.
    pub description: String,
}
