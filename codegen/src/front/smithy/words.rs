//! Puts a workspace's own words into a model: an overlay as botocore has them, of documentation alone.
//!
//! An overlay speaks of operations, shapes and members by name, so the same words hold for a service whatever form its
//! model has. Anything else in an overlay is a change in botocore's terms, which is refused.

use super::id;
use crate::Error;
use crate::front::Document;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::suggest::did_you_mean;

const DOCUMENTATION: &str = "smithy.api#documentation";

/// Puts the documentation of an overlay into a model; a remark on each text for something that is not there.
pub(in crate::front) fn put(model: &mut Document, overlay: &Document) -> Result<Vec<String>, Error> {
    let mut remarks = Vec::new();
    let root = Node::root(overlay);
    let merge = root.required("merge")?;
    for (key, entries) in merge.entries()? {
        match key {
            "documentation" => {
                let service = of_type(&model.root, |kind| kind == "service").first().cloned();
                if let Some(service) = service {
                    place(model, &service, None, &entries)?;
                }
            }
            "operations" => {
                for (name, entry) in entries.entries()? {
                    let known = of_type(&model.root, |kind| kind == "operation");
                    subject(model, &known, name, "operation", &entry, &mut remarks)?;
                }
            }
            "shapes" => {
                for (name, entry) in entries.entries()? {
                    let known =
                        of_type(&model.root, |kind| !matches!(kind, "operation" | "resource" | "service"));
                    subject(model, &known, name, "shape", &entry, &mut remarks)?;
                }
            }
            _ => return Err(refuse(&entries)),
        }
    }
    Ok(remarks)
}

fn refuse(node: &Node<'_>) -> Error {
    node.error("only documentation can be put into a model of Smithy's form by an overlay")
        .with_help(Some("say anything else in patches.json".to_owned()))
}

/// Puts the words about an operation or a shape, and about its members, where they belong.
fn subject(
    model: &mut Document,
    known: &[String],
    name: &str,
    kind: &str,
    entry: &Node<'_>,
    remarks: &mut Vec<String>,
) -> Result<(), Error> {
    let mut stale = |node: &Node<'_>, kind: &str, name: &str, names: Vec<&str>| {
        let (file, place) = node.written();
        let help = did_you_mean(name, names).map(|help| format!("; {help}")).unwrap_or_default();
        remarks.push(format!(
            "{file}: {place}: no {kind} is called \"{name}\", so its documentation is left out{help}"
        ));
    };
    let found: Vec<String> = known.iter().filter(|id| id::name(id) == name).cloned().collect();
    if found.is_empty() {
        stale(entry, kind, name, known.iter().map(|id| id::name(id)).collect());
        return Ok(());
    }
    for (key, value) in entry.entries()? {
        match key {
            "documentation" => found.iter().try_for_each(|id| place(model, id, None, &value))?,
            "members" => {
                for (member, words) in value.entries()? {
                    let mut is_there = false;
                    for id in &found {
                        let members =
                            model.root.get("shapes").and_then(|shapes| shapes.get(id)?.get("members"));
                        if members.is_some_and(|members| members.get(member).is_some()) {
                            is_there = true;
                            for (key, value) in words.entries()? {
                                match key {
                                    "documentation" => place(model, id, Some(member), &value)?,
                                    _ => return Err(refuse(&value)),
                                }
                            }
                        }
                    }
                    if !is_there {
                        let members =
                            found.first().and_then(|id| model.root.get("shapes")?.get(id)?.get("members"));
                        let names = members
                            .map(Json::fields)
                            .unwrap_or_default()
                            .iter()
                            .map(|(name, _)| name.as_str());
                        stale(&words, "member", member, names.collect());
                    }
                }
            }
            _ => return Err(refuse(&value)),
        }
    }
    Ok(())
}

/// The ids of the shapes of some types.
fn of_type(root: &Json, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let shapes = root.get("shapes").map(Json::fields).unwrap_or_default();
    let is = |shape: &Json| matches!(shape.get("type"), Some(Json::String(kind)) if wanted(kind));
    shapes.iter().filter(|(_, shape)| is(shape)).map(|(id, _)| id.clone()).collect()
}

/// Puts a text onto a shape, or onto a member of it.
fn place(model: &mut Document, shape: &str, member: Option<&str>, words: &Node<'_>) -> Result<(), Error> {
    words.text()?;
    let mut at = format!("shapes.{shape}");
    let mut subject = model.root.get_mut("shapes").and_then(|shapes| shapes.get_mut(shape));
    if let Some(member) = member {
        at.push_str(&format!(".members.{member}"));
        subject = subject.and_then(|shape| shape.get_mut("members")?.get_mut(member));
    }
    let Some(Json::Object(fields)) = subject else { return Ok(()) };
    if !fields.iter().any(|(key, _)| key == "traits") {
        fields.push(("traits".to_owned(), Json::Object(Vec::new())));
    }
    let traits = fields.iter_mut().find(|(key, _)| key == "traits");
    if let Some((_, Json::Object(traits))) = traits {
        match traits.iter_mut().find(|(key, _)| key == DOCUMENTATION) {
            Some((_, text)) => *text = words.value.clone(),
            None => traits.push((DOCUMENTATION.to_owned(), words.value.clone())),
        }
        let (file, written) = words.written();
        model.places.put(&format!("{at}.traits.{DOCUMENTATION}"), &file, written);
    }
    Ok(())
}
