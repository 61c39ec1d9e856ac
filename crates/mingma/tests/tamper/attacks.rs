//! An administrator who has the database and every key of the process (master, register,
//! log), and writes as the register itself would: rows, projections, leaves, a fresh
//! checkpoint. Only the officers' own keys are not theirs.

use std::path::Path;
use std::sync::Arc;

use mingma_acts::member::{commitment, from_chunk, root};
use mingma_acts::{
    Act, ActError, Algorithm, Approval, Class, Folding, Map, Members, Power, Record, Sealed, Uid, Vault, View, fold,
    record_of,
};
use mingma_app::Layout;
use mingma_app::board::{Board, Step};
use mingma_app::register::By;
use mingma_app::register::power::compose_revoked;
use mingma_app::register::story::{LABORATORY, LUOHE, ROOT, ZHENGZHOU, officer_id};
use mingma_ledger::{Entry, Ledger};
use mingma_model::{Colour, Prefix};
use mingma_seal::{MasterKey, SigningKey, SystemRandom};
use mingma_store::rows::{ActRow, MemberRow, ResidentRow, TABLES};
use mingma_store::{KeyStore, Row, Sqlite, Store, Table, Value};
use tempfile::TempDir;

use crate::change::Db;
use crate::stage::{LAID, ORIGIN, audit, told};

struct Standing<'a>(&'a dyn Store);

impl View for Standing<'_> {
    fn get(&self, table: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        let rows = self.0.select_each(table, table.columns[0].name, &key[..1])?;
        Ok(rows.into_iter().find(|row| row[..table.key] == *key))
    }

    fn rows_of(&self, table: &'static Table, resident: u32) -> Result<Vec<Vec<Value>>, ActError> {
        Ok(self.0.select_each(table, "resident", &[Value::Int(i64::from(resident))])?)
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// A copy of the register in the hands of its administrator.
struct Administrator {
    folder: TempDir,
    store: Box<dyn Store>,
    vault: Vault,
    register: SigningKey,
}

impl Administrator {
    fn of(folder: TempDir) -> Self {
        let layout = Layout::new(folder.path());
        let master = MasterKey::from_file_text(&read(&layout.master())).unwrap();
        let vault = Vault::new(master, KeyStore::open(&layout.key_store()).unwrap(), Arc::new(SystemRandom));
        let store: Box<dyn Store> = Box::new(Sqlite::open(&layout.database()).unwrap());
        let register = SigningKey::from_pem(&read(&layout.register_key())).unwrap();
        Self { folder, store, vault, register }
    }

    fn newest(&self) -> ActRow {
        self.store.act(self.store.newest().unwrap()).unwrap().unwrap()
    }

    /// Somebody of whom nothing stands against them and whose key stands.
    fn somebody(&self) -> ResidentRow {
        let rows = self.store.scan(ResidentRow::TABLE, None, 100).unwrap();
        let rows = rows.iter().map(|row| ResidentRow::read(row).unwrap());
        let quiet = |row: &ResidentRow| {
            let members = self.store.members_of(row.resident).unwrap();
            row.closed_at.is_none() && !members.iter().any(|member| member.class == Class::Evidence.code())
        };
        rows.into_iter().find(quiet).expect("somebody has no evidence")
    }

    /// What two officers of the root unit could do, and did not: a city loses a power.
    fn measure(&self) -> Act {
        let now = self.newest().sealed_at;
        let by = By { actor: ROOT, at: now, random: &SystemRandom };
        compose_revoked(by, LUOHE, Power::Answer, Prefix::parse("4111").unwrap(), "by order").act()
    }

    /// Appends an act as the register does, without asking anybody.
    fn append(&self, act: &Act, approvals: Vec<Approval>) -> u64 {
        let (seq, sealed_at) = (self.newest().seq + 1, self.newest().sealed_at);
        let record = Record::new(seq, sealed_at, act.to_bytes(), approvals, None, &SystemRandom).unwrap();
        let (view, index) = (&Standing(&*self.store), self.vault.index());
        let changes = fold(&Folding { record: &record, members: &[], view, index }).unwrap();
        self.store.commit(seq - 1, &changes).unwrap();
        publish(self.folder.path(), &[record.leaf()]);
        seq
    }

    /// Gives the folder back, closed.
    fn done(self) -> TempDir {
        self.folder
    }
}

fn publish(folder: &Path, leaves: &[Vec<u8>]) {
    let layout = Layout::new(folder);
    let key = SigningKey::from_pem(&read(&layout.log_key())).unwrap();
    let ledger = Ledger::open(&layout.log(), ORIGIN, key).unwrap();
    let entries: Vec<Entry> = leaves.iter().map(|leaf| Entry::new(leaf.clone()).unwrap()).collect();
    ledger.extend(&entries).unwrap();
    ledger.publish().unwrap();
}

fn officer(n: u8) -> &'static SigningKey {
    &LAID.holders[&officer_id(ROOT, n)]
}

/// A signature that says it is an officer's.
fn forged(n: u8, signature: &[u8]) -> Approval {
    let (key, signature) = (officer(n).public().id(), signature.to_vec());
    Approval { algorithm: Algorithm::Ed25519, key, signature, assertion: None }
}

/// The signatures of two officers of the unit under some other act of theirs.
fn copied(admin: &Administrator) -> Vec<Approval> {
    let ours = [1, 2].map(|n| officer(n).public().id());
    let rows = admin.store.acts(1, 1_000).unwrap();
    let records = rows.iter().map(|row| record_of(row).unwrap());
    let mut both = records.filter(|record| record.approvals.iter().map(|one| one.key).eq(ours));
    both.next().expect("two officers signed something").approvals
}

type Signing = fn(&Administrator, &Act) -> Vec<Approval>;

/// How the act that nobody approved is made to look approved, and what an audit says.
const FORGERIES: [(&str, &str, Signing); 7] = [
    ("no signature at all", "two different officers", |_, _| Vec::new()),
    ("signatures made up", "is not over this act", |_, _| vec![forged(1, &[7; 64]), forged(2, &[9; 64])]),
    ("signed by the register's own key", "two different officers", |admin, act| {
        vec![Approval::sign(&admin.register, &act.digest())]
    }),
    ("the register's signature under the officers' names", "is not over this act", |admin, act| {
        let own = Approval::sign(&admin.register, &act.digest()).signature;
        vec![forged(1, &own), forged(2, &own)]
    }),
    ("the officers' signatures from another act", "is not over this act", |admin, _| copied(admin)),
    ("one officer alone", "two different officers", |_, act| vec![Approval::sign(officer(1), &act.digest())]),
    ("one officer twice", "signed twice", |_, act| {
        vec![Approval::sign(officer(1), &act.digest()), Approval::sign(officer(1), &act.digest())]
    }),
];

#[test]
fn an_act_that_no_two_officers_approved_is_found_by_its_signatures() {
    for (how, says, sign) in FORGERIES {
        let admin = Administrator::of(LAID.copy());
        let act = admin.measure();
        let approvals = sign(&admin, &act);
        let seq = admin.append(&act, approvals).to_string();
        let folder = admin.done();
        let found = audit(folder.path(), Some(&LAID.kept));
        let report = found.as_ref().unwrap();
        let named = |one: &mingma_app::audit::Difference| one.table == "act" && one.key == seq && one.en.contains(says);
        assert!(report.differences.iter().any(named), "{how}: {}", told(&found));
        assert!(report.ledger_verified, "{how}: the log is as the administrator made it");
    }
}

#[test]
fn the_same_act_that_two_officers_did_approve_is_clean() {
    let admin = Administrator::of(LAID.copy());
    let act = admin.measure();
    let approvals = [1, 2].map(|n| Approval::sign(officer(n), &act.digest())).to_vec();
    admin.append(&act, approvals);
    let folder = admin.done();
    let found = audit(folder.path(), Some(&LAID.kept));
    // The snapshot of the board is of before, and stands.
    assert!(found.as_ref().unwrap().clean(), "{}", told(&found));
}

#[test]
fn an_officer_whom_the_administrator_makes_is_found_with_what_they_sign() {
    let admin = Administrator::of(LAID.copy());
    let key = SigningKey::generate(&SystemRandom);
    let now = admin.newest().sealed_at;
    let body = Map::new().with("officer", "nobody-01").with("unit", ZHENGZHOU).with("key", key.public().to_bytes());
    let act = |class, body, id: u8| Act {
        class,
        id: Uid([id; 16]),
        actor: ZHENGZHOU.into(),
        composed_at: now,
        body,
        members: None,
        cites: Vec::new(),
    };
    let joins = act(Class::Officer, body, 0xE1);
    let first = admin.append(&joins, vec![Approval::sign(&admin.register, &joins.digest())]);
    let body = Map::new().with("place", "p003").with("reason", "closed");
    let closes = act(Class::PlaceClosed, body, 0xE2);
    admin.append(&closes, vec![Approval::sign(&key, &closes.digest())]);
    let folder = admin.done();
    let found = audit(folder.path(), None);
    let named = |seq: u64| found.as_ref().unwrap().differences.iter().any(|one| one.key == seq.to_string());
    assert!(named(first), "{}", told(&found));
}

#[test]
fn members_that_are_sealed_anew_are_not_those_that_were_signed() {
    let admin = Administrator::of(LAID.copy());
    let rows = admin.store.acts(1, 1_000).unwrap();
    let of_laboratory = |row: &&ActRow| row.class == Class::Evidence.code() && row.actor == LABORATORY;
    let row = rows.iter().rev().find(of_laboratory).unwrap();
    let record = record_of(row).unwrap();
    let mut sealed = from_chunk(&admin.store.blocks(row.seq).unwrap()[0].bytes).unwrap();
    let key = admin.vault.key(sealed[0].resident).unwrap().unwrap();
    let mut member = sealed[0].open(&record.id(), 0, &key).unwrap();
    member.item.set("result", "positive");
    sealed[0] = Sealed::seal(sealed[0].resident, &member.to_bytes(), &record.id(), 0, &key, &SystemRandom);
    assert_ne!(root([&commitment(&member.to_bytes())]), record.act().members.map(|told: Members| told.root).unwrap());
    // Rows that are written once are changed past the store.
    let db = crate::change::open(&admin.folder.path().join("register.db"));
    let (resident, chunk) = (sealed[0].resident, &mingma_acts::member::chunks(&sealed)[0]);
    let at = i64::try_from(row.seq).unwrap();
    db.execute("UPDATE block SET bytes = ?1 WHERE seq = ?2", rusqlite::params![chunk, at]).unwrap();
    let update = "UPDATE member SET sealed = ?1 WHERE resident = ?2 AND seq = ?3 AND idx = 0";
    assert_eq!(db.execute(update, rusqlite::params![sealed[0].sealed, resident, at]).unwrap(), 1);
    drop(db);
    let seq = row.seq.to_string();
    let folder = admin.done();
    let found = audit(folder.path(), None);
    let named = found.as_ref().unwrap().differences.iter().any(|one| one.table == "block" && one.key == seq);
    assert!(named, "{}", told(&found));
}

/// The register without one refusal: what came after it renumbered, log and checkpoint
/// made anew; every act is still signed by whoever signed it.
fn rewritten(refusal: u64) -> TempDir {
    let folder = LAID.copy();
    let layout = Layout::new(folder.path());
    let db = crate::change::open(&layout.database());
    let of = i64::try_from(refusal).unwrap();
    for table in TABLES.iter().filter(|table| table.columns.iter().any(|column| column.name == "seq")) {
        let name = table.name;
        db.execute(&format!("DELETE FROM \"{name}\" WHERE seq = ?1"), [of]).unwrap();
        // By way of numbers that nothing has.
        db.execute(&format!("UPDATE \"{name}\" SET seq = -seq WHERE seq > ?1"), [of]).unwrap();
        db.execute(&format!("UPDATE \"{name}\" SET seq = -seq - 1 WHERE seq < 0"), []).unwrap();
    }
    drop(db);
    std::fs::remove_file(layout.board()).unwrap();
    std::fs::remove_dir_all(layout.log()).unwrap();
    std::fs::create_dir(layout.log()).unwrap();
    let store: &dyn Store = &Sqlite::open(&layout.database()).unwrap();
    let rows = store.acts(1, 1_000).unwrap();
    publish(folder.path(), &rows.iter().map(|row| record_of(row).unwrap().leaf()).collect::<Vec<_>>());
    folder
}

#[test]
fn a_folder_rolled_back_as_a_whole_is_found_by_a_checkpoint_kept_elsewhere() {
    // The same register, as it was before its ordinary days.
    let folder = tempfile::tempdir().unwrap();
    crate::stage::earlier(folder.path());
    let alone = audit(folder.path(), None);
    let report = alone.as_ref().unwrap();
    assert!(report.clean() && !report.compared_outside, "nothing within tells: {}", told(&alone));
    let newest = read(&LAID.folder.path().join("log/checkpoint"));
    let found = audit(folder.path(), Some(&newest));
    let report = found.as_ref().unwrap();
    assert!(!report.clean() && report.compared_outside && !report.ledger_verified);
    let named = |one: &&mingma_app::audit::Difference| one.table == "log" && one.key.starts_with("checkpoint ");
    assert!(
        report.differences.iter().find(named).is_some_and(|one| one.en.contains("rolled back")),
        "{}",
        told(&found)
    );
}

#[test]
fn a_history_that_is_written_anew_is_found_by_a_checkpoint_kept_elsewhere() {
    // The refusal of the last attempt is left out, everything after it renumbered.
    let rows = Administrator::of(LAID.copy()).store.acts(1, 1_000).unwrap();
    let refusal = rows.iter().rfind(|row| row.class == Class::Refusal.code()).unwrap().seq;
    let folder = rewritten(refusal);
    let alone = audit(folder.path(), None);
    assert!(alone.as_ref().unwrap().clean(), "every signature holds: {}", told(&alone));
    let newest = read(&LAID.folder.path().join("log/checkpoint"));
    let found = audit(folder.path(), Some(&newest));
    assert!(!found.as_ref().unwrap().clean(), "{}", told(&found));
    assert!(found.as_ref().unwrap().differences.iter().any(|one| one.table == "log"), "{}", told(&found));
    // One that was kept before shows nothing: what came before stands.
    let size = |note: &&String| note.lines().nth(1).unwrap().parse::<u64>().unwrap();
    let notes = LAID.before.lock().unwrap().files["log/checkpoint"].clone();
    let notes: Vec<String> = notes.into_iter().map(|note| String::from_utf8(note).unwrap()).collect();
    let earlier = notes.iter().rfind(|note| size(note) < refusal).unwrap();
    let before = audit(folder.path(), Some(earlier));
    assert!(before.as_ref().unwrap().clean(), "{}", told(&before));
}

#[test]
fn a_board_that_the_administrator_paints_is_found() {
    let admin = Administrator::of(LAID.copy());
    let path = Layout::new(admin.folder.path()).board();
    let whom = admin.somebody().resident;
    let mut board = Board::load(&path, &admin.vault).unwrap();
    board.set(whom, [Step::new(0, Colour::Red)].into());
    board.save(&path, &admin.vault).unwrap();
    let folder = admin.done();
    let found = audit(folder.path(), None);
    let named = |one: &mingma_app::audit::Difference| one.table == "board" && one.key == whom.to_string();
    assert!(found.as_ref().unwrap().differences.iter().any(named), "{}", told(&found));
}

/// A row of the table of members that nothing in the acts says.
#[test]
fn evidence_that_stands_in_the_table_alone_is_found() {
    let admin = Administrator::of(LAID.copy());
    let whom = admin.somebody().resident;
    let mut row = admin.store.scan(MemberRow::TABLE, None, 1_000).unwrap().pop().unwrap();
    row[0] = Value::Int(i64::from(whom));
    let folder = admin.done();
    assert!(crate::change::insert(
        &Db::File(crate::change::open(&folder.path().join("register.db"))),
        MemberRow::TABLE,
        &row
    ));
    let found = audit(folder.path(), None);
    let named = |one: &mingma_app::audit::Difference| one.table == "member" && one.key.starts_with(&format!("{whom} "));
    assert!(found.as_ref().unwrap().differences.iter().any(named), "{}", told(&found));
}
