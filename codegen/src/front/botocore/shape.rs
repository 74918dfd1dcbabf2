//! The mirror of the shapes of `service-2.json`.

use serde_json::Number;

use super::{Deprecated, read_deprecated, read_documentation};
use crate::Error;
use crate::front::json::Json;
use crate::front::node::Node;

/// Limits on values.
#[derive(Clone, Default)]
pub(crate) struct Limits {
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    pub(crate) pattern: Option<String>,
}

/// A trait that nothing can be done about: its name, and what it makes of what it stands on.
#[derive(Clone)]
pub(crate) struct Refused {
    pub(crate) trait_name: String,
    pub(crate) description: String,
}

/// An entry of `shapes`. Which keys go with which type is not known here.
#[derive(Default)]
pub(crate) struct ShapeEntry {
    pub(crate) kind: String,
    pub(crate) members: Vec<(String, Reference)>,
    pub(crate) required: Vec<String>,
    pub(crate) enumeration: Option<Vec<String>>,
    pub(crate) member: Option<Reference>,
    pub(crate) key: Option<Reference>,
    pub(crate) value: Option<Reference>,
    pub(crate) sparse: bool,
    pub(crate) limits: Limits,
    pub(crate) sensitive: bool,
    pub(crate) timestamp_format: Option<String>,
    pub(crate) documentation: Option<String>,
    pub(crate) deprecated: Deprecated,
    pub(crate) document: bool,
    pub(crate) union: bool,
    pub(crate) exception: bool,
    pub(crate) error: Option<ErrorTrait>,
    pub(crate) fault: bool,
    /// `retryable`, and the value of its `throttling`.
    pub(crate) retryable: Option<bool>,
    pub(crate) event_stream: bool,
    pub(crate) streaming: bool,
    pub(crate) requires_length: bool,
    /// The member that is the whole body.
    pub(crate) payload: Option<String>,
    /// What the members that this is the target of say too, unless they say otherwise.
    pub(crate) location: Option<String>,
    pub(crate) location_name: Option<String>,
    /// `endpointdiscoveryid`, likewise.
    pub(crate) endpoint_identifier: bool,
    pub(crate) flattened: bool,
    pub(crate) xml_attribute: bool,
    pub(crate) xml_namespace: Option<XmlNamespace>,
    pub(crate) result_wrapper: Option<String>,
    /// `lastSegment`, which no model has of itself: corrections and patches put it there.
    pub(crate) last_segment: bool,
    /// What keeps clients from using the shape; botocore's files have no such trait.
    pub(crate) refused: Option<Refused>,
}

/// `xmlNamespace` of a shape, of a reference to one, or of an operation's input.
#[derive(Clone)]
pub(crate) struct XmlNamespace {
    pub(crate) prefix: Option<String>,
    pub(crate) uri: String,
}

/// `error` of a shape.
pub(crate) struct ErrorTrait {
    pub(crate) code: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) sender_fault: Option<bool>,
}

/// A member of a structure, the element of a list, or the key or value of a map.
#[derive(Default)]
pub(crate) struct Reference {
    pub(crate) shape: String,
    pub(crate) location: Option<String>,
    pub(crate) location_name: Option<String>,
    pub(crate) query_name: Option<String>,
    pub(crate) flattened: bool,
    pub(crate) xml_attribute: bool,
    pub(crate) xml_namespace: Option<XmlNamespace>,
    pub(crate) sensitive: bool,
    pub(crate) timestamp_format: Option<String>,
    pub(crate) idempotency_token: bool,
    pub(crate) host_label: bool,
    /// `endpointdiscoveryid`: whether the value decides about the endpoint that is discovered.
    pub(crate) endpoint_identifier: bool,
    pub(crate) json_value: bool,
    /// `eventheader`, and `eventpayload`: where in an event the member travels.
    pub(crate) event_header: bool,
    pub(crate) event_payload: bool,
    pub(crate) event_stream: bool,
    pub(crate) streaming: bool,
    pub(crate) context_parameter: Option<String>,
    /// Limits that hold in place of the target's; botocore's files have none here.
    pub(crate) limits: Option<Limits>,
    /// What keeps clients from using the member; botocore's files have no such trait.
    pub(crate) refused: Option<Refused>,
    /// `default`, which no model has of itself: corrections and patches put it there.
    pub(crate) default: Option<String>,
    /// `rootText`, likewise.
    pub(crate) root_text: bool,
    pub(crate) documentation: Option<String>,
    pub(crate) deprecated: Deprecated,
}

pub(super) fn read_shape(node: &Node<'_>) -> Result<ShapeEntry, Error> {
    Ok(ShapeEntry {
        kind: node.required("type")?.text()?,
        members: node
            .optional_as("members", |members| members.entries_as(read_reference))?
            .unwrap_or_default(),
        required: node.optional_as("required", |node| node.texts())?.unwrap_or_default(),
        enumeration: node.optional_as("enum", |node| node.texts())?,
        member: node.optional_as("member", read_reference)?,
        key: node.optional_as("key", read_reference)?,
        value: node.optional_as("value", read_reference)?,
        sparse: node.flag("sparse")?,
        limits: Limits {
            min: node.optional_as("min", |node| node.number())?,
            max: node.optional_as("max", |node| node.number())?,
            pattern: node.optional_text("pattern")?,
        },
        sensitive: node.flag("sensitive")?,
        timestamp_format: node.optional_text("timestampFormat")?,
        documentation: read_documentation(node)?,
        deprecated: read_deprecated(node)?,
        document: node.flag("document")?,
        union: node.flag("union")?,
        exception: node.flag("exception")?,
        error: node.optional_as("error", read_error)?,
        fault: node.flag("fault")?,
        retryable: node.optional_as("retryable", |retryable| retryable.flag("throttling"))?,
        event_stream: node.flag("eventstream")?,
        streaming: node.flag("streaming")?,
        requires_length: node.flag("requiresLength")?,
        payload: node.optional_text("payload")?,
        location: node.optional_text("location")?,
        location_name: node.optional_text("locationName")?,
        endpoint_identifier: node.flag("endpointdiscoveryid")?,
        flattened: node.flag("flattened")?,
        xml_attribute: node.flag("xmlAttribute")?,
        xml_namespace: node.optional_as("xmlNamespace", read_xml_namespace)?,
        result_wrapper: node.optional_text("resultWrapper")?,
        last_segment: node.flag("lastSegment")?,
        refused: None,
    })
}

/// Reads `xmlNamespace`: an object or, in models of botocore's own tests, the URI alone.
pub(crate) fn read_xml_namespace(node: &Node<'_>) -> Result<XmlNamespace, Error> {
    Ok(match node.value {
        Json::String(uri) => XmlNamespace { prefix: None, uri: uri.clone() },
        _ => XmlNamespace { prefix: node.optional_text("prefix")?, uri: node.required("uri")?.text()? },
    })
}

fn read_reference(node: &Node<'_>) -> Result<Reference, Error> {
    Ok(Reference {
        shape: node.required("shape")?.text()?,
        location: node.optional_text("location")?,
        location_name: node.optional_text("locationName")?,
        query_name: node.optional_text("queryName")?,
        flattened: node.flag("flattened")?,
        xml_attribute: node.flag("xmlAttribute")?,
        xml_namespace: node.optional_as("xmlNamespace", read_xml_namespace)?,
        sensitive: node.flag("sensitive")?,
        timestamp_format: node.optional_text("timestampFormat")?,
        idempotency_token: node.flag("idempotencyToken")?,
        host_label: node.flag("hostLabel")?,
        endpoint_identifier: node.flag("endpointdiscoveryid")?,
        json_value: node.flag("jsonvalue")?,
        event_header: node.flag("eventheader")?,
        event_payload: node.flag("eventpayload")?,
        event_stream: node.flag("eventstream")?,
        streaming: node.flag("streaming")?,
        context_parameter: node
            .optional_as("contextParam", |parameter| parameter.required("name")?.text())?,
        limits: None,
        refused: None,
        default: node.optional_text("default")?,
        root_text: node.flag("rootText")?,
        documentation: read_documentation(node)?,
        deprecated: read_deprecated(node)?,
    })
}

fn read_error(node: &Node<'_>) -> Result<ErrorTrait, Error> {
    Ok(ErrorTrait {
        code: node.optional_text("code")?,
        status: node.optional_as("httpStatusCode", |node| node.integer())?,
        sender_fault: node.optional_as("senderFault", |node| node.boolean())?,
    })
}
