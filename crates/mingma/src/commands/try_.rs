//! `mingma try`: the bench alone, on this machine, with no accounts and no state.

use std::net::SocketAddr;

use clap::Args;
use mingma_model::{Fault, Text};

use crate::context::{Answer, Outcome};

/// Open the bench: bring your table and your people. Nothing posted is stored or logged.
#[derive(Args, Debug)]
pub struct TryArgs {
    /// Where to listen; port 0 takes a free one. The address is the first line printed
    #[arg(long, default_value = "127.0.0.1:8420", value_name = "ADDR")]
    listen: SocketAddr,
}

impl TryArgs {
    /// Serves until it is told to stop.
    pub fn run(&self) -> Answer {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| cannot_listen(self.listen, &error))?;
        runtime.block_on(self.serve())
    }

    async fn serve(&self) -> Answer {
        let listener =
            tokio::net::TcpListener::bind(self.listen).await.map_err(|error| cannot_listen(self.listen, &error))?;
        let bound = listener.local_addr().map_err(|error| cannot_listen(self.listen, &error))?;
        let bench = std::sync::Arc::new(mingma_web::Bench::shipped()?);
        say!("http://{bound}");
        eprintln!("明码试算台已打开；按 Ctrl-C 关闭 / The bench is open; Ctrl-C closes it");
        mingma_web::serve(listener, bench, stopped()).await.map_err(|error| cannot_listen(self.listen, &error))?;
        Ok(Outcome::Holds)
    }
}

/// Ctrl-C, or a request to terminate.
pub async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        interrupt.await.ok();
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

pub fn cannot_listen(at: SocketAddr, error: &std::io::Error) -> Fault {
    Fault::new(
        "MM-CLI-007",
        Text::new(format!("无法在 {at} 打开：{error}"), format!("cannot open {at}: {error}")),
        Text::new("换一个端口，例如 --listen 127.0.0.1:0", "choose another port, such as --listen 127.0.0.1:0"),
    )
}
