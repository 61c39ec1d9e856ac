//! `cargo xtask demo`: from a fresh checkout to the bench in a browser.

use crate::run::{cargo, on_path, program, shown};
use crate::tree;
use crate::trouble::Trouble;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

/// How long a built binary may take to answer its first request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Build the bench, serve it and open it; Ctrl-C ends it.
#[derive(clap::Args)]
pub struct Args {
    /// Print the address instead of opening a browser.
    #[arg(long)]
    no_open: bool,
    /// Build without optimisation: quicker to build, slower to serve.
    #[arg(long)]
    dev: bool,
    /// The address to serve.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8420")]
    listen: SocketAddr,
}

/// Builds, serves, waits for the first page, opens it, and serves until the server ends.
///
/// # Errors
/// When the build fails, the address is taken, or the first page does not come.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let began = Instant::now();
    let binary = build(args.dev)?;
    let mut server = serve(&binary, args.listen)?;
    let first_page = first_page(args.listen, &mut server);
    if first_page.is_err() {
        let _ = server.kill();
    }
    first_page?;
    let seconds = tree::since_start().unwrap_or_else(|| began.elapsed());
    greet(args.listen, seconds);
    if !args.no_open {
        open(args.listen);
    }
    let ended = server.wait().map_err(|error| Trouble::io("mingma try", &error))?;
    Ok(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build(dev: bool) -> Result<String, Trouble> {
    let profile = if dev { "dev" } else { "release" };
    let done = shown(&mut cargo(&["build", "--locked", "--package", "mingma", "--profile", profile]))?;
    if !done.ok {
        return Err(Trouble::new(
            "构建失败：错误见上；修正后再运行 cargo xtask demo",
            "the build failed: see the errors above; then run cargo xtask demo again",
        ));
    }
    Ok(binary(if dev { "debug" } else { "release" }))
}

/// Where cargo puts the binary of a profile's folder.
pub fn binary(folder: &str) -> String {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| tree::root().join("target"), |named| tree::root().join(named));
    target.join(folder).join("mingma").to_string_lossy().into_owned()
}

fn serve(binary: &str, listen: SocketAddr) -> Result<Child, Trouble> {
    Command::new(binary)
        .args(["try", "--listen", &listen.to_string()])
        .current_dir(tree::root())
        .spawn()
        .map_err(|error| Trouble::io(binary, &error))
}

/// Asks for `/` until it answers 200, the server ends, or [`PATIENCE`] is over.
fn first_page(listen: SocketAddr, server: &mut Child) -> Result<(), Trouble> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Ok(Some(_)) = server.try_wait() {
            return Err(Trouble::new(
                format!("服务未能启动：原因见上。若 {listen} 已被占用，请用 --listen 另选地址"),
                format!("the server did not start: see above. If {listen} is taken, choose another by --listen"),
            ));
        }
        if answers(listen) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Err(Trouble::new(
        format!("{} 秒内首页没有应答：请查看上面的输出", PATIENCE.as_secs()),
        format!("no first page within {} s: see the output above", PATIENCE.as_secs()),
    ))
}

fn answers(listen: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&listen, Duration::from_millis(500))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        // In one piece: a server may answer and close after the first part that it gets.
        let request = format!("GET / HTTP/1.1\r\nHost: {listen}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn greet(listen: SocketAddr, since: Duration) {
    let seconds = since.as_secs_f64();
    println!();
    println!("明码 · 试算台  http://{listen}/   从启动到首页 {seconds:.1} 秒 · Ctrl-C 结束");
    println!("Mingma · bench http://{listen}/   {seconds:.1} s from start to first page · Ctrl-C ends");
}

fn open(listen: SocketAddr) {
    let opener = ["xdg-open", "open"].into_iter().find(|name| on_path(name));
    let opened = opener.is_some_and(|name| {
        program(name, &[&format!("http://{listen}/")])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .is_ok()
    });
    if !opened {
        println!("请在浏览器中打开 http://{listen}/ · open http://{listen}/ in a browser");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn one_answer(status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 512];
            let _ = stream.read(&mut asked).unwrap();
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").unwrap();
        });
        address
    }

    #[test]
    fn only_a_page_that_came_counts_as_an_answer() {
        assert!(answers(one_answer("200 OK")));
        assert!(!answers(one_answer("500 Internal Server Error")));
    }

    #[test]
    fn a_server_that_ended_is_told_at_once() {
        let mut ended = Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let began = Instant::now();
        assert!(first_page("127.0.0.1:9".parse().unwrap(), &mut ended).is_err());
        assert!(began.elapsed() < PATIENCE / 2);
    }
}
