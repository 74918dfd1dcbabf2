//! Corrects mistakes in models.
//!
//! A patch names the place, the reason, what stands there now and what should: `{"patches": [{"path":
//! "shapes.Foo.required.0", "reason": "…", "expect": "Bar", "replace": "Baz"}]}`. Without `expect`
//! nothing may stand there yet; with `"replace": null` what stands there is removed. `"file"` says
//! which file is meant: `service` (as without it), `paginators` or `waiters`. A patch that no longer
//! fits is an error, so that none outlives the mistake it corrects. A step `*` of a path stands for every
//! key or index behind which the rest of the path leads somewhere, of which there has to be one. A patch
//! that puts another name or value on the wire in place of one that the model has must say that it means
//! to, with `"wire": true`: a name that is only unhandy in Rust is given another one beside it
//! (`given_names`).
//!
//! A path is a text with dots between its steps, or a list of them where steps have dots in them, as Smithy's ids do.
//! In a model of Smithy's form `metadata` stands for its service, and operations and shapes go by their name, too, so
//! that many a patch holds for both forms. One that does not says which it is for: `"format": "botocore"` or `"smithy"`.

use crate::Error;
use crate::front::Document;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::front::places::inside;
use crate::front::{smithy, wire};

/// The longest path that a patch may have, in steps. It keeps trees from growing deeper, patch by
/// patch, than a recursion over them can bear; nothing in a model is half as deep.
const LONGEST_PATH: usize = 32;

/// Whose patches a file holds, which decides what becomes of those that do not fit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The user's own: all of them have to fit.
    User,
    /// The generator's: where the thing that one is about is not in the model at all, there is nothing to correct.
    Generator,
}

impl Whose {
    fn what(self) -> &'static str {
        match self {
            Self::User => "patch",
            Self::Generator => "correction",
        }
    }

    /// What to do about one that does not fit.
    fn help(self) -> &'static str {
        match self {
            Self::User => "remove the patch, or renew it",
            Self::Generator => {
                "Shapesmith has to renew it; until then, do without the corrections of this service by `corrections = \
                 false` in its table of the manifest, or by leaving them out of the sources"
            }
        }
    }
}

/// A patch and what became of it.
pub(super) struct Applied {
    pub(super) path: String,
    pub(super) reason: String,
    /// False where the thing that it is about is not in the model at all.
    pub(super) fits: bool,
}

/// Applies all patches of a file, in its order.
pub(super) fn apply(
    patches: &Document,
    whose: Whose,
    service: &mut Document,
    mut paginators: Option<&mut Document>,
    mut waiters: Option<&mut Document>,
) -> Result<Vec<Applied>, Error> {
    let root = Node::root(patches);
    // A file that gives names alone has no patches.
    let list = match root.optional("names")? {
        None => Some(root.required("patches")?),
        Some(_) => root.optional("patches")?,
    };
    let Some(list) = list else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for node in list.items()? {
        let reason = check_reason(&node, "a patch")?;
        if !is_for(&node, service)? {
            continue;
        }
        let written = read_path(&node.required("path")?)?;
        let path = match smithy::is_model(&service.root) {
            true => smithy::paths::in_file(&service.root, written),
            false => written,
        };
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
        let fits = match target {
            Some(target) => {
                let before = wire::words(&target.root);
                let fits = apply_one(&node, whose, &path, &reason, target)?;
                // The files of paginators and waiters hold no words of the wire.
                check_wire(&node, &before, &wire::words(&target.root))?;
                fits
            }
            None if whose == Whose::User => {
                return Err(node.error(format!("the service has no {file} file to patch")));
            }
            None => false,
        };
        all.push(Applied { path: path.join("."), reason, fits });
    }
    Ok(all)
}

/// Whether a patch is for models of the form that this one has: without `format` it is for both.
fn is_for(node: &Node<'_>, service: &Document) -> Result<bool, Error> {
    let form = if smithy::is_model(&service.root) { "smithy" } else { "botocore" };
    let Some(wanted) = node.optional("format")? else { return Ok(true) };
    match wanted.text()?.as_str() {
        wanted @ ("smithy" | "botocore") => Ok(wanted == form),
        unknown => Err(wanted
            .error(format!("\"{unknown}\" is not a form of models"))
            .with_help(Some("known: botocore, smithy".to_owned()))),
    }
}

/// The steps of a path: a text with dots between them, or a list where steps have dots in them, as ids do.
fn read_path(node: &Node<'_>) -> Result<Vec<String>, Error> {
    match node.value {
        Json::Array(_) => node.items_as(|step| match step.value {
            Json::Number(_) => step.integer::<usize>().map(|index| index.to_string()),
            _ => step.text(),
        }),
        _ => Ok(node.text()?.split('.').map(str::to_owned).collect()),
    }
}

/// Why an entry is there, which it has to say.
pub(super) fn check_reason(node: &Node<'_>, what: &str) -> Result<String, Error> {
    let reason = node.required("reason")?;
    let text = reason.text()?;
    if text.trim().is_empty() {
        return Err(reason.error(format!("{what} needs a reason")));
    }
    Ok(text)
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

/// Applies a patch at every place that its path leads to; false where it leads nowhere and may.
fn apply_one(
    node: &Node<'_>,
    whose: Whose,
    path: &[String],
    reason: &str,
    target: &mut Document,
) -> Result<bool, Error> {
    if path.len() > LONGEST_PATH {
        return Err(node.error(format!("the path has more than {LONGEST_PATH} steps")));
    }
    let told = path.join(".");
    if path.iter().any(String::is_empty) || path.last().is_none_or(|last| last == "*") {
        return Err(node.error(format!(
            "\"{told}\" is no path to a value: its steps are keys and indices, and `*` for any but the last"
        )));
    }
    let paths = paths(&mut target.root, path);
    if paths.is_empty() && whose == Whose::User {
        return Err(stale(node, whose, &told, reason, "the path leads nowhere"));
    }
    for path in &paths {
        apply_at(node, target, path, |found| stale(node, whose, &path.join("."), reason, found))?;
    }
    Ok(!paths.is_empty())
}

fn stale(node: &Node<'_>, whose: Whose, path: &str, reason: &str, found: &str) -> Error {
    let what = whose.what();
    node.error(format!("{path}: {found}, so the {what} is stale (its reason: {reason})"))
        .with_help(Some(whose.help().to_owned()))
}

/// The paths that a path with steps `*` stands for, as far as there is something that holds their last step.
fn paths(root: &mut Json, path: &[String]) -> Vec<Vec<String>> {
    let Some((last, steps)) = path.split_last() else { return Vec::new() };
    let further = |path: &[String], step: &str| [path, &[step.to_owned()]].concat();
    let mut found = vec![Vec::new()];
    for step in steps {
        let every = |path: &Vec<String>| match (step.as_str(), find(root, path)) {
            ("*", Some(Json::Object(fields))) => fields.iter().map(|(key, _)| further(path, key)).collect(),
            ("*", Some(Json::Array(items))) => {
                (0..items.len()).map(|index| further(path, &index.to_string())).collect()
            }
            ("*", _) => Vec::new(),
            (step, _) => vec![further(path, step)],
        };
        found = found.iter().flat_map(every).collect();
    }
    found.retain(|path| find(root, path).is_some());
    found.iter().map(|path| further(path, last)).collect()
}

/// Applies a patch at one place.
fn apply_at(
    node: &Node<'_>,
    target: &mut Document,
    path: &[String],
    stale: impl Fn(&str) -> Error,
) -> Result<(), Error> {
    let expected = node.optional("expect")?;
    let replace = node.required("replace")?;
    let place = place(&target.root, path);
    let Some((last, parents)) = path.split_last() else {
        return Err(stale("the path leads nowhere"));
    };
    let Some(parent) = find(&mut target.root, parents) else {
        return Err(stale("the path leads nowhere"));
    };
    let found = child(parent, last).map(|found| found.clone());
    let in_file = |value: &Json| smithy::paths::value_in_file(&target.root, last, found.as_ref(), value);
    let (expected, replacement) = (expected.map(|expected| in_file(expected.value)), in_file(replace.value));
    match (&found, expected) {
        (None, Some(_)) => return Err(stale("nothing stands there")),
        (Some(_), None) => return Err(stale("something stands there already")),
        (Some(found), Some(expected)) if !found.same(&expected) => {
            return Err(stale(&format!("found {}, not {}", excerpt(found), excerpt(&expected))));
        }
        (Some(_) | None, _) => {}
    }
    let Some(parent) = find(&mut target.root, parents) else {
        return Err(stale("the path leads nowhere"));
    };
    match (parent, &replacement) {
        (Json::Object(fields), Json::Null) => fields.retain(|(key, _)| key != last),
        (Json::Object(fields), replacement) => match fields.iter_mut().find(|(key, _)| key == last) {
            Some((_, value)) => *value = replacement.clone(),
            None => fields.push((last.clone(), replacement.clone())),
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
fn place(root: &Json, path: &[String]) -> String {
    let mut value = Some(root);
    path.iter().fold(String::new(), |place, step| {
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

/// The value at a path of keys and list indices; the root at an empty one.
fn find<'a>(root: &'a mut Json, path: &[String]) -> Option<&'a mut Json> {
    path.iter().try_fold(root, |value, step| child(value, step))
}

/// The value under a key of an object or at an index of a list.
fn child<'a>(value: &'a mut Json, step: &str) -> Option<&'a mut Json> {
    match value {
        Json::Object(fields) => fields.iter_mut().find_map(|(key, value)| (key == step).then_some(value)),
        Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    }
}
