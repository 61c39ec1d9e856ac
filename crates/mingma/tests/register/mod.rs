//! A register in a folder of its own, and a server over it.

// Each test that has this room uses a part of it.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn mingma(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingma")).args(args).output().unwrap()
}

pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The code of the fault that was drawn.
pub fn code_of(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let at = told.find("MM-").unwrap_or_else(|| panic!("no code: {told}"));
    told[at..at + 10].to_owned()
}

/// It ended so, with this code, in both languages, with a remedy.
pub fn refused(output: &Output, exit: i32, code: &str) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(code_of(output).starts_with(code), "{code}: {told}");
    assert_eq!(output.status.code(), Some(exit), "{told}");
    assert!(told.matches('→').count() >= 2, "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

pub struct Register {
    folder: PathBuf,
    pub data: String,
}

impl Register {
    /// Two officers' keys, and no register yet.
    pub fn keys_only(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kept-{name}"));
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(folder.join("officers")).unwrap();
        let data = folder.join("data").to_str().unwrap().to_owned();
        let register = Self { folder, data };
        for n in 0..2 {
            assert!(mingma(&["key", "new", "--out", &register.key(n)]).status.success());
        }
        register
    }

    /// A demo register with its genesis act.
    pub fn found(name: &str) -> Self {
        let register = Self::keys_only(name);
        let (one, two) = (register.key(0), register.key(1));
        let init = mingma(&["init", "--data", &register.data, "--demo", "--key", &one, "--key", &two, "--json"]);
        assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
        let told = json(&init);
        assert_eq!((&told["act"]["seq"], &told["act"]["class"]), (&1.into(), &"genesis".into()));
        assert!(!told["receipt"].as_str().unwrap().is_empty() && told["members"].as_array().unwrap().is_empty());
        register
    }

    pub fn key(&self, n: usize) -> String {
        self.folder.join("officers").join(format!("{n}.pem")).to_str().unwrap().to_owned()
    }

    /// A command on this register's folder.
    pub fn run(&self, args: &[&str]) -> Output {
        mingma(&[args, &["--data", &self.data]].concat())
    }

    /// A path in the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.data).join(name)
    }

    /// A path beside the data folder.
    pub fn beside(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.beside(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// What stands beside the data folder, and the folder itself.
    pub fn folders(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Makes the register refuse something, which is an act of its own: a unit that somebody
    /// with a key nobody knows would register.
    pub fn refuse_something(&self) {
        let stranger = self.beside("stranger.pem");
        if !Path::new(&stranger).exists() {
            assert!(mingma(&["key", "new", "--out", &stranger]).status.success());
        }
        let refused = self.run(&[
            "unit",
            "add",
            "new-unit",
            "--name-zh",
            "新单位",
            "--name-en",
            "New unit",
            "--region",
            "4101",
            "--parent",
            "henan-command",
            "--telephone",
            "0371-00000002",
            "--by",
            "henan-command",
            "--key",
            &stranger,
        ]);
        self::refused(&refused, 1, "MM-ACT-004");
    }
}

pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    pub fn start(register: &Register) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingma"))
            .args(["serve", "--data", &register.data, "--listen", "127.0.0.1:0", "--log-level", "error"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").expect("the address comes first").to_owned();
        Self { child, address }
    }

    /// Status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: register\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Asks until the answer is as wanted.
    pub fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) {
        let begun = Instant::now();
        loop {
            let (_, body) = self.get(path);
            if wanted(&serde_json::from_str(&body).unwrap()) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{body}");
            std::thread::yield_now();
        }
    }

    /// Asks it to end, as a service manager does, and waits until it has.
    pub fn stop(mut self) {
        let kill = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(kill.success());
        assert!(self.child.wait().unwrap().success(), "it ends cleanly");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
