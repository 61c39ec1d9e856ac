//! `GET /try/regions?q=`: codes for a name, for the fields of regions. The table is public.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use crate::state::Bench;
use crate::visit::Visit;

/// The most that are offered at once.
const OFFERED: usize = 20;

#[derive(Serialize)]
struct Offer {
    code: String,
    name: String,
}

/// The regions whose code, name or romanised name fits.
pub(crate) async fn get(State(bench): State<Arc<Bench>>, visit: Visit) -> Response {
    let regions = &bench.place("").profile.regions;
    let asked = visit.word("q").unwrap_or_default();
    let offer = |code| Offer { code: format!("{code}"), name: regions.full_name(code, visit.lang).unwrap_or_default() };
    let offers: Vec<Offer> = regions.search(asked, OFFERED).into_iter().map(|found| offer(found.code)).collect();
    super::derive::json(StatusCode::OK, &offers)
}
