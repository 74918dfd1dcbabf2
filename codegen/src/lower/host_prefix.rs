//! Checks the labels of host prefixes, such as `{Account}.` in front of a host name.

use crate::ir::{HostLabel, HostPart, HostPrefix, Member, Presence, Shape, ShapeKind};
use crate::suggest::did_you_mean;

/// The parts of a prefix; the reason, if a label is none that a client could fill.
pub(super) fn read(prefix: &str, members: &[Member], shapes: &[Shape]) -> Result<HostPrefix, String> {
    let mut parts = Vec::new();
    let text = |literal: &str, parts: &mut Vec<HostPart>| -> Result<(), String> {
        let literal = unbraced(literal)?;
        if !literal.is_empty() {
            parts.push(HostPart::Text(literal.to_owned()));
        }
        Ok(())
    };
    let mut rest = prefix;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((label, after)) = after.split_once('}') else {
            return Err(format!("the brace that opens \"{{{after}\" is never closed"));
        };
        text(literal, &mut parts)?;
        parts.push(HostPart::Label(label_member(label, members, shapes)?.name.clone()));
        rest = after;
    }
    text(rest, &mut parts)?;
    Ok(HostPrefix { parts })
}

fn unbraced(literal: &str) -> Result<&str, String> {
    if literal.contains('}') {
        Err(format!("\"{literal}\" closes a brace that is not open"))
    } else {
        Ok(literal)
    }
}

fn label_member<'a>(label: &str, members: &'a [Member], shapes: &[Shape]) -> Result<&'a Member, String> {
    let Some(member) = members.iter().find(|member| member.name == label) else {
        let names = members.iter().map(|member| member.name.as_str());
        let help = did_you_mean(label, names).map(|help| format!("; {help}")).unwrap_or_default();
        return Err(format!("the input has no member \"{label}\"{help}"));
    };
    let text = shapes
        .get(member.element.target.0)
        .is_some_and(|shape| matches!(shape.kind, ShapeKind::String | ShapeKind::Enum(_)));
    let missing = if member.host_label != HostLabel::Label {
        "marked with hostLabel"
    } else if member.presence != Presence::Required {
        "required"
    } else if !text {
        "a string"
    } else {
        return Ok(member);
    };
    Err(format!("the input's member \"{label}\" is a label of the host name, but it is not {missing}"))
}
