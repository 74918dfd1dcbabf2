//! The tables that generated code is made of: plain static data, and nothing that acts on it.
//!
//! Nothing here imports anything of the other rooms, so every one of them may look things up here.

mod expression;
mod operation;
mod paginator;
mod parameter;
mod partition;
pub(crate) mod rules;
mod service;
mod shape;
pub(crate) mod waiter;

pub use expression::{Comparator, Expression, Literal};
pub use operation::{EndpointParameter, ErrorFact, ErrorSchema, OperationSchema};
pub use paginator::{PaginatorSchema, TokenSchema};
pub(crate) use parameter::DefaultValue;
pub use parameter::{BuiltIn, ParameterKind, ParameterSchema};
pub use partition::Partition;
pub use rules::{AuthSchemeTemplate, EndpointTemplate, Outcome, Rule, RuleSet};
pub use service::{Protocol, ServiceSchema};
pub use shape::{Fact, MapSchema, Member, StructureSchema, Target, TimestampFormat, Traits, UnionSchema};
pub use waiter::{Acceptor, Matcher, State, WaiterSchema};
