//! Lowers shapes and their members.

use std::collections::{HashMap, HashSet};

use super::index::{Index, deprecation, namespace};
use super::limits;
use crate::Error;
use crate::front::botocore::{Reference, Refused, ShapeEntry};
use crate::ir::{
    Element, Exception, Fault, Flattening, HostLabel, Idempotency, Indirection, Media, Member, Place,
    Presence, Protocol, Retry, Sensitivity, Shape, ShapeKind, Sparsity, TimestampFormat, Unsupported,
};
use crate::suggest::did_you_mean;

/// The types that a shape may have.
const TYPES: [&str; 14] = [
    "blob",
    "boolean",
    "byte",
    "character",
    "double",
    "float",
    "integer",
    "list",
    "long",
    "map",
    "short",
    "string",
    "structure",
    "timestamp",
];

/// Lowers all shapes, in the model's order.
pub(super) fn lower(index: &Index<'_>) -> Result<Vec<Shape>, Error> {
    index.model.shapes.iter().map(|(name, entry)| lower_shape(index, name, entry)).collect()
}

fn lower_shape(index: &Index<'_>, name: &str, entry: &ShapeEntry) -> Result<Shape, Error> {
    let place = format!("shapes.{name}");
    Ok(Shape {
        name: name.to_owned(),
        model_name: Some(name.to_owned()),
        documentation: entry.documentation.clone(),
        deprecated: deprecation(&entry.deprecated),
        sensitivity: sensitivity(entry.sensitive),
        timestamp_format: timestamp_format(index, entry.timestamp_format.as_deref(), &place)?,
        constraints: limits::lower(&entry.kind, &entry.limits),
        kind: lower_kind(index, name, entry, &place)?,
        unsupported: refused(entry.refused.as_ref())
            .or_else(|| unsupported(entry.event_stream, entry.streaming, entry.requires_length)),
        origin: index.origin(&place),
    })
}

fn lower_kind(index: &Index<'_>, name: &str, entry: &ShapeEntry, place: &str) -> Result<ShapeKind, Error> {
    let sparsity = if entry.sparse { Sparsity::Sparse } else { Sparsity::Dense };
    Ok(match entry.kind.as_str() {
        "boolean" => ShapeKind::Boolean,
        "byte" | "short" | "integer" => ShapeKind::Integer,
        "long" => ShapeKind::Long,
        "float" => ShapeKind::Float,
        "double" => ShapeKind::Double,
        "character" => ShapeKind::String,
        "string" => match &entry.enumeration {
            Some(values) => ShapeKind::Enum(enumeration(index, values, place)?),
            None => ShapeKind::String,
        },
        "blob" => ShapeKind::Blob,
        "timestamp" => ShapeKind::Timestamp,
        "list" => {
            ShapeKind::List { element: lower_part(index, entry.member.as_ref(), "member", place)?, sparsity }
        }
        "map" => {
            let key = lower_part(index, entry.key.as_ref(), "key", place)?;
            let key_type =
                index.model.shapes.get(key.target.0).map_or("", |(_, target)| target.kind.as_str());
            // A type that is not known at all is told where it stands, not here.
            if TYPES.contains(&key_type) && !matches!(key_type, "string" | "character") {
                let reason = format!("the keys of a map must be strings, these are of the type {key_type}");
                return Err(index.error(format!("{place}.key.shape"), reason));
            }
            ShapeKind::Map { key, value: lower_part(index, entry.value.as_ref(), "value", place)?, sparsity }
        }
        "structure" => lower_structure(index, name, entry, place)?,
        unknown => {
            let help =
                did_you_mean(unknown, TYPES).unwrap_or_else(|| format!("known types: {}", TYPES.join(", ")));
            let reason = format!("\"{unknown}\" is not a supported type of shape");
            return Err(index.error(format!("{place}.type"), reason).with_help(Some(help)));
        }
    })
}

fn lower_structure(
    index: &Index<'_>,
    name: &str,
    entry: &ShapeEntry,
    place: &str,
) -> Result<ShapeKind, Error> {
    let members = lower_members(index, entry, place)?;
    if entry.document {
        if let Some(member) = members.first() {
            let reason =
                format!("a document has no members of its own, but this one has \"{}\"", member.name);
            return Err(index.error(place, reason));
        }
        return Ok(ShapeKind::Document);
    }
    if entry.union {
        return Ok(ShapeKind::Union(members));
    }
    if entry.exception || index.errors.contains(name) {
        return Ok(ShapeKind::Exception(lower_exception(name, entry, members)));
    }
    Ok(ShapeKind::Structure(members))
}

fn lower_exception(name: &str, entry: &ShapeEntry, members: Vec<Member>) -> Exception {
    let error = entry.error.as_ref();
    let status = error.and_then(|error| error.status);
    let sender = error.and_then(|error| error.sender_fault).unwrap_or(false);
    let server = entry.fault || status.is_some_and(|status| status >= 500);
    Exception {
        members,
        code: error.and_then(|error| error.code.clone()).unwrap_or_else(|| name.to_owned()),
        status,
        fault: if server && !sender { Fault::Server } else { Fault::Client },
        retry: match entry.retryable {
            None => Retry::Unspecified,
            Some(false) => Retry::Retryable,
            Some(true) => Retry::Throttling,
        },
    }
}

fn lower_members(index: &Index<'_>, entry: &ShapeEntry, place: &str) -> Result<Vec<Member>, Error> {
    let names: HashSet<&str> = entry.members.iter().map(|(name, _)| name.as_str()).collect();
    for (position, name) in entry.required.iter().enumerate() {
        if !names.contains(name.as_str()) {
            let members = entry.members.iter().map(|(name, _)| name.as_str());
            return Err(index
                .error(format!("{place}.required[{position}]"), format!("no member is called \"{name}\""))
                .with_help(did_you_mean(name, members)));
        }
    }
    let required: HashSet<&str> = entry.required.iter().map(String::as_str).collect();
    if let Some(payload) = entry.payload.as_deref().filter(|payload| !names.contains(payload)) {
        let members = entry.members.iter().map(|(name, _)| name.as_str());
        return Err(index
            .error(format!("{place}.payload"), format!("no member is called \"{payload}\""))
            .with_help(did_you_mean(payload, members)));
    }
    let (mut wire_names, mut query_names) = (HashMap::new(), HashMap::new());
    let mut members = Vec::with_capacity(entry.members.len());
    for (name, reference) in &entry.members {
        let place = format!("{place}.members.{name}");
        let (_, target) = index.resolve(&reference.shape, || format!("{place}.shape"))?;
        let location = reference.location.as_ref().or(target.location.as_ref());
        let is_prefix = index.protocol.has_places() && location.is_some_and(|location| location == "headers");
        // Without a name, all headers are meant.
        let without = if is_prefix { "" } else { name };
        let flattening = flattening(index, reference, target);
        let own_name = reference.location_name.as_ref().or(target.location_name.as_ref());
        let wire_name = own_name.or_else(|| name_of_flattened(index, reference, target));
        let wire_name = wire_name.map_or(without, String::as_str);
        let is_payload = entry.payload.as_ref() == Some(name);
        let travels = travels(index, location.map(String::as_str), target, is_payload, &place)?;
        let is_attribute = is_attribute(index, reference, target, travels, &place)?;
        let here = (name, flattening, target.kind.as_str());
        if let Some(other) = wire_names.insert((travels, is_attribute, wire_name), here)
            && !may_share_a_name(index, here, other)
        {
            let reason =
                format!("the members \"{}\" and \"{name}\" both have the wire name \"{wire_name}\"", other.0);
            return Err(index.error(place, reason));
        }
        let query_name = query_name(index, reference, wire_name);
        let sent = query_name.clone().unwrap_or_else(|| Member::capitalised(wire_name));
        if index.protocol == &Protocol::Ec2
            && let Some(other) = query_names.insert(sent.clone(), name)
        {
            let reason = format!("the members \"{other}\" and \"{name}\" are both sent as \"{sent}\"");
            return Err(index.error(place, reason));
        }
        members.push(Member {
            name: name.clone(),
            place: travels,
            media: match travels {
                Place::Header if reference.json_value => Media::Json,
                _ => Media::Plain,
            },
            element: Element {
                wire_name: (wire_name != name).then(|| wire_name.to_owned()),
                ..lower_element(index, reference, &place)?
            },
            query_name,
            flattening,
            is_attribute,
            is_root_text: is_root_text(index, entry, reference, target, &place)?,
            is_last_segment: is_last_segment(index, reference, target)?,
            presence: if required.contains(name.as_str()) { Presence::Required } else { Presence::Optional },
            idempotency: if reference.idempotency_token { Idempotency::Token } else { Idempotency::None },
            indirection: Indirection::Inline,
            host_label: if reference.host_label { HostLabel::Label } else { HostLabel::None },
            context_parameter: reference.context_parameter.clone(),
            default: default(index, reference, target, &place)?,
            unsupported: refused(reference.refused.as_ref())
                .or_else(|| unsupported(reference.event_stream, reference.streaming, false)),
            documentation: reference.documentation.clone(),
            deprecated: deprecation(&reference.deprecated),
            origin: index.origin(&place),
        });
    }
    Ok(members)
}

/// Whether the elements of a list, or the entries of a map, stand with nothing around them.
fn flattening(index: &Index<'_>, reference: &Reference, target: &ShapeEntry) -> Flattening {
    let is_flattened = index.protocol.has_xml()
        && (reference.flattened || target.flattened)
        && matches!(target.kind.as_str(), "list" | "map");
    if is_flattened { Flattening::Flattened } else { Flattening::Nested }
}

/// The name of the elements of a flattened list, where the member says none.
///
/// A list that is flattened wherever it occurs, as in models of old, has them under the name that it gives its elements;
/// one that this member flattens has them under the member's.
fn name_of_flattened<'m>(
    index: &Index<'_>,
    reference: &Reference,
    target: &'m ShapeEntry,
) -> Option<&'m String> {
    let element = target.member.as_ref().filter(|_| index.protocol.has_xml() && target.flattened)?;
    element.location_name.as_ref().filter(|_| !reference.flattened)
}

/// Whether a member is an attribute in XML.
fn is_attribute(
    index: &Index<'_>,
    reference: &Reference,
    target: &ShapeEntry,
    travels: Place,
    place: &str,
) -> Result<bool, Error> {
    let is_attribute = index.protocol.has_xml()
        && travels == Place::Body
        && (reference.xml_attribute || target.xml_attribute);
    if is_attribute && matches!(target.kind.as_str(), "blob" | "list" | "map" | "structure") {
        let reason = format!("an attribute holds a text or a number, this is a {}", target.kind);
        return Err(index.error(format!("{place}.xmlAttribute"), reason));
    }
    Ok(is_attribute)
}

/// Whether a member is the text of the outermost element of a reply.
fn is_root_text(
    index: &Index<'_>,
    owner: &ShapeEntry,
    reference: &Reference,
    target: &ShapeEntry,
    place: &str,
) -> Result<bool, Error> {
    let others = owner.members.iter().filter(|(_, other)| other.location.is_none()).count();
    let is_the_only_text = target.kind == "string" && reference.location.is_none() && others == 1;
    if reference.root_text && !(index.protocol == &Protocol::RestXml && is_the_only_text) {
        let reason = "the text of an element is a string, in XML, and leaves no room for other members";
        return Err(index.error(format!("{place}.rootText"), reason));
    }
    Ok(reference.root_text)
}

/// Whether requests hold only what follows the last slash of a text.
fn is_last_segment(index: &Index<'_>, reference: &Reference, target: &ShapeEntry) -> Result<bool, Error> {
    if target.last_segment && (target.kind != "string" || index.protocol != &Protocol::RestXml) {
        let reason = "only a string has segments, and only REST with XML cuts them";
        return Err(index.error(format!("shapes.{}.lastSegment", reference.shape), reason));
    }
    Ok(target.last_segment)
}

/// Whether two members of one name are no mistake: a flattened list, and what came before it when there was but one
/// element. Elements of a reply are the list's; S3 has three such structures.
fn may_share_a_name(
    index: &Index<'_>,
    one: (&String, Flattening, &str),
    other: (&String, Flattening, &str),
) -> bool {
    let is_list = |member: (&String, Flattening, &str)| member.1 == Flattening::Flattened;
    index.protocol == &Protocol::RestXml && is_list(one) != is_list(other) && one.2 != other.2
}

/// The name in requests of the ec2 protocol, where it is not the name on the wire with a capital.
fn query_name(index: &Index<'_>, reference: &Reference, wire_name: &str) -> Option<String> {
    let name = reference.query_name.as_ref().filter(|_| index.protocol == &Protocol::Ec2)?;
    (*name != Member::capitalised(wire_name)).then(|| name.clone())
}

/// The text that stands for an absent member, where there is one.
fn default(
    index: &Index<'_>,
    reference: &Reference,
    target: &ShapeEntry,
    place: &str,
) -> Result<Option<String>, Error> {
    let is_text = target.kind == "string" && target.enumeration.is_none();
    if reference.default.is_some() && !is_text {
        let reason = "only a member that is a plain string can have a default";
        return Err(index.error(format!("{place}.default"), reason));
    }
    Ok(reference.default.clone())
}

/// Where in a message a member travels. With a protocol that has no such places its `location` changes
/// nothing, but one that nobody knows is a mistake in any model.
fn travels(
    index: &Index<'_>,
    location: Option<&str>,
    target: &ShapeEntry,
    is_payload: bool,
    place: &str,
) -> Result<Place, Error> {
    const KNOWN: [&str; 5] = ["header", "headers", "querystring", "statusCode", "uri"];
    let travels = match location {
        None if is_payload => Place::Payload,
        None => Place::Body,
        Some("querystring") if target.kind == "map" => Place::QueryMap,
        Some("header") => Place::Header,
        Some("headers") => Place::PrefixHeaders,
        Some("querystring") => Place::Query,
        Some("statusCode") => Place::Status,
        Some("uri") => Place::Label,
        Some(unknown) => {
            let help =
                did_you_mean(unknown, KNOWN).unwrap_or_else(|| format!("known places: {}", KNOWN.join(", ")));
            let reason = format!("\"{unknown}\" is not a place that a member can travel in");
            return Err(index.error(format!("{place}.location"), reason).with_help(Some(help)));
        }
    };
    Ok(if index.protocol.has_places() { travels } else { Place::Body })
}

/// The element of a list, or the key or value of a map.
fn lower_part(index: &Index<'_>, part: Option<&Reference>, key: &str, place: &str) -> Result<Element, Error> {
    match part {
        Some(reference) => {
            let place = format!("{place}.{key}");
            let (_, target) = index.resolve(&reference.shape, || format!("{place}.shape"))?;
            if flattening(index, reference, target) == Flattening::Flattened {
                let reason = "nothing would tell where a flattened list or map ends that another one holds";
                return Err(index.error(format!("{place}.flattened"), reason));
            }
            let name = reference.location_name.as_ref().or(target.location_name.as_ref());
            let wire_name = match key {
                "member" => name.filter(|_| index.protocol.has_element_names()),
                _ => name.filter(|_| index.protocol.has_xml()),
            };
            let wire_name = wire_name.cloned();
            Ok(Element { wire_name, ..lower_element(index, reference, &place)? })
        }
        None => Err(index.error(place, format!("the key \"{key}\" is missing"))),
    }
}

fn lower_element(index: &Index<'_>, reference: &Reference, place: &str) -> Result<Element, Error> {
    let (target, entry) = index.resolve(&reference.shape, || format!("{place}.shape"))?;
    let own_format = timestamp_format(index, reference.timestamp_format.as_deref(), place)?;
    let timestamp_format = match own_format {
        _ if entry.kind != "timestamp" => None,
        Some(format) => Some(format),
        None => timestamp_format(
            index,
            entry.timestamp_format.as_deref(),
            &format!("shapes.{}", reference.shape),
        )?,
    };
    Ok(Element {
        target,
        wire_name: None,
        namespace: namespace(
            reference
                .xml_namespace
                .as_ref()
                .or(entry.xml_namespace.as_ref())
                .filter(|_| index.protocol.has_xml()),
        ),
        sensitivity: sensitivity(reference.sensitive || entry.sensitive),
        timestamp_format,
        constraints: reference.limits.as_ref().map(|limits| limits::lower(&entry.kind, limits)),
    })
}

fn sensitivity(sensitive: bool) -> Sensitivity {
    if sensitive { Sensitivity::Sensitive } else { Sensitivity::Public }
}

fn timestamp_format(
    index: &Index<'_>,
    format: Option<&str>,
    place: &str,
) -> Result<Option<TimestampFormat>, Error> {
    match format {
        None => Ok(None),
        Some("unixTimestamp") => Ok(Some(TimestampFormat::EpochSeconds)),
        Some("iso8601") => Ok(Some(TimestampFormat::DateTime)),
        Some("rfc822") => Ok(Some(TimestampFormat::HttpDate)),
        Some(unknown) => {
            let known = ["unixTimestamp", "iso8601", "rfc822"];
            let help = did_you_mean(unknown, known)
                .unwrap_or_else(|| format!("known formats: {}", known.join(", ")));
            let reason = format!("\"{unknown}\" is not a format of timestamps");
            Err(index.error(format!("{place}.timestampFormat"), reason).with_help(Some(help)))
        }
    }
}

fn enumeration(index: &Index<'_>, values: &[String], place: &str) -> Result<Vec<String>, Error> {
    if values.is_empty() {
        return Err(index.error(format!("{place}.enum"), "an enum needs at least one value"));
    }
    let mut seen = HashSet::new();
    for (position, value) in values.iter().enumerate() {
        if !seen.insert(value) {
            return Err(index
                .error(format!("{place}.enum[{position}]"), format!("the value \"{value}\" stands twice")));
        }
    }
    Ok(values.to_vec())
}

/// What a trait that nothing can be done about keeps clients from.
pub(super) fn refused(refused: Option<&Refused>) -> Option<Unsupported> {
    let Refused { trait_name, description } = refused?;
    Some(Unsupported { trait_name: trait_name.clone(), description: description.clone() })
}

/// What keeps clients from using a shape or member that has any of these traits.
fn unsupported(event_stream: bool, streaming: bool, requires_length: bool) -> Option<Unsupported> {
    let (trait_name, description) = match (event_stream, streaming, requires_length) {
        (true, _, _) => ("eventstream", "an event stream"),
        (_, true, _) => ("streaming", "a streaming body"),
        (_, _, true) => ("requiresLength", "a streaming body of known length"),
        _ => return None,
    };
    Some(Unsupported { trait_name: trait_name.to_owned(), description: description.to_owned() })
}
