//! CPU time per call through the whole client: build the request, sign it, send it to a transport that
//! answers from memory, read the reply.

use std::time::Duration;

use criterion::measurement::Measurement;
use criterion::{BenchmarkGroup, BenchmarkId};
use futures_util::future::join_all;
use measures::canned::{Pace, aws_sdk, shapesmith};
use measures::measurement::{self, ThreadTime};
use measures::{BoxError, call, case, peer, replies};
use tokio::runtime::Runtime;

fn main() -> Result<(), BoxError> {
    let mut criterion = measurement::criterion();
    let runtime = call::runtime()?;
    let mut group = measurement::group(&mut criterion, "call");
    for (name, tasks) in case::PAGES {
        let reply = replies::tasks(tasks);
        runtime.block_on(call::check(name, &reply))?;
        one_by_one(&mut group, &runtime, name, &reply)?;
    }
    at_once(&mut group, &runtime)?;
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn one_by_one(
    group: &mut BenchmarkGroup<'_, ThreadTime>,
    runtime: &Runtime,
    case: &str,
    reply: &str,
) -> Result<(), BoxError> {
    let client = shapesmith::client(reply, Pace::AtOnce)?;
    group.bench_function(BenchmarkId::new(peer::SHAPESMITH, case), |bencher| {
        bencher.to_async(runtime).iter(|| shapesmith::call(&client));
    });
    let client = aws_sdk::client(reply, Pace::AtOnce);
    group.bench_function(BenchmarkId::new(peer::AWS_SDK, case), |bencher| {
        bencher.to_async(runtime).iter(|| aws_sdk::call(&client));
    });
    Ok(())
}

/// Calls that wait for each other on one thread. An iteration is all of them, and what is reported is
/// the part of one.
fn at_once(group: &mut BenchmarkGroup<'_, ThreadTime>, runtime: &Runtime) -> Result<(), BoxError> {
    let reply = replies::tasks(1);
    let client = shapesmith::client(&reply, Pace::AfterTheOthers)?;
    group.bench_function(BenchmarkId::new(peer::SHAPESMITH, case::AT_ONCE), |bencher| {
        bencher.to_async(runtime).iter_custom(|rounds| per_call(rounds, || shapesmith::call(&client)));
    });
    let client = aws_sdk::client(&reply, Pace::AfterTheOthers);
    group.bench_function(BenchmarkId::new(peer::AWS_SDK, case::AT_ONCE), |bencher| {
        bencher.to_async(runtime).iter_custom(|rounds| per_call(rounds, || aws_sdk::call(&client)));
    });
    Ok(())
}

async fn per_call<F: Future>(rounds: u64, call: impl Fn() -> F) -> Duration {
    let started = ThreadTime.start();
    for _ in 0..rounds {
        std::hint::black_box(join_all((0..case::CALLS_AT_ONCE).map(|_| call())).await);
    }
    ThreadTime.end(started) / u32::from(case::CALLS_AT_ONCE)
}
