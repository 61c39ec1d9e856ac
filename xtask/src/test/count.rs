//! How many tests a runner says it ran, read from its closing lines.

use super::Outcome;
use crate::run::Done;

/// What cargo's test harness counted, over all its binaries and doc tests:
/// `test result: ok. 3 passed; 0 failed; …`.
pub fn cargo(done: &Done) -> Outcome {
    let closing = done.lines.iter().filter_map(|line| line.trim().strip_prefix("test result: "));
    let (passed, failed) = closing
        .fold((0, 0), |(passed, failed), line| (passed + before(line, " passed"), failed + before(line, " failed")));
    settled(passed, failed, done.ok)
}

/// What Node's test runner counted: `ℹ pass 12` and `ℹ fail 0`, or the same after `#`.
pub fn node(done: &Done) -> Outcome {
    let count = |word: &str| {
        done.lines
            .iter()
            .filter_map(|line| {
                line.trim().strip_prefix(['ℹ', '#'])?.trim().strip_prefix(word)?.trim().parse::<u64>().ok()
            })
            .sum()
    };
    settled(count("pass "), count("fail "), done.ok)
}

/// A runner that failed without a failed test (it did not compile, say), or that passed
/// without running any, has failed once.
fn settled(passed: u64, failed: u64, ok: bool) -> Outcome {
    let silent = !ok && failed == 0 || ok && passed == 0;
    Outcome { passed, failed: failed + u64::from(silent) }
}

fn before(line: &str, word: &str) -> u64 {
    line.find(word)
        .and_then(|end| line[..end].rsplit([' ', ';']).next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(ok: bool, text: &str) -> Done {
        Done { ok, lines: text.lines().map(str::to_owned).collect() }
    }

    #[test]
    fn cargo_counts_are_added_over_binaries() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
                    test result: FAILED. 12 passed; 2 failed; 0 ignored";
        assert_eq!(cargo(&done(false, text)), Outcome { passed: 15, failed: 2 });
    }

    #[test]
    fn node_counts_are_read_in_both_forms() {
        assert_eq!(node(&done(true, "ℹ tests 4\nℹ pass 4\nℹ fail 0")), Outcome { passed: 4, failed: 0 });
        assert_eq!(node(&done(false, "# pass 3\n# fail 1")), Outcome { passed: 3, failed: 1 });
    }

    #[test]
    fn a_build_that_broke_or_a_run_without_tests_is_a_failure() {
        assert_eq!(cargo(&done(false, "error: could not compile")), Outcome { passed: 0, failed: 1 });
        assert_eq!(node(&done(true, "")), Outcome { passed: 0, failed: 1 });
    }
}
