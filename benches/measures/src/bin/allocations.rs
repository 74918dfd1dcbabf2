//! Counts what a call, a read or a write takes from the allocator: one JSON line per peer and case.
//!
//! `allocations` counts requests for memory, new blocks and grown ones alike; `bytes` sums up what
//! they asked for, which is the growth for those that grew. `allocations call` is about calls,
//! `allocations codec` about reads and writes.

use std::alloc::System;
use std::hint::black_box;
use std::process::ExitCode;

use futures_util::future::join_all;
use measures::canned::{Pace, aws_sdk, shapesmith};
use measures::codec::{EachCase, each_case};
use measures::{BoxError, call, case, peer, replies};
use serde::Serialize;
use serde::de::DeserializeOwned;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// It stands here and not in the library, so that the measurements of time have the usual allocator.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("call") => calls(),
        Some("codec") => each_case(&mut Codec),
        _ => Err("usage: allocations call|codec".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    group: &'a str,
    peer: &'a str,
    case: &'a str,
    allocations: usize,
    bytes: usize,
}

/// How often something is done before it is counted, so that caches are full.
const WARM_UPS: usize = 3;

/// Prints what a routine takes, which consists of several equal parts.
fn count<T>(
    (group, peer, case): (&str, &str, &str),
    parts: usize,
    mut routine: impl FnMut() -> T,
) -> Result<(), BoxError> {
    for _ in 0..WARM_UPS {
        black_box(routine());
    }
    let region = Region::new(ALLOCATOR);
    black_box(routine());
    let taken = region.change();
    let allocations = (taken.allocations + taken.reallocations) / parts;
    let line = Line { group, peer, case, allocations, bytes: taken.bytes_allocated / parts };
    println!("{}", serde_json::to_string(&line)?);
    Ok(())
}

fn calls() -> Result<(), BoxError> {
    let runtime = call::runtime()?;
    for (name, tasks) in case::PAGES {
        let reply = replies::tasks(tasks);
        runtime.block_on(call::check(name, &reply))?;
        let client = shapesmith::client(&reply, Pace::AtOnce)?;
        count(("call", peer::SHAPESMITH, name), 1, || runtime.block_on(shapesmith::call(&client)))?;
        let client = aws_sdk::client(&reply, Pace::AtOnce);
        count(("call", peer::AWS_SDK, name), 1, || runtime.block_on(aws_sdk::call(&client)))?;
    }
    let reply = replies::tasks(1);
    let parts = usize::from(case::CALLS_AT_ONCE);
    let client = shapesmith::client(&reply, Pace::AfterTheOthers)?;
    count(("call", peer::SHAPESMITH, case::AT_ONCE), parts, || {
        runtime.block_on(join_all((0..parts).map(|_| shapesmith::call(&client))))
    })?;
    let client = aws_sdk::client(&reply, Pace::AfterTheOthers);
    count(("call", peer::AWS_SDK, case::AT_ONCE), parts, || {
        runtime.block_on(join_all((0..parts).map(|_| aws_sdk::call(&client))))
    })
}

struct Codec;

impl EachCase for Codec {
    fn case<Generated, Derived>(&mut self, name: &str, reply: &str) -> Result<(), BoxError>
    where
        Generated: Serialize + DeserializeOwned,
        Derived: Serialize + DeserializeOwned,
    {
        let bytes = reply.as_bytes();
        count(("read", peer::SHAPESMITH, name), 1, || serde_json::from_slice::<Generated>(bytes))?;
        count(("read", peer::SERDE_DERIVE, name), 1, || serde_json::from_slice::<Derived>(bytes))?;
        count(("read", peer::SONIC_RS, name), 1, || sonic_rs::from_slice::<Derived>(bytes))?;
        let generated: Generated = serde_json::from_str(reply)?;
        let derived: Derived = serde_json::from_str(reply)?;
        count(("write", peer::SHAPESMITH, name), 1, || serde_json::to_vec(&generated))?;
        count(("write", peer::SERDE_DERIVE, name), 1, || serde_json::to_vec(&derived))?;
        count(("write", peer::SONIC_RS, name), 1, || sonic_rs::to_vec(&derived))
    }
}
