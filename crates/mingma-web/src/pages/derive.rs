//! `POST /try/derive.json`: exactly what `mingma derive --json` prints.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use mingma_model::{Fault, FieldFault};
use mingma_rules::json::Report;

use crate::setting::Setting;
use crate::state::Bench;
use crate::tried::{Tried, clash_fault};

/// Answers with the derivation, or with every fault of what was sent.
pub(crate) async fn post(State(bench): State<Arc<Bench>>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    let mut setting = Setting::of_form(&fields, &bench);
    let tried = setting.tried(&bench);
    let (Some(book), Some(dossier), Some(at)) = (&tried.book, &tried.dossier, tried.at) else {
        return refused(&faults(&tried));
    };
    match book.derive(dossier, at) {
        Ok(derivation) => json(StatusCode::OK, &Report::new(&derivation, dossier.evidence(), book.zone())),
        Err(clash) => refused(&[clash_fault(&clash, book.zone())]),
    }
}

/// All faults of a setting, wherever they stand.
fn faults(tried: &Tried<'_>) -> Vec<Fault> {
    let rows = tried.row_faults.iter().enumerate().flat_map(|(row, faults)| {
        let placed = move |FieldFault { field, fault }: &FieldFault| {
            fault.clone().of_file(format!("[{row}].{}", field.as_deref().unwrap_or_default()))
        };
        faults.iter().map(placed)
    });
    rows.chain(tried.json_faults.listed().iter().cloned())
        .chain(tried.toml_faults.listed().iter().cloned())
        .chain(tried.at_fault.clone())
        .collect()
}

fn refused(faults: &[Fault]) -> Response {
    json(StatusCode::UNPROCESSABLE_ENTITY, &faults)
}

pub(crate) fn json(status: StatusCode, value: &(impl serde::Serialize + ?Sized)) -> Response {
    let body = serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}
