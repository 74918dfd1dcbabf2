//! Headers and the status: of requests and replies, written and read.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{each, list, wrong};
use crate::codec::read::{Notes, Path, Unreadable};
use crate::codec::text::{self, scalar};
use crate::error::RequestError;
use crate::schema::{Member, Place, Target, TimestampFormat, Traits};
use crate::shape::{Slot, Structure, Value, View};

/// Writes the members that travel in headers, those with a name of their own last, so that they win.
///
/// # Errors
///
/// A value that no header can hold.
pub(in super::super) fn write(
    structure: &dyn Structure,
    headers: &mut HeaderMap,
) -> Result<(), RequestError> {
    each(structure, |member, view| {
        let (Place::PrefixHeaders, View::Map(map)) = (member.place, view) else { return Ok(()) };
        let value = member.target.entries().map_or(member, |schema| &schema.value);
        for (key, view) in map.entries() {
            if let Some(text) = text(value, view) {
                insert(headers, member, &format!("{}{key}", member.wire_name), &text)?;
            }
        }
        Ok(())
    })?;
    each(structure, |member, view| match (member.place, text(member, view)) {
        (Place::Header, Some(text)) => insert(headers, member, member.wire_name, &text),
        _ => Ok(()),
    })
}

/// The value of a header; `None` where there is none to be sent.
fn text(member: &Member, view: View<'_>) -> Option<String> {
    if let View::List(elements) = view {
        let element = member.target.element().unwrap_or(member);
        let is_text = matches!(element.target.resolve(), Target::String | Target::Enum(_));
        let value = |index| scalar::of_member(element, elements.get(index), TimestampFormat::HttpDate);
        let values = (0..elements.len()).filter_map(value);
        return (!elements.is_empty()).then(|| list::join(values, is_text));
    }
    let text = scalar::of_member(member, view, TimestampFormat::HttpDate)?;
    Some(if member.traits.has(Traits::JSON_TEXT) { text::base64(text.as_bytes()) } else { text.into_owned() })
}

fn insert(headers: &mut HeaderMap, member: &Member, name: &str, text: &str) -> Result<(), RequestError> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| wrong(member, &format!("\"{}\" cannot be the name of a header", name.escape_debug())))?;
    // What is signed has to be visible, and everything else is sent as it is.
    let is_signed = name == http::header::CONTENT_TYPE || name.as_str().starts_with("x-amz-");
    let value = match is_signed {
        true => HeaderValue::from_str(text),
        false => HeaderValue::from_bytes(text.as_bytes()),
    };
    let mut value = value.map_err(|_| {
        wrong(
            member,
            &format!("it travels in the header {name}, which cannot hold line breaks or such letters"),
        )
    })?;
    value.set_sensitive(member.traits.has(Traits::SENSITIVE));
    headers.insert(name, value);
    Ok(())
}

/// Reads the members that travel in headers and as the status.
///
/// # Errors
///
/// A header that is not what the member holds, with the member's name.
pub(in super::super) fn read(
    status: StatusCode,
    headers: &HeaderMap,
    structure: &mut dyn Structure,
    notes: &Notes,
) -> Result<(), Unreadable> {
    let members = structure.schema().members;
    if members
        .iter()
        .all(|member| !matches!(member.place, Place::Header | Place::PrefixHeaders | Place::Status))
    {
        return Ok(());
    }
    let mut outcome = Ok(());
    structure.members_mut(&mut |values: &mut [&mut dyn Value]| {
        outcome = members.iter().zip(values).try_for_each(|(member, value)| {
            let path = Path::ROOT.member(member);
            read_member(status, headers, member, &mut **value, &path, notes).map_err(|wanted| Unreadable {
                path: Some(path.to_string()),
                reason: format!("expected {wanted} in the header {}", member.wire_name),
            })
        });
    });
    outcome
}

fn read_member(
    status: StatusCode,
    headers: &HeaderMap,
    member: &Member,
    value: &mut dyn Value,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    match member.place {
        Place::Status => scalar::read(&mut value.slot(), status.as_str(), path, notes),
        Place::Header => match joined(headers, member.wire_name) {
            Some(text) => read_text(&text, member, &mut value.slot(), path, notes),
            None => Ok(()),
        },
        Place::PrefixHeaders => read_prefixed(headers, member, value, path, notes),
        _ => Ok(()),
    }
}

/// The values of a header, which may stand in several of its name.
fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(name).iter();
    let texts: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!texts.is_empty()).then(|| texts.join(","))
}

fn read_text(
    text: &str,
    member: &Member,
    slot: &mut Slot<'_>,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    if let Slot::List(elements) = slot {
        elements.clear();
        let element = member.target.element().unwrap_or(member);
        let are_dates = matches!(element.target, Target::Timestamp)
            && matches!(element.timestamp_format, None | Some(TimestampFormat::HttpDate));
        let mut values = list::split(text, are_dates).into_iter().enumerate();
        return values.try_for_each(|(index, value)| {
            scalar::read(&mut elements.push(), &value, &path.index(index), notes)
        });
    }
    if member.traits.has(Traits::JSON_TEXT) {
        let decoded = text::from_base64(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        return scalar::read(slot, &decoded.ok_or("JSON in base64")?, path, notes);
    }
    // White space around a header is none of its value.
    scalar::read(slot, text.trim(), path, notes)
}

fn read_prefixed(
    headers: &HeaderMap,
    member: &Member,
    value: &mut dyn Value,
    path: &Path<'_>,
    notes: &Notes,
) -> Result<(), &'static str> {
    let prefix = member.wire_name.to_ascii_lowercase();
    let found: Vec<_> =
        headers.keys().filter_map(|name| Some((name, name.as_str().strip_prefix(&*prefix)?))).collect();
    if found.is_empty() {
        return Ok(());
    }
    let Slot::Map(map) = value.slot() else { return Err("headers of one beginning") };
    map.clear();
    found.into_iter().try_for_each(|(name, key)| {
        let text = joined(headers, name.as_str()).unwrap_or_default();
        scalar::read(&mut map.insert(key), text.trim(), &path.entry(), notes)
    })
}

/// The body of a message and the type of what is in it, where a payload is no structure: bytes or text as they are.
pub(in super::super) fn raw(view: View<'_>) -> Option<(Bytes, &'static str)> {
    match view {
        View::Blob(bytes) => Some((Bytes::copy_from_slice(bytes), "application/octet-stream")),
        View::String(text) | View::Enum(text) => {
            Some((Bytes::copy_from_slice(text.as_bytes()), "text/plain"))
        }
        _ => None,
    }
}
