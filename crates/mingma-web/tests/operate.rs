//! Serving a register for real: health, figures, logs that name nobody, TLS, limits, the end.

#![allow(clippy::unwrap_used, clippy::panic)]

mod served;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use mingma_web::operate::{Figures, Format, Health, Limits, Reach, STEPS, Stopwatch};
use served::{Answer, PATIENCE, Plan, SLOW, Served, get, well};

fn serve(plan: Plan) -> (tempfile::TempDir, Served) {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), plan);
    (folder, served)
}

fn slow() -> String {
    let hex: String = SLOW.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/text/{hex}")
}

fn stopped(why: &str) -> Health {
    Health { sequencer: Some(why.to_owned()), ..well() }
}

#[test]
fn health_is_200_while_all_is_well_and_503_with_the_reason_otherwise() {
    let (_folder, served) = serve(Plan::default());
    let told = |status: u16| {
        let answer = served.get("/healthz");
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/json"));
        assert_eq!(answer.header("cache-control"), "no-store");
        serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()
    };
    let all = serde_json::json!({
        "well": true, "writing": true, "sequencer": null, "store": true,
        "newest": 12, "published": 11, "board": 10, "clock": 1_655_712_000, "demo": false,
    });
    assert_eq!(told(200), all);
    for (health, key, value) in [
        (Health { writing: false, ..well() }, "writing", false.into()),
        (Health { store: false, ..well() }, "store", false.into()),
        (stopped("MM-OPS-001 no room below a/folder"), "sequencer", "MM-OPS-001".into()),
        (stopped("a sentence without a code"), "sequencer", "stopped".into()),
        (stopped("王小明x is as long as a code"), "sequencer", "stopped".into()),
    ] {
        *served.register.health.lock().unwrap() = health;
        let told = told(503);
        assert_eq!((&told["well"], &told[key]), (&false.into(), &value));
    }
}

fn figures() -> Figures {
    let append = Stopwatch::default();
    append.count(Duration::from_millis(4));
    append.count(Duration::from_secs(9));
    Figures {
        acts: BTreeMap::from([("order", 2), ("evidence", 40)]),
        refusals: BTreeMap::from([("MM-OPS-002", 3)]),
        append: append.timed(),
        published_lag: 0.25,
        board_lag: 1.5,
    }
}

#[test]
fn figures_are_told_in_the_words_that_prometheus_reads() {
    let (_folder, served) = serve(Plan { figures: figures(), ..Plan::default() });
    for path in ["/healthz", "/text/none", "/a-name-typed-into-the-address", "/rules/henan-2022-03"] {
        served.get(path);
    }
    let answer = served.get("/metrics");
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let text = answer.text();
    for line in [
        "# TYPE mingma_requests counter",
        r#"mingma_requests_total{route="/healthz",status="200"} 1"#,
        r#"mingma_requests_total{route="/text/{hash}",status="404"} 1"#,
        r#"mingma_requests_total{route="/rules/{id}",status="200"} 1"#,
        r#"mingma_requests_total{route="none",status="404"} 1"#,
        "# TYPE mingma_request_seconds histogram",
        r#"mingma_request_seconds_count{route="/healthz"} 1"#,
        r#"mingma_request_seconds_bucket{le="+Inf",route="/healthz"} 1"#,
        r#"mingma_acts_total{class="evidence"} 40"#,
        r#"mingma_acts_total{class="order"} 2"#,
        r#"mingma_refusals_total{code="MM-OPS-002"} 3"#,
        "# UNIT mingma_append_seconds seconds",
        "mingma_append_seconds_sum 9.004",
        "mingma_append_seconds_count 2",
        r#"mingma_append_seconds_bucket{le="0.005"} 1"#,
        r#"mingma_append_seconds_bucket{le="+Inf"} 2"#,
        "mingma_act_newest 12",
        "mingma_act_published 11",
        "mingma_act_board 10",
        "mingma_writing 1",
        "mingma_store_reachable 1",
        "mingma_sequencer_running 1",
        "mingma_published_lag_seconds 0.25",
        "mingma_board_lag_seconds 1.5",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n---\n{text}");
    }
    assert!(text.ends_with("# EOF\n") && !text.contains("a-name-typed"));
    let steps = text.lines().filter(|line| line.starts_with("mingma_append_seconds_bucket")).count();
    assert_eq!(steps, STEPS.len());
    reads_as_open_metrics(&text);
}

/// Each figure's lines stand together under its own head, and each line is a name, labels, a number.
fn reads_as_open_metrics(text: &str) {
    let mut heads = Vec::new();
    for line in text.lines().filter(|line| *line != "# EOF") {
        match line.strip_prefix("# ") {
            Some(head) => {
                let name = head.split(' ').nth(1).unwrap();
                if heads.last() != Some(&name) {
                    assert!(!heads.contains(&name), "{name} has two heads");
                    heads.push(name);
                }
            }
            None => {
                assert!(line.starts_with(heads.last().unwrap()), "{line} is not under its head");
                let value = line.rsplit(' ').next().unwrap();
                assert!(value.parse::<f64>().is_ok(), "{line}");
            }
        }
    }
}

#[test]
fn figures_are_for_this_machine_unless_they_are_opened() {
    let passed_on = |name: &str| get("/metrics").replace("\r\n\r\n", &format!("\r\n{name}: x\r\n\r\n"));
    let (_folder, served) = serve(Plan::default());
    assert_eq!(served.get("/metrics").status, 200);
    for name in ["x-forwarded-for", "forwarded", "via"] {
        assert_eq!(served.ask(passed_on(name).as_bytes()).status, 404, "{name}");
    }
    let (_folder, served) = serve(Plan { reach: Reach::Open, ..Plan::default() });
    assert_eq!(served.ask(passed_on("via").as_bytes()).status, 200);
}

/// What no log may hold: a document, a name, a resident, in every place where a client can write.
const PERSONAL: [&str; 4] =
    ["41010519491231002X", "王小明", "%E7%8E%8B%E5%B0%8F%E6%98%8E", "r-ndqlfacnqdzwztsmhigpu4rbxe"];

fn requests_that_tell_of_somebody(word: &str) -> Vec<String> {
    let form = |path: &str, kind: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: {word}\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let part = format!(
        "--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{word}.csv\"\r\n\r\n{word},{word}\r\n--x--\r\n"
    );
    let item = format!(r#"[{{"id":"{word}","kind":"{word}","resident":"{word}"}}]"#);
    let urlencoded = "application/x-www-form-urlencoded";
    let mut all: Vec<String> = ["/try", "/try/letter", "/try/check", "/try/derive.json"]
        .into_iter()
        .map(|path| form(path, urlencoded, &format!("packs=own&at={word}&toml={word}&source=json&json={item}")))
        .collect();
    all.push(form("/try/register", "multipart/form-data; boundary=x", &part));
    all.push(form("/try", word, word));
    for path in [format!("/{word}"), format!("/rules/{word}"), format!("/try?id={word}"), format!("/text/{word}")] {
        all.push(get(&path));
    }
    all.push(get(&format!("/tile/{word}/000")));
    let head = format!("\r\nreferer: https://{word}/\r\nuser-agent: {word}\r\ncookie: id={word}\r\n\r\n");
    all.push(get("/healthz").replace("\r\n\r\n", &head));
    // What is not even a request: a method of their own, a head that is none, bytes.
    all.push(get("/healthz").replacen("GET", &word.replace(|c: char| !c.is_ascii_alphanumeric(), ""), 1));
    all.push(format!("{word}\r\n\r\n"));
    all
}

#[test]
fn nothing_that_tells_of_somebody_is_logged() {
    for format in [Format::Json, Format::Text] {
        let (_folder, served) = serve(Plan { format, ..Plan::default() });
        let mut answered = 0;
        for word in PERSONAL {
            for request in requests_that_tell_of_somebody(word) {
                answered += usize::from(served.ask(request.as_bytes()).status > 0);
            }
        }
        let log = served.log();
        let lines = log.lines().filter(|line| line.contains("mingma::request")).count();
        assert!(lines >= 40 && lines <= answered, "{lines} lines for {answered} answers\n{log}");
        for word in PERSONAL {
            assert!(!log.contains(word), "{word}\n{log}");
        }
        for part in ["ndqlfacnqdzwztsmhigpu4rbxe", "41010519491231", "127.0.0.1"] {
            assert!(!log.contains(part), "{part}\n{log}");
        }
    }
}

#[test]
fn a_request_is_one_line_with_its_template() {
    let (_folder, served) = serve(Plan::default());
    served.get("/rules/henan-2022-03?lang=en");
    served.get("/tile/0/000");
    served.ask(get("/checkpoint").replacen("GET", "BREW", 1).as_bytes());
    let log = served.log();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines
        .iter()
        .filter(|line| line["target"] == "mingma::request")
        .map(|line| {
            (line["method"].as_str().unwrap(), line["route"].as_str().unwrap(), line["status"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(told, [("GET", "/rules/{id}", 200), ("GET", "/tile/{*tile}", 404), ("other", "/checkpoint", 405)]);
    let keys: Vec<&str> = lines[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["level", "method", "millis", "route", "status", "target", "timestamp"]);
}

#[test]
fn what_runs_is_finished_and_nobody_else_is_taken_in() {
    let (_folder, mut served) = serve(Plan::default());
    let mut running = served.connect();
    let mut idle = served.connect();
    running.write_all(get(&slow()).as_bytes()).unwrap();
    served.asked.recv_timeout(PATIENCE).unwrap();
    served.stop();
    // The idle connection is told at once.
    assert_eq!(idle.read(&mut [0; 1]).unwrap(), 0);
    assert_eq!(TcpStream::connect(served.address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    served.go.send(()).unwrap();
    let answer = Answer::read(&mut running);
    assert_eq!((answer.status, answer.text().as_str()), (200, "late\n"));
    assert!(served.ended());
}

#[test]
fn what_does_not_end_in_time_is_cut_off() {
    let limits = Limits { grace: Duration::from_millis(50), ..Limits::default() };
    let (_folder, mut served) = serve(Plan { limits, ..Plan::default() });
    let mut running = served.connect();
    running.write_all(get(&slow()).as_bytes()).unwrap();
    served.asked.recv_timeout(PATIENCE).unwrap();
    served.stop();
    assert!(served.ended());
    assert_eq!(Answer::read(&mut running).status, 0);
    served.go.send(()).unwrap();
}

#[test]
fn who_takes_too_long_is_answered_or_let_go() {
    let short = Duration::from_millis(400);
    let limits = Limits { head: short, request: short, ..Limits::default() };
    let (_folder, served) = serve(Plan { limits, ..Plan::default() });
    // Half a head, and none at all.
    for begun in ["GET / HTTP/1.1\r\nhost: ", ""] {
        let mut stream = served.connect();
        stream.write_all(begun.as_bytes()).unwrap();
        assert!([0, 408].contains(&Answer::read(&mut stream).status), "{begun}");
    }
    // A body that does not come, and an answer that is not found.
    let half = "POST /try HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\nat";
    let answer = served.ask(half.as_bytes());
    assert_eq!((answer.status, answer.header("connection")), (503, "close"));
    assert!(answer.text().contains("too long"));
    assert_eq!(served.get(&slow()).status, 503);
    served.go.send(()).unwrap();
}

#[test]
fn a_connection_ends_at_its_age_and_a_head_at_its_size() {
    let limits = Limits { connection: Duration::from_millis(50), head: 2 * PATIENCE, ..Limits::default() };
    let (_folder, served) = serve(Plan { limits, ..Plan::default() });
    assert_eq!(served.connect().read(&mut [0; 1]).unwrap(), 0);
    let limits = Limits { head_bytes: 8 << 10, ..Limits::default() };
    let (_folder, served) = serve(Plan { limits, ..Plan::default() });
    let long = get("/").replace("\r\n\r\n", &format!("\r\nx: {}\r\n\r\n", "y".repeat(20_000)));
    assert_eq!(served.ask(long.as_bytes()).status, 431);
}

#[test]
fn who_finds_no_place_waits_for_one() {
    let limits = Limits { connections: 1, ..Limits::default() };
    let (_folder, served) = serve(Plan { limits, ..Plan::default() });
    let mut first = served.connect();
    first.write_all(get(&slow()).as_bytes()).unwrap();
    served.asked.recv_timeout(PATIENCE).unwrap();
    let mut second = served.connect();
    second.write_all(get("/healthz").as_bytes()).unwrap();
    second.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    assert!(second.read(&mut [0; 1]).is_err(), "the only place is taken");
    second.set_read_timeout(Some(PATIENCE)).unwrap();
    served.go.send(()).unwrap();
    assert_eq!(Answer::read(&mut first).status, 200);
    assert_eq!(Answer::read(&mut second).status, 200);
}

/// The rows of a table of `docs/operating.md`, below a heading: the cells of each.
fn documented(heading: &str) -> Vec<Vec<String>> {
    let page = include_str!("../../../docs/operating.md");
    page.split("\n## ")
        .find(|part| part.starts_with(heading))
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().replace('`', "")).collect())
        .collect()
}

#[test]
fn the_page_names_every_figure_with_its_type_and_no_other() {
    let (_folder, served) = serve(Plan { figures: figures(), ..Plan::default() });
    served.get("/healthz");
    let text = served.get("/metrics").text();
    let told: BTreeSet<(String, String)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
        .collect();
    let rows = documented("指标");
    assert_eq!(rows.iter().map(|row| (row[0].clone(), row[1].clone())).collect::<BTreeSet<_>>(), told);
    for row in rows.iter().filter(|row| row[2] != "—") {
        let labels: Vec<&str> = row[2].split(", ").collect();
        let line = text.lines().find(|line| line.starts_with(&row[0]) && line.contains('{')).unwrap();
        assert!(labels.iter().all(|label| line.contains(&format!("{label}=\""))), "{line}");
    }
}

#[test]
fn the_page_names_every_field_of_health_and_every_limit_with_its_value() {
    let (_folder, served) = serve(Plan::default());
    let told: serde_json::Value = serde_json::from_slice(&served.get("/healthz").body).unwrap();
    let fields: BTreeSet<String> = documented("健康").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(fields, told.as_object().unwrap().keys().cloned().collect());
    let limits: Vec<(String, String)> =
        documented("限额").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let Limits { connections, handshake, head, head_bytes, request, connection, grace } = Limits::default();
    let seconds = |time: Duration| format!("{} s", time.as_secs());
    let expected = [
        ("connections", connections.to_string()),
        ("handshake", seconds(handshake)),
        ("head", seconds(head)),
        ("head_bytes", format!("{head_bytes} B")),
        ("request", seconds(request)),
        ("connection", seconds(connection)),
        ("grace", seconds(grace)),
    ];
    assert_eq!(limits, expected.map(|(name, value)| (name.to_owned(), value)));
}

#[test]
fn the_page_names_every_address_that_is_not_a_page() {
    let (_folder, served) = serve(Plan::default());
    let rows = documented("地址");
    for row in &rows {
        served.get(&row[0].replace("{*tile}", "0/000").replace("{hash}", "00"));
    }
    let figures = served.get("/metrics").text();
    for row in rows {
        let counted = format!("mingma_requests_total{{route=\"{}\"", row[0]);
        assert!(figures.contains(&counted), "{counted}");
    }
}
