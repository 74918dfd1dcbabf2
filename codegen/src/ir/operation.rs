//! Operations: what a client can ask of a service.

use std::fmt;

use super::{Authentication, path::Path};
use super::{Deprecation, Namespace, Origin, Paginator, ShapeId, Unsupported};

/// An operation.
#[derive(Clone, Debug, PartialEq)]
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
    /// Whether the model gives the operation an input, which may be empty.
    pub has_input: bool,
    /// Whether the model gives the operation an output, which may be empty.
    pub has_output: bool,
    /// The element that a request's body is in, with protocols that have one.
    pub xml_root: Option<XmlRoot>,
    /// The element of a reply that the output is in, with protocols that have one.
    pub result_wrapper: Option<String>,
    /// The exceptions that the model lists, sorted by name.
    pub errors: Vec<ShapeId>,
    /// The exceptions that may come among the events of a reply: their names there, and what they are.
    pub event_exceptions: Vec<(String, ShapeId)>,
    /// How requests are sent, as the model says it.
    pub http: Http,
    /// What is put before the host name.
    pub host_prefix: Option<HostPrefix>,
    /// How requests tell who sends them.
    pub authentication: Authentication,
    /// Whether signatures leave out the body, where TLS guards it.
    pub body_signature: BodySignature,
    /// The checksums of bodies, where the operation has any.
    pub checksum: Option<Checksum>,
    /// Whether a request's body has to be of known length, where it is a stream.
    pub length: Length,
    /// Whether the service wants its endpoint discovered first.
    pub endpoint_discovery: EndpointDiscovery,
    /// The members of the input whose values decide about the endpoint that is discovered: paths of names, those of
    /// the input itself first.
    pub endpoint_identifiers: Vec<Vec<String>>,
    /// Why not to use the operation any more.
    pub deprecated: Option<Deprecation>,
    /// How the operation answers in pages.
    pub paginator: Option<Paginator>,
    /// Ways in which the request's body may be compressed, such as `gzip`; the service takes it
    /// uncompressed too.
    pub compression: Vec<String>,
    /// The members by which the operation copies from another region.
    pub cross_region: Option<CrossRegion>,
    /// The fields that forms have names of their own for, where the operation takes uploads by forms: names and members.
    pub form_fields: Vec<(String, String)>,
    /// The header that tells the tree hash of the body.
    pub tree_hash: Option<String>,
    /// Parameters of the endpoint rules that have one value for this operation, in model order.
    pub static_context: Vec<(String, ContextValue)>,
    /// Parameters of the endpoint rules that are looked up in the input: the parameter and the
    /// expression, in model order.
    pub context_paths: Vec<(String, Path)>,
    /// What the operation asks of a client that clients here cannot do. Selection refuses
    /// operations that have any.
    pub unsupported: Vec<Unsupported>,
    /// Where the operation stands.
    pub origin: Origin,
}

/// The members of an input by which the service copies from another region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossRegion {
    /// The region that is copied from.
    pub source: String,
    /// Whether the service knows nothing of that member.
    pub source_is_for_client: bool,
    /// The region that is copied to, which need not be a member.
    pub destination: String,
    /// The request to the other region, signed in its URL.
    pub url: String,
}

/// The HTTP side of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// The method.
    pub method: String,
    /// The path and query string.
    pub uri: UriTemplate,
    /// The status of replies that are no errors, where the model says it.
    pub status: Option<u16>,
}

/// The element that the body of a request is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlRoot {
    /// The element's name.
    pub name: String,
    /// The namespace that it declares.
    pub namespace: Option<Namespace>,
}

/// A path and query string, with members of the input in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriTemplate {
    /// The parts, in order.
    pub parts: Vec<UriPart>,
}

/// A part of a path and query string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriPart {
    /// Text that stands for itself.
    Text(String),
    /// The value of a member of the input, as one step of the path.
    Label(String),
    /// The value of a member of the input, with as many steps as it has.
    GreedyLabel(String),
}

impl UriPart {
    /// The model's name of the member that stands here; `None` for text.
    pub fn label(&self) -> Option<&String> {
        match self {
            Self::Text(_) => None,
            Self::Label(name) | Self::GreedyLabel(name) => Some(name),
        }
    }
}

/// What an operation puts before the host name: texts, and members of the input between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPrefix {
    /// The parts, in order.
    pub parts: Vec<HostPart>,
}

/// A part of a host prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPart {
    /// Text that stands for itself.
    Text(String),
    /// The value of a member of the input: required, and text.
    Label(String),
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

/// Whether signatures say something about the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodySignature {
    /// They do.
    Signed,
    /// They do not, where TLS guards it.
    Unsigned,
}

/// The checksums of bodies: which requests have one, and which replies may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// The member of the input that chooses the algorithm of requests.
    pub algorithm: Option<String>,
    /// Whether requests must have one.
    pub requirement: Requirement,
    /// The member of the input that asks for checksums of replies.
    pub mode: Option<String>,
    /// The algorithms that replies may have checksums by, in model order.
    pub response_algorithms: Vec<String>,
}

/// Whether something must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
}

/// Whether a stream that is sent has to be of known length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// It has to be known.
    Known,
    /// It may be unknown.
    Any,
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

/// The prefix with the names of members in braces.
impl fmt::Display for HostPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            HostPart::Text(text) => formatter.write_str(text),
            HostPart::Label(member) => write!(formatter, "{{{member}}}"),
        })
    }
}

/// The template with the names of members in braces, as the runtime reads it.
impl fmt::Display for UriTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            UriPart::Text(text) => formatter.write_str(text),
            UriPart::Label(member) => write!(formatter, "{{{member}}}"),
            UriPart::GreedyLabel(member) => write!(formatter, "{{{member}+}}"),
        })
    }
}
