//! What the model calls sensitive, anywhere below a shape.

use std::collections::BTreeSet;
use std::ptr;

use super::{Member, Target, Traits};

/// What stands in the place of a sensitive value.
pub(crate) const REDACTED: &str = "<redacted>";

/// The names of the sensitive members below some structures and unions, in the model and on the wire, each once.
/// Lists and maps with sensitive parts count as sensitive members. Shapes may be recursive.
pub(crate) fn sensitive_members(roots: impl IntoIterator<Item = &'static [Member]>) -> Vec<&'static str> {
    let mut names = BTreeSet::new();
    let mut waiting: Vec<&'static [Member]> = roots.into_iter().collect();
    let mut seen: Vec<&'static [Member]> = Vec::new();
    while let Some(members) = waiting.pop() {
        if seen.iter().any(|seen| ptr::eq(*seen, members)) {
            continue;
        }
        seen.push(members);
        for member in members {
            if is_sensitive(member, &mut waiting) {
                names.extend([member.name, member.wire_name]);
            }
        }
    }
    names.into_iter().collect()
}

/// Whether a text of unknown form seems to hold the value of one of these members: it has the name as a word, with
/// what stands between names and values in JSON, also inside a text, in markup and in forms.
pub(crate) fn seem_told(names: &[&str], text: &str) -> bool {
    let is_told = |name: &&str| {
        text.match_indices(*name).any(|(start, _)| {
            let before = text.get(..start).unwrap_or_default();
            let after = text.get(start + name.len()..).unwrap_or_default();
            !before.ends_with(char::is_alphanumeric) && after.starts_with(['"', '\\', '>', '=', ':'])
        })
    };
    names.iter().any(is_told)
}

/// Whether all members of a structure or union are sensitive, as they are where it is so itself. What stands beside
/// them is then sensitive, too.
pub(crate) fn are_sensitive(members: &[Member]) -> bool {
    !members.is_empty() && members.iter().all(|member| member.traits.has(Traits::SENSITIVE))
}

/// Whether a member or a part of it is sensitive; the structures and unions in it are added to those that wait.
fn is_sensitive(member: &'static Member, waiting: &mut Vec<&'static [Member]>) -> bool {
    let mut parts = vec![member];
    let mut sensitive = false;
    while let Some(part) = parts.pop() {
        sensitive |= part.traits.has(Traits::SENSITIVE);
        match part.target.resolve() {
            Target::Structure(schema) => waiting.push(schema.members),
            Target::Union(schema) => waiting.push(schema.members),
            Target::List(element) | Target::SparseList(element) | Target::Events(element) => {
                parts.push(element)
            }
            Target::Map(schema) | Target::SparseMap(schema) => parts.extend([&schema.key, &schema.value]),
            _ => {}
        }
    }
    sensitive
}
