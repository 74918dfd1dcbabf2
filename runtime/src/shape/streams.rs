//! The member of a structure that is a stream, of which there is one at most.

use super::{Slot, Structure, Value, with_member};
use crate::schema::Target;
use crate::stream::ByteStream;

/// Puts a stream into the member for it. Gives it back where there is none.
pub(crate) fn put_stream(structure: &mut dyn Structure, stream: ByteStream) -> Option<ByteStream> {
    let mut left = Some(stream);
    with_stream(structure, |value| {
        if let Slot::Stream(slot) = value.slot()
            && let Some(stream) = left.take()
        {
            *slot = stream;
        }
    });
    left
}

#[cfg(any(feature = "dynamic", feature = "test-util"))]
/// Takes the stream out, where there is one that is wanted.
pub(crate) fn take_stream(
    structure: &mut dyn Structure,
    is_wanted: impl Fn(&ByteStream) -> bool,
) -> Option<ByteStream> {
    let mut taken = None;
    with_stream(structure, |value| {
        if matches!(value.view(), super::View::Stream(stream) if is_wanted(stream))
            && let Slot::Stream(slot) = value.more()
        {
            taken = Some(std::mem::take(slot));
        }
    });
    taken
}

fn with_stream(structure: &mut dyn Structure, mut work: impl FnMut(&mut dyn Value)) {
    let mut members = structure.schema().members.iter();
    if let Some(index) = members.position(|member| matches!(member.target, Target::Stream)) {
        with_member(structure, index, &mut work);
    }
}
