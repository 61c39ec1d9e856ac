//! Serves the bench on 127.0.0.1:8421 (or the address given).

use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8421".to_owned());
    let bench = Arc::new(mingma_web::Bench::shipped().map_err(|faults| faults.to_string())?);
    let listener = tokio::net::TcpListener::bind(&address).await?;
    mingma_web::serve(listener, bench, std::future::pending()).await?;
    Ok(())
}
