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
    let told: Vec<String> = effects.iter().filter(told).take(TOLD).map(ToString::to_string).collect();
    let more = effects.len() - told.len();
    (told, more)
}

/// Whether an effect is on a type or module that came or went.
fn stands_for_all(effect: &Effect) -> bool {
    let kind = matches!(effect.item.kind, ItemKind::Type | ItemKind::Module);
    kind && matches!(effect.outcome, Outcome::Added(_) | Outcome::Removed)
}
