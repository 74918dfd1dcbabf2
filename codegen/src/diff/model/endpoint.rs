//! Differences of endpoint rules, and of the partitions that they look regions up in.

use super::super::Action;
use super::{Findings, Here, pairs};
use crate::ir::endpoint::{Partition, Rules};

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
    for (name, old, new) in pairs(&old.partitions, &new.partitions, |partition| &partition.name) {
        match (old, new) {
            (Some(old), Some(new)) => partitions(old, new, &mut changed),
            (old, new) => {
                let word = word(old, new).unwrap_or_default();
                changed(format!("partition {name} {word}"));
            }
        }
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

fn partitions(old: &Partition, new: &Partition, changed: &mut impl FnMut(String)) {
    let name = &new.name;
    for (one, other, word) in [(new, old, "added to"), (old, new, "removed from")] {
        let regions: Vec<&str> =
            one.regions.iter().filter(|region| !other.regions.contains(region)).map(String::as_str).collect();
        if !regions.is_empty() {
            let plural = if regions.len() == 1 { "" } else { "s" };
            changed(format!("region{plural} {} {word} partition {name}", regions.join(", ")));
        }
    }
    let others = |partition: &Partition| Partition { regions: Vec::new(), ..partition.clone() };
    if others(old) != others(new) {
        changed(format!("partition {name} changed"));
    }
}
