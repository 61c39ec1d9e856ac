//! # Pages and JSON of the house: today the bench alone
//!
//! Server-rendered pages that work without a script and better with one. Both
//! languages stand side by side where something is said; a page is one file in
//! `pages/`, its states stand in [`samples`].
//!
//! **What lives here**: the front door, the bench (`/try`), the inquiry (`/try/register`),
//! the rules, the letter; the mapping from a derivation to its drawing ([`picture`]);
//! the public log as it lies on disk ([`log`]), and what it takes to serve a kept register
//! for real ([`operate`]).
//!
//! **What never will**: a rule of its own, a database, a cookie, a log of what was sent,
//! a request to anybody else.
//!
//! **Where to start**: [`router`], then `pages/bench.rs`; what was set up is a `Setting`,
//! tried out it is a `Tried`, told it is a `Told`.
//!
//! ```
//! use std::sync::Arc;
//! use mingma_web::{Bench, router};
//!
//! let bench = Arc::new(Bench::shipped()?);
//! let _pages = router(bench);
//! # Ok::<(), mingma_model::Faults>(())
//! ```

mod answer;
mod assets;
mod chart;
mod doc;
mod fields;
mod flow;
mod headers;
pub mod log;
pub mod operate;
mod pages;
mod people;
mod picking;
pub mod picture;
mod rows;
pub mod samples;
mod setting;
mod shell;
mod show;
mod state;
mod tried;
mod visit;
mod when;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::{get, post};

pub use state::Bench;

/// The bench's addresses.
pub fn router(bench: Arc<Bench>) -> Router {
    addresses(bench).layer(map_response(headers::guard))
}

/// The same, before every answer is guarded.
fn addresses(bench: Arc<Bench>) -> Router {
    Router::new()
        .route("/", get(pages::front::get))
        .route("/try", get(pages::bench::get).post(pages::bench::post))
        .route("/try/check", post(pages::check::post))
        .route("/try/letter", post(pages::letter::post))
        .route("/try/derive.json", post(pages::derive::post))
        .route("/try/regions", get(pages::regions::get))
        .route(
            "/try/register",
            get(pages::register::get).post(pages::register::post).layer(DefaultBodyLimit::max(pages::register::LIMIT)),
        )
        .route("/try/register.json", get(pages::register::get_json))
        .route("/rules", get(pages::rules::get))
        .route("/rules/{id}", get(pages::rule::get))
        .route("/about", get(pages::about::get))
        .route("/assets/{edition}/{*name}", get(assets::serve))
        .fallback(pages::missing::get)
        .layer(DefaultBodyLimit::max(2 << 20))
        .with_state(bench)
}

/// Serves until `stop` is ready.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    bench: Arc<Bench>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(bench)).with_graceful_shutdown(stop).await
}
