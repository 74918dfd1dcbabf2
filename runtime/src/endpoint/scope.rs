//! What is in sight while rules are walked.

use super::functions::Operand;
use crate::schema::Partition;

/// The names that are in sight of a rule, and the partitions.
pub(super) struct Scope<'a> {
    pub(super) values: Vec<(&'a str, Operand<'a>)>,
    pub(super) partitions: &'a [Partition],
}

impl<'a> Scope<'a> {
    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Operand<'a>> {
        self.values.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}
