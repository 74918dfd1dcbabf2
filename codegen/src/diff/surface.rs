//! The public API of a generated crate, read from its files.
//!
//! Not from the model: whatever a change of a model does to callers shows in what was generated, and
//! only there. The same reading works for a crate that lies on a disk, whose model is long gone.
//!
//! What the runtime's macros add to a type is known here by the name of the macro alone, because their
//! text is the runtime's and no model can change it.

mod macros;
mod module;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Deprecation, Effect, Item, ItemKey, ItemKind, Outcome};
use crate::file::SURROUNDINGS;
use crate::{Error, Files};

/// The public API of a generated crate.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// The items by what names them.
    pub items: BTreeMap<ItemKey, Item>,
}

impl Surface {
    /// Reads the API of a crate; of no crate at all, where there are no files.
    ///
    /// # Errors
    ///
    /// A file that is not Rust, named with the place in it.
    pub fn of(files: &Files) -> Result<Self, Error> {
        let mut surface = Self::default();
        if let Some(manifest) = files.get("Cargo.toml") {
            surface.features(manifest);
        }
        module::read(files, &mut surface)?;
        Ok(surface)
    }

    /// The features that the package's manifest lists.
    fn features(&mut self, manifest: &str) {
        let lines = manifest.lines().skip_while(|line| line.trim() != "[features]").skip(1);
        for line in lines.take_while(|line| !line.starts_with('[')) {
            if let Some((name, _)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
                self.insert(ItemKind::Feature, "", name.trim(), Item::default());
            }
        }
    }

    fn insert(&mut self, kind: ItemKind, owner: &str, name: &str, item: Item) {
        let key = ItemKey { kind, owner: owner.to_owned(), name: name.to_owned() };
        self.items.insert(key, item);
    }

    fn implementation(&mut self, owner: &str, name: &str) {
        self.insert(ItemKind::Implementation, owner, name, Item::default());
    }

    /// What became of the items between two versions of a crate, in the order of the items.
    pub fn effects(old: &Self, new: &Self) -> Vec<Effect> {
        let keys: BTreeSet<&ItemKey> = old.items.keys().chain(new.items.keys()).collect();
        let mut effects = Vec::new();
        for key in keys {
            let outcomes = match (old.items.get(key), new.items.get(key)) {
                (None, Some(new)) => vec![Outcome::Added(new.signature.clone())],
                (Some(_), None) => vec![Outcome::Removed],
                (Some(old), Some(new)) => outcomes(old, new),
                (None, None) => Vec::new(),
            };
            effects.extend(outcomes.into_iter().map(|outcome| Effect { item: key.clone(), outcome }));
        }
        effects
    }

    /// The items that are in two versions of a crate and that are documented differently.
    pub fn redocumented<'a>(old: &'a Self, new: &'a Self) -> Vec<&'a ItemKey> {
        let pairs = old.items.iter().filter_map(|(key, item)| Some((key, item, new.items.get(key)?)));
        let differs = |old: &Item, new: &Item| {
            old.documentation != new.documentation && !words(&old.documentation).eq(words(&new.documentation))
        };
        pairs.filter(|(_, old, new)| differs(old, new)).map(|(key, ..)| key).collect()
    }

    /// The modules of the operations whose inputs, outputs or errors lead to each type, by the type's
    /// path.
    pub(super) fn users(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut mentions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (key, item) in &self.items {
            if matches!(key.kind, ItemKind::Field | ItemKind::Variant) {
                mentions.entry(&key.owner).or_default().extend(text::types_in(&item.signature));
            }
        }
        let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let owners: Vec<&str> =
            mentions.keys().copied().filter(|owner| owner.starts_with("operation::")).collect();
        for owner in owners {
            let module = owner.split("::").nth(1).unwrap_or_default();
            let mut waiting = vec![owner.to_owned()];
            while let Some(path) = waiting.pop() {
                if users.entry(path.clone()).or_default().insert(module.to_owned()) {
                    waiting.extend(mentions.get(path.as_str()).into_iter().flatten().cloned());
                }
            }
        }
        users
    }
}

/// The paragraphs about an item that are about nothing else.
fn words(documentation: &str) -> impl Iterator<Item = &str> {
    let paragraphs = documentation.split("\n\n").map(str::trim);
    paragraphs.filter(|words| !SURROUNDINGS.iter().any(|begin| words.starts_with(begin)))
}

/// What happened to an item that is in both versions.
fn outcomes(old: &Item, new: &Item) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    if old.signature != new.signature {
        outcomes.push(Outcome::Changed { old: old.signature.clone(), new: new.signature.clone() });
    }
    if let (Some(old), Some(new)) = (&old.wire, &new.wire)
        && old != new
    {
        outcomes.push(Outcome::Rewritten { old: old.clone(), new: new.clone() });
    }
    match (old.deprecation, new.deprecation) {
        (Deprecation::None, Deprecation::Deprecated) => outcomes.push(Outcome::Deprecated),
        (Deprecation::Deprecated, Deprecation::None) => outcomes.push(Outcome::Undeprecated),
        _ => {}
    }
    outcomes
}
