//! Merges an overlay (`*.sdk-extras.json`) into the file that it belongs to.
//!
//! The format and its meaning are botocore's: what stands under `merge` is merged key by key; where
//! both sides hold an object the merge goes on inside, everywhere else the overlay's value replaces
//! the file's. One rule is added: documentation for something that the model does not have is left
//! out, with a remark. That is how an overlay looks that the model has moved away from, and words are
//! no reason to refuse a model.

use crate::Error;
use crate::front::Document;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::front::places::inside;
use crate::suggest::did_you_mean;

/// Merges an overlay into a file.
pub(crate) fn merge(base: &mut Document, overlay: &Document) -> Result<(), Error> {
    let root = Node::root(overlay);
    let extra = root.required("merge")?;
    extra.entries()?;
    let file = overlay.places.shared_file();
    let mut put = |place: &str| base.places.put(place, &file, inside("merge", place));
    merge_into(&mut base.root, extra.value, "", &mut put);
    Ok(())
}

/// Merges a value into another at a place; `put` is told where a value of the overlay ends up.
fn merge_into(base: &mut Json, extra: &Json, place: &str, put: &mut impl FnMut(&str)) {
    match (base, extra) {
        (Json::Object(fields), Json::Object(extras)) => {
            for (key, extra) in extras {
                let place = inside(place, key);
                match fields.iter_mut().find(|(name, _)| name == key) {
                    Some((_, value)) => merge_into(value, extra, &place, put),
                    None => {
                        fields.push((key.clone(), extra.clone()));
                        put(&place);
                    }
                }
            }
        }
        (base, extra) => {
            *base = extra.clone();
            put(place);
        }
    }
}

/// Takes out of an overlay the documentation of operations, shapes and members that the service does
/// not have, and gives a remark for each.
pub(crate) fn leave_out_stale(service: &Document, overlay: &mut Document) -> Vec<String> {
    let mut remarks = Vec::new();
    let file = overlay.places.file().to_owned();
    let Some(merge) = overlay.root.get_mut("merge") else { return remarks };
    for (key, kind) in [("operations", "operation"), ("shapes", "shape")] {
        let (Some(Json::Object(entries)), Some(base)) = (merge.get_mut(key), service.root.get(key)) else {
            continue;
        };
        let place = format!("{file}: merge.{key}");
        remarks.extend(leave_out_unknown(entries, base, &place, kind));
        for (name, entry) in entries {
            let members = base.get(name).and_then(|shape| shape.get("members"));
            if let (Some(Json::Object(entries)), Some(base)) = (entry.get_mut("members"), members) {
                let place = format!("{place}.{name}.members");
                remarks.extend(leave_out_unknown(entries, base, &place, "member"));
            }
        }
    }
    remarks
}

fn leave_out_unknown(entries: &mut Vec<(String, Json)>, base: &Json, place: &str, kind: &str) -> Vec<String> {
    let is_stale = |name: &str, entry: &Json| base.get(name).is_none() && only_documents(entry);
    let stale = entries.extract_if(.., |(name, entry)| is_stale(name, entry));
    let remark = |(name, _): (String, Json)| {
        let names = base.fields().iter().map(|(name, _)| name.as_str());
        let help = did_you_mean(&name, names).map(|help| format!("; {help}")).unwrap_or_default();
        format!("{place}.{name}: no {kind} is called \"{name}\", so its documentation is left out{help}")
    };
    stale.map(remark).collect()
}

/// Whether an entry carries documentation and nothing else.
fn only_documents(entry: &Json) -> bool {
    entry.fields().iter().all(|(key, value)| match key.as_str() {
        "documentation" => true,
        "members" => value.fields().iter().all(|(_, member)| only_documents(member)),
        _ => false,
    })
}
