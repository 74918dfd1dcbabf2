//! Tokens to resume a listing with: the service's tokens and a number of items, in one text.

use serde_json::{Value, json};

use crate::codec::text;

/// What tells a resume token from a token of the service.
const PREFIX: &str = "resume1.";

/// Where a listing can be resumed.
pub(super) struct Point {
    pub(super) tokens: Vec<Option<Value>>,
    pub(super) skip: usize,
}

pub(super) fn encode(operation: &str, tokens: &[Option<Value>], skip: usize) -> Option<String> {
    let point = json!({"operation": operation, "tokens": tokens, "skip": skip});
    Some(format!("{PREFIX}{}", text::base64(&serde_json::to_vec(&point).ok()?)))
}

/// Reads a resume token or, for an operation with a single token, one of the service's own.
///
/// # Errors
///
/// What is wrong with the token, in words.
pub(super) fn decode(token: &str, operation: &str, count: usize) -> Result<Point, String> {
    let Some(encoded) = token.strip_prefix(PREFIX) else {
        return match count {
            1 => Ok(Point { tokens: vec![Some(Value::String(token.to_owned()))], skip: 0 }),
            _ => Err(format!("{operation} pages by {count} tokens, and this is one")),
        };
    };
    let damaged = || "it is damaged".to_owned();
    let bytes = text::from_base64(encoded).map_err(|_| damaged())?;
    let point: Value = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    match point.get("operation").and_then(Value::as_str) {
        Some(name) if name == operation => {}
        Some(name) => return Err(format!("it belongs to {name}")),
        None => return Err(damaged()),
    }
    let tokens = point.get("tokens").and_then(Value::as_array).filter(|tokens| tokens.len() == count);
    let skip = point.get("skip").and_then(Value::as_u64).and_then(|skip| usize::try_from(skip).ok());
    match (tokens, skip) {
        (Some(tokens), Some(skip)) => {
            let tokens = tokens.iter().map(|token| (!token.is_null()).then(|| token.clone())).collect();
            Ok(Point { tokens, skip })
        }
        _ => Err(damaged()),
    }
}
