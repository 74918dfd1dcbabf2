//! Facts of a model in words.

use crate::ir::path::Path;
use crate::ir::{
    Authentication, BodySignature, Checksum, Constraints, ContextValue, Element, EndpointDiscovery, Fault,
    Length, MemberPath, Namespace, Paginator, Place, Presence, Protocol, Requirement, Retry, Scheme, Service,
    ShapeKind, Sparsity, TimestampFormat,
};

/// Text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// A list of names, in the order given.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> Option<String> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

pub(super) fn protocol(protocol: &Protocol) -> String {
    let compatible = |yes: &bool| if *yes { ", with the error codes of the query protocol" } else { "" };
    match protocol {
        Protocol::AwsJson { version, target_prefix, query_compatible } => {
            let compatible = compatible(query_compatible);
            format!("AWS JSON {version} with the target prefix \"{target_prefix}\"{compatible}")
        }
        Protocol::RestJson => "REST with JSON".to_owned(),
        Protocol::RestXml => "REST with XML".to_owned(),
        Protocol::Query => "query".to_owned(),
        Protocol::Ec2 => "query as EC2 has it".to_owned(),
        Protocol::RpcV2Cbor { service, query_compatible } => {
            format!("RPC v2 CBOR of \"{service}\"{}", compatible(query_compatible))
        }
    }
}

/// Headers with their values.
pub(super) fn headers(headers: &[(String, String)]) -> Option<String> {
    listed(&headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>())
}

/// What kind of shape it is, in the model's words.
pub(super) fn kind(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Boolean => "boolean",
        ShapeKind::Integer => "integer",
        ShapeKind::Long => "long",
        ShapeKind::Float => "float",
        ShapeKind::Double => "double",
        ShapeKind::String => "string",
        ShapeKind::Enum(_) => "enum",
        ShapeKind::Blob => "blob",
        ShapeKind::Stream => "stream of bytes",
        ShapeKind::Events { .. } => "stream of events",
        ShapeKind::Timestamp => "timestamp",
        ShapeKind::Document => "document",
        ShapeKind::Structure(_) => "structure",
        ShapeKind::Union(_) => "union",
        ShapeKind::Exception(_) => "exception",
        ShapeKind::List { .. } => "list",
        ShapeKind::Map { .. } => "map",
    }
}

/// What an element holds: the shape and its kind.
pub(super) fn target(service: &Service, element: &Element) -> String {
    let shape = service.shape(element.target);
    format!("{} ({})", shape.model_name.as_deref().unwrap_or(&shape.name), kind(&shape.kind))
}

/// The namespace that an element of XML declares.
pub(super) fn namespace(element: &Element) -> Option<String> {
    let Namespace { prefix, uri } = element.namespace.as_ref()?;
    Some(format!("{prefix}=\"{uri}\""))
}

pub(super) fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Optional => "optional",
        Presence::Required | Presence::RequiredCycle => "required",
    }
}

/// The format of a timestamp in its place; where none is said, that of the place, or of bodies in the protocol.
pub(super) fn timestamp_format(
    format: Option<TimestampFormat>,
    protocol: &Protocol,
    place: Place,
) -> &'static str {
    let format = format.unwrap_or(match place {
        Place::Header | Place::PrefixHeaders => TimestampFormat::HttpDate,
        Place::Label | Place::GreedyLabel | Place::Query | Place::QueryMap => TimestampFormat::DateTime,
        Place::Body | Place::Payload | Place::Status | Place::EventPayload if protocol.has_xml() => {
            TimestampFormat::DateTime
        }
        // Headers of events hold milliseconds, whatever the model says.
        Place::Body | Place::Payload | Place::Status | Place::EventHeader | Place::EventPayload => {
            TimestampFormat::EpochSeconds
        }
    });
    match format {
        TimestampFormat::EpochSeconds => "epoch seconds",
        TimestampFormat::DateTime => "RFC 3339",
        TimestampFormat::HttpDate => "HTTP date",
    }
}

pub(super) fn sparsity(sparsity: Sparsity) -> String {
    match sparsity {
        Sparsity::Dense => "none",
        Sparsity::Sparse => "allowed",
    }
    .to_owned()
}

pub(super) fn fault(fault: Fault) -> String {
    match fault {
        Fault::Client => "the caller's",
        Fault::Server => "the service's",
    }
    .to_owned()
}

pub(super) fn retry(retry: Retry) -> String {
    match retry {
        Retry::Unspecified => "not said",
        Retry::Retryable => "yes",
        Retry::Throttling => "yes, after a while",
    }
    .to_owned()
}

pub(super) fn authentication(authentication: &Authentication) -> String {
    let Authentication { signed, schemes, optional } = authentication;
    let signature = signed.then(|| "Signature Version 4".to_owned());
    let schemes = schemes.iter().map(|scheme| match scheme {
        Scheme::Bearer => "a bearer token".to_owned(),
        Scheme::Basic => "a name and a password".to_owned(),
        Scheme::KeyHeader { name, word: None } => format!("a key in the header {}", quoted(name)),
        Scheme::KeyHeader { name, word: Some(word) } => {
            format!("a key behind {} in the header {}", quoted(word), quoted(name))
        }
        Scheme::KeyParameter { name } => format!("a key in the parameter {}", quoted(name)),
    });
    let nothing = (*optional || !signed && schemes.len() == 0).then(|| "none".to_owned());
    signature.into_iter().chain(schemes).chain(nothing).collect::<Vec<_>>().join(" or ")
}

pub(super) fn body_signature(signature: BodySignature) -> Option<String> {
    (signature == BodySignature::Unsigned).then(|| "left out where TLS guards it".to_owned())
}

pub(super) fn length(length: Length) -> Option<String> {
    (length == Length::Known).then(|| "known".to_owned())
}

pub(super) fn checksum(checksum: Option<&Checksum>) -> Option<String> {
    let Checksum { algorithm, requirement, mode, response_algorithms } = checksum?;
    let mut words = vec![match requirement {
        Requirement::Required => "required".to_owned(),
        Requirement::Optional => "optional".to_owned(),
    }];
    words.extend(algorithm.as_ref().map(|member| format!("chosen by {}", quoted(member))));
    words.extend(mode.as_ref().map(|member| format!("asked for by {}", quoted(member))));
    words.extend(listed(response_algorithms).map(|algorithms| format!("replies by {algorithms}")));
    Some(words.join(", "))
}

pub(super) fn discovery(discovery: EndpointDiscovery) -> String {
    match discovery {
        EndpointDiscovery::None => "none",
        EndpointDiscovery::Optional => "optional",
        EndpointDiscovery::Required => "required",
    }
    .to_owned()
}

/// The parameters of the endpoint rules that an operation sets.
pub(super) fn context(fixed: &[(String, ContextValue)], paths: &[(String, Path)]) -> Option<String> {
    let fixed = fixed.iter().map(|(name, value)| match value {
        ContextValue::Boolean(value) => format!("{name} = {value}"),
        ContextValue::String(value) => format!("{name} = {}", quoted(value)),
        ContextValue::Strings(values) => format!("{name} = {}", quoted(&values.join(", "))),
    });
    let paths = paths.iter().map(|(name, path)| format!("{name} from {}", path.text));
    listed(&fixed.chain(paths).collect::<Vec<_>>())
}

/// Where a paginator keeps what it needs.
pub(super) fn paginator(paginator: &Paginator) -> String {
    let paths = |paths: &[MemberPath]| paths.iter().map(ToString::to_string).collect::<Vec<_>>();
    let tokens = paginator
        .tokens
        .iter()
        .map(|token| format!("{} → {}", paths(&token.output).join(" or "), token.input));
    let mut parts = vec![format!("tokens {}", tokens.collect::<Vec<_>>().join(", "))];
    parts.extend(paginator.limit_key.as_ref().map(|key| format!("limit {}", key)));
    parts.extend(paginator.more_results.as_ref().map(|key| format!("more results {}", key)));
    parts.extend(listed(&paths(&paginator.result_keys)).map(|keys| format!("results {keys}")));
    parts.join(", ")
}

/// Lengths or values, as a range.
pub(super) fn range(constraints: &Constraints) -> Option<String> {
    match (&constraints.min, &constraints.max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
    }
}
