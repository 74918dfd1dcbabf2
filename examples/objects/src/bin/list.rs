//! Lists the objects of a bucket, however many there are: a page at a time, and no more of them in memory.
//!
//! ```sh
//! cargo run -p objects --bin list -- photos --prefix 2026/
//! ```

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use objects::Error;
use s3::Client;

#[derive(Parser)]
#[command(about = "List objects: size, time of change and key")]
struct Arguments {
    /// The bucket.
    bucket: String,
    /// Only keys that begin with this.
    #[arg(long)]
    prefix: Option<String>,
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

async fn run(Arguments { bucket, prefix }: Arguments) -> Result<(), Error> {
    let client = Client::from_env().map_err(Error::call)?;
    let mut request = client.list_objects_v2(bucket);
    if let Some(prefix) = prefix {
        request = request.prefix(prefix);
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut pages = request.pages();
    while let Some(page) = pages.next().await {
        let page = page.map_err(Error::call)?;
        for object in page.contents_or_empty() {
            let changed = object.last_modified.map(|time| time.to_string()).unwrap_or_default();
            let key = object.key.as_deref().unwrap_or_default();
            writeln!(out, "{:>14}  {changed:20}  {key}", object.size.unwrap_or_default())?;
        }
    }
    Ok(out.flush()?)
}
