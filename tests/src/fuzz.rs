//! The bodies of the fuzz targets in `fuzz/`. They live here so that the tests run them over the corpus
//! with every change, on any machine; the fuzzer itself needs a C++ compiler and flags of its own.

mod bindings;
mod cbor;
mod echo;
mod events;
mod forms;
mod xml;

use shapesmith_codegen::{Selection, Source, Sources};
use ssm::Client;
use ssm::error::DoesNotExistException;
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput as Output;
use ssm::test_util::{self, CannedHttp, CannedReply};
use tokio::runtime::{Builder, Runtime};

use crate::repository::options;

pub use bindings::bindings;
pub use cbor::cbor;
pub use events::events;
pub use forms::forms;
pub use xml::xml;

/// Any bytes as JSON of an output: a value or an error, never a panic. A value that was read is written,
/// and what was written is read the same.
///
/// # Panics
///
/// When that does not hold.
pub fn reader(bytes: &[u8]) {
    let _ = serde_json::from_slice::<DoesNotExistException>(bytes);
    let Ok(value) = serde_json::from_slice::<Output>(bytes) else { return };
    let _ = format!("{value:?}");
    let json = serde_json::to_vec(&value).expect("what was read can be written");
    let again: Output = serde_json::from_slice(&json).expect("what was written can be read");
    assert_eq!(again, value);
}

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().expect("a runtime can be made");
}

const STATUSES: [u16; 8] = [200, 204, 301, 400, 403, 429, 500, 503];

/// Any bytes as a reply: the first chooses the status, the line behind it is the error header, where it is
/// not empty, and the rest is the body. The call ends in an output or an error, and the error has one
/// line.
///
/// # Panics
///
/// When that does not hold.
pub fn reply(bytes: &[u8]) {
    let Some((status, rest)) = bytes.split_first() else { return };
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (code, body) = rest.split_at(end);
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    let mut reply = CannedReply::new(STATUSES[usize::from(*status) % STATUSES.len()], body.to_vec());
    if let Some(code) = std::str::from_utf8(code).ok().filter(|code| !code.is_empty()) {
        reply = reply.header("x-amzn-errortype", code);
    }
    let http = CannedHttp::new([reply]);
    let config = test_util::config(http).max_attempts(1).build().expect("the configuration is complete");
    let request = Client::new(config).describe_maintenance_window_execution_tasks("id");
    if let Err(error) = RUNTIME.with(|runtime| runtime.block_on(request.send())) {
        assert!(!error.to_string().contains('\n'), "{error}");
        let _ = format!("{error:?}");
    }
}

const METADATA: &str = r#"{"metadata": {"apiVersion": "2026-01-31", "endpointPrefix": "things", "jsonVersion": "1.1",
    "protocol": "json", "serviceFullName": "Things", "serviceId": "Things", "signatureVersion": "v4",
    "signingName": "things", "targetPrefix": "Things", "uid": "things-2026-01-31"}, "#;

/// Any text as the files of a model: a crate or an error of one line, never a panic. The files are
/// separated by NUL; a service without metadata gets some, so that the fixtures of the tests can be seeds.
///
/// # Panics
///
/// When that does not hold.
pub fn models(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = generate(text) {
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
    }
}

/// Any text as a model of Smithy's form: a crate or an error of one line, never a panic.
///
/// # Panics
///
/// When that does not hold.
pub fn smithy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = Source { name: "model.json".to_owned(), text: text.to_owned() };
    if let Err(error) = generate_from(&Sources::new(source)) {
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
    }
}

fn generate(text: &str) -> Result<(), shapesmith_codegen::Error> {
    let mut files = text.split('\0');
    let service = files.next().unwrap_or_default();
    let mut file =
        |name: &str| files.next().map(|text| Source { name: name.to_owned(), text: text.to_owned() });
    let service = match service.strip_prefix('{') {
        Some(rest) if !service.contains("\"metadata\"") => format!("{METADATA}{rest}"),
        _ => service.to_owned(),
    };
    if let Some(partitions) = file("partitions.json") {
        shapesmith_codegen::partitions(&partitions)?;
    }
    let sources = Sources {
        paginators: file("paginators-1.json"),
        waiters: file("waiters-2.json"),
        service_overlay: file("service-2.sdk-extras.json"),
        endpoint_rules: file("endpoint-rule-set-1.json"),
        ..Sources::new(Source { name: "service-2.json".to_owned(), text: service })
    };
    generate_from(&sources)
}

fn generate_from(sources: &Sources) -> Result<(), shapesmith_codegen::Error> {
    let service = shapesmith_codegen::load(sources)?;
    let selected = shapesmith_codegen::select(&service, &Selection { operations: vec!["*".to_owned()] })?;
    let generated = shapesmith_codegen::generate(&selected.service, &options("things"));
    assert!(generated.is_ok(), "what was selected can be generated: {:?}", generated.err());
    Ok(())
}
