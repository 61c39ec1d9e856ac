//! Listening: who may come, how long they may take, and how it ends.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{Site, Tls};

/// What a client may take of the service. A limit each, and all of them in this one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; more wait to be taken.
    pub connections: usize,
    /// Until TLS is agreed.
    pub handshake: Duration,
    /// From the first byte of a request, or from the last answer, until its head has come.
    pub head: Duration,
    /// Bytes of a request's head, at least 8 KiB.
    pub head_bytes: usize,
    /// From the head of a request until its answer is ready.
    pub request: Duration,
    /// How long a connection may last; what runs then is finished within `grace`.
    pub connection: Duration,
    /// How long what runs may still take once it is told to end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(15),
            head_bytes: 64 << 10,
            request: Duration::from_secs(120),
            connection: Duration::from_secs(900),
            grace: Duration::from_secs(30),
        }
    }
}

/// Where a request came from: an extension of every request. It is never logged.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How often the files of the certificate are read again.
const RENEWAL: Duration = Duration::from_secs(60);
/// How long to wait when the system has no further sockets or memory.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves a site until `stop` is ready; then takes nobody in, finishes what runs within
/// `limits.grace`, cuts off the rest, and returns.
///
/// Work that a request left on a blocking thread may outlast it: end the runtime by
/// `shutdown_timeout`.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    tls: Option<Tls>,
    limits: Limits,
    stop: impl Future<Output = ()> + Send,
) {
    let router = site.router(&limits);
    let places = Arc::new(Semaphore::new(limits.connections));
    let (close, closing) = watch::channel(false);
    let mut guests = JoinSet::new();
    if let Some(tls) = tls.clone() {
        tokio::spawn(keep_renewed(tls, closing.clone()));
    }
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => break,
            Some(_) = guests.join_next() => continue,
            guest = next_guest(&listener, &places) => guest,
        };
        let guest = Guest { peer: Peer(peer), router: router.clone(), limits, closing: closing.clone(), _place: place };
        guests.spawn(guest.welcome(stream, tls.clone()));
    }
    drop(listener);
    close.send(true).ok();
    tracing::info!(guests = guests.len(), "closing");
    let finished = timeout(limits.grace, async { while guests.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        tracing::warn!(guests = guests.len(), "cut off what did not end in time");
        guests.shutdown().await;
    }
}

/// Shows a renewed certificate within a minute, for as long as the site is open.
async fn keep_renewed(tls: Tls, mut closing: watch::Receiver<bool>) {
    // A site that is gone has dropped the other end: that is an end too.
    while timeout(RENEWAL, closing.wait_for(|closing| *closing)).await.is_err() {
        let tls = tls.clone();
        match tokio::task::spawn_blocking(move || tls.renew()).await {
            Ok(Ok(true)) => tracing::info!("a renewed certificate is shown"),
            Ok(Err(fault)) => {
                tracing::error!(code = fault.code, "the certificate cannot be renewed; the old one is shown");
            }
            Ok(Ok(false)) | Err(_) => {}
        }
    }
}

/// The next connection, once there is a place for it.
async fn next_guest(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        let place = Arc::clone(places).acquire_owned().await.expect("the semaphore is never closed");
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if of_one_guest(&error) => {}
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "no connection can be taken");
                sleep(PAUSE).await;
            }
        }
    }
}

/// True of what went wrong with one connection before it was taken, and says nothing of the next.
fn of_one_guest(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection.
struct Guest {
    peer: Peer,
    router: Router,
    limits: Limits,
    closing: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

impl Guest {
    async fn welcome(self, stream: TcpStream, tls: Option<Tls>) {
        // Answers are written whole: waiting for more to send would only delay them.
        stream.set_nodelay(true).ok();
        match tls {
            None => self.talk(stream).await,
            Some(tls) => match timeout(self.limits.handshake, tls.acceptor.accept(stream)).await {
                Ok(Ok(stream)) => self.talk(stream).await,
                _ => tracing::debug!("no TLS was agreed"),
            },
        }
    }

    /// Answers requests until the guest leaves, their time is up, or the site closes.
    async fn talk(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { peer, limits, .. } = self;
        let service = service_fn(|request| answer(self.router.clone(), peer, request));
        let mut closing = self.closing.clone();
        let mut talk = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_buf_size(limits.head_bytes.max(8 << 10))
                .serve_connection(TokioIo::new(stream), service)
        );
        tokio::select! {
            _ = talk.as_mut() => return,
            _ = closing.wait_for(|closing| *closing) => {}
            () = sleep(limits.connection) => {}
        }
        talk.as_mut().graceful_shutdown();
        timeout(limits.grace, talk).await.ok();
    }
}

async fn answer(
    mut router: Router,
    peer: Peer,
    request: hyper::Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    tower_service::Service::call(&mut router, request).await
}
