//! The intermediate representation: a service as the generator thinks of it.
//!
//! Plain data, independent of the format a model came in. Shapes live in an arena and refer to each
//! other by [`ShapeId`], so cycles need no special case. There are no Rust names here but those that
//! somebody gave; they are decided in one place, `names`.

use std::collections::BTreeMap;

/// A service: its operations and every shape they may reach.
#[derive(Clone, Debug)]
pub struct Service {
    /// The service's id, such as `SSM` or `Cognito Identity`.
    pub id: String,
    /// The name a person knows the service by, such as `Amazon Simple Systems Manager (SSM)`.
    pub full_name: String,
    /// The version of the API: a date such as `2014-11-06`.
    pub api_version: String,
    /// The protocol that requests and replies are written in.
    pub protocol: Protocol,
    /// The name that requests are signed for.
    pub signing_name: String,
    /// The first label of the service's regional host names.
    pub endpoint_prefix: String,
    /// The name of this version of the service in AWS's own documentation, such as `ssm-2014-11-06`.
    pub uid: Option<String>,
    /// The service's documentation, where the model carries it.
    pub documentation: Option<String>,
    /// Operations, sorted by name.
    pub operations: Vec<Operation>,
    /// All shapes. A [`ShapeId`] is an index into this list; use [`Service::shape`].
    pub shapes: Vec<Shape>,
    /// Waiters, sorted by name.
    pub waiters: Vec<Waiter>,
    /// The endpoint rule set, as parsed JSON, where it is known.
    pub endpoint_rules: Option<EndpointRules>,
    /// Parameters of the endpoint rules that a client sets once for all its calls.
    pub client_context: Vec<ClientContext>,
    /// Rust names that somebody chose in place of those that would be made of the model's.
    pub given_names: BTreeMap<Named, String>,
    /// What a person should know about the files that the service was read from, each with the place.
    pub remarks: Vec<String>,
}

/// What a Rust name is given to; everything is called as in the model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// An operation: its method, module and types.
    Operation(String),
    /// A shape: its type and module.
    Shape(String),
    /// A member of a structure, union or exception: its field or variant.
    Member {
        /// The shape.
        shape: String,
        /// The member.
        member: String,
    },
    /// A value of an enum: its variant.
    Value {
        /// The shape.
        shape: String,
        /// The value.
        value: String,
    },
    /// A waiter: its methods, module and static.
    Waiter(String),
}

/// A parameter of the endpoint rules that a client sets once for all its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientContext {
    /// The parameter's name in the rule set.
    pub name: String,
    /// The type in the model's words, such as `string` or `boolean`.
    pub kind: String,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
}

/// The rules that turn a region and a few switches into an endpoint.
#[derive(Clone, Debug)]
pub struct EndpointRules {
    /// `endpoint-rule-set-1.json`.
    pub rule_set: serde_json::Value,
}

/// How requests and replies are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// JSON over POST with the operation in a header.
    AwsJson {
        /// `1.0` or `1.1`.
        version: String,
        /// What stands before the dot in `X-Amz-Target`.
        target_prefix: String,
        /// Whether the service answers with the error codes of its former query protocol.
        query_compatible: bool,
    },
}

/// The index of a shape in [`Service::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub(crate) usize);

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operation's key in the model; Rust names are made of it.
    pub name: String,
    /// The operation's name on the wire.
    pub wire_name: String,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
    /// The input structure; every operation has one of its own, made up where the model has none
    /// or shares it, called `<Operation>Input`.
    pub input: ShapeId,
    /// The output structure, likewise; called `<Operation>Output`.
    pub output: ShapeId,
    /// The exceptions that the model lists, sorted by name.
    pub errors: Vec<ShapeId>,
    /// What is put before the host name; labels in braces name input members by wire name.
    pub host_prefix: Option<String>,
    /// Whether requests are signed.
    pub authentication: Authentication,
    /// Whether the service wants its endpoint discovered first, which clients here do not do.
    pub endpoint_discovery: EndpointDiscovery,
    /// Why not to use the operation any more.
    pub deprecated: Option<Deprecation>,
    /// How the operation answers in pages.
    pub paginator: Option<Paginator>,
    /// Ways in which the request's body may be compressed, such as `gzip`; the service takes it
    /// uncompressed too.
    pub compression: Vec<String>,
    /// Parameters of the endpoint rules that have one value for this operation, in model order.
    pub static_context: Vec<(String, ContextValue)>,
    /// Parameters of the endpoint rules that are looked up in the input: the parameter and a
    /// JMESPath expression over member names, in model order.
    pub context_paths: Vec<(String, String)>,
    /// What the operation asks of a client that clients here cannot do. Selection refuses
    /// operations that have any.
    pub unsupported: Vec<Unsupported>,
}

/// A trait that changes what goes over the wire and that this generator cannot honour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The trait's name in the model, such as `eventstream`.
    pub trait_name: String,
    /// What the trait makes of its subject, such as `an event stream`.
    pub description: String,
}

/// The value of a parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// True or false.
    Boolean(bool),
    /// Text.
    String(String),
    /// Several texts.
    Strings(Vec<String>),
}

/// Whether requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// With Signature Version 4.
    SigV4,
    /// Not at all.
    Anonymous,
}

/// Whether the service wants its endpoint discovered by another operation first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointDiscovery {
    /// No.
    None,
    /// It may; the regional endpoint works too.
    Optional,
    /// It must.
    Required,
}

/// Why not to use something any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The model's words or, without them, empty.
    pub message: String,
}

/// A shape: its name in the model and what it is.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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

/// A member of a structure, union or exception.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name in the model; Rust names are made of it.
    pub name: String,
    /// The name on the wire.
    pub wire_name: String,
    /// What it holds, with the traits of this use.
    pub element: Element,
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
    /// What keeps clients from using the member; absent from everything that was selected.
    pub unsupported: Option<Unsupported>,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
    /// Why not to use the member any more.
    pub deprecated: Option<Deprecation>,
}

/// What a member, a list or a map holds: a target, and what this use of it adds.
#[derive(Clone, Debug)]
pub struct Element {
    /// The shape.
    pub target: ShapeId,
    /// Whether values must never be logged; a sensitive target makes its uses sensitive too.
    pub sensitivity: Sensitivity,
    /// How a timestamp is written in this place; the use before the shape before the protocol.
    pub timestamp_format: Option<TimestampFormat>,
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

/// How an operation answers in pages. Members are given by wire name.
#[derive(Clone, Debug)]
pub struct Paginator {
    /// Where each token goes and comes from.
    pub tokens: Vec<Token>,
    /// The input member that holds the page size.
    pub limit_key: Option<String>,
    /// The output member that says whether there are more pages.
    pub more_results: Option<String>,
    /// Paths of output members that hold results, wire names joined by dots; the first is the
    /// main one.
    pub result_keys: Vec<String>,
    /// What `items()` gives; `None` where the main result is neither a list nor a map.
    pub items: Option<Items>,
}

/// A token of a paginator.
#[derive(Clone, Debug)]
pub struct Token {
    /// The input member.
    pub input: String,
    /// The output members to look at; the first one present wins. Each is wire names joined by
    /// dots; a step may be `name[-1]`, the last element of a list.
    pub output: Vec<String>,
}

/// The main result of a paginator: the members that lead to it from the output structure, and its shape.
#[derive(Clone, Debug)]
pub struct Items {
    /// Structures on the way and the index of the member in each, from the output inwards.
    pub path: Vec<(ShapeId, usize)>,
    /// The list or map at the end.
    pub container: ShapeId,
}

/// A waiter: an operation that is called until its answer says that something has come about.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// The waiter's name in the model.
    pub name: String,
    /// The operation, by its key in the model.
    pub operation: String,
    /// Seconds between two attempts.
    pub delay: u32,
    /// How many attempts are made.
    pub max_attempts: u32,
    /// What the answers mean; the first that matches decides.
    pub acceptors: Vec<Acceptor>,
    /// The documentation, where the model carries it.
    pub documentation: Option<String>,
}

/// One rule of a waiter.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptor {
    /// What a match means.
    pub state: AcceptorState,
    /// What is matched.
    pub matcher: Matcher,
}

/// What a match of an acceptor means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The wait is over.
    Success,
    /// It can never succeed.
    Failure,
    /// Another attempt is due.
    Retry,
}

/// What an acceptor matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// A JMESPath expression over the output equals a value.
    Path {
        /// The expression, as the model writes it.
        argument: String,
        /// The value.
        expected: serde_json::Value,
    },
    /// Every element of the list that the expression gives equals a value, and there is one.
    PathAll {
        /// The expression.
        argument: String,
        /// The value.
        expected: serde_json::Value,
    },
    /// Some element of the list that the expression gives equals a value.
    PathAny {
        /// The expression.
        argument: String,
        /// The value.
        expected: serde_json::Value,
    },
    /// The HTTP status equals a number.
    Status(u16),
    /// The call failed with this error code.
    Error(String),
    /// Whether the call failed with any error at all (`true`) or succeeded (`false`).
    AnyError(bool),
}

impl Service {
    /// The shape of an id. Ids come from this service, so they always resolve.
    ///
    /// # Panics
    ///
    /// With an id of another service, which is a mistake in the generator, not in a model.
    #[allow(clippy::indexing_slicing)]
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    /// The shapes with their ids, in arena order.
    pub fn shapes(&self) -> impl Iterator<Item = (ShapeId, &Shape)> {
        self.shapes.iter().enumerate().map(|(index, shape)| (ShapeId(index), shape))
    }

    /// Whether a member is an optional list, which has an accessor that gives a slice.
    pub(crate) fn is_optional_list(&self, member: &Member) -> bool {
        let target = &self.shape(member.element.target).kind;
        member.presence != Presence::Required && matches!(target, ShapeKind::List { .. })
    }
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

/// What passes found out about shapes, beside the shapes themselves.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// For each structure, union and exception, what its Rust type can do.
    pub traits: BTreeMap<ShapeId, RustTraits>,
}

/// Traits of a Rust type that depend on what is inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RustTraits {
    /// Whether `Eq` holds: no float and no document inside.
    pub equality: Support,
    /// Whether `Hash` holds: `Eq`, and no map inside.
    pub hash: Support,
    /// Whether `Default` is public: nothing is required.
    pub default: Support,
}

/// Whether a type supports something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// Whether a JMESPath expression does no more than name a member, dots between names on the way.
pub(crate) fn is_member_path(path: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    path.split('.').all(is_name)
}
