//! Checks the labels of host prefixes, such as `{Account}.` in front of a host name.

use crate::ir::{HostLabel, Member, Presence, Shape, ShapeKind};
use crate::suggest::did_you_mean;

/// The prefix with the wire names of members in place of their names; the reason, if a label is
/// none that a client could fill.
pub(super) fn with_wire_names(prefix: &str, members: &[Member], shapes: &[Shape]) -> Result<String, String> {
    let mut out = String::with_capacity(prefix.len());
    let mut rest = prefix;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((label, after)) = after.split_once('}') else {
            return Err(format!("the brace that opens \"{{{after}\" is never closed"));
        };
        out.push_str(unbraced(literal)?);
        out.push('{');
        out.push_str(label_wire_name(label, members, shapes)?);
        out.push('}');
        rest = after;
    }
    out.push_str(unbraced(rest)?);
    Ok(out)
}

fn unbraced(literal: &str) -> Result<&str, String> {
    if literal.contains('}') {
        Err(format!("\"{literal}\" closes a brace that is not open"))
    } else {
        Ok(literal)
    }
}

fn label_wire_name<'a>(label: &str, members: &'a [Member], shapes: &[Shape]) -> Result<&'a str, String> {
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
        return Ok(&member.wire_name);
    };
    Err(format!("the input's member \"{label}\" is a label of the host name, but it is not {missing}"))
}
