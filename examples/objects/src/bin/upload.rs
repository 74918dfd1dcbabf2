//! Uploads a file, or what it is given on standard input, and shows how far it is.
//!
//! ```sh
//! cargo run -p objects --bin upload -- photos archive.tar
//! tar c folder | cargo run -p objects --bin upload -- photos folder.tar --stdin
//! ```

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use objects::{Error, Progress, Upload};
use s3::Client;

#[derive(Parser)]
#[command(about = "Upload a file in parts; one that is interrupted goes on where it stopped")]
struct Arguments {
    /// The bucket.
    bucket: String,
    /// The file, whose name is also the key unless --key says otherwise.
    file: String,
    /// The key.
    #[arg(long)]
    key: Option<String>,
    /// Read standard input instead; the file is only the key then.
    #[arg(long)]
    stdin: bool,
    /// Do not replace an object that is there.
    #[arg(long)]
    no_clobber: bool,
    /// The size of the parts in MiB.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=5120))]
    part_size: u64,
    /// How many parts are sent at a time.
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

async fn run(arguments: Arguments) -> Result<(), Error> {
    let Arguments { bucket, file, key, stdin, no_clobber, part_size, parallel } = arguments;
    let client = Client::from_env().map_err(Error::call)?;
    let progress = Progress::new();
    let upload = Upload::new(&client, bucket, key.unwrap_or_else(|| file.clone()))
        .part_size(part_size << 20)
        .parallel(parallel)
        .resumable(true)
        .only_if_absent(no_clobber)
        .progress(&progress);
    let bar = tokio::spawn(show(progress));
    let outcome = match stdin {
        true => upload.reader(tokio::io::stdin()).await,
        false => upload.file(&file).await,
    };
    bar.abort();
    let uploaded = outcome?;
    eprintln!();
    println!(
        "{} parts, {} of them there before; {}",
        uploaded.parts,
        uploaded.resumed,
        uploaded.etag.unwrap_or_default()
    );
    Ok(())
}

/// A bar for people who wait.
async fn show(progress: Progress) {
    loop {
        let done = progress.done();
        match progress.total().filter(|total| *total > 0) {
            Some(total) => eprint!("\r{:3} % of {total} bytes", done.saturating_mul(100) / total),
            None => eprint!("\r{done} bytes"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
