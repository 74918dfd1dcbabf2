//! A soak: many calls through one client against a server in the same process, with figures of time
//! and memory. The server is part of the process, so what it needs is counted too.
//!
//! `cargo run --release -p examples --bin soak`

use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput as Output;
use ssm::types::{
    MaintenanceWindowExecutionStatus as Status, MaintenanceWindowExecutionTaskIdentity as Task,
};
use ssm::{Bytes, Client, Config, Credentials};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";

/// Makes many calls through one client and prints how long they took and what memory they needed.
#[derive(Clone, Parser)]
struct Arguments {
    /// How many calls to make, after as many to warm up as a tenth of it.
    #[arg(long, default_value_t = 100_000)]
    calls: u64,
    /// How many calls are under way at any time.
    #[arg(long, default_value_t = 64)]
    in_flight: u64,
    /// How many tasks each reply holds.
    #[arg(long, default_value_t = 10)]
    items: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match soak(&Arguments::parse()).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Gives the number of calls that failed.
async fn soak(arguments: &Arguments) -> Result<u64, Box<dyn std::error::Error>> {
    let url = serve(arguments.items).await?;
    let config = Config::builder()
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .endpoint_url(url)
        .build()?;
    let client = Client::new(config);

    println!("at the start       {}", memory());
    let warm_up = make_calls(&client, arguments.calls / 10, arguments.in_flight).await;
    println!("after the warm-up  {}, {} calls", memory(), arguments.calls / 10);

    let mut failed = warm_up.failed;
    let mut time = Duration::ZERO;
    // In ten rounds, so that growth would show.
    for round in 1..=10 {
        let outcome = make_calls(&client, arguments.calls / 10, arguments.in_flight).await;
        failed += outcome.failed;
        time += outcome.time;
        println!("after round {round:2}     {}, {:.0} calls/s", memory(), outcome.rate);
    }
    println!(
        "{} calls, {} in flight, {} items each: {failed} failed, {:.1} s, {:.0} calls/s",
        arguments.calls,
        arguments.in_flight,
        arguments.items,
        time.as_secs_f64(),
        arguments.calls as f64 / time.as_secs_f64()
    );
    Ok(failed)
}

struct Outcome {
    failed: u64,
    time: Duration,
    rate: f64,
}

async fn make_calls(client: &Client, calls: u64, in_flight: u64) -> Outcome {
    let started = Instant::now();
    let (left, failed) = (Arc::new(AtomicU64::new(calls)), Arc::new(AtomicU64::new(0)));
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (client, left, failed) = (client.clone(), Arc::clone(&left), Arc::clone(&failed));
        workers.spawn(async move {
            let take = |left: u64| left.checked_sub(1);
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
                if let Err(error) = client.describe_maintenance_window_execution_tasks(EXECUTION).await
                    && failed.fetch_add(1, Ordering::Relaxed) < 10
                {
                    eprintln!("{error}");
                }
            }
        });
    }
    // A worker that panicked has told so on standard error, and its calls are missing from the rate.
    while workers.join_next().await.is_some() {}
    let time = started.elapsed();
    Outcome { failed: failed.load(Ordering::Relaxed), time, rate: calls as f64 / time.as_secs_f64() }
}

/// Starts a server that gives the same reply to every request, and gives its URL.
async fn serve(items: usize) -> Result<String, Box<dyn std::error::Error>> {
    let tasks = (0..items).map(|number| {
        Task::new()
            .task_execution_id(format!("{number:08}-5ccc-462d-a2f3-e99c8b7d6e5f"))
            .status(Status::Success)
    });
    let output = Output::new().window_execution_task_identities(tasks);
    let body = Bytes::from(serde_json::to_vec(&output)?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let body = body.clone();
            let service = service_fn(move |request| answer(request, body.clone()));
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    Ok(url)
}

async fn answer(request: Request<Incoming>, body: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    // The request is read to its end, so that its connection can be used again.
    let _ = request.into_body().collect().await;
    Ok(Response::new(Full::new(body)))
}

/// The memory of this process that is in use, where the system tells it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = resident.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    match kilobytes {
        Some(kilobytes) => format!("{:6.1} MiB resident", kilobytes as f64 / 1024.0),
        None => "memory unknown".to_owned(),
    }
}
