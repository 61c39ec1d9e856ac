//! One line of log and one count a request: method, template of the route, status, time.
//!
//! A raw path may hold what somebody typed into the wrong field, a query a name, a method
//! any word at all: none of them goes further than here.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::metrics::Meters;

/// The route of what has none.
const NOWHERE: &str = "none";

/// Tells of a request once it is answered.
pub(super) async fn tell(State(meters): State<Arc<Meters>>, request: Request, next: Next) -> Response {
    let method = word(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let took = begun.elapsed();
    let route = matched.as_ref().map_or(NOWHERE, MatchedPath::as_str);
    let status = response.status().as_u16();
    meters.count(route, status, took);
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "mingma::request", method, route, status, millis);
    response
}

/// The method, if the standards know it: a client may make up any other.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Gives up on what takes longer, be it a body that does not come or an answer that is not found.
pub(super) async fn within(State(longest): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CONNECTION, "close")],
            "太久没有完成，已停止；请稍后再试 / this took too long and was given up; try again later\n",
        )
            .into_response(),
    }
}
