//! Calls an operation by name: JSON in, JSON out. Bodies that are streams come from files, and go to files; events are a line
//! each.
//!
//! ```sh
//! cargo run -p examples --features dynamic --bin call -- \
//!     DescribeMaintenanceWindowExecutionTasks '{"WindowExecutionId": "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f"}'
//! ```

mod batch;
mod caller;
mod events;
mod pages;
mod received;
mod streams;

use std::io::{Read, Write};
use std::process::ExitCode;

use clap::Parser;
use shapesmith_runtime::one_line;

use caller::{Caller, Question};

/// Why a call could not be made, or failed.
type Error = Box<dyn std::error::Error + Send + Sync>;

/// Call an operation by name: JSON in, JSON out
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Arguments {
    /// The operation, such as DescribeMaintenanceWindowExecutionTasks
    #[arg(required_unless_present = "batch")]
    operation: Option<String>,
    /// The input as a JSON object, or @FILE to read it from a file, or - for standard input
    #[arg(default_value = "{}")]
    input: String,
    /// Where to send requests, instead of AWS
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    /// The file that is the body of the request, for operations that take a stream
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    body: Option<std::path::PathBuf>,
    /// The file that the body of the reply goes to, for operations that give a stream
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    output: Option<std::path::PathBuf>,
    /// The region; else AWS_REGION, AWS_DEFAULT_REGION or the profile's
    #[arg(long)]
    region: Option<String>,
    /// Fetch all pages and print their results as one
    #[arg(long, conflicts_with = "batch")]
    all_pages: bool,
    /// Fetch pages until there are so many results
    #[arg(long, value_name = "COUNT", conflicts_with = "batch")]
    max_items: Option<usize>,
    /// Begin where a call with --max-items ended: with the NextToken that it printed
    #[arg(long, value_name = "TOKEN", conflicts_with = "batch")]
    starting_token: Option<String>,
    /// Print the request, unsigned, and do not send it; needs no credentials
    #[arg(long, conflicts_with = "batch")]
    dry_run: bool,
    /// Make many calls: FILE, or - for standard input, has one on each line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["operation", "input"])]
    batch: Option<String>,
}

/// What `--help` ends with.
const AFTER_HELP: &str = "\
Names are those of the model, forms those on the wire: timestamps are epoch seconds unless the model has another
form, blobs are base64. Members that the model does not know, required ones that are missing, and
values of the wrong type are errors in an input. In a reply unknown members are passed over, and
what the service left out stays out.

--all-pages joins the results of all pages: lists and maps are joined, numbers added up. --max-items
stops earlier, also within a page; where there is more, the answer has a NextToken for
--starting-token.

A body that is a stream is no JSON: --body FILE sends a file, and --output FILE writes what comes to one, which is
there only when all of it came. What the reply says beside its body is printed.

A reply that is a stream of events is printed as it comes: what it says beside them, where it says anything, and then a
line of JSON for each event, an object with the event's name as its key.

--dry-run prints an object with method, url, headers and body; a body that is not text stands
in body_base64 instead.

A line of a batch is an object with the keys operation and input and, where wanted, all_pages,
max_items, starting_token and dry_run. The answers come in the same order, a line each: an object
with the key output, request or error.

Region and credentials come from the environment and the profile, as for any AWS tool. With an
endpoint URL and no region anywhere the region is us-east-1.

Exit codes:
  0  done; in a batch, every line was answered, if only by an error
  1  failed: the error is one line on standard error
  2  the arguments are wrong";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", one_line(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let caller = Caller::new(arguments.region.as_deref(), arguments.endpoint_url.as_deref())?;
    if let Some(source) = &arguments.batch {
        return batch::run(&caller, source).await;
    }
    let question = Question {
        operation: arguments.operation.unwrap_or_default(),
        input: read_argument(&arguments.input)?,
        all_pages: arguments.all_pages,
        max_items: arguments.max_items,
        starting_token: arguments.starting_token,
        dry_run: arguments.dry_run,
        body: arguments.body,
        output: arguments.output,
    };
    if let Some((beside, events)) = caller.events(&question).await? {
        return events::show(&beside, events).await;
    }
    let answer = caller.answer(&question).await?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&answer)?)?;
    Ok(())
}

/// The text of an argument that may stand for a file.
fn read_argument(argument: &str) -> Result<String, Error> {
    match argument.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}").into()),
        None if argument == "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Ok(text)
        }
        None => Ok(argument.to_owned()),
    }
}
