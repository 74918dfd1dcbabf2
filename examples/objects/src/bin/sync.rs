//! Makes a bucket hold what a folder holds, or a folder what a bucket holds.
//!
//! ```sh
//! cargo run -p objects --bin sync -- site s3://photos/site --delete
//! cargo run -p objects --bin sync -- s3://photos/site copy --dry-run
//! ```

use std::process::ExitCode;

use clap::Parser;
use objects::{Error, Mirror};
use s3::Client;

#[derive(Parser)]
#[command(about = "Copy what differs between a folder and a bucket, in one direction")]
struct Arguments {
    /// Where to copy from: a folder, or s3://BUCKET/PREFIX.
    from: String,
    /// Where to copy to: the other of the two.
    to: String,
    /// Delete objects that have no file.
    #[arg(long)]
    delete: bool,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// How many files are copied at a time.
    #[arg(long, default_value_t = 4)]
    parallel: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", s3::one_line(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(Arguments { from, to, delete, dry_run, parallel }: Arguments) -> Result<(), Error> {
    let (folder, place, is_up) = match (from.strip_prefix("s3://"), to.strip_prefix("s3://")) {
        (None, Some(place)) => (from.as_str(), place, true),
        (Some(place), None) if !delete => (to.as_str(), place, false),
        (Some(_), None) => return Err(Error::Other("--delete deletes objects, and no files".to_owned())),
        _ => return Err(Error::Other("one of the two has to be s3://BUCKET/PREFIX".to_owned())),
    };
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    let client = Client::from_env().map_err(Error::call)?;
    let mirror = Mirror::new(&client, folder, bucket).prefix(prefix).delete(delete).parallel(parallel);
    let done = match (is_up, dry_run) {
        (true, false) => mirror.up().await?,
        (true, true) => mirror.plan_up().await?,
        (false, false) => mirror.down().await?,
        (false, true) => mirror.plan_down().await?,
    };
    for name in &done.copied {
        println!("+ {name}");
    }
    for name in &done.deleted {
        println!("- {name}");
    }
    let (copied, deleted) = (done.copied.len(), done.deleted.len());
    println!("{copied} copied, {deleted} deleted, {} the same", done.same);
    Ok(())
}
