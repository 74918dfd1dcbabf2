//! Reads the trait `waitable`.
//!
//! Source: [waiters](https://smithy.io/2.0/additional-specs/waiters.html).

use super::ast::with_trait;
use super::facts::documentation;
use super::id;
use crate::Error;
use crate::front::botocore::{Acceptor, Waiter};
use crate::front::json::Json;
use crate::front::node::Node;

/// Seconds between two attempts where the model does not say it.
const DELAY: u32 = 2;

/// How many attempts are made where the model gives no hint: what most waiters had before models left it out.
const ATTEMPTS: u32 = 60;

/// The waiters of an operation, and what a person should know about them.
#[derive(Default)]
pub(super) struct Read {
    pub(super) waiters: Vec<(String, Waiter)>,
    pub(super) remarks: Vec<String>,
}

/// Reads the waiters of an operation; `operation` is its name.
pub(super) fn read(node: &Node<'_>, operation: &str) -> Result<Read, Error> {
    let mut read = Read::default();
    with_trait(node, "smithy.waiters#waitable", |waiters| {
        for (name, waiter) in waiters.entries()? {
            read_waiter(name, &waiter, operation, &mut read)?;
        }
        Ok(())
    })?;
    Ok(read)
}

fn read_waiter(name: &str, node: &Node<'_>, operation: &str, read: &mut Read) -> Result<(), Error> {
    let mut acceptors = Vec::new();
    for acceptor in node.required("acceptors")?.items()? {
        match read_acceptor(&acceptor)? {
            Some(acceptor) => acceptors.push(acceptor),
            None => {
                let (file, place) = acceptor.written();
                read.remarks.push(format!(
                    "{file}: {place}: the waiter {name} looks at the input too (inputOutput), which is not supported \
                     yet, so it is left out"
                ));
                return Ok(());
            }
        }
    }
    let delay = node.optional_as("minDelay", |delay| delay.integer())?.unwrap_or(DELAY);
    if delay == 0 {
        return Err(node.error("minDelay is zero, so nothing would be waited for"));
    }
    let longest: Option<u32> = node.optional_as("maxDelay", |delay| delay.integer())?;
    let max_attempts = longest.filter(|longest| *longest > delay).map_or(ATTEMPTS, |longest| longest / delay);
    let (file, place) = node.written();
    read.remarks.push(format!(
        "{file}: {place}: models of this form do not say how often the waiter {name} tries: {max_attempts} times"
    ));
    let words = node.optional_as("documentation", documentation)?.flatten();
    let documentation = match words {
        Some(words) => Some(words),
        None => node.optional_as("description", documentation)?.flatten(),
    };
    let waiter = Waiter { operation: operation.to_owned(), delay, max_attempts, acceptors, documentation };
    read.waiters.push((name.to_owned(), waiter));
    Ok(())
}

/// An acceptor; none where it looks at the input too.
fn read_acceptor(node: &Node<'_>) -> Result<Option<Acceptor>, Error> {
    let state = node.required("state")?.text()?;
    let matcher = node.required("matcher")?;
    let entries = matcher.entries()?;
    let [(kind, value)] = entries.as_slice() else {
        return Err(matcher.error(format!("a matcher has one key, this one has {}", entries.len())));
    };
    let accept = |matcher: &str, argument: Option<String>, expected: Json| {
        Ok(Some(Acceptor { state: state.clone(), matcher: matcher.to_owned(), argument, expected }))
    };
    match *kind {
        "success" => accept("error", None, Json::Boolean(!value.boolean()?)),
        "errorType" => accept("error", None, Json::String(id::name(&value.text()?).to_owned())),
        "output" => {
            let path = value.required("path")?.text()?;
            let expected = value.required("expected")?;
            let text = expected.text()?;
            let comparator = value.required("comparator")?;
            match comparator.text()?.as_str() {
                "stringEquals" => accept("path", Some(path), Json::String(text)),
                "allStringEquals" => accept("pathAll", Some(path), Json::String(text)),
                "anyStringEquals" => accept("pathAny", Some(path), Json::String(text)),
                "booleanEquals" => match text.as_str() {
                    "true" => accept("path", Some(path), Json::Boolean(true)),
                    "false" => accept("path", Some(path), Json::Boolean(false)),
                    _ => Err(expected.error(format!("expected \"true\" or \"false\", found \"{text}\""))),
                },
                unknown => Err(comparator.error(format!("\"{unknown}\" is not a comparator")).with_help(
                    Some("known: stringEquals, booleanEquals, allStringEquals, anyStringEquals".to_owned()),
                )),
            }
        }
        "inputOutput" => Ok(None),
        unknown => Err(value
            .error(format!("\"{unknown}\" is not a matcher"))
            .with_help(Some("known: success, errorType, output, inputOutput".to_owned()))),
    }
}
