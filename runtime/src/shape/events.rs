//! The member of a structure that is a stream of events, of which there is one at most.

use std::error::Error as StdError;
use std::task::{Context, Poll};

use super::{Slot, Structure, Union, with_member};
use crate::schema::Target;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Where events come from: the body of a reply, as a rule.
pub trait EventSource: Send {
    /// Reads the next event into a union. After the end and after an error nothing more is asked.
    ///
    /// # Errors
    ///
    /// Why no more events come.
    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        event: &mut dyn Union,
    ) -> Poll<Option<Result<(), BoxError>>>;
}

/// Events as a place to fill.
pub trait EventSlot {
    /// Has the events come from here.
    fn put(&mut self, source: Box<dyn EventSource>);

    /// Takes the events out, to be looked at whatever their type is.
    fn take(&mut self) -> Box<dyn Events>;
}

/// Events, whatever their type is.
pub trait Events: Send {
    /// Shows the next event.
    ///
    /// # Errors
    ///
    /// Why no more events come.
    fn poll_shown(
        &mut self,
        context: &mut Context<'_>,
        look: &mut dyn LookAtEvent,
    ) -> Poll<Option<Result<(), BoxError>>>;
}

/// What looks at an event.
pub trait LookAtEvent {
    /// An event.
    fn event(&mut self, event: &dyn Union);

    /// An exception that somebody made by hand, with its code, its message and its members.
    fn exception(&mut self, code: Option<&str>, message: Option<&str>, exception: Option<&dyn Structure>);
}

/// Has the events of a structure come from a source. Without a member for them they are dropped.
pub(crate) fn put_events(structure: &mut dyn Structure, source: Box<dyn EventSource>) {
    let mut left = Some(source);
    with_events(structure, &mut |slot| {
        if let Some(source) = left.take() {
            slot.put(source);
        }
    });
}

/// Takes the events of a structure out, where it has a member for them.
#[cfg(any(feature = "dynamic", feature = "test-util"))]
pub(crate) fn take_events(structure: &mut dyn Structure) -> Option<Box<dyn Events>> {
    let mut taken = None;
    with_events(structure, &mut |slot| taken = Some(slot.take()));
    taken
}

fn with_events(structure: &mut dyn Structure, work: &mut dyn FnMut(&mut dyn EventSlot)) {
    let mut members = structure.schema().members.iter();
    if let Some(index) = members.position(|member| matches!(member.target, Target::Events(_))) {
        with_member(structure, index, &mut |value| {
            if let Slot::Events(slot) = value.more() {
                work(slot);
            }
        });
    }
}
