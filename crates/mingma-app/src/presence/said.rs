//! What a resident says of a visit of theirs: "I was not there", or that they left.

use super::dwell::LONGEST;
use super::level::Level;
use crate::refusal::{Refusal, Why};

/// What may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// 当时不在: I was not there.
    NotThere,
    /// 离开: I left.
    Left,
}

impl Said {
    /// Both.
    pub const ALL: [Self; 2] = [Self::NotThere, Self::Left];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotThere => "not_there",
            Self::Left => "left",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.word() == word)
    }
}

/// A visit as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// When it began.
    pub at: i64,
    /// Its level.
    pub level: Level,
    /// It was disowned.
    pub not_there: bool,
    /// When they left, if they said so.
    pub left: Option<i64>,
}

/// Takes what a resident says at a moment, by the register's clock; `at` is when they
/// left.
///
/// # Errors
/// [`Why::SaidBefore`] for what was said already, or after it was disowned;
/// [`Why::SignedVisit`] for disowning what their phone signed; [`Why::LeftWhen`] for
/// having left before they came, or later than now.
pub fn say(visit: Stands, said: Said, at: i64, now: i64) -> Result<Stands, Refusal> {
    if visit.not_there {
        return Err(Why::SaidBefore.of(Said::NotThere.word()));
    }
    match said {
        Said::NotThere if visit.level == Level::Attested => Err(Why::SignedVisit.into()),
        Said::NotThere => Ok(Stands { not_there: true, ..visit }),
        Said::Left if visit.left.is_some() => Err(Why::SaidBefore.of(said.word())),
        Said::Left if at < visit.at || at > now || at - visit.at > LONGEST => Err(Why::LeftWhen.into()),
        Said::Left => Ok(Stands { left: Some(at), ..visit }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_655_000_000;

    fn visit(level: Level) -> Stands {
        Stands { at: AT, level, not_there: false, left: None }
    }

    fn code(outcome: Result<Stands, Refusal>) -> Result<Stands, &'static str> {
        outcome.map_err(|refusal| refusal.why.code())
    }

    #[test]
    fn who_was_not_there_says_so_once_of_anything_that_they_did_not_sign() {
        for level in [Level::Remote, Level::Static, Level::Late, Level::Rotating] {
            let disowned = Stands { not_there: true, ..visit(level) };
            assert_eq!(code(say(visit(level), Said::NotThere, AT, AT)), Ok(disowned));
            assert_eq!(code(say(disowned, Said::NotThere, AT, AT)), Err("MM-PRE-005"));
            assert_eq!(code(say(disowned, Said::Left, AT, AT)), Err("MM-PRE-005"));
        }
        assert_eq!(code(say(visit(Level::Attested), Said::NotThere, AT, AT)), Err("MM-PRE-006"));
    }

    #[test]
    fn who_left_says_when_between_coming_and_now() {
        let now = AT + LONGEST + 100;
        for (at, code_) in [
            (AT - 1, Err("MM-PRE-007")),
            (AT, Ok(AT)),
            (AT + LONGEST, Ok(AT + LONGEST)),
            (AT + LONGEST + 1, Err("MM-PRE-007")),
        ] {
            let outcome = code(say(visit(Level::Rotating), Said::Left, at, now));
            assert_eq!(outcome.map(|stands| stands.left), code_.map(Some), "{at}");
        }
        assert_eq!(code(say(visit(Level::Late), Said::Left, AT + 61, AT + 60)), Err("MM-PRE-007"));
        let left = Stands { left: Some(AT + 60), ..visit(Level::Attested) };
        assert_eq!(code(say(left, Said::Left, AT + 90, now)), Err("MM-PRE-005"));
    }

    #[test]
    fn words_read_back() {
        assert!(Said::ALL.iter().all(|said| Said::from_word(said.word()) == Some(*said)));
    }
}
