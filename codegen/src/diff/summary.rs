//! Changes in one line.

use std::collections::BTreeSet;

use super::{Action, Change, Subject, verdict};
use crate::visible;

/// How many names a line gives of one kind of change.
const NAMED: usize = 3;

/// Changes in one line, with the operations that are concerned and what the version has to do:
/// `GetTask: 1 enum value added (State.LOST); no type changes → minor`.
///
/// `selected` are the operations that stand for those that a change of the service as a whole
/// concerns.
pub fn summary(changes: &[Change], selected: &[String]) -> String {
    let mut concerned: BTreeSet<&String> = changes.iter().flat_map(|change| &change.operations).collect();
    if concerned.is_empty() {
        concerned = selected.iter().collect();
    }
    let names: Vec<&str> = concerned.iter().map(|name| name.as_str()).collect();
    let who = match names.len() {
        1..=NAMED => visible(&names.join(", ")).into_owned(),
        number => format!("{number} operations"),
    };
    if changes.is_empty() {
        return format!("{who}: no changes");
    }
    let is_type =
        |change: &Change| matches!(change.subject, Subject::Shape | Subject::Member | Subject::Operation);
    let types = if changes.iter().any(is_type) { "" } else { "; no type changes" };
    format!("{who}: {}{types} → {}", tally(changes), verdict(changes).release())
}

/// How many changes there are of each kind, with the names of the first few:
/// `1 enum value added (State.LOST); 3 documentation edits`.
pub fn tally(changes: &[Change]) -> String {
    let kinds: BTreeSet<(Subject, Action)> = changes.iter().map(kind).collect();
    let parts = kinds.into_iter().map(|wanted| {
        let found: Vec<&str> = changes
            .iter()
            .filter(|change| kind(change) == wanted)
            .map(|change| change.place.as_str())
            .collect();
        part(wanted, &found)
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// What a change is counted as. It does not matter whether documentation came, went or changed.
fn kind(change: &Change) -> (Subject, Action) {
    match change.subject {
        Subject::Documentation | Subject::Constraint | Subject::Service => (change.subject, Action::Changed),
        subject => (subject, change.action),
    }
}

/// One kind of change.
fn part((subject, action): (Subject, Action), places: &[&str]) -> String {
    let number = places.len();
    let plural = if number == 1 { "" } else { "s" };
    match subject {
        Subject::Documentation => format!("{number} documentation edit{plural}"),
        Subject::Constraint => format!("{number} constraint{plural} changed"),
        Subject::Service => format!("{number} fact{plural} of the service changed"),
        subject if number > NAMED => format!("{number} {subject}{plural} {action}"),
        subject => format!("{number} {subject}{plural} {action} ({})", visible(&places.join(", "))),
    }
}
