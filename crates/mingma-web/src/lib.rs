//! Pages and JSON of the house: today the bench alone.

mod answer;
mod assets;
mod chart;
mod doc;
mod fields;
mod flow;
mod headers;
mod objection;
mod pages;
mod people;
mod picking;
pub mod picture;
mod rows;
mod setting;
mod shell;
mod show;
mod state;
mod tried;
mod until;
mod visit;
mod when;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::{get, post};

pub use state::Bench;

/// The house's addresses.
pub fn router(bench: Arc<Bench>) -> Router {
    Router::new()
        .route("/", get(pages::front::get))
        .route("/try", get(pages::bench::get).post(pages::bench::post))
        .route("/try/check", post(pages::check::post))
        .route("/try/letter", post(pages::letter::post))
        .route("/try/derive.json", post(pages::derive::post))
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
        .layer(map_response(headers::guard))
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
