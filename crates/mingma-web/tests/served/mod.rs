//! A site served on a real socket, with a register that the test makes up.

#![allow(dead_code, reason = "each test file takes what it needs")]

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mingma_web::Bench;
use mingma_web::operate::{self, Figures, Format, Health, Kept, Level, Limits, Reach, Site, Tls};
use tokio::sync::oneshot;

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The hash of a text that is not answered before the test lets it.
pub const SLOW: [u8; 32] = [0x51; 32];

/// A register that says what the test wants it to say.
pub struct Register {
    pub texts: BTreeMap<[u8; 32], Vec<u8>>,
    pub health: Mutex<Health>,
    pub figures: Figures,
    asked: Mutex<Sender<()>>,
    go: Mutex<Receiver<()>>,
}

impl Kept for Register {
    fn text(&self, hash: &[u8; 32]) -> Option<Vec<u8>> {
        if *hash == SLOW {
            self.asked.lock().unwrap().send(()).ok();
            self.go.lock().unwrap().recv_timeout(PATIENCE).ok()?;
        }
        self.texts.get(hash).cloned()
    }

    fn health(&self) -> Health {
        self.health.lock().unwrap().clone()
    }

    fn figures(&self) -> Figures {
        self.figures.clone()
    }
}

pub fn well() -> Health {
    Health {
        writing: true,
        sequencer: None,
        newest: 12,
        published: 11,
        board: 10,
        store: true,
        clock: 1_655_712_000,
        demo: false,
    }
}

/// What a test wants served.
pub struct Plan {
    pub texts: BTreeMap<[u8; 32], Vec<u8>>,
    pub figures: Figures,
    pub tls: Option<Tls>,
    pub limits: Limits,
    pub reach: Reach,
    pub format: Format,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            texts: BTreeMap::from([(SLOW, b"late\n".to_vec())]),
            figures: Figures::default(),
            tls: None,
            limits: Limits::default(),
            reach: Reach::Local,
            format: Format::Json,
        }
    }
}

/// Lines of log, kept for the test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub struct Served {
    pub address: SocketAddr,
    pub register: Arc<Register>,
    /// Tells each time that the slow text is asked for.
    pub asked: Receiver<()>,
    /// Lets it be answered.
    pub go: Sender<()>,
    lines: Lines,
    runtime: tokio::runtime::Runtime,
    stop: Option<oneshot::Sender<()>>,
    done: Option<Receiver<()>>,
}

impl Served {
    pub fn start(folder: &Path, plan: Plan) -> Self {
        let lines = Lines::default();
        let runtime = runtime(plan.format, &lines);
        let ((tell, asked), (go, wait)) = (mpsc::channel(), mpsc::channel());
        let register = Arc::new(Register {
            texts: plan.texts,
            health: Mutex::new(well()),
            figures: plan.figures,
            asked: Mutex::new(tell),
            go: Mutex::new(wait),
        });
        let site = Site {
            bench: Arc::new(Bench::shipped().unwrap()),
            kept: Arc::clone(&register) as Arc<dyn Kept>,
            log: folder.to_owned(),
            metrics: plan.reach,
        };
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let ((stop, stopped), (ended, done)) = (oneshot::channel::<()>(), mpsc::channel());
        runtime.spawn(async move {
            let stopped = async { stopped.await.unwrap_or(()) };
            operate::serve(listener, site, plan.tls, plan.limits, stopped).await;
            ended.send(()).ok();
        });
        Self { address, register, asked, go, lines, runtime, stop: Some(stop), done: Some(done) }
    }

    /// Asks it to end.
    pub fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has ended; false if it does not.
    pub fn ended(&mut self) -> bool {
        self.done.take().unwrap().recv_timeout(PATIENCE).is_ok()
    }

    /// Ends it and answers with all that it logged.
    pub fn log(mut self) -> String {
        self.stop();
        assert!(self.ended());
        self.runtime.shutdown_timeout(PATIENCE);
        let bytes = self.lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request and reads until the other side closes.
    pub fn ask(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        Answer::read(&mut stream)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(get(path).as_bytes())
    }
}

/// Threads of this runtime, and no others, write into `lines`: tests stand side by side.
fn runtime(format: Format, lines: &Lines) -> tokio::runtime::Runtime {
    let lines = lines.clone();
    let heard = tracing::Dispatch::new(operate::subscriber(format, Level::Debug, move || lines.clone()));
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .on_thread_start(move || std::mem::forget(tracing::dispatcher::set_default(&heard)))
        .build()
        .unwrap()
}

pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: house\r\nconnection: close\r\n\r\n")
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    /// 0 if nothing was answered.
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn read(stream: &mut impl Read) -> Self {
        let mut bytes = Vec::new();
        // What was cut off is told by what is missing; who is not let go has waited in vain.
        if let Err(error) = stream.read_to_end(&mut bytes) {
            assert!(!matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "nobody answered");
        }
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
        let mut lines = text.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).map_or(0, |status| status.parse().unwrap());
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self {
            status,
            headers: lines.filter_map(header).collect(),
            body: bytes.get(head + 4..).unwrap_or(&[]).to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}
