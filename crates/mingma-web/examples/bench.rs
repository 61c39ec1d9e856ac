//! Serves the bench alone: `cargo run -p mingma-web --example bench -- --listen 127.0.0.1:8421`.
//! The first line tells its address.

use std::io::Write;
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().skip_while(|word| word != "--listen").nth(1);
    let bench = Arc::new(mingma_web::Bench::shipped().map_err(|faults| faults.to_string())?);
    let listener = tokio::net::TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:8421")).await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    mingma_web::serve(listener, bench, std::future::pending()).await?;
    Ok(())
}
