//! The tables that generated code is made of: plain static data, and nothing that acts on it.
//!
//! Nothing here imports anything of the other rooms, so every one of them may look things up here.

mod checksum;
mod cross_region;
mod discovery;
mod error;
mod expression;
mod paginator;
mod parameter;
mod partition;
pub(crate) mod rules;
mod scheme;
mod sensitive;
mod shape;
pub(crate) mod waiter;

pub use checksum::ChecksumSchema;
pub use cross_region::CrossRegion;
pub use discovery::EndpointDiscovery;
pub use error::{EndpointParameter, ErrorFact, ErrorSchema};
pub use expression::{Comparator, Expression, Literal};
pub use paginator::{PaginatorSchema, TokenSchema};
pub(crate) use parameter::DefaultValue;
pub use parameter::{BuiltIn, ParameterKind, ParameterSchema};
pub use partition::Partition;
pub use rules::{AuthSchemeTemplate, EndpointTemplate, Outcome, Rule, RuleSet};
pub use scheme::Scheme;
pub(crate) use sensitive::{REDACTED, are_sensitive, seem_told, sensitive_members};
pub use shape::{
    Fact, MapSchema, Member, Place, Rare, StructureSchema, Target, TimestampFormat, Traits, UnionSchema,
};
pub use waiter::{Acceptor, Matcher, State, WaiterSchema};
