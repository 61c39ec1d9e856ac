//! Nothing that is posted is stored or logged: the bench serves in a folder of its own, and this test looks.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use mingma_web::samples::SAMPLES;

/// What no trace may be left of.
const SECRET: &str = "kept-nowhere-4417";

struct Watched {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    address: String,
}

impl Watched {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingma"))
            .args(["try", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .envs(["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"].map(|name| (name, folder)))
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        assert!(out.read_line(&mut line).unwrap() > 0, "the bench did not start");
        let address = line.trim().strip_prefix("http://").expect("the address comes first").to_owned();
        Self { child, out, address }
    }

    fn ask(&self, head: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{head}\r\nhost: bench\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Ends it; answers with all that it ever said.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        let mut said = String::new();
        self.out.read_to_string(&mut said).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        self.child.wait().unwrap();
        said
    }
}

fn files(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect()
}

#[test]
fn nothing_that_is_posted_is_stored_or_logged() {
    let folder = std::env::temp_dir().join(format!("mingma-watched-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let bench = Watched::start(&folder);
    let form = "content-type: application/x-www-form-urlencoded";
    let item = format!(r#"[{{"id":"{SECRET}","kind":"{SECRET}"}}]"#);
    let body = format!("packs=own&at={SECRET}&toml={SECRET}&source=json&json={item}&e0.kind=arrival&e0.id={SECRET}");
    for path in ["/try", "/try/letter", "/try/check", "/try/derive.json"] {
        let answer = bench.ask(&format!("POST {path} HTTP/1.1\r\n{form}"), body.as_bytes());
        // The answer may hold what was typed: so it did arrive.
        assert!(answer.contains(SECRET), "{path}: {answer}");
    }
    let rows = format!("ref,document_type,document_number,name,phone,home_region\r\n{SECRET},,,{SECRET},,\r\n");
    let register = format!(
        "--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"residents.csv\"\r\n\r\n{rows}\r\n--x--\r\n"
    );
    let answer =
        bench.ask("POST /try/register HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=x", register.as_bytes());
    assert!(answer.contains("accounts.csv"), "{answer}");
    for sample in SAMPLES.iter().filter(|sample| sample.method == "GET") {
        let page = bench.ask(&format!("GET {} HTTP/1.1", sample.path), b"");
        assert!(!page.contains(SECRET), "{} remembers", sample.path);
    }
    let left = files(&folder);
    let said = bench.end();
    assert!(left.is_empty(), "files were left: {left:?}");
    assert!(!said.contains(SECRET), "it was said: {said}");
    std::fs::remove_dir_all(&folder).unwrap();
}
