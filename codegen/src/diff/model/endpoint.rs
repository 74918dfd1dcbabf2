//! Differences of endpoint rules.

use super::super::Action;
use super::{Findings, Here, pairs};
use crate::ir::endpoint::Rules;

/// Compares the rules of two services.
pub(super) fn compare(here: &Here<'_>, old: Option<&Rules>, new: Option<&Rules>, findings: &mut Findings) {
    let mut changed = |description: String| findings.push(here, Action::Changed, description);
    let (old, new) = match (old, new) {
        (None, None) => return,
        (None, Some(_)) => return changed("endpoint rules added".to_owned()),
        (Some(_), None) => return changed("endpoint rules removed".to_owned()),
        (Some(old), Some(new)) => (old, new),
    };
    for (name, old, new) in pairs(&old.parameters, &new.parameters, |parameter| &parameter.name) {
        if let Some(word) = word(old, new) {
            changed(format!("parameter {name} of the endpoint rules {word}"));
        }
    }
    if old.rules != new.rules {
        changed("endpoint rules changed".to_owned());
    }
}

/// What happened to something that may be missing on either side; nothing, if it stayed.
fn word<T: PartialEq>(old: Option<T>, new: Option<T>) -> Option<&'static str> {
    match (old, new) {
        (None, Some(_)) => Some("added"),
        (Some(_), None) => Some("removed"),
        (old, new) => (old != new).then_some("changed"),
    }
}
