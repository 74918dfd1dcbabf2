//! Two versions of a service beside each other, and the words for what differs.

mod effects;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod text;
pub(crate) mod version;

use shapesmith_codegen::diff::{self, Diff, Verdict};
use shapesmith_codegen::{Selection, Sources};

use crate::error::{Error, did_you_mean};
use crate::manifest::Manifest;
use crate::models;

/// What was compared of one service.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The service.
    pub(crate) service: String,
    /// What the two versions are called.
    pub(crate) versions: [String; 2],
    /// What differs.
    pub(crate) diff: Diff,
    /// What was left out of the comparison, and why.
    pub(crate) notes: Vec<String>,
}

/// Compares two versions of a service.
pub(crate) fn compare(
    sources: [&Sources; 2],
    operations: Vec<String>,
    notes: &mut Vec<String>,
) -> Result<Diff, Error> {
    let documentation = version::documentation(sources, notes);
    let [old, new] = sources;
    let are_of_two_forms = models::is_ast(&old.service) != models::is_ast(&new.service);
    let (old, new) = (version::load(old, notes)?, version::load(new, notes)?);
    let selection = Selection { operations };
    if are_of_two_forms {
        notes.extend(diff::across_forms(&old, &new, &selection)?);
    }
    Ok(diff::compare(&old, &new, &selection, documentation)?)
}

/// What a manifest says of where a service's model was taken from.
pub(crate) fn recorded(manifest: &Manifest, service: &str) -> String {
    let own = manifest.services.get(service).and_then(|service| service.collection.clone());
    own.unwrap_or_else(|| manifest.source.clone())
}

/// The verdict on all services.
pub(crate) fn verdict(compared: &[Compared]) -> Verdict {
    compared.iter().map(|compared| compared.diff.verdict()).max().unwrap_or_default()
}

/// The verdict on all services, with the part of the version that it asks to raise.
pub(crate) fn conclusion(compared: &[Compared]) -> String {
    if compared.iter().all(|compared| compared.diff.changes.is_empty()) {
        return "invisible, nothing changed".to_owned();
    }
    let verdict = verdict(compared);
    format!("{verdict} → {}", verdict.release())
}

/// The error for a service that a version does not have.
pub(crate) fn unknown<'a>(label: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let error = Error::new(label, format!("no model of a service \"{name}\" in here"));
    did_you_mean(name, known).into_iter().fold(error, Error::help)
}
