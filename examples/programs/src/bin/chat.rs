//! Talks with a model of Bedrock, line by line, and shows its answers as they come.
//!
//! ```sh
//! cargo run -p programs --bin chat -- anthropic.claude-3-haiku-20240307-v1:0
//! ```
//!
//! Credentials and region come from where they do for every tool of AWS; a bearer token from `AWS_BEARER_TOKEN_BEDROCK`.
//! `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` sends the requests to a server of one's own.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use bedrock_runtime::Client;
use bedrock_runtime::types::StopReason;
use clap::Parser;
use programs::chat::Chat;

/// Talks with a model, line by line.
#[derive(Parser)]
struct Arguments {
    /// The model's id.
    model: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match talk(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", bedrock_runtime::one_line(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn talk(Arguments { model }: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let mut chat = Chat::new(model);
    let mut out = io::stdout();
    write!(out, "> ")?;
    out.flush()?;
    for line in io::stdin().lock().lines() {
        match chat.say(&client, &line?, &mut out).await {
            Ok(StopReason::EndTurn) => writeln!(out)?,
            Ok(reason) => writeln!(out, "\n[stopped: {}]", reason.as_str())?,
            // The conversation goes on from before the line.
            Err(error) => eprintln!("\nerror: {}", bedrock_runtime::one_line(&error)),
        }
        write!(out, "> ")?;
        out.flush()?;
    }
    Ok(())
}
