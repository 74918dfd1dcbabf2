//! Items of a generated crate's public API, and what can become of one.

use std::fmt;

use super::Verdict;

/// What names an item, the same in two versions of a crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemKey {
    /// What kind of item it is.
    pub kind: ItemKind,
    /// The path from the crate's root of the type that the item belongs to, such as `types::Alarm` or
    /// `Request<operation::ping::PingInput>`; of the module, for a module, a type and a static.
    pub owner: String,
    /// The name below that; empty where the owner is the item.
    pub name: String,
}

/// A kind of item. The order is that in which people want to hear of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A public module.
    Module,
    /// A struct, enum or union.
    Type,
    /// A variant of an enum.
    Variant,
    /// A public field of a struct.
    Field,
    /// A public constant or static.
    Constant,
    /// A public function, with a receiver or without.
    Function,
    /// An implementation of a trait, derived or not.
    Implementation,
    /// Something of another crate that is exported again.
    Export,
    /// A feature of the package.
    Feature,
}

/// An item: what callers depend on, and what is told beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Everything that a caller's code can depend on, as Rust. Another text is another item.
    pub signature: String,
    /// How the item is written outside of the program, where it is: the quoted wire name of a field or
    /// variant, and the format of a timestamp.
    pub wire: Option<String>,
    /// What the model calls it, where the generated code says so: `Alarm.Name`.
    pub model_name: Option<String>,
    /// Whether using it gives a warning.
    pub deprecation: Deprecation,
    /// The documentation, a line per line.
    pub documentation: String,
}

/// Whether using an item gives a warning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deprecation {
    /// It does not.
    #[default]
    None,
    /// It does.
    Deprecated,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The item.
    pub item: ItemKey,
    /// What happened to it.
    pub outcome: Outcome,
}

/// What happened to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new, with this signature.
    Added(String),
    /// It is gone.
    Removed,
    /// Its signature is another one.
    Changed {
        /// What it was.
        old: String,
        /// What it is.
        new: String,
    },
    /// It is written differently outside of the program.
    Rewritten {
        /// How it was written.
        old: String,
        /// How it is written.
        new: String,
    },
    /// Using it gives a warning now.
    Deprecated,
    /// Using it gives no warning any more.
    Undeprecated,
}

impl Effect {
    /// What the effect means for those who use the crate.
    ///
    /// What is written differently counts as breaking although it compiles: stored values are not read
    /// back, and the service is told something else.
    pub fn verdict(&self) -> Verdict {
        match self.outcome {
            Outcome::Removed | Outcome::Changed { .. } | Outcome::Rewritten { .. } => Verdict::Breaking,
            Outcome::Added(_) | Outcome::Deprecated => Verdict::Additive,
            Outcome::Undeprecated => Verdict::Invisible,
        }
    }

    /// Whether the compiler can tell: false for what is only written differently.
    pub fn concerns_the_compiler(&self) -> bool {
        !matches!(self.outcome, Outcome::Rewritten { .. })
    }
}

impl fmt::Display for ItemKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, owner, name } = self;
        match kind {
            ItemKind::Module => write!(formatter, "module {owner}"),
            ItemKind::Type => write!(formatter, "type {owner}"),
            ItemKind::Variant => write!(formatter, "variant {owner}::{name}"),
            ItemKind::Field => write!(formatter, "field {owner}::{name}"),
            ItemKind::Constant => write!(formatter, "static {owner}::{name}"),
            ItemKind::Function => write!(formatter, "method {owner}::{name}"),
            ItemKind::Implementation => write!(formatter, "{name} for {owner}"),
            ItemKind::Export => write!(formatter, "export {name}"),
            ItemKind::Feature => write!(formatter, "feature {name}"),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let item = &self.item;
        match &self.outcome {
            Outcome::Added(signature) if matches!(item.kind, ItemKind::Field) => {
                write!(formatter, "adds {item}: {signature}")
            }
            Outcome::Added(_) => write!(formatter, "adds {item}"),
            Outcome::Removed => write!(formatter, "removes {item}"),
            Outcome::Changed { old, new } => write!(formatter, "changes {item}: {old} → {new}"),
            Outcome::Rewritten { old, new } => write!(formatter, "writes {item} as {new}, not {old}"),
            Outcome::Deprecated => write!(formatter, "deprecates {item}"),
            Outcome::Undeprecated => write!(formatter, "no longer deprecates {item}"),
        }
    }
}
