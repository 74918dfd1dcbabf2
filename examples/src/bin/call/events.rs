//! Replies that are streams of events: a line of JSON for each.

use std::io::Write;

use serde_json::Value;
use shapesmith_runtime::dynamic::DynamicEvents;

use crate::Error;

/// Writes what the reply says beside its events, where it says anything, and then a line for each event when it comes.
pub(crate) async fn show(beside: &Value, mut events: DynamicEvents) -> Result<(), Error> {
    let mut out = std::io::stdout();
    if beside.as_object().is_some_and(|members| !members.is_empty()) {
        writeln!(out, "{beside}")?;
    }
    while let Some(event) = events.next().await {
        writeln!(out, "{}", event?)?;
        out.flush()?;
    }
    Ok(())
}
