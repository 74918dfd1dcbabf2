//! Lowers the checksums of an operation's bodies.
//!
//! Source: [`httpChecksum`](https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait).

use super::additions::text;
use super::index::Index;
use crate::Error;
use crate::front::botocore::{ChecksumEntry, OperationEntry};
use crate::ir::{Checksum, Requirement, Shape, ShapeId};

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
        Some(name) => text(index, name, &format!("{place}.httpChecksum.{key}"), input, shapes).map(|_| ()),
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
