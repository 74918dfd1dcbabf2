//! Lists the tasks of a maintenance window execution, those that failed unless told otherwise.
//!
//! ```sh
//! cargo run -p examples --bin list_tasks -- 14bea65d-5ccc-462d-a2f3-e99c8EXAMPLE
//! ```

use std::process::ExitCode;

use clap::Parser;
use examples::table;
use ssm::Client;
use ssm::types::{MaintenanceWindowExecutionTaskIdentity, MaintenanceWindowFilter};

/// Lists the tasks of a maintenance window execution as a table, or as JSON.
#[derive(Parser)]
#[command(
    after_help = "Region and credentials come from the environment and the profile, as for any AWS tool.\n\n\
    Example, against the example server (no AWS account needed):\n  \
    AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example \\\n  \
    cargo run -p examples --bin list_tasks -- --endpoint-url http://127.0.0.1:8000 --region eu-central-1 \\\n    \
    14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f"
)]
struct Arguments {
    /// The id of the execution: 36 characters, as `describe-maintenance-window-executions` shows it.
    window_execution_id: String,
    /// Only tasks with this status; repeat it for several.
    #[arg(long = "status", default_value = "FAILED", value_name = "STATUS")]
    statuses: Vec<String>,
    /// Stop after this many tasks.
    #[arg(long, value_name = "COUNT")]
    limit: Option<u64>,
    /// Where to send requests, instead of AWS.
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    /// The region, instead of the one that the environment or the profile names.
    #[arg(long)]
    region: Option<String>,
    /// Print a JSON document per task, one a line.
    #[arg(long)]
    json: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", ssm::one_line(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut tasks = client(&arguments)?
        .describe_maintenance_window_execution_tasks(&arguments.window_execution_id)
        .filters([MaintenanceWindowFilter::new().key("STATUS").values(&arguments.statuses)])
        .items();
    if let Some(limit) = arguments.limit {
        tasks = tasks.limit(limit);
    }

    let mut rows = Vec::new();
    while let Some(task) = tasks.next().await.transpose()? {
        if arguments.json {
            println!("{}", serde_json::to_string(&task)?);
        } else {
            rows.push(row(&task));
        }
    }
    if !arguments.json {
        print!("{}", table::render(&["TASK", "TYPE", "STATUS", "STARTED", "DETAILS"], &rows));
    }
    Ok(())
}

fn client(arguments: &Arguments) -> Result<Client, ssm::ConfigError> {
    let mut config = ssm::Config::builder();
    if let Some(url) = &arguments.endpoint_url {
        config = config.endpoint_url(url);
    }
    if let Some(region) = &arguments.region {
        config = config.region(region);
    }
    Ok(Client::new(config.build()?))
}

fn row(task: &MaintenanceWindowExecutionTaskIdentity) -> Vec<String> {
    let text = |value: Option<&str>| value.unwrap_or("-").to_owned();
    vec![
        text(task.task_execution_id.as_deref()),
        text(task.task_type.as_ref().map(|kind| kind.as_str())),
        text(task.status.as_ref().map(|status| status.as_str())),
        text(task.start_time.map(|time| time.to_string()).as_deref()),
        text(task.status_details.as_deref()),
    ]
}
