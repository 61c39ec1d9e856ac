//! A register of values: units, officers, institutions and residents made by hand, and
//! acts kept in memory, so that deciding can be tried without a store.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mingma_acts::item::{Admission, from_map};
use mingma_acts::{Act, Key, Map, Power, Registry, Uid, authorise};
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{Composing, Said};
use mingma_app::evidence::{self, Proposed};
use mingma_app::presence::diary::{Counted, Entry, counting, traces};
use mingma_app::presence::level::Level;
use mingma_app::register::place::PlaceKind;
use mingma_app::{Decision, Ground, Handed, Held, Note, Refusal, ResidentFile};
use mingma_model::{Colour, Id, Kind, Profile, Region, parse_instant};
use mingma_rules::{Dossier, Pack, Rulebook, load, shipped};
use mingma_seal::{KeyId, SigningKey, SystemRandom};
use mingma_store::rows::{
    AreaRow, DeviceRow, InstitutionRow, KeyRow, OfficerRow, PowerRow, ResidentRow, TextRow, UnitRow,
};

pub static PROFILE: LazyLock<Profile> = LazyLock::new(|| shipped::profile("cn").unwrap());
pub static BOOK: LazyLock<Rulebook> = LazyLock::new(|| load::shipped(&PROFILE).unwrap());

/// Noon of a day on which the packs of the ninth edition and of Henan are in force.
pub fn noon() -> i64 {
    parse_instant("2022-07-08T12:00:00+08:00").unwrap()
}

pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 86_400;

pub fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

/// The key of somebody: made of their name, the same each time.
pub fn key(holder: &str) -> SigningKey {
    SigningKey::from_seed(mingma_seal::sha256(holder.as_bytes()).0)
}

pub struct Stage {
    pub registry: Registry,
    pub book: Rulebook,
    pub now: i64,
    pub log_runs: bool,
    pub files: BTreeMap<u32, ResidentFile>,
    pub notes: Vec<Note>,
    pub cases: BTreeMap<String, u64>,
    pub proposals: Vec<Proposed>,
    pub diaries: BTreeMap<u32, Vec<Entry>>,
}

pub fn uid(n: u32) -> Uid {
    let mut bytes = [0x11; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    Uid(bytes)
}

const UNITS: [(&str, &str, Option<&str>); 5] = [
    ("henan", "41", None),
    ("zhengzhou", "4101", Some("henan")),
    ("erqi", "410103", Some("zhengzhou")),
    ("luohe", "4111", Some("henan")),
    ("hebei", "13", None),
];

/// Officers: work number and unit.
const OFFICERS: [(&str, &str); 11] = [
    ("hn-1", "henan"),
    ("hn-2", "henan"),
    ("zz-1", "zhengzhou"),
    ("zz-2", "zhengzhou"),
    ("zz-3", "zhengzhou"),
    ("zz-4", "zhengzhou"),
    ("eq-1", "erqi"),
    ("eq-2", "erqi"),
    ("lh-1", "luohe"),
    ("lh-2", "luohe"),
    ("hb-1", "hebei"),
];

const INSTITUTIONS: [(&str, &str, &str); 5] = [
    ("lab-zz", "laboratory", "4101"),
    ("lab-hb", "laboratory", "13"),
    ("port-zz", "port", "41"),
    ("rail", "carrier", "00"),
    ("shanghai", "partner", "31"),
];

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    pub fn new() -> Self {
        let mut stage = Self {
            registry: standing_since(noon() - 100 * DAY),
            book: BOOK.clone(),
            now: noon(),
            log_runs: true,
            files: BTreeMap::new(),
            notes: Vec::new(),
            cases: BTreeMap::new(),
            proposals: Vec::new(),
            diaries: BTreeMap::new(),
        };
        UNITS.iter().for_each(|(id, region, parent)| stage.unit(id, region, *parent));
        OFFICERS.iter().for_each(|(id, unit)| stage.officer(id, unit));
        INSTITUTIONS.iter().for_each(|(id, kind, region)| stage.institution(id, kind, region));
        stage.key("register", "register");
        let packs: Vec<Pack> = stage.book.packs().to_vec();
        packs.iter().for_each(|pack| stage.publish(&pack.id));
        stage
    }

    pub fn since() -> i64 {
        noon() - 200 * DAY
    }

    pub fn unit(&mut self, id: &str, region: &str, parent: Option<&str>) {
        let row = UnitRow {
            id: id.into(),
            seq: 1,
            name_zh: "单位".into(),
            name_en: "unit".into(),
            region: region.into(),
            parent: parent.map(Into::into),
            telephone: format!("0371-{}", id.len()),
            since: Self::since(),
            until: None,
        };
        self.registry.units.insert(id.into(), row);
        for power in [Power::Assign, Power::Convert, Power::Declare] {
            self.grant(id, power, region);
        }
    }

    pub fn grant(&mut self, unit: &str, power: Power, region: &str) {
        let row = PowerRow {
            unit: unit.into(),
            power: power.word().into(),
            region: region.into(),
            seq: 1,
            since: Self::since(),
            until: None,
        };
        self.registry.powers.entry(unit.into()).or_default().push(row);
    }

    /// Takes a power back.
    pub fn revoke(&mut self, unit: &str, power: Power) {
        self.registry.powers.get_mut(unit).unwrap().retain(|row| row.power != power.word());
    }

    pub fn officer(&mut self, id: &str, unit: &str) {
        let row = OfficerRow { id: id.into(), unit: unit.into(), seq: 1, since: Self::since(), until: None };
        self.registry.officers.insert(id.into(), row);
        self.key(id, "officer");
    }

    pub fn institution(&mut self, id: &str, kind: &str, region: &str) {
        let row = InstitutionRow {
            id: id.into(),
            kind: kind.into(),
            name_zh: "机构".into(),
            name_en: "institution".into(),
            region: region.into(),
            seq: 1,
            since: Self::since(),
            until: None,
        };
        self.registry.institutions.insert(id.into(), row);
        self.key(id, "institution");
    }

    fn key(&mut self, holder: &str, holder_kind: &str) {
        let public = key(holder).public();
        let row = KeyRow {
            id: public.id().0,
            public: public.to_bytes(),
            holder_kind: holder_kind.into(),
            holder: holder.into(),
            seq: 1,
            since: Self::since(),
            until: None,
        };
        self.registry.keys.insert(public.id(), Key::new(row).unwrap());
    }

    pub fn publish(&mut self, pack: &str) {
        let row = TextRow {
            hash: mingma_seal::sha256(pack.as_bytes()).0,
            kind: "pack".into(),
            name: pack.into(),
            bytes: Vec::new(),
            seq: 1,
            since: Self::since(),
            until: None,
        };
        self.registry.texts.insert(row.hash, row);
    }

    pub fn area(&mut self, id: &str, region: &str, level: &str, declared_at: i64) {
        let row = AreaRow {
            id: id.into(),
            region: region.into(),
            level: level.into(),
            unit: "zhengzhou".into(),
            seq: 1,
            declared_at,
            lifted_at: None,
        };
        self.registry.areas.insert(id.into(), row);
    }

    /// A resident who is enrolled, whose device key is made of their id.
    pub fn enrol(&mut self, number: u32) -> Uid {
        let id = uid(number);
        let row = ResidentRow {
            resident: number,
            id: id.0,
            seq: 1,
            level: "vouched".into(),
            merged_into: None,
            closed_at: None,
        };
        self.files.insert(number, ResidentFile::empty(number, id, Some(row)));
        id
    }

    pub fn file(&self, resident: &Uid) -> &ResidentFile {
        self.files.values().find(|file| file.uid == *resident).unwrap()
    }

    pub fn with<'a>(&self, actor: &'a str) -> Composing<'a> {
        Composing { actor, now: self.now, random: &SystemRandom }
    }

    fn device(&self, id: &KeyId) -> Option<(DeviceRow, Uid)> {
        self.files.values().find_map(|file| {
            let public = device(&file.uid).public();
            let row = DeviceRow {
                resident: file.number,
                key: id.0,
                public: public.to_bytes(),
                seq: 1,
                since: Self::since(),
                until: None,
            };
            (public.id() == *id).then_some((row, file.uid))
        })
    }

    /// Decides an act as the register would.
    pub fn decide(&self, handed: &Handed) -> Result<Decision, Refusal> {
        let files: Vec<ResidentFile> =
            handed.members.iter().map(|member| self.file(&member.resident).clone()).collect();
        self.timed(handed, &files).0
    }

    /// Decides an act over files that were read before, and tells how long deciding took (s).
    pub fn timed(&self, handed: &Handed, files: &[ResidentFile]) -> (Result<Decision, Refusal>, f64) {
        let devices = |id: &KeyId| Ok(self.device(id));
        let permit =
            authorise(&self.registry, &devices, handed.act.clone(), handed.approvals.clone(), self.now).unwrap();
        let cites = permit.act().cites.clone();
        let cited: Vec<Note> = cites.iter().map(|digest| self.note(&digest.0).clone()).collect();
        let cases =
            |id: &str| self.cases.get(id).and_then(|seq| self.notes.iter().find(|note| note.seq == *seq).cloned());
        let note = |seq: u64| self.notes.iter().find(|note| note.seq == seq).cloned();
        let visits = |number: u32| self.counting(number);
        let struck = |note: &Note, id: &str| {
            let file = note.whose(id).and_then(|whose| self.files.get(&whose));
            file.is_some_and(|file| {
                file.held.iter().any(|held| {
                    held.item.kind == Kind::Correction && held.item.id_of("of").is_some_and(|of| of.as_str() == id)
                })
            })
        };
        let ground = Ground {
            struck: &struck,
            registry: &self.registry,
            profile: &PROFILE,
            book: &self.book,
            now: self.now,
            permit: &permit,
            files,
            cited: &cited,
            cases: &cases,
            note: &note,
            visits: &visits,
            log_runs: self.log_runs,
        };
        let proposal = |id: &Uid| self.proposals.iter().find(|one| one.act.id == *id).cloned();
        let begun = std::time::Instant::now();
        let outcome = evidence::decide(&ground, &handed.members, &proposal);
        (outcome, begun.elapsed().as_secs_f64())
    }

    /// The visits of somebody that count against them.
    fn counting(&self, number: u32) -> Vec<Counted> {
        let own = |seq: u64| self.notes.iter().any(|note| note.seq == seq && note.actor.starts_with("r-"));
        let diary = self.diaries.get(&number).map_or(&[][..], Vec::as_slice);
        counting(diary, &traces(&self.files[&number], &own))
    }

    /// Somebody scans at a shop in a region.
    pub fn visits(&mut self, number: u32, id: &str, place: &str, at: i64, level: Level) {
        let entry = Entry {
            id: Id::parse(id).unwrap(),
            place: Id::parse("mall").unwrap(),
            kind: PlaceKind::Venue,
            region: region(place),
            point: None,
            at,
            left: None,
            level,
            not_there: false,
            passed_on: false,
        };
        self.diaries.entry(number).or_default().push(entry);
    }

    pub fn note(&self, digest: &[u8; 32]) -> &Note {
        self.notes.iter().find(|note| note.digest == *digest).unwrap()
    }

    /// Decides an act and keeps what was decided.
    pub fn keep(&mut self, handed: &Handed) -> Result<Decision, Refusal> {
        let decision = self.decide(handed)?;
        let act = Act::from_bytes(&handed.act).unwrap();
        self.registry.newest += 1;
        self.registry.sealed_at = self.now;
        let seq = self.registry.newest;
        let members = handed.members.iter().map(|member| (member.resident, member.item.clone()));
        let added = decision.added.iter().map(|extra| (handed.members[extra.file].resident, extra.item.clone()));
        let until = act.body.int("hours").map(|hours| self.now + hours * HOUR);
        let mut items = Vec::new();
        let signed = handed.members.len();
        for (idx, (resident, item)) in members.chain(added).enumerate() {
            let admission = Admission { sealed_at: self.now, until: until.filter(|_| idx < signed) };
            let read = from_map(&item, &resident, admission, &PROFILE).unwrap();
            let file = self.files.values_mut().find(|file| file.uid == resident).unwrap();
            let of = file.number;
            file.held.push(Held { of, seq, idx: u32::try_from(idx).unwrap(), item: read });
            items.push((file.number, item));
        }
        self.remember(handed, &act, seq, items);
        Ok(decision)
    }

    fn remember(&mut self, handed: &Handed, act: &Act, seq: u64, items: Vec<(u32, Map)>) {
        for (_, item) in &items {
            if matches!(item.text("kind"), Some("confirmed_case" | "asymptomatic_case")) {
                self.cases.insert(item.text("id").unwrap().to_owned(), seq);
            }
        }
        let signers = handed.approvals.iter().map(|approval| match self.registry.keys.get(&approval.key) {
            Some(key) => (key.row.holder_kind.clone(), key.row.holder.clone()),
            None => ("resident".to_owned(), approval.key.to_string()),
        });
        let note = Note {
            seq,
            sealed_at: self.now,
            class: act.class,
            actor: act.actor.clone(),
            digest: act.digest().0,
            commitment: mingma_seal::sha256(&handed.act).0,
            signers: signers.collect(),
            body: act.body.clone(),
            items,
        };
        self.notes.push(note);
    }

    /// Moves the clock.
    pub fn later(&mut self, seconds: i64) {
        self.now += seconds;
    }

    /// The colour of a resident now.
    pub fn colour(&self, resident: &Uid) -> Colour {
        let dossier = Dossier::new(self.file(resident).items()).unwrap();
        self.book.derive(&dossier, self.now).unwrap().colour
    }

    // What people do, in a word each.

    /// The resident says that they are well, in a region: a tie to it.
    pub fn declares(&mut self, resident: Uid, place: &str) {
        let id = format!("d-{}", self.registry.newest);
        let said = Said::new(resident, &id, Kind::SelfDeclaration, region(place))
            .with("symptoms", mingma_acts::Datum::List(Vec::new()))
            .with("declared_at", self.now - 60);
        self.keep(&self.by_resident(resident, vec![said])).unwrap();
    }

    pub fn by_resident(&self, resident: Uid, said: Vec<Said>) -> Handed {
        let actor = evidence::compose::as_resident(&resident);
        self.sign(evidence::compose::items(&self.with(&actor), "own", said), &[&device(&resident)])
    }

    pub fn by(&self, actor: &str, signers: &[&str], said: Vec<Said>) -> Handed {
        let keys: Vec<SigningKey> = signers.iter().map(|signer| key(signer)).collect();
        self.sign(evidence::compose::items(&self.with(actor), "test", said), &keys.iter().collect::<Vec<_>>())
    }

    pub fn sign(&self, draft: Draft, keys: &[&SigningKey]) -> Handed {
        draft.sign(keys)
    }

    /// A positive of a laboratory, and then the case that two officers confirm.
    pub fn case(&mut self, resident: Uid, id: &str) {
        let positive = test(resident, &format!("p-{id}"), "positive", self.now - 2 * HOUR);
        self.keep(&self.by("lab-zz", &["lab-zz"], vec![positive])).unwrap();
        let case = Said::new(resident, id, Kind::ConfirmedCase, region("410103")).with("confirmed_at", self.now - HOUR);
        self.keep(&self.by("zhengzhou", &["zz-1", "zz-2"], vec![case])).unwrap();
    }
}

/// The device of a resident.
pub fn device(resident: &Uid) -> SigningKey {
    key(&format!("device {resident}"))
}

pub fn test(resident: Uid, id: &str, result: &str, sampled_at: i64) -> Said {
    Said::new(resident, id, Kind::NucleicTest, region("410103"))
        .with("result", result)
        .with("sampled_at", sampled_at)
        .with("reported_at", sampled_at + 600)
        .with("institution", "lab-zz")
        .with("sample_id", format!("s-{id}"))
}

pub fn arrival(resident: Uid, id: &str, at: i64) -> Said {
    Said::new(resident, id, Kind::Arrival, region("410103")).with("origin_region", "310101").with("arrived_at", at)
}

pub fn entry(resident: Uid, id: &str, at: i64) -> Said {
    Said::new(resident, id, Kind::EntryFromAbroad, region("410103")).with("country", "JP").with("entered_at", at)
}

pub fn contact(resident: Uid, id: &str, case: &str, at: i64) -> Said {
    Said::new(resident, id, Kind::CloseContact, region("410103")).with("case", case).with("last_contact_at", at)
}

pub fn notice(resident: Uid, id: &str, colour: &str, at: i64, until: i64) -> Said {
    Said::new(resident, id, Kind::Notice, region("410103"))
        .with("origin_region", "310101")
        .with("origin_colour", colour)
        .with("origin_kind", "close_contact")
        .with("origin_case", "sh-1")
        .with("pushed_at", at)
        .with("until", until)
}

/// The act that admitted the newest item of an id.
pub fn digest_of(stage: &Stage, id: &str) -> mingma_seal::Digest {
    let held = |note: &&Note| note.items.iter().any(|(_, item)| item.text("id") == Some(id));
    mingma_seal::Digest(stage.notes.iter().rev().find(held).unwrap().digest)
}

/// A registry of a hundred acts, with nothing in it yet.
fn standing_since(sealed_at: i64) -> Registry {
    let mut registry = Registry::default();
    (registry.newest, registry.sealed_at) = (100, sealed_at);
    registry
}
