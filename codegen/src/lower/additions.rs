//! Lowers what corrections and patches add to operations, which no model says of itself.

use super::index::Index;
use crate::Error;
use crate::front::additions::CrossRegionEntry;
use crate::front::botocore::OperationEntry;
use crate::ir::{CrossRegion, Member, Place, Shape, ShapeId, ShapeKind};
use crate::suggest::did_you_mean;

/// The members by which an operation copies from another region. Where the input has none that tells the region, as in
/// models without the overlay that adds it, nobody can say so, and nothing is done about it.
pub(super) fn cross_region(
    index: &Index<'_>,
    entry: &OperationEntry,
    place: &str,
    input: ShapeId,
    shapes: &[Shape],
) -> Result<Option<CrossRegion>, Error> {
    let Some(CrossRegionEntry { source, source_is_for_client, destination, url }) = &entry.added.cross_region
    else {
        return Ok(None);
    };
    let place = |key: &str| format!("{place}.crossRegion.{key}");
    let members = shapes.get(input.0).map(Shape::members).unwrap_or_default();
    if *source_is_for_client && !members.iter().any(|member| member.name == *source) {
        return Ok(None);
    }
    text(index, source, &place("source"), input, shapes)?;
    text(index, url, &place("url"), input, shapes)?;
    if members.iter().any(|member| member.name == *destination) {
        text(index, destination, &place("destination"), input, shapes)?;
    }
    Ok(Some(CrossRegion {
        source: source.clone(),
        source_is_for_client: *source_is_for_client,
        destination: destination.clone(),
        url: url.clone(),
    }))
}

/// The fields that forms have names of their own for.
pub(super) fn form_fields(
    index: &Index<'_>,
    entry: &OperationEntry,
    place: &str,
    input: ShapeId,
    shapes: &[Shape],
) -> Result<Vec<(String, String)>, Error> {
    for (field, name) in &entry.added.form_fields {
        text(index, name, &format!("{place}.formFields.{field}"), input, shapes)?;
    }
    Ok(entry.added.form_fields.clone())
}

/// The header that tells the tree hash of the body.
pub(super) fn tree_hash(
    index: &Index<'_>,
    entry: &OperationEntry,
    place: &str,
    input: ShapeId,
    shapes: &[Shape],
) -> Result<Option<String>, Error> {
    let Some(name) = &entry.added.tree_hash else { return Ok(None) };
    let place = format!("{place}.treeHash");
    let member = text(index, name, &place, input, shapes)?;
    match member.place {
        Place::Header => Ok(Some(member.element.wire_name.as_ref().unwrap_or(&member.name).clone())),
        _ => Err(index.error(place, format!("the member \"{name}\" is no header"))),
    }
}

/// A member of the input that is text.
pub(super) fn text<'s>(
    index: &Index<'_>,
    name: &str,
    place: &str,
    input: ShapeId,
    shapes: &'s [Shape],
) -> Result<&'s Member, Error> {
    let members = shapes.get(input.0).map(Shape::members).unwrap_or_default();
    let Some(member) = members.iter().find(|member| member.name == name) else {
        let help = did_you_mean(name, members.iter().map(|member| member.name.as_str()));
        return Err(index.error(place, format!("the input has no member \"{name}\"")).with_help(help));
    };
    match shapes.get(member.element.target.0).map(|shape| &shape.kind) {
        Some(ShapeKind::String | ShapeKind::Enum(_)) => Ok(member),
        _ => Err(index.error(place, format!("the member \"{name}\" is no text"))),
    }
}
