//! What generated code tells about a service and its operations.
//!
//! These tables stand here rather than among the others, since one of their facts is the protocol,
//! which is more than data.

use super::Protocol;
use crate::error::{Error, Facts, OperationError};
use crate::schema::{
    ChecksumSchema, CrossRegion, EndpointDiscovery, EndpointParameter, ErrorSchema, Expression, Member,
    RuleSet, Scheme, Target, Traits, sensitive_members,
};
use crate::shape::Structure;

/// The facts about a service that a client needs to call it.
#[derive(Debug)]
#[non_exhaustive]
pub struct ServiceSchema {
    /// The service's id, such as `SSM` or `Cognito Identity`.
    pub id: &'static str,
    /// The protocol that requests and replies are written in.
    pub protocol: &'static dyn Protocol,
    /// The name that requests are signed for.
    pub signing_name: &'static str,
    /// The first label of the service's regional host names.
    pub endpoint_prefix: &'static str,
    /// The version of the API, as a date.
    pub api_version: &'static str,
    /// The generated crate, as `name/version`, for the user agent.
    pub crate_version: &'static str,
    /// The rules that give the service's endpoints, where the model has them.
    pub endpoint_rules: Option<&'static RuleSet>,
    /// Headers that every request has, unless it has them already: names and values.
    pub headers: &'static [(&'static str, &'static str)],
    /// The operation that others ask for their endpoint, where there is one.
    pub endpoint_operation: Option<EndpointOperation>,
    /// Whether the body of a reply may tell an error although its status tells a success.
    pub errors_in_success: bool,
    /// The parameter of the endpoint rules that names what lies in one region, which need not be the client's; empty
    /// where there is none. An answer that tells the region is followed.
    pub regional_parameter: &'static str,
}

/// The operation of a service that tells the endpoints of others.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EndpointOperation {
    /// A function, since the table of the service would be part of its own value otherwise.
    schema: fn() -> &'static OperationSchema,
    input: fn() -> Box<dyn Structure>,
    output: fn() -> Box<dyn Structure>,
}

impl EndpointOperation {
    pub(crate) const fn new(
        schema: fn() -> &'static OperationSchema,
        input: fn() -> Box<dyn Structure>,
        output: fn() -> Box<dyn Structure>,
    ) -> Self {
        Self { schema, input, output }
    }

    /// The facts about the operation.
    pub fn schema(&self) -> &'static OperationSchema {
        (self.schema)()
    }

    /// An input of the operation, to be filled.
    pub fn empty_input(&self) -> Box<dyn Structure> {
        (self.input)()
    }

    /// An output of the operation, to be filled from a reply.
    pub fn empty_output(&self) -> Box<dyn Structure> {
        (self.output)()
    }
}

impl ServiceSchema {
    /// Whether the service tells where it is, as those of AWS do. Of any other the program says it.
    pub(crate) const fn has_endpoints(&self) -> bool {
        self.endpoint_rules.is_some() || !self.endpoint_prefix.is_empty()
    }

    /// A service by its id, and how it is spoken to.
    pub const fn new(id: &'static str, protocol: &'static dyn Protocol) -> Self {
        Self {
            id,
            protocol,
            signing_name: "",
            endpoint_prefix: "",
            api_version: "",
            crate_version: "",
            endpoint_rules: None,
            headers: &[],
            endpoint_operation: None,
            errors_in_success: false,
            regional_parameter: "",
        }
    }

    /// The same service with the name that requests are signed for.
    #[must_use]
    pub const fn signing_name(mut self, name: &'static str) -> Self {
        self.signing_name = name;
        self
    }

    /// The same service with the first label of its regional host names.
    #[must_use]
    pub const fn endpoint_prefix(mut self, prefix: &'static str) -> Self {
        self.endpoint_prefix = prefix;
        self
    }

    /// The same service with the version of its API, a date.
    #[must_use]
    pub const fn api_version(mut self, version: &'static str) -> Self {
        self.api_version = version;
        self
    }

    /// The same service with the generated crate, as `name/version`.
    #[must_use]
    pub const fn crate_version(mut self, version: &'static str) -> Self {
        self.crate_version = version;
        self
    }

    /// The same service with its endpoint rules.
    #[must_use]
    pub const fn endpoint_rules(mut self, rules: &'static RuleSet) -> Self {
        self.endpoint_rules = Some(rules);
        self
    }

    /// The same service with headers that every request has, unless it has them already.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// The same service with the operation that others ask for their endpoint. It takes the feature `discovery`.
    #[must_use]
    pub const fn endpoint_operation(mut self, operation: EndpointOperation) -> Self {
        self.endpoint_operation = Some(operation);
        self
    }

    /// The same service, where the body of a reply may tell an error although its status tells a success.
    #[must_use]
    pub const fn errors_in_success(mut self) -> Self {
        self.errors_in_success = true;
        self
    }

    /// The same service with the parameter of its endpoint rules that names what lies in one region.
    #[must_use]
    pub const fn regional_parameter(mut self, name: &'static str) -> Self {
        self.regional_parameter = name;
        self
    }
}

/// The facts about an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationSchema {
    /// The service that the operation belongs to.
    pub service: &'static ServiceSchema,
    /// The operation's name on the wire.
    pub name: &'static str,
    /// The input, a structure.
    pub input: Target,
    /// Whether the model has an input; where it has none, `input` is a structure without members.
    pub has_input: bool,
    /// The output, a structure.
    pub output: Target,
    /// Whether the model has an output; where it has none, `output` is a structure without members.
    pub has_output: bool,
    /// The element of a reply that the output is in, where the protocol asks; empty if it is in none.
    pub result_wrapper: &'static str,
    /// The element that the body of a request is in, where the protocol asks; empty if there is no such body.
    pub xml_root: &'static str,
    /// The namespace that this element declares: its prefix, empty for none, and its URI.
    pub xml_namespace: Option<(&'static str, &'static str)>,
    /// The exceptions that the model lists.
    pub errors: &'static [ErrorSchema],
    /// The method that requests are sent with, where the protocol asks.
    pub method: &'static str,
    /// The path and query of requests, where the protocol asks: names of members in braces, those that may have several
    /// steps with a plus behind the name.
    pub uri: &'static str,
    /// What is put before the host name, with labels in braces; empty as a rule.
    pub host_prefix: &'static str,
    /// Whether requests are signed.
    pub signed: bool,
    /// What requests may carry in place of a signature, what is preferred first.
    pub schemes: &'static [Scheme],
    /// Whether requests may carry nothing of this, where the program has nothing to tell.
    pub anonymous: bool,
    /// Whether signatures leave out the body, as long as TLS guards it.
    pub unsigned_body: bool,
    /// Whether the service takes large requests compressed with gzip.
    pub gzip: bool,
    /// The checksums of bodies, where the operation has any.
    pub checksum: Option<&'static ChecksumSchema>,
    /// Whether the body of a request has to be of known length, where it is a stream.
    pub known_length: bool,
    /// What the operation adds to the parameters of the endpoint rules.
    pub endpoint_parameters: &'static [(&'static str, EndpointParameter)],
    /// How the endpoint is discovered, where it may be.
    pub endpoint_discovery: Option<EndpointDiscovery>,
    /// The members by which the operation copies from another region, where it does.
    pub cross_region: Option<&'static CrossRegion>,
    /// The fields that forms have names of their own for, where the operation takes uploads by forms: names and members.
    pub form_fields: &'static [(&'static str, &'static str)],
    /// The header that tells the tree hash of a request's body; empty where there is none.
    pub tree_hash: &'static str,
    /// The exceptions that may come among the events of a reply: the names of their members, and of their shapes.
    pub event_exceptions: &'static [(&'static str, &'static str)],
}

impl OperationSchema {
    /// An operation of a service by its input, its output and its exceptions. The rest is as it is for most
    /// operations.
    pub const fn new(
        service: &'static ServiceSchema,
        input: Target,
        output: Target,
        errors: &'static [ErrorSchema],
    ) -> Self {
        Self {
            service,
            name: "",
            input,
            has_input: true,
            output,
            has_output: true,
            result_wrapper: "",
            xml_root: "",
            xml_namespace: None,
            errors,
            method: "POST",
            uri: "/",
            host_prefix: "",
            signed: true,
            schemes: &[],
            anonymous: false,
            unsigned_body: false,
            gzip: false,
            checksum: None,
            known_length: false,
            endpoint_parameters: &[],
            endpoint_discovery: None,
            cross_region: None,
            form_fields: &[],
            tree_hash: "",
            event_exceptions: &[],
        }
    }

    /// The same operation with its name on the wire.
    #[must_use]
    pub const fn name(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The same operation with the method, and the template of path and query, of its requests.
    #[must_use]
    pub const fn http(mut self, method: &'static str, uri: &'static str) -> Self {
        self.method = method;
        self.uri = uri;
        self
    }

    /// The same operation, for which the model has no input at all, not even an empty one.
    #[must_use]
    pub const fn no_input(mut self) -> Self {
        self.has_input = false;
        self
    }

    /// The same operation, for which the model has no output at all, not even an empty one.
    #[must_use]
    pub const fn no_output(mut self) -> Self {
        self.has_output = false;
        self
    }

    /// The same operation, whose output is in an element of this name in replies.
    #[must_use]
    pub const fn result_wrapper(mut self, name: &'static str) -> Self {
        self.result_wrapper = name;
        self
    }

    /// The same operation, the bodies of whose requests are an element of this name.
    #[must_use]
    pub const fn xml_root(mut self, name: &'static str) -> Self {
        self.xml_root = name;
        self
    }

    /// The same operation, whose root element declares this namespace: its prefix, empty for none, and its URI.
    #[must_use]
    pub const fn xml_namespace(mut self, prefix: &'static str, uri: &'static str) -> Self {
        self.xml_namespace = Some((prefix, uri));
        self
    }

    /// The same operation, before whose host name this is put.
    #[must_use]
    pub const fn host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = prefix;
        self
    }

    /// The same operation, whose requests carry a bearer token and no signature.
    #[must_use]
    pub const fn bearer(self) -> Self {
        self.schemes(&[Scheme::BEARER]).unsigned()
    }

    /// The same operation, whose requests carry a bearer token where there is one, else a signature.
    #[must_use]
    pub const fn or_bearer(self) -> Self {
        self.schemes(&[Scheme::BEARER])
    }

    /// The same operation, whose requests may carry one of these: the first that the program has something for. Where it
    /// has nothing, requests are signed, unless they are [`unsigned`](Self::unsigned).
    #[must_use]
    pub const fn schemes(mut self, schemes: &'static [Scheme]) -> Self {
        self.schemes = schemes;
        self
    }

    /// The same operation, whose requests need no one to stand for them where the program has nothing to tell.
    #[must_use]
    pub const fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// The same operation, whose requests are not signed.
    #[must_use]
    pub const fn unsigned(mut self) -> Self {
        self.signed = false;
        self
    }

    /// The same operation, whose signatures leave out the body. Without TLS they have it all the same.
    #[must_use]
    pub const fn unsigned_body(mut self) -> Self {
        self.unsigned_body = true;
        self
    }

    /// The same operation, whose large requests may be compressed with gzip.
    #[must_use]
    pub const fn gzip(mut self) -> Self {
        self.gzip = true;
        self
    }

    /// The same operation with the checksums of its bodies.
    #[must_use]
    pub const fn checksum(mut self, checksum: &'static ChecksumSchema) -> Self {
        self.checksum = Some(checksum);
        self
    }

    /// The same operation, whose requests have bodies of known length, where these are streams.
    #[must_use]
    pub const fn known_length(mut self) -> Self {
        self.known_length = true;
        self
    }

    /// The same operation with what it adds to the parameters of the endpoint rules.
    #[must_use]
    pub const fn endpoint_parameters(
        mut self,
        parameters: &'static [(&'static str, EndpointParameter)],
    ) -> Self {
        self.endpoint_parameters = parameters;
        self
    }

    /// The same operation, whose endpoint the service's [`endpoint_operation`](ServiceSchema::endpoint_operation)
    /// tells. It takes the feature `discovery`.
    #[must_use]
    pub const fn endpoint_discovery(mut self, discovery: EndpointDiscovery) -> Self {
        self.endpoint_discovery = Some(discovery);
        self
    }

    /// The same operation, which copies from another region. It takes the feature `presign`.
    #[must_use]
    pub const fn cross_region(mut self, members: &'static CrossRegion) -> Self {
        self.cross_region = Some(members);
        self
    }

    /// The same operation, which takes uploads by forms, with the fields that have names of their own there.
    #[must_use]
    pub const fn form_fields(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.form_fields = fields;
        self
    }

    /// The same operation, whose requests tell the tree hash of their body in this header. It takes the feature
    /// `checksum`.
    #[must_use]
    pub const fn tree_hash(mut self, header: &'static str) -> Self {
        self.tree_hash = header;
        self
    }

    /// The same operation, with the exceptions that may come among the events of a reply: the names of their members, and
    /// of their shapes, which are listed among the exceptions of the operation.
    #[must_use]
    pub const fn event_exceptions(mut self, exceptions: &'static [(&'static str, &'static str)]) -> Self {
        self.event_exceptions = exceptions;
        self
    }
}

impl OperationSchema {
    /// The names of the sensitive members of whatever the operation takes or gives.
    pub(crate) fn sensitive_members(&self) -> Vec<&'static str> {
        let shapes = self.errors.iter().map(|error| error.shape).chain([self.input, self.output]);
        sensitive_members(shapes.map(|shape| shape.structure().members))
    }

    /// What is known of a call of the operation before anything is.
    pub(crate) fn facts(&self) -> Facts {
        Facts { service: self.service.id, operation: self.name, ..Facts::default() }
    }

    /// Whether the body of a request is a stream.
    pub(crate) fn has_streaming_input(&self) -> bool {
        is_stream(self.input)
    }

    /// Whether the body of a reply is a stream.
    #[cfg(feature = "stream")]
    pub(crate) fn has_streaming_output(&self) -> bool {
        is_stream(self.output)
    }

    /// Whether the body of a reply is a stream of events.
    #[cfg(feature = "events")]
    pub(crate) fn has_events(&self) -> bool {
        let members = self.output.structure().members;
        members.iter().any(|member| matches!(member.target, Target::Events(_)))
    }

    /// Whether the service may begin its answer before it knows what becomes of the request, with white space until then.
    pub(crate) fn may_begin_early(&self) -> bool {
        self.service.errors_in_success && matches!(self.method, "POST" | "PUT")
    }

    /// Whether a sensitive member of the input becomes part of the URL, so that what names the host tells it.
    pub(crate) fn has_sensitive_url(&self) -> bool {
        let members = self.input.structure().members;
        let is_label = |member: &Member| member.traits.has(Traits::HOST_LABEL.and(Traits::SENSITIVE));
        members.iter().any(is_label)
            || self.endpoint_parameters.iter().any(|(_, parameter)| match parameter {
                EndpointParameter::Member(path) => is_sensitive_path(members, path),
                EndpointParameter::Expression(expression) => matches!(expression, Expression::Sensitive(_)),
                _ => false,
            })
    }
}

/// Whether a member of a structure is a stream.
fn is_stream(structure: Target) -> bool {
    structure.structure().members.iter().any(|member| matches!(member.target, Target::Stream))
}

/// Whether a member on a path of names is sensitive.
fn is_sensitive_path(members: &'static [Member], path: &str) -> bool {
    let mut members = members;
    for name in path.split('.') {
        let Some(member) = members.iter().find(|member| member.name == name) else { return false };
        if member.traits.has(Traits::SENSITIVE) {
            return true;
        }
        members = member.target.structure().members;
    }
    false
}

impl<E: OperationError> Error<E> {
    /// An error as the service would have answered with, for tests of code that handles it.
    pub fn from_service(operation: &'static OperationSchema, error: E) -> Self {
        Self::by_hand(operation.facts(), operation.errors, error)
    }
}
