//! What a file of a hundred thousand rows costs.

use super::*;

/// 100,000 negatives of people of whom nothing is known: the least that a file costs.
#[test]
fn a_file_of_negatives_is_decided_fast() {
    const COUNT: u32 = 100_000;
    let mut stage = Stage::new();
    for n in 1..=COUNT {
        stage.enrol(n);
    }
    let said = (1..=COUNT).map(|n| test(uid(n), &format!("t-{n}"), "negative", stage.now - HOUR)).collect();
    let handed = stage.by("lab-zz", &["lab-zz"], said);
    let files: Vec<_> = stage.files.values().cloned().collect();
    let (decision, seconds) = stage.timed(&handed, &files);
    let decision = decision.unwrap();
    assert!(decision.letters.is_empty() && decision.added.is_empty());
    let rate = f64::from(COUNT) / seconds;
    println!("{rate:.0} negatives/s decided");
    assert!(rate > 15_000.0, "{rate:.0}/s: not even a tenth of what is asked for");
}
