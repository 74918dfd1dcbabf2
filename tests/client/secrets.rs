//! Nothing secret is shown or logged.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};

use shapesmith_runtime::Credentials;
use shapesmith_tests::server::{Server, ok, status};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

use crate::{ACCESS_KEY, EXECUTION, SECRET, config};

const TOKEN: &str = "EXAMPLE/SESSION+TOKEN==";

thread_local! {
    /// What was traced on this thread.
    static TRACED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps everything that is traced, at every level, as text.
///
/// It is there for all tests of the process: what is worth tracing is decided once for all threads, so
/// a subscriber of one thread alone would miss what another thread came upon first.
struct Recorder;

/// The fields of a span or event, on their way to the text.
struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        keep(format_args!("{field}={value:?}"));
    }
}

fn keep(text: std::fmt::Arguments<'_>) {
    TRACED.with_borrow_mut(|traced| {
        let _ = writeln!(traced, "{text}");
    });
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        keep(format_args!("{}", attributes.metadata().name()));
        attributes.record(&mut Fields);
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        keep(format_args!("{}", event.metadata().name()));
        event.record(&mut Fields);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[track_caller]
fn assert_nothing_secret(text: &str) {
    for secret in [SECRET, TOKEN, "Signature=", "AWS4-HMAC-SHA256"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn traces_tell_what_happened_and_nothing_secret() {
    tracing::subscriber::set_global_default(Recorder).unwrap();
    tracing::callsite::rebuild_interest_cache();
    let server = Server::start([
        status(
            500,
            r#"{"__type": "InternalServerError", "Message": "the message is of no concern to a log"}"#,
        ),
        ok(r#"{"NextToken": "a page token", "New": "a reply"}"#),
    ])
    .await;
    let credentials = Credentials::new(ACCESS_KEY, SECRET).with_session_token(TOKEN);
    let client = ssm::Client::new(config(&server).credentials(credentials).build().unwrap());
    client.describe_maintenance_window_execution_tasks(EXECUTION).next_token("my own token").await.unwrap();

    let text = TRACED.take();
    assert_nothing_secret(&text);
    for body in ["a page token", "my own token", "a reply", EXECUTION, "of no concern"] {
        assert!(!text.contains(body), "{body}: {text}");
    }
    let expected = [
        "operation=\"DescribeMaintenanceWindowExecutionTasks\"",
        "attempt=2",
        "status=500",
        "status=200",
        "request_id=",
    ];
    for told in expected {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[tokio::test]
async fn debug_of_clients_requests_and_errors_shows_nothing_secret() {
    let server = Server::start([status(400, r#"{"__type": "AccessDeniedException"}"#)]).await;
    let credentials = Credentials::new(ACCESS_KEY, SECRET).with_session_token(TOKEN);
    let client = ssm::Client::new(config(&server).credentials(credentials.clone()).build().unwrap());
    let request = client.describe_maintenance_window_execution_tasks(EXECUTION);
    let request = request.configure(|call| call.header("x-api-key", "a header's secret"));
    let shown = format!("{client:?} {:?} {request:?} {credentials:?}", client.config());
    assert_nothing_secret(&shown);
    assert!(!shown.contains("a header's secret"), "{shown}");
    assert!(shown.contains(EXECUTION), "what is not secret is shown: {shown}");
    let error = request.await.unwrap_err();
    assert_nothing_secret(&format!("{error:?} {error} {error:#?}"));
}
