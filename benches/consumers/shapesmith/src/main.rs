//! Lists the tasks of a maintenance window execution, with the crate that Shapesmith generates.

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = std::env::args().nth(1).ok_or("the id of an execution is missing")?;
    let client = ssm::Client::from_env()?;
    let mut tasks = client.describe_maintenance_window_execution_tasks(id).max_results(50).items();
    while let Some(task) = tasks.next().await.transpose()? {
        match &task.status {
            Some(status) => println!("{task:?}: {status}"),
            None => println!("{task:?}"),
        }
    }
    Ok(())
}
