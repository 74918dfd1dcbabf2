//! The members of a structure on their way in.

use super::holder::OneMember;
use super::reset;
use crate::shape::Value;
use crate::shape::{Slot, View};

/// The members of a structure, each given out to be filled.
pub(crate) struct Fields<'s, 'v> {
    values: &'s mut [&'v mut dyn Value],
    expected: usize,
    /// The members from here on have not come yet.
    untouched: usize,
}

impl<'s, 'v> Fields<'s, 'v> {
    pub(crate) fn new(values: &'s mut [&'v mut dyn Value]) -> Self {
        Self { values, expected: 0, untouched: 0 }
    }

    /// The member that comes next as a rule.
    pub(crate) fn expected(&self) -> usize {
        self.expected
    }

    /// A member to be filled. It may come twice, and the last one counts.
    #[inline]
    pub(crate) fn member(&mut self, index: usize) -> OneMember<'_, 'v> {
        let mut value = self.values.get_mut(index);
        self.expected = index + 1;
        if index >= self.untouched {
            self.untouched = self.expected;
        } else if let Some(value) = &mut value {
            reset::reset(&mut ***value);
        }
        OneMember(value)
    }

    /// A list or map to be added to, whose items stand beside other members, and how many a list has. The same member is
    /// expected next.
    pub(crate) fn more(&mut self, index: usize) -> (Slot<'_>, usize) {
        self.expected = index;
        let Some(value) = self.values.get_mut(index) else { return (Slot::Ignored, 0) };
        let length = match value.view() {
            View::List(list) => list.len(),
            _ => 0,
        };
        (value.more(), length)
    }
}
