//! Reads what criterion leaves behind: a folder for each benchmark with its identity and estimates.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::folders;

/// A benchmark that criterion ran.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Benchmark {
    /// The group, such as `read`.
    pub(crate) group: String,
    /// The function: a peer.
    pub(crate) function: String,
    /// The parameter: a case, such as `50`.
    pub(crate) parameter: String,
    /// The median of the time of one iteration, in nanoseconds.
    pub(crate) nanoseconds: f64,
    /// How many bytes one iteration reads or writes, where that is known.
    pub(crate) bytes: Option<f64>,
}

/// `benchmark.json`, as far as it matters here.
#[derive(Deserialize)]
struct Identity {
    group_id: String,
    function_id: Option<String>,
    value_str: Option<String>,
    throughput: Option<Throughput>,
}

/// What one iteration works on.
#[derive(Deserialize)]
enum Throughput {
    #[serde(alias = "BytesDecimal")]
    Bytes(f64),
    #[serde(untagged)]
    Other(serde::de::IgnoredAny),
}

/// `estimates.json`, as far as it matters here.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

/// One estimate.
#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Reads all benchmarks of the last run below criterion's folder, sorted by path.
pub(crate) fn read(home: &Path) -> Result<Vec<Benchmark>, Error> {
    let mut benchmarks = Vec::new();
    for path in folders::files(home)? {
        if path.ends_with("new/benchmark.json") {
            let identity: Identity = parse(&path)?;
            let estimates: Estimates = parse(&path.with_file_name("estimates.json"))?;
            benchmarks.push(Benchmark {
                group: identity.group_id,
                function: identity.function_id.unwrap_or_default(),
                parameter: identity.value_str.unwrap_or_default(),
                nanoseconds: estimates.median.point_estimate,
                bytes: match identity.throughput {
                    Some(Throughput::Bytes(bytes)) => Some(bytes),
                    Some(Throughput::Other(_)) | None => None,
                },
            });
        }
    }
    if benchmarks.is_empty() {
        return Err(Error::new(home.display().to_string(), "criterion left no results there"));
    }
    Ok(benchmarks)
}

/// Reads a JSON file.
fn parse<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_json::from_str(&folders::read(path)?)
        .map_err(|error| Error::new(path.display().to_string(), error.to_string()))
}

/// What one iteration of a benchmark allocates: a line that the program `allocations` prints.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Allocations {
    /// The group, as criterion has it.
    pub(crate) group: String,
    /// The peer.
    pub(crate) peer: String,
    /// The case.
    pub(crate) case: String,
    /// How many allocations.
    pub(crate) allocations: f64,
    /// How many bytes.
    pub(crate) bytes: f64,
}

/// Reads what `allocations` printed: a JSON document a line.
pub(crate) fn allocations(output: &str) -> Result<Vec<Allocations>, Error> {
    let lines = output.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            serde_json::from_str(line)
                .map_err(|error| Error::new("the output of allocations", format!("{error}: {line}")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Benchmark, allocations, read};
    use crate::folders::write;

    /// What criterion 0.8 writes, shortened.
    const BENCHMARK: &str = r#"{"group_id":"read","function_id":"serde-derive","value_str":"50",
        "throughput":{"Bytes":24000},"full_id":"read/serde-derive/50","directory_name":"read/serde-derive/50"}"#;
    const ESTIMATES: &str = r#"{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":1.0,"upper_bound":3.0},
        "point_estimate":2.0,"standard_error":0.1},"median":{"confidence_interval":{"confidence_level":0.95,
        "lower_bound":44000.0,"upper_bound":46000.0},"point_estimate":45000.5,"standard_error":10.0}}"#;

    #[test]
    fn the_last_run_of_each_benchmark_is_read() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("read/serde-derive/50");
        for run in ["base", "new"] {
            write(&folder.join(run).join("benchmark.json"), BENCHMARK).unwrap();
            write(&folder.join(run).join("estimates.json"), ESTIMATES).unwrap();
        }
        let expected = Benchmark {
            group: "read".to_owned(),
            function: "serde-derive".to_owned(),
            parameter: "50".to_owned(),
            nanoseconds: 45000.5,
            bytes: Some(24000.0),
        };
        assert_eq!(read(home.path()).unwrap(), [expected]);
    }

    #[test]
    fn throughput_that_is_not_in_bytes_is_left_out() {
        let home = tempfile::tempdir().unwrap();
        let elements = BENCHMARK.replace("Bytes", "Elements");
        write(&home.path().join("a/b/new/benchmark.json"), &elements).unwrap();
        write(&home.path().join("a/b/new/estimates.json"), ESTIMATES).unwrap();
        assert_eq!(read(home.path()).unwrap().first().unwrap().bytes, None);
    }

    #[test]
    fn missing_and_broken_results_are_told() {
        let home = tempfile::tempdir().unwrap();
        assert!(read(home.path()).unwrap_err().to_string().ends_with("left no results there"));
        write(&home.path().join("a/new/benchmark.json"), "{").unwrap();
        assert!(read(home.path()).unwrap_err().to_string().contains("benchmark.json: EOF"));
    }

    #[test]
    fn allocations_are_read_line_by_line() {
        let line = r#"{"group":"call","peer":"shapesmith","case":"50","allocations":123,"bytes":4567}"#;
        let read = allocations(&format!("{line}\n\n{line}\n")).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read.first().unwrap().bytes, 4567.0);
        assert!(allocations("hello").unwrap_err().to_string().ends_with(": hello"));
    }
}
