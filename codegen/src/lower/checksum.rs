//! Lowers the checksums of an operation's bodies.
//!
//! Source: [`httpChecksum`](https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait).

use super::index::Index;
use crate::Error;
use crate::front::botocore::{ChecksumEntry, OperationEntry};
use crate::ir::{Checksum, Requirement, Shape, ShapeId, ShapeKind};
use crate::suggest::did_you_mean;

/// Lowers `httpChecksum`, or `httpChecksumRequired`.
///
/// # Errors
///
/// A member that the input does not have, or that is no text.
pub(super) fn lower(
    index: &Index<'_>,
    entry: &OperationEntry,
    place: &str,
    input: ShapeId,
    shapes: &[Shape],
) -> Result<Option<Checksum>, Error> {
    let Some(ChecksumEntry { algorithm_member, required, mode_member, response_algorithms }) =
        &entry.checksum
    else {
        return Ok(None);
    };
    let check = |member: &Option<String>, key: &str| match member {
        Some(name) => check_member(index, name, &format!("{place}.httpChecksum.{key}"), input, shapes),
        None => Ok(()),
    };
    check(algorithm_member, "requestAlgorithmMember")?;
    check(mode_member, "requestValidationModeMember")?;
    Ok(Some(Checksum {
        algorithm: algorithm_member.clone(),
        requirement: if *required { Requirement::Required } else { Requirement::Optional },
        mode: mode_member.clone(),
        response_algorithms: response_algorithms.clone(),
    }))
}

fn check_member(
    index: &Index<'_>,
    name: &str,
    place: &str,
    input: ShapeId,
    shapes: &[Shape],
) -> Result<(), Error> {
    let members = shapes.get(input.0).map(Shape::members).unwrap_or_default();
    let Some(member) = members.iter().find(|member| member.name == name) else {
        let help = did_you_mean(name, members.iter().map(|member| member.name.as_str()));
        return Err(index.error(place, format!("the input has no member \"{name}\"")).with_help(help));
    };
    match shapes.get(member.element.target.0).map(|shape| &shape.kind) {
        Some(ShapeKind::String | ShapeKind::Enum(_)) => Ok(()),
        _ => Err(index.error(place, format!("the member \"{name}\" is no text"))),
    }
}
