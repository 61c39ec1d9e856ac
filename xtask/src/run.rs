//! Starting other programs: what they print is shown as it comes and kept.

use crate::tree;
use crate::trouble::Trouble;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::process::{Command, Stdio};
use std::thread;

/// What a program that ended left behind.
pub struct Done {
    /// Whether it ended with exit code 0.
    pub ok: bool,
    /// Its lines, standard output first, then standard error.
    pub lines: Vec<String>,
}

/// A `cargo` of the same toolchain, at the root of the checkout.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), args);
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

/// Any program, at the root of the checkout.
pub fn program(name: &str, args: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(args).current_dir(tree::root());
    command
}

/// Runs it, showing its lines as they come.
///
/// # Errors
/// When it cannot be started; a program that ran and failed is no error, see [`Done::ok`].
pub fn shown(command: &mut Command) -> Result<Done, Trouble> {
    let told = told(command);
    println!("$ {told}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Trouble::io(&told, &error))?;
    let errors = child.stderr.take().map(|pipe| thread::spawn(move || lines(pipe, |line| eprintln!("{line}"))));
    let mut kept = child.stdout.take().map(|pipe| lines(pipe, |line| println!("{line}"))).unwrap_or_default();
    if let Some(kept_errors) = errors.and_then(|reader| reader.join().ok()) {
        kept.extend(kept_errors);
    }
    let status = child.wait().map_err(|error| Trouble::io(&told, &error))?;
    Ok(Done { ok: status.success(), lines: kept })
}

/// Runs it without showing anything; its standard output when it succeeds.
pub fn quiet(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of this name is on the path.
pub fn on_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn lines(pipe: impl Read, show: impl Fn(&str)) -> Vec<String> {
    let mut kept = Vec::new();
    for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        show(&line);
        kept.push(line);
    }
    kept
}

fn told(command: &Command) -> String {
    let name = command.get_program().to_string_lossy();
    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
    command.get_args().fold(name, |told, arg| told + " " + &arg.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_streams_are_kept_and_failure_is_seen() {
        let done = shown(&mut program("sh", &["-c", "echo out; echo err >&2; exit 3"])).unwrap();
        assert_eq!(done.lines, ["out", "err"]);
        assert!(!done.ok);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(shown(&mut program("no-such-program-here", &[])).is_err());
        assert!(!on_path("no-such-program-here"));
        assert!(on_path("sh"));
    }
}
