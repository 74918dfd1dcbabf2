//! The runtime of calls, and the check that both clients understand a reply.

use tokio::runtime::{Builder, Runtime};

use crate::canned::{Pace, aws_sdk, shapesmith};
use crate::{BoxError, codec, peer};

/// A runtime that does everything on the thread that waits for it.
///
/// # Errors
///
/// The system does not give it.
pub fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_time().build()
}

/// Calls once with each client, and compares what they got with the reply.
///
/// # Errors
///
/// A call failed, or one of the clients got something else.
pub async fn check(case: &str, reply: &str) -> Result<(), BoxError> {
    let output = shapesmith::call(&shapesmith::client(reply, Pace::AtOnce)?).await?;
    codec::check(case, peer::SHAPESMITH, reply, &serde_json::to_string(output.output())?)?;
    let output = aws_sdk::call(&aws_sdk::client(reply, Pace::AtOnce)).await?;
    codec::check(case, peer::AWS_SDK, reply, &serde_json::to_string(&aws_sdk::understood(&output))?)
}
