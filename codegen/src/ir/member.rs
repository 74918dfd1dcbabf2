//! Members of structures, unions and exceptions, and what lists and maps hold.

use super::{Constraints, Deprecation, Origin, Sensitivity, Shape, ShapeId, TimestampFormat, Unsupported};

/// A member of a structure, union or exception.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name in the model. Rust names are made of it, and everything that names members goes by it: paginators,
    /// expressions, labels, parameters of endpoints.
    pub name: String,
    /// Where in a message the member travels.
    pub place: Place,
    /// What its text is made of.
    pub media: Media,
    /// What it holds, with the traits of this use.
    pub element: Element,
    /// The name in requests of the ec2 protocol, where it is not the name on the wire with a capital.
    pub query_name: Option<String>,
    /// Whether the elements of a list, or the entries of a map, stand with nothing around them.
    pub flattening: Flattening,
    /// Whether the value is an attribute of the element around it, in XML.
    pub is_attribute: bool,
    /// Whether the value is the text of the outermost element of a reply, in XML.
    pub is_root_text: bool,
    /// Whether requests hold only what follows the last slash of the text.
    pub is_last_segment: bool,
    /// Whether it must be present.
    pub presence: Presence,
    /// Whether the client fills it with a fresh token when it is absent.
    pub idempotency: Idempotency,
    /// Whether the type needs a `Box` here, because it contains itself. Set by the recursion pass.
    pub indirection: Indirection,
    /// Whether the value is a label of the operation's host prefix.
    pub host_label: HostLabel,
    /// The parameter of the endpoint rules that takes the value, if one does.
    pub context_parameter: Option<String>,
    /// The text that the client sends where the member is absent. Only members of inputs have one, and those are
    /// optional.
    pub default: Option<String>,
    /// What keeps clients from using the member; absent from everything that was selected.
    pub unsupported: Option<Unsupported>,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
    /// Why not to use the member any more.
    pub deprecated: Option<Deprecation>,
    /// Where the member stands.
    pub origin: Origin,
}

/// Where in a message a member travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the body, beside others. With a protocol that sends everything there, whatever the model says.
    Body,
    /// In the path, as one step of it.
    Label,
    /// In the path, with as many steps as it has.
    GreedyLabel,
    /// In the query string.
    Query,
    /// In the query string, each entry of the map under its key.
    QueryMap,
    /// In a header.
    Header,
    /// In all headers whose names begin alike.
    PrefixHeaders,
    /// As the HTTP status.
    Status,
    /// As the whole body.
    Payload,
    /// In a header of the event.
    EventHeader,
    /// As all that the event holds beside headers.
    EventPayload,
}

impl Place {
    /// The place in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Body => "the body",
            Self::Label | Self::GreedyLabel => "the path",
            Self::Query | Self::QueryMap => "the query string",
            Self::Header => "a header",
            Self::PrefixHeaders => "headers",
            Self::Status => "the HTTP status",
            Self::EventHeader => "a header of the event",
            Self::EventPayload => "the payload of the event",
            Self::Payload => "the whole body",
        }
    }
}

/// Whether the elements of a list, or the entries of a map, stand with nothing around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flattening {
    /// There is something around them.
    Nested,
    /// They stand beside the members around them, each under the name of the member that holds all of them.
    Flattened,
}

/// A namespace that an element of XML declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// The prefix that stands for it; empty for names without one.
    pub prefix: String,
    /// What names it.
    pub uri: String,
}

/// What a text is made of, where it is more than text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Whatever the shape says.
    Plain,
    /// JSON, which a header carries in base64.
    Json,
}

/// What a member, a list or a map holds: a target, and what this use of it adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// The shape.
    pub target: ShapeId,
    /// The name on the wire: of a member where it is not the member's own, of what lists and maps hold where the model
    /// gives one and the protocol writes it.
    pub wire_name: Option<String>,
    /// The namespace that the element declares in XML.
    pub namespace: Option<Namespace>,
    /// Whether values must never be logged; a sensitive target makes its uses sensitive too.
    pub sensitivity: Sensitivity,
    /// How a timestamp is written in this place; the use before the shape before the protocol.
    pub timestamp_format: Option<TimestampFormat>,
    /// Limits that hold here in place of the shape's.
    pub constraints: Option<Constraints>,
}

impl Element {
    /// The limits that hold here; `target` is the shape.
    pub fn limits<'a>(&'a self, target: &'a Shape) -> &'a Constraints {
        self.constraints.as_ref().unwrap_or(&target.constraints)
    }
}

/// Whether a member must be present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be absent.
    Optional,
    /// The model requires it, but the value would never end: a cycle of required members. The Rust
    /// type is optional. Set by the recursion pass.
    RequiredCycle,
}

/// Whether the client fills an absent member with a fresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// It does.
    Token,
    /// It does not.
    None,
}

/// Whether a type needs a `Box`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indirection {
    /// It stands inline.
    Inline,
    /// It stands behind a `Box`.
    Boxed,
}

/// Whether a member is a label of a host prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostLabel {
    /// It is.
    Label,
    /// It is not.
    None,
}

impl Member {
    /// The name in requests of EC2: the one that the model gives for them, else that of replies with a capital.
    ///
    /// Source: [AWS EC2 query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution).
    pub fn in_requests_of_ec2(&self) -> String {
        self.query_name.clone().unwrap_or_else(|| Self::capitalised(self.on_the_wire()))
    }

    /// A name with its first letter as a capital.
    pub(crate) fn capitalised(name: &str) -> String {
        let mut letters = name.chars();
        letters
            .next()
            .map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
    }

    /// The name on the wire.
    pub fn on_the_wire(&self) -> &str {
        self.element.wire_name.as_deref().unwrap_or(&self.name)
    }
}
