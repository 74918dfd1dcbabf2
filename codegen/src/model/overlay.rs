//! Merges an overlay (`*.sdk-extras.json`) into the file that it belongs to.
//!
//! The format and its meaning are botocore's: what stands under `merge` is merged key by key; where
//! both sides hold an object the merge goes on inside, everywhere else the overlay's value replaces
//! the file's. One rule is added: documentation for something that the model does not have is an
//! error, because that is how an overlay looks that the model has moved away from.

use crate::Error;
use crate::model::Document;
use crate::model::json::Json;
use crate::model::node::Node;
use crate::suggest::did_you_mean;

/// Merges an overlay into a file.
pub(crate) fn merge(base: &mut Document<'_>, overlay: &Document<'_>) -> Result<(), Error> {
    let root = Node::root(overlay);
    let extra = root.required("merge")?;
    extra.entries()?;
    merge_into(&mut base.root, extra.value);
    Ok(())
}

fn merge_into(base: &mut Json, extra: &Json) {
    match (base, extra) {
        (Json::Object(fields), Json::Object(extras)) => {
            for (key, extra) in extras {
                match fields.iter_mut().find(|(name, _)| name == key) {
                    Some((_, value)) => merge_into(value, extra),
                    None => fields.push((key.clone(), extra.clone())),
                }
            }
        }
        (base, extra) => *base = extra.clone(),
    }
}

/// Refuses an overlay that documents an operation, shape or member that the service does not have.
pub(crate) fn refuse_stale(service: &Document<'_>, overlay: &Document<'_>) -> Result<(), Error> {
    let root = Node::root(overlay);
    let merge = root.required("merge")?;
    for (key, kind) in [("operations", "operation"), ("shapes", "shape")] {
        let (Some(extra), Some(base)) = (merge.optional(key)?, service.root.get(key)) else {
            continue;
        };
        refuse_unknown(&extra, base, kind)?;
        for (name, shape) in extra.entries()? {
            let members = base.get(name).and_then(|shape| shape.get("members"));
            if let (Some(extra), Some(base)) = (shape.optional("members")?, members) {
                refuse_unknown(&extra, base, "member")?;
            }
        }
    }
    Ok(())
}

fn refuse_unknown(extra: &Node<'_>, base: &Json, kind: &str) -> Result<(), Error> {
    for (name, node) in extra.entries()? {
        if base.get(name).is_none() && only_documents(node.value) {
            let names = base.fields().iter().map(|(name, _)| name.as_str());
            let help = did_you_mean(name, names)
                .unwrap_or_else(|| "remove the entry, or correct its name".to_owned());
            return Err(node.error(format!("no {kind} is called \"{name}\"")).with_help(Some(help)));
        }
    }
    Ok(())
}

/// Whether an entry carries documentation and nothing else.
fn only_documents(entry: &Json) -> bool {
    entry.fields().iter().all(|(key, value)| match key.as_str() {
        "documentation" => true,
        "members" => value.fields().iter().all(|(_, member)| only_documents(member)),
        _ => false,
    })
}
