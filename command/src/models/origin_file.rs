//! `origin.json`: where the files of a model were taken over from, and what they were then, so that one that was
//! edited by hand is not taken for one that was not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Models, OVERLAY};
use crate::error::Error;
use crate::hash::hash;
use crate::manifest::Model;

/// The file's name, beside those of the model.
pub(crate) const ORIGIN: &str = "origin.json";

/// The files that are not as they were.
pub(crate) struct Edited {
    /// Where they were taken over from.
    pub(crate) source: String,
    /// Their names.
    pub(crate) files: Vec<String>,
}

/// The text of the file for files that were taken over, by name, and for an overlay that was, which anybody may edit.
pub(crate) fn text(source: &str, files: &BTreeMap<String, Option<String>>, overlay: Option<&str>) -> String {
    let hashes: BTreeMap<&String, String> =
        files.iter().filter_map(|(name, text)| Some((name, hash(text.as_ref()?)))).collect();
    let mut record = BTreeMap::from([("source", json!(source)), ("sha256", json!(hashes))]);
    record.extend(overlay.map(|overlay| ("overlay", json!(hash(overlay)))));
    format!("{:#}\n", json!(record))
}

/// Whether the overlay beside a model is as it was taken over with it, so that it is nobody's own.
pub(crate) fn is_overlay_theirs(models: &Models, model: &Model) -> Result<bool, Error> {
    let (Some(record), Some(overlay)) = (models.file(model, ORIGIN)?, models.file(model, OVERLAY)?) else {
        return Ok(false);
    };
    // A record that cannot be read is told by `check`.
    let record: Value = serde_json::from_str(&record.text).unwrap_or_default();
    Ok(record.get("overlay").and_then(Value::as_str) == Some(hash(&overlay.text).as_str()))
}

/// The files of a model that were edited, or are missing; none where nothing is on record.
pub(crate) fn edited(models: &Models, model: &Model) -> Result<Edited, Error> {
    let mut edited = Edited { source: String::new(), files: Vec::new() };
    let Some(file) = models.file(model, ORIGIN)? else { return Ok(edited) };
    let wrong = |reason: String| {
        Error::new(&file.name, format!("not a record of where a model is from: {reason}"))
            .help("`models update` writes it; take the model over again, or delete the file")
    };
    let value: Value = serde_json::from_str(&file.text).map_err(|error| wrong(error.to_string()))?;
    let source = value.get("source").and_then(Value::as_str);
    edited.source = source.ok_or_else(|| wrong("source: the key is missing".to_owned()))?.to_owned();
    let hashes = value.get("sha256").and_then(Value::as_object);
    for (name, expected) in hashes.ok_or_else(|| wrong("sha256: the key is missing".to_owned()))? {
        let present = models.file(model, name)?;
        let is_same = present.is_some_and(|present| expected.as_str() == Some(hash(&present.text).as_str()));
        if !is_same {
            edited.files.push(name.clone());
        }
    }
    Ok(edited)
}
