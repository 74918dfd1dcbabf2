//! What steps of these programs are judged by.

use std::error::Error;
use std::process::ExitCode;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// How a program ends, and why where it failed.
pub(crate) fn exit_code(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Tells of a step that went well; fails where it did not.
pub(crate) fn check(
    step: &str,
    found: impl PartialEq<String> + std::fmt::Debug,
    expected: impl ToString,
) -> Outcome {
    let expected = expected.to_string();
    if found == expected {
        println!("  {step}: {expected}");
        return Ok(());
    }
    Err(format!("{step}: {found:?} instead of {expected:?}").into())
}

pub(crate) fn count(step: &str, found: usize, expected: usize) -> Outcome {
    check(step, found.to_string(), expected)
}

/// What an answer should hold.
#[allow(dead_code, reason = "not every program takes answers apart")]
pub(crate) fn there<T>(what: &str, value: Option<T>) -> Outcome<T> {
    value.ok_or_else(|| format!("{what} is missing").into())
}
