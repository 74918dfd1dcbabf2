//! Signs a download or an upload for somebody else: prints method, URL, headers and until when.
//!
//! ```sh
//! cargo run -p objects --bin sign -- get photos a.jpg --seconds 600
//! cargo run -p objects --bin sign -- put photos b.jpg --content-type image/jpeg --host https://files.example.com
//! ```

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use objects::Error;
use s3::Client;

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Get,
    Put,
}

#[derive(Parser)]
#[command(about = "Sign a request for somebody else to send")]
struct Arguments {
    /// What it does.
    what: What,
    /// The bucket.
    bucket: String,
    /// The key.
    key: String,
    /// How long it can be sent: seven days at most.
    #[arg(long, default_value_t = 3600)]
    seconds: u64,
    /// The type that an upload must have.
    #[arg(long)]
    content_type: Option<String>,
    /// The public address of the server, where that is not the one that this program would ask.
    #[arg(long)]
    host: Option<String>,
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
    let Arguments { what, bucket, key, seconds, content_type, host } = arguments;
    let client = Client::from_env().map_err(Error::call)?;
    let time = Duration::from_secs(seconds);
    let signed = match what {
        What::Get => {
            let request = client.get_object(bucket, key);
            let request = match &host {
                Some(host) => request.configure(|call| call.endpoint_url(host)),
                None => request,
            };
            request.presign(time).await.map_err(Error::call)?
        }
        What::Put => {
            let mut request = client.put_object(bucket, key);
            if let Some(host) = &host {
                request = request.configure(|call| call.endpoint_url(host));
            }
            if let Some(content_type) = content_type {
                request = request.content_type(content_type);
            }
            request.presign(time).await.map_err(Error::call)?
        }
    };
    println!("{} {}", signed.method(), signed.url());
    signed.headers().for_each(|(name, value)| println!("{name}: {value}"));
    println!("until {}", signed.valid_until());
    Ok(())
}
