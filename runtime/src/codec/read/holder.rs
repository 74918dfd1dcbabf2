//! Where a value goes once it is known to be one. A null is absence, so nothing is made for it.

use crate::shape::{ListSlot, MapSlot, Slot, Value};

/// Where a value goes once it is known to be one.
pub(crate) trait Holder<'s>: Sized {
    /// The place to fill.
    fn slot(self) -> Slot<'s>;

    /// There is no value.
    fn null(self) {}
}

/// A slot that is there already.
pub(crate) struct Whole<'s>(pub(crate) Slot<'s>);

impl<'s> Holder<'s> for Whole<'s> {
    fn slot(self) -> Slot<'s> {
        self.0
    }
}

/// A member of a structure.
pub(crate) struct OneMember<'s, 'v>(pub(crate) Option<&'s mut &'v mut dyn Value>);

impl<'s> Holder<'s> for OneMember<'s, '_> {
    fn slot(self) -> Slot<'s> {
        self.0.map_or(Slot::Ignored, |value| value.slot())
    }

    fn null(self) {
        if let Some(value) = self.0 {
            value.clear();
        }
    }
}

/// The next element of a list.
pub(crate) struct Element<'s>(pub(crate) &'s mut dyn ListSlot);

impl<'s> Holder<'s> for Element<'s> {
    fn slot(self) -> Slot<'s> {
        self.0.push()
    }

    fn null(self) {
        self.0.push_null();
    }
}

/// The value under a key of a map.
pub(crate) struct Entry<'s, 'k> {
    pub(crate) map: &'s mut dyn MapSlot,
    pub(crate) key: &'k str,
}

impl<'s> Holder<'s> for Entry<'s, '_> {
    fn slot(self) -> Slot<'s> {
        self.map.insert(self.key)
    }

    fn null(self) {
        self.map.insert_null(self.key);
    }
}
