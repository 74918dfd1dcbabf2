//! Members as a recording keeps them: in the form in which serde stores every shape, by their names in the model.

use serde_json::Value as Json;

use super::anything::Anything;
use crate::codec::DEPTH_LIMIT;
use crate::codec::Purpose;
use crate::codec::json::read::{self, Described};
use crate::codec::json::write::Writer;
use crate::codec::read::Notes;
use crate::schema::Target;
use crate::shape::{Slot, Structure, View};

/// How deep members may nest, so that they can be read inside of a file, too, which is nested itself.
const DEEPEST: usize = DEPTH_LIMIT - 8;

/// The members of a structure; `None` for a value that is nested too deep.
pub(super) fn write(value: &dyn Structure) -> Option<Json> {
    let members = serde_json::to_value(Writer::new(&View::Structure(value), Purpose::Storage)).ok()?;
    (depth(&members) <= DEEPEST).then_some(members)
}

/// How many objects and lists stand in one another.
fn depth(json: &Json) -> usize {
    let deepest = match json {
        Json::Array(elements) => elements.iter().map(depth).max(),
        Json::Object(entries) => entries.values().map(depth).max(),
        _ => return 0,
    };
    deepest.unwrap_or_default() + 1
}

/// A structure out of its members. Those that the model does not know are passed over.
///
/// # Errors
///
/// What does not fit, with its path.
pub(super) fn read(shape: Target, members: &Json) -> Result<Anything, String> {
    let mut value = Anything::of(shape.structure());
    let notes = Notes::default();
    let slot = Slot::Structure(&mut value);
    let described = Described::of(&slot);
    match read::read(slot, &notes, members) {
        Ok(()) => Ok(value),
        Err(error) => Err(described.told(notes, error)),
    }
}
