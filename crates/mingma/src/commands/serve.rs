//! `mingma serve`: a register, served.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use mingma_web::Bench;
use mingma_web::operate::{self, Limits, Site, Tls};

use crate::commands::try_::{cannot_listen, stopped};
use crate::config::{Config, ConfigArgs};
use crate::context::{Answer, Outcome, Refusal};
use crate::kept::served::{Followed, Served};
use crate::kept::{Kept, Place, Serving, does_not_hold, faults, tell_fault};

/// How long work on blocking threads may outlast the last answer.
const LAST: Duration = Duration::from_secs(5);

/// Serve a register: the bench, the public log, health and figures.
///
/// Settings are those of mingma.toml; a flag wins over it. A folder has one server: a second
/// one refuses. Commands beside the server may write; what they keep is taken up with the
/// next checkpoint. Ctrl-C or SIGTERM ends it cleanly.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    flags: ConfigArgs,
}

impl ServeArgs {
    /// Serves until it is told to stop.
    pub fn run(&self) -> Answer {
        let place = Place::find(&self.data, &self.flags)?;
        operate::begin(place.config.log_format, place.config.log_level);
        let mut serving = match Serving::hold(&place.layout)? {
            Ok(serving) => serving,
            Err(holder) => return does_not_hold(faults::served(&holder), false),
        };
        let config = place.config.clone();
        let tls = config.tls.as_ref().map(|(cert, key)| Tls::read(cert, key)).transpose()?;
        let bench = Arc::new(Bench::shipped()?);
        let kept = Kept::open(place, true)?;
        kept.house.follow()?;
        let served = Arc::new(Served::new(&kept));
        kept.sequencer().pace(config.checkpoint_every);
        let followed = Followed::start(served.clone(), config.checkpoint_every);
        let site = Site { bench, kept: served, log: kept.layout().log(), metrics: config.metrics };
        let ended = self.listen(&config, site, tls, &mut serving);
        drop(followed);
        end(&kept);
        ended
    }

    fn listen(&self, config: &Config, site: Site, tls: Option<Tls>, serving: &mut Serving) -> Answer {
        let at = config.listen;
        let refused = |error: std::io::Error| Refusal::from(cannot_listen(at, &error));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(refused)?;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(at).await.map_err(refused)?;
            let bound = listener.local_addr().map_err(refused)?;
            serving.sign(bound);
            let scheme = if tls.is_some() { "https" } else { "http" };
            say!("{scheme}://{bound}");
            tracing::info!(target: "mingma::serve", "serving");
            operate::serve(listener, site, tls, Limits::default(), stopped()).await;
            Ok(Outcome::Holds)
        });
        runtime.shutdown_timeout(LAST);
        served
    }
}

/// Keeps what makes the next start fast, and where a demo clock stands.
fn end(kept: &Kept) {
    if let Err(error) = kept.house.save_board() {
        tell_fault(error.fault());
    }
    kept.settle();
    if let Some(Err(error)) = kept.demo.as_ref().map(|clock| clock.keep()) {
        tell_fault(error.fault());
    }
}
