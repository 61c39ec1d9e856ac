//! The samples as committed drawings: a change of the picture is a change that somebody has looked at.
//!
//! `UPDATE_GOLDEN=1 cargo test -p mingma-ribbon --test golden` writes them anew.

#[path = "../examples/samples/mod.rs"]
mod samples;

use mingma_ribbon::{Options, TerminalOptions};
use std::path::Path;

fn compare(name: &str, drawn: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, drawn).expect("the folder of golden files is there");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    (golden != drawn).then(|| name.to_owned())
}

#[test]
fn every_sample_is_drawn_as_it_was_when_somebody_last_looked() {
    let mut differ = Vec::new();
    for (language, english) in [("zh", false), ("en", true)] {
        for width_px in [328, 704, 1120] {
            let words = samples::words(english);
            let options = Options { width_px, words, standalone: true, ..Options::default() };
            for (name, svg) in samples::all(&options, english) {
                differ.extend(compare(&format!("{name}-{language}-{width_px}.svg"), &svg));
            }
        }
        let print = TerminalOptions { words: samples::words(english), ..TerminalOptions::default() };
        let plain = samples::contact(english).terminal(&print) + &samples::compare(english).terminal(&print);
        differ.extend(compare(&format!("terminal-{language}.txt"), &plain));
    }
    assert!(
        differ.is_empty(),
        "drawn otherwise than the golden files: {differ:?}; look, then renew with UPDATE_GOLDEN=1"
    );
}
