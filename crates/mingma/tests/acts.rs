//! What may not be done from the command line: each attempt with its exit code and the code
//! of its refusal; what a register refused is counted, found afterwards, and changed nothing.

#![allow(clippy::unwrap_used, clippy::panic)]

mod register;
mod stage;

use mingma_acts::{Approval, Uid};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::By;
use mingma_app::register::unit::{self, Unit};
use mingma_model::Prefix;
use mingma_seal::{Digest, SystemRandom};
use register::{Register, code_of, json};
use stage::{CONTACT, LABORATORY, PATIENT, STRANGER, Stage, case_of, met, unit_of};

/// What is tried, who signs it, and the code it is refused with.
type Attempt<'a> = (Vec<&'a str>, &'a [&'a str], &'static str);

#[test]
fn what_the_register_refuses_is_told_kept_and_changes_nothing() {
    let stage = Stage::new("acts-refused");
    stage.case();
    let grant = |unit, power| vec!["unit", "grant", unit, power, "4101"];
    stage.does(&["unit", "grant", "city", "enrol", "4101", "--until", "2022-07-08T10:00:00+08:00"], &["a", "b"]);
    stage.does(&[&unit_of("named", "4102")[..], &["--id", "once"]].concat(), &["a", "b"]);
    stage.does(&[&unit_of("waits", "4103")[..], &["--id", "waits", "--propose"]].concat(), &["a"]);
    stage.does(&["officer", "revoke", "city-2", "--reason", "retired"], &["a", "b"]);
    let late = [
        "resident",
        "enrol",
        "--document",
        "passport",
        "--number",
        "E87654321",
        "--name",
        "TEST THREE",
        "--phone",
        "10000000003",
        "--region",
        "410105",
    ];
    let again = [
        "resident",
        "enrol",
        "--document",
        "passport",
        "--number",
        "E12345678",
        "--name",
        "TEST TWO",
        "--phone",
        "10000000002",
        "--region",
        "410105",
    ];
    let test = [
        "evidence",
        "propose",
        "--kind",
        "nucleic_test",
        "--resident",
        CONTACT,
        "--region",
        "410105",
        "--set",
        "result=positive",
        "--set",
        "sampled_at=2022-07-08T08:00:00+08:00",
        "--set",
        "reported_at=2022-07-08T08:30:00+08:00",
        "--set",
        "institution=lab",
        "--set",
        "sample_id=S-9",
    ];
    let other = [&unit_of("other", "4102")[..], &["--id", "once"]].concat();
    stage.0.run(&["clock", "forward", "2022-07-08T10:00:00+08:00"]);
    let attempts: Vec<Attempt<'_>> = vec![
        // Unknown units, keys, residents.
        (grant("nobody", "enrol"), &["a", "b"], "MM-REG-003"),
        ([&unit_of("x", "4101")[..], &["--by", "nobody"]].concat(), &["a", "b"], "MM-REG-003"),
        (unit_of("x", "4101"), &["stranger"], "MM-ACT-004"),
        (vec!["resident", "vouch", STRANGER], &["a"], "MM-REG-001"),
        (case_of(STRANGER).to_vec(), &["a", "b"], "MM-REG-001"),
        (vec!["officer", "revoke", "nobody", "--reason", "x"], &["a", "b"], "MM-REG-003"),
        (vec!["institution", "revoke", "nobody", "--reason", "x"], &["a", "b"], "MM-REG-003"),
        (vec!["place", "close", "nowhere", "--reason", "x"], &["a"], "MM-REG-003"),
        (vec!["area", "lift", "nowhere"], &["a", "b"], "MM-ADM-005"),
        // Powers that ended, that nobody has, that nobody may give.
        (late.to_vec(), &["city-1"], "MM-LCK-003"),
        (grant("city", "enrol"), &["city-1", "a"], "MM-LCK-004"),
        (vec!["unit", "grant", "city", "declare", "1301"], &["a", "b"], "MM-LCK-003"),
        // Signatures.
        (unit_of("x", "4101"), &["a"], "MM-LCK-004"),
        (unit_of("x", "4101"), &["a", "a"], "MM-ACT-007"),
        (unit_of("x", "4101"), &["city-2"], "MM-ACT-005"),
        (vec!["evidence", "approve", "waits"], &["a"], "MM-ACT-007"),
        (vec!["evidence", "approve", "waits"], &["city-1"], "MM-LCK-004"),
        // Another content under a name that stands; a document, a fact, a text once more.
        (other, &["a", "b"], "MM-ACT-010"),
        (again.to_vec(), &["a"], "MM-REG-002"),
        (case_of(PATIENT).to_vec(), &["a", "b"], "MM-ADM-004"),
        // Evidence without source, ground or tie.
        (test.to_vec(), &["a", "b"], "MM-LCK-001"),
        (met(CONTACT, "case=case-9"), &["a", "b"], "MM-ADM-005"),
        (met(CONTACT, "case=case-1"), &["a", "b"], "MM-LCK-031"),
        (case_of(CONTACT).to_vec(), &["a", "b"], "MM-ADM-004"),
    ];
    let before = stage.acts();
    for (args, keys, code) in &attempts {
        register::refused(&stage.run(args, keys), 1, code);
    }
    let codes: Vec<&str> = attempts.iter().map(|attempt| attempt.2).collect();
    assert_eq!(stage.refusals(), codes, "each is found afterwards, in its order");
    assert_eq!(stage.acts(), before + attempts.len() as u64, "the refusals and nothing else were kept");
}

#[test]
fn input_that_cannot_be_used_is_told_with_its_place_and_reaches_no_register() {
    let stage = Stage::new("acts-input");
    let file = |name: &str, text: &str| stage.0.file(name, text.as_bytes());
    let half = file(
        "half.csv",
        "document_type,document_number,name,phone,region\n\
        passport,E11111111,TEST THREE,10000000003,410105\npassport,E22222222,TEST FOUR,1,410105\n",
    );
    let results = file(
        "results.csv",
        &format!(
            "{LABORATORY}\
        passport,E12345678,negative,2022-07-08T07:00:00+08:00,2022-07-08T08:00:00+08:00,S-1,410105\n\
        passport,E12345678,negative,2022-07-08T07:00:00,2022-07-08T08:00:00+08:00,S-2,410105\n\
        passport,E99999999,negative,2022-07-08T07:00:00+08:00,2022-07-08T08:00:00+08:00,S-3,410105\n"
        ),
    );
    let items = file(
        "items.json",
        &format!(
            "[\n{{\"id\": \"i-1\", \"kind\": \"isolation_end\", \"resident\": \"{STRANGER}\", \
        \"region\": \"410105\",\n \"ended_at\": \"yesterday\"}}]"
        ),
    );
    let strangers = file(
        "strangers.json",
        "[{\"id\": \"i-1\", \"kind\": \"isolation_end\", \"resident\": \"somebody\", \
        \"region\": \"410105\", \"ended_at\": \"2022-07-08T07:00:00+08:00\"}]",
    );
    let empty = file("empty.json", "[]");
    let no_key = file("no-key.pem", "nothing");
    let pack = file("pack.toml", "[pack]\nid = \"x\"\n");
    let missing = stage.0.beside("missing.csv");
    let said = ["evidence", "propose", "--kind", "isolation_end", "--region", "410105", "--resident"];
    let with = |more: &[&'static str]| -> Vec<String> {
        said.iter().chain(&[STRANGER]).chain(more).map(|word| (*word).to_owned()).collect()
    };
    let words = |words: &[&str]| -> Vec<String> { words.iter().map(|word| (*word).to_owned()).collect() };
    // What is tried, its code, and what the message must name.
    let attempts: Vec<(Vec<String>, &str, &[&str])> = vec![
        (words(&["resident", "enrol", &half]), "MM-ENR-006", &["half.csv:3:4", "phone"]),
        (words(&["resident", "enrol", &missing]), "MM-CLI-002", &["missing.csv"]),
        (words(&["resident", "enrol", "--document", "passport"]), "MM-ENR-005", &["--number", "--phone"]),
        (words(&["evidence", "file", &results, "--by", "lab"]), "MM-FIL-012", &["results.csv:3:4", "results.csv:4:2"]),
        (words(&["evidence", "file", &results, "--by", "lab", "--preview"]), "MM-FIL-012", &["results.csv:3:4"]),
        (words(&["evidence", "propose", &items]), "MM-EVD-007", &["items.json:3:2", "yesterday"]),
        (words(&["evidence", "propose", &strangers]), "MM-ARG-006", &["strangers.json:1:2", "somebody"]),
        (words(&["evidence", "propose", &empty]), "MM-ARG-007", &["empty.json"]),
        (words(&["text", "publish", &pack]), "MM-RUL-002", &["pack.toml"]),
        (words(&["officer", "add", "x", "--public", &no_key]), "MM-ARG-010", &["no-key.pem"]),
        (words(&["resident", "vouch", "somebody"]), "MM-ARG-001", &["somebody"]),
        (words(&["resident", "vouch", "passport:1"]), "MM-ARG-003", &[]),
        (words(&["unit", "grant", "city", "colour", "41"]), "MM-ARG-008", &["colour", "assign"]),
        (words(&["unit", "grant", "city", "assign", "9999"]), "MM-ARG-009", &["9999"]),
        (words(&["evidence", "correct", CONTACT, "i-9", "--reason", "wrong"]), "MM-ADM-005", &["i-9"]),
        (words(&["area", "lift", "a b"]), "MM-ARG-008", &["a b"]),
        (with(&["--set", "ended_at"]), "MM-ARG-004", &["ended_at"]),
        (with(&["--set", "ended_at=x", "--set", "ended_at=y"]), "MM-ARG-005", &["ended_at"]),
        (with(&["--set", "ended_at=2022-07-08T07:00:00+08:00", "--cite", "act-9"]), "MM-ARG-002", &["act-9"]),
        (with(&["--set", "ended_at=2022-07-08T07:00:00+08:00", "--provisional"]), "MM-ARG-012", &["--cite"]),
        (with(&["--set", "ended_at=2022-07-08T07:00:00+08:00", "--certificate", "x"]), "MM-ARG-013", &["SHA-256"]),
    ];
    let before = stage.acts();
    for (args, code, named) in &attempts {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let told = stage.run(&args, &["a", "b"]);
        let text = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(text.contains(code) && text.contains('→'), "{args:?} {code}: {text}");
        assert_eq!(told.status.code(), Some(2), "{args:?}: {text}");
        assert!(named.iter().all(|one| text.contains(one)), "{args:?} {named:?}: {text}");
    }
    assert_eq!((stage.acts(), stage.refusals()), (before, Vec::new()), "nothing was handed in");
    // Asked well, and nobody is enrolled by it: a lawful refusal, as of an id that nobody has.
    for args in [["resident", "vouch", "passport:E99999999"], ["resident", "vouch", STRANGER]] {
        register::refused(&stage.run(&args, &["a"]), 1, "MM-REG-001");
    }
    let key = stage.0.run(&["resident", "vouch", CONTACT, "--key", &no_key]);
    assert_eq!((key.status.code(), &code_of(&key)[..6]), (Some(2), "MM-SEA"));
}

#[test]
fn the_same_command_under_the_same_name_changes_nothing() {
    let stage = Stage::new("acts-again");
    let people = "document_type,document_number,name,phone,region\npassport,E33333333,TEST FIVE,10000000005,410105\n";
    let people = stage.0.file("more.csv", people.as_bytes());
    let enrol = ["resident", "enrol", people.as_str(), "--id", "more", "--json"];
    let propose = [&unit_of("new", "4104")[..], &["--propose", "--id", "new", "--json"]].concat();
    let declare = [
        "evidence",
        "declare",
        "--kind",
        "self_declaration",
        "--region",
        "410105",
        "--set",
        "symptoms=",
        "--id",
        "well",
        "--json",
    ];
    let all: [(&[&str], &str); 3] = [(&enrol, "a"), (&propose, "a"), (&declare, "me")];
    let first: Vec<_> = all.iter().map(|(args, who)| json(&stage.run(args, &[who]))).collect();
    let acts = stage.acts();
    stage.0.run(&["clock", "forward", "2022-07-08T12:00:00+08:00"]);
    for ((args, who), first) in all.iter().zip(&first) {
        let again = json(&stage.run(args, &[who]));
        assert_eq!((&again["act"]["seq"], &again["act"]["id"]), (&first["act"]["seq"], &first["act"]["id"]));
        assert_eq!((&first["act"]["fresh"], &again["act"]["fresh"]), (&true.into(), &false.into()));
        assert_eq!(again["members"], first["members"], "the same people, under the same ids");
    }
    assert_eq!(stage.acts(), acts);
    stage.does(&["evidence", "approve", "new"], &["b"]);
    let approved = json(&stage.run(&propose, &["a"]));
    assert_eq!(approved["act"]["fresh"], false, "what was approved meanwhile is answered too");
}

#[test]
fn a_refusal_names_the_line_of_the_file_that_it_is_about() {
    let stage = Stage::new("acts-lines");
    stage.case();
    let names = |args: &[&str], keys: &[&str], code: &str, place: &str| {
        let told = stage.run(args, keys);
        register::refused(&told, 1, code);
        let text = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(text.contains(place), "{place}: {text}");
    };
    let people = "document_type,document_number,name,phone,region\n\
        passport,E55555555,TEST SIX,10000000006,410105\n\npassport,E12345678,TEST TWO,10000000002,410105\n";
    let people = stage.0.file("taken.csv", people.as_bytes());
    names(&["resident", "enrol", &people], &["a"], "MM-REG-002", "taken.csv:4");
    let rows = "passport,E12345678,negative,2022-07-08T07:00:00+08:00,2022-07-08T08:00:00+08:00,S-2,410105\n\
        resident_id,410105198803140008,positive,2022-07-07T21:00:00+08:00,2022-07-08T08:00:00+08:00,S-3,410105\n";
    let results = stage.0.file("again.csv", format!("{LABORATORY}{rows}").as_bytes());
    names(&["evidence", "file", &results], &["lab"], "MM-ADM-001", "again.csv:3");
    let item = |id: &str, resident: &str| {
        format!(
            "{{\"id\": \"{id}\", \"kind\": \"isolation_end\", \"resident\": \"{resident}\", \"region\": \"410105\", \
            \"ended_at\": \"2022-07-08T07:00:00+08:00\"}}"
        )
    };
    let items = format!("[\n{},\n{}\n]", item("i-1", STRANGER), item("i-2", "r-baaaaaaaaaaaaaaaaaaaaaaaaa"));
    let items = stage.0.file("ended.json", items.as_bytes());
    names(&["evidence", "propose", &items], &["a", "b"], "MM-REG-001", "ended.json:2");
}

/// What another program might hand in.
fn a_unit(by: By<'_>) -> Draft {
    let unit = Unit {
        id: "raw",
        name_zh: "单位",
        name_en: "Unit",
        region: Prefix::parse("4105").unwrap(),
        parent: Some("henan-command"),
        telephone: "0371-00000013",
    };
    unit::compose(by, &unit)
}

#[test]
fn what_another_program_hands_in_is_refused_and_found_by_the_command() {
    let stage = Stage::new("acts-raw");
    let [a, b] = ["a", "b"].map(|who| stage.signing(who));
    let house = stage.house();
    let by = |at| By { actor: "henan-command", at, random: &SystemRandom };
    let now = house.now();
    let good = a_unit(by(now)).sign(&[&a, &b]);
    let elsewhere =
        Handed { approvals: vec![Approval::sign(&a, &Digest([7; 32])), good.approvals[1].clone()], ..good.clone() };
    let swapped = Handed { act: a_unit(by(now)).sign(&[]).act, ..good.clone() };
    let torn = Handed { act: good.act[..good.act.len() - 1].to_vec(), ..good.clone() };
    let ahead = a_unit(by(now + 121)).sign(&[&a, &b]);
    let behind = a_unit(by(now - 24 * 3_600 - 1)).sign(&[&a, &b]);
    let own = mingma_acts::Act::from_bytes(&good.act).unwrap().id;
    let attempts: [(&Handed, &str); 5] = [
        (&elsewhere, "MM-ACT-006"),
        (&swapped, "MM-ACT-006"),
        (&torn, "MM-ACT-001"),
        (&ahead, "MM-ACT-008"),
        (&behind, "MM-ACT-009"),
    ];
    for (handed, code) in attempts {
        assert_eq!(house.submit(handed).unwrap_err().code(), code);
    }
    assert!(house.submit(&good).unwrap().fresh && !house.submit(&good).unwrap().fresh);
    let same_id = a_unit(by(now)).with_id(Uid(own.0)).sign(&[&b, &a]);
    // Drawn with the same words it is the same act, whoever signs first.
    assert!(!house.submit(&same_id).unwrap().fresh);
    let other = a_unit(by(now + 1)).with_id(own).sign(&[&a, &b]);
    assert_eq!(house.submit(&other).unwrap_err().code(), "MM-ACT-010");
    drop(house);
    let codes: Vec<&str> = attempts.iter().map(|attempt| attempt.1).chain(["MM-ACT-010"]).collect();
    assert_eq!(stage.refusals(), codes);
}

#[test]
fn a_finding_is_confirmed_by_whom_the_register_drew_and_a_resident_reads_all_of_it() {
    let stage = Stage::new("acts-finding");
    stage.case();
    stage.does(&["unit", "grant", "city", "assign", "4101"], &["a", "b"]);
    stage.does(
        &["evidence", "declare", "--kind", "self_declaration", "--region", "410105", "--set", "symptoms="],
        &["me"],
    );
    stage.0.run(&["clock", "forward", "2022-07-08T09:30:00+08:00"]);
    stage.does(&met(CONTACT, "case=case-1"), &["a", "b"]);
    let waiting = json(&stage.0.run(&["evidence", "list", "--json"]));
    let [finding] = waiting["provisional"].as_array().unwrap().as_slice() else { panic!("{waiting}") };
    let (act, drawn) = (finding["act"].as_str().unwrap(), finding["drawn"].as_str().unwrap());
    assert_eq!(finding["drawn_unit"], "city");
    let another = ["city-1", "city-2"].into_iter().find(|officer| *officer != drawn).unwrap();
    register::refused(&stage.run(&["evidence", "confirm", act], &[another]), 1, "MM-ADM-009");
    stage.does(&["evidence", "confirm", act], &[drawn]);
    assert_eq!(json(&stage.0.run(&["evidence", "list", "--json"]))["provisional"].as_array().unwrap().len(), 0);

    register::refused(&stage.run(&["resident", "show", CONTACT], &["a"]), 1, "MM-ARG-011");
    stage.does(&["resident", "show", CONTACT, "--purpose", "counter"], &["a"]);
    let shown = json(&stage.run(&["resident", "show", CONTACT, "--json"], &["me"]));
    let count = |part: &str| shown[part].as_array().unwrap().len();
    assert_eq!(shown["colour"]["colour"], "red", "{shown}");
    assert_eq!((count("looks"), count("devices"), count("particulars")), (1, 1, 1));
    assert_eq!(shown["looks"][0]["purpose"], "counter");
    assert!(count("letters") == 2 && count("items") >= 3, "{shown}");
    assert!(shown["acts"].as_array().unwrap().iter().all(|act| !act["receipt"].as_str().unwrap().is_empty()));
}

#[test]
fn a_receipt_proves_what_was_signed_and_what_the_register_added() {
    let stage = Stage::new("acts-added");
    stage.case();
    stage.does(
        &["evidence", "declare", "--kind", "self_declaration", "--region", "410105", "--set", "symptoms="],
        &["me"],
    );
    stage.0.run(&["clock", "forward", "2022-07-08T09:30:00+08:00"]);
    stage.does(&met(CONTACT, "case=case-1"), &["a", "b"]);
    let shown = json(&stage.run(&["resident", "show", CONTACT, "--json"], &["me"]));
    let (resident, acts) = (shown["resident"].as_str().unwrap(), shown["acts"].as_array().unwrap());
    let finding = acts.iter().rfind(|act| act["class"] == "evidence").unwrap()["seq"].to_string();
    let out = stage.0.beside("finding.receipt");
    let prove = |more: &[&str]| {
        stage.0.run(&[&["ledger", "prove", &finding, "--member", resident, "--out", &out, "--json"][..], more].concat())
    };
    register::refused(&prove(&["--nth", "2"]), 1, "MM-KPT-017");
    assert_eq!(json(&prove(&[]))["added"], 1);
    let log = String::from_utf8(stage.0.run(&["ledger", "key"]).stdout).unwrap();
    let verify = || register::mingma(&["ledger", "verify", &out, "--log-key", log.trim(), "--json"]);
    let proved = json(&verify());
    assert_eq!(proved["member"]["item"]["kind"], "close_contact");
    let [stay] = proved["added"].as_array().unwrap().as_slice() else { panic!("{proved}") };
    assert_eq!((&stay["item"]["kind"], &stay["resident"]), (&"stay".into(), &resident.into()));
    assert_eq!((&stay["item"]["of"], &stay["item"]["cap"]), (&proved["member"]["item"]["id"], &"yellow".into()));
    // The stay moved into the place of what was signed proves nothing.
    let mut receipt = mingma_acts::Receipt::from_bytes(&std::fs::read(&out).unwrap()).unwrap();
    receipt.member = receipt.added.pop();
    std::fs::write(&out, receipt.to_bytes()).unwrap();
    register::refused(&verify(), 1, "MM-KPT-020");
}

#[test]
fn the_storys_register_is_laid_with_everybodys_keys() {
    let register = Register::keys_only("acts-story");
    let keys = register.beside("story-keys");
    let laid = register.run(&["unit", "story", "--keys", &keys, "--json"]);
    assert!(laid.status.success(), "{}", String::from_utf8_lossy(&laid.stderr));
    let told = json(&laid);
    assert_eq!(std::fs::read_dir(&keys).unwrap().count() as u64, told["keys"].as_u64().unwrap());
    let audit = json(&register.run(&["audit", "--json"]));
    assert_eq!((&audit["acts"], &audit["differences"]), (&told["acts"], &serde_json::json!([])));
    // The company that works the system has a key, and no power.
    let key = format!("{keys}/zhengzhou-contractor-01.pem");
    let tried = register.run(&[
        "resident",
        "enrol",
        "--document",
        "passport",
        "--number",
        "E12345678",
        "--name",
        "TEST TWO",
        "--phone",
        "10000000002",
        "--region",
        "410105",
        "--key",
        &key,
    ]);
    register::refused(&tried, 1, "MM-LCK-003");
    let again = register.run(&["unit", "story", "--keys", &register.beside("other-keys")]);
    register::refused(&again, 2, "MM-KPT-002");
}
