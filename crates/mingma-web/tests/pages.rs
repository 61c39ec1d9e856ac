//! Every page, in every state, in both languages: it answers, it is whole, it speaks one language.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod html;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::{Request, Response, StatusCode};
use mingma_web::samples::{SAMPLES, Sample};
use mingma_web::{Bench, router};
use tower::ServiceExt;

static PAGES: LazyLock<Router> = LazyLock::new(|| router(Arc::new(Bench::shipped().unwrap())));

async fn ask(request: Request<Body>) -> Response<Body> {
    PAGES.clone().oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec()).unwrap()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn body(form: &[(&str, &str)]) -> String {
    form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

fn request(sample: &Sample, lang: &str) -> Request<Body> {
    let join = if sample.path.contains('?') { '&' } else { '?' };
    let request = Request::builder().method(sample.method).uri(format!("{}{join}lang={lang}", sample.path));
    if sample.method == "POST" {
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body(sample.form))).unwrap()
    } else {
        request.body(Body::empty()).unwrap()
    }
}

#[tokio::test]
async fn every_page_in_every_state_is_whole_and_speaks_one_language() {
    let mut wrong = Vec::new();
    for sample in SAMPLES {
        let mut bones = Vec::new();
        for lang in ["zh", "en"] {
            let response = ask(request(sample, lang)).await;
            if response.status().as_u16() != sample.status {
                wrong.push(format!("{} {lang}: {}", sample.name, response.status()));
            }
            assert!(
                response.headers().contains_key(CONTENT_SECURITY_POLICY)
                    && !response.headers().contains_key(SET_COOKIE)
            );
            let page = text(response).await;
            let read = html::read(&page);
            wrong.extend(read.findings(lang).into_iter().map(|found| format!("{} {lang}: {found}", sample.name)));
            bones.push(read.bones);
        }
        if bones[0] != bones[1] {
            wrong.push(format!("{}: zh and en have other bones", sample.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_pages_finds_what_is_wrong() {
    let page = |body: &str| {
        format!("<!DOCTYPE html><html lang=\"en\"><head><title>x</title></head><body><h1>x</h1>{body}</body></html>")
    };
    assert_eq!(html::read(&page("<p>fine</p>")).findings("en"), Vec::<String>::new());
    for body in [
        "<p>",
        "<p></p>",
        "<p>红码</p>",
        "<p style=\"x\">x</p>",
        "<h1>two</h1>",
        "<label for=\"no\">x</label>",
        "<p id=\"a\">x</p><p id=\"a\">x</p>",
        "<a aria-label=\"红\">x</a>",
        "<p>Some(1)</p>",
    ] {
        assert!(!html::read(&page(body)).findings("en").is_empty(), "{body}");
    }
    let zh = page("<p>one two three four five</p>").replace("lang=\"en\"", "lang=\"zh-Hans\"");
    assert_eq!(html::read(&zh).findings("zh").len(), 1);
}

#[tokio::test]
async fn the_language_follows_the_address_then_the_browser_then_chinese() {
    for (uri, accepts, wanted) in [
        ("/", None, "zh-Hans"),
        ("/", Some("en-GB"), "en"),
        ("/?lang=zh", Some("en"), "zh-Hans"),
        ("/", Some("fr"), "zh-Hans"),
    ] {
        let mut request = Request::get(uri);
        if let Some(accepts) = accepts {
            request = request.header("accept-language", accepts);
        }
        let page = text(ask(request.body(Body::empty()).unwrap()).await).await;
        assert!(page.contains(&format!("<html lang=\"{wanted}\">")), "{uri} {accepts:?}");
    }
}

#[tokio::test]
async fn the_first_page_is_at_most_100_kb_on_the_wire_with_all_that_it_loads() {
    for path in ["/", "/try", "/try/register"] {
        let page = text(ask(Request::get(path).body(Body::empty()).unwrap()).await).await;
        let mut total = page.len();
        let mut wanted: Vec<String> =
            page.split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect();
        let base = wanted[0].rsplit_once('/').unwrap().0.to_owned();
        if path == "/try" {
            wanted.extend(["link", "editor", "regions", "swap"].map(|name| format!("{base}/js/{name}.js")));
        }
        for asset in wanted {
            let response = ask(Request::get(&asset).body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), StatusCode::OK, "{asset}");
            assert!(response.headers()["cache-control"].to_str().unwrap().contains("immutable"));
            total += text(response).await.len();
        }
        assert!(total <= 100_000, "{path}: {total} bytes");
    }
}

#[tokio::test]
async fn what_is_typed_never_becomes_markup() {
    let wicked = "<script>alert(1)</script>\"'&";
    let pack = SAMPLES.iter().find(|sample| sample.name == "bench-typed-pack").unwrap();
    let toml = pack.form.iter().find(|(name, _)| *name == "toml").unwrap().1.replace("My rules", "<script>x</script>");
    let json = pack.form.iter().find(|(name, _)| *name == "json").unwrap().1;
    for (path, form) in [
        (
            "/try",
            vec![
                ("toml", wicked),
                ("json", wicked),
                ("at", wicked),
                ("packs", "own"),
                ("e0.kind", wicked),
                ("e0.id", wicked),
            ],
        ),
        ("/try", vec![("source", "json"), ("json", wicked), ("at", "2022-06-19T10:00"), ("packs", "cn")]),
        (
            "/try",
            vec![("source", "json"), ("json", json), ("at", "2022-06-19T10:00"), ("packs", "own"), ("toml", &toml)],
        ),
        (
            "/try/letter",
            vec![("source", "json"), ("json", json), ("at", "2022-06-19T10:00"), ("packs", "own"), ("toml", &toml)],
        ),
        ("/try/check", vec![("toml", wicked)]),
    ] {
        let request = Request::post(format!("{path}?lang=en"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body(&form)))
            .unwrap();
        let page = text(ask(request).await).await;
        assert!(page.contains("&lt;script&gt;"), "{path} kept nothing of it");
        assert!(!page.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn json_is_what_derive_prints() {
    let evidence = include_str!("../people/contact.json");
    let form = body(&[("packs", "cn"), ("at", "2022-11-08T14:05"), ("source", "json"), ("json", evidence)]);
    let request = Request::post("/try/derive.json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let told = text(ask(request).await).await;
    let profile = mingma_rules::shipped::profile("cn").unwrap();
    let book = mingma_rules::load::shipped(&profile).unwrap();
    let placed = mingma_model::read::array(&mingma_model::Source::new("x", evidence), &profile).unwrap();
    let dossier = mingma_rules::Dossier::new(placed.items).unwrap();
    let at = profile.zone.parse("2022-11-08T14:05:00+08:00").unwrap();
    let derivation = book.derive(&dossier, at).unwrap();
    let wanted =
        serde_json::to_value(mingma_rules::json::Report::new(&derivation, dossier.evidence(), &profile.zone)).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&told).unwrap(), wanted);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_as_json_with_every_fault() {
    let form = body(&[("packs", "cn"), ("at", "never"), ("source", "json"), ("json", r#"[{"kind":"x"}]"#)]);
    let request = Request::post("/try/derive.json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let response = ask(request).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let faults: Vec<serde_json::Value> = serde_json::from_str(&text(response).await).unwrap();
    let codes: BTreeSet<&str> = faults.iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert!(codes.contains("MM-EVD-005") && codes.contains("MM-WEB-001"), "{codes:?}");
}

#[tokio::test]
async fn a_form_above_its_limit_is_refused_with_the_limit() {
    let large = "x".repeat(3 << 20);
    let request = Request::post("/try?lang=en")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("toml={large}")))
        .unwrap();
    let response = ask(request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(response).await.contains("2 MiB"));
}

#[tokio::test]
async fn a_dropped_register_tells_the_figures_of_the_same_register_generated() {
    let files = mingma_sim::files(&mingma_sim::Plan::story(2022)).unwrap();
    let mut sent = Vec::new();
    for (name, bytes) in &files {
        sent.extend(
            format!("--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        sent.extend(bytes);
        sent.extend(b"\r\n");
    }
    sent.extend(b"--x\r\ncontent-disposition: form-data; name=\"as\"\r\n\r\njson\r\n--x--\r\n");
    let request = Request::post("/try/register")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(sent))
        .unwrap();
    let dropped: serde_json::Value = serde_json::from_str(&text(ask(request).await).await).unwrap();
    let generated =
        text(ask(Request::get("/try/register.json?sample=june-2022").body(Body::empty()).unwrap()).await).await;
    assert_eq!(dropped, serde_json::from_str::<serde_json::Value>(&generated).unwrap());
    assert_eq!(dropped["unexplained"]["total"], 1_317);
    assert_eq!(
        (&dropped["unexplained"]["arrival_scan"], &dropped["unexplained"]["forwarded_scan"]),
        (&446.into(), &871.into())
    );
}

#[test]
fn the_browser_visits_the_same_pages() {
    let list = include_str!("../../../tests/browser/pages.mjs");
    let quoted = |line: &str, word: &str| {
        line.split_once(&format!("{word}: '")).map(|(_, rest)| rest.split('\'').next().unwrap_or_default().to_owned())
    };
    let theirs: BTreeSet<(String, String, String)> = list
        .lines()
        .filter_map(|line| Some((quoted(line, "name")?, quoted(line, "method")?, quoted(line, "path")?)))
        .collect();
    let ours: BTreeSet<(String, String, String)> =
        SAMPLES.iter().map(|s| (s.name.to_owned(), s.method.to_owned(), s.path.to_owned())).collect();
    assert_eq!(ours, theirs);
}

/// Answers that are no page: a fragment, JSON, files.
const PARTS: [(&str, &str); 5] = [
    ("GET", "/try/regions"),
    ("POST", "/try/check"),
    ("POST", "/try/derive.json"),
    ("GET", "/try/register.json"),
    ("GET", "/assets/{edition}/{*name}"),
];

#[test]
fn every_route_has_a_sample() {
    let source: String = include_str!("../src/lib.rs").split_whitespace().collect();
    let mut routes: BTreeSet<(&str, String)> = BTreeSet::new();
    for route in source.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap().to_owned();
        for (method, word) in [("GET", "get("), ("POST", "post(")] {
            if route.split('"').nth(2).unwrap().contains(word) {
                routes.insert((method, path.clone()));
            }
        }
    }
    assert!(routes.len() > 10);
    for (method, path) in routes.iter().filter(|(method, path)| !PARTS.contains(&(method, path.as_str()))) {
        let stem = path.split('{').next().unwrap();
        let shown = |sample: &&Sample| {
            let at = sample.path.split('?').next().unwrap();
            sample.method == *method && if path.contains('{') { at.starts_with(stem) } else { at == stem }
        };
        assert!(SAMPLES.iter().any(|sample| shown(&sample)), "{method} {path}");
    }
}
