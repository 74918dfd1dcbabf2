//! The service as a whole.

use std::collections::BTreeMap;

use super::{
    GivenName, Member, Named, Operation, Origin, Presence, Shape, ShapeId, ShapeKind, Waiter, endpoint,
};

/// A service: its operations and every shape they may reach.
#[derive(Clone, Debug, PartialEq)]
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
    /// Headers that every request has, unless it has them already: names and values.
    pub headers: Vec<(String, String)>,
    /// Whether the body of a reply may tell an error although its status tells a success.
    pub errors_in_success: bool,
    /// The parameter of the endpoint rules that names what lies in one region, which need not be the client's.
    pub regional_parameter: Option<String>,
    /// Tokens that servers take in place of a password, in model order.
    pub auth_tokens: Vec<AuthToken>,
    /// Operations, sorted by name.
    pub operations: Vec<Operation>,
    /// All shapes. A [`ShapeId`] is an index into this list; use [`Service::shape`].
    pub shapes: Vec<Shape>,
    /// Waiters, sorted by name.
    pub waiters: Vec<Waiter>,
    /// The endpoint rules, where they are known.
    pub endpoint_rules: Option<endpoint::Rules>,
    /// The operation that others ask for their endpoint, where there is one.
    pub endpoint_operation: Option<String>,
    /// Parameters of the endpoint rules that a client sets once for all its calls.
    pub client_context: Vec<ClientContext>,
    /// Rust names that somebody chose in place of those that would be made of the model's.
    pub given_names: BTreeMap<Named, GivenName>,
    /// What a person should know about the files that the service was read from, each with the place.
    pub remarks: Vec<String>,
    /// What the generator's own corrections changed in these files: each place with the reason.
    pub corrections: Vec<String>,
}

/// A token that a server takes in place of a password: a request that is signed, and never sent.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthToken {
    /// The token's name; that of the method is made of it.
    pub name: String,
    /// The name that it is signed for.
    pub signing_name: String,
    /// What it is for.
    pub action: String,
    /// Whether the host has a port behind it.
    pub has_port: bool,
    /// What it says beside the action.
    pub parameters: Vec<String>,
    /// Where the token stands.
    pub origin: Origin,
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
    /// JSON bodies, with members in paths, queries and headers, too.
    RestJson,
    /// XML bodies, with members in paths, queries and headers, too.
    RestXml,
    /// Forms over POST with the operation among their fields, answered in XML.
    Query,
    /// The same with names and lists as EC2 has them.
    Ec2,
    /// CBOR over POST with the operation in the path.
    RpcV2Cbor {
        /// What stands before the operation in the path.
        service: String,
        /// Whether the service answers with the error codes of its former query protocol.
        query_compatible: bool,
    },
}

impl Service {
    /// Whether the service tells where it is, as those of AWS do. Of any other the program says it.
    pub fn has_endpoints(&self) -> bool {
        self.endpoint_rules.is_some() || !self.endpoint_prefix.is_empty()
    }

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

    /// Whether a member is an optional list or map, which has an accessor beside its field.
    pub(crate) fn has_accessor(&self, member: &Member) -> bool {
        let target = &self.shape(member.element.target).kind;
        member.presence != Presence::Required
            && matches!(target, ShapeKind::List { .. } | ShapeKind::Map { .. })
    }

    /// Whether one of a shape's members is a stream of events.
    pub(crate) fn holds_events(&self, id: ShapeId) -> bool {
        let mut members = self.shape(id).members().iter();
        members.any(|member| matches!(self.shape(member.element.target).kind, ShapeKind::Events { .. }))
    }

    /// Whether a shape is the input of an operation, whose setters stand on the request.
    pub(crate) fn is_input(&self, id: ShapeId) -> bool {
        self.operations.iter().any(|operation| operation.input == id)
    }
}

impl Protocol {
    /// Whether members travel outside of the body too, where the model says so.
    pub(crate) fn has_places(&self) -> bool {
        match self {
            Self::AwsJson { .. } | Self::Query | Self::Ec2 | Self::RpcV2Cbor { .. } => false,
            Self::RestJson | Self::RestXml => true,
        }
    }

    /// Whether replies are XML, so that what the model says about it matters: flattening, attributes, namespaces.
    pub(crate) fn has_xml(&self) -> bool {
        match self {
            Self::AwsJson { .. } | Self::RestJson | Self::RpcV2Cbor { .. } => false,
            Self::RestXml | Self::Query | Self::Ec2 => true,
        }
    }

    /// Whether the names matter that the model gives the elements of lists. In requests of EC2 they stand nowhere, and
    /// who reads replies takes whatever stands in a list.
    pub(crate) fn has_element_names(&self) -> bool {
        match self {
            Self::AwsJson { .. } | Self::RestJson | Self::Ec2 | Self::RpcV2Cbor { .. } => false,
            Self::RestXml | Self::Query => true,
        }
    }
}
