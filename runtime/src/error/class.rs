//! What a failure says about another attempt.

use super::codes::{is_throttling, is_transient};
use crate::schema::ErrorSchema;

/// What a failure says about another attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Class {
    /// It would fail again.
    #[default]
    Permanent,
    /// It may succeed.
    Transient,
    /// It may succeed after a while: there were too many requests.
    Throttling,
}

/// Classifies a service's error answer. The model decides where it knows the error; a status of 429
/// counts only where it does not. 499 is what servers that are not AWS's answer where they gave up waiting.
pub(crate) fn classify(code: Option<&str>, status: Option<u16>, schema: Option<&ErrorSchema>) -> Class {
    if code.is_some_and(is_throttling) || schema.is_some_and(|schema| schema.throttling) {
        return Class::Throttling;
    }
    if schema.is_none() && status == Some(429) {
        return Class::Throttling;
    }
    let transient = code.is_some_and(is_transient)
        || schema.is_some_and(|schema| schema.retryable || (schema.fault && status.is_none()))
        || matches!(status, Some(499 | 500 | 502 | 503 | 504));
    if transient { Class::Transient } else { Class::Permanent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{StructureSchema, Target};

    #[test]
    fn the_model_decides_before_the_status() {
        static BUSY: StructureSchema = StructureSchema { name: "Busy", members: &[] };
        let shape = Target::Structure(&BUSY);
        let modelled = ErrorSchema { code: "Busy", shape, retryable: false, throttling: false, fault: false };
        assert_eq!(classify(Some("Busy"), Some(429), Some(&modelled)), Class::Permanent);
        assert_eq!(classify(Some("Busy"), Some(429), None), Class::Throttling);
        assert_eq!(classify(Some("Busy"), Some(400), None), Class::Permanent);
        assert_eq!(classify(None, Some(503), None), Class::Transient);
        assert_eq!(classify(Some("ThrottlingException"), Some(400), None), Class::Throttling);
        let retryable = ErrorSchema { retryable: true, ..modelled };
        assert_eq!(classify(Some("Busy"), Some(400), Some(&retryable)), Class::Transient);
    }
}
