//! Changes for programs.

use serde_json::{Value, json};
use shapesmith_codegen::diff::{Change, Effect, Outcome, summary, tally};

use super::{Compared, verdict};

/// All services, and the verdict.
pub(crate) fn all(compared: &[Compared]) -> String {
    let verdict = verdict(compared);
    let value = json!({
        "verdict": verdict.to_string(),
        "release": verdict.release(),
        "services": compared.iter().map(one).collect::<Vec<_>>(),
    });
    // Values print as indented JSON.
    format!("{value:#}\n")
}

fn one(compared: &Compared) -> Value {
    let Compared { service, versions: [old, new], diff, notes } = compared;
    let verdict = diff.verdict();
    json!({
        "service": service,
        "old": old,
        "new": new,
        "operations": diff.operations,
        "verdict": verdict.to_string(),
        "release": verdict.release(),
        "summary": summary(&diff.changes, &diff.operations),
        "changes": diff.changes.iter().map(change).collect::<Vec<_>>(),
        "rest": {
            "summary": tally(&diff.rest),
            "changes": diff.rest.iter().map(facts).collect::<Vec<_>>(),
        },
        "notes": notes,
    })
}

/// What a change is, without what it does.
fn facts(change: &Change) -> Value {
    json!({
        "subject": change.subject.to_string(),
        "action": change.action.to_string(),
        "place": change.place,
        "description": change.description,
    })
}

fn change(change: &Change) -> Value {
    let mut value = facts(change);
    if let Value::Object(fields) = &mut value {
        fields.insert("verdict".to_owned(), json!(change.verdict().to_string()));
        fields.insert("operations".to_owned(), json!(change.operations));
        fields.insert("effects".to_owned(), change.effects.iter().map(effect).collect());
    }
    value
}

fn effect(effect: &Effect) -> Value {
    let (outcome, old, new) = match &effect.outcome {
        Outcome::Added(new) => ("added", None, Some(new)),
        Outcome::Removed => ("removed", None, None),
        Outcome::Changed { old, new } => ("changed", Some(old), Some(new)),
        Outcome::Rewritten { old, new } => ("rewritten", Some(old), Some(new)),
        Outcome::Deprecated => ("deprecated", None, None),
        Outcome::Undeprecated => ("undeprecated", None, None),
    };
    json!({
        "item": effect.item.to_string(),
        "outcome": outcome,
        "old": old,
        "new": new,
        "verdict": effect.verdict().to_string(),
    })
}
