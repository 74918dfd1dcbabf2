//! What two models of one service say differently since one is of botocore's form and the other of Smithy's: each kind of
//! difference in words, with where it is.
//!
//! Both forms are made of one description, but neither holds all of it, and some of it was written by hand. What is told
//! here is what no reader of either could mend.

use std::collections::{BTreeMap, BTreeSet};

use super::side;
use crate::ir::{
    Exception, Member, Operation, Paginator, Protocol, Service, Shape, ShapeKind, Sparsity, Waiter,
};
use crate::{Error, Selection, visible};

/// How many places are named of each kind.
const NAMED: usize = 5;

/// What differs between two models of a service that are of different forms, and is expected to, in what a selection
/// reaches; a sentence for each kind of difference that there is.
///
/// # Errors
///
/// Those of [`compare`](super::compare).
pub fn across_forms(old: &Service, new: &Service, selection: &Selection) -> Result<Vec<String>, Error> {
    let (old, new) = side::select(old, new, selection)?;
    let (service_old, service_new) = (&old, &new);
    let shapes = Shapes { pairs: both(&old.shapes, &new.shapes, |shape| &shape.name) };
    let operations = both(&old.operations, &new.operations, |operation| &operation.name);
    let waiters = both(&old.waiters, &new.waiters, |waiter| &waiter.name);
    let mut told = Vec::new();
    told.extend(target_prefix(&old.protocol, &new.protocol));
    let mut tell = |places: Vec<String>, words: &str| {
        if !places.is_empty() {
            told.push(format!("{}: {words}", named(&places)));
        }
    };
    tell(
        shapes.exceptions(|old, new| old.status.is_some() != new.status.is_some()),
        "only one of the models says the HTTP status, which is a sentence of documentation",
    );
    tell(
        shapes.exceptions(|old, new| old.fault != new.fault),
        "the models do not blame the same side; errors of the service are repeated",
    );
    tell(
        shapes.exceptions(|old, new| names(&old.members) != names(&new.members)),
        "botocore's model leaves members of exceptions out",
    );
    tell(
        shapes.that(|old, new| {
            matches!(
                (old, new),
                (ShapeKind::Structure(_), ShapeKind::Union(_))
                    | (ShapeKind::Union(_), ShapeKind::Structure(_))
            )
        }),
        "a union in Smithy's model and a structure in botocore's, which is another type",
    );
    tell(
        shapes.that(|old, new| sparsity(old).zip(sparsity(new)).is_some_and(|(old, new)| old != new)),
        "only Smithy's model says that elements may be missing, which is another type",
    );
    tell(
        shapes.that(|old, new| {
            let pairs = both(members(old), members(new), |member| &member.name);
            pairs.values().any(|(old, new)| {
                let old = &service_old.shape(old.element.target).kind;
                let new = &service_new.shape(new.element.target).kind;
                matches!(
                    (old, new),
                    (ShapeKind::String, ShapeKind::Integer | ShapeKind::Long)
                        | (ShapeKind::Integer | ShapeKind::Long, ShapeKind::String)
                )
            })
        }),
        "a member is a number in one of the models and text in the other, which is another type, and the same in a request",
    );
    tell(
        shapes.that(|old, new| {
            let (old, new) = (members(old), members(new));
            names(old) == names(new)
                && !old.iter().map(|member| &member.name).eq(new.iter().map(|member| &member.name))
        }),
        "members stand in another order, and with them fields and the arguments of `new`",
    );
    tell(
        places(&waiters, |old: &Waiter, new: &Waiter| old.max_attempts != new.max_attempts),
        "how often the waiter tries is said by botocore's model alone; for Smithy's it is made of the longest delay",
    );
    tell(
        places(&waiters, |old: &Waiter, new: &Waiter| old.acceptors != new.acceptors),
        "the waiter looks at the HTTP status in one model and at the name of an error in the other",
    );
    tell(
        places(&operations, |old: &Operation, new: &Operation| {
            (&old.http.method, &old.http.uri) != (&new.http.method, &new.http.uri)
        }),
        "the models do not send the operation with the same method, path and parameters",
    );
    tell(
        places(&operations, |old: &Operation, new: &Operation| {
            errors(service_old, old) != errors(service_new, new)
        }),
        "the models do not list the same errors for the operation",
    );
    tell(
        paginated(&operations, |old, new| old.result_keys.len() != new.result_keys.len()),
        "Smithy's model names one result of a page, botocore's may name several; the first gives the items",
    );
    tell(
        paginated(&operations, |old, new| old.more_results.is_some() != new.more_results.is_some()),
        "only botocore's model has a member that says whether there are more pages; without it the token says it",
    );
    tell(
        places(&operations, |old: &Operation, new: &Operation| {
            old.paginator.is_some() != new.paginator.is_some()
        }),
        "the operation answers in pages in one of the models alone",
    );
    Ok(told)
}

/// The first names of some, and how many more there are.
fn named(places: &[String]) -> String {
    let first: Vec<String> = places.iter().take(NAMED).map(|place| visible(place).to_string()).collect();
    match places.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!("{} and {more} more", first.join(", ")),
        _ => first.join(", "),
    }
}

/// What both sides have of something, by its name.
fn both<'a, T>(old: &'a [T], new: &'a [T], name: impl Fn(&T) -> &String) -> BTreeMap<String, (&'a T, &'a T)> {
    let old: BTreeMap<&String, &T> = old.iter().map(|one| (name(one), one)).collect();
    new.iter().filter_map(|new| Some((name(new).clone(), (*old.get(name(new))?, new)))).collect()
}

/// The names of those of which something is true.
fn places<T>(pairs: &BTreeMap<String, (&T, &T)>, is: impl Fn(&T, &T) -> bool) -> Vec<String> {
    pairs.iter().filter(|(_, (old, new))| is(old, new)).map(|(name, _)| name.clone()).collect()
}

fn paginated(
    operations: &BTreeMap<String, (&Operation, &Operation)>,
    is: impl Fn(&Paginator, &Paginator) -> bool,
) -> Vec<String> {
    places(operations, |old, new| {
        old.paginator.as_ref().zip(new.paginator.as_ref()).is_some_and(|(old, new)| is(old, new))
    })
}

struct Shapes<'a> {
    pairs: BTreeMap<String, (&'a Shape, &'a Shape)>,
}

impl Shapes<'_> {
    fn that(&self, is: impl Fn(&ShapeKind, &ShapeKind) -> bool) -> Vec<String> {
        places(&self.pairs, |old, new| is(&old.kind, &new.kind))
    }

    fn exceptions(&self, is: impl Fn(&Exception, &Exception) -> bool) -> Vec<String> {
        self.that(|old, new| match (old, new) {
            (ShapeKind::Exception(old), ShapeKind::Exception(new)) => is(old, new),
            _ => false,
        })
    }
}

fn errors<'a>(service: &'a Service, operation: &Operation) -> BTreeSet<&'a str> {
    operation.errors.iter().map(|id| service.shape(*id).name.as_str()).collect()
}

fn members(kind: &ShapeKind) -> &[Member] {
    match kind {
        ShapeKind::Structure(members) | ShapeKind::Union(members) => members,
        ShapeKind::Exception(exception) => &exception.members,
        _ => &[],
    }
}

fn names(members: &[Member]) -> BTreeSet<&str> {
    members.iter().map(|member| member.name.as_str()).collect()
}

fn sparsity(kind: &ShapeKind) -> Option<Sparsity> {
    match kind {
        ShapeKind::List { sparsity, .. } | ShapeKind::Map { sparsity, .. } => Some(*sparsity),
        _ => None,
    }
}

/// What stands before the dot in a header, where the models do not agree about it.
fn target_prefix(old: &Protocol, new: &Protocol) -> Option<String> {
    match (old, new) {
        (Protocol::AwsJson { target_prefix: old, .. }, Protocol::AwsJson { target_prefix: new, .. })
            if old != new =>
        {
            Some(format!("the header X-Amz-Target begins with \"{new}\" rather than \"{old}\""))
        }
        _ => None,
    }
}
