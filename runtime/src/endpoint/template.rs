//! Templates: text in which `{Name}` and `{Name#attribute}` stand for values.

use super::EndpointError;
use super::functions::Operand;
use super::scope::Scope;

/// The text with all references filled in.
///
/// # Errors
///
/// Where a reference has no value or is not text, or a brace has no partner.
pub(super) fn expand(template: &str, scope: &Scope<'_>) -> Result<String, EndpointError> {
    let broken = |reason: String| EndpointError::BrokenRules(format!("template {template:?}: {reason}"));
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (literal, braced) = rest.split_at(at);
        out.push_str(literal);
        if let Some(after) = braced.strip_prefix("{{") {
            out.push('{');
            rest = after;
        } else if let Some(after) = braced.strip_prefix("}}") {
            out.push('}');
            rest = after;
        } else {
            let inside = braced.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let (reference, after) = inside.ok_or_else(|| broken("a brace has no partner".to_owned()))?;
            let value = match reference.split_once('#') {
                Some((name, path)) => scope.get(name).and_then(|value| value.attribute(path)),
                None => scope.get(reference).cloned(),
            };
            match value {
                Some(Operand::String(text)) => out.push_str(&text),
                Some(other) => return Err(broken(format!("`{reference}` is {}, not text", other.kind()))),
                None => return Err(broken(format!("`{reference}` has no value"))),
            }
            rest = after;
        }
    }
    out.push_str(rest);
    Ok(out)
}
