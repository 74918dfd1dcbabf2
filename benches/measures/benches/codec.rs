//! Replies read into shapes and written from them, by the code that calls use, beside derived structs.
//!
//! The time to drop what was read, or to free what was written, is counted; it is the same for equal
//! structs. See the documentation of the library for what is fair about the peers.

use std::hint::black_box;

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use measures::codec::{EachCase, each_case};
use measures::measurement::{self, ThreadTime};
use measures::{BoxError, peer};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn main() -> Result<(), BoxError> {
    let mut criterion = measurement::criterion();
    reads(&mut criterion)?;
    writes(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

fn reads(criterion: &mut Criterion<ThreadTime>) -> Result<(), BoxError> {
    let mut reads = Reads { group: measurement::group(criterion, "read") };
    each_case(&mut reads)?;
    reads.group.finish();
    Ok(())
}

fn writes(criterion: &mut Criterion<ThreadTime>) -> Result<(), BoxError> {
    let mut writes = Writes { group: measurement::group(criterion, "write") };
    each_case(&mut writes)?;
    writes.group.finish();
    Ok(())
}

struct Reads<'a> {
    group: BenchmarkGroup<'a, ThreadTime>,
}

impl EachCase for Reads<'_> {
    fn case<Generated, Derived>(&mut self, name: &str, reply: &str) -> Result<(), BoxError>
    where
        Generated: Serialize + DeserializeOwned,
        Derived: Serialize + DeserializeOwned,
    {
        let bytes = reply.as_bytes();
        let group = &mut self.group;
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::new(peer::SHAPESMITH, name), |bencher| {
            bencher.iter(|| serde_json::from_slice::<Generated>(black_box(bytes)));
        });
        group.bench_function(BenchmarkId::new(peer::SERDE_DERIVE, name), |bencher| {
            bencher.iter(|| serde_json::from_slice::<Derived>(black_box(bytes)));
        });
        group.bench_function(BenchmarkId::new(peer::SONIC_RS, name), |bencher| {
            bencher.iter(|| sonic_rs::from_slice::<Derived>(black_box(bytes)));
        });
        Ok(())
    }
}

struct Writes<'a> {
    group: BenchmarkGroup<'a, ThreadTime>,
}

impl EachCase for Writes<'_> {
    fn case<Generated, Derived>(&mut self, name: &str, reply: &str) -> Result<(), BoxError>
    where
        Generated: Serialize + DeserializeOwned,
        Derived: Serialize + DeserializeOwned,
    {
        let generated: Generated = serde_json::from_str(reply)?;
        let derived: Derived = serde_json::from_str(reply)?;
        let group = &mut self.group;
        group.throughput(Throughput::Bytes(reply.len() as u64));
        group.bench_function(BenchmarkId::new(peer::SHAPESMITH, name), |bencher| {
            bencher.iter(|| serde_json::to_vec(black_box(&generated)));
        });
        group.bench_function(BenchmarkId::new(peer::SERDE_DERIVE, name), |bencher| {
            bencher.iter(|| serde_json::to_vec(black_box(&derived)));
        });
        group.bench_function(BenchmarkId::new(peer::SONIC_RS, name), |bencher| {
            bencher.iter(|| sonic_rs::to_vec(black_box(&derived)));
        });
        Ok(())
    }
}
