//! Reads operations.

use super::ast::{Ast, marked, with_trait};
use super::facts::{self, Facts, deprecated, documentation};
use super::id::UNIT;
use super::shape::Context;
use super::traits::{Fate, fate};
use crate::Error;
use crate::front::additions;
use crate::front::botocore::{
    ChecksumEntry, Http, Message, OperationEntry, Refused, read_checksum, read_context_value,
};
use crate::front::node::Node;

/// An operation, whose input, output and errors stay ids here.
pub(super) struct Read {
    pub(super) entry: OperationEntry,
    /// Traits of which nothing is known, and which are not Smithy's.
    pub(super) foreign: Vec<String>,
}

/// Reads an operation. `common` are the errors that all operations of the service have.
pub(super) fn read(
    context: &Context<'_>,
    name: &str,
    node: &Node<'_>,
    common: &[String],
    of_service: &[Refused],
) -> Result<Read, Error> {
    let ast = context.ast;
    let mut errors = errors(ast, node)?;
    errors.extend(common.iter().cloned());
    let mut entry = OperationEntry {
        input: message(context, node, "input")?,
        output: message(context, node, "output")?,
        errors,
        http: with_trait(node, "smithy.api#http", |http| read_http(context, http))?.unwrap_or_default(),
        documentation: with_trait(node, "smithy.api#documentation", documentation)?.flatten(),
        deprecated: with_trait(node, "smithy.api#deprecated", deprecated)?.unwrap_or_default(),
        auth: with_trait(node, "smithy.api#auth", |auth| auth.texts())?.map(schemes),
        optional_auth: marked(node, "smithy.api#optionalAuth")?,
        host_prefix: with_trait(node, "smithy.api#endpoint", |endpoint| {
            endpoint.required("hostPrefix")?.text()
        })?,
        endpoint_discovery: with_trait(node, "aws.api#clientDiscoveredEndpoint", |discovery| {
            discovery.flag("required")
        })?,
        compression: with_trait(node, "smithy.api#requestCompression", |compression| {
            compression.required("encodings")?.texts()
        })?
        .unwrap_or_default(),
        checksum: checksum(node)?,
        added: additions::of_operation(node)?,
        static_context: with_trait(node, "smithy.rules#staticContextParams", |parameters| {
            parameters.entries_as(read_context_value)
        })?
        .unwrap_or_default(),
        context_paths: with_trait(node, "smithy.rules#operationContextParams", |parameters| {
            parameters.entries_as(|parameter| parameter.required("path")?.text())
        })?
        .unwrap_or_default(),
        refused: of_service.to_vec(),
        ..OperationEntry::default()
    };
    if marked(node, "aws.auth#unsignedPayload")? {
        entry.unsigned_payload = true;
    }
    if let (Some(output), "query") = (&mut entry.output, context.protocol) {
        output.result_wrapper = Some(format!("{name}Result"));
    }
    let (refused, foreign) = unknown(node)?;
    entry.refused.extend(refused);
    Ok(Read { entry, foreign })
}

/// The traits of an operation or a service that nothing can be done about, and those that are somebody else's.
pub(super) fn unknown(node: &Node<'_>) -> Result<(Vec<Refused>, Vec<String>), Error> {
    let (mut refused, mut foreign) = (Vec::new(), Vec::new());
    if let Some(traits) = node.optional("traits")? {
        for (name, _) in traits.entries()? {
            match fate(name) {
                Fate::Foreign => foreign.push(name.to_owned()),
                fate => refused.extend(facts::refusal(name, fate)),
            }
        }
    }
    Ok((refused, foreign))
}

/// The errors of an operation or a service.
pub(super) fn errors(ast: &Ast<'_>, node: &Node<'_>) -> Result<Vec<String>, Error> {
    let read = |list: &Node<'_>| {
        list.items_as(|error| {
            let target = ast.target(error, "a list of errors", &["structure"])?;
            match ast.has_trait(&target, "smithy.api#error") {
                true => Ok(target),
                false => Err(error.error(format!(
                    "\"{target}\" is listed as an error, but lacks the trait smithy.api#error"
                ))),
            }
        })
    };
    node.optional_as("errors", read).map(Option::unwrap_or_default)
}

/// The id of the operation that others ask for their endpoint.
///
/// Source: [client endpoint discovery](https://smithy.io/2.0/aws/aws-core.html#client-endpoint-discovery).
pub(super) fn telling_endpoints(ast: &Ast<'_>, service: &Node<'_>) -> Result<Option<String>, Error> {
    with_trait(service, "aws.api#clientEndpointDiscovery", |discovery| {
        let operation = discovery.required("operation")?;
        let id = operation.text()?;
        match ast.kind(&id) {
            Some("operation") => Ok(id),
            _ => Err(operation.error(format!("no operation is called \"{id}\""))),
        }
    })
}

/// The input or output; none where it is the prelude's `Unit`.
fn message(context: &Context<'_>, node: &Node<'_>, key: &str) -> Result<Option<Message>, Error> {
    let Some(reference) = node.optional(key)? else { return Ok(None) };
    let target = context.ast.target(&reference, &format!("the {key} of an operation"), &["structure"])?;
    if target == UNIT {
        return Ok(None);
    }
    let Facts { xml_name, xml_namespace, .. } =
        context.ast.shape(&target).map(|shape| facts::read(&shape)).transpose()?.unwrap_or_default();
    let xml_namespace = xml_namespace.or_else(|| context.xml_namespace.clone());
    Ok(Some(Message {
        shape: target,
        payload: None,
        location_name: xml_name.filter(|_| context.has_xml()),
        xml_namespace: xml_namespace.filter(|_| context.has_xml()),
        result_wrapper: None,
    }))
}

/// The trait `http`, which protocols without paths of their own pass over.
///
/// Source: [the http trait](https://smithy.io/2.0/spec/http-bindings.html#http-trait).
fn read_http(context: &Context<'_>, node: &Node<'_>) -> Result<Http, Error> {
    let method = node.required("method")?.text()?;
    let uri = node.required("uri")?.text()?;
    let status = node.optional_as("code", |code| code.integer())?;
    Ok(match context.protocol {
        "rest-json" | "rest-xml" => Http { method: Some(method), uri: Some(uri), status },
        _ => Http::default(),
    })
}

fn checksum(node: &Node<'_>) -> Result<Option<ChecksumEntry>, Error> {
    let said = with_trait(node, "aws.protocols#httpChecksum", read_checksum)?;
    let is_required = marked(node, "smithy.api#httpChecksumRequired")?;
    Ok(said.or_else(|| is_required.then(ChecksumEntry::required)))
}

/// What a list of schemes comes to; an empty one means that nothing is signed.
pub(super) fn schemes(listed: Vec<String>) -> Vec<String> {
    if listed.is_empty() { vec!["smithy.api#noAuth".to_owned()] } else { listed }
}
