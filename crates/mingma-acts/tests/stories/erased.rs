//! What stays when a key is destroyed, and what can be made again from acts.

use std::sync::Arc;

use mingma_acts::member::{from_chunk, members_of, open_row};
use mingma_acts::{Class, Datum, Folding, Map, Opened, Stored, Uid, Vault, fold, kept::record};
use mingma_seal::IndexKey;
use mingma_store::rows::{LetterRow, MemberRow, MetaRow, MigrationRow, OutboxRow, TABLES};
use mingma_store::{Row, Sqlite, Store, Table, scratch::Place};

use super::kept::text;
use crate::common::{Ground, Register, item, log_verifier, officer, rows, uid};

pub fn a_destroyed_key_leaves_every_root_and_receipt_provable(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    register.enrol(1..=3);
    let about: Vec<_> = (1..=3).map(|n| (n, item(n))).collect();
    let signed = register.sign(Class::Evidence, Map::new(), &about, &[&officer(1)]);
    let seq = register.submit(&signed).unwrap().seq;
    let before = register.receipt(seq, Some((1, &signed.members))).to_bytes();
    let key = register.vault.key(2).unwrap().unwrap();
    assert!(register.vault.destroy(2).unwrap());

    assert!(register.vault.key(2).unwrap().is_none());
    let kept = from_chunk(&register.store.blocks(seq).unwrap()[0].bytes).unwrap();
    assert_eq!(
        members_of(kept.iter()),
        record(&*register.store, seq).unwrap().act().members,
        "the root is proved without keys"
    );
    for (at, opens) in [(0_u32, true), (1, false), (2, true)] {
        let key = register.vault.key(at + 1).unwrap();
        let opened = key.map(|key| kept[at as usize].open(&signed.id(), at, &key).unwrap());
        assert_eq!(opened.map(|member| member.resident), opens.then(|| uid(at + 1)));
        for row in register.store.members_of(at + 1).unwrap() {
            let key = register.vault.key(at + 1).unwrap();
            let place = record(&*register.store, row.seq).unwrap().id();
            assert_eq!(key.is_some_and(|key| open_row(&row.sealed, &place, row.idx, &key).is_ok()), opens);
        }
    }
    // Only the key that is gone would open it, and the others do not.
    let other = register.vault.key(1).unwrap().unwrap();
    assert!(kept[1].open(&signed.id(), 1, &other).is_err());
    assert!(kept[1].open(&signed.id(), 1, &key).is_ok());

    register.submit(&register.sign(Class::Text, text("after"), &[], &[&officer(1)])).unwrap();
    let receipt = mingma_acts::Receipt::from_bytes(&before).unwrap();
    assert_eq!(
        receipt.verify(&log_verifier()).unwrap().member.unwrap().resident,
        uid(2),
        "whoever holds it can prove it"
    );
    for seq in 1..=register.newest() {
        register.receipt(seq, None).verify(&log_verifier()).unwrap();
    }
}

/// Folds every record of a store into an empty one.
fn replay(store: &dyn Store, vault: &Vault, into: &Sqlite, index: &IndexKey) {
    for seq in 1..=store.newest().unwrap() {
        let record = record(store, seq).unwrap();
        let sealed = store.blocks(seq).unwrap().into_iter().flat_map(|block| from_chunk(&block.bytes).unwrap());
        let place = record.act().place().unwrap();
        let members: Vec<Opened> = sealed
            .zip(0..)
            .map(|(sealed, at)| {
                let key = vault.key(sealed.resident).unwrap();
                let member = key.map(|key| sealed.open(&place, at, &key).unwrap());
                Opened { sealed, member }
            })
            .collect();
        let folding = Folding { record: &record, members: &members, view: &Stored(into), index };
        let changes = fold(&folding).unwrap();
        into.commit(seq - 1, &changes).unwrap();
    }
}

/// What no fold makes: letters are written by the decision, facts and migrations by the house.
const NOT_FOLDED: [&Table; 4] = [LetterRow::TABLE, OutboxRow::TABLE, MetaRow::TABLE, MigrationRow::TABLE];

pub fn acts_folded_again_give_the_same_rows(place: &dyn Place) {
    let ground = Ground::new();
    let register = Register::founded(&ground, place.open().unwrap());
    lived(&register);
    let replica = Sqlite::replica(&ground.folder.path().join("replica.db")).unwrap();
    replay(&*register.store, &register.vault, &replica, register.vault.index());
    let mut filled = 0;
    for table in TABLES.iter().filter(|table| !NOT_FOLDED.iter().any(|other| other.name == table.name)) {
        let (kept, made) = (rows(&*register.store, table), rows(&replica, table));
        assert_eq!(kept, made, "{}", table.name);
        assert!(!kept.is_empty(), "the story fills {}", table.name);
        filled += kept.len();
    }
    assert!(filled > 60, "{filled} rows");
    assert!(rows(&*register.store, MemberRow::TABLE).len() > 1_100, "more than one chunk of members");
    let store: Arc<dyn Store> = register.store.clone();
    assert_eq!(store.newest().unwrap(), replica.settled().unwrap());
}

fn submit(register: &Register, class: Class, body: Map, about: &[(u32, Map)]) -> Uid {
    let signed = register.sign(class, body, about, &[&officer(1)]);
    register.submit(&signed).unwrap();
    signed.id()
}

/// A life of a register in which every table gets a row, and rows are changed and deleted.
fn lived(register: &Register) {
    public_life(register);
    register.enrol(1..=1_100);
    let body = || Map::new().with("reason", "seen at a counter");
    let phone = mingma_seal::SigningKey::from_seed([77; 32]).public().to_bytes();
    submit(register, Class::Enrolled, Map::new().with("level", "vouched"), &[(3, Map::new().with("key", phone))]);
    let name = |n: u32| mingma_acts::item::resident_id(&uid(n)).to_string();
    let pair = [(4, Map::new().with("into", name(5))), (5, Map::new().with("from", name(4)))];
    submit(register, Class::Merge, body(), &pair);
    submit(register, Class::Unmerge, body(), &[(4, Map::new().with("from", name(5)))]);
    let cases = Datum::List(vec!["case-1".into()]);
    submit(register, Class::Evidence, Map::new().with("cases", cases).with("hours", 12), &[(6, item(6))]);
    proposals(register);
    let refusal = Map::new().with("code", "MM-EVD-004").with("door", "evidence").with("actor", "henan");
    submit(register, Class::Refusal, refusal, &[]);
    submit(register, Class::Shown, Map::new().with("count", 1), &[(8, Map::new().with("colour", "green"))]);
    appeals(register);
    visits(register);
    submit(register, Class::Closing, body(), &[(9, Map::new().with("documents", 1))]);
}

fn public_life(register: &Register) {
    let unit = Map::new().with("unit", "cdc").with("name_zh", "疾控").with("name_en", "CDC").with("region", "4101");
    let unit = unit.with("parent", "henan").with("telephone", "0371-1");
    let power = || Map::new().with("unit", "cdc").with("power", "assign").with("region", "4101");
    let key = |n: u8| officer(n).public().to_bytes();
    submit(register, Class::Unit, unit.clone(), &[]);
    submit(register, Class::Unit, unit.with("telephone", "0371-2"), &[]);
    submit(register, Class::Power, power(), &[]);
    submit(register, Class::PowerRevoked, power(), &[]);
    let three = Map::new().with("officer", "officer-3").with("unit", "cdc").with("key", key(3));
    submit(register, Class::Officer, three, &[]);
    let keys = |n: u8| Datum::List(vec![officer(n).public().id().0.to_vec().into()]);
    submit(register, Class::OfficerRevoked, Map::new().with("officer", "officer-3").with("keys", keys(3)), &[]);
    let named = |id: &str, word: &str| {
        Map::new().with(word, id).with("name_zh", "名").with("name_en", "name").with("region", "4101")
    };
    submit(
        register,
        Class::Institution,
        named("lab-1", "institution").with("kind", "laboratory").with("key", key(4)),
        &[],
    );
    submit(register, Class::KeyRevoked, Map::new().with("key", officer(4).public().id().0.to_vec()), &[]);
    submit(register, Class::InstitutionRevoked, Map::new().with("institution", "lab-1").with("keys", keys(4)), &[]);
    let place = named("gate-1", "place").with("kind", "entry").with("unit", "cdc").with("owner", "henan");
    submit(register, Class::Place, place.with("lat", 34_759_000).with("lon", 113_768_000), &[]);
    let kiosk = |id: &str| Map::new().with("place", "gate-1").with("fixture", id);
    submit(register, Class::Fixture, kiosk("k-1").with("kind", "kiosk").with("number", 1), &[]);
    submit(register, Class::Fixture, kiosk("s-1").with("kind", "scanner").with("key", key(5)), &[]);
    submit(register, Class::FixtureCut, kiosk("k-1").with("reason", "stolen"), &[]);
    submit(register, Class::PlaceClosed, Map::new().with("place", "gate-1"), &[]);
    submit(
        register,
        Class::Area,
        named("area-1", "area").with("level", "high").with("declared_at", 1_655_700_000),
        &[],
    );
    submit(register, Class::AreaLifted, Map::new().with("area", "area-1"), &[]);
    submit(register, Class::UnitClosed, Map::new().with("unit", "cdc"), &[]);
    // Over 32 KiB: kept beside its leaf.
    submit(register, Class::Text, text("long").with("text", "长".repeat(20_000)), &[]);
}

fn proposals(register: &Register) {
    for close in [true, false] {
        let proposed =
            register.sign(Class::Evidence, Map::new().with("source", "finding"), &[(7, item(7))], &[&officer(1)]);
        let body = Map::new().with("act", proposed.bytes.clone()).with("expires", register.now() + 86_400);
        let body = body.with("approval", mingma_acts::approval::to_bytes(&proposed.approvals));
        let mut proposal = register.sign(Class::Proposal, body, &[(7, item(7))], &[&officer(1)]);
        // Its members are the proposed act's, sealed at that act's place.
        let mut act = mingma_acts::Act::from_bytes(&proposal.bytes).unwrap();
        act.members = members_of(proposed.members.iter().map(|one| &one.sealed));
        proposal.bytes = act.to_bytes();
        proposal.members.clone_from(&proposed.members);
        register.submit(&proposal.signed_by(&[&officer(1)])).unwrap();
        if close {
            submit(register, Class::ProposalClosed, Map::new().with("proposal", proposed.id().0.to_vec()), &[]);
        } else {
            register.submit(&proposed.signed_by(&[&officer(1), &officer(2)])).unwrap();
        }
    }
}

/// One left, one disowned, one as it came, one whose resident is gone.
fn visits(register: &Register) {
    let visit = |n: u32| {
        let item = Map::new().with("place", "gate-1").with("at", 1_655_700_000 + i64::from(n)).with("level", 3);
        (n, item)
    };
    submit(register, Class::Visits, Map::new().with("count", 4), &[visit(6), visit(7), visit(8), visit(9)]);
    let act = i64::try_from(register.store.newest().unwrap()).unwrap();
    let said = |idx: i64, word: &str| Map::new().with("act", act).with("idx", idx).with("said", word);
    submit(register, Class::VisitSaid, Map::new(), &[(6, said(0, "left").with("at", 1_655_703_600))]);
    submit(register, Class::VisitSaid, Map::new(), &[(7, said(1, "not_there"))]);
}

/// One taken back, one eased and decided, one eased for the last time, one whose resident is gone.
fn appeals(register: &Register) {
    let numbered = |n: u32| Map::new().with("number", format!("a-{n}"));
    for n in [6, 7, 8, 9] {
        let filed = numbered(n).with("ground", "not_there").with("lane", "ordinary").with("cause", vec![1; 16]);
        let filed = filed.with("unit", "henan").with("due", register.now() + 172_800);
        let about = (n, Map::new().with("item", "contact-1").with("words", "不在现场"));
        let attached = (n, Map::new().with("attachment", vec![1, 2, 3]).with("type", "image/png"));
        submit(register, Class::Appeal, filed, &[about, attached]);
    }
    submit(register, Class::AppealAdded, numbered(6), &[(6, Map::new().with("words", "票根"))]);
    submit(register, Class::AppealAsked, numbered(6), &[(6, Map::new().with("question", "当时在哪里？"))]);
    submit(register, Class::AppealWithdrawn, numbered(6), &[(6, Map::new())]);
    let eased = (7, numbered(7).with("step", 1).with("next", register.now() + 345_600));
    submit(register, Class::AppealEased, Map::new().with("count", 2), &[eased, (8, numbered(8).with("step", 1))]);
    let decided = (7, numbered(7).with("reasons", "行程相符"));
    submit(register, Class::AppealDecided, Map::new().with("decision", "uphold").with("count", 1), &[decided]);
}
