//! The peer of the codec: the shapes as somebody would write them by hand for serde.
//!
//! They do what generated shapes do on the wire, so that both do the same work: absent members are
//! `None` and are left out when written, values of enums that nobody knows are kept as text, and
//! timestamps are `jiff::Timestamp`, read from and written as seconds. They are free of what costs
//! time and is not needed: no `flatten`, no untagged enums, no buffering. What they do not do, and
//! generated shapes do: note what the model does not know, say at which path a value did not fit,
//! take timestamps as text too, and write maps in the order of their keys.

mod deep;
mod epoch_seconds;
mod tasks;
mod text_enum;
mod wide;

pub use deep::{Deep, Node};
pub use tasks::{
    Alarm, AlarmConfiguration, AlarmState, AlarmStateInformation, Status, Task, TaskPage, TaskType,
};
pub use wide::Wide;
