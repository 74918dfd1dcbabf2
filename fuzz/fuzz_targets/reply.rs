//! Any bytes as the body of a reply with any status: the call ends in an output or an error, and the
//! error has one line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ssm::Client;
use ssm::test_util::{self, CannedHttp, CannedReply};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().expect("a runtime can be made");
}

const STATUSES: [u16; 8] = [200, 204, 301, 400, 403, 429, 500, 503];

fuzz_target!(|input: (u8, Option<&str>, &[u8])| {
    let (status, code, body) = input;
    let mut reply = CannedReply::new(STATUSES[usize::from(status) % STATUSES.len()], body.to_vec());
    if let Some(code) = code {
        reply = reply.header("x-amzn-errortype", code);
    }
    let http = CannedHttp::new([reply]);
    let config = test_util::config(http).max_attempts(1).build().expect("the configuration is complete");
    let request = Client::new(config).describe_maintenance_window_execution_tasks("id");
    if let Err(error) = RUNTIME.with(|runtime| runtime.block_on(request.send())) {
        assert!(!error.to_string().contains('\n'));
        let _ = format!("{error:?}");
    }
});
