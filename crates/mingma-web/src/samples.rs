//! Every page in every state that a reader can meet: first, ordinary, longest, empty, refused.
//!
//! `tests/pages.rs` renders all of them in both languages; `tests/browser/pages.mjs`
//! holds the same list for the browser, and a test compares the two.

/// A page in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name in tests and pictures.
    pub name: &'static str,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path and query, without language.
    pub path: &'static str,
    /// The fields of a form, for `POST`.
    pub form: &'static [(&'static str, &'static str)],
    /// The status that it answers with.
    pub status: u16,
}

const fn get(name: &'static str, path: &'static str) -> Sample {
    Sample { name, method: "GET", path, form: &[], status: 200 }
}

const fn post(name: &'static str, path: &'static str, form: &'static [(&'static str, &'static str)]) -> Sample {
    Sample { name, method: "POST", path, form, status: 200 }
}

/// Evidence that somebody typed, with an arrival and a test.
const ARRIVAL: &str = r#"[{"id":"a-1","kind":"arrival","resident":"r-1","region":"410105","observed_at":"2022-06-18T15:00:00+08:00","origin_region":"310104","arrived_at":"2022-06-18T14:20:00+08:00"}]"#;

/// Two faults: an unknown kind, a time later than its registration.
const BROKEN: &str = r#"[{"id":"a-1","kind":"depositor","resident":"r-1","region":"410105","observed_at":"2022-06-18T15:00:00+08:00"},
 {"id":"a-2","kind":"isolation_end","resident":"r-1","region":"410105","observed_at":"2022-06-18T15:00:00+08:00","ended_at":"2022-06-19T15:00:00+08:00"}]"#;

/// A pack that names a person, never ends, and lacks a language.
const WRONG_PACK: &str = "[pack]\nid = \"mine\"\nregion = \"41\"\nfrom = 2022-06-01T00:00:00+08:00\nto = 2022-07-01T00:00:00+08:00\nissuer = \"me\"\nsource = \"mine\"\ntitle = { zh = \"我的\" }\n\n[[rule]]\nid = \"him\"\non = \"arrival\"\nwhere = { name = \"x\" }\nphases = [ { colour = \"red\", until = { after = \"7d\" } } ]\nreason = { zh = \"因为\", en = \"because\" }\n";

/// A pack that can be tried.
const GOOD_PACK: &str = "[pack]\nid = \"mine\"\nregion = \"41\"\nfrom = 2022-06-01T00:00:00+08:00\nto = 2022-07-01T00:00:00+08:00\nissuer = \"me\"\nsource = \"mine\"\ntitle = { zh = \"我的规则\", en = \"My rules\" }\n\n[[rule]]\nid = \"arrival\"\non = \"arrival\"\nphases = [ { colour = \"yellow\", until = { after = \"3d\" } } ]\nlapse = \"4d\"\nreason = { zh = \"到达三天\", en = \"three days after arrival\" }\n";

/// All of them.
pub const SAMPLES: &[Sample] = &[
    get("front", "/"),
    get("about", "/about"),
    get("rules", "/rules"),
    get("rule", "/rules/henan-2022-03"),
    get("rule-longest", "/rules/ninth-2022-06"),
    get("rule-narrower", "/rules/sichuan-2022-04"),
    get("rule-school", "/rules/measles-2026-11"),
    Sample { status: 404, ..get("rule-missing", "/rules/none") },
    Sample { status: 404, ..get("missing", "/nowhere") },
    get("bench", "/try"),
    get("bench-arrival", "/try?person=arrival"),
    get("bench-depositor", "/try?person=depositor"),
    get("bench-patient", "/try?person=patient"),
    get("bench-pool", "/try?person=pool"),
    get("bench-flagged", "/try?person=flagged"),
    get("bench-traveller", "/try?person=traveller"),
    get("bench-resident", "/try?person=resident"),
    get("bench-corrected", "/try?person=corrected"),
    get("bench-corrected-after", "/try?person=corrected&at=2022-07-24T09:00"),
    get("bench-pupil", "/try?person=pupil"),
    get("bench-blank", "/try?person=own"),
    get("bench-yellow", "/try?person=contact&at=2022-11-12T09:00"),
    get("bench-two", "/try?person=contact&packs=ninth-2022-06&b=national-2021-05-c&as_if=on"),
    get("bench-not-covered", "/try?person=arrival&packs=hebei-2022-10"),
    get("bench-as-if", "/try?person=contact&packs=sichuan-2022-04&as_if=on"),
    get("bench-no-moment", "/try?person=arrival&at=yesterday"),
    get("bench-own-pack", "/try?person=arrival&packs=own&from=henan-2022-03"),
    post("bench-typed", "/try", &[("packs", "cn"), ("at", "2022-06-19T10:00"), ("source", "json"), ("json", ARRIVAL)]),
    post(
        "bench-typed-pack",
        "/try",
        &[("packs", "own"), ("toml", GOOD_PACK), ("at", "2022-06-19T10:00"), ("source", "json"), ("json", ARRIVAL)],
    ),
    post(
        "bench-wrong-pack",
        "/try",
        &[("packs", "own"), ("toml", WRONG_PACK), ("at", "2022-06-19T10:00"), ("source", "json"), ("json", ARRIVAL)],
    ),
    post(
        "bench-wrong-json",
        "/try",
        &[("packs", "cn"), ("at", "2022-06-19T10:00"), ("source", "json"), ("json", BROKEN)],
    ),
    post(
        "bench-wrong-field",
        "/try",
        &[
            ("packs", "cn"),
            ("at", "2022-06-19T10:00"),
            ("e0.kind", "close_contact"),
            ("e0.id", "c-1"),
            ("e0.resident", "r-1"),
            ("e0.region", "999999"),
            ("e0.observed_at", "2022-06-18T10:00"),
            ("e0.case", "a case"),
            ("e0.last_contact_at", "2022-06-19T10:00"),
        ],
    ),
    post(
        "bench-added",
        "/try",
        &[("packs", "cn"), ("at", "2022-06-19T10:00"), ("do", "add"), ("add", "self_declaration")],
    ),
    post(
        "letter",
        "/try/letter",
        &[("packs", "cn"), ("at", "2022-06-19T10:00"), ("source", "json"), ("json", ARRIVAL)],
    ),
    post(
        "letter-green",
        "/try/letter",
        &[("packs", "cn"), ("at", "2022-06-19T10:00"), ("source", "json"), ("json", "[]")],
    ),
    post(
        "letter-as-if",
        "/try/letter",
        &[
            ("packs", "henan-2022-03"),
            ("as_if", "on"),
            ("at", "2022-06-19T10:00"),
            ("source", "json"),
            ("json", ARRIVAL),
        ],
    ),
    post("unwritten", "/try/letter", &[("packs", "cn"), ("at", "never"), ("source", "json"), ("json", ARRIVAL)]),
    get("register", "/try/register"),
    get("register-june", "/try/register?sample=june-2022"),
    get("register-june-forwarded", "/try/register?sample=june-2022&channel=forwarded_scan&page=2"),
    get("register-mixed", "/try/register?sample=mixed"),
    Sample { status: 400, ..post("register-refused", "/try/register", &[("files", "none")]) },
];
