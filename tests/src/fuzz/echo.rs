//! Calls of an operation that is asked and answered with one shape.

use shapesmith_runtime::operation::Operation;
use shapesmith_runtime::shape::Value;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use shapesmith_runtime::{Bytes, Client, RequestConfig, request};

use super::RUNTIME;

/// The body that a value is sent in, and what an answer is read as.
///
/// # Panics
///
/// When an error has more than one line.
pub(super) fn call<V: Operation<Output = V>>(value: V, answer: CannedReply) -> (Option<Bytes>, Option<V>) {
    let http = CannedHttp::new([answer]);
    let config =
        test_util::config(http.clone()).max_attempts(1).build().expect("the configuration is complete");
    let client = Client::new(V::SCHEMA.service, config);
    let options = RequestConfig::new();
    let outcome = RUNTIME.with(|runtime| runtime.block_on(request::send(&client, value, &options)));
    if let Err(error) = &outcome {
        assert!(!error.to_string().contains('\n'), "{error}");
        let _ = format!("{error:?}");
    }
    let sent = http.requests().first().map(|request| request.body().clone());
    (sent, outcome.ok().map(request::Response::into_output))
}

/// What a body is read as; it is read as that of an error, too.
pub(super) fn read<V: Operation<Output = V> + Clone>(body: &[u8]) -> Option<V> {
    let nothing = <V as Value>::empty();
    call(nothing.clone(), CannedReply::new(400, body.to_vec()));
    call(nothing, CannedReply::new(200, body.to_vec())).1
}
