//! What only a server can do to a commit: cut the line, restart, refuse.

use std::sync::Arc;

use super::Postgres;
use crate::rows::{ActRow, DocumentRow, MemberRow, MetaRow, TABLES};
use crate::scratch::{Cut, Proxy, Scratch, Server};
use crate::{Acts, Change, Members, Meta, Row, Select, Store, StoreError};

fn act(seq: u64) -> ActRow {
    ActRow {
        seq,
        id: [u8::try_from(seq).unwrap(); 16],
        class: 1,
        sealed_at: 1,
        actor: "register".to_owned(),
        bytes: vec![1; 100],
        approvals: vec![2; 100],
        added: None,
        salt: [3; 16],
        digest: [u8::try_from(seq).unwrap(); 32],
    }
}

fn members(count: u32) -> Vec<Change> {
    let member = |resident| MemberRow { resident, seq: 1, idx: resident, class: 1, sealed: vec![7; 100] };
    (1..=count).map(|resident| Change::put(&member(resident))).collect()
}

/// An act, few or many members beside it.
fn commit(seq: u64, count: u32) -> Vec<Change> {
    members(count).into_iter().chain([Change::put(&act(seq))]).collect()
}

#[test]
fn a_line_cut_before_it_is_kept_leaves_it_unknown_and_nothing_kept() {
    for count in [3, 2_000] {
        let scratch = Scratch::new().unwrap();
        let line = Proxy::before(&scratch).unwrap();
        let store = Postgres::open(&line.address()).unwrap();
        line.cut(Cut::BeforeKept);
        assert_eq!(store.commit(0, &commit(1, count)), Err(StoreError::Unknown));
        assert_eq!(line.cuts(), 1, "what may have been kept is not done again");
        line.cut(Cut::Nowhere);
        assert_eq!(store.act_by_id(&act(1).id), Ok(None));
        assert_eq!(store.members_of(1), Ok(Vec::new()));
        store.commit(0, &commit(1, count)).unwrap();
        assert_eq!(store.newest(), Ok(1));
    }
}

#[test]
fn a_line_cut_before_it_is_answered_leaves_it_unknown_and_all_kept() {
    for count in [3, 2_000] {
        let scratch = Scratch::new().unwrap();
        let line = Proxy::before(&scratch).unwrap();
        let store = Postgres::open(&line.address()).unwrap();
        line.cut(Cut::BeforeAnswered);
        assert_eq!(store.commit(0, &commit(1, count)), Err(StoreError::Unknown));
        assert_eq!(line.cuts(), 1);
        line.cut(Cut::Nowhere);
        assert_eq!(store.act_by_id(&act(1).id), Ok(Some(act(1))));
        assert_eq!(store.members_of(count).unwrap().len(), 1);
        assert_eq!(store.commit(0, &commit(1, count)), Err(StoreError::Moved { newest: 1 }));
    }
}

/// Asked too early, the newest act is still the old one; asked in turn, it is the new one.
#[test]
fn what_is_still_being_kept_when_the_line_is_cut_is_waited_for() {
    let scratch = Scratch::new().unwrap();
    let line = Proxy::before(&scratch).unwrap();
    let store = Postgres::open(&line.address()).unwrap();
    scratch
        .run(
            "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               PERFORM pg_sleep(0.7); RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON act DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION linger();",
        )
        .unwrap();
    line.cut(Cut::AfterOrder);
    assert_eq!(store.commit(0, &commit(1, 3)), Err(StoreError::Unknown));
    line.cut(Cut::Nowhere);
    assert_eq!(store.newest(), Ok(0));
    assert_eq!(store.settled(), Ok(1));
    assert_eq!(store.act_by_id(&act(1).id), Ok(Some(act(1))));
}

/// A line that breaks before the order to keep went out is no reason to trouble the caller.
#[test]
fn a_backend_ended_before_the_order_to_keep_is_tried_again() {
    let scratch = Scratch::new().unwrap();
    let store = scratch.open().unwrap();
    scratch
        .run(
            "CREATE TABLE fuse (n int); INSERT INTO fuse VALUES (1);
             CREATE FUNCTION blow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               PERFORM pg_notify('x', '');
               IF (SELECT last_value FROM blown) < 3 THEN
                 PERFORM nextval('blown'), pg_terminate_backend(pg_backend_pid());
               END IF;
               RETURN NEW; END $$;
             CREATE SEQUENCE blown; SELECT nextval('blown');
             CREATE TRIGGER blow BEFORE INSERT ON meta FOR EACH ROW EXECUTE FUNCTION blow();",
        )
        .unwrap();
    let fact = MetaRow { name: "a".to_owned(), value: vec![1] };
    store.commit(0, &[Change::put(&act(1)), Change::put(&fact)]).unwrap();
    assert_eq!((store.newest(), store.meta("a")), (Ok(1), Ok(Some(vec![1]))));
    // One that always ends it comes back as an error that says nothing was kept.
    scratch.run("SELECT setval('blown', 1, true); ALTER SEQUENCE blown MAXVALUE 2 CYCLE").unwrap();
    let other = MetaRow { name: "b".to_owned(), value: vec![1] };
    let error = store.commit(1, &[Change::put(&act(2)), Change::put(&other)]).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert_eq!((store.newest(), store.meta("b")), (Ok(1), Ok(None)));
}

/// Two errors of PostgreSQL that say "the same again may succeed".
#[test]
fn a_serialisation_failure_is_tried_again() {
    for state in ["serialization_failure", "deadlock_detected"] {
        let scratch = Scratch::new().unwrap();
        let store = scratch.open().unwrap();
        scratch
            .run(&format!(
                "CREATE SEQUENCE tried;
                 CREATE FUNCTION quarrel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                   IF nextval('tried') < 3 THEN RAISE EXCEPTION USING ERRCODE = '{state}'; END IF;
                   RETURN NULL; END $$;
                 CREATE CONSTRAINT TRIGGER quarrel AFTER INSERT ON meta DEFERRABLE INITIALLY DEFERRED
                   FOR EACH ROW EXECUTE FUNCTION quarrel();"
            ))
            .unwrap();
        let fact = MetaRow { name: "a".to_owned(), value: vec![1] };
        store.commit(0, &[Change::put(&fact)]).unwrap();
        assert_eq!(store.meta("a"), Ok(Some(vec![1])), "{state}");
    }
}

#[test]
fn a_restarted_server_is_found_again_and_what_was_kept_is_there() {
    let server = Server::start(true).unwrap();
    let scratch = server.database().unwrap();
    let store = scratch.open().unwrap();
    store.commit(0, &commit(1, 10)).unwrap();
    // As many idle connections as there can be, all of them dead after the restart.
    std::thread::scope(|scope| {
        for _ in 0..super::CONNECTIONS {
            scope.spawn(|| store.select("SELECT 1::bigint FROM pg_sleep(0.3)", &[]).unwrap());
        }
    });
    server.restart().unwrap();
    assert_eq!(store.newest(), Ok(1));
    server.restart().unwrap();
    store.commit(1, &[Change::put(&act(2))]).unwrap();
    server.stop().unwrap();
    let error = store.commit(2, &[Change::put(&act(3))]).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(matches!(store.newest(), Err(StoreError::Unreachable { .. })));
    server.resume().unwrap();
    assert_eq!((store.newest(), store.members_of(10).map(|rows| rows.len())), (Ok(2), Ok(1)));
}

#[test]
fn more_threads_than_connections_wait_for_their_turn() {
    let scratch = Scratch::new().unwrap();
    let store = Arc::new(Postgres::with_connections(&scratch.address(), 2).unwrap());
    store.commit(0, &[Change::put(&act(1))]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| (0..20).for_each(|_| assert_eq!(store.newest(), Ok(1))));
        }
    });
    let found = store.select("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", &[]);
    assert!(crate::store::number(&found.unwrap()) <= 2);
}

#[test]
fn an_address_that_cannot_be_read_and_a_server_that_is_not_there_are_told_apart() {
    let wrong = |address: &str| Postgres::open(address).err().unwrap();
    assert!(matches!(wrong("postgres://x:y:z"), StoreError::Address { .. }));
    assert!(matches!(wrong("sqlite://x"), StoreError::Address { .. }));
    assert!(matches!(wrong("postgres://postgres@%2Fnowhere/x"), StoreError::Unreachable { .. }));
    let scratch = Scratch::new().unwrap();
    let other = scratch.server().address("not-there");
    assert!(matches!(wrong(&other), StoreError::Unreachable { .. }));
}

#[test]
fn what_a_newer_or_another_program_laid_is_refused() {
    let theirs = Scratch::new().unwrap();
    theirs.run("CREATE TABLE theirs (n int)").unwrap();
    assert!(matches!(theirs.open().err(), Some(StoreError::Foreign { .. })));
    let scratch = Scratch::new().unwrap();
    drop(scratch.open().unwrap());
    scratch.run("INSERT INTO migration VALUES (900, 'later')").unwrap();
    assert_eq!(scratch.open().err(), Some(StoreError::Newer { number: 900 }));
    scratch.run("DELETE FROM migration WHERE number = 900; UPDATE migration SET name = 'x' WHERE number = 2").unwrap();
    assert!(matches!(scratch.open().err(), Some(StoreError::Foreign { .. })));
}

#[test]
fn opened_by_many_at_once_the_migrations_run_once() {
    let scratch = Scratch::new().unwrap();
    std::thread::scope(|scope| {
        let opened: Vec<_> = (0..6).map(|_| scope.spawn(|| scratch.open().map(drop))).collect();
        opened.into_iter().for_each(|opened| opened.join().unwrap().unwrap());
    });
    let store = scratch.open().unwrap();
    for table in TABLES {
        store.scan(table, None, 1).unwrap();
    }
}

#[test]
fn a_row_that_no_writer_of_ours_wrote_is_named() {
    let scratch = Scratch::new().unwrap();
    let store = scratch.open().unwrap();
    store.commit(0, &commit(1, 1)).unwrap();
    scratch.run("UPDATE member SET idx = -5 WHERE resident = 1").unwrap();
    let odd = StoreError::Odd { table: "member", column: "idx", key: "1 1 -5".to_owned() };
    assert_eq!(store.members_of(1), Err(odd));
    scratch.run("ALTER TABLE meta ALTER COLUMN value TYPE text USING 'x'").unwrap();
    scratch.run("INSERT INTO meta VALUES ('a', 'x')").unwrap();
    assert!(matches!(store.meta("a"), Err(StoreError::Odd { column: "value", .. } | StoreError::Database { .. })));
}

/// The table beside, through which many rows are put where some are there already, is gone after it.
#[test]
fn two_tables_can_go_by_way_of_the_table_beside_in_one_commit() {
    let scratch = Scratch::new().unwrap();
    let store = scratch.open().unwrap();
    let documents = |seq| {
        (1..=700_u32).map(move |n| {
            let mut tag = [0; 32];
            tag[..4].copy_from_slice(&n.to_be_bytes());
            Change::put(&DocumentRow { resident: n, tag, seq })
        })
    };
    for seq in [1, 2] {
        store.commit(0, &members(700).into_iter().chain(documents(seq)).collect::<Vec<_>>()).unwrap();
    }
    let rows = store.scan(DocumentRow::TABLE, None, 9_999).unwrap();
    assert_eq!(rows.len(), 700);
    assert!(rows.iter().all(|row| DocumentRow::read(row).unwrap().seq == 2));
}
