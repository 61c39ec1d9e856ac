//! # Operating a kept register
//!
//! **What lives here**: serving by plain HTTP or TLS with limits and a clean end,
//! `/healthz`, `/metrics`, one line of log a request. [`Kept`] is all that this room
//! knows of the register.
//!
//! **What never will**: a raw path, a query, a form, an address or a name in a log or a
//! figure. Only templates of routes, words of closed lists and numbers are told.
//!
//! **Where to start**: [`Site`], then [`serve`].

mod health;
mod kept;
mod logs;
mod metrics;
mod serve;
mod tls;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::get;

pub use kept::{Figures, Health, Kept, STEPS, Stopwatch, Timed};
pub use logs::{Format, Level, begin, subscriber};
pub use metrics::Reach;
pub use serve::{Limits, Peer, serve};
pub use tls::Tls;

use crate::{Bench, headers, log};
use metrics::Meters;

/// Everything that is served for one data folder.
pub struct Site {
    /// The bench and the pages of the rules.
    pub bench: Arc<Bench>,
    /// The register.
    pub kept: Arc<dyn Kept>,
    /// The folder of the public log: it holds `checkpoint` and `tile/`.
    pub log: PathBuf,
    /// Who may read the figures.
    pub metrics: Reach,
}

impl Site {
    /// All addresses, watched: pages, log, `/healthz`, `/metrics`. A request that takes
    /// longer than `limits` allow is answered 503.
    pub fn router(self, limits: &Limits) -> Router {
        let meters = Arc::new(Meters::new(Arc::clone(&self.kept)));
        let shown = metrics::Shown { meters: Arc::clone(&meters), reach: self.metrics };
        crate::addresses(self.bench)
            .merge(log::router(self.log, Arc::clone(&self.kept)))
            .merge(Router::new().route("/healthz", get(health::get)).with_state(self.kept))
            .merge(Router::new().route("/metrics", get(metrics::get)).with_state(shown))
            .layer(from_fn_with_state(limits.request, watch::within))
            .layer(map_response(headers::guard))
            .layer(from_fn_with_state(meters, watch::tell))
    }
}
