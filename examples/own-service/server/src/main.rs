//! Serves the rooms on `127.0.0.1:8700`, for whoever has the key in `ROOMS_KEY`.

use std::error::Error;

use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let key =
        std::env::var("ROOMS_KEY").map_err(|_| "ROOMS_KEY is not set: it is the key of those who book")?;
    let listener = TcpListener::bind("127.0.0.1:8700").await?;
    println!("rooms on http://{}", listener.local_addr()?);
    rooms_server::serve(listener, &key).await?;
    Ok(())
}
