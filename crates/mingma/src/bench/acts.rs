//! Acts: single ones by many writers, and a laboratory's file on a register of a million.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Barrier};
use std::time::Instant;

use mingma_acts::{Approval, Power, Uid};
use mingma_app::evidence::compose::{Composing, Said, items};
use mingma_app::register::enrolment::{Person, Phone};
use mingma_app::register::genesis::Genesis;
use mingma_app::register::institution::{self, Institution, InstitutionKind};
use mingma_app::register::officer::Officer;
use mingma_app::register::power::Grant;
use mingma_app::register::text::Publication;
use mingma_app::register::unit::Unit;
use mingma_app::register::{By, enrolment, genesis};
use mingma_app::{Clock, Handed, House, Layout, Opening, init};
use mingma_model::document::{Document, DocumentKind, PersonName};
use mingma_model::{Kind, Prefix, Profile, Region};
use mingma_rules::{load, shipped};
use mingma_seal::{Digest, Domain, SigningKey, SystemRandom};
use mingma_store::{Change, Postgres, Sqlite, Store};

use super::{Row, broken};
use crate::context::Refusal;

/// Writers that each wait for their act before they hand in the next.
const WRITERS: usize = 64;
/// Acts of each writer.
const EACH: usize = 400;
/// Residents of the register that the file is read into.
const RESIDENTS: usize = 1_000_000;
/// Residents enrolled by one act.
const TOGETHER: usize = 100_000;
/// Results of the file.
const RESULTS: usize = 100_000;
/// 8 July 2022, 09:00 in Beijing.
const NOW: i64 = 1_657_242_000;

/// A clock that stands.
struct Standing;

impl Clock for Standing {
    fn now(&self) -> i64 {
        NOW
    }
}

/// A register with a unit, two officers, a laboratory and the packs that ship.
pub(super) struct Bench {
    pub house: House,
    officers: [SigningKey; 2],
    laboratory: SigningKey,
    _folder: tempfile::TempDir,
}

/// Makes what keeps a register, in a folder.
type Keeper<'a> = &'a dyn Fn(&Path) -> Result<Arc<dyn Store>, Refusal>;

const UNIT: &str = "bench";
const LABORATORY: &str = "lab-1";

fn failed(error: impl std::fmt::Display) -> Refusal {
    broken(&error.to_string())
}

impl Bench {
    /// Lays one; `store` makes what keeps it, in a folder.
    pub fn lay(store: Keeper<'_>) -> Result<Self, Refusal> {
        let folder = tempfile::tempdir().map_err(failed)?;
        let layout = Layout::new(folder.path());
        let laid = init::lay(&layout, &SystemRandom).map_err(failed)?;
        let profile = Arc::new(shipped::profile(shipped::DEFAULT_PROFILE)?);
        let house = House::open(Opening {
            store: store(folder.path())?,
            layout,
            profile: profile.clone(),
            clock: Arc::new(Standing),
            random: Arc::new(SystemRandom),
            origin: "bench.invalid/log".into(),
        })
        .map_err(failed)?;
        let key = || SigningKey::generate(&SystemRandom);
        let bench = Self { house, officers: [key(), key()], laboratory: key(), _folder: folder };
        bench.found(laid.register, &profile)?;
        Ok(bench)
    }

    fn found(&self, register: mingma_seal::PublicKey, profile: &Profile) -> Result<(), Refusal> {
        let everywhere = Prefix::parse("00").expect("00 holds all");
        let unit = Unit {
            id: UNIT,
            name_zh: "测量单位",
            name_en: "Bench unit",
            region: everywhere,
            parent: None,
            telephone: "12345",
        };
        let powers =
            Power::ALL.iter().map(|power| Grant { unit: UNIT, power: *power, region: everywhere, until: None });
        let files = load::packs(&shipped_files(), profile)?;
        let sources = shipped_files();
        let texts = files.iter().zip(&sources).map(|(read, file)| Publication {
            name: read.pack.id.clone(),
            text: &file.text,
            from: read.pack.from,
            to: read.pack.to,
        });
        let [first, second] = &self.officers;
        let officer = |id, key: &SigningKey| Officer { id, unit: UNIT, key: key.public() };
        let begun = Genesis {
            origin: "bench.invalid/log",
            profile: &profile.id,
            demo: true,
            register,
            units: vec![unit],
            powers: powers.collect(),
            officers: vec![officer("bench-1", first), officer("bench-2", second)],
            texts: texts.collect(),
        };
        self.hand(&genesis::compose(self.by(UNIT), &begun).sign(&[first, second]))?;
        let laboratory = Institution {
            id: LABORATORY,
            kind: InstitutionKind::Laboratory,
            name_zh: "检测机构",
            name_en: "Laboratory",
            region: everywhere,
            key: self.laboratory.public(),
        };
        self.hand(&institution::compose(self.by(UNIT), &laboratory).sign(&[first, second]))
    }

    fn by<'a>(&self, actor: &'a str) -> By<'a> {
        By { actor, at: NOW, random: &SystemRandom }
    }

    fn hand(&self, handed: &Handed) -> Result<(), Refusal> {
        self.house.submit(handed).map(drop).map_err(failed)
    }

    /// Enrols residents; their ids in the order of their numbers.
    pub fn enrol(&self, from: usize, count: usize) -> Result<Vec<Uid>, Refusal> {
        let mut ids = Vec::with_capacity(count);
        for start in (from..from + count).step_by(TOGETHER) {
            let people: Vec<Person> = (start..(start + TOGETHER).min(from + count)).map(person).collect();
            let (draft, some) = enrolment::compose(self.by(UNIT), &people);
            self.hand(&draft.sign(&[&self.officers[0]]))?;
            ids.extend(some);
        }
        Ok(ids)
    }

    /// A vaccination, signed by two officers.
    fn single(&self, resident: Uid, n: usize) -> Handed {
        let with = Composing { actor: UNIT, now: NOW, random: &SystemRandom };
        let said = Said::new(resident, &format!("v-{n}"), Kind::Vaccination, region())
            .with("product", "vaccine-1")
            .with("dose", 1_i64)
            .with("given_at", NOW - 3_600);
        items(&with, "vaccination", vec![said]).sign(&[&self.officers[0], &self.officers[1]])
    }

    /// A laboratory's results, one of two hundred positive, signed by it.
    pub fn results(&self, residents: &[Uid], round: usize) -> Handed {
        let with = Composing { actor: LABORATORY, now: NOW, random: &SystemRandom };
        // A positive of the same day would be the same fact.
        let sampled = NOW - 7_200 - 86_400 * i64::try_from(round).unwrap_or(0);
        let said = residents.iter().enumerate().map(|(n, resident)| {
            let result = if n % 200 == 0 { "positive" } else { "negative" };
            Said::new(*resident, &format!("t-{round}-{n}"), Kind::NucleicTest, region())
                .with("result", result)
                .with("sampled_at", sampled)
                .with("reported_at", NOW - 600)
                .with("institution", LABORATORY)
                .with("sample_id", format!("s-{round}-{n}"))
        });
        items(&with, "laboratory", said.collect()).sign(&[&self.laboratory])
    }
}

fn region() -> Region {
    Region::parse("410105").expect("a county of the table")
}

fn shipped_files() -> Vec<mingma_rules::PackFile> {
    load::shipped_files(shipped::DEFAULT_PROFILE)
}

fn person(n: usize) -> Person {
    let document = Document::parse(DocumentKind::Passport, &format!("E{n:08}")).expect("a passport's form");
    let name = PersonName::parse("测量").expect("a name");
    let phone = Phone::parse("13800000000").expect("a telephone number");
    Person { document, name, phone, region: region(), key: None }
}

/// A register in SQLite.
pub(super) fn sqlite(folder: &Path) -> Result<Arc<dyn Store>, Refusal> {
    Ok(Arc::new(Sqlite::open(&folder.join("register.db")).map_err(failed)?))
}

/// Measures acts and members.
pub fn rows(only: Option<&str>, address: Option<&str>) -> Result<Vec<Row>, Refusal> {
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    let mut rows = Vec::new();
    if wanted("append.durable") {
        rows.push(durable()?);
    }
    if wanted("members.file") {
        rows.push(members("members.file", &sqlite)?);
    }
    if let Some(address) = address.filter(|_| wanted("members.file.postgres")) {
        let postgres = |_: &Path| Ok(Arc::new(Postgres::open(address).map_err(failed)?) as Arc<dyn Store>);
        rows.push(members("members.file.postgres", &postgres)?);
    }
    Ok(rows)
}

fn durable() -> Result<Row, Refusal> {
    let bench = Bench::lay(&sqlite)?;
    let residents = bench.enrol(0, WRITERS * EACH)?;
    let acts: Vec<Handed> = residents.iter().enumerate().map(|(n, uid)| bench.single(*uid, n)).collect();
    let bytes: Vec<usize> = acts.iter().map(|handed| handed.act.len() + 400).collect();
    let ours = many_writers(&acts, &|handed| bench.house.submit(handed).is_ok_and(|kept| kept.fresh))?;
    let bare = bare_loop(&bench, &acts, &bytes)?;
    Ok(Row {
        name: "append.durable",
        value: ours,
        unit: "1/s",
        baseline: "verify two signatures, group-commit the same bytes",
        baseline_value: bare,
        ratio: ours / bare,
        note: format!("{WRITERS} writers, {} acts, SQLite", acts.len()),
    })
}

/// Every writer hands in its acts, one after another, each waiting for its answer.
fn many_writers(acts: &[Handed], hand: &(dyn Fn(&Handed) -> bool + Sync)) -> Result<f64, Refusal> {
    let begin = Barrier::new(WRITERS + 1);
    let started = std::thread::scope(|scope| {
        let writers: Vec<_> = acts
            .chunks(EACH)
            .map(|own| {
                let begin = &begin;
                scope.spawn(move || {
                    begin.wait();
                    own.iter().all(hand)
                })
            })
            .collect();
        begin.wait();
        let start = Instant::now();
        let all = writers.into_iter().all(|writer| writer.join().unwrap_or(false));
        all.then(|| start.elapsed().as_secs_f64())
    });
    let took = started.ok_or_else(|| broken("an act was refused"))?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    Ok(acts.len() as f64 / took)
}

/// The same writers, with nothing but what cannot be left out: both signatures
/// verified, the same number of bytes appended and synced, many together.
fn bare_loop(bench: &Bench, acts: &[Handed], bytes: &[usize]) -> Result<f64, Refusal> {
    let folder = tempfile::tempdir().map_err(failed)?;
    let file = File::create(folder.path().join("log")).map_err(failed)?;
    let keys: Vec<_> =
        bench.officers.iter().map(|key| key.public().prepare().map_err(failed)).collect::<Result<_, _>>()?;
    let (jobs, waiting) = channel::<(usize, SyncSender<bool>)>();
    let writer = std::thread::spawn(move || group_commit(file, &waiting));
    let at = |handed: &Handed| (handed as *const Handed as usize - acts.as_ptr() as usize) / size_of::<Handed>();
    let rate = many_writers(acts, &|handed| {
        let digest = mingma_acts::digest_of(&handed.act);
        let verified = handed.approvals.iter().zip(&keys).all(|(approval, key)| verify(approval, key, &digest));
        let (answer, answered) = sync_channel(1);
        verified && jobs.send((bytes[at(handed)], answer)).is_ok() && answered.recv() == Ok(true)
    });
    drop(jobs);
    writer.join().map_err(|_| broken("the bare writer stopped"))?;
    rate
}

fn verify(approval: &Approval, key: &mingma_seal::VerifyingKey, digest: &Digest) -> bool {
    let signature = mingma_seal::Signature::from_bytes(approval.signature.as_slice());
    key.verify(Domain::Approval, &digest.0, &signature).is_ok()
}

fn group_commit(mut file: File, waiting: &Receiver<(usize, SyncSender<bool>)>) {
    let zeros = vec![0_u8; 1 << 20];
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(255));
        let size = batch.iter().map(|(size, _)| size).sum::<usize>().min(zeros.len());
        let kept = file.write_all(&zeros[..size]).and_then(|()| file.sync_data()).is_ok();
        for (_, answer) in batch {
            answer.send(kept).ok();
        }
    }
}

fn members(name: &'static str, store: Keeper<'_>) -> Result<Row, Refusal> {
    let bench = Bench::lay(store)?;
    let residents = bench.enrol(0, RESIDENTS)?;
    bench.house.follow().map_err(failed)?;
    // Every tenth resident, in the order of their numbers.
    let tested: Vec<Uid> = residents.iter().step_by(RESIDENTS / RESULTS).copied().collect();
    let handed = bench.results(&tested, 1);
    let start = Instant::now();
    let kept = bench.house.submit(&handed).map_err(failed)?;
    let decided = start.elapsed().as_secs_f64();
    bench.house.sequencer().wait_for(kept.seq).map_err(failed)?;
    bench.house.follow().map_err(failed)?;
    let took = start.elapsed().as_secs_f64();
    let bare = bare_rows(&bench, kept.seq)?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = RESULTS as f64 / took;
    Ok(Row {
        name,
        value: rate,
        unit: "1/s",
        baseline: "bare insertion of the members' rows alone",
        baseline_value: bare,
        ratio: rate / bare,
        note: format!(
            "{RESULTS} results, {RESIDENTS} enrolled; kept after {decided:.2} s, on the board after {took:.2} s; \
             one row a result beside its block, a letter for each positive"
        ),
    })
}

/// The rows of the file's members alone, beside those that stand: of residents whom the
/// register does not have.
fn bare_rows(bench: &Bench, seq: u64) -> Result<f64, Refusal> {
    use mingma_store::Row as _;
    use mingma_store::rows::MemberRow;
    let record = bench.house.record(seq).map_err(failed)?;
    let opened = mingma_app::open_members(bench.house.store(), bench.house.vault(), &record).map_err(failed)?;
    let rows = opened.into_iter().zip(0_u32..).map(|(one, idx)| MemberRow {
        resident: one.sealed.resident | 1 << 30,
        seq,
        idx,
        class: record.act().class.code(),
        sealed: one.sealed.sealed,
    });
    let mut changes: Vec<Change> = rows.map(|row| Change::put(&row)).collect();
    changes.sort_by(|a, b| a.key().cmp(b.key()));
    let newest = bench.house.registry().newest;
    let start = Instant::now();
    bench.house.store().commit(newest, &changes).map_err(failed)?;
    debug_assert_eq!(changes[0].table().name, MemberRow::TABLE.name);
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    Ok(changes.len() as f64 / start.elapsed().as_secs_f64())
}
