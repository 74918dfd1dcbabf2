//! Waits without an async runtime. Calls and listings of the blocking client are shown in
//! `examples/tests/blocking.rs`.

use std::time::Duration;

use shapesmith_runtime::Client;
use shapesmith_runtime::mode::Blocking;
use shapesmith_runtime::request::RequestConfig;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use shapesmith_runtime::waiter::{Wait, WaiterSchema};

use crate::support::things::{ListThingsInput, ListThingsOutput, SERVICE, list};

/// Waits until the first page is the last.
static LAST_PAGE: WaiterSchema = {
    use shapesmith_runtime::waiter::table::*;
    WaiterSchema::new("LastPage")
        .delay(1)
        .max_attempts(5)
        .acceptors(&[success(Path(Members(&["NextToken"]), Text("last")))])
};

fn wait(replies: &[&'static str]) -> Wait<ListThingsInput, ListThingsOutput, Blocking> {
    let http = CannedHttp::new(replies.iter().map(|body| CannedReply::new(200, *body)));
    let client = Client::new(&SERVICE, test_util::config(http).build().unwrap());
    Wait::of_mode(client, list("blue"), RequestConfig::new(), &LAST_PAGE).delay(Duration::from_millis(1))
}

#[test]
fn a_wait_ends_with_the_output() {
    let output = wait(&[r#"{"NextToken": "more"}"#, r#"{"NextToken": "last"}"#]).wait().unwrap();
    assert_eq!(output.next_token.as_deref(), Some("last"));
}

#[test]
fn inside_an_async_runtime_a_wait_is_an_error_that_says_so() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(async { wait(&["{}"]).wait().unwrap_err() });
    assert!(
        error.one_line().starts_with(
            "LastPage: failed after 0 attempts: ListThings: a blocking call inside an async runtime"
        ),
        "{error}"
    );
}
