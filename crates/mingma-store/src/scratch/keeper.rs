//! The shell that keeps a server: it starts it, obeys the words `stop` and `start`, and when its
//! input ends, for whatever reason, it stops the server and removes the folder.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::StoreError;

/// Answers `ready` or `failed` to the start and to every word. The server refuses to run as root.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
bin=$1; folder=$2; fsync=$3; more=$4
options="-k '$folder' -c listen_addresses='' -c fsync=$fsync -c full_page_writes=$fsync -c max_connections=200 $more"
answer() { if "$@" >>"$folder/keeper.log" 2>&1; then echo ready; else echo failed; fi; }
start() { "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -o "$options" -w -t 60 start; }
stop() { "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop; }
lay() { "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale -N && start; }
answer lay
while read -r word; do answer "$word"; done
stop >/dev/null 2>&1
rm -rf "$folder"
"#;

/// A running keeper.
pub(super) struct Keeper {
    child: Child,
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: PathBuf,
}

impl Keeper {
    /// Lays a cluster in the folder and starts its server, which speaks on a socket there, with
    /// `more` on its command line.
    pub(super) fn start(bin: &Path, folder: &Path, durable: bool, more: &str) -> Result<Self, StoreError> {
        let mut command = Command::new("sh");
        let fsync = if durable { "on" } else { "off" };
        command.args(["-c", SCRIPT, "keeper"]).arg(bin).arg(folder).arg(fsync).arg(more);
        command.env("LC_ALL", "C").current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped());
        as_ordinary_user(&mut command, folder).map_err(failed)?;
        let mut child = command.spawn().map_err(failed)?;
        let (words, answers) = (child.stdin.take(), child.stdout.take());
        let answers = BufReader::new(answers.expect("standard output is a pipe"));
        let mut keeper = Self { child, words, answers, folder: folder.to_owned() };
        keeper.answered()?;
        Ok(keeper)
    }

    /// Tells the keeper to `stop` (as a power cut would) or to `start`.
    pub(super) fn tell(&mut self, word: &str) -> Result<(), StoreError> {
        let mut words = self.words.as_ref().expect("input ends only when the keeper is dropped");
        writeln!(words, "{word}").map_err(failed)?;
        self.answered()
    }

    fn answered(&mut self) -> Result<(), StoreError> {
        let mut answer = String::new();
        self.answers.read_line(&mut answer).map_err(failed)?;
        if answer.trim() == "ready" {
            return Ok(());
        }
        let read = |name: &str| std::fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        Err(StoreError::Unreachable { why: format!("{}{}", read("keeper.log"), read("server.log")) })
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.words = None;
        // Nothing to do about a keeper that cannot be waited for.
        let _ = self.child.wait();
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn failed(error: std::io::Error) -> StoreError {
    StoreError::Unreachable { why: error.to_string() }
}

/// Where we are root: gives the folder to the user `postgres`, else `nobody`, and runs as they.
fn as_ordinary_user(command: &mut Command, folder: &Path) -> std::io::Result<()> {
    if std::fs::metadata(folder)?.uid() != 0 {
        return Ok(());
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let ids = user(&users, "postgres").or_else(|| user(&users, "nobody"));
    let (uid, gid) = ids.ok_or_else(|| std::io::Error::other("there is no user postgres or nobody"))?;
    chown(folder, Some(uid), Some(gid))?;
    for entry in std::fs::read_dir(folder)? {
        chown(entry?.path(), Some(uid), Some(gid))?;
    }
    command.uid(uid).gid(gid);
    Ok(())
}

fn user(users: &str, name: &str) -> Option<(u32, u32)> {
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}
