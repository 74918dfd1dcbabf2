//! What a change of a model means: in the model's terms, for those who use the generated crate, and
//! for its version.
//!
//! Two versions of a service are compared twice. `model` says what the models say differently.
//! `surface` reads the public API of the two generated crates and says which items came, went or
//! changed. `join` brings the two together, so that every difference comes with what it does to callers;
//! what is left over gets a line of its own. The verdict is that of the items alone, and so says
//! "breaking" exactly when an item was lost or is another one, or is written differently outside of the
//! program.

mod forms;
mod item;
mod join;
mod model;
mod side;
mod summary;
mod surface;
mod words;

use std::fmt;

pub use forms::across_forms;
pub use item::{Deprecation, Effect, Item, ItemKey, ItemKind, Outcome};
pub use model::Documentation;
pub use summary::{summary, tally};
pub use surface::Surface;
pub use words::changes as surface_changes;

use crate::ir::Service;
use crate::{Error, Selection};

/// What a change means for those who use the generated crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Code that used the old crate cannot tell the difference.
    #[default]
    Invisible,
    /// There is more than there was; code that used the old crate still compiles.
    Additive,
    /// Something that code can use was lost or is another thing.
    Breaking,
}

impl Verdict {
    /// The part of the version that semantic versioning wants raised: `patch`, `minor` or `major`.
    pub fn release(self) -> &'static str {
        match self {
            Self::Invisible => "patch",
            Self::Additive => "minor",
            Self::Breaking => "major",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Invisible => "invisible",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        })
    }
}

/// What a change is about. The order is that in which people want to hear of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The service as a whole.
    Service,
    /// An operation.
    Operation,
    /// A shape: that it is there, what it is, what a list or map holds.
    Shape,
    /// A member of a structure, union or exception.
    Member,
    /// A value of an enum.
    EnumValue,
    /// An error of an operation.
    Error,
    /// How an operation answers in pages.
    Paginator,
    /// A waiter.
    Waiter,
    /// A trait, in the model's sense or in Rust's.
    Trait,
    /// A length, a range or a pattern.
    Constraint,
    /// Documentation.
    Documentation,
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Service => "service",
            Self::Operation => "operation",
            Self::Shape => "shape",
            Self::Member => "member",
            Self::EnumValue => "enum value",
            Self::Error => "error",
            Self::Paginator => "paginator",
            Self::Waiter => "waiter",
            Self::Trait => "trait",
            Self::Constraint => "constraint",
            Self::Documentation => "documentation",
        })
    }
}

/// What happened to the subject of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is different.
    Changed,
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        })
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// What happened to that.
    pub action: Action,
    /// Where, in the model's terms: `Alarm.Name`.
    pub place: String,
    /// What is different, where the rest does not say it; empty otherwise.
    pub description: String,
    /// What it does to the items of the generated crate.
    pub effects: Vec<Effect>,
    /// The operations that are concerned, sorted.
    pub operations: Vec<String>,
}

impl Change {
    /// What the change means for those who use the generated crate.
    pub fn verdict(&self) -> Verdict {
        self.effects.iter().map(Effect::verdict).max().unwrap_or_default()
    }

    /// Whether the change breaks nothing but what is written outside of the program.
    pub fn breaks_only_the_wire(&self) -> bool {
        let mut breaking =
            self.effects.iter().filter(|effect| effect.verdict() == Verdict::Breaking).peekable();
        breaking.peek().is_some() && breaking.all(|effect| !effect.concerns_the_compiler())
    }
}

/// The verdict on several changes.
pub fn verdict(changes: &[Change]) -> Verdict {
    changes.iter().map(Change::verdict).max().unwrap_or_default()
}

/// What differs between two versions of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The operations that were selected, of either version, sorted.
    pub operations: Vec<String>,
    /// What differs in what they reach, the gravest first.
    pub changes: Vec<Change>,
    /// What differs in the rest of the service; without effects, because nothing is generated of it.
    pub rest: Vec<Change>,
}

impl Diff {
    /// The verdict on what was selected.
    pub fn verdict(&self) -> Verdict {
        verdict(&self.changes)
    }
}

/// Compares two versions of a service.
///
/// An entry of the selection may match on one side alone: the operation came or went.
///
/// # Errors
///
/// An entry of the selection that matches on neither side, or a version that no crate can be generated
/// of.
pub fn compare(
    old: &Service,
    new: &Service,
    selection: &Selection,
    documentation: Documentation,
) -> Result<Diff, Error> {
    let (old_selected, new_selected) = side::select(old, new, selection)?;
    let findings = model::compare(&old_selected, &new_selected, documentation);
    let (old_side, new_side) = (side::Side::of(&old_selected)?, side::Side::of(&new_selected)?);
    let everything = model::compare(&side::everything(old)?, &side::everything(new)?, documentation);
    let rest =
        everything.into_iter().filter(|finding| !findings.contains(finding)).map(join::without_effects);
    let mut operations: Vec<String> = [&old_selected, &new_selected]
        .iter()
        .flat_map(|service| &service.operations)
        .map(|operation| operation.name.clone())
        .collect();
    operations.sort_unstable();
    operations.dedup();
    Ok(Diff {
        operations,
        rest: rest.collect(),
        changes: join::join(findings, &old_side, &new_side, old, new),
    })
}
