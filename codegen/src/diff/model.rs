//! What two versions of a model say differently, in the model's own terms.
//!
//! Nothing here knows what becomes of it in Rust.

mod endpoint;
mod operation;
mod shape;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, Subject};
use crate::ir::{Deprecation, Service, Shape, ShapeId};

/// A difference, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) at: At,
    pub(super) subject: Subject,
    pub(super) action: Action,
    /// The place in the model's terms, such as `Alarm.Name`.
    pub(super) place: String,
    /// What is different, where the place and the action do not say it.
    pub(super) description: String,
    /// Which items of the generated crate it can touch.
    pub(super) reach: Reach,
}

/// Which items of a generated crate a difference can touch, of those that belong to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// None: it is documentation, or a fact that only the runtime reads.
    Nothing,
    /// Those that give a warning now, or no longer.
    Warnings,
    /// All of them.
    Items,
}

/// Where in a service a difference is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    /// In the service as a whole.
    Service,
    /// In an operation.
    Operation(String),
    /// In the errors of an operation: the operation and the shape.
    Error(String, String),
    /// In the paginator of an operation.
    Paginator(String),
    /// In a waiter.
    Waiter(String),
    /// In what a shape is, not in what it consists of.
    Shape(ShapeKey),
    /// In everything about a shape: it came or went.
    Whole(ShapeKey),
    /// In everything about a shape and about those who hold it: it became something else.
    Kind(ShapeKey),
    /// In what takes all members of a shape at once.
    Order(ShapeKey),
    /// In a member of a shape, or a value of an enum.
    Member(ShapeKey, String),
}

/// What names a shape, the same in two versions of a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShapeKey {
    /// Whether the shape is the input or the output of an operation.
    pub(super) of_operation: bool,
    /// The shape's name.
    pub(super) name: String,
}

/// The shapes of a service by what names them.
pub(super) fn shapes(service: &Service) -> BTreeMap<ShapeKey, ShapeId> {
    let own: BTreeSet<ShapeId> =
        service.operations.iter().flat_map(|operation| [operation.input, operation.output]).collect();
    let key =
        |id: ShapeId, shape: &Shape| ShapeKey { of_operation: own.contains(&id), name: shape.name.clone() };
    service.shapes().map(|(id, shape)| (key(id, shape), id)).collect()
}

/// Whether documentation is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Documentation {
    /// It is.
    Compared,
    /// It is not, say because one of the models was stripped of it.
    Ignored,
}

/// All differences between two versions of a service, in the order service, operations, shapes,
/// waiters.
pub(super) fn compare(old: &Service, new: &Service, documentation: Documentation) -> Vec<Finding> {
    let mut findings = Findings { found: Vec::new(), documentation };
    service(old, new, &mut findings);
    operation::compare(old, new, &mut findings);
    shape::compare(old, new, &mut findings);
    operation::waiters(old, new, &mut findings);
    findings.found
}

/// The differences found so far.
pub(super) struct Findings {
    found: Vec<Finding>,
    documentation: Documentation,
}

/// What is being looked at.
#[derive(Clone)]
pub(super) struct Here<'a> {
    at: At,
    subject: Subject,
    place: &'a str,
}

impl Findings {
    fn push(&mut self, here: &Here<'_>, action: Action, description: impl Into<String>) {
        let reach = match here.subject {
            Subject::Documentation | Subject::Constraint | Subject::Trait => Reach::Nothing,
            _ => Reach::Items,
        };
        self.push_reaching(reach, here, action, description.into());
    }

    fn push_reaching(&mut self, reach: Reach, here: &Here<'_>, action: Action, description: String) {
        let (at, subject, place) = (here.at.clone(), here.subject, here.place.to_owned());
        self.found.push(Finding { at, subject, action, place, description, reach });
    }

    /// A fact that may be missing on either side; `name` says what it is.
    fn fact(&mut self, here: &Here<'_>, name: &str, old: Option<String>, new: Option<String>) {
        let description = match (old, new) {
            (old, new) if old == new => return,
            (Some(old), Some(new)) => format!("{name} {old} → {new}"),
            (None, Some(new)) => format!("{name} {new}, none before"),
            (Some(old), None) => format!("no {name} any more, it was {old}"),
            (None, None) => return,
        };
        self.push(here, Action::Changed, description);
    }

    /// A switch.
    fn switch(&mut self, here: &Here<'_>, old: bool, new: bool, on: &str, off: &str) {
        if old != new {
            self.push(here, Action::Changed, if new { on } else { off });
        }
    }

    fn documentation(&mut self, here: &Here<'_>, old: Option<&String>, new: Option<&String>) {
        if self.documentation == Documentation::Ignored || old == new {
            return;
        }
        let action = match (old, new) {
            (None, _) => Action::Added,
            (_, None) => Action::Removed,
            _ => Action::Changed,
        };
        self.push(&Here { subject: Subject::Documentation, ..here.clone() }, action, "");
    }

    fn deprecation(&mut self, here: &Here<'_>, old: Option<&Deprecation>, new: Option<&Deprecation>) {
        let here = &Here { subject: Subject::Trait, ..here.clone() };
        let description = match (old, new) {
            (None, Some(_)) => "deprecated",
            (Some(_), None) => "no longer deprecated",
            (Some(old), Some(new)) if old != new => "deprecated with another message",
            _ => return,
        };
        self.push_reaching(Reach::Warnings, here, Action::Changed, description.to_owned());
    }
}

/// The facts about the service as a whole.
fn service(old: &Service, new: &Service, findings: &mut Findings) {
    let here = Here { at: At::Service, subject: Subject::Service, place: &new.id };
    let facts: [(&str, &str, &str); 5] = [
        ("service id", &old.id, &new.id),
        ("name", &old.full_name, &new.full_name),
        ("API version", &old.api_version, &new.api_version),
        ("signing name", &old.signing_name, &new.signing_name),
        ("endpoint prefix", &old.endpoint_prefix, &new.endpoint_prefix),
    ];
    for (name, old, new) in facts {
        findings.fact(&here, name, Some(words::quoted(old)), Some(words::quoted(new)));
    }
    findings.fact(
        &here,
        "protocol",
        Some(words::protocol(&old.protocol)),
        Some(words::protocol(&new.protocol)),
    );
    findings.fact(&here, "headers", words::headers(&old.headers), words::headers(&new.headers));
    let telling = |service: &Service| service.endpoint_operation.clone();
    findings.fact(&here, "operation that tells endpoints", telling(old), telling(new));
    let in_success = |service: &Service| service.errors_in_success.then(|| "told in any reply".to_owned());
    findings.fact(&here, "errors", in_success(old), in_success(new));
    let regional = |service: &Service| service.regional_parameter.clone();
    findings.fact(&here, "parameter that lies in one region", regional(old), regional(new));
    let tokens = |service: &Service| {
        let names =
            service.auth_tokens.iter().map(|token| format!("{} for {}", token.name, token.signing_name));
        words::listed(&names.collect::<Vec<_>>())
    };
    findings.fact(&here, "tokens to log in with", tokens(old), tokens(new));
    endpoint::compare(&here, old.endpoint_rules.as_ref(), new.endpoint_rules.as_ref(), findings);
    if old.client_context != new.client_context {
        findings.push(&here, Action::Changed, "parameters of the endpoint rules changed");
    }
    findings.documentation(&here, old.documentation.as_ref(), new.documentation.as_ref());
}

/// The pairs of equally named entries of two lists, in order of the names.
fn pairs<'a, T>(
    old: &'a [T],
    new: &'a [T],
    name: impl Fn(&T) -> &str,
) -> Vec<(String, Option<&'a T>, Option<&'a T>)> {
    let mut pairs: BTreeMap<String, (Option<&'a T>, Option<&'a T>)> = BTreeMap::new();
    for entry in old {
        pairs.entry(name(entry).to_owned()).or_default().0 = Some(entry);
    }
    for entry in new {
        pairs.entry(name(entry).to_owned()).or_default().1 = Some(entry);
    }
    pairs.into_iter().map(|(name, (old, new))| (name, old, new)).collect()
}
