//! The intermediate representation: a service as the generator thinks of it.
//!
//! Plain data, independent of the format a model came in, complete and checked: what stands here can be
//! generated. Shapes live in an arena and refer to each other by [`ShapeId`], so cycles need no special
//! case. There are no Rust names here but those that somebody gave; they are decided in one place, `names`.

mod authentication;
pub mod endpoint;
mod given_name;
mod member;
mod operation;
mod origin;
mod paginator;
pub mod path;
mod service;
mod shape;
mod usage;
mod waiter;

pub use authentication::{Authentication, Scheme};
pub use given_name::{GivenName, Named};
pub use member::{
    Element, Flattening, HostLabel, Idempotency, Indirection, Media, Member, Namespace, Place, Presence,
};
pub use operation::{
    BodySignature, Checksum, ContextValue, CrossRegion, EndpointDiscovery, HostPart, HostPrefix, Http,
    Length, Operation, Requirement, UriPart, UriTemplate, XmlRoot,
};
pub use origin::Origin;
pub use paginator::{Items, MemberPath, Paginator, PathStep, Token};
pub use service::{AuthToken, ClientContext, Protocol, Service};
pub use shape::{
    Constraints, Deprecation, Exception, Fault, Retry, Sensitivity, Shape, ShapeId, ShapeKind, Sparsity,
    TimestampFormat, Unsupported,
};
pub use usage::{RustTraits, Support, Usage};
pub use waiter::{AcceptedError, Acceptor, AcceptorState, Matcher, Waiter};
