//! Styles, scripts and icons: part of the binary, addressed by their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../web"]
struct Files;

/// The style sheets in the order in which they are joined.
const STYLES: [&str; 5] = ["tokens", "base", "bench", "pages", "paper"];

/// One style sheet: ours, then the ribbon's.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let ours = STYLES.iter().filter_map(|name| Files::get(&format!("styles/{name}.css")));
    let mut sheet: String = ours.map(|file| String::from_utf8_lossy(&file.data).into_owned()).collect();
    sheet.push_str(mingma_ribbon::STYLE);
    sheet
});

/// A hash over everything that is served here: another content, another address.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut sum = fnv(STYLE.as_bytes());
    for name in Files::iter() {
        if let Some(file) = Files::get(&name) {
            sum ^= fnv(&file.data).rotate_left(u32::try_from(name.len() % 64).unwrap_or(0));
        }
    }
    format!("{sum:016x}")
});

/// FNV-1a, 64 bits: to tell editions apart, not to protect them.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Where a file is served: `style.css`, `js/bench.js`, `icon.svg`.
pub(crate) fn at(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// Serves a file of this edition for ever; any other is not there.
pub(crate) async fn serve(Path((edition, name)): Path<(String, String)>) -> Response {
    let body = match name.as_str() {
        "style.css" => Some(STYLE.as_bytes().to_vec()),
        _ => Files::get(&name).map(|file| file.data.into_owned()),
    };
    match body.filter(|_| edition == *EDITION) {
        Some(body) => ([(CONTENT_TYPE, kind(&name)), (CACHE_CONTROL, "public, max-age=31536000, immutable")], body)
            .into_response(),
        None => (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "text/plain; charset=utf-8")], "没有这个文件 / no such file\n")
            .into_response(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
