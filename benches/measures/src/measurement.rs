//! What is measured: the CPU time of the thread, since machines have other things to do as well.

use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkGroup, Criterion};
use rustix::time::{ClockId, clock_gettime};

/// The CPU time of the thread, in nanoseconds.
///
/// All peers run on the thread that measures: they are plain functions, or futures on a runtime of
/// that one thread.
#[derive(Clone, Copy, Debug)]
pub struct ThreadTime;

impl Measurement for ThreadTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        // The clock starts at zero with the thread, so neither part is negative.
        let (seconds, nanoseconds) = (time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs());
        Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds)
    }

    fn end(&self, started: Duration) -> Duration {
        self.start().saturating_sub(started)
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// Criterion with this measurement and with what the command line says.
pub fn criterion() -> Criterion<ThreadTime> {
    Criterion::default().with_measurement(ThreadTime).configure_from_args()
}

/// A group of short runs: whoever wants medians repeats them, so that all peers see the same weather.
pub fn group<'a>(criterion: &'a mut Criterion<ThreadTime>, name: &str) -> BenchmarkGroup<'a, ThreadTime> {
    let mut group = criterion.benchmark_group(name);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2)).sample_size(30);
    group
}
