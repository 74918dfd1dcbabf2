//! What an answer means to a waiter.

use std::error::Error as StdError;

use crate::jmespath::Value;
use crate::schema::Expression;
use crate::schema::{Acceptor, Matcher, State, WaiterSchema};
use crate::shape::{Structure, View};
use crate::told;

/// How many values of the output a message shows at most.
const SHOWN: usize = 3;

/// An answer to an attempt, whatever the operation is.
pub(super) enum Answer<'a> {
    /// The service did as it was asked.
    Output {
        /// What it gave.
        output: &'a dyn Structure,
        /// The HTTP status.
        status: u16,
    },
    /// The call failed.
    Error(Failed<'a>),
}

/// An attempt that failed.
pub(super) struct Failed<'a> {
    /// Whether the service reported the error, as opposed to the client.
    pub(super) from_service: bool,
    /// The error code.
    pub(super) code: Option<&'a str>,
    /// The HTTP status.
    pub(super) status: Option<u16>,
    /// The error itself.
    pub(super) error: &'a (dyn StdError + 'static),
}

/// What an answer means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict {
    /// An acceptor matched.
    Accepted(&'static Acceptor),
    /// None matched, and the call succeeded: another attempt is due.
    Undecided,
    /// None matched, and the call failed.
    Unexpected,
}

impl Verdict {
    /// The acceptor that matched.
    pub(super) fn acceptor(self) -> Option<&'static Acceptor> {
        match self {
            Self::Accepted(acceptor) => Some(acceptor),
            Self::Undecided | Self::Unexpected => None,
        }
    }

    /// The verdict in the words of models.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Accepted(acceptor) => acceptor.state.as_str(),
            Self::Undecided => State::Retry.as_str(),
            Self::Unexpected => "unexpected error",
        }
    }
}

/// Finds the first acceptor that an answer matches.
pub(super) fn judge(waiter: &WaiterSchema, answer: &Answer<'_>) -> Verdict {
    match (waiter.acceptors.iter().find(|acceptor| matches(&acceptor.matcher, answer)), answer) {
        (Some(acceptor), _) => Verdict::Accepted(acceptor),
        (None, Answer::Output { .. }) => Verdict::Undecided,
        (None, Answer::Error(_)) => Verdict::Unexpected,
    }
}

fn matches(matcher: &Matcher, answer: &Answer<'_>) -> bool {
    match (matcher, answer) {
        (Matcher::Path(expression, expected), Answer::Output { output, .. }) => {
            value(expression, *output).equals(&Value::from(*expected))
        }
        (Matcher::PathAll(expression, expected), Answer::Output { output, .. }) => {
            let elements = value(expression, *output).elements().unwrap_or_default();
            !elements.is_empty() && elements.iter().all(|element| element.equals(&Value::from(*expected)))
        }
        (Matcher::PathAny(expression, expected), Answer::Output { output, .. }) => {
            let elements = value(expression, *output).elements().unwrap_or_default();
            elements.iter().any(|element| element.equals(&Value::from(*expected)))
        }
        (Matcher::Status(expected), Answer::Output { status, .. }) => status == expected,
        (Matcher::Status(expected), Answer::Error(failed)) => failed.status == Some(*expected),
        (Matcher::Error(expected), Answer::Error(failed)) => {
            failed.from_service && failed.code == Some(*expected)
        }
        (Matcher::AnyError(expected), Answer::Error(failed)) => *expected && failed.from_service,
        (Matcher::AnyError(expected), Answer::Output { .. }) => !expected,
        _ => false,
    }
}

fn value<'a>(expression: &Expression, output: &'a dyn Structure) -> Value<'a> {
    expression.evaluate(View::Structure(output))
}

/// What an answer showed, in words: the acceptor that matched, or what the acceptors looked at.
pub(super) fn seen(waiter: &WaiterSchema, answer: &Answer<'_>, verdict: Verdict) -> Option<String> {
    let output = match answer {
        Answer::Error(failed) => return Some(told::one_line(failed.error)),
        Answer::Output { output, .. } => *output,
    };
    if let Some(acceptor) = verdict.acceptor()
        && acceptor.matcher.expression().is_some()
    {
        return Some(acceptor.to_string());
    }
    let mut shown: Vec<String> = Vec::new();
    for expression in waiter.acceptors.iter().filter_map(|acceptor| acceptor.matcher.expression()) {
        let text = match expression {
            Expression::Sensitive(_) => format!("{expression} is not shown"),
            _ => format!("{expression} is {}", value(expression, output)),
        };
        if shown.len() < SHOWN && !shown.contains(&text) {
            shown.push(text);
        }
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}
