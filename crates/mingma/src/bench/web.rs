//! A page of the bench over HTTP on the loopback, and what it weighs the first time.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use super::{Row, broken, median};
use crate::context::Refusal;

const REQUESTS: usize = 200;

/// Measures the bench's page for a ready person, beside a bare answer of the same bytes.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| failed(&error))?;
    let bench = std::sync::Arc::new(mingma_web::Bench::shipped()?);
    let address = runtime.block_on(listen()).map(|(listener, address)| {
        runtime.spawn(mingma_web::serve(listener, bench, std::future::pending()));
        address
    })?;
    let front = get(address, "/?lang=zh")?;
    let path = links(&front.body, "href=\"")
        .into_iter()
        .find(|link| link.starts_with("/try?"))
        .ok_or_else(|| broken("no ready person on the front page"))?;
    let page = get(address, &path)?;
    let bare = bare(&page.body)?;
    let mut ours = Vec::with_capacity(REQUESTS);
    let mut theirs = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        ours.push(get(address, &path)?.millis);
        theirs.push(get(bare, "/")?.millis);
    }
    let (bytes, files) = first_visit(address, &page)?;
    let note = format!("{path}: {:.1} kB the first time in {files} answers", bytes / 1e3);
    Ok(vec![
        Row::less_is_better("web.page", "ms", median(ours), "a bare answer of the same bytes", median(theirs))
            .noting(note),
    ])
}

async fn listen() -> Result<(tokio::net::TcpListener, SocketAddr), Refusal> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|error| failed(&error))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    Ok((listener, address))
}

/// The same bytes from memory and nothing else: one thread, one answer.
fn bare(body: &str) -> Result<SocketAddr, Refusal> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| failed(&error))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 2048];
            if stream.read(&mut asked).is_ok() {
                stream.write_all(answer.as_bytes()).ok();
            }
        }
    });
    Ok(address)
}

struct Answer {
    body: String,
    bytes: usize,
    millis: f64,
}

/// One request on a connection of its own: what a first visit pays.
fn get(address: SocketAddr, path: &str) -> Result<Answer, Refusal> {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).map_err(|error| failed(&error))?;
    // In one piece: a server that has seen enough may close before a second one comes.
    let asked = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).map_err(|error| failed(&error))?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).map_err(|error| failed(&error))?;
    let millis = start.elapsed().as_secs_f64() * 1e3;
    let text = String::from_utf8_lossy(&raw);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| broken("an answer without a head"))?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(broken(&format!("{path}: {}", head.lines().next().unwrap_or_default())));
    }
    Ok(Answer { body: body.to_owned(), bytes: raw.len(), millis })
}

fn first_visit(address: SocketAddr, page: &Answer) -> Result<(f64, usize), Refusal> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for mark in ["href=\"", "src=\""] {
        paths.extend(links(&page.body, mark).into_iter().filter(|link| link.starts_with("/assets/")));
    }
    // Modules import others; what they name is fetched too.
    let mut bytes = page.bytes;
    let mut queue: Vec<String> = paths.iter().cloned().collect();
    while let Some(path) = queue.pop() {
        let answer = get(address, &path)?;
        bytes += answer.bytes;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for name in links(&answer.body, "from './").iter().filter_map(|rest| rest.split('\'').next()) {
            let module = format!("{folder}/{name}");
            if paths.insert(module.clone()) {
                queue.push(module);
            }
        }
    }
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    Ok((f64::from(bytes), paths.len() + 1))
}

fn links(body: &str, mark: &str) -> Vec<String> {
    body.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(|link| link.replace("&amp;", "&")).collect()
}

fn failed(error: &std::io::Error) -> Refusal {
    broken(&error.to_string())
}
