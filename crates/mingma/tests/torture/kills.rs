//! Killed at random moments under load: what was acknowledged is there after the next
//! start, and the audit is clean.

use std::sync::Arc;
use std::time::Duration;

use mingma_store::scratch::{Cut, Proxy, Scratch, Server};

use crate::ground::{Ground, Word, Writer, clean, codes, kept};
use crate::{env_or, random};

/// A register is audited, and another one laid, after so many rounds.
const TOGETHER: u32 = 10;

/// One round: a writer is killed, sometimes before it has even opened the register.
fn round(ground: &Ground) -> usize {
    let writer = ground.writer();
    if random(4) > 0 {
        let opened = writer.waits_for(|said| !said.is_empty());
        assert!(opened && writer.said()[0] == Word::Open, "it does not open again: {:?}", writer.said());
    }
    std::thread::sleep(Duration::from_millis(random(400)));
    let said = writer.kill();
    let closed = said.iter().find(|word| matches!(word, Word::Closed(_)));
    assert!(closed.is_none(), "it does not open again: {closed:?}");
    let acknowledged = kept(&said);
    ground.holds(&acknowledged);
    acknowledged.len()
}

fn rounds(count: u32, ground: &dyn Fn() -> Ground) {
    let (mut acknowledged, mut audited) = (0, 0);
    let mut left = count;
    while left > 0 {
        let ground = ground();
        let some = left.min(TOGETHER);
        acknowledged += (0..some).map(|_| round(&ground)).sum::<usize>();
        audited += clean(&ground.audited());
        left -= some;
    }
    assert!(acknowledged > 0, "nothing was acknowledged in any round");
    println!("{count} kills: {acknowledged} acknowledged, none lost; {audited} acts audited, clean");
}

fn on_postgres(count: u32, server: &Arc<Server>) {
    // A database lives as long as its guard.
    let guards = std::sync::Mutex::new(Vec::<Scratch>::new());
    rounds(count, &|| {
        let scratch = server.database().unwrap();
        let address = scratch.address();
        *guards.lock().unwrap() = vec![scratch];
        Ground::postgres(address)
    });
}

#[test]
fn what_was_acknowledged_is_there_after_three_kills_on_sqlite() {
    rounds(3, &Ground::sqlite);
}

#[test]
fn what_was_acknowledged_is_there_after_three_kills_on_postgres() {
    on_postgres(3, &Server::shared().unwrap());
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn three_hundred_kills_on_sqlite() {
    rounds(env_or("MINGMA_KILLS", 300), &Ground::sqlite);
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn three_hundred_kills_on_postgres() {
    on_postgres(env_or("MINGMA_KILLS", 300), &Server::start(true).unwrap());
}

/// The server of PostgreSQL stops as by a power cut while acts are being kept.
fn restarts(count: u32, server: &Arc<Server>) {
    let scratch = server.database().unwrap();
    let ground = Ground::postgres(scratch.address());
    let mut acknowledged = 0;
    for _ in 0..count {
        let writer = ground.writer();
        assert!(writer.waits_for(|said| said.len() > 20), "{:?}", writer.said());
        std::thread::sleep(Duration::from_millis(random(200)));
        server.restart().unwrap();
        std::thread::sleep(Duration::from_millis(random(200)));
        let said = writer.kill();
        acknowledged += kept(&said).len();
        ground.holds(&kept(&said));
        told(&said);
    }
    println!("{count} restarts of PostgreSQL: {acknowledged} acknowledged, none lost");
    clean(&ground.audited());
}

/// Whatever was not kept was refused with a code of its own.
fn told(said: &[Word]) {
    for code in codes(said) {
        assert!(code.starts_with("MM-"), "{code}");
    }
}

#[test]
fn what_was_acknowledged_is_there_after_postgres_was_cut_off_in_mid_commit() {
    // A server of its own: restarting the shared one would break the tests beside.
    restarts(2, &Server::start(false).unwrap());
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn postgres_is_restarted_in_mid_commit_again_and_again() {
    restarts(env_or("MINGMA_RESTARTS", 40), &Server::start(true).unwrap());
}

/// The line to PostgreSQL is cut at each word that matters.
fn cuts(count: u32, server: &Arc<Server>) {
    let scratch = server.database().unwrap();
    let ground = Ground::postgres(scratch.address());
    let (mut acknowledged, mut cut) = (0, 0);
    for n in 0..count {
        let how = [Cut::BeforeKept, Cut::AfterOrder, Cut::BeforeAnswered][n as usize % 3];
        let proxy = Proxy::before(&scratch).unwrap();
        let writer = Writer::start(ground.path(), Some(&proxy.address()), None);
        assert!(writer.waits_for(|said| said.len() > 20), "{:?}", writer.said());
        proxy.cut(how);
        std::thread::sleep(Duration::from_millis(20 + random(100)));
        proxy.cut(Cut::Nowhere);
        std::thread::sleep(Duration::from_millis(random(150)));
        let said = writer.kill();
        cut += proxy.cuts();
        acknowledged += kept(&said).len();
        ground.holds(&kept(&said));
        told(&said);
    }
    assert!(cut > 0, "no line was cut");
    println!("{cut} lines cut: {acknowledged} acknowledged, none lost");
    clean(&ground.audited());
}

#[test]
fn what_was_acknowledged_is_there_after_the_line_was_cut() {
    cuts(3, &Server::shared().unwrap());
}

#[test]
#[ignore = "long: cargo xtask torture"]
fn the_line_is_cut_again_and_again() {
    cuts(env_or("MINGMA_CUTS", 60), &Server::start(true).unwrap());
}

#[test]
fn two_processes_write_one_register_side_by_side() {
    let ground = Ground::sqlite();
    let writers = [ground.writer(), ground.writer()];
    for writer in &writers {
        assert!(writer.waits_for(|said| kept(said).len() > 40), "{:?}", writer.said());
    }
    for said in writers.map(Writer::kill) {
        ground.holds(&kept(&said));
        told(&said);
    }
    clean(&ground.audited());
}
