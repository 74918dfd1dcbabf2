//! The static descriptions: structures, unions, members and their targets.

/// The description of a structure: its name in the model and its members in model order.
#[derive(Debug)]
#[non_exhaustive]
pub struct StructureSchema {
    /// The shape's name in the model.
    pub name: &'static str,
    /// The members, in model order.
    pub members: &'static [Member],
}

impl StructureSchema {
    /// A structure by its name in the model and its members.
    pub const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Self { name, members }
    }

    /// Where the member of this name stands.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|member| member.name == name)
    }
}

/// The description of a union: its name in the model and its members in model order.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnionSchema {
    /// The shape's name in the model.
    pub name: &'static str,
    /// The members, in model order; exactly one is set in a value.
    pub members: &'static [Member],
}

impl UnionSchema {
    /// A union by its name in the model and its members.
    pub const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Self { name, members }
    }
}

/// A member of a structure or union, the element of a list, or the key or value of a map.
#[derive(Debug)]
#[non_exhaustive]
pub struct Member {
    /// The name of the Rust field or variant, as written in the source.
    pub field: &'static str,
    /// The name in the model. Everything but a protocol goes by it: paginators, waiters, expressions,
    /// dynamic calls, storage, paths in errors.
    pub name: &'static str,
    /// The name on the wire; that of the model unless the model has another one for it.
    pub wire_name: &'static str,
    /// What the member holds.
    pub target: Target,
    /// Facts that are simply present or not.
    pub traits: Traits,
    /// How a timestamp is written; the protocol decides where the model says nothing.
    pub timestamp_format: Option<TimestampFormat>,
    /// Where in a message the member travels.
    pub place: Place,
    /// What only a handful of members of all services have.
    pub rare: Option<&'static Rare>,
}

impl Member {
    /// A member by its field, its name in the model and what it holds; [`set`](Self::set) adds the rest.
    pub const fn new(field: &'static str, name: &'static str, target: Target) -> Self {
        Self {
            field,
            name,
            wire_name: name,
            target,
            traits: Traits::NONE,
            timestamp_format: None,
            place: Place::Body,
            rare: None,
        }
    }

    /// The element of a list, or the key or value of a map, with no traits of its own.
    ///
    /// Its names are empty unless a table gives it one on the wire; XML and forms have names of their
    /// own for what has none.
    pub const fn element(target: Target) -> Self {
        Self::new("", "", target)
    }

    /// The name of the Rust field or variant as a person would say it: without `r#`.
    pub fn field_name(&self) -> &'static str {
        self.field.strip_prefix("r#").unwrap_or(self.field)
    }

    /// The same member with one more fact.
    #[must_use]
    pub const fn set(mut self, fact: Fact) -> Self {
        match fact {
            Fact::Trait(traits) => self.traits = self.traits.and(traits),
            Fact::Timestamp(format) => self.timestamp_format = Some(format),
            Fact::WireName(name) => self.wire_name = name,
            Fact::Place(place) => self.place = place,
            Fact::Rare(rare) => self.rare = Some(rare),
        }
        self
    }
}

/// A fact that a row of a table adds to its member.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Fact {
    /// A trait that is simply present.
    Trait(Traits),
    /// How a timestamp is written.
    Timestamp(TimestampFormat),
    /// The name on the wire, where it is not that of the model.
    WireName(&'static str),
    /// Where in a message the member travels.
    Place(Place),
    /// What hardly any member has.
    Rare(&'static Rare),
}

/// Where in a message a member travels. Protocols that put everything into the body do not ask.
///
/// Sources: [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html) and
/// [event streams](https://smithy.io/2.0/spec/streaming.html#event-streams).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In the body, beside others.
    Body,
    /// In the path, as one step of it.
    Label,
    /// In the path, with as many steps as it has.
    GreedyLabel,
    /// In the query string, under the member's name on the wire.
    Query,
    /// In the query string, each entry of the map under its key.
    QueryMap,
    /// In the header of the member's name on the wire.
    Header,
    /// In the headers whose names begin with the member's name on the wire, one for each entry of the map.
    PrefixHeaders,
    /// As the HTTP status.
    Status,
    /// As the whole body.
    Payload,
    /// In the header of an event of the member's name on the wire.
    EventHeader,
    /// As all that an event holds beside its headers.
    EventPayload,
}

/// What only a handful of members of all services have, kept apart so that the rows of all others stay small.
///
/// Sources: [XML bindings](https://smithy.io/2.0/spec/xml.html) and the
/// [ec2 protocol](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html); defaults are no trait of models but
/// what botocore's `handlers.py` fills in for some of them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rare {
    /// The namespace that an element of XML declares: its prefix, empty for none, and its URI.
    pub xml_namespace: Option<(&'static str, &'static str)>,
    /// The name in requests of the ec2 protocol, where it does not follow from the name on the wire.
    pub query_name: Option<&'static str>,
    /// The text that the client sends where a member of an input is absent.
    pub default: Option<&'static str>,
}

impl Rare {
    /// Nothing of it.
    pub const fn new() -> Self {
        Self { xml_namespace: None, query_name: None, default: None }
    }

    /// With a namespace that is declared: its prefix, empty for none, and its URI.
    #[must_use]
    pub const fn xml_namespace(mut self, prefix: &'static str, uri: &'static str) -> Self {
        self.xml_namespace = Some((prefix, uri));
        self
    }

    /// With a name in requests of the ec2 protocol.
    #[must_use]
    pub const fn query_name(mut self, name: &'static str) -> Self {
        self.query_name = Some(name);
        self
    }

    /// With a text that the client sends where a member of an input is absent.
    #[must_use]
    pub const fn default_text(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }
}

impl Default for Rare {
    fn default() -> Self {
        Self::new()
    }
}

/// The description of a map: its key and its value.
#[derive(Debug)]
#[non_exhaustive]
pub struct MapSchema {
    /// The key; always a string or an enum.
    pub key: Member,
    /// The value.
    pub value: Member,
}

/// What a member holds.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Target {
    /// `bool`.
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
    /// Text out of a set of known values; unknown values are kept. Holds the known values.
    Enum(&'static [&'static str]),
    /// Bytes.
    Blob,
    /// Bytes that come one after the other: the whole body of a message.
    Stream,
    /// Events that come one after the other, each of them a union: the whole body of a reply.
    Events(&'static Member),
    /// A point in time.
    Timestamp,
    /// Any JSON value.
    Document,
    /// A structure.
    Structure(&'static StructureSchema),
    /// A union.
    Union(&'static UnionSchema),
    /// A generated enum, structure or union, as tables refer to it: by the function that gives its
    /// target, so that shapes may be recursive, where the compiler would follow a reference while it
    /// evaluates constants.
    Reference(fn() -> Target),
    /// A list of elements.
    List(&'static Member),
    /// A list whose elements may be null.
    SparseList(&'static Member),
    /// A map from text to values.
    Map(&'static MapSchema),
    /// A map whose values may be null.
    SparseMap(&'static MapSchema),
}

impl Target {
    /// The target itself, where this is a reference to a generated shape.
    #[must_use]
    pub fn resolve(self) -> Self {
        match self {
            Self::Reference(target) => target(),
            target => target,
        }
    }

    /// The element, where this is a list or a stream of events.
    pub const fn element(self) -> Option<&'static Member> {
        match self {
            Self::List(element) | Self::SparseList(element) | Self::Events(element) => Some(element),
            _ => None,
        }
    }

    /// The key and the value, where this is a map.
    pub const fn entries(self) -> Option<&'static MapSchema> {
        match self {
            Self::Map(schema) | Self::SparseMap(schema) => Some(schema),
            _ => None,
        }
    }

    /// The structure that this is or refers to; one without members where it is something else.
    pub fn structure(self) -> &'static StructureSchema {
        match self.resolve() {
            Self::Structure(schema) => schema,
            _ => &StructureSchema { name: "", members: &[] },
        }
    }
}

/// A set of facts about a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits(u16);

impl Traits {
    /// No traits.
    pub const NONE: Self = Self(0);
    /// The member must be present.
    pub const REQUIRED: Self = Self(1);
    /// The value must never be logged.
    pub const SENSITIVE: Self = Self(1 << 1);
    /// The client fills the member with a fresh token when it is absent.
    pub const IDEMPOTENCY_TOKEN: Self = Self(1 << 2);
    /// The value is a label of the operation's host prefix.
    pub const HOST_LABEL: Self = Self(1 << 3);
    /// The text is JSON, which a header carries in base64.
    pub const JSON_TEXT: Self = Self(1 << 4);
    /// The elements of the list, or the entries of the map, stand beside each other without an
    /// element or a name around them.
    pub const FLATTENED: Self = Self(1 << 5);
    /// The value is an attribute of the structure's element in XML.
    pub const ATTRIBUTE: Self = Self(1 << 6);
    /// The value is the text of the outermost element in XML, which has no elements inside.
    pub const ROOT_TEXT: Self = Self(1 << 7);
    /// Requests hold what follows the last slash of the value: services give ids with paths before them, which they do
    /// not take.
    pub const LAST_SEGMENT: Self = Self(1 << 8);

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every trait of `other` is present.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// How a timestamp is written.
///
/// Source: the `timestampFormat` trait of the
/// [Smithy protocol traits](https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970-01-01T00:00:00Z as a number, with a fraction where there is one.
    EpochSeconds,
    /// RFC 3339 text in UTC, such as `2026-01-31T12:00:00Z`.
    DateTime,
    /// The date format of HTTP headers, such as `Sat, 31 Jan 2026 12:00:00 GMT`.
    HttpDate,
}
