//! Templates: text in which `{Name}` and `{Name#part}` stand for values, and doubled braces for braces.

use super::scope::{Kind, Scope};
use crate::Error;
use crate::front::node::Node;
use crate::ir::endpoint::{Part, Template};

/// Reads a template, and checks that what it refers to is there and is text.
pub(super) fn read(node: &Node<'_>, scope: &Scope) -> Result<Template, Error> {
    let text = node.text()?;
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text.as_str();
    while let Some((before, braced)) = rest.find(['{', '}']).and_then(|at| rest.split_at_checked(at)) {
        literal.push_str(before);
        if let Some((brace, after)) = doubled(braced) {
            literal.push(brace);
            rest = after;
            continue;
        }
        let inside = braced.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let (reference, after) =
            inside.ok_or_else(|| node.error(format!("a brace in the template {text:?} has no partner")))?;
        let (part, kind) = match reference.split_once('#') {
            Some((name, path)) => {
                let (attribute, kind) = scope.part(node, name, path)?;
                (Part::Attribute(attribute), kind)
            }
            None => (Part::Reference(reference.to_owned()), scope.kind(node, reference)?),
        };
        if kind != Kind::String {
            let description = kind.description();
            return Err(node.error(format!("`{{{reference}}}` in a template is {description}, not text")));
        }
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(part);
        rest = after;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(Template { parts })
}

/// The brace that a text begins with twice, and what follows.
fn doubled(text: &str) -> Option<(char, &str)> {
    ['{', '}'].into_iter().find_map(|brace| Some((brace, text.strip_prefix(brace)?.strip_prefix(brace)?)))
}
