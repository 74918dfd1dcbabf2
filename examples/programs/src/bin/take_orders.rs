//! Takes orders out of a queue and into a table, until it is stopped.
//!
//! ```sh
//! cargo run -p programs --bin take_orders -- --queue QUEUE --told OTHER --table orders
//! ```

use clap::Parser;
use programs::orders::Shop;

/// Takes orders out of a queue and into a table, and tells another queue about new ones.
#[derive(Parser)]
struct Arguments {
    /// The queue's name; it is made unless it is there.
    #[arg(long)]
    queue: String,
    /// The name of the queue that is told, likewise.
    #[arg(long)]
    told: String,
    /// The table's name.
    #[arg(long)]
    table: String,
    /// Stop when no message has come for a while, instead of waiting for more.
    #[arg(long)]
    until_empty: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), sqs::AnyError> {
    let arguments = Arguments::parse();
    // One configuration: both clients share connections and credentials.
    let config = sqs::Config::from_env()?;
    let (tables, queues) = (dynamodb::Client::new(config.clone()), sqs::Client::new(config));
    let queue = url(&queues, &arguments.queue).await?;
    let told = url(&queues, &arguments.told).await?;
    let shop = Shop { tables, queues, table: arguments.table, told };
    loop {
        let count = shop.once(&queue, |outcome| println!("{outcome:?}")).await?;
        if count == 0 && arguments.until_empty {
            return Ok(());
        }
    }
}

async fn url(queues: &sqs::Client, name: &str) -> Result<String, sqs::AnyError> {
    Ok(queues.create_queue(name).await?.into_output().queue_url.unwrap_or_default())
}
