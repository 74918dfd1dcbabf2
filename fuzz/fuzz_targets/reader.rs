//! Any bytes as JSON of an output: a value or an error, never a panic. A value that was read is written,
//! and what was written is read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ssm::error::DoesNotExistException;
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput as Output;

fuzz_target!(|bytes: &[u8]| {
    let _ = serde_json::from_slice::<DoesNotExistException>(bytes);
    let Ok(value) = serde_json::from_slice::<Output>(bytes) else { return };
    let _ = format!("{value:?}");
    let json = serde_json::to_vec(&value).expect("what was read can be written");
    let again: Output = serde_json::from_slice(&json).expect("what was written can be read");
    assert_eq!(again, value);
});
