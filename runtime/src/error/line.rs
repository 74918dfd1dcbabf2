//! What the error of a call says of itself, in one line.

use std::fmt::{self, Write};

use http::StatusCode;

use super::{Facts, Unrepeated};
use crate::told::OneLine;

/// Writes `Operation: Code: message (HTTP 400, request id …)` or `Operation: cause (…)`. Of the cause it says what
/// that says of itself; what is behind the cause is for the error's `source()`.
pub(super) fn write(
    facts: &Facts,
    cause: Option<&(dyn std::error::Error + 'static)>,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut line = OneLine::new(formatter);
    write!(line, "{}: ", facts.operation)?;
    if let Some(asked) = facts.asked {
        write!(line, "its endpoint could not be discovered: {asked}: ")?;
    }
    match cause {
        Some(cause) => write!(line, "{cause}")?,
        None => {
            line.write_str(facts.code.as_deref().or_else(|| status_words(facts)).unwrap_or("unknown error"))?;
            match &facts.message {
                Some(message) if !facts.message_is_sensitive && !message.is_empty() => {
                    write!(line, ": {message}")?
                }
                _ => {}
            }
        }
    }
    let mut details = Vec::new();
    if let Some(status) = facts.status {
        details.push(format!("HTTP {status}"));
    }
    if let Some(packing) = &facts.packing {
        details.push(format!("in {packing}"));
    }
    if let Some(request_id) = &facts.request_id {
        details.push(format!("request id {request_id}"));
    }
    if let Some(endpoint) = &facts.endpoint {
        details.push(endpoint.clone());
    }
    if let Some(name) = facts.path_style {
        details.push(format!(
            "a part of the input is in the name of the host; where no such host exists, set endpoint_parameter(\"{name}\", true)"
        ));
    }
    if facts.attempts > 1 {
        details.push(format!("{} attempts", facts.attempts));
    }
    match facts.unrepeated {
        Some(Unrepeated::Body) => details.push("not repeated: its body can be read only once".to_owned()),
        Some(Unrepeated::Budget) => {
            details.push("not repeated: the client's retry budget is used up".to_owned())
        }
        None => {}
    }
    if details.is_empty() { Ok(()) } else { write!(line, " ({})", details.join(", ")) }
}

fn status_words(facts: &Facts) -> Option<&'static str> {
    StatusCode::from_u16(facts.status?).ok()?.canonical_reason()
}
