//! What a run changes for those who use a crate, told from the crate that is there and the one that
//! takes its place. The model of the former is not needed.

use shapesmith_codegen::diff::{self, Change as ApiChange, Outcome, Surface, Verdict};
use shapesmith_codegen::{Files, visible};

use crate::error::Error;
use crate::report::{Tone, paint};
use crate::write::{Change, Plan};

/// How many breaking changes are named.
const NAMED: usize = 10;

/// The line that says what the changes mean, and the breaking ones by name; nothing where there was no
/// crate or nothing is written.
pub(crate) fn describe(plan: &Plan) -> String {
    if plan.is_fresh() || plan.changes.values().all(|change| *change == Change::Added) {
        return String::new();
    }
    match changes(plan) {
        Ok(changes) => told(&changes),
        Err(error) => format!("  what changes for callers cannot be told: {error}\n"),
    }
}

/// The changes between the crate that is there and the new one.
fn changes(plan: &Plan) -> Result<Vec<ApiChange>, Error> {
    let old = Surface::of(&present(plan)?)?;
    let new = Surface::of(&plan.files)?;
    Ok(diff::surface_changes(&old, &new))
}

/// The files of the crate that is there.
fn present(plan: &Plan) -> Result<Files, Error> {
    let mut files = Files::new();
    for (path, change) in &plan.changes {
        let text = match change {
            Change::Added => continue,
            Change::Changed(text) => text.clone(),
            Change::Unchanged => plan.files.get(path).cloned().unwrap_or_default(),
            Change::Removed => {
                let path = plan.folder.join(path);
                std::fs::read_to_string(&path).map_err(|error| Error::io(&path, "read it", &error))?
            }
        };
        files.insert(path.clone(), text);
    }
    Ok(files)
}

fn told(changes: &[ApiChange]) -> String {
    if changes.is_empty() {
        return "  no change that callers could see → patch\n".to_owned();
    }
    let mut text = format!("  {}\n", paint(&diff::summary(changes, &[]), Tone::Bold));
    let breaking: Vec<&ApiChange> =
        changes.iter().filter(|change| change.verdict() == Verdict::Breaking).collect();
    for change in breaking.iter().take(NAMED) {
        let mut line = format!("breaking: {} {} {}", change.subject, change.place, change.action);
        if let Some((old, new)) = replaced(change) {
            line.push_str(&format!(": {old} → {new}"));
        }
        text.push_str(&format!("    {}\n", paint(&visible(&line), Tone::Red)));
    }
    if breaking.len() > NAMED {
        text.push_str(&format!("    and {} more\n", breaking.len() - NAMED));
    }
    text
}

/// What the item that stands for a change was and is, where it is there in both versions.
fn replaced(change: &ApiChange) -> Option<(&str, &str)> {
    let breaking = change.effects.iter().filter(|effect| effect.verdict() == Verdict::Breaking);
    match breaking.min_by_key(|effect| effect.item.kind).map(|effect| &effect.outcome) {
        Some(Outcome::Changed { old, new } | Outcome::Rewritten { old, new }) => Some((old, new)),
        _ => None,
    }
}
