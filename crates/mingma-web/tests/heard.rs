//! What is heard: the house at the level that was asked for, no library, and of a panic its place alone.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::sync::{Arc, Mutex};

use mingma_web::operate::{Format, Level, begin, subscriber};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_panic_is_told_by_its_place_and_not_by_its_words() {
    begin(Format::Json, Level::Info);
    let (lines, words) = (Lines::default(), "王小明 41010519491231002X");
    let kept = lines.clone();
    tracing::subscriber::with_default(subscriber(Format::Json, Level::Info, move || kept.clone()), || {
        std::panic::catch_unwind(|| panic!("{words}")).unwrap_err();
    });
    let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(told.contains("panicked") && told.contains("tests/heard.rs"), "{told}");
    assert!(!told.contains("王小明") && !told.contains("41010519491231002X"), "{told}");
}

#[test]
fn no_library_is_heard_and_the_house_at_its_level_alone() {
    for (level, heard) in [(Level::Error, 1), (Level::Warn, 2), (Level::Info, 3), (Level::Debug, 4)] {
        let lines = Lines::default();
        let kept = lines.clone();
        tracing::subscriber::with_default(subscriber(Format::Text, level, move || kept.clone()), || {
            tracing::error!(target: "hyper::proto", "foreign");
            tracing::error!(target: "rustls", "foreign");
            tracing::error!(target: "mingma_web", "ours");
            tracing::warn!(target: "mingma_app::board", "ours");
            tracing::info!(target: "mingma::request", "ours");
            tracing::debug!(target: "mingma_store", "ours");
            tracing::trace!(target: "mingma_store", "ours");
        });
        let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!((told.matches("ours").count(), told.contains("foreign")), (heard, false), "{level:?}\n{told}");
    }
}
