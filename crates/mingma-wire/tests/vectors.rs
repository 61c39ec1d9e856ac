//! `vectors/wire.json`: what leaves the register, made of given values, for programs written
//! by others; and what is to be refused. `UPDATE_VECTORS=1 cargo test -p mingma-wire --test
//! vectors` writes the file anew; otherwise it is compared. Signatures by ECDSA and compressed
//! bits come out differently each time or with each library: of those, what stands in the file
//! is kept as long as it says the same and verifies.

#![allow(clippy::unwrap_used, clippy::panic)]

mod stage;

use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::civil::date;
use mingma_model::{Colour, Id};
use mingma_seal::{PublicKey, SIGNATURE, SigningKey};
use mingma_wire::{
    Answer16, Attested, Bitmap, Challenge, Credential, Form, Keys, LetterCode, LetterKind, Live, PaperName, PlaceKey,
    PlaceToken, Policy, Request, Scan, ScanDigest, Statement, StatusList, StatusLists, Stored, TypedCode, Verdict,
    WireError, verify,
};
use serde_json::{Value, json};
use stage::*;
use zeroize::Zeroizing;

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/wire.json"))
}

/// The file as it stands.
static KEPT: LazyLock<Value> = LazyLock::new(|| {
    std::fs::read_to_string(path()).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
});

/// The text that stands in the file, if it differs from a fresh one in nothing but a signature
/// that verifies as well.
fn steady(form: Form, fresh: &str, verifies: impl Fn(&str) -> bool) -> String {
    let unsigned = |text: &str| {
        let bytes = form.bytes(text).ok()?;
        bytes.len().checked_sub(SIGNATURE).map(|end| bytes[..end].to_vec())
    };
    let same = |text: &&str| unsigned(text) == unsigned(fresh) && verifies(text);
    texts(&KEPT).into_iter().find(same).unwrap_or(fresh).to_owned()
}

/// Every text of a document.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(map) => map.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn live_of(stored: &Stored, at: i64, answer: Option<Answer16>) -> Live {
    let fresh = Live::sign(stored.clone(), at, answer, &device(0x20)).unwrap();
    let text = steady(Form::LIVE, &fresh.text(), |text| Live::from_text(text).is_ok_and(|live| live.signed().is_ok()));
    Live::from_text(&text).unwrap()
}

fn told(credential: &Credential) -> Value {
    let steps: Vec<Value> = credential.steps.iter().map(|step| json!([step.from, step.colour as u8])).collect();
    json!({ "issuer": credential.issuer.as_str(), "issued_at": credential.issued_at, "expires": credential.expires,
            "steps": steps, "sampled_hour": credential.sampled_hour, "name": credential.name.as_str(),
            "last_four": credential.last_four.as_str(), "device": hex(credential.device.bytes()),
            "status": [credential.status.list, credential.status.index], "demo": credential.demo })
}

fn base45() -> Vec<Value> {
    let cases =
        [vec![], b"AB".to_vec(), b"Hello!!".to_vec(), b"ietf!".to_vec(), vec![0xff; 5], counted::<64>(0).to_vec()];
    cases.map(|bytes| json!({ "bytes": hex(&bytes), "text": Form::LIVE.text(&bytes)[4..] })).to_vec()
}

/// Credentials that differ in what a credential may say.
fn credentials() -> Vec<(u8, Credential)> {
    let turning = Credential { steps: steps(&[(0, Colour::Yellow), (54_000, Colour::Green)]), ..credential() };
    let untested = Credential { sampled_hour: None, steps: steps(&[(0, Colour::Red)]), ..credential() };
    let short = Credential { expires: NOW + 1, ..credential() };
    let neighbour = Credential { issuer: issuer(name_of(HUBEI)), ..credential() };
    let demo = Credential { issuer: issuer(name_of(DEMO)), demo: true, ..credential() };
    let sm2 = Credential { issuer: issuer(name_of(SHANGMI)), ..credential() };
    let all = [(HENAN, credential()), (HENAN, turning), (HENAN, untested), (HENAN, short), (HUBEI, neighbour)];
    all.into_iter().chain([(DEMO, demo), (SHANGMI, sm2), (STRANGER, longest())]).collect()
}

fn stored_codes() -> Vec<Value> {
    let one = |(seed, credential): (u8, Credential)| {
        let code = signer(seed).issue(&credential).unwrap();
        json!({ "key": signer(seed).public(), "kid": code.kid().to_string(), "says": told(&credential),
                "text": code.text(), "bytes": hex(code.bytes()), "digest": code.digest().to_string() })
    };
    credentials().into_iter().map(one).collect()
}

fn live_codes() -> Vec<Value> {
    let one = |(seed, credential): (u8, Credential)| {
        let code = signer(seed).issue(&credential).unwrap();
        [None, Some(challenge().answer())].map(|answer| {
            let live = live_of(&code, NOW + 7, answer);
            json!({ "stored": code.text(), "at": NOW + 7, "answer": answer.map(hex), "device": hex(counted::<32>(0x20)),
                    "text": live.text() })
        })
    };
    credentials().into_iter().flat_map(one).collect()
}

fn challenge() -> Challenge {
    Challenge::new(id("scanner-7"), Some(id("zz-east-gate")), NOW, &Counted(0x10))
}

fn challenges() -> Vec<Value> {
    let roving = Challenge::new(id("patrol:3"), None, NOW + 1, &Counted(0x11));
    let longest = Challenge::new(id(&"s".repeat(64)), Some(id(&"p".repeat(64))), NOW, &Counted(0x12));
    let one = |of: Challenge| {
        json!({ "nonce": hex(of.nonce), "scanner": of.scanner.as_str(), "place": of.place.as_ref().map(Id::as_str),
                "at": of.at, "text": of.text(), "answer": hex(of.answer()) })
    };
    [challenge(), roving, longest].map(one).to_vec()
}

fn place_key() -> PlaceKey {
    PlaceKey::from_bytes(Zeroizing::new(counted(0x50)))
}

fn places() -> Vec<Value> {
    let key = place_key();
    let base = |token: &PlaceToken, origin: &str| {
        json!({ "place_key": hex(**key.bytes()), "place": token.place().as_str(), "origin": origin,
                "address": token.address(origin), "bytes": hex(token.bytes()) })
    };
    let poster = |place: &str, number: u32, origin: &str| {
        let mut row = base(&key.poster(id(place), number), origin);
        row["number"] = json!(number);
        row
    };
    let rotating = |place: &str, kiosk: u32, at: i64, origin: &str| {
        let day_key = key.day_key(&id(place), kiosk, at);
        let mut row = base(&day_key.token(id(place), kiosk, at), origin);
        (row["kiosk"], row["at"], row["day_key"]) = (json!(kiosk), json!(at), json!(hex(**day_key.bytes())));
        row
    };
    let long = "p".repeat(64);
    vec![
        poster("zz-east-gate", 1, "https://ma.henan.example"),
        poster(&long, u32::MAX, "http://127.0.0.1:8420"),
        rotating("zz-east-gate", 1, NOW, "https://ma.henan.example"),
        rotating("zz-east-gate", 1, NOW + 30, "https://ma.henan.example"),
        rotating("zz-east-gate", 2, NOW, "https://ma.henan.example"),
        rotating(&long, u32::MAX, NOW + 86_400, "http://localhost:8420"),
    ]
}

/// Two scanners: one of P-256 and one of Ed25519.
fn scanners() -> [SigningKey; 2] {
    [device(0x30), SigningKey::from_seed(counted(0x31))]
}

fn statement(scanner: &SigningKey) -> Statement {
    let code = stored(|_| {});
    let fresh = Statement::sign(id("zz-east-gate"), NOW + 20, &code, scanner, &Counted(0x13)).unwrap();
    let verifies = |text: &str| {
        Statement::from_text(text).is_ok_and(|told| told.verify(&id("zz-east-gate"), &scanner.public()).is_ok())
    };
    Statement::from_text(&steady(Form::STATEMENT, &fresh.text(), verifies)).unwrap()
}

fn attested(statement: &Statement) -> Attested {
    let fresh = Attested::sign(statement.clone(), NOW + 25, &device(0x20)).unwrap();
    let verifies = |text: &str| Attested::from_text(text).is_ok_and(|visit| visit.verify(&stored(|_| {})).is_ok());
    Attested::from_text(&steady(Form::ATTESTED, &fresh.text(), verifies)).unwrap()
}

fn visits() -> Vec<Value> {
    let one = |scanner: &SigningKey| {
        let statement = statement(scanner);
        let visit = attested(&statement);
        json!({ "scanner": scanner.public().to_string(), "kid": statement.scanner().to_string(), "place": "zz-east-gate",
                "nonce": hex(statement.nonce), "at": statement.at, "stored": stored(|_| {}).text(),
                "statement": statement.text(), "signed_at": visit.at, "text": visit.text(),
                "device": hex(counted::<32>(0x20)) })
    };
    scanners().iter().map(one).collect()
}

fn scan(number: u32) -> Scan {
    let token = place_key().day_key(&id("zz-east-gate"), 1, NOW).token(id("zz-east-gate"), 1, NOW);
    Scan { number, token, at: NOW + 3, companions: Vec::new(), leaving: false }
}

fn scans() -> Vec<Value> {
    let poster = place_key().poster(id(&"p".repeat(64)), u32::MAX);
    let family = Scan { companions: vec![counted(1), counted(2)], leaving: true, ..scan(8) };
    let most = (0..8).map(counted).collect();
    let longest = Scan { number: u32::MAX, token: poster, companions: most, leaving: true, ..scan(9) };
    let one = |scan: Scan| {
        json!({ "session": hex(**session().bytes()), "number": scan.number, "token": scan.token.address("https://x"),
                "at": scan.at, "companions": scan.companions.iter().map(hex).collect::<Vec<_>>(),
                "leaving": scan.leaving, "record": hex(scan.record()), "text": scan.text(&session()).unwrap() })
    };
    [scan(7), family, longest].map(one).to_vec()
}

fn requests() -> Vec<Value> {
    let kept = [scan(7), scan(8), scan(9)];
    let one = |(scans, nonce): (&[Scan], u8)| {
        let registered = device(0x40);
        let (fresh, digest) = (device(0x20).public(), ScanDigest::of(scans));
        let made = Request::sign(fresh, NOW, digest, &registered, &Counted(nonce)).unwrap();
        let verifies =
            |text: &str| Request::from_text(text).is_ok_and(|told| told.verify(&registered.public()).is_ok());
        json!({ "device": hex(counted::<32>(0x40)), "key": registered.public().to_string(),
                "kid": registered.public().id().to_string(), "fresh": hex(fresh.bytes()), "at": NOW,
                "nonce": hex(made.nonce), "records": scans.iter().map(|scan| hex(scan.record())).collect::<Vec<_>>(),
                "scans": digest.map(|digest| json!([digest.first, digest.count, digest.root.to_string()])),
                "text": steady(Form::REQUEST, &made.text(), verifies) })
    };
    [(&kept[..0], 0x14), (&kept[..1], 0x15), (&kept[..], 0x16)].map(one).to_vec()
}

fn papers() -> Vec<Value> {
    let one = |handle| {
        let name = PaperName(handle);
        json!({ "handle": hex(handle), "text": name.text(), "grouped": name.grouped() })
    };
    [[0; 10], [0xff; 10], counted(0x91)].map(one).to_vec()
}

fn typed() -> Vec<Value> {
    let one = |number| json!({ "number": number, "text": TypedCode::of(number).to_string() });
    [0, 1, (1 << 45) - 1, 0x0123_4567_89ab].map(one).to_vec()
}

fn letter(kind: LetterKind, demo: bool) -> LetterCode {
    LetterCode {
        issuer: issuer(name_of(if demo { DEMO } else { HENAN })),
        letter: counted(0x60),
        kind,
        date: date(2022, 7, 8),
        name: credential().name,
        last_four: credential().last_four,
        demo,
    }
}

fn letters() -> Vec<Value> {
    let one = |(kind, demo)| {
        let of = letter(kind, demo);
        json!({ "key": signer(if demo { DEMO } else { HENAN }).public(), "issuer": of.issuer.as_str(),
                "letter": hex(of.letter), "kind": kind.word(), "date": of.date.to_string(), "name": of.name.as_str(),
                "last_four": of.last_four.as_str(), "demo": demo,
                "text": of.text(&signer(if demo { DEMO } else { HENAN })) })
    };
    LetterKind::ALL.map(|kind| (kind, false)).into_iter().chain([(LetterKind::Notice, true)]).map(one).collect()
}

fn list(seed: u8, number: u32, issued_at: i64, set: &[u32]) -> Vec<u8> {
    let mut bits = Bitmap::new(8_000);
    set.iter().for_each(|index| assert!(bits.set(*index)));
    let made = StatusList {
        issuer: issuer(name_of(seed)),
        address: "https://ma.henan.example/status".into(),
        list: number,
        issued_at,
        expires: issued_at + 7_200,
        keep: 600,
        bits,
        demo: seed == DEMO,
    };
    let fresh = made.sign(&signer(seed)).unwrap();
    let same = |bytes: &Vec<u8>| StatusList::read(bytes, &keys()).is_ok_and(|found| found == made);
    let hexed = texts(&KEPT).into_iter().filter(|text| text.starts_with("d284"));
    hexed.filter_map(|text| data_encoding::HEXLOWER.decode(text.as_bytes()).ok()).find(same).unwrap_or(fresh)
}

fn status() -> Vec<Value> {
    let one = |(seed, number, set): (u8, u32, &[u32])| {
        json!({ "key": signer(seed).public(), "issuer": name_of(seed), "address": "https://ma.henan.example/status",
                "list": number, "issued_at": NOW, "expires": NOW + 7_200, "keep": 600, "bits": 8_000, "set": set,
                "bytes": hex(list(seed, number, NOW, set)) })
    };
    [(HENAN, 189, &[0, 1, 4_710, 4_712, 7_999][..]), (DEMO, 0, &[]), (SHANGMI, u32::MAX, &[4_711])].map(one).to_vec()
}

fn key_files() -> Value {
    let row = |key: &mingma_wire::IssuerKey| {
        json!({ "kid": key.kid().to_string(), "key": key.key(), "issuer": key.issuer.as_str(), "alg": key.alg().word(),
                "from": key.from, "until": key.until, "demo": key.demo, "revoked": key.revoked })
    };
    let keys = keys();
    json!({ "json": keys.to_json(), "lines": keys.to_lines(), "rows": keys.iter().map(row).collect::<Vec<_>>() })
}

/// A verdict that is to come out.
struct Case {
    what: &'static str,
    text: String,
    at: i64,
    challenge: Option<Answer16>,
    policy: Policy,
    lists: Vec<Vec<u8>>,
}

impl Case {
    fn of(what: &'static str, text: impl Into<String>, at: i64) -> Self {
        Self { what, text: text.into(), at, challenge: None, policy: Policy::default(), lists: Vec::new() }
    }

    fn lists(mut self, lists: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.lists = lists.into_iter().collect();
        self
    }

    fn asked(mut self, challenge: &Challenge) -> Self {
        self.challenge = Some(challenge.answer());
        self
    }

    fn no_older_than(mut self, seconds: i64) -> Self {
        self.policy.as_of_within = Some(seconds);
        self
    }

    fn demo(mut self) -> Self {
        self.policy.demo = true;
        self
    }

    fn verdict(&self) -> Verdict {
        let keys = keys();
        let mut lists = StatusLists::none();
        self.lists.iter().for_each(|bytes| lists.add(StatusList::read(bytes, &keys).unwrap()));
        verify(&self.text, &keys, &lists, self.at, self.challenge, &self.policy)
    }

    fn told(&self) -> Value {
        let verdict = self.verdict();
        json!({ "what": self.what, "text": self.text, "at": self.at, "challenge": self.challenge.map(hex),
                "as_of_within": self.policy.as_of_within, "demo": self.policy.demo,
                "lists": self.lists.iter().map(hex).collect::<Vec<_>>(), "answer": verdict.answer.word(),
                "as_of": verdict.as_of, "live": verdict.live, "code": verdict.why.as_ref().map(WireError::code) })
    }
}

/// A live code of what somebody else signed as a stored one.
fn wrapped(stored: &[u8]) -> String {
    let mut payload = Vec::new();
    let mut out = minicbor::Encoder::new(&mut payload);
    out.array(3).unwrap().bytes(stored).unwrap().i64(NOW + 5).unwrap().null().unwrap();
    let fresh = cose(&unhex("a10126"), &payload, "mingma/live/v1", |message| device(0x20).sign_plain(message));
    steady(Form::LIVE, &Form::LIVE.text(&fresh), |text| {
        let bytes = Form::LIVE.bytes(text).unwrap();
        let (protected, payload) = parts(&bytes);
        let signature = mingma_seal::Signature::from_bytes(&bytes[bytes.len() - SIGNATURE..]);
        let again = cose(&protected, &payload, "mingma/live/v1", |message| {
            assert!(device(0x20).public().verify_plain(message, &signature).is_ok());
            signature.clone()
        });
        again == bytes
    })
}

/// An issuer's message under another header, by its own key.
fn reheaded(protected: &str, purpose: &str) -> String {
    let (_, payload) = parts(stored(|_| {}).bytes());
    let key = SigningKey::from_seed(counted(HENAN));
    wrapped(&cose(&unhex(protected), &payload, purpose, |message| key.sign_plain(message)))
}

fn flipped(text: &str, form: Form, from_end: usize) -> String {
    let mut bytes = form.bytes(text).unwrap();
    let at = bytes.len() - from_end;
    bytes[at] ^= 1;
    form.text(&bytes)
}

fn cases() -> Vec<Case> {
    let mut all = times();
    all.extend(lists());
    all.extend(forgeries());
    all
}

fn times() -> Vec<Case> {
    let code = stored(|_| {});
    let at = |seconds: i64| live_of(&code, NOW + seconds, None).text();
    let turning = stored(|of| of.steps = steps(&[(0, Colour::Yellow), (MIDNIGHT - NOW, Colour::Green)]));
    let red = stored(|of| of.steps = steps(&[(0, Colour::Red)]));
    let before = stored(|of| (of.issued_at, of.steps[0].from, of.expires) = (NOW + 31, NOW + 31, NOW + 900));
    let other = Challenge { nonce: counted(0x19), ..challenge() };
    let elsewhere = Challenge { place: Some(id("zz-west-gate")), ..challenge() };
    let answered = |seconds: i64| live_of(&code, NOW + seconds, Some(challenge().answer())).text();
    vec![
        Case::of("green", at(0), NOW),
        Case::of("yellow until midnight", live_of(&turning, MIDNIGHT - 1, None).text(), MIDNIGHT - 1),
        Case::of("green from midnight on, without a network", live_of(&turning, MIDNIGHT, None).text(), MIDNIGHT),
        Case::of(
            "a phone set forward is yellow by this clock",
            live_of(&turning, MIDNIGHT + 20, None).text(),
            MIDNIGHT - 5,
        ),
        Case::of("red", live_of(&red, NOW + 1, None).text(), NOW + 1),
        Case::of("signed 60 s ago", at(0), NOW + 60),
        Case::of("signed 61 s ago: a picture", at(0), NOW + 61),
        Case::of("30 s ahead", at(30), NOW),
        Case::of("31 s ahead", at(31), NOW),
        Case::of("a stored code alone", code.text(), NOW),
        Case::of("answered", answered(0), NOW).asked(&challenge()),
        Case::of("answered by a clock that is 300 s behind", answered(0), NOW + 300).asked(&challenge()),
        Case::of("answered by a clock that is 301 s behind", answered(0), NOW + 301).asked(&challenge()),
        Case::of("answered by a clock that is 301 s ahead", answered(400), NOW + 99).asked(&challenge()),
        Case::of("made before the challenge", at(0), NOW).asked(&challenge()),
        Case::of("the answer to another challenge", answered(0), NOW).asked(&other),
        Case::of("the answer to a challenge at another place", answered(0), NOW).asked(&elsewhere),
        Case::of("an answer where none was asked for", answered(0), NOW),
        Case::of("the last second", at(86_399), NOW + 86_399),
        Case::of("expired", at(86_400), NOW + 86_400),
        Case::of("issued 31 s ahead", live_of(&before, NOW, None).text(), NOW),
        Case::of("issued 30 s ahead", live_of(&before, NOW + 1, None).text(), NOW + 1),
    ]
}

fn lists() -> Vec<Case> {
    let code = stored(|_| {});
    let late = live_of(&code, NOW + 3_600, None).text();
    let at = NOW + 3_600;
    let beyond = live_of(&stored(|of| of.status.index = 8_000), at, None).text();
    vec![
        Case::of("the newest, as of its list", &late, at).lists([list(HENAN, 189, NOW + 3_500, &[4_710, 4_712])]),
        Case::of("a newer one stands in its place", &late, at).lists([list(HENAN, 189, NOW + 3_500, &[4_711])]),
        Case::of("a set bit counts however old", &late, at)
            .lists([list(HENAN, 189, NOW - 9_000, &[4_711])])
            .no_older_than(60),
        Case::of("a list older than the code", &late, at).lists([list(HENAN, 189, NOW - 9_000, &[])]),
        Case::of("the newer of two lists", &late, at)
            .lists([list(HENAN, 189, NOW + 3_500, &[4_711]), list(HENAN, 189, NOW - 9_000, &[])]),
        Case::of("a list of another number", &late, at).lists([list(HENAN, 190, NOW + 3_500, &[4_711])]),
        Case::of("a neighbour's list of this number", &late, at).lists([list(HUBEI, 189, NOW + 3_500, &[4_711])]),
        Case::of("no such index", beyond, at).lists([list(HENAN, 189, NOW + 3_500, &[])]),
        Case::of("older than the place allows", &late, at).no_older_than(3_599),
        Case::of("as old as the place allows", &late, at).no_older_than(3_600),
        Case::of("a list as new as the place asks for", &late, at)
            .lists([list(HENAN, 189, NOW + 3_500, &[])])
            .no_older_than(100),
        Case::of("a list made 31 s ahead", &late, at).lists([list(HENAN, 189, at + 31, &[])]),
        Case::of("not live goes before changed", code.text(), at).lists([list(HENAN, 189, NOW + 3_500, &[4_711])]),
    ]
}

fn by(seed: u8, of: impl FnOnce(&mut Credential)) -> String {
    let mut credential = credential();
    credential.issuer = issuer(name_of(seed));
    of(&mut credential);
    live_of(&signer(seed).issue(&credential).unwrap(), NOW + 5, None).text()
}

fn forgeries() -> Vec<Case> {
    let at = NOW + 5;
    let good = live_of(&stored(|_| {}), at, None).text();
    let kid = hex(signer(HENAN).kid().0);
    let (eddsa, aad) = (format!("a201270450{kid}"), "mingma/credential/v1");
    let header = |alg: &str| format!("a201{alg}0450{kid}");
    vec![
        Case::of("of a neighbouring province", by(HUBEI, |_| {}), at),
        Case::of("by SM2", by(SHANGMI, |_| {}), at),
        Case::of("a demo's code", by(DEMO, |of| of.demo = true), at),
        Case::of("a demo's code where demos are expected", by(DEMO, |of| of.demo = true), at).demo(),
        Case::of("a real code where demos are expected", &good, at).demo(),
        Case::of("a demo's key without the mark", by(DEMO, |_| {}), at).demo(),
        Case::of("the mark without a demo's key", by(HENAN, |of| of.demo = true), at).demo(),
        Case::of("a key that nobody knows", by(STRANGER, |_| {}), at),
        Case::of("a revoked key", by(REVOKED, |_| {}), at),
        Case::of("a key of later", by(LATER, |_| {}), at),
        Case::of("another issuer's key", by(HUBEI, |of| of.issuer = issuer(name_of(HENAN))), at),
        Case::of("the header of this house, made by hand", reheaded(&eddsa, aad), at),
        Case::of("ES256 for Ed25519", reheaded(&header("26"), aad), at),
        Case::of("SM2 for Ed25519", reheaded(&header("3a00010000"), aad), at),
        Case::of("no algorithm", reheaded(&format!("a10450{kid}"), aad), at),
        Case::of("the algorithm none", reheaded(&header("646e6f6e65"), aad), at),
        Case::of("HMAC", reheaded(&header("05"), aad), at),
        Case::of("signed as the code of a letter", reheaded(&eddsa, "mingma/voucher/v1"), at),
        Case::of("signed for nothing", reheaded(&eddsa, ""), at),
        Case::of("the issuer's signature changed", flipped_inside(&good), at),
        Case::of("the device's signature changed", flipped(&good, Form::LIVE, 1), at),
        Case::of("signed by another device", other_device(), at),
        Case::of("no code", "https://example.org", at),
        Case::of("a challenge is no code", challenge().text(), at),
        Case::of("nothing", "", at),
    ]
}

/// The last byte of the issuer's signature, inside a live code that its device signs.
fn flipped_inside(good: &str) -> String {
    let mut bytes = Live::from_text(good).unwrap().stored().bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    wrapped(&bytes)
}

/// What a device would make of another device's stored code.
fn other_device() -> String {
    let bytes = Form::LIVE.bytes(&live_of(&stored(|_| {}), NOW + 5, None).text()).unwrap();
    let (protected, payload) = parts(&bytes);
    let fresh = cose(&protected, &payload, "mingma/live/v1", |message| device(0x21).sign_plain(message));
    let is_its_own = |text: &str| Live::from_text(text).is_ok_and(|live| live.signed().is_err()) && text == *OTHER;
    steady(Form::LIVE, &Form::LIVE.text(&fresh), is_its_own)
}

/// What stands in the file for [`other_device`].
static OTHER: LazyLock<String> = LazyLock::new(|| {
    let rows = KEPT["verdict"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["what"] == "signed by another device").cloned().unwrap_or_default();
    row["text"].as_str().unwrap_or_default().to_owned()
});

/// A text of each format.
fn samples() -> Vec<(&'static str, String)> {
    let scanner = &scanners()[1];
    vec![
        ("MM1:", stored(|_| {}).text()),
        ("MM2:", live_of(&stored(|_| {}), NOW + 5, None).text()),
        ("MMC:", challenge().text()),
        ("MMS:", statement(scanner).text()),
        ("MMA:", attested(&statement(scanner)).text()),
        ("MMR:", scan(7).text(&session()).unwrap()),
        ("MMQ:", requests()[0]["text"].as_str().unwrap().to_owned()),
        ("MML:", letter(LetterKind::Notice, false).text(&signer(HENAN))),
    ]
}

fn read(form: &str, text: &str) -> Result<(), WireError> {
    match form {
        "MM1:" => Stored::from_text(text).map(drop),
        "MM2:" => Live::from_text(text).map(drop),
        "MMC:" => Challenge::from_text(text).map(drop),
        "MMS:" => Statement::from_text(text).map(drop),
        "MMA:" => Attested::from_text(text).map(drop),
        "MMR:" => Scan::from_text(text, &session()).map(drop),
        "MMQ:" => Request::from_text(text).map(drop),
        "MML:" => LetterCode::verify(text, &keys(), true).map(drop),
        "MMP:" => PaperName::parse(text).map(drop),
        "typed" => TypedCode::parse(text).map(drop),
        "place" => PlaceToken::from_address(text).map(drop),
        _ => Keys::read(text).map(drop),
    }
}

/// What is wrong with every format alike.
fn broken(form: Form, good: &str) -> Vec<String> {
    let bytes = form.bytes(good).unwrap();
    let cut = &bytes[..bytes.len() - 1];
    // The first head in two bytes instead of one: a tag of COSE, or a list.
    let longer = match bytes[0] {
        0xd2 => [&[0xd8, 18][..], &bytes[1..]].concat(),
        head => [&[0x98, head & 31][..], &bytes[1..]].concat(),
    };
    let endless = match bytes[0] {
        0xd2 => [&[0xd2, 0x9f][..], &bytes[2..], &[0xff]].concat(),
        _ => [&[0x9f][..], &bytes[1..], &[0xff]].concat(),
    };
    let made = [cut.to_vec(), [&bytes[..], &[0]].concat(), vec![0x81; 100], vec![0x01], vec![], longer, endless];
    let texts = made.map(|bytes| form.text(&bytes));
    let long = form.prefix.to_owned() + &"0".repeat(form.characters());
    let letters = [good.to_lowercase(), format!("{good}~"), format!("X{good}"), good.replacen(':', "::::", 1), long];
    texts.into_iter().chain(letters).collect()
}

/// A payload under a good header, signed by whom the format expects.
fn resigned(form: Form, payload: &str) -> String {
    let kid = hex(signer(HENAN).kid().0);
    let purpose = if form == Form::LETTER { "mingma/voucher/v1" } else { "mingma/credential/v1" };
    let key = SigningKey::from_seed(counted(HENAN));
    form.text(&cose(&unhex(&format!("a201270450{kid}")), &unhex(payload), purpose, |message| key.sign_plain(message)))
}

/// Values that a credential must not have: a piece of its payload, and what stands there instead.
const CREDENTIALS: [(&str, &str); 21] = [
    ("a9016d", "aa016d"),                                             // a pair is missing
    ("6d68656e616e2f73686f77696e67", "6d48656e616e2f73686f77696e67"), // a capital in the issuer
    ("041a62c8d310", "041a62c8d311"),                                 // a second more than a day
    ("041a62c8d310", "041a62c78190"),                                 // ends as it begins
    ("061a62c78190", "061a01000000"),                                 // last century
    ("061a62c78190", "06386362"),                                     // before 1970
    ("0b81821a62c7819000", "0b80"),                                   // no step
    ("0b81821a62c7819000", "0b81821a62c7819003"),                     // a fourth colour
    ("0b81821a62c7819000", "0b81821a62c7819100"),                     // a first step after the issue
    ("0b81821a62c7819000", "0b82821a62c7819000821a62c7900000"),       // twice the same colour
    ("0b81821a62c7819000", "0b82821a62c7819000821a62c7819001"),       // twice the same moment
    ("0b81821a62c7819000", "0b82821a62c7819000821a62c8d31001"),       // a step at the end
    ("0b81821a62c7819000", "0b85821a62c7819000821a62c7819101821a62c7819200821a62c7819301821a62c7819400"), // five steps
    ("0b81821a62c7819000", "0b81831a62c781900000"),                   // a step of three
    ("0c1a0007062d", "0c1a0007063a"),                                 // sampled after the issue
    ("0d67e5bca02ae4b889", "0d66e5bca0e4b889"),                       // a name that is not masked
    ("0d67e5bca02ae4b889", "0d67e5bca02ae280ae"),                     // a mark of direction
    ("0e6430303158", "0e6430303178"),                                 // lower case
    ("0f5821", "0f5820"),                                             // a key of another length
    ("1082", "1182"),                                                 // another key in the map
    ("1082", "1083"),                                                 // a status of three
];

fn bad_credentials() -> Vec<String> {
    let (_, payload) = parts(stored(|_| {}).bytes());
    let payload = hex(payload);
    let one = |(was, is): &(&str, &str)| {
        assert_eq!(payload.matches(was).count(), 1, "{was} in {payload}");
        let mut changed = payload.replacen(was, is, 1);
        if *is == "0f5820" {
            let at = changed.find(is).unwrap() + is.len();
            changed.replace_range(at..at + 2, "");
        }
        resigned(Form::STORED, &changed)
    };
    let unmarked = format!("aa{}11f4", &payload[2..]);
    CREDENTIALS.iter().map(one).chain([resigned(Form::STORED, &unmarked)]).collect()
}

/// A good message whose unprotected map holds the key's id.
fn unprotected() -> String {
    let bytes = hex(stored(|_| {}).bytes());
    let kid = hex(signer(HENAN).kid().0);
    let head = format!("d28455a201270450{kid}");
    Form::STORED.text(&unhex(&bytes.replacen(&format!("{head}a0"), &format!("{head}a10450{kid}"), 1)))
}

fn bad_letters() -> Vec<String> {
    let form = Form::LETTER;
    let (_, payload) = parts(&form.bytes(&letter(LetterKind::Notice, false).text(&signer(HENAN))).unwrap());
    let payload = hex(payload);
    let swaps = [
        ("666e6f74696365", "666e6f74696366"),
        ("303708", "303709"),
        ("2d30372d3038", "2d30322d3330"),
        ("2d30372d3038", "2d30372d3820"),
    ];
    let made = swaps.iter().filter(|(was, _)| payload.contains(was));
    made.map(|(was, is)| resigned(form, &payload.replacen(was, is, 1))).collect()
}

fn bad_places() -> Vec<String> {
    let good = places()[0]["address"].as_str().unwrap().to_owned();
    let (head, token) = good.split_once('#').unwrap();
    let changed = |from: &str, to: &str| good.replacen(from, to, 1);
    let address = |bytes: &[u8]| format!("{head}#{}", data_encoding::BASE64URL_NOPAD.encode(bytes));
    let bytes = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
    let mut third = bytes.clone();
    third[1] = 2;
    let mut named = bytes.clone();
    named[3] = b'/';
    vec![
        changed("https", "http"),
        changed("https", "HTTPS"),
        changed("https://ma", "https://x@ma"),
        changed("https://ma.henan.example", "https://"),
        changed("/p#", "/q#"),
        changed("/p#", "/p?x#"),
        changed("/p#", "/p"),
        changed("example", "example:123456"),
        format!("{good}="),
        format!("{good}A"),
        format!("{good}#{token}"),
        format!("{head}#{}", "A".repeat(129)),
        format!("https://{}.example/p#{token}", "a".repeat(2000)),
        address(&bytes[..bytes.len() - 1]),
        address(&[&bytes[..], &[0]].concat()),
        address(&[0x81; 60]),
        address(&third),
        address(&named),
        String::new(),
    ]
}

fn bad_keys() -> Vec<String> {
    let (json, lines) = (keys().to_json(), keys().to_lines());
    let first = lines.lines().next().unwrap();
    let swap = |from: &str, to: &str| first.replacen(from, to, 1);
    let (kid, rest) = first.split_once(' ').unwrap();
    let p256 = device(0x20).public();
    vec![
        format!("{first}\n{first}"),
        swap("k-", "k-a"),
        format!("{} {rest}", signer(STRANGER).kid()),
        format!("{} {p256} henan 2022-01-01T00:00:00+08:00 -", p256.id()),
        format!("{kid} ed25519-{} henan 2022-01-01T00:00:00+08:00 -", "a".repeat(52)),
        swap("2022-", "2022/"),
        swap(" 2023-", " 2021-"),
        format!("{first} demo demo"),
        format!("{first} DEMO"),
        format!("{first} revoked=yesterday"),
        kid.to_owned(),
        json.replacen("\"kid\"", "\"id\"", 1),
        json.replacen("\"EdDSA\"", "\"ES256\"", 1),
        json.replacen("\"keys\"", "\"KEYS\"", 1),
        json[..json.len() - 3].to_owned(),
        "#".repeat((1 << 20) + 1),
    ]
}

fn bad_names() -> [Vec<String>; 2] {
    let good = PaperName(counted(0x91)).text();
    let typed = TypedCode::of(0x0123_4567_89ab).to_string();
    let turned = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        let at = letters.len() - 1;
        letters[at] = if letters[at] == '0' { '1' } else { '0' };
        letters.into_iter().collect::<String>()
    };
    let wrong = |good: &str| {
        vec![
            turned(good),
            good[..good.len() - 1].to_owned(),
            format!("{good}0"),
            format!("{good}U"),
            "0".repeat(65),
            String::new(),
        ]
    };
    [wrong(&good), wrong(&typed)]
}

/// What is refused, and by which code.
fn refused() -> Vec<Value> {
    let mut rows: Vec<(&str, String)> = Vec::new();
    for ((form, good), known) in samples().into_iter().zip(Form::ALL) {
        assert_eq!(form, known.prefix);
        assert_eq!(read(form, &good), Ok(()), "{form}");
        rows.extend(broken(known, &good).into_iter().map(|text| (form, text)));
    }
    rows.extend(bad_credentials().into_iter().chain([unprotected()]).map(|text| ("MM1:", text)));
    rows.extend(bad_letters().into_iter().map(|text| ("MML:", text)));
    rows.extend(bad_places().into_iter().map(|text| ("place", text)));
    rows.extend(bad_keys().into_iter().map(|text| ("keys", text)));
    let [paper, typed] = bad_names();
    rows.extend(paper.into_iter().map(|text| ("MMP:", text)));
    rows.extend(typed.into_iter().map(|text| ("typed", text)));
    let row = |(form, text): (&str, String)| match read(form, &text) {
        Err(error) if text.len() > 100_000 => {
            json!({ "form": form, "repeat": [&text[..1], text.len()], "code": error.code() })
        }
        Err(error) => json!({ "form": form, "text": text, "code": error.code() }),
        Ok(()) => panic!("{form} takes {text}"),
    };
    rows.into_iter().map(row).collect()
}

fn made() -> Value {
    json!({
        "base45": base45(), "stored": stored_codes(), "live": live_codes(), "challenge": challenges(),
        "place": places(), "visit": visits(), "scan": scans(), "request": requests(), "paper": papers(),
        "typed": typed(), "letter": letters(), "status": status(), "keys": key_files(),
        "verdict": cases().iter().map(Case::told).collect::<Vec<_>>(), "refused": refused(),
    })
}

#[test]
fn the_vectors_are_what_this_room_makes() {
    let text = serde_json::to_string_pretty(&made()).unwrap() + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(path(), &text).unwrap();
    }
    assert!(std::fs::read_to_string(path()).unwrap() == text, "a format that is kept has changed");
}

/// Each sentence's verdict, written down by hand: the file alone would follow the program.
#[test]
fn every_case_has_the_verdict_that_its_sentence_promises() {
    let expected = [
        ("green", "green", None),
        ("yellow until midnight", "yellow", None),
        ("green from midnight on, without a network", "green", None),
        ("a phone set forward is yellow by this clock", "yellow", None),
        ("red", "red", None),
        ("signed 60 s ago", "green", None),
        ("signed 61 s ago: a picture", "not-live", Some("MM-WIR-023")),
        ("30 s ahead", "green", None),
        ("31 s ahead", "clock", Some("MM-WIR-020")),
        ("a stored code alone", "not-live", Some("MM-WIR-022")),
        ("answered", "green", None),
        ("answered by a clock that is 300 s behind", "green", None),
        ("answered by a clock that is 301 s behind", "clock", Some("MM-WIR-020")),
        ("answered by a clock that is 301 s ahead", "clock", Some("MM-WIR-020")),
        ("made before the challenge", "not-live", Some("MM-WIR-024")),
        ("the answer to another challenge", "not-live", Some("MM-WIR-024")),
        ("the answer to a challenge at another place", "not-live", Some("MM-WIR-024")),
        ("an answer where none was asked for", "green", None),
        ("the last second", "green", None),
        ("expired", "expired", Some("MM-WIR-021")),
        ("issued 31 s ahead", "clock", Some("MM-WIR-020")),
        ("issued 30 s ahead", "green", None),
        ("the newest, as of its list", "green", None),
        ("a newer one stands in its place", "changed", Some("MM-WIR-025")),
        ("a set bit counts however old", "changed", Some("MM-WIR-025")),
        ("a list older than the code", "green", None),
        ("the newer of two lists", "changed", Some("MM-WIR-025")),
        ("a list of another number", "green", None),
        ("a neighbour's list of this number", "green", None),
        ("no such index", "cannot-tell", Some("MM-WIR-026")),
        ("older than the place allows", "cannot-tell", Some("MM-WIR-027")),
        ("as old as the place allows", "green", None),
        ("a list as new as the place asks for", "green", None),
        ("a list made 31 s ahead", "clock", Some("MM-WIR-020")),
        ("not live goes before changed", "not-live", Some("MM-WIR-022")),
        ("of a neighbouring province", "green", None),
        ("by SM2", "green", None),
        ("a demo's code", "forged", Some("MM-WIR-018")),
        ("a demo's code where demos are expected", "green", None),
        ("a real code where demos are expected", "green", None),
        ("a demo's key without the mark", "forged", Some("MM-WIR-019")),
        ("the mark without a demo's key", "forged", Some("MM-WIR-019")),
        ("a key that nobody knows", "cannot-tell", Some("MM-WIR-012")),
        ("a revoked key", "forged", Some("MM-WIR-013")),
        ("a key of later", "forged", Some("MM-WIR-014")),
        ("another issuer's key", "forged", Some("MM-WIR-015")),
        ("the header of this house, made by hand", "green", None),
        ("ES256 for Ed25519", "forged", Some("MM-WIR-011")),
        ("SM2 for Ed25519", "forged", Some("MM-WIR-011")),
        ("no algorithm", "forged", Some("MM-WIR-010")),
        ("the algorithm none", "forged", Some("MM-WIR-010")),
        ("HMAC", "forged", Some("MM-WIR-010")),
        ("signed as the code of a letter", "forged", Some("MM-WIR-016")),
        ("signed for nothing", "forged", Some("MM-WIR-016")),
        ("the issuer's signature changed", "forged", Some("MM-WIR-016")),
        ("the device's signature changed", "forged", Some("MM-WIR-017")),
        ("signed by another device", "forged", Some("MM-WIR-017")),
        ("no code", "forged", Some("MM-WIR-001")),
        ("a challenge is no code", "forged", Some("MM-WIR-001")),
        ("nothing", "forged", Some("MM-WIR-001")),
    ];
    let cases = cases();
    let found: Vec<_> = cases
        .iter()
        .map(|case| {
            let verdict = case.verdict();
            (case.what, verdict.answer.word(), verdict.why.as_ref().map(WireError::code))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_format_refuses_what_is_cut_left_over_nested_too_long_or_written_otherwise() {
    let rows = refused();
    for form in Form::ALL {
        let codes: Vec<&str> =
            rows.iter().filter(|row| row["form"] == form.prefix).map(|row| row["code"].as_str().unwrap()).collect();
        for code in ["001", "002", "003", "004", "005", "006", "007", "008"] {
            assert!(
                codes.contains(&format!("MM-WIR-{code}").as_str()),
                "{}: {code} is not among {codes:?}",
                form.prefix
            );
        }
    }
}

#[test]
fn the_longest_of_each_format_is_within_its_limit() {
    let code = signer(SHANGMI).issue(&longest()).unwrap();
    assert!(code.bytes().len() <= Form::STORED.limit);
    let live = Live::sign(code, NOW, Some([0xff; 16]), &device(0x20)).unwrap();
    assert!(live.bytes().len() <= Form::LIVE.limit, "{}", live.bytes().len());
    assert!(Live::from_text(&live.text()).is_ok());
    for row in places().iter().chain(&scans()).chain(&challenges()) {
        let text = row["address"].as_str().or(row["text"].as_str()).unwrap();
        let form = Form::ALL.iter().find(|form| text.starts_with(form.prefix)).map_or("place", |form| form.prefix);
        assert_eq!(read(form, text), Ok(()), "{text}");
    }
    let key: PublicKey = device(0x20).public();
    assert_eq!(key.bytes().len(), 33);
}
