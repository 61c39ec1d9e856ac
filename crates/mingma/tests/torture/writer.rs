//! The process that writes: eight threads hand in acts, and what was acknowledged is
//! printed, a line each. It runs until it is killed, or until the register stops.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mingma_acts::{Act, Uid};
use mingma_app::evidence::compose::{Composing, Said, items};
use mingma_app::journal::{Asked, Journal};
use mingma_app::register::enrolment::{Person, Phone};
use mingma_app::register::story::{COUNTY_CDC, ZHENGZHOU, officer_id};
use mingma_app::register::{By, enrolment};
use mingma_app::{Handed, House, Refused};
use mingma_model::document::{Document, DocumentKind, PersonName};
use mingma_model::{Kind, Region};
use mingma_seal::{Random, SigningKey, SystemRandom};
use mingma_store::Row;
use mingma_store::rows::ResidentRow;

use crate::ground::{house, key};

const THREADS: usize = 8;

/// The register has stopped: this code says so.
const STOPPED: &str = "MM-ACT-014";

#[test]
#[ignore = "a process of its own, which the other tests start"]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os("MINGMA_WRITER").map(PathBuf::from) else { return };
    let address = std::env::var("MINGMA_STORE").ok().filter(|address| address != "sqlite");
    let house = match house(&folder, address.as_deref()) {
        Ok(house) => Arc::new(house),
        Err(error) => return println!("closed {} .", error.code()),
    };
    println!("open .");
    let people = people(&house);
    let hands = Hands::of(&folder);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (house, people, hands) = (&house, &people, &hands);
            scope.spawn(move || match thread {
                0 => looks(house, people),
                _ => writes(house, people, hands, thread),
            });
        }
    });
    println!("ended .");
}

/// Some who are enrolled and stand alone.
pub fn people(house: &House) -> Vec<Uid> {
    let rows = house.store().scan(ResidentRow::TABLE, None, 60).unwrap();
    let rows = rows.iter().map(|row| ResidentRow::read(row).unwrap());
    rows.filter(|row| row.closed_at.is_none() && row.merged_into.is_none()).map(|row| Uid(row.id)).collect()
}

/// The officers who write.
pub struct Hands {
    registers: SigningKey,
    files: SigningKey,
}

impl Hands {
    pub fn of(folder: &Path) -> Self {
        Self { registers: key(folder, &officer_id(ZHENGZHOU, 1)), files: key(folder, &officer_id(COUNTY_CDC, 1)) }
    }
}

fn number(below: u64) -> u64 {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    u64::from_le_bytes(bytes) % below
}

fn writes(house: &House, people: &[Uid], hands: &Hands, thread: usize) {
    for n in 0_u64.. {
        let whom = people[usize::try_from(number(people.len() as u64)).unwrap()];
        let handed = match n % 8 {
            0 => enrols(house, hands),
            7 => alone(house, hands, whom),
            _ => dose(house, hands, whom),
        };
        let id = Act::from_bytes(&handed.act).unwrap().id;
        match house.submit(&handed) {
            Ok(kept) => println!("kept {id} {} .", kept.seq),
            Err(refused) => {
                println!("refused {} .", refused.code());
                if refused.code() == STOPPED {
                    return;
                }
            }
        }
        if thread == 1 && n % 16 == 15 && house.follow().is_ok() {
            house.save_board().ok();
        }
    }
}

/// A vaccination, by one officer.
pub fn dose(house: &House, hands: &Hands, whom: Uid) -> Handed {
    let with = Composing { actor: COUNTY_CDC, now: house.now(), random: &SystemRandom };
    let name = Uid::new(&SystemRandom);
    let said = Said::new(whom, &format!("v-{name}"), Kind::Vaccination, Region::parse("410105").unwrap())
        .with("product", format!("p-{name}"))
        .with("dose", 1_i64)
        .with("given_at", house.now() - 3_600);
    items(&with, "vaccination", vec![said]).sign(&[&hands.files])
}

/// Something that takes two officers, by one: refused, and the refusal kept.
fn alone(house: &House, hands: &Hands, whom: Uid) -> Handed {
    let with = Composing { actor: COUNTY_CDC, now: house.now(), random: &SystemRandom };
    let name = Uid::new(&SystemRandom);
    let said = Said::new(whom, &format!("i-{name}"), Kind::IsolationEnd, Region::parse("410105").unwrap());
    items(&with, "isolation", vec![said.with("ended_at", house.now())]).sign(&[&hands.files])
}

fn enrols(house: &House, hands: &Hands) -> Handed {
    let person = Person {
        document: Document::parse(DocumentKind::Passport, &format!("E{:08}", number(100_000_000))).unwrap(),
        name: PersonName::parse("某某某").unwrap(),
        phone: Phone::parse("00000000000").unwrap(),
        region: Region::parse("410105").unwrap(),
        key: None,
    };
    let by = By { actor: ZHENGZHOU, at: house.now(), random: &SystemRandom };
    enrolment::compose(by, &[person]).0.sign(&[&hands.registers])
}

/// Answers to a verifier, each kept before it is given.
fn looks(house: &Arc<House>, people: &[Uid]) {
    if house.follow().is_err() {
        return;
    }
    let journal = Journal::start(Arc::clone(house));
    loop {
        let whom = people[usize::try_from(number(people.len() as u64)).unwrap()];
        let told = |text: &str| text.to_owned();
        let (verifier, unit, place, purpose) = (told("guard-1"), told(ZHENGZHOU), told("p001"), told("entry"));
        match journal.ask(whom, Asked { verifier, unit, place, purpose }) {
            Ok(answer) => println!("kept - {} .", answer.kept),
            Err(refused) => return said(&refused),
        }
    }
}

fn said(refused: &Refused) {
    println!("refused {} .", refused.code());
}
