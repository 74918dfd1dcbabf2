//! Copies an object, of whatever size, without a byte of it coming by here; metadata and tags are kept.
//!
//! ```sh
//! cargo run -p objects --bin copy -- photos archive.tar backup 2026/archive.tar
//! cargo run -p objects --bin copy -- photos archive.tar backup --storage-class STANDARD_IA
//! ```

use std::process::ExitCode;

use clap::Parser;
use objects::{Copied, Error, ObjectCopy};
use s3::Client;

#[derive(Parser)]
#[command(about = "Copy an object within a bucket or to another one, with metadata and tags")]
struct Arguments {
    /// The bucket.
    bucket: String,
    /// The key.
    key: String,
    /// The bucket of the copy.
    to_bucket: String,
    /// The key of the copy; it is the same unless this says otherwise.
    to_key: Option<String>,
    /// The version that is copied; it is the latest unless this says otherwise.
    #[arg(long)]
    version_id: Option<String>,
    /// The storage class of the copy.
    #[arg(long)]
    storage_class: Option<String>,
    /// How large, in MiB, an object may be to be copied by a single call.
    #[arg(long, default_value_t = 5120)]
    most_at_once: u64,
    /// The size of the parts in MiB, where there are some.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u64).range(1..=5120))]
    part_size: u64,
    /// How many parts are copied at a time.
    #[arg(long, default_value_t = 4)]
    parallel: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(Copied { length, parts: 0, .. }) => {
            println!("{length} bytes");
            ExitCode::SUCCESS
        }
        Ok(Copied { length, parts, .. }) => {
            println!("{length} bytes in {parts} parts");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", s3::one_line(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<Copied, Error> {
    let Arguments { bucket, key, to_bucket, to_key, version_id, storage_class, .. } = arguments;
    let client = Client::from_env().map_err(Error::call)?;
    let to_key = to_key.unwrap_or_else(|| key.clone());
    let mut copy = ObjectCopy::new(&client, bucket, key)
        .most_at_once(arguments.most_at_once.saturating_mul(1 << 20))
        .part_size(arguments.part_size << 20)
        .parallel(arguments.parallel);
    if let Some(id) = version_id {
        copy = copy.version_id(id);
    }
    if let Some(class) = storage_class {
        copy = copy.storage_class(class);
    }
    copy.to(to_bucket, to_key).await
}
