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
    /// The name on the wire.
    pub name: &'static str,
    /// What the member holds.
    pub target: Target,
    /// Facts that are simply present or not.
    pub traits: Traits,
    /// How a timestamp is written; the protocol decides where the model says nothing.
    pub timestamp_format: Option<TimestampFormat>,
}

impl Member {
    /// A member by its field, its name in the model and what it holds; [`set`](Self::set) adds the rest.
    pub const fn new(field: &'static str, name: &'static str, target: Target) -> Self {
        Self { field, name, target, traits: Traits::NONE, timestamp_format: None }
    }

    /// The element of a list, or the key or value of a map, with no traits of its own.
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
