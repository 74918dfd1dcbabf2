//! Turns the mirror of a model into the intermediate representation, and checks it on the way.
//!
//! The mirror speaks botocore's language, whatever form a model came in; what Smithy calls its traits stands in
//! `front/smithy/traits.rs`. What becomes of each trait that models hold:
//!
//! - honoured: `locationName` (the wire name), `location`, `payload`, `jsonvalue` of headers and `http` with
//!   protocols that have such places, `timestampFormat`, `sensitive`, `sparse`, `document`,
//!   `union`, `exception`, `error`, `fault`, `retryable`, `idempotencyToken`, `hostLabel`, `endpoint`,
//!   `authtype` and `auth`, `unsignedPayload`, `awsQueryCompatible`, `deprecated`, `requestcompression` with `gzip`,
//!   `endpointdiscovery`, `endpointdiscoveryid`, `endpointoperation`, `httpChecksum`, `httpChecksumRequired`, `streaming`
//!   and `requiresLength` of a blob that is a payload;
//! - honoured where messages are forms or XML: `flattened`, names of the elements of lists and of keys and values of maps,
//!   `resultWrapper`, `queryName` with ec2, `xmlAttribute`, `xmlNamespace` (but that of the service's metadata);
//! - kept as documentation: `min`, `max`, `pattern`;
//! - kept for the endpoint resolver: `staticContextParams`, `operationContextParams`, `contextParam`,
//!   `clientContextParams`;
//! - honoured, though no model has them, where a correction or a patch put them: `metadata.headers`,
//!   `metadata.regionalParameter`, `metadata.authTokens`, `crossRegion`, `formFields` and `treeHash` of an operation, `default` of a member of an input, `lastSegment` of a text, and with REST with XML `metadata.errorsInSuccess` and `rootText` of a
//!   member of an output;
//! - optional for a client, so kept and reported by selection: `requestcompression` with other
//!   encodings;
//! - honoured in replies, and refused in requests: `eventstream`, `event`, `eventheader`, `eventpayload`;
//! - marked as unsupported, so that selection leaves out or refuses the operations that reach them: `streaming` and `requiresLength` of anything but a payload, with AWS JSON an `http` other than
//!   `POST /`, and an `auth` or `authtype` other than Signature Version 4, what `ir::Scheme` has, or none;
//! - without effect where everything is in the body, and of structures inside of others: `location` (but one that
//!   nobody knows is refused), `payload`, `jsonvalue` (it tells a header's value to be JSON; in a body such a member is a
//!   plain string, as in botocore);
//! - without effect: where there is no XML, what is honoured there; everywhere `wrapper`, `xmlOrder`, `box`,
//!   `synthetic`, `idempotent`, `readonly`, `protocolSettings`, `deprecatedSince`, and `enum`
//!   where it stands on a member rather than on a shape.

mod additions;
mod aliases;
mod authentication;
mod checksum;
mod context_paths;
mod endpoint;
mod endpoint_discovery;
mod events;
mod given_names;
mod host_prefix;
mod http;
mod index;
mod jmespath;
mod limits;
mod metadata;
mod operations;
mod paginators;
mod paths;
mod said_once;
mod shapes;
mod streams;
mod waiters;

pub(crate) use endpoint::partitions;

use std::collections::BTreeMap;

use crate::Error;
use crate::front::Models;
use crate::front::botocore::ClientContextEntry;
use crate::ir::{ClientContext, Service};
use index::Index;

/// Lowers a service with all its operations and all shapes of the model;
/// [`select`](crate::select) keeps what is wanted. The second half of [`load`](crate::load).
///
/// # Errors
///
/// What does not fit together, such as a member whose target is not there, with its place in the model.
pub fn lower(models: &Models) -> Result<Service, Error> {
    let protocol = metadata::protocol(&models.service, models.protocol.as_deref())?;
    let authentication = authentication::of_service(&models.service)?;
    let signing_name = metadata::signing_name(&models.service);

    let index = Index::new(&models.service, &protocol, authentication);
    let mut shapes = shapes::lower(&index)?;
    aliases::refuse_cycles(&index, &shapes)?;
    let operations = operations::lower(&index, &mut shapes)?;

    let metadata = &models.service.metadata;
    let mut service = Service {
        id: metadata.service_id.clone(),
        full_name: metadata.service_full_name.clone(),
        api_version: metadata.api_version.clone(),
        protocol: protocol.clone(),
        signing_name,
        endpoint_prefix: metadata.endpoint_prefix.clone(),
        uid: metadata.uid.clone(),
        documentation: models.service.documentation.clone(),
        headers: metadata::headers(&models.service)?,
        errors_in_success: metadata::errors_in_success(&models.service, &protocol)?,
        regional_parameter: None,
        auth_tokens: metadata::auth_tokens(&models.service, &index),
        operations,
        shapes,
        waiters: Vec::new(),
        endpoint_rules: models.endpoint_rules.as_ref().map(endpoint::lower).transpose()?,
        endpoint_operation: None,
        client_context: models.service.client_context.iter().map(client_context).collect(),
        given_names: BTreeMap::new(),
        remarks: models.remarks.clone(),
        corrections: models.corrections.clone(),
    };
    if let Some(paginators) = &models.paginators {
        paginators::lower(paginators, &mut service)?;
    }
    if let Some(waiters) = &models.waiters {
        waiters::lower(waiters, &mut service)?;
    }
    service.regional_parameter =
        metadata::regional_parameter(&models.service, service.endpoint_rules.as_ref())?;
    said_once::lower(&mut service);
    context_paths::lower(&index, &mut service)?;
    endpoint_discovery::lower(&index, &mut service)?;
    given_names::lower(&models.given_names, &mut service)?;
    Ok(service)
}

fn client_context(entry: &ClientContextEntry) -> ClientContext {
    let ClientContextEntry { name, kind, documentation } = entry;
    ClientContext { name: name.clone(), kind: kind.clone(), documentation: documentation.clone() }
}
