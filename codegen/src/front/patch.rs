//! Corrects mistakes in models.
//!
//! A patch names the place, the reason, what stands there now and what should: `{"patches": [{"path":
//! "shapes.Foo.required.0", "reason": "…", "expect": "Bar", "replace": "Baz"}]}`. Without `expect`
//! nothing may stand there yet; with `"replace": null` what stands there is removed. `"file"` says
//! which file is meant: `service` (as without it), `paginators` or `waiters`. A patch that no longer
//! fits is an error, so that none outlives the mistake it corrects. One that puts another name or value
//! on the wire in place of one that the model has must say that it means to, with `"wire": true`: a name
//! that is only unhandy in Rust is given another one beside it (`given_names`).

use crate::Error;
use crate::front::Document;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::front::places::inside;
use crate::front::wire;

/// The longest path that a patch may have, in steps. It keeps trees from growing deeper, patch by
/// patch, than a recursion over them can bear; nothing in a model is half as deep.
const LONGEST_PATH: usize = 32;

/// Applies all patches of a file, in its order.
pub(crate) fn apply(
    patches: &Document,
    service: &mut Document,
    mut paginators: Option<&mut Document>,
    mut waiters: Option<&mut Document>,
) -> Result<(), Error> {
    let root = Node::root(patches);
    // A file that gives names alone has no patches.
    let list = match root.optional("names")? {
        None => Some(root.required("patches")?),
        Some(_) => root.optional("patches")?,
    };
    let Some(list) = list else { return Ok(()) };
    for node in list.items()? {
        check_reason(&node, "a patch")?;
        let file = node.optional_text("file")?.unwrap_or_else(|| "service".to_owned());
        let target = match file.as_str() {
            "service" => Some(&mut *service),
            "paginators" => paginators.as_deref_mut(),
            "waiters" => waiters.as_deref_mut(),
            _ => {
                return Err(node
                    .error(format!("no file is called \"{file}\""))
                    .with_help(Some("patches know service, paginators and waiters".to_owned())));
            }
        };
        let Some(target) = target else {
            return Err(node.error(format!("the service has no {file} file to patch")));
        };
        if file == "service" {
            let before = wire::words(&target.root);
            apply_one(&node, target)?;
            check_wire(&node, &before, &wire::words(&target.root))?;
        } else {
            apply_one(&node, target)?;
        }
    }
    Ok(())
}

/// Checks that an entry says why it is there.
pub(super) fn check_reason(node: &Node<'_>, what: &str) -> Result<(), Error> {
    let reason = node.required("reason")?;
    if reason.text()?.trim().is_empty() {
        return Err(reason.error(format!("{what} needs a reason")));
    }
    Ok(())
}

/// Checks that a patch changes names and values on the wire only where it says so.
fn check_wire(node: &Node<'_>, before: &wire::Words, after: &wire::Words) -> Result<(), Error> {
    if node.flag("wire")? {
        return Ok(());
    }
    let Some(change) = wire::replaced(before, after) else { return Ok(()) };
    let reason = format!(
        "the patch would put {:?} on the wire in place of {:?}, which is what the model has",
        change.new, change.old
    );
    Err(node.error(format!("{}: {reason}", change.place)).with_help(Some(
        "to call it something else in Rust alone, give it a name under \"names\" in this file; if the service \
         really says so, add \"wire\": true"
            .to_owned(),
    )))
}

fn apply_one(node: &Node<'_>, target: &mut Document) -> Result<(), Error> {
    let path = node.required("path")?.text()?;
    if path.split('.').count() > LONGEST_PATH {
        return Err(node.error(format!("the path has more than {LONGEST_PATH} steps")));
    }
    let expected = node.optional("expect")?;
    let replace = node.required("replace")?;
    let replacement = replace.value;
    let stale = |found: &str| {
        let reason = node.required("reason").and_then(|reason| reason.text()).unwrap_or_default();
        node.error(format!("{path}: {found}, so the patch is stale (its reason: {reason})"))
            .with_help(Some("remove the patch, or renew it".to_owned()))
    };

    let place = place(&target.root, &path);
    let (parent, last) = match path.rsplit_once('.') {
        Some((parents, last)) => (find(&mut target.root, parents), last),
        None => (Some(&mut target.root), path.as_str()),
    };
    let Some(parent) = parent else {
        return Err(stale("the path leads nowhere"));
    };
    match (child(parent, last), expected) {
        (None, Some(_)) => return Err(stale("nothing stands there")),
        (Some(_), None) => return Err(stale("something stands there already")),
        (Some(found), Some(expected)) if !found.same(expected.value) => {
            return Err(stale(&format!("found {}, not {}", excerpt(found), excerpt(expected.value))));
        }
        (Some(_) | None, _) => {}
    }
    match (parent, replacement) {
        (Json::Object(fields), Json::Null) => fields.retain(|(key, _)| key != last),
        (Json::Object(fields), replacement) => match fields.iter_mut().find(|(key, _)| key == last) {
            Some((_, value)) => *value = replacement.clone(),
            None => fields.push((last.to_owned(), replacement.clone())),
        },
        (Json::Array(items), replacement) => match (last.parse::<usize>(), replacement) {
            (Ok(index), Json::Null) if index < items.len() => {
                items.remove(index);
            }
            (Ok(index), replacement) if index <= items.len() => match items.get_mut(index) {
                Some(item) => *item = replacement.clone(),
                None => items.push(replacement.clone()),
            },
            _ => return Err(stale("the list is shorter than that")),
        },
        _ => return Err(stale("the path leads into a value that holds no others")),
    }
    let (file, written) = replace.written();
    target.places.forget(&place);
    if !matches!(replacement, Json::Null) {
        target.places.put(&place, &file, written);
    }
    Ok(())
}

/// A path as the place that errors name: list indices stand in brackets there.
fn place(root: &Json, path: &str) -> String {
    let mut value = Some(root);
    path.split('.').fold(String::new(), |place, step| {
        let is_list = matches!(value, Some(Json::Array(_)));
        value = value.and_then(|value| match value {
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            value => value.get(step),
        });
        if is_list { format!("{place}[{step}]") } else { inside(&place, step) }
    })
}

/// A value as JSON, cut where it gets long.
fn excerpt(value: &Json) -> String {
    let text = value.to_value().to_string();
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The value at a path of keys and list indices.
fn find<'a>(root: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    path.split('.').try_fold(root, child)
}

/// The value under a key of an object or at an index of a list.
fn child<'a>(value: &'a mut Json, step: &str) -> Option<&'a mut Json> {
    match value {
        Json::Object(fields) => fields.iter_mut().find_map(|(key, value)| (key == step).then_some(value)),
        Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    }
}
