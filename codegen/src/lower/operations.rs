//! Lowers operations, and gives each an input and an output structure of its own.

use std::collections::HashSet;

use super::index::{Index, deprecation, namespace};
use super::{additions, authentication, checksum, events, host_prefix, http, shapes as values, streams};
use crate::Error;
use crate::front::botocore::{ContextEntry, Message, OperationEntry};
use crate::ir::{
    BodySignature, Constraints, ContextValue, EndpointDiscovery, Http, Idempotency, Length, Media, Member,
    Operation, Origin, Place, Presence, Protocol, Sensitivity, Shape, ShapeId, ShapeKind, Unsupported,
    XmlRoot,
};

/// Lowers all operations, sorted by name, and adds their inputs and outputs to the shapes.
pub(super) fn lower(index: &Index<'_>, shapes: &mut Vec<Shape>) -> Result<Vec<Operation>, Error> {
    let mut entries: Vec<_> = index.model.operations.iter().collect();
    entries.sort_unstable_by_key(|(name, _)| name);
    let operations = entries.into_iter().map(|(name, entry)| lower_operation(index, shapes, name, entry));
    let operations: Result<_, Error> = operations.collect();
    check_defaults(index)?;
    // Only what an operation takes, gives or fails with has its members elsewhere: a structure that stands inside of
    // another is in the body with all of them.
    for shape in shapes.iter_mut().take(index.model.shapes.len()) {
        if let ShapeKind::Structure(members) | ShapeKind::Union(members) = &mut shape.kind {
            for member in members {
                (member.place, member.media, member.default) = (Place::Body, Media::Plain, None);
                // Only ids at the top are taken as they come, as `fix_route53_ids` of botocore has it.
                member.is_last_segment = false;
            }
        }
    }
    let mut operations: Vec<Operation> = operations?;
    events::lower(index, shapes, &mut operations);
    Ok(operations)
}

fn lower_operation(
    index: &Index<'_>,
    shapes: &mut Vec<Shape>,
    name: &str,
    entry: &OperationEntry,
) -> Result<Operation, Error> {
    let place = format!("operations.{name}");
    let origin = index.origin(&place);
    let mut own = |message: Option<&Message>, direction| {
        own_structure(index, shapes, message, name, &origin, direction)
    };
    let input = own(entry.input.as_ref(), Direction::Input)?;
    let output = own(entry.output.as_ref(), Direction::Output)?;
    let members = shapes.get(input.0).map(Shape::members).unwrap_or_default();
    let host_prefix = match &entry.host_prefix {
        Some(prefix) => {
            let place = format!("{place}.endpoint.hostPrefix");
            Some(host_prefix::read(prefix, members, shapes).map_err(|reason| index.error(place, reason))?)
        }
        None => None,
    };
    let (authentication, unsupported_authentication) = authentication::of_operation(index, entry);
    let http = http::lower(index, entry, &place, input, shapes)?;
    let checksum = checksum::lower(index, entry, &place, input, shapes)?;
    Ok(Operation {
        name: name.to_owned(),
        wire_name: entry.name.clone().unwrap_or_else(|| name.to_owned()),
        documentation: entry.documentation.clone(),
        input,
        output,
        has_input: entry.input.is_some(),
        has_output: entry.output.is_some(),
        xml_root: xml_root(index, entry)?,
        result_wrapper: result_wrapper(index, name, entry)?,
        errors: errors(index, shapes, entry, &place)?,
        event_exceptions: Vec::new(),
        host_prefix,
        authentication,
        body_signature: body_signature(entry),
        length: length(index, entry, input, shapes),
        checksum,
        endpoint_discovery: match entry.endpoint_discovery {
            None => EndpointDiscovery::None,
            Some(false) => EndpointDiscovery::Optional,
            Some(true) => EndpointDiscovery::Required,
        },
        endpoint_identifiers: Vec::new(),
        cross_region: additions::cross_region(index, entry, &place, input, shapes)?,
        form_fields: additions::form_fields(index, entry, &place, input, shapes)?,
        tree_hash: additions::tree_hash(index, entry, &place, input, shapes)?,
        deprecated: deprecation(&entry.deprecated),
        paginator: None,
        compression: entry.compression.clone(),
        static_context: static_contexts(&entry.static_context),
        context_paths: Vec::new(),
        unsupported: [unsupported_authentication, unsupported_http(index, &http)]
            .into_iter()
            .flatten()
            .chain(entry.refused.iter().filter_map(|trait_| values::refused(Some(trait_))))
            .collect(),
        http,
        origin,
    })
}

#[derive(Clone, Copy)]
enum Direction {
    Input,
    Output,
}

/// Adds the structure that belongs to the operation alone: a copy of the model's, under a name made
/// of the operation's, or an empty one. The model's own shape stays, for those who nest it.
fn own_structure(
    index: &Index<'_>,
    shapes: &mut Vec<Shape>,
    message: Option<&Message>,
    operation: &str,
    origin: &Origin,
    direction: Direction,
) -> Result<ShapeId, Error> {
    let (key, suffix) = match direction {
        Direction::Input => ("input", "Input"),
        Direction::Output => ("output", "Output"),
    };
    let name = format!("{operation}{suffix}");
    let shape = match message {
        Some(message @ Message { shape: model_name, payload, .. }) => {
            let place = || format!("operations.{operation}.{key}.shape");
            let (original, _) = index.resolve(model_name, place)?;
            match shapes.get(original.0) {
                Some(shape) if matches!(shape.kind, ShapeKind::Structure(_)) => {
                    let shape = Shape { name, ..shape.clone() };
                    let mut shape = with_payload(index, shape, payload.as_deref());
                    streams::lower(index, message, &mut shape, shapes);
                    shape
                }
                _ => {
                    let reason =
                        format!("the {key} of an operation must be a structure, \"{model_name}\" is not");
                    return Err(index.error(place(), reason));
                }
            }
        }
        None => Shape {
            name,
            model_name: None,
            documentation: None,
            deprecated: None,
            sensitivity: Sensitivity::Public,
            timestamp_format: None,
            constraints: Constraints::default(),
            kind: ShapeKind::Structure(Vec::new()),
            unsupported: None,
            origin: origin.clone(),
        },
    };
    shapes.push(match direction {
        Direction::Input => with_optional_fillings(shape),
        Direction::Output => as_output(shape),
    });
    Ok(ShapeId(shapes.len() - 1))
}

/// The element of a reply that the output is in: as the model has it, else as the protocol has it.
///
/// Source: [AWS query](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#xml-shape-serialization).
fn result_wrapper(index: &Index<'_>, name: &str, entry: &OperationEntry) -> Result<Option<String>, Error> {
    let Some(output) = entry.output.as_ref().filter(|_| index.protocol == &Protocol::Query) else {
        return Ok(None);
    };
    let (_, shape) = index.resolve(&output.shape, || format!("operations.{name}.output.shape"))?;
    let given = output.result_wrapper.as_ref().or(shape.result_wrapper.as_ref()).cloned();
    Ok(Some(given.unwrap_or_else(|| format!("{}Result", entry.name.as_deref().unwrap_or(name)))))
}

/// The element that the body of a request is in: that of the member which is the whole body, if one is and it is
/// written in XML, else that of the members which travel there, if any do.
fn xml_root(index: &Index<'_>, entry: &OperationEntry) -> Result<Option<XmlRoot>, Error> {
    let Some(input) = entry.input.as_ref().filter(|_| index.protocol == &Protocol::RestXml) else {
        return Ok(None);
    };
    let resolve = |name: &str| index.resolve(name, || format!("shapes.{name}"));
    let (_, shape) = resolve(&input.shape)?;
    let payload = input.payload.as_ref().or(shape.payload.as_ref());
    let member = |wanted: &String| shape.members.iter().find(|(name, _)| name == wanted);
    if let Some((_, reference)) = payload.and_then(member) {
        let (_, target) = resolve(&reference.shape)?;
        let name = reference.location_name.as_ref().or(target.location_name.as_ref());
        return Ok((target.kind == "structure").then(|| XmlRoot {
            name: name.unwrap_or(&reference.shape).clone(),
            namespace: namespace(reference.xml_namespace.as_ref().or(target.xml_namespace.as_ref())),
        }));
    }
    for (_, reference) in &shape.members {
        if reference.location.is_none() && resolve(&reference.shape)?.1.location.is_none() {
            let name = input.location_name.as_ref().or(shape.location_name.as_ref());
            return Ok(Some(XmlRoot {
                name: name.unwrap_or(&input.shape).clone(),
                namespace: namespace(input.xml_namespace.as_ref().or(shape.xml_namespace.as_ref())),
            }));
        }
    }
    Ok(None)
}

/// The structure with the payload that the operation names, where it does.
fn with_payload(index: &Index<'_>, mut shape: Shape, payload: Option<&str>) -> Shape {
    if let ShapeKind::Structure(members) = &mut shape.kind
        && index.protocol.has_places()
        && let Some(member) = members.iter_mut().find(|member| Some(member.name.as_str()) == payload)
    {
        member.place = Place::Payload;
    }
    shape
}

/// The client fills absent idempotency tokens of an input and members with a default, so a caller may leave out even
/// those that the model requires.
fn with_optional_fillings(mut input: Shape) -> Shape {
    if let ShapeKind::Structure(members) = &mut input.kind {
        let is_filled =
            |member: &&mut Member| member.idempotency == Idempotency::Token || member.default.is_some();
        for member in members.iter_mut().filter(is_filled) {
            member.presence = Presence::Optional;
        }
    }
    input
}

/// Where one shape is input and output, its defaults are the input's, and what travels in the URL of a request is in the
/// body of a reply, as `KNOWN_LOCATIONS` of `parsers.py` in botocore has it.
fn as_output(mut output: Shape) -> Shape {
    if let ShapeKind::Structure(members) = &mut output.kind {
        for member in members {
            member.default = None;
            if matches!(member.place, Place::Label | Place::GreedyLabel | Place::Query | Place::QueryMap) {
                member.place = Place::Body;
            }
        }
    }
    output
}

/// Refuses defaults in shapes that no operation takes: nothing would be done about them.
fn check_defaults(index: &Index<'_>) -> Result<(), Error> {
    let inputs = index.model.operations.iter().filter_map(|(_, entry)| entry.input.as_ref());
    let inputs: HashSet<&str> = inputs.map(|input| input.shape.as_str()).collect();
    for (shape, entry) in index.model.shapes.iter().filter(|(shape, _)| !inputs.contains(shape.as_str())) {
        if let Some((member, _)) = entry.members.iter().find(|(_, member)| member.default.is_some()) {
            let reason = "only a member of an operation's input can have a default";
            return Err(index.error(format!("shapes.{shape}.members.{member}.default"), reason));
        }
    }
    Ok(())
}

fn errors(
    index: &Index<'_>,
    shapes: &[Shape],
    entry: &OperationEntry,
    place: &str,
) -> Result<Vec<ShapeId>, Error> {
    let mut errors = Vec::with_capacity(entry.errors.len());
    for (position, name) in entry.errors.iter().enumerate() {
        let place = || format!("{place}.errors[{position}].shape");
        let (id, _) = index.resolve(name, place)?;
        if !shapes.get(id.0).is_some_and(|shape| matches!(shape.kind, ShapeKind::Exception(_))) {
            return Err(index.error(place(), format!("an error must be a structure, \"{name}\" is not")));
        }
        errors.push((name, id));
    }
    errors.sort_unstable();
    errors.dedup();
    Ok(errors.into_iter().map(|(_, id)| id).collect())
}

/// A protocol that sends everything in the body to one place sends it with `POST /`; anything else would need places
/// that bodies lack. One with paths of its own does not ask.
fn unsupported_http(index: &Index<'_>, http: &Http) -> Option<Unsupported> {
    let (method, uri) = (&http.method, http.uri.to_string());
    (matches!(index.protocol, Protocol::AwsJson { .. }) && (method != "POST" || uri != "/")).then(|| {
        Unsupported { trait_name: "http".to_owned(), description: format!("sent with {method} {uri}") }
    })
}

/// What the operation says to endpoint rules, sorted by name: the forms of models have it in different orders.
fn static_contexts(entries: &[(String, ContextEntry)]) -> Vec<(String, ContextValue)> {
    let mut contexts: Vec<_> = entries.iter().map(static_context).collect();
    contexts.sort_by(|(one, _), (other, _)| one.cmp(other));
    contexts
}

fn static_context((name, value): &(String, ContextEntry)) -> (String, ContextValue) {
    let value = match value {
        ContextEntry::Boolean(value) => ContextValue::Boolean(*value),
        ContextEntry::Text(text) => ContextValue::String(text.clone()),
        ContextEntry::Texts(texts) => ContextValue::Strings(texts.clone()),
    };
    (name.clone(), value)
}

fn body_signature(entry: &OperationEntry) -> BodySignature {
    match entry.unsigned_payload || entry.authtype.as_deref() == Some(authentication::UNSIGNED_BODY) {
        true => BodySignature::Unsigned,
        false => BodySignature::Signed,
    }
}

/// Whether a stream that is sent has to be of known length. Beside those for which the model says so, it has to where
/// the operation has checksums: these are then sent behind the body, in a framing that tells the length before.
fn length(index: &Index<'_>, entry: &OperationEntry, input: ShapeId, shapes: &[Shape]) -> Length {
    let members = entry.input.as_ref().and_then(|input| index.entry(&input.shape));
    let mut targets = members.into_iter().flat_map(|input| &input.members);
    let is_said =
        targets.any(|(_, member)| index.entry(&member.shape).is_some_and(|target| target.requires_length));
    match streams::has_stream(shapes, input) && (is_said || entry.checksum.is_some()) {
        true => Length::Known,
        false => Length::Any,
    }
}
