//! An example server: answers `DescribeMaintenanceWindowExecutionTasks` from a file.
//!
//! It lets you try the client without an AWS account. It is not AWS: it does not check signatures,
//! and it knows one operation.

use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use ssm::Bytes;
use ssm::operation::describe_maintenance_window_execution_tasks::{
    DescribeMaintenanceWindowExecutionTasksInput as Input,
    DescribeMaintenanceWindowExecutionTasksOutput as Output,
};
use ssm::types::MaintenanceWindowExecutionTaskIdentity as Task;
use tokio::net::TcpListener;

/// Answers DescribeMaintenanceWindowExecutionTasks from a JSON file with a list of tasks.
#[derive(Parser)]
struct Arguments {
    /// A JSON list of tasks, as the service would give them.
    #[arg(long, default_value = "examples/data/tasks.json")]
    file: String,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8000")]
    listen: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let text =
        std::fs::read_to_string(&arguments.file).map_err(|error| format!("{}: {error}", arguments.file))?;
    let tasks: Arc<Vec<Task>> =
        Arc::new(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", arguments.file))?);
    let listener = TcpListener::bind(&arguments.listen).await?;
    println!("example server with {} tasks on http://{}", tasks.len(), listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let tasks = Arc::clone(&tasks);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, Arc::clone(&tasks)));
            // A client that goes away is no concern of the others.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// The largest request that makes sense here, in bytes.
const REQUEST_LIMIT: usize = 64 * 1024;

async fn answer(
    request: Request<Incoming>,
    tasks: Arc<Vec<Task>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let target =
        request.headers().get("x-amz-target").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = match Limited::new(request.into_body(), REQUEST_LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return Ok(failure("SerializationException", &error.to_string())),
    };
    Ok(match target.as_deref() {
        Some("AmazonSSM.DescribeMaintenanceWindowExecutionTasks") => match serde_json::from_slice(&body) {
            Ok(input) => page(&input, &tasks),
            Err(error) => failure("SerializationException", &error.to_string()),
        },
        _ => failure("UnknownOperationException", "this example server answers one operation only"),
    })
}

/// One page of the tasks that the input asks for. The token is the position of the next task.
fn page(input: &Input, tasks: &[Task]) -> Response<Full<Bytes>> {
    let belongs =
        |task: &&Task| task.window_execution_id.as_deref() == Some(input.window_execution_id.as_str());
    if !tasks.iter().any(|task| belongs(&task)) {
        let message = format!("Maintenance window execution {} does not exist", input.window_execution_id);
        return failure("DoesNotExistException", &message);
    }
    let wanted = |task: &&Task| {
        input.filters_or_empty().iter().all(|filter| {
            let status = task.status.as_ref().map_or("", |status| status.as_str());
            filter.values_or_empty().iter().any(|value| value == status)
        })
    };
    let start = input.next_token.as_deref().and_then(|token| token.parse().ok()).unwrap_or(0);
    let size = input.max_results.and_then(|size| usize::try_from(size).ok()).unwrap_or(10);
    let matching: Vec<Task> = tasks.iter().filter(belongs).filter(wanted).cloned().collect();
    let more = matching.len() > start + size;
    let mut output =
        Output::new().window_execution_task_identities(matching.into_iter().skip(start).take(size));
    if more {
        output = output.next_token((start + size).to_string());
    }
    match serde_json::to_vec(&output) {
        Ok(body) => reply(StatusCode::OK, body),
        Err(error) => failure("InternalServerError", &error.to_string()),
    }
}

fn failure(code: &str, message: &str) -> Response<Full<Bytes>> {
    let body = serde_json::json!({ "__type": code, "Message": message });
    reply(StatusCode::BAD_REQUEST, body.to_string().into_bytes())
}

fn reply(status: StatusCode, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert("content-type", hyper::header::HeaderValue::from_static("application/x-amz-json-1.1"));
    headers.insert(
        "x-amzn-requestid",
        hyper::header::HeaderValue::from_static("00000000-0000-4000-8000-000000000000"),
    );
    response
}
