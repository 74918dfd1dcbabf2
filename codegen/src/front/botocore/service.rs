//! The mirror of `service-2.json`: metadata and operations.

use super::shape::{Refused, ShapeEntry, XmlNamespace, read_shape, read_xml_namespace};
use super::{Deprecated, read_deprecated, read_documentation};
use crate::Error;
use crate::front::additions;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::front::{Document, Places};

/// `service-2.json`.
pub(crate) struct Model {
    /// The places in the file, for errors.
    pub(crate) places: Places,
    pub(crate) metadata: Metadata,
    pub(crate) documentation: Option<String>,
    pub(crate) operations: Vec<(String, OperationEntry)>,
    pub(crate) shapes: Vec<(String, ShapeEntry)>,
    pub(crate) client_context: Vec<ClientContextEntry>,
}

/// `metadata`.
pub(crate) struct Metadata {
    pub(crate) api_version: String,
    pub(crate) endpoint_prefix: String,
    pub(crate) uid: Option<String>,
    pub(crate) service_id: String,
    pub(crate) service_full_name: String,
    pub(crate) signing_name: Option<String>,
    pub(crate) signature_version: Option<String>,
    pub(crate) auth: Option<Vec<String>>,
    /// Where requests carry a key, if they do; botocore's files do not say it.
    pub(crate) key: Option<KeyEntry>,
    pub(crate) protocol: String,
    pub(crate) protocols: Option<Vec<String>>,
    pub(crate) json_version: Option<String>,
    pub(crate) target_prefix: Option<String>,
    /// Whether `awsQueryCompatible` is there; it is an empty object.
    pub(crate) query_compatible: bool,
    /// What corrections and patches put there.
    pub(crate) added: additions::OfService,
}

/// Where requests carry a key.
pub(crate) struct KeyEntry {
    /// The name of the header, or of the parameter of the query.
    pub(crate) name: String,
    pub(crate) in_header: bool,
    /// The word before the key.
    pub(crate) word: Option<String>,
}

/// An entry of `operations`.
#[derive(Default)]
pub(crate) struct OperationEntry {
    pub(crate) name: Option<String>,
    pub(crate) http: Http,
    pub(crate) input: Option<Message>,
    pub(crate) output: Option<Message>,
    pub(crate) errors: Vec<String>,
    pub(crate) documentation: Option<String>,
    pub(crate) deprecated: Deprecated,
    pub(crate) authtype: Option<String>,
    pub(crate) auth: Option<Vec<String>>,
    /// Whether anybody may call it; botocore's files do not say it.
    pub(crate) optional_auth: bool,
    pub(crate) host_prefix: Option<String>,
    /// `endpointdiscovery`, and the value of its `required`.
    pub(crate) endpoint_discovery: Option<bool>,
    /// `endpointoperation`: whether other operations ask this one for their endpoint.
    pub(crate) endpoint_operation: bool,
    /// The encodings of `requestcompression`.
    pub(crate) compression: Vec<String>,
    /// `httpChecksum`, or `httpChecksumRequired` that is true.
    pub(crate) checksum: Option<ChecksumEntry>,
    /// `unsignedPayload`; `authtype` may say the same.
    pub(crate) unsigned_payload: bool,
    /// What corrections and patches put there.
    pub(crate) added: additions::OfOperation,
    pub(crate) static_context: Vec<(String, ContextEntry)>,
    pub(crate) context_paths: Vec<(String, String)>,
    /// What keeps clients from using the operation; botocore's files have no such traits.
    pub(crate) refused: Vec<Refused>,
}

/// `httpChecksum` of an operation, or what `httpChecksumRequired` says in its words.
#[derive(Default)]
pub(crate) struct ChecksumEntry {
    pub(crate) algorithm_member: Option<String>,
    pub(crate) required: bool,
    pub(crate) mode_member: Option<String>,
    pub(crate) response_algorithms: Vec<String>,
}

impl ChecksumEntry {
    /// Nothing but that there must be one.
    pub(crate) fn required() -> Self {
        Self { required: true, ..Self::default() }
    }
}

/// `input` or `output` of an operation.
pub(crate) struct Message {
    pub(crate) shape: String,
    /// The member that is the whole body, where that is said here rather than at the shape.
    pub(crate) payload: Option<String>,
    /// The name of the element that an input is in.
    pub(crate) location_name: Option<String>,
    /// The namespace that this element declares.
    pub(crate) xml_namespace: Option<XmlNamespace>,
    /// The name of the element that an output is in, inside of the one that a reply is.
    pub(crate) result_wrapper: Option<String>,
}

/// `http` of an operation.
#[derive(Default)]
pub(crate) struct Http {
    pub(crate) method: Option<String>,
    pub(crate) uri: Option<String>,
    pub(crate) status: Option<u16>,
}

/// A value of `staticContextParams`.
pub(crate) enum ContextEntry {
    Boolean(bool),
    Text(String),
    Texts(Vec<String>),
}

/// An entry of `clientContextParams`.
pub(crate) struct ClientContextEntry {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) documentation: Option<String>,
}

/// Reads `service-2.json`.
pub(crate) fn read_service(document: &Document) -> Result<Model, Error> {
    let root = Node::root(document);
    Ok(Model {
        places: document.places.clone(),
        metadata: read_metadata(&root.required("metadata")?)?,
        documentation: read_documentation(&root)?,
        operations: root.required("operations")?.entries_as(read_operation)?,
        shapes: root.required("shapes")?.entries_as(read_shape)?,
        client_context: root.optional_as("clientContextParams", read_client_context)?.unwrap_or_default(),
    })
}

fn read_metadata(node: &Node<'_>) -> Result<Metadata, Error> {
    Ok(Metadata {
        api_version: node.required("apiVersion")?.text()?,
        endpoint_prefix: node.required("endpointPrefix")?.text()?,
        service_id: read_service_id(node)?,
        service_full_name: node.required("serviceFullName")?.text()?,
        uid: node.optional_text("uid")?,
        signing_name: node.optional_text("signingName")?,
        signature_version: node.optional_text("signatureVersion")?,
        auth: node.optional_as("auth", |node| node.texts())?,
        key: None,
        protocol: node.required("protocol")?.text()?,
        protocols: node.optional_as("protocols", |node| node.texts())?,
        json_version: node.optional_text("jsonVersion")?,
        target_prefix: node.optional_text("targetPrefix")?,
        query_compatible: node.optional("awsQueryCompatible")?.is_some(),
        added: additions::of_service(node)?,
    })
}

/// The service's id and the version of its API, as far as the file has them: what corrections go by.
pub(crate) fn identity(document: &Document) -> Option<(String, String)> {
    let root = Node::root(document);
    let metadata = root.optional("metadata").ok()??;
    let version = metadata.optional_text("apiVersion").ok()??;
    Some((read_service_id(&metadata).ok()?, version))
}

/// The service's id. Models from before 2018 have none; the id that those services got then is their
/// short name without the company's.
fn read_service_id(node: &Node<'_>) -> Result<String, Error> {
    if let Some(id) = node.optional_text("serviceId")? {
        return Ok(id);
    }
    let name = match node.optional_text("serviceAbbreviation")? {
        Some(name) => name,
        None => node.required("serviceFullName")?.text()?,
    };
    let short = name.strip_prefix("Amazon ").or(name.strip_prefix("AWS ")).map(str::to_owned);
    Ok(short.unwrap_or(name))
}

fn read_operation(node: &Node<'_>) -> Result<OperationEntry, Error> {
    let shape = |node: &Node<'_>| node.required("shape")?.text();
    let is_required = node.flag("httpChecksumRequired")?;
    let required = || is_required.then(ChecksumEntry::required);
    Ok(OperationEntry {
        name: node.optional_text("name")?,
        http: node.optional_as("http", read_http)?.unwrap_or_default(),
        input: node.optional_as("input", read_message)?,
        output: node.optional_as("output", read_message)?,
        errors: node.optional_as("errors", |errors| errors.items_as(shape))?.unwrap_or_default(),
        documentation: read_documentation(node)?,
        deprecated: read_deprecated(node)?,
        authtype: node.optional_text("authtype")?,
        auth: node.optional_as("auth", |node| node.texts())?,
        optional_auth: false,
        host_prefix: node.optional_as("endpoint", |endpoint| endpoint.optional_text("hostPrefix"))?.flatten(),
        endpoint_discovery: node.optional_as("endpointdiscovery", |discovery| discovery.flag("required"))?,
        endpoint_operation: node.flag("endpointoperation")?,
        compression: node
            .optional_as("requestcompression", |compression| compression.required("encodings")?.texts())?
            .unwrap_or_default(),
        checksum: node.optional_as("httpChecksum", read_checksum)?.or_else(required),
        unsigned_payload: node.flag("unsignedPayload")?,
        added: additions::of_operation(node)?,
        static_context: node
            .optional_as("staticContextParams", |parameters| parameters.entries_as(read_context_value))?
            .unwrap_or_default(),
        context_paths: node
            .optional_as("operationContextParams", |parameters| {
                parameters.entries_as(|parameter| parameter.required("path")?.text())
            })?
            .unwrap_or_default(),
        refused: Vec::new(),
    })
}

/// Reads `httpChecksum`, which says the same in either form of models.
pub(crate) fn read_checksum(node: &Node<'_>) -> Result<ChecksumEntry, Error> {
    Ok(ChecksumEntry {
        algorithm_member: node.optional_text("requestAlgorithmMember")?,
        required: node.flag("requestChecksumRequired")?,
        mode_member: node.optional_text("requestValidationModeMember")?,
        response_algorithms: node
            .optional_as("responseAlgorithms", |algorithms| algorithms.texts())?
            .unwrap_or_default(),
    })
}

fn read_message(node: &Node<'_>) -> Result<Message, Error> {
    Ok(Message {
        shape: node.required("shape")?.text()?,
        payload: node.optional_text("payload")?,
        location_name: node.optional_text("locationName")?,
        xml_namespace: node.optional_as("xmlNamespace", read_xml_namespace)?,
        result_wrapper: node.optional_text("resultWrapper")?,
    })
}

fn read_http(node: &Node<'_>) -> Result<Http, Error> {
    Ok(Http {
        method: node.optional_text("method")?,
        uri: node.optional_text("requestUri")?,
        status: node.optional_as("responseCode", |node| node.integer())?,
    })
}

pub(crate) fn read_context_value(node: &Node<'_>) -> Result<ContextEntry, Error> {
    let value = node.required("value")?;
    match value.value {
        Json::Boolean(boolean) => Ok(ContextEntry::Boolean(*boolean)),
        Json::Array(_) => value.texts().map(ContextEntry::Texts),
        _ => value.text().map(ContextEntry::Text),
    }
}

pub(crate) fn read_client_context(node: &Node<'_>) -> Result<Vec<ClientContextEntry>, Error> {
    node.entries()?
        .into_iter()
        .map(|(name, parameter)| {
            Ok(ClientContextEntry {
                name: name.to_owned(),
                kind: parameter.required("type")?.text()?,
                documentation: read_documentation(&parameter)?,
            })
        })
        .collect()
}
