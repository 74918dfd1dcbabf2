//! The service's half of bindings: a request's target taken apart.

use std::collections::HashSet;

use http::Uri;

use crate::codec::read::{Notes, Path};
use crate::codec::text::scalar;
use crate::codec::url;
use crate::schema::{Member, Place};
use crate::shape::{Slot, Structure, Value};

/// Reads the members that travel in the path and the query, and labels that stand elsewhere. The endpoint may have a path
/// of its own before it, and some parameters of the query may be none of the input's.
///
/// # Errors
///
/// A target that the template does not give, or a value that does not fit.
pub(in super::super) fn read_target(
    uri: &Uri,
    template: &str,
    elsewhere: &[(&'static str, String)],
    is_foreign: &dyn Fn(&str) -> bool,
    input: &mut dyn Structure,
) -> Result<(), String> {
    let (path, literal) = template.split_once('?').unwrap_or((template, ""));
    let wanted: Vec<&str> = path.split('/').skip(1).collect();
    let given: Vec<&str> = uri.path().split('/').skip(1).collect();
    let mut labels = (0..=given.len())
        .find_map(|start| labels(&wanted, given.get(start..)?))
        .ok_or_else(|| format!("the path is none that \"{path}\" gives"))?;
    labels.extend(elsewhere.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let mut query: Vec<(String, String)> = Vec::new();
    for part in uri.query().unwrap_or_default().split('&').filter(|part| !part.is_empty()) {
        if !literal.split('&').any(|literal| literal == part) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decoded(name);
            if !is_foreign(&name) {
                query.push((name, decoded(value)));
            }
        }
    }
    let notes = Notes::default();
    let members = input.schema().members;
    let named =
        |name: &str| members.iter().any(|member| member.place == Place::Query && member.wire_name == name);
    let mut outcome = Ok(());
    input.members_mut(&mut |values: &mut [&mut dyn Value]| {
        outcome = members.iter().zip(values).try_for_each(|(member, value)| {
            let given: Vec<&(String, String)> = match member.place {
                Place::Label | Place::GreedyLabel => {
                    labels.iter().filter(|(name, _)| name == member.name).collect()
                }
                Place::Query => query.iter().filter(|(name, _)| name == member.wire_name).collect(),
                Place::QueryMap => query.iter().filter(|(name, _)| !named(name)).collect(),
                _ => Vec::new(),
            };
            read(member, &mut **value, &given, &notes)
                .map_err(|wanted| format!("{}: expected {wanted}", member.name))
        });
    });
    outcome
}

/// The values of the labels of a template, where a path is one that it gives.
fn labels(wanted: &[&str], given: &[&str]) -> Option<Vec<(String, String)>> {
    let mut labels = Vec::new();
    let mut given = given;
    for (index, step) in wanted.iter().enumerate() {
        let label = step.strip_prefix('{').and_then(|step| step.strip_suffix('}'));
        match label.map(|label| label.strip_suffix('+').ok_or(label)) {
            None => given = given.strip_prefix(&[*step])?,
            Some(Err(label)) => {
                let (first, rest) = given.split_first()?;
                labels.push((label.to_owned(), decoded(first)));
                given = rest;
            }
            Some(Ok(label)) => {
                let behind = wanted.len().checked_sub(index + 1)?;
                let (own, rest) = given.split_at_checked(given.len().checked_sub(behind)?)?;
                labels.push((label.to_owned(), decoded(&own.join("/"))));
                given = rest;
            }
        }
    }
    given.is_empty().then_some(labels)
}

fn read(
    member: &'static Member,
    value: &mut dyn Value,
    given: &[&(String, String)],
    notes: &Notes,
) -> Result<(), &'static str> {
    let path = Path::ROOT.member(member);
    let Some((_, first)) = given.first() else { return Ok(()) };
    match value.slot() {
        Slot::List(list) => {
            given.iter().try_for_each(|(_, text)| scalar::read(&mut list.push(), text, &path, notes))
        }
        Slot::Map(map) => {
            let mut seen = HashSet::new();
            let mut keys = given.iter().map(|(key, _)| key.as_str()).filter(|key| seen.insert(*key));
            keys.try_for_each(|key| {
                let mut texts = given.iter().filter(|(name, _)| name == key).map(|(_, text)| text);
                match map.insert(key) {
                    Slot::List(list) => {
                        texts.try_for_each(|text| scalar::read(&mut list.push(), text, &path, notes))
                    }
                    mut slot => texts.try_for_each(|text| scalar::read(&mut slot, text, &path, notes)),
                }
            })
        }
        mut slot => scalar::read(&mut slot, first, &path, notes),
    }
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&url::decoded(text)).into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]

    use std::collections::HashMap;

    use super::*;

    struct Search {
        name: Option<String>,
        more: Option<HashMap<String, Vec<String>>>,
    }

    crate::structure! {
        Search as "Search" {
            name: "Name" => String, QUERY;
            more: "More" => Map(&pair(each(String), each(List(&each(String))))), QUERY_MAP;
        }
    }

    #[test]
    fn values_of_one_key_of_a_query_map_need_not_stand_together() {
        let mut input = Search { name: None, more: None };
        let uri = Uri::from_static("/things?a=1&b=2&Name=n&a=3&b=2&key=hunter2");
        read_target(&uri, "/things", &[], &|name| name == "key", &mut input).unwrap();
        let more = input.more.unwrap();
        assert_eq!(
            (more.len(), &more["a"], &more["b"]),
            (2, &vec!["1".into(), "3".into()], &vec!["2".into(), "2".into()])
        );
        assert_eq!(input.name.as_deref(), Some("n"));
    }
}
