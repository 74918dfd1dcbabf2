//! An error in one line, whatever the texts inside hold.

use std::fmt::{self, Write};

use http::StatusCode;

use super::Facts;

/// Writes `Operation: Code: message (HTTP 400, request id …)` or `Operation: cause (…)`.
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
    if facts.attempts > 1 {
        details.push(format!("{} attempts", facts.attempts));
    }
    if details.is_empty() { Ok(()) } else { write!(line, " ({})", details.join(", ")) }
}

fn status_words(facts: &Facts) -> Option<&'static str> {
    StatusCode::from_u16(facts.status?).ok()?.canonical_reason()
}

/// Passes text on with every run of white space and control characters as a single space, so that
/// what a service says cannot break a line or a terminal.
pub(super) struct OneLine<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    started: bool,
    gap: bool,
}

impl<'a, 'b> OneLine<'a, 'b> {
    pub(super) fn new(formatter: &'a mut fmt::Formatter<'b>) -> Self {
        Self { formatter, started: false, gap: false }
    }
}

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if character.is_whitespace() || character.is_control() {
                self.gap = self.started;
                continue;
            }
            if self.gap {
                self.formatter.write_char(' ')?;
                self.gap = false;
            }
            self.formatter.write_char(character)?;
            self.started = true;
        }
        Ok(())
    }
}
