//! Members outside of the body: in the path, the query string, headers and the status. Every protocol that has such
//! places shares this.
//!
//! Source: [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html).

mod head;
mod list;
#[cfg(feature = "test-util")]
pub(super) mod server;
mod target;

pub(super) use head::{raw, read, write};
#[cfg(feature = "test-util")]
pub(super) use target::labels_elsewhere;
pub(super) use target::{check_steps, target};

use crate::error::RequestError;
use crate::schema::{Member, Place, StructureSchema};
use crate::shape::{Structure, View};

/// The member that is the whole body, with its position.
pub(super) fn payload(schema: &'static StructureSchema) -> Option<(usize, &'static Member)> {
    schema.members.iter().enumerate().find(|(_, member)| member.place == Place::Payload)
}

/// Whether any member travels in the body beside others.
pub(super) fn has_body(schema: &StructureSchema) -> bool {
    schema.members.iter().any(|member| member.place == Place::Body)
}

/// Whether any of the members that travel in the body beside others has a value.
#[cfg(feature = "rest-xml")]
pub(super) fn has_values(structure: &dyn Structure) -> bool {
    // The first that has one is an end to the search, which is what errors are.
    each(structure, |member, view| match member.place == Place::Body && !view.is_null() {
        true => Err(()),
        false => Ok(()),
    })
    .is_err()
}

/// Goes over the members of a structure, each with its value.
///
/// # Errors
///
/// The first that `look` gives.
fn each<E>(
    structure: &dyn Structure,
    mut look: impl FnMut(&'static Member, View<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let members = structure.schema().members;
    let mut outcome = Ok(());
    structure.members(&mut |views: &[View<'_>]| {
        outcome = members.iter().zip(views).try_for_each(|(member, view)| look(member, *view));
    });
    outcome
}

/// An error about the value of a member, which is not repeated.
fn wrong(member: &Member, reason: &str) -> RequestError {
    RequestError::new(format_args!("{}: {reason}", member.name))
}
