//! Lists the tasks of a maintenance window execution, with aws-sdk-ssm.

use std::error::Error;

use aws_config::BehaviorVersion;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = std::env::args().nth(1).ok_or("the id of an execution is missing")?;
    let client = aws_sdk_ssm::Client::new(&aws_config::load_defaults(BehaviorVersion::latest()).await);
    let mut tasks = client
        .describe_maintenance_window_execution_tasks()
        .window_execution_id(id)
        .max_results(50)
        .into_paginator()
        .items()
        .send();
    while let Some(task) = tasks.next().await.transpose()? {
        match &task.status {
            Some(status) => println!("{task:?}: {status}"),
            None => println!("{task:?}"),
        }
    }
    Ok(())
}
