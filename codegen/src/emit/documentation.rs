//! Rustdoc for generated items: the model's words where it carries them, and the facts.
//!
//! Prose and patterns come from outside, so whatever rustdoc would read as a link or a code block
//! is made harmless here.

pub(crate) mod example;
pub(crate) mod front_page;
mod html;
mod lines;
mod links;
mod plain;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use lines::{lines, paragraphs};

use super::Context;
use crate::ir::{
    Constraints, Deprecation, Element, Exception, Idempotency, Media, Member, Operation, Place, Presence,
    Protocol, Retry, Sensitivity, Shape, ShapeId, ShapeKind,
};
use crate::names::{Home, OperationNames, ident};

/// The attribute for something that should not be used any more.
pub(crate) fn deprecated(deprecation: Option<&Deprecation>) -> TokenStream {
    match deprecation {
        None => TokenStream::new(),
        Some(Deprecation { message }) if message.is_empty() => quote!(#[deprecated]),
        Some(Deprecation { message }) => {
            // rustdoc shows the message as Markdown, where a bracket may begin a link to an item.
            let message = message.replace('[', "\\[");
            quote!(#[deprecated = #message])
        }
    }
}

/// The documentation of a structure, union, enum or exception.
pub(crate) fn shape(context: &Context<'_>, id: ShapeId) -> TokenStream {
    let shape = context.service.shape(id);
    let wire_name = code(shape.model_name.as_deref().unwrap_or(&shape.name));
    let kind = match &shape.kind {
        ShapeKind::Union(_) => "union",
        ShapeKind::Enum(_) => "enum",
        ShapeKind::Exception(_) => "exception",
        _ => "structure",
    };
    let words = words(shape.documentation.as_deref());
    let has_words = !words.is_empty();
    let fact = match &shape.model_name {
        Some(_) => format!("The {kind} {wire_name} of the model."),
        None => format!("The {kind} {wire_name}, which the model leaves out because it is empty."),
    };
    let mut facts = vec![words, fact];
    if !has_words {
        facts.push(surroundings(context, id));
    }
    if let ShapeKind::Exception(exception) = &shape.kind {
        facts.extend(exception_facts(shape, exception));
    }
    paragraphs(facts)
}

/// What the list of operations shows: the operation's name, and what it does where the model says so. On its own page
/// stands where to go on, too.
pub(crate) fn module(operation: &Operation, names: &OperationNames) -> Vec<String> {
    let name = code(&operation.name);
    let first = match first_sentence(operation.documentation.as_deref()) {
        words if words.is_empty() => vec![format!("The operation {name}.")],
        words => lines(&format!("{name}: {words}")),
    };
    let (method, request) = (&names.method, format!("{}Request", names.type_prefix));
    let links =
        format!("[`Client::{method}`] calls it, and [`{request}`] is the call with all that can be set.");
    first.into_iter().chain([String::new()]).chain(lines(&links)).collect()
}

/// How many names a line about a shape tells; more would be a list that nobody reads.
const TOLD: usize = 4;

/// What a shape holds and what holds it, where there are no other words about it: a paragraph of
/// [`SURROUNDINGS`](crate::file::SURROUNDINGS).
fn surroundings(context: &Context<'_>, id: ShapeId) -> String {
    let sentences = [contents(context.service.shape(id)), holders(context, id)];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What is in a shape, in a few names.
fn contents(shape: &Shape) -> Option<String> {
    let names: Vec<&str> = match &shape.kind {
        ShapeKind::Enum(values) => values.iter().map(String::as_str).collect(),
        _ => shape.members().iter().map(|member| member.name.as_str()).collect(),
    };
    let names = names.into_iter().filter(|name| !name.is_empty()).map(code).collect();
    few(names).map(|names| format!("Holds {names}."))
}

/// Where a shape is used, by links to a few of the places.
fn holders(context: &Context<'_>, id: ShapeId) -> Option<String> {
    let holders = context.usage.holders.get(&id)?;
    let mut links: Vec<_> = holders.iter().filter_map(|holder| type_link(context, *holder)).collect();
    links.sort();
    few(links).map(|links| format!("Part of {links}."))
}

/// A link to the type of a shape.
fn type_link(context: &Context<'_>, id: ShapeId) -> Option<String> {
    let names = context.names.shape(id)?;
    let name = &names.type_name;
    let path = match names.home {
        Home::Types => format!("crate::types::{name}"),
        Home::Error => format!("crate::error::{name}"),
        Home::Operation => {
            let mut operations = context.names.operations(context.service);
            let is_own = |operation: &Operation| operation.input == id || operation.output == id;
            let (_, operation) = operations.find(|(operation, _)| is_own(operation))?;
            format!("crate::operation::{}::{name}", ident(&operation.module))
        }
    };
    Some(format!("[`{name}`]({path})"))
}

/// Some names in a row, the first few of them if they are many.
fn few(mut names: Vec<String>) -> Option<String> {
    let has_more = names.len() > TOLD;
    names.truncate(TOLD);
    let last = names.pop()?;
    Some(match (names.join(", "), has_more) {
        (first, true) => format!("{first}, {last} and others"),
        (first, false) if first.is_empty() => last,
        (first, false) => format!("{first} and {last}"),
    })
}

/// What the model says of an exception beside its members.
fn exception_facts(shape: &Shape, exception: &Exception) -> Vec<String> {
    let mut facts = Vec::new();
    if exception.code != shape.name {
        facts.push(format!("Its error code is {}.", code(&exception.code)));
    }
    facts.extend(exception.status.map(|status| format!("Comes with the HTTP status {status}.")));
    match exception.retry {
        Retry::Unspecified => {}
        Retry::Retryable => facts.push("Another attempt may succeed.".to_owned()),
        Retry::Throttling => {
            facts.push("There were too many requests; another attempt may succeed after a while.".to_owned());
        }
    }
    facts
}

/// The documentation of a field or of a union's variant.
pub(crate) fn member(context: &Context<'_>, member: &Member) -> TokenStream {
    let own = words(member.documentation.as_deref());
    let facts = member_facts(context, member);
    paragraphs([own, facts])
}

/// Where a member travels, and what it is called there.
fn travels(protocol: &Protocol, member: &Member) -> String {
    let name = code(member.on_the_wire());
    let in_requests = code(&member.in_requests_of_ec2());
    match member.place {
        Place::Body if protocol == &Protocol::Ec2 && name != in_requests => {
            format!("{name} in replies and {in_requests} in requests")
        }
        Place::Body if member.is_attribute => format!("The attribute {name}"),
        Place::Body if member.is_root_text => "The text of the whole body".to_owned(),
        Place::Body => format!("{name} on the wire"),
        Place::Label | Place::GreedyLabel => format!("{name} in the path"),
        Place::Query => format!("The query parameter {name}"),
        Place::QueryMap => "Query parameters, one for each entry".to_owned(),
        Place::Header if member.media == Media::Json => format!("The header {name}, which holds JSON"),
        Place::Header => format!("The header {name}"),
        Place::PrefixHeaders if member.on_the_wire().is_empty() => "All headers".to_owned(),
        Place::PrefixHeaders => format!("The headers that begin with {name}"),
        Place::Status => "The HTTP status".to_owned(),
        Place::Payload => "The whole body".to_owned(),
        Place::EventHeader => format!("The header {name} of the event"),
        Place::EventPayload => "All of the event".to_owned(),
    }
}

fn member_facts(context: &Context<'_>, member: &Member) -> String {
    let target = context.service.shape(member.element.target);
    if let ShapeKind::Events { .. } = target.kind {
        return "The events of the reply, one after the other.".to_owned();
    }
    let mut facts = vec![travels(&context.service.protocol, member)];
    match member.presence {
        Presence::Required => facts.push("required".to_owned()),
        Presence::RequiredCycle => {
            facts.push("required, but optional here because it contains itself".to_owned())
        }
        Presence::Optional => {}
    }
    facts.extend(limits(&target.kind, member.element.limits(target)));
    facts.extend(match &target.kind {
        ShapeKind::List { element, .. } => limits_of(context, element, "each"),
        ShapeKind::Map { key, value, .. } => {
            [limits_of(context, key, "each key"), limits_of(context, value, "each value")].concat()
        }
        _ => Vec::new(),
    });
    if member.idempotency == Idempotency::Token {
        facts.push("filled with a fresh token when it is absent".to_owned());
    }
    if member.is_last_segment {
        facts.push("requests hold what follows its last slash".to_owned());
    }
    if let Some(text) = &member.default {
        facts.push(format!("{} when it is absent", code(text)));
    }
    if member.element.sensitivity == Sensitivity::Sensitive {
        facts.push("sensitive, so `Debug` does not show it".to_owned());
    }
    let mut text = facts.join("; ");
    text.push('.');
    text
}

/// The limits of what a list or a map holds.
fn limits_of(context: &Context<'_>, element: &Element, what: &str) -> Vec<String> {
    let target = context.service.shape(element.target);
    limits(&target.kind, element.limits(target)).into_iter().map(|limit| format!("{what} {limit}")).collect()
}

/// What the constraints of a shape say, in words.
fn limits(kind: &ShapeKind, constraints: &Constraints) -> Vec<String> {
    let unit = match kind {
        ShapeKind::String | ShapeKind::Enum(_) => "character",
        ShapeKind::Blob | ShapeKind::Stream => "byte",
        ShapeKind::List { .. } => "element",
        ShapeKind::Map { .. } => "entry",
        _ => "",
    };
    let mut limits = Vec::new();
    let counted = |number: &serde_json::Number| {
        let plural = match (unit, number.as_i64()) {
            ("", _) => String::new(),
            (unit, Some(1)) => format!(" {unit}"),
            ("entry", _) => " entries".to_owned(),
            (unit, _) => format!(" {unit}s"),
        };
        format!("{number}{plural}")
    };
    match (&constraints.min, &constraints.max) {
        (Some(min), Some(max)) if min == max => limits.push(format!("exactly {}", counted(max))),
        (Some(min), Some(max)) => limits.push(format!("{min} to {}", counted(max))),
        (Some(min), None) => limits.push(format!("at least {}", counted(min))),
        (None, Some(max)) => limits.push(format!("at most {}", counted(max))),
        (None, None) => {}
    }
    if let Some(pattern) = &constraints.pattern {
        limits.push(format!("matches {}", code(pattern)));
    }
    limits
}

/// Text as Markdown code, fenced with more backticks than it holds.
pub(crate) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.starts_with('`') || text.ends_with('`') || text.trim() != text {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// The documentation of a variant of an enum.
pub(crate) fn variant(value: &str) -> TokenStream {
    if value.is_empty() {
        return paragraphs(["The empty value."]);
    }
    paragraphs([format!("The value {}.", code(value))])
}

/// The documentation of a setter.
pub(crate) fn setter(field: &str) -> TokenStream {
    paragraphs([format!("Sets [`{field}`](Self::{field}).")])
}

/// The first sentence of the model's words about an operation, in one line; empty where there are none.
pub(crate) fn first_sentence(documentation: Option<&str>) -> String {
    let words = words(documentation);
    let paragraph = words.split("\n\n").next().unwrap_or_default();
    let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut in_code, mut depth) = (false, 0_usize);
    let mut letters = paragraph.char_indices().peekable();
    while let Some((position, letter)) = letters.next() {
        match letter {
            '`' => in_code = !in_code,
            '[' | '(' if !in_code => depth += 1,
            ']' | ')' if !in_code => depth = depth.saturating_sub(1),
            '.' if !in_code && depth == 0 && letters.peek().is_some_and(|(_, next)| *next == ' ') => {
                // An abbreviation ends no sentence: what follows begins with a capital.
                let rest = paragraph.get(position + 2..).unwrap_or_default();
                if rest.starts_with(|first: char| first.is_uppercase()) {
                    return paragraph.get(..=position).unwrap_or_default().to_owned();
                }
            }
            _ => {}
        }
    }
    paragraph
}

/// A name of several words, such as a service's, as Markdown on one line.
pub(crate) fn title(text: &str) -> String {
    plain::harmless(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A link as Markdown; the text alone where the address cannot be one.
pub(crate) fn link(text: &str, address: &str) -> String {
    links::target(address).map_or_else(|| text.to_owned(), |address| format!("[{text}]({address})"))
}

/// The model's words as Markdown that rustdoc takes: nothing in them is a link to an item, a test or
/// raw HTML.
pub(crate) fn words(documentation: Option<&str>) -> String {
    match documentation {
        None => String::new(),
        Some(text) if html::is_html(text) => html::markdown(text),
        Some(text) => plain::harmless(text),
    }
}
