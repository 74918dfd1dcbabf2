//! Copies parameters from one path to another, with a progress bar.
//!
//! ```sh
//! cargo run -p programs --bin copy_parameters -- /shop/test /shop/production
//! ```

use std::io::stderr;

use clap::Parser;
use programs::{copy, progress};

/// Copies the parameters below a path to another path. Those that are there stay as they are.
#[derive(Parser)]
struct Arguments {
    /// Where they are.
    from: String,
    /// Where they are to be.
    to: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), ssm::AnyError> {
    let Arguments { from, to } = Arguments::parse();
    let client = ssm::Client::from_env()?;
    let parameters = copy::below(&client, &from).await?;
    let whole = parameters.len();
    // A terminal that is gone is no reason to stop half-way.
    let show = |done| drop(progress::show(stderr(), done, whole));
    let copied = copy::copy(&client, parameters, (&from, &to), show).await?;
    println!("{} new, {} kept", copied.new, copied.kept);
    Ok(())
}
