//! How operations answer in pages.

use std::fmt;

use super::{Origin, ShapeId};

/// How an operation answers in pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Paginator {
    /// Where each token goes and comes from.
    pub tokens: Vec<Token>,
    /// The input member that holds the page size.
    pub limit_key: Option<String>,
    /// The output member that says whether there are more pages.
    pub more_results: Option<MemberPath>,
    /// The output members that hold results; the first is the main one.
    pub result_keys: Vec<MemberPath>,
    /// What `items()` gives; `None` where the main result is neither a list nor a map.
    pub items: Option<Items>,
    /// Where the paginator stands.
    pub origin: Origin,
}

/// A token of a paginator.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// The input member.
    pub input: String,
    /// The output members to look at; the first one present wins.
    pub output: Vec<MemberPath>,
}

/// A member of the output, or of a structure inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPath {
    /// The members on the way; there is one at least.
    pub steps: Vec<PathStep>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// The member.
    pub member: String,
    /// Whether the last element of the member, a list, is meant.
    pub last_element: bool,
}

/// The main result of a paginator: the members that lead to it from the output structure, and its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// Structures on the way and the index of the member in each, from the output inwards.
    pub path: Vec<(ShapeId, usize)>,
    /// The list or map at the end.
    pub container: ShapeId,
}

/// The names joined by dots, `[-1]` after those whose last element is meant.
impl fmt::Display for MemberPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            let dot = if index > 0 { "." } else { "" };
            write!(formatter, "{dot}{}{}", step.member, if step.last_element { "[-1]" } else { "" })?;
        }
        Ok(())
    }
}
