//! What the documentation of a waiter says, from facts alone.

use proc_macro2::TokenStream;

use crate::emit::documentation::{code, paragraphs, words};
use crate::ir::path::Literal;
use crate::ir::{AcceptorState, Matcher, Operation, Waiter};

/// The documentation of the method on the client.
pub(super) fn method(waiter: &Waiter, operation: &Operation, may_end_by_error: bool) -> TokenStream {
    let first = match words(waiter.documentation.as_deref()) {
        words if words.is_empty() => format!("Waits for {}.", code(&waiter.name)),
        words => words,
    };
    let ending = if may_end_by_error {
        "Gives the last output, or `None` where the service reported the error that is waited for."
    } else {
        "Gives the last output."
    };
    paragraphs([
        first,
        format!(
            "Calls {} up to {}, at least {} apart. {ending}",
            code(&operation.wire_name),
            counted(waiter.max_attempts, "time"),
            counted(waiter.delay, "second"),
        ),
        answers(waiter),
    ])
}

fn counted(number: u32, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// A list of what answers mean; acceptors in a row that differ in what they expect alone share a line.
fn answers(waiter: &Waiter) -> String {
    let mut lines: Vec<(String, Vec<String>, AcceptorState)> = Vec::new();
    for acceptor in &waiter.acceptors {
        let (subject, expected) = condition(&acceptor.matcher);
        match lines.last_mut() {
            Some((same, values, state)) if *same == subject && *state == acceptor.state => {
                values.extend(expected)
            }
            _ => lines.push((subject, expected.into_iter().collect(), acceptor.state)),
        }
    }
    let mut out = String::from("What answers mean; the first that fits decides:\n");
    for (subject, expected, state) in lines {
        let meaning = match state {
            AcceptorState::Success => "success",
            AcceptorState::Failure => "failure",
            AcceptorState::Retry => "another attempt",
        };
        out.push_str(&format!("\n- {subject}{}: {meaning}", alternatives(&expected)));
    }
    out
}

/// What a matcher looks at, with the verb, and what it expects there.
fn condition(matcher: &Matcher) -> (String, Option<String>) {
    let value = |expected: &Literal| match expected {
        Literal::Null => code("null"),
        Literal::Boolean(value) => code(&value.to_string()),
        Literal::Number(number) => code(&number.to_string()),
        Literal::Text(text) => code(text),
    };
    match matcher {
        Matcher::Path(path, expected) => (format!("{} is ", code(&path.text)), Some(value(expected))),
        Matcher::PathAll(path, expected) => {
            (format!("all of {} are ", code(&path.text)), Some(value(expected)))
        }
        Matcher::PathAny(path, expected) => {
            (format!("one of {} is ", code(&path.text)), Some(value(expected)))
        }
        Matcher::Status(status) => ("the HTTP status ".to_owned(), Some(status.to_string())),
        Matcher::Error(error) => ("the error ".to_owned(), Some(code(&error.name))),
        Matcher::AnyError(true) => ("any error of the service".to_owned(), None),
        Matcher::AnyError(false) => ("no error".to_owned(), None),
    }
}

/// `a`, `a or b`, `a, b or c`.
fn alternatives(values: &[String]) -> String {
    match values {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
