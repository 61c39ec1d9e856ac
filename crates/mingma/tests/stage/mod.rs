//! A register with a city, a laboratory, a patient and a contact, and what is done on it.

#![allow(dead_code)]

use std::process::Output;
use std::sync::Arc;

use mingma_app::{DemoClock, House, Layout, Opening};
use mingma_rules::shipped;
use mingma_seal::{SigningKey, SystemRandom};
use mingma_store::Sqlite;

use crate::register::{Register, json, mingma};

/// Who fell ill and who met them: the order number 000 is never given to anybody.
pub const PATIENT: &str = "resident_id:410105198803140008";
pub const CONTACT: &str = "passport:E12345678";
/// Nobody.
pub const STRANGER: &str = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A register with a city, a laboratory, a patient and a contact; keys by name.
pub struct Stage(pub Register);

impl Stage {
    pub fn new(name: &str) -> Self {
        Self::upon(Register::found(name))
    }

    /// The same, on a register that was founded.
    pub fn upon(register: Register) -> Self {
        let stage = Self(register);
        for who in ["lab", "me", "city-1", "city-2", "stranger"] {
            assert!(mingma(&["key", "new", "--out", &stage.key(who)]).status.success());
        }
        stage.does(
            &[
                "institution",
                "add",
                "lab",
                "--kind",
                "laboratory",
                "--region",
                "41",
                "--name-zh",
                "检测机构",
                "--name-en",
                "Laboratory",
                "--public",
                &stage.key("lab"),
            ],
            &["a", "b"],
        );
        stage.does(
            &[
                "unit",
                "add",
                "city",
                "--region",
                "4101",
                "--name-zh",
                "市指挥部",
                "--name-en",
                "City",
                "--telephone",
                "0371-00000011",
            ],
            &["a", "b"],
        );
        for officer in ["city-1", "city-2"] {
            let public = stage.key(officer);
            stage.does(&["officer", "add", officer, "--unit", "city", "--public", &public], &["a", "b"]);
        }
        let people = "document_type,document_number,name,phone,region\n\
                      resident_id,410105198803140008,林一,10000000001,410105\n";
        let people = stage.0.file("people.csv", people.as_bytes());
        stage.does(&["resident", "enrol", &people], &["a"]);
        stage.does(
            &[
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
                "--public",
                &stage.key("me"),
            ],
            &["a", "b"],
        );
        stage
    }

    /// A key file; `a` and `b` are the root unit's officers.
    pub fn key(&self, who: &str) -> String {
        match who {
            "a" => self.0.key(0),
            "b" => self.0.key(1),
            other => self.0.beside(&format!("{other}.pem")),
        }
    }

    pub fn run(&self, args: &[&str], keys: &[&str]) -> Output {
        let files: Vec<String> = keys.iter().map(|who| self.key(who)).collect();
        let mut all = args.to_vec();
        files.iter().for_each(|file| all.extend(["--key", file.as_str()]));
        self.0.run(&all)
    }

    pub fn does(&self, args: &[&str], keys: &[&str]) {
        let done = self.run(args, keys);
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// A laboratory's positive of the patient, and the case that two officers made of it.
    pub fn case(&self) {
        let row =
            "resident_id,410105198803140008,positive,2022-07-07T20:00:00+08:00,2022-07-08T08:00:00+08:00,S-1,410105";
        let file = self.0.file("positive.csv", format!("{LABORATORY}{row}\n").as_bytes());
        self.does(&["evidence", "file", &file], &["lab"]);
        self.does(&case_of(PATIENT), &["a", "b"]);
    }

    pub fn acts(&self) -> u64 {
        json(&self.0.run(&["audit", "--json"]))["acts"].as_u64().unwrap()
    }

    pub fn refusals(&self) -> Vec<String> {
        let page = json(&self.0.run(&["refusals", "--limit", "500", "--json"]));
        let rows = page["refusals"].as_array().unwrap();
        rows.iter().rev().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The same folder through the library: another program hands something in.
    pub fn house(&self) -> House {
        let layout = Layout::new(&self.0.data);
        let profile = Arc::new(shipped::profile("cn").unwrap());
        let clock = DemoClock::read(&layout.clock(), &profile.zone, false).unwrap().unwrap();
        House::open(Opening {
            store: Arc::new(Sqlite::open(&layout.database()).unwrap()),
            layout,
            profile,
            clock: Arc::new(clock),
            random: Arc::new(SystemRandom),
            origin: "demo.invalid/register".into(),
        })
        .unwrap()
    }

    /// A further key by name; its file.
    pub fn make(&self, who: &str) -> String {
        assert!(mingma(&["key", "new", "--out", &self.key(who)]).status.success());
        self.key(who)
    }

    /// The same pack under another id, for another time that has begun.
    pub fn late(&self, pack: &str) -> String {
        let text = std::fs::read_to_string(pack).unwrap();
        let text = text.replace("henan-2022-10", "henan-2022-11").replace("region = \"41\"", "region = \"4102\"");
        self.0.file("late.toml", text.as_bytes())
    }

    pub fn signing(&self, who: &str) -> SigningKey {
        SigningKey::from_pem(&std::fs::read_to_string(self.key(who)).unwrap()).unwrap()
    }
}

/// The header of a laboratory's file.
pub const LABORATORY: &str = "document_type,document_number,result,sampled_at,reported_at,sample_id,region\n";

pub fn case_of(resident: &str) -> [&str; 12] {
    [
        "evidence",
        "propose",
        "--kind",
        "confirmed_case",
        "--item",
        "case-1",
        "--resident",
        resident,
        "--region",
        "410105",
        "--set",
        "confirmed_at=2022-07-08T08:30:00+08:00",
    ]
}

/// A finding that somebody was at the market with the case.
pub fn met<'a>(resident: &'a str, case: &'a str) -> Vec<&'a str> {
    vec![
        "evidence",
        "propose",
        "--kind",
        "close_contact",
        "--resident",
        resident,
        "--region",
        "410105",
        "--set",
        case,
        "--set",
        "last_contact_at=2022-07-07T19:00:00+08:00",
        "--place",
        "market-1",
        "--from",
        "2022-07-07T18:00:00+08:00",
        "--to",
        "2022-07-07T20:00:00+08:00",
        "--how",
        "interview",
    ]
}

pub fn unit_of<'a>(id: &'a str, region: &'a str) -> Vec<&'a str> {
    vec![
        "unit",
        "add",
        id,
        "--region",
        region,
        "--name-zh",
        "单位",
        "--name-en",
        "Unit",
        "--telephone",
        "0371-00000012",
    ]
}
