//! The static table of a waiter: one row per acceptor, in the words of the runtime's `waiter::table`.
//!
//! It is text, because a formatter for expressions would tear the rows apart.

use std::fmt::Write;

use crate::emit::documentation::code;
use crate::emit::path::{literal, path};
use crate::ir::path::Path;
use crate::ir::{Acceptor, AcceptorState, Matcher, Waiter};

/// The static of a waiter.
pub(super) fn acceptors(waiter: &Waiter, constant: &str) -> String {
    let (name, delay, max_attempts) = (&waiter.name, waiter.delay, waiter.max_attempts);
    let mut out = format!(
        "/// The answers that {} goes by, in the order of the model; the first that matches decides.\n\
         pub static {constant}: WaiterSchema = WaiterSchema::new({name:?})\n    \
             .delay({delay})\n    \
             .max_attempts({max_attempts})\n    \
             .acceptors(&[\n",
        code(name)
    );
    let mut noted = None;
    for acceptor in &waiter.acceptors {
        let note = note(&acceptor.matcher);
        if let Some(note) = note.as_ref().filter(|_| noted != note) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "        // {note}");
        }
        let _ = writeln!(out, "        {},", row(acceptor));
        noted = note;
    }
    out.push_str("    ]);\n");
    out
}

/// The words of the model for an expression that is more than a path of members, on one line.
fn note(matcher: &Matcher) -> Option<String> {
    let (Matcher::Path(path, _) | Matcher::PathAll(path, _) | Matcher::PathAny(path, _)) = matcher else {
        return None;
    };
    let is_plain = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
    let Path { text, .. } = path;
    (!is_plain(text)).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn row(acceptor: &Acceptor) -> String {
    let state = match acceptor.state {
        AcceptorState::Success => "success",
        AcceptorState::Failure => "failure",
        AcceptorState::Retry => "retry",
    };
    let matcher = match &acceptor.matcher {
        Matcher::Path(argument, expected) => format!("Path({}, {})", path(argument), literal(expected)),
        Matcher::PathAll(argument, expected) => format!("PathAll({}, {})", path(argument), literal(expected)),
        Matcher::PathAny(argument, expected) => format!("PathAny({}, {})", path(argument), literal(expected)),
        Matcher::Status(status) => format!("Status({status})"),
        Matcher::Error(error) => format!("Error({:?})", error.code),
        Matcher::AnyError(any) => format!("AnyError({any})"),
    };
    format!("{state}({matcher})")
}
