//! Changes told from the items of two crates alone, without their models.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Effect, ItemKey, ItemKind, Outcome};
use super::side::owner;
use super::surface::Surface;
use super::{Action, Change, Subject};

/// What differs between two versions of a crate, documentation included, the gravest first.
///
/// The names are the model's, as far as the generated code tells them.
pub fn changes(old: &Surface, new: &Surface) -> Vec<Change> {
    let mut changes = grouped(Surface::effects(old, new), old, new);
    let told = [ItemKind::Module, ItemKind::Type, ItemKind::Variant, ItemKind::Field];
    let words = Words { effects: BTreeMap::new(), old, new };
    let users = [old.users(), new.users()];
    // The documentation of what changed changes with it, and that of an operation lists its errors.
    let changed: BTreeSet<String> = changes
        .iter()
        .flat_map(|change| match change.subject {
            Subject::Error => change.operations.clone(),
            _ => vec![change.place.clone()],
        })
        .collect();
    let is_told = |key: &ItemKey| {
        let kind = told.contains(&key.kind) || key.owner == "Client";
        kind && !changed.contains(&words.model_name(key))
    };
    // An operation's words stand at its method and at its module.
    let mut places = BTreeSet::new();
    for key in Surface::redocumented(old, new).into_iter().filter(|key| is_told(key)) {
        let place = words.model_name(key);
        if !places.insert(place.clone()) {
            continue;
        }
        changes.push(Change {
            subject: Subject::Documentation,
            action: Action::Changed,
            place,
            description: String::new(),
            effects: Vec::new(),
            operations: users
                .iter()
                .filter_map(|users| users.get(&key.owner))
                .flatten()
                .map(|module| words.operation(module))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        });
    }
    changes.sort_by_key(|change| (std::cmp::Reverse(change.verdict()), change.subject));
    changes
}

/// Effects as changes, one for everything that belongs together.
pub(super) fn grouped(effects: Vec<Effect>, old: &Surface, new: &Surface) -> Vec<Change> {
    let words = Words {
        effects: effects.iter().map(|effect| (effect.item.clone(), effect.outcome.clone())).collect(),
        old,
        new,
    };
    let mut groups: BTreeMap<(Subject, String), Vec<Effect>> = BTreeMap::new();
    for effect in effects {
        groups.entry(words.group(&effect.item)).or_default().push(effect);
    }
    let users = [old.users(), new.users()];
    let change = |((subject, place), effects): ((Subject, String), Vec<Effect>)| {
        let modules: BTreeSet<&String> = effects
            .iter()
            .flat_map(|effect| users.iter().filter_map(|users| users.get(owner(&effect.item))))
            .flatten()
            .collect();
        let operations = modules.into_iter().map(|module| words.operation(module)).collect();
        Change { subject, action: action(&effects), place, description: String::new(), effects, operations }
    };
    groups.into_iter().map(change).collect()
}

/// What happened to a group of items, going by the first of them, which stands for the others.
fn action(effects: &[Effect]) -> Action {
    let first = effects.iter().min_by_key(|effect| effect.item.kind);
    match first.map(|effect| (&effect.outcome, effect.item.kind)) {
        // A type that gains or loses a trait is not a new type.
        Some((_, ItemKind::Implementation | ItemKind::Function)) | None => Action::Changed,
        Some((Outcome::Added(_), _)) => Action::Added,
        Some((Outcome::Removed, _)) => Action::Removed,
        Some(_) => Action::Changed,
    }
}

/// What is needed to name what items stand for.
struct Words<'a> {
    effects: BTreeMap<ItemKey, Outcome>,
    old: &'a Surface,
    new: &'a Surface,
}

impl Words<'_> {
    /// What an item belongs to: the subject and its name.
    fn group(&self, item: &ItemKey) -> (Subject, String) {
        let owner = owner(item);
        let module = module(owner);
        let operation = if item.owner == "Client" { Some(item.name.as_str()) } else { module };
        if let Some(operation) = operation
            && self.has_effect(ItemKind::Module, &format!("operation::{operation}"), "")
        {
            return (Subject::Operation, self.operation(operation));
        }
        if let Some(waiter) = waiter(item) {
            return (Subject::Waiter, self.waiter_name(waiter));
        }
        // The module of all waiters, with what it exports, comes with the first and goes with the last.
        let of_waiters =
            item.owner == WAITERS || item.kind == ItemKind::Export && item.name.starts_with("waiter::");
        if of_waiters && let Some(first) = self.effects.keys().find_map(waiter) {
            return (Subject::Waiter, self.waiter_name(first));
        }
        if self.has_effect(ItemKind::Type, owner, "") {
            return (Subject::Shape, self.type_name(owner));
        }
        if !self.is_there(&key(ItemKind::Type, owner, "")) && item.owner != "Client" {
            return (Subject::Service, item.to_string());
        }
        match item.kind {
            ItemKind::Variant => (self.variant(owner), self.model_name(item)),
            ItemKind::Field => (Subject::Member, self.model_name(item)),
            ItemKind::Implementation if item.name.starts_with("Paginated") => {
                (Subject::Paginator, self.operation(module.unwrap_or_default()))
            }
            ItemKind::Implementation => (Subject::Trait, self.type_name(owner)),
            ItemKind::Function if item.owner == "Client" => (Subject::Operation, self.operation(&item.name)),
            ItemKind::Function => match self.field(owner, &item.name) {
                Some(field) => (Subject::Member, self.model_name(&field)),
                None => (Subject::Shape, self.type_name(owner)),
            },
            _ => (Subject::Service, item.to_string()),
        }
    }

    fn has_effect(&self, kind: ItemKind, owner: &str, name: &str) -> bool {
        self.effects.contains_key(&key(kind, owner, name))
    }

    fn is_there(&self, key: &ItemKey) -> bool {
        self.old.items.contains_key(key) || self.new.items.contains_key(key)
    }

    /// The field that a method belongs to.
    fn field(&self, owner: &str, method: &str) -> Option<ItemKey> {
        let plain = method.strip_prefix("set_").or(method.strip_suffix("_or_empty"));
        let names = [Some(method), plain].into_iter().flatten();
        names.map(|name| key(ItemKind::Field, owner, name)).find(|key| self.is_there(key))
    }

    /// What the variants of an enum stand for.
    fn variant(&self, owner: &str) -> Subject {
        let has = |name: &str| self.is_there(&key(ItemKind::Implementation, owner, name));
        match (has("StringEnum"), has("OperationError")) {
            (true, _) => Subject::EnumValue,
            (_, true) => Subject::Error,
            _ => Subject::Member,
        }
    }

    /// What the model calls an item; what Rust calls it where the code does not say.
    fn model_name(&self, key: &ItemKey) -> String {
        let items = [self.new, self.old].map(|surface| surface.items.get(key));
        let name = items.into_iter().flatten().find_map(|item| item.model_name.clone());
        name.unwrap_or_else(|| match key.kind {
            ItemKind::Variant if self.variant(&key.owner) == Subject::Error => {
                format!("{}.{}", self.operation(module(&key.owner).unwrap_or_default()), key.name)
            }
            ItemKind::Function if key.owner == "Client" => self.operation(&key.name),
            _ if key.name.is_empty() => key.owner.clone(),
            _ => format!("{}::{}", key.owner, key.name),
        })
    }

    /// What the model calls a waiter that a method is called after.
    fn waiter_name(&self, snake: &str) -> String {
        let constant = key(ItemKind::Constant, WAITERS, &snake.to_uppercase());
        let items = [self.new, self.old].map(|surface| surface.items.get(&constant));
        let name = items.into_iter().flatten().find_map(|item| item.model_name.clone());
        name.unwrap_or_else(|| snake.to_uppercase())
    }

    fn type_name(&self, owner: &str) -> String {
        self.model_name(&key(ItemKind::Type, owner, ""))
    }

    /// The operation of a module.
    fn operation(&self, module: &str) -> String {
        let prefix = format!("operation::{module}::");
        let first = key(ItemKind::Implementation, &prefix, "");
        let wire = [self.new, self.old].into_iter().find_map(|surface| {
            let items = surface.items.range(first.clone()..);
            let mut own = items.take_while(|(key, _)| key.owner.starts_with(&prefix));
            own.find(|(key, _)| key.name == "Operation").and_then(|(_, item)| item.wire.clone())
        });
        // How requests are sent stands before the name.
        let name = wire.as_deref().map(|wire| wire.trim_end_matches('"'));
        let name = name.map(|name| name.rsplit_once('"').map_or(name, |(_, name)| name));
        name.unwrap_or(module).to_owned()
    }
}

/// A place inside of another, in the model's terms: `Alarm.Name`. A name that would be lost in a list or
/// a sentence, such as one that is empty, stands in quotation marks.
pub(super) fn place(owner: &str, name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || letter.is_ascii_punctuation();
    let is_lost = |letter: char| matches!(letter, ',' | ';' | '(' | ')' | '"' | '\'' | '`' | '\\' | '|');
    if !name.is_empty() && name.chars().all(|letter| is_plain(letter) && !is_lost(letter)) {
        format!("{owner}.{name}")
    } else {
        format!("{owner}.{name:?}")
    }
}

/// The module of the waiters.
const WAITERS: &str = "waiter";

/// The waiter that an item stands for, as methods are called after it.
fn waiter(item: &ItemKey) -> Option<&str> {
    let constant = item.kind == ItemKind::Constant && item.owner == WAITERS;
    item.name.strip_prefix("wait_until_").or(constant.then_some(item.name.as_str()))
}

/// The module of an operation that a type lives in.
fn module(owner: &str) -> Option<&str> {
    owner.strip_prefix("operation::").and_then(|rest| rest.split("::").next())
}

fn key(kind: ItemKind, owner: &str, name: &str) -> ItemKey {
    ItemKey { kind, owner: owner.to_owned(), name: name.to_owned() }
}
