//! Rustdoc for generated items: the model's words where it carries them, and the facts.
//!
//! Prose and patterns come from outside, so whatever rustdoc would read as a link or a code block
//! is made harmless here.

use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::ir::{
    Constraints, Deprecation, Element, Exception, Idempotency, Member, Presence, Retry, Sensitivity, Shape,
    ShapeId, ShapeKind,
};

/// A doc comment of paragraphs, each of which may have several lines.
pub(crate) fn paragraphs<T: AsRef<str>>(paragraphs: impl IntoIterator<Item = T>) -> TokenStream {
    let mut out = TokenStream::new();
    for (index, paragraph) in
        paragraphs.into_iter().filter(|paragraph| !paragraph.as_ref().is_empty()).enumerate()
    {
        if index > 0 {
            out.extend(quote!(#[doc = ""]));
        }
        for line in paragraph.as_ref().lines().flat_map(wrap) {
            let line = if line.is_empty() { String::new() } else { format!(" {line}") };
            out.extend(quote!(#[doc = #line]));
        }
    }
    out
}

/// The longest line of a doc comment, without indentation and slashes.
const LINE_WIDTH: usize = 96;

/// A line broken between words. What follows the first line of a list item is indented, as Markdown
/// wants it. Code and links are left whole.
fn wrap(line: &str) -> Vec<String> {
    let indent = if line.starts_with("- ") { "  " } else { "" };
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in words_of(line) {
        if !current.trim().is_empty() && current.chars().count() + 1 + word.chars().count() > LINE_WIDTH {
            lines.push(std::mem::replace(&mut current, indent.to_owned()));
        } else if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

/// The words of a line; a stretch of code or a link counts as one, spaces and all.
fn words_of(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    let mut brackets = 0_usize;
    for (position, letter) in line.char_indices() {
        match letter {
            '`' => in_code = !in_code,
            '[' if !in_code => brackets += 1,
            ']' if !in_code => brackets = brackets.saturating_sub(1),
            ' ' if !in_code && brackets == 0 => {
                words.extend(line.get(start..position).filter(|word| !word.is_empty()));
                start = position + 1;
            }
            _ => {}
        }
    }
    words.extend(line.get(start..).filter(|word| !word.is_empty()));
    words
}

/// The attribute for something that should not be used any more.
pub(crate) fn deprecated(deprecation: Option<&Deprecation>) -> TokenStream {
    match deprecation {
        None => TokenStream::new(),
        Some(Deprecation { message }) if message.is_empty() => quote!(#[deprecated]),
        Some(Deprecation { message }) => quote!(#[deprecated = #message]),
    }
}

/// The documentation of a structure, union, enum or exception.
pub(crate) fn shape(context: &Context<'_>, id: ShapeId) -> TokenStream {
    let shape = context.service.shape(id);
    let wire_name = shape.model_name.as_deref().unwrap_or(&shape.name);
    let kind = match &shape.kind {
        ShapeKind::Union(_) => "union",
        ShapeKind::Enum(_) => "enum",
        ShapeKind::Exception(_) => "exception",
        _ => "structure",
    };
    let words = words(shape.documentation.as_deref());
    let fact = match &shape.model_name {
        Some(_) => format!("The {kind} `{wire_name}` of the model."),
        None => format!("The {kind} `{wire_name}`, which the model leaves out because it is empty."),
    };
    let mut facts = vec![words, fact];
    if let ShapeKind::Exception(exception) = &shape.kind {
        facts.extend(exception_facts(shape, exception));
    }
    paragraphs(facts)
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

fn member_facts(context: &Context<'_>, member: &Member) -> String {
    let target = context.service.shape(member.element.target);
    let mut facts = vec![format!("`{}` on the wire", member.wire_name)];
    match member.presence {
        Presence::Required => facts.push("required".to_owned()),
        Presence::RequiredCycle => {
            facts.push("required, but optional here because it contains itself".to_owned())
        }
        Presence::Optional => {}
    }
    facts.extend(limits(&target.kind, &target.constraints));
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
    limits(&target.kind, &target.constraints).into_iter().map(|limit| format!("{what} {limit}")).collect()
}

/// What the constraints of a shape say, in words.
fn limits(kind: &ShapeKind, constraints: &Constraints) -> Vec<String> {
    let unit = match kind {
        ShapeKind::String | ShapeKind::Enum(_) => "character",
        ShapeKind::Blob => "byte",
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

/// The model's words, made harmless.
pub(crate) fn words(documentation: Option<&str>) -> String {
    let Some(text) = documentation else { return String::new() };
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        // Four spaces or a tab would start a code block, and rustdoc would compile it.
        let line = line.trim();
        // Within code there are no links; a backtick without its partner starts none.
        let has_code = line.matches('`').count() % 2 == 0;
        let mut in_code = false;
        for letter in line.chars() {
            match letter {
                '`' => {
                    in_code = has_code && !in_code;
                    out.push('`');
                }
                '[' | ']' | '<' | '>' if !in_code => {
                    let _ = write!(out, "\\{letter}");
                }
                letter if letter.is_control() => out.push(' '),
                letter => out.push(letter),
            }
        }
        out.push('\n');
    }
    out.trim().to_owned()
}
