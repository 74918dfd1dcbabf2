//! Downloads an object into a file; one that is interrupted goes on where it stopped, if the object is still the same.
//!
//! ```sh
//! cargo run -p objects --bin download -- photos archive.tar
//! ```

use std::process::ExitCode;

use clap::Parser;
use objects::{Download, Error};
use s3::Client;

#[derive(Parser)]
#[command(about = "Download an object into a file")]
struct Arguments {
    /// The bucket.
    bucket: String,
    /// The key.
    key: String,
    /// The file; it has the last part of the key as its name unless this says otherwise.
    file: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(bytes) => {
            println!("{bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", s3::one_line(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(Arguments { bucket, key, file }: Arguments) -> Result<u64, Error> {
    let client = Client::from_env().map_err(Error::call)?;
    let name = key.rsplit('/').next().unwrap_or(&key).to_owned();
    let file = file.unwrap_or(name);
    if file.is_empty() {
        return Err(Error::Other(format!("\"{key}\" has no last part: name the file")));
    }
    Download::new(&client, bucket, key).resumable(true).file(file).await
}
