//! The static table of a waiter: one row per acceptor, in the words of the runtime's `waiter::table`.
//!
//! It is text, because a formatter for expressions would tear the rows apart.

use std::fmt::Write;

use super::FILE;
use crate::Error;
use crate::emit::documentation::code;
use crate::ir::{Acceptor, AcceptorState, Matcher, Operation, Service, ShapeId, ShapeKind, Waiter};
use crate::jmespath::{self, Kind};

/// The static of a waiter.
///
/// # Errors
///
/// An expression that cannot be evaluated over the output, or a value that it can never have.
pub(super) fn acceptors(
    service: &Service,
    operation: &Operation,
    waiter: &Waiter,
    constant: &str,
) -> Result<String, Error> {
    let (name, delay, max_attempts) = (&waiter.name, waiter.delay, waiter.max_attempts);
    let mut out = format!(
        "/// The answers that {} goes by, in the order of the model; the first that matches decides.\n\
         pub static {constant}: WaiterSchema = WaiterSchema {{\n    \
             name: {name:?},\n    \
             delay: {delay},\n    \
             max_attempts: {max_attempts},\n    \
             acceptors: &[\n",
        code(name)
    );
    let mut noted = None;
    for (position, acceptor) in waiter.acceptors.iter().enumerate() {
        let row = Row { service, operation, place: format!("waiters.{name}.acceptors[{position}]") };
        let text = row.text(acceptor)?;
        let note = note(&acceptor.matcher);
        if let Some(note) = note.as_ref().filter(|_| noted != note) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "        // {note}");
        }
        let _ = writeln!(out, "        {text},");
        noted = note;
    }
    out.push_str("    ],\n};\n");
    Ok(out)
}

/// The words of the model for an expression that is more than a path of members, on one line.
fn note(matcher: &Matcher) -> Option<String> {
    match matcher {
        Matcher::Path { argument, .. }
        | Matcher::PathAll { argument, .. }
        | Matcher::PathAny { argument, .. } => {
            let is_path =
                argument.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'));
            (!is_path).then(|| argument.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        Matcher::Status(_) | Matcher::Error(_) | Matcher::AnyError(_) => None,
    }
}

/// A row in the making, and where the model has it.
struct Row<'a> {
    service: &'a Service,
    operation: &'a Operation,
    place: String,
}

impl Row<'_> {
    fn text(&self, acceptor: &Acceptor) -> Result<String, Error> {
        let state = match acceptor.state {
            AcceptorState::Success => "success",
            AcceptorState::Failure => "failure",
            AcceptorState::Retry => "retry",
        };
        let matcher = match &acceptor.matcher {
            Matcher::Path { argument, expected } => {
                let (code, kind) = self.expression(argument)?;
                format!("Path({code}, {})", self.expected(&kind, expected)?)
            }
            Matcher::PathAll { argument, expected } => {
                let (code, kind) = self.expression(argument)?;
                format!("PathAll({code}, {})", self.expected(&self.element(&kind)?, expected)?)
            }
            Matcher::PathAny { argument, expected } => {
                let (code, kind) = self.expression(argument)?;
                format!("PathAny({code}, {})", self.expected(&self.element(&kind)?, expected)?)
            }
            Matcher::Status(status) => format!("Status({status})"),
            Matcher::Error(name) => format!("Error({:?})", self.code(name)),
            Matcher::AnyError(any) => format!("AnyError({any})"),
        };
        Ok(format!("{state}({matcher})"))
    }

    fn error(&self, key: &str, reason: String) -> Error {
        Error::new(FILE, format!("{}.{key}", self.place), reason)
    }

    /// The code of an expression and what it gives.
    fn expression(&self, argument: &str) -> Result<(String, Kind), Error> {
        jmespath::compile(self.service, self.operation.output, argument)
            .map(|compiled| (compiled.code, compiled.kind))
            .map_err(|(reason, help)| self.error("argument", reason).with_help(help))
    }

    fn element(&self, list: &Kind) -> Result<Kind, Error> {
        list.element(self.service).ok_or_else(|| {
            let reason = format!(
                "the matcher needs a list, but the expression gives {}",
                list.description(self.service)
            );
            self.error("argument", reason)
        })
    }

    fn expected(&self, found: &Kind, expected: &serde_json::Value) -> Result<String, Error> {
        let (code, kind) = match expected {
            serde_json::Value::Null => ("Null".to_owned(), Kind::Null),
            serde_json::Value::Bool(value) => (format!("Boolean({value})"), Kind::Boolean),
            serde_json::Value::String(text) => (format!("Text({text:?})"), Kind::Text),
            serde_json::Value::Number(number) => match number.as_f64() {
                Some(number) => (format!("Number({number:?})"), Kind::Number),
                None => return Err(self.error("expected", format!("the number {number} is out of range"))),
            },
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
                let reason = "only null, booleans, numbers and text can be expected";
                return Err(self.error("expected", reason.to_owned()));
            }
        };
        if found.is_comparable(&kind) {
            return Ok(code);
        }
        let (kind, found) = (kind.description(self.service), found.description(self.service));
        Err(self.error(
            "expected",
            format!("expected is {kind}, but the expression gives {found}: they are never equal"),
        ))
    }

    /// The error code of an exception that is given by the name of its shape; anything else is a code.
    fn code<'a>(&'a self, name: &'a str) -> &'a str {
        let named = |id: &&ShapeId| self.service.shape(**id).name == name;
        match self.operation.errors.iter().find(named).map(|id| &self.service.shape(*id).kind) {
            Some(ShapeKind::Exception(exception)) => &exception.code,
            _ => name,
        }
    }
}
