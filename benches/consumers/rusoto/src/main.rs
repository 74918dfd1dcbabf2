//! Lists the tasks of a maintenance window execution, with rusoto_ssm.

use std::error::Error;

use rusoto_core::Region;
use rusoto_ssm::{DescribeMaintenanceWindowExecutionTasksRequest, Ssm, SsmClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = std::env::args().nth(1).ok_or("the id of an execution is missing")?;
    let client = SsmClient::new(Region::default());
    let mut request = DescribeMaintenanceWindowExecutionTasksRequest {
        window_execution_id: id,
        max_results: Some(50),
        ..Default::default()
    };
    // Rusoto has no paginators: passing the token on is the caller's part.
    loop {
        let page = client.describe_maintenance_window_execution_tasks(request.clone()).await?;
        for task in page.window_execution_task_identities.unwrap_or_default() {
            match &task.status {
                Some(status) => println!("{task:?}: {status}"),
                None => println!("{task:?}"),
            }
        }
        match page.next_token.filter(|token| !token.is_empty()) {
            Some(token) => request.next_token = Some(token),
            None => return Ok(()),
        }
    }
}
