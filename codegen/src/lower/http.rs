//! Lowers how requests are sent: the method, and the template of path and query.
//!
//! Source: [the http trait](https://smithy.io/2.0/spec/http-bindings.html#http-trait).

use super::index::Index;
use crate::Error;
use crate::front::botocore::OperationEntry;
use crate::ir::{Http, Member, Place, Shape, ShapeId, ShapeKind, UriPart, UriTemplate};
use crate::suggest::did_you_mean;

/// The methods that a client can send.
const METHODS: [&str; 6] = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];

/// Lowers `http` of an operation, and marks the members of its input that are greedy labels.
pub(super) fn lower(
    index: &Index<'_>,
    entry: &OperationEntry,
    place: &str,
    input: ShapeId,
    shapes: &mut [Shape],
) -> Result<Http, Error> {
    let method = entry.http.method.clone().unwrap_or_else(|| "POST".to_owned());
    let text = entry.http.uri.as_deref().unwrap_or("/");
    let status = entry.http.status;
    if !index.protocol.has_places() {
        return Ok(Http { method, uri: UriTemplate { parts: vec![UriPart::Text(text.to_owned())] }, status });
    }
    if !METHODS.contains(&method.as_str()) {
        let reason = format!("\"{method}\" is not a method that requests are sent with");
        let help = did_you_mean(&method, METHODS);
        return Err(index.error(format!("{place}.http.method"), reason).with_help(help));
    }
    let mut nothing = Vec::new();
    let members = match shapes.get_mut(input.0).map(|shape| &mut shape.kind) {
        Some(ShapeKind::Structure(members)) => members,
        _ => &mut nothing,
    };
    let uri =
        template(text, members).map_err(|reason| index.error(format!("{place}.http.requestUri"), reason))?;
    for member in members.iter_mut().filter(|member| member.place == Place::Label) {
        match uri.parts.iter().find(|part| part.label() == Some(&member.name)) {
            Some(UriPart::GreedyLabel(_)) => member.place = Place::GreedyLabel,
            Some(_) => {}
            None => {
                let reason = format!(
                    "the member \"{}\" travels in the path, but \"{text}\" has no place for it",
                    member.name
                );
                return Err(index.error(format!("{place}.http.requestUri"), reason));
            }
        }
    }
    // A path is filled in by the names of members, so it says nothing what the model calls its labels.
    for member in
        members.iter_mut().filter(|member| matches!(member.place, Place::Label | Place::GreedyLabel))
    {
        member.element.wire_name = None;
    }
    Ok(Http { method, uri, status })
}

/// Reads a template; the reason, if a label is none that a client could fill.
fn template(text: &str, members: &[Member]) -> Result<UriTemplate, String> {
    if !text.starts_with('/') {
        return Err(format!("\"{text}\" does not begin with a slash"));
    }
    let query = text.split_once('?').map_or("", |(_, query)| query);
    if let Some((label, _)) = query.split_once('{').and_then(|(_, after)| after.split_once('}')) {
        return Err(format!("the label \"{label}\" stands in the query, where there can be none"));
    }
    let mut parts = Vec::new();
    let literal = |text: &str, parts: &mut Vec<UriPart>| match text {
        _ if text.contains('}') => Err(format!("\"{text}\" closes a brace that is not open")),
        "" => Ok(()),
        _ if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(format!("\"{}\" holds what no URL can hold", text.escape_debug()))
        }
        _ => {
            parts.push(UriPart::Text(text.to_owned()));
            Ok(())
        }
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((label, after)) = after.split_once('}') else {
            return Err(format!("the brace that opens \"{{{after}\" is never closed"));
        };
        literal(before, &mut parts)?;
        let (name, is_greedy) = label.strip_suffix('+').map_or((label, false), |name| (name, true));
        let member = labelled(name, members)?.name.clone();
        parts.push(if is_greedy { UriPart::GreedyLabel(member) } else { UriPart::Label(member) });
        rest = after;
    }
    literal(rest, &mut parts)?;
    Ok(UriTemplate { parts })
}

/// The member that a label stands for, by its name on the wire.
fn labelled<'m>(label: &str, members: &'m [Member]) -> Result<&'m Member, String> {
    let mut labels = members.iter().filter(|member| member.place == Place::Label);
    labels.clone().find(|member| member.on_the_wire() == label).ok_or_else(|| {
        let names = labels.by_ref().map(Member::on_the_wire);
        let help = did_you_mean(label, names).map(|help| format!("; {help}")).unwrap_or_default();
        format!("no member of the input travels in the path as \"{label}\"{help}")
    })
}
