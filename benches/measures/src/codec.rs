//! The cases of the codec: a reply, the generated shape and the derived struct that both hold it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shapes::operation::read_deep::ReadDeepOutput;
use shapes::operation::read_wide::ReadWideOutput;
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput;

use crate::{BoxError, case, derived, peer, replies};

/// Something to do with every case.
pub trait EachCase {
    /// Does it with one case.
    ///
    /// # Errors
    ///
    /// Why it could not be done.
    fn case<Generated, Derived>(&mut self, name: &str, reply: &str) -> Result<(), BoxError>
    where
        Generated: Serialize + DeserializeOwned,
        Derived: Serialize + DeserializeOwned;
}

/// Goes through the cases, after a check that all peers understand the reply of each.
///
/// # Errors
///
/// The first failure.
pub fn each_case(visitor: &mut impl EachCase) -> Result<(), BoxError> {
    for (name, tasks) in case::PAGES {
        checked::<DescribeMaintenanceWindowExecutionTasksOutput, derived::TaskPage>(
            visitor,
            name,
            &replies::tasks(tasks),
        )?;
    }
    checked::<ReadDeepOutput, derived::Deep>(visitor, case::DEEP, &replies::deep())?;
    checked::<ReadWideOutput, derived::Wide>(visitor, case::WIDE, &replies::wide())
}

fn checked<Generated, Derived>(visitor: &mut impl EachCase, name: &str, reply: &str) -> Result<(), BoxError>
where
    Generated: Serialize + DeserializeOwned,
    Derived: Serialize + DeserializeOwned,
{
    let generated = serde_json::from_str::<Generated>(reply)?;
    let derived = serde_json::from_str::<Derived>(reply)?;
    let by_sonic = sonic_rs::from_str::<Derived>(reply)?;
    check(name, peer::SHAPESMITH, reply, &serde_json::to_string(&generated)?)?;
    check(name, peer::SERDE_DERIVE, reply, &serde_json::to_string(&derived)?)?;
    check(name, peer::SONIC_RS, reply, &sonic_rs::to_string(&by_sonic)?)?;
    visitor.case::<Generated, Derived>(name, reply)
}

/// Whether what a peer wrote of what it had read is the reply, apart from the order of maps.
///
/// # Errors
///
/// It is not.
pub(crate) fn check(case: &str, peer: &str, reply: &str, written: &str) -> Result<(), BoxError> {
    let (reply, written): (Value, Value) = (serde_json::from_str(reply)?, serde_json::from_str(written)?);
    if reply == written {
        Ok(())
    } else {
        Err(format!("{peer} does not give back the reply of the case {case}, so measuring it is pointless")
            .into())
    }
}
