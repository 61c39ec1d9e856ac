//! `/healthz`: whether the service is whole, for whoever restarts or routes around it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Health, Kept};

/// How long the register may take to say how it goes.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is answered. `well` alone, where the register said nothing in time.
#[derive(Default, Serialize)]
struct Told {
    well: bool,
    #[serde(flatten)]
    health: Option<Facts>,
}

#[derive(Serialize)]
struct Facts {
    writing: bool,
    sequencer: Option<String>,
    store: bool,
    newest: u64,
    published: u64,
    board: u64,
    clock: i64,
    demo: bool,
}

impl From<Health> for Told {
    fn from(health: Health) -> Self {
        let well = health.is_well();
        let sequencer = health.sequencer.as_deref().map(code);
        let Health { writing, newest, published, board, store, clock, demo, .. } = health;
        Self { well, health: Some(Facts { writing, sequencer, store, newest, published, board, clock, demo }) }
    }
}

/// The code that a sentence begins with: the rest could tell a path of this machine.
fn code(sentence: &str) -> String {
    let word = sentence.split([' ', ':']).next().unwrap_or_default();
    let is_code = word.starts_with("MM-") && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_code && word.len() == 10 { word.to_owned() } else { "stopped".to_owned() }
}

/// 200 if all is well, else 503, and the facts either way.
pub(super) async fn get(State(kept): State<Arc<dyn Kept>>) -> Response {
    let asked = tokio::task::spawn_blocking(move || kept.health());
    let told = tokio::time::timeout(PATIENCE, asked).await;
    let told = told.ok().and_then(Result::ok).map(Told::from).unwrap_or_default();
    let status = if told.well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(told)).into_response()
}
