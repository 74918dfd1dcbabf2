//! The trace that a Lambda function is part of: it goes on in the requests that the function makes.
//!
//! Source: [recursive loop detection](https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html), and
//! `handlers.py` in botocore 1.44.5.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::settings::Environment;

const TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Adds the trace of the function that this program is, unless the request tells one already. The variable is another
/// one at each invocation, so it is looked up at each call.
pub(super) fn add(environment: &Environment, headers: &mut HeaderMap) {
    if headers.contains_key(TRACE) || environment.get("AWS_LAMBDA_FUNCTION_NAME").is_none() {
        return;
    }
    // What cannot be sent is no trace, and no reason to fail the call.
    let trace = environment.get("_X_AMZN_TRACE_ID").and_then(|trace| HeaderValue::try_from(trace).ok());
    if let Some(trace) = trace {
        headers.insert(TRACE, trace);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_of_a_function_goes_on_and_nothing_else_does() {
        let sent = |environment: Environment| {
            let mut headers = HeaderMap::new();
            add(&environment, &mut headers);
            headers.get(TRACE).and_then(|trace| trace.to_str().ok()).map(str::to_owned)
        };
        let trace = Environment::empty()
            .with("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
        let function = trace.clone().with("AWS_LAMBDA_FUNCTION_NAME", "f");
        assert_eq!(sent(trace), None);
        assert_eq!(
            sent(function.clone()).as_deref(),
            Some("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")
        );
        assert_eq!(sent(function.clone().with("_X_AMZN_TRACE_ID", "a\nb")), None);

        let mut headers = HeaderMap::from_iter([(TRACE, HeaderValue::from_static("own"))]);
        add(&function, &mut headers);
        assert_eq!(headers.get(TRACE), Some(&HeaderValue::from_static("own")));
    }
}
