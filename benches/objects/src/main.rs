//! Puts and gets objects with one client or another, against a server of its own, over TLS.
//!
//! `objects serve` prints its address and serves until it is stopped; the other commands do one kind of work with one
//! client and end, so that whoever starts them can tell the time, CPU and memory that the work took.

mod aws_sdk;
mod by_hand;
mod server;
mod shapesmith;
mod tls;
mod work;

use std::error::Error;

use clap::{Parser, ValueEnum};

use work::Work;

/// What can go wrong: anything, which ends the program.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Puts and gets objects.
#[derive(Debug, Parser)]
enum Arguments {
    /// Serve objects of zeros, and take any others without keeping them
    Serve,
    /// Do some work with a client
    Run {
        /// The client
        #[arg(value_enum)]
        peer: Peer,
        #[command(flatten)]
        work: Work,
    },
}

/// The clients.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Peer {
    /// The crate `generated/s3`
    Shapesmith,
    /// The official SDK
    AwsSdk,
    /// hyper alone, which signs nothing
    ByHand,
}

#[tokio::main]
async fn main() -> Outcome {
    match Arguments::parse() {
        Arguments::Serve => server::serve().await,
        Arguments::Run { peer: Peer::Shapesmith, work } => shapesmith::run(work).await,
        Arguments::Run { peer: Peer::AwsSdk, work } => aws_sdk::run(work).await,
        Arguments::Run { peer: Peer::ByHand, work } => by_hand::run(work).await,
    }
}
