//! What a change does to the generated API, in as few words as tell it.

use shapesmith_codegen::diff::{Change, Effect, ItemKind, Outcome};

/// How many effects of a change are told.
const TOLD: usize = 3;

/// The effects of a change that stand for the others, in words, and how many more there are.
pub(super) fn headlines(change: &Change) -> (Vec<String>, usize) {
    let mut effects: Vec<&Effect> = change.effects.iter().collect();
    effects.sort_by_key(|effect| effect.item.kind);
    let whole = effects.first().is_some_and(|first| stands_for_all(first));
    if let (Some(first), true) = (effects.first(), whole) {
        let more = if effects.len() > 1 { " with everything in it" } else { "" };
        return (vec![format!("{first}{more}")], 0);
    }
    // A field comes with its setters, and so do those that come, go or change with it.
    let has_field =
        effects.iter().any(|effect| matches!(effect.item.kind, ItemKind::Field | ItemKind::Variant));
    let told = |effect: &&&Effect| {
        let setter = effect.item.kind == ItemKind::Function
            && effect.item.name != "new"
            && effect.item.owner != "Client";
        !(has_field && setter)
    };
    let (told, setters): (Vec<&Effect>, Vec<&Effect>) = effects.iter().partition(|effect| told(effect));
    let more = told.len().saturating_sub(TOLD);
    let mut lines: Vec<String> = told.iter().take(TOLD).map(ToString::to_string).collect();
    if let (Some(first), false) = (lines.first_mut(), setters.is_empty()) {
        first.push_str(", and its methods likewise");
    }
    (lines, more)
}

/// Whether an effect is on a type or module that came or went.
fn stands_for_all(effect: &Effect) -> bool {
    let kind = matches!(effect.item.kind, ItemKind::Type | ItemKind::Module);
    kind && matches!(effect.outcome, Outcome::Added(_) | Outcome::Removed)
}
