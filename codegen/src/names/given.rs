//! The names that somebody gave: they must be written as Rust names of their kind are.

use super::casing::{camel, snake};
use super::reserved::{is_identifier, keyword_safe};
use super::variant;
use crate::Error;
use crate::ir::{Named, Service, ShapeKind};

/// Checks all given names of what a service holds.
///
/// # Errors
///
/// A name that is not written so, with the one that would be.
pub(super) fn check(service: &Service) -> Result<(), Error> {
    for (named, given) in &service.given_names {
        let Some(made) = written(service, named, &given.name) else { continue };
        if made != given.name {
            let reason = format!("\"{}\" is not written as names of its kind are in Rust", given.name);
            let help = if is_identifier(&made) {
                format!("write \"{made}\"")
            } else {
                "it needs letters".to_owned()
            };
            return Err(given.origin.error(reason).with_help(Some(help)));
        }
    }
    Ok(())
}

/// What a name would be if it were written as Rust names of its kind are: the same name, if it is.
/// Nothing, where what it names was not selected.
fn written(service: &Service, named: &Named, name: &str) -> Option<String> {
    Some(match named {
        Named::Value { .. } => variant::plain(name),
        Named::Member { shape, .. } => {
            let mut shapes = service.shapes.iter();
            match shapes.find(|one| one.model_name.as_ref() == Some(shape))?.kind {
                ShapeKind::Union(_) => variant::plain(name),
                _ => keyword_safe(snake(name)),
            }
        }
        Named::Operation(_) | Named::Shape(_) | Named::Waiter(_) => keyword_safe(camel(name)),
    })
}
