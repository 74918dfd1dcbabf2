//! The tables below structures, unions and enums: the facts that the runtime's macros turn into code.
//!
//! They are text, one row per member, because a formatter for expressions would tear them apart.

use std::borrow::Cow;
use std::fmt::Write;

use super::Context;
use crate::ir::{
    Element, Flattening, HostLabel, Idempotency, Media, Member, Namespace, Place, Presence, Sensitivity,
    ShapeId, ShapeKind, Sparsity, Support, TimestampFormat,
};
use crate::names::{Home, ident};

/// The longest row that stands on one line.
const ROW_WIDTH: usize = 92;

/// The table of a structure or exception (`structure`) or a union (`union`).
pub(crate) fn members(
    context: &Context<'_>,
    keyword: &str,
    id: ShapeId,
    type_name: &str,
    names: &[String],
    members: &[Member],
) -> String {
    let shape = context.service.shape(id);
    let wire_name = shape.model_name.as_deref().unwrap_or(&shape.name);
    let type_name = ident(type_name);
    let (name, compared) = (format!("{type_name} as {wire_name:?}"), compared(context, id));
    let apart = if name.len() + compared.len() > ROW_WIDTH { "\n        " } else { "" };
    let head = format!("shapesmith_runtime::{keyword}! {{\n    {name}{apart}{compared} {{");
    if members.is_empty() {
        return format!("{head}}}\n}}\n");
    }
    let mut out = format!("{head}\n");
    for (member, name) in members.iter().zip(names) {
        let mut facts = target(context, &member.element);
        for fact in member_facts(member, shape.sensitivity) {
            facts.push_str(", ");
            facts.push_str(&fact);
        }
        let name = format!("{}: {:?}", ident(name), member.name);
        let row = format!("{name} => {facts};");
        let row = if row.len() > ROW_WIDTH { format!("{name}\n            => {facts};") } else { row };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "        {row}");
    }
    out.push_str("    }\n}\n");
    out
}

/// The traits by which values of a shape are compared: always `PartialEq`, the others where what is inside allows it.
/// Events are not looked at but received, so that a shape which holds them derives its equality.
fn compared(context: &Context<'_>, id: ShapeId) -> String {
    if context.service.holds_events(id) {
        return String::new();
    }
    let traits = context.usage.traits.get(&id);
    let mut compared = String::from(": PartialEq");
    if traits.is_some_and(|traits| traits.equality == Support::Yes) {
        compared.push_str(", Eq");
    }
    if traits.is_some_and(|traits| traits.hash == Support::Yes) {
        compared.push_str(", Hash");
    }
    compared
}

/// The table of an enum.
pub(crate) fn values(type_name: &str, variants: &[String], values: &[String]) -> String {
    let mut out = format!("shapesmith_runtime::string_enum! {{\n    {} {{\n", ident(type_name));
    for (variant, value) in variants.iter().zip(values) {
        let _ = writeln!(out, "        {}: {value:?};", ident(variant));
    }
    out.push_str("    }\n}\n");
    out
}

/// The facts of a member beside its name and target, what the wire needs first.
fn member_facts(member: &Member, owner: Sensitivity) -> Vec<Cow<'static, str>> {
    let mut facts: Vec<Cow<'static, str>> = Vec::new();
    let is_label = matches!(member.place, Place::Label | Place::GreedyLabel);
    // Templates of paths name members by their names in the model, and a payload has no name.
    if let Some(name) =
        member.element.wire_name.as_ref().filter(|_| !is_label && member.place != Place::Payload)
    {
        facts.push(format!("wire({name:?})").into());
    }
    facts.extend(place_fact(member.place).map(Cow::from));
    if member.flattening == Flattening::Flattened {
        facts.push("FLATTENED".into());
    }
    if member.is_attribute {
        facts.push("ATTRIBUTE".into());
    }
    if member.is_root_text {
        facts.push("ROOT_TEXT".into());
    }
    if member.is_last_segment {
        facts.push("LAST_SEGMENT".into());
    }
    if member.media == Media::Json {
        facts.push("JSON_TEXT".into());
    }
    if member.presence != Presence::Optional {
        facts.push("REQUIRED".into());
    }
    if member.element.sensitivity == Sensitivity::Sensitive || owner == Sensitivity::Sensitive {
        facts.push("SENSITIVE".into());
    }
    if member.idempotency == Idempotency::Token {
        facts.push("IDEMPOTENCY_TOKEN".into());
    }
    if member.host_label == HostLabel::Label {
        facts.push("HOST_LABEL".into());
    }
    facts.extend(timestamp_fact(member.element.timestamp_format).map(Cow::from));
    facts.extend(rare_fact(member).map(Cow::from));
    facts
}

/// What hardly any member has. The namespace of a payload is that of its operation's root.
fn rare_fact(member: &Member) -> Option<String> {
    let namespace = member.element.namespace.as_ref().filter(|_| member.place != Place::Payload);
    let facts: String = [
        namespace.map(namespace_fact),
        member.query_name.as_ref().map(|name| format!(".query_name({name:?})")),
        member.default.as_ref().map(|text| format!(".default_text({text:?})")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!facts.is_empty()).then(|| format!("rare(&Rare::new(){facts})"))
}

fn namespace_fact(Namespace { prefix, uri }: &Namespace) -> String {
    format!(".xml_namespace({prefix:?}, {uri:?})")
}

fn place_fact(place: Place) -> Option<&'static str> {
    match place {
        Place::Body => None,
        Place::Label => Some("LABEL"),
        Place::GreedyLabel => Some("GREEDY_LABEL"),
        Place::Query => Some("QUERY"),
        Place::QueryMap => Some("QUERY_MAP"),
        Place::Header => Some("HEADER"),
        Place::PrefixHeaders => Some("PREFIX_HEADERS"),
        Place::Status => Some("STATUS"),
        Place::Payload => Some("PAYLOAD"),
        Place::EventHeader => Some("EVENT_HEADER"),
        Place::EventPayload => Some("EVENT_PAYLOAD"),
    }
}

fn timestamp_fact(format: Option<TimestampFormat>) -> Option<&'static str> {
    match format? {
        TimestampFormat::EpochSeconds => Some("EPOCH_SECONDS"),
        TimestampFormat::DateTime => Some("DATE_TIME"),
        TimestampFormat::HttpDate => Some("HTTP_DATE"),
    }
}

/// The target of an element, in the words of the runtime's `table` module.
fn target(context: &Context<'_>, element: &Element) -> String {
    match &context.service.shape(element.target).kind {
        ShapeKind::Boolean => "Boolean".to_owned(),
        ShapeKind::Integer => "Integer".to_owned(),
        ShapeKind::Long => "Long".to_owned(),
        ShapeKind::Float => "Float".to_owned(),
        ShapeKind::Double => "Double".to_owned(),
        ShapeKind::String => "String".to_owned(),
        ShapeKind::Blob => "Blob".to_owned(),
        ShapeKind::Stream => "Stream".to_owned(),
        ShapeKind::Events { event, .. } => format!("Events(&{})", each(context, event)),
        ShapeKind::Timestamp => "Timestamp".to_owned(),
        ShapeKind::Document => "Document".to_owned(),
        ShapeKind::List { element, sparsity } => {
            let word = match sparsity {
                Sparsity::Dense => "List",
                Sparsity::Sparse => "SparseList",
            };
            format!("{word}(&{})", each(context, element))
        }
        ShapeKind::Map { key, value, sparsity } => {
            let word = match sparsity {
                Sparsity::Dense => "Map",
                Sparsity::Sparse => "SparseMap",
            };
            format!("{word}(&pair({}, {}))", each(context, key), each(context, value))
        }
        _ => format!("shape::<{}>()", path(context, element.target)),
    }
}

/// An element of a list, or the key or value of a map.
fn each(context: &Context<'_>, element: &Element) -> String {
    let mut out = format!("each({})", target(context, element));
    if let Some(name) = &element.wire_name {
        let _ = write!(out, ".set(wire({name:?}))");
    }
    let sensitive = (element.sensitivity == Sensitivity::Sensitive).then_some("SENSITIVE");
    for fact in sensitive.into_iter().chain(timestamp_fact(element.timestamp_format)) {
        let _ = write!(out, ".set({fact})");
    }
    if let Some(namespace) = &element.namespace {
        let _ = write!(out, ".set(rare(&Rare::new(){}))", namespace_fact(namespace));
    }
    out
}

fn path(context: &Context<'_>, id: ShapeId) -> String {
    let Some(names) = context.names.shape(id) else { return "()".to_owned() };
    let name = ident(&names.type_name);
    match names.home {
        Home::Types => format!("types::{name}"),
        Home::Error => format!("error::{name}"),
        Home::Operation => name.to_string(),
    }
}
