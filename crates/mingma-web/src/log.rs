//! # The public log, as it lies on disk
//!
//! **What lives here**: `/checkpoint`, `/tile/…` and `/text/…`: answers to anybody,
//! from any origin, by C2SP tlog-tiles, so that a client written by others works as it is.
//!
//! **What never will**: a signature, a proof, a hash; anything that is not public.
//!
//! A tile is answered once the published checkpoint covers it. What lies above may be
//! written anew after a power failure, and an answer marked immutable must never be.
//! A partial tile of an earlier checkpoint is answered for good, cut from a wider one.

mod disk;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use mingma_ledger::{Shelf, TileName};

use crate::operate::Kept;
use disk::Folder;

const PLAIN: &str = "text/plain; charset=utf-8";
const OCTETS: &str = "application/octet-stream";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Where the log lies, and who has its texts.
struct Log {
    folder: Folder,
    kept: Arc<dyn Kept>,
}

type Shared = State<Arc<Log>>;

/// The log's addresses. `folder` holds `checkpoint` and `tile/`; `kept` has the public texts.
pub fn router(folder: PathBuf, kept: Arc<dyn Kept>) -> Router {
    Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/tile/{*tile}", get(tiles))
        .route("/text/{hash}", get(text))
        .layer(map_response(open_to_all))
        .with_state(Arc::new(Log { folder: Folder(folder), kept }))
}

/// Pages of other origins may read what is public.
async fn open_to_all(mut response: Response) -> Response {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

async fn checkpoint(State(log): Shared) -> Response {
    let read = blocking(move || log.folder.checkpoint()).await;
    answer(read, |note| ([(CONTENT_TYPE, PLAIN), (CACHE_CONTROL, "no-cache")], note).into_response())
}

/// The address is read as it was sent: another spelling of it is another address.
async fn tiles(State(log): Shared, uri: Uri, headers: HeaderMap) -> Response {
    let Some(tile) = uri.path().strip_prefix('/').and_then(TileName::parse) else { return missing() };
    let bundle = tile.shelf == Shelf::Entries;
    let squeeze = bundle && takes_gzip(&headers);
    let read = blocking(move || {
        let bytes = log.folder.tile(tile)?;
        bytes.map(|bytes| if squeeze { gzip(&bytes) } else { Ok(bytes) }).transpose()
    });
    answer(read.await, |bytes| {
        let mut response = ([(CONTENT_TYPE, OCTETS), (CACHE_CONTROL, FOR_EVER)], bytes).into_response();
        if bundle {
            response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if squeeze {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    })
}

async fn text(State(log): Shared, uri: Uri) -> Response {
    let Some(hash) = uri.path().strip_prefix("/text/").and_then(digest) else { return missing() };
    let read = blocking(move || Ok(log.kept.text(&hash))).await;
    answer(read, |bytes| {
        let kind = if std::str::from_utf8(&bytes).is_ok() { PLAIN } else { OCTETS };
        ([(CONTENT_TYPE, kind), (CACHE_CONTROL, FOR_EVER)], bytes).into_response()
    })
}

/// 64 lowercase hexadecimal digits.
fn digest(hex: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut hash = [0; 32];
    let pairs = hex.as_bytes().chunks_exact(2);
    if hex.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(pairs) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(hash)
}

/// True if the reader names gzip and does not refuse it.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let named = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|list| list.split(',')).any(|one| {
        let mut words = one.split(';').map(str::trim);
        let coding = words.next().unwrap_or_default();
        let refused = words.any(|word| word.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().unwrap_or(0.0) <= 0.0));
        coding.eq_ignore_ascii_case("gzip") && !refused
    })
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes)?;
    out.finish()
}

/// Reads away from the threads that talk.
async fn blocking<T: Send + 'static>(read: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn answer(read: io::Result<Option<Vec<u8>>>, found: impl FnOnce(Vec<u8>) -> Response) -> Response {
    match read {
        Ok(Some(bytes)) => found(bytes),
        Ok(None) => missing(),
        Err(error) => {
            tracing::error!(kind = ?error.kind(), "the public log cannot be read");
            let sorry = "暂时读不到账本，请稍后再试 / the log cannot be read now; try again later\n";
            (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, PLAIN)], sorry).into_response()
        }
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, [(CONTENT_TYPE, PLAIN)], "账本中没有这一项 / the log has no such thing\n").into_response()
}
