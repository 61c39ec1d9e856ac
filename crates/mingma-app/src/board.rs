//! The board: every resident's colours in memory, as of the newest checkpoint.
//!
//! Reading a code touches memory alone: a bit for each resident, and a row of steps
//! for those with evidence. Acts move it on, never past what a signed checkpoint
//! shows, so that any number of nodes can follow one log and none shows a colour
//! before its act is public.
//!
//! Somebody whose evidence cannot be read or derived is frozen, alone: no colour is told
//! of them, least of all green, until it can be; everybody else moves on.

mod snapshot;

use std::collections::{BTreeSet, HashMap};

use mingma_acts::kept::sealed;
use mingma_acts::{ActError, Class};
use mingma_model::Colour;
use mingma_rules::{Dossier, Rulebook};
use mingma_store::Store;

use crate::cores;
use crate::files::{Reader, ResidentFile};
use crate::house::House;

/// How many acts are followed at a time.
const STEP: usize = 4_096;

/// How many residents are derived at a time.
const MANY: usize = 16_384;

/// A colour from a moment on, in one word: the time above, the colour in two bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step(i64);

impl Step {
    /// From this moment, this colour.
    #[must_use]
    pub const fn new(from: i64, colour: Colour) -> Self {
        let bits = match colour {
            Colour::Green => 0,
            Colour::Yellow => 1,
            Colour::Red => 2,
        };
        Self(from << 2 | bits)
    }

    /// From when.
    #[must_use]
    pub const fn from(self) -> i64 {
        self.0 >> 2
    }

    /// Which colour.
    #[must_use]
    pub const fn colour(self) -> Colour {
        match self.0 & 3 {
            0 => Colour::Green,
            1 => Colour::Yellow,
            _ => Colour::Red,
        }
    }
}

/// All residents' colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    at_act: u64,
    enrolled: Vec<u64>,
    rows: HashMap<u32, Box<[Step]>>,
    frozen: BTreeSet<u32>,
}

impl Board {
    /// The newest act that it has taken.
    #[must_use]
    pub const fn at_act(&self) -> u64 {
        self.at_act
    }

    /// A resident's colour at a moment not before the act it stands at; none of
    /// somebody who is not enrolled, or closed, or frozen.
    #[must_use]
    pub fn read(&self, resident: u32, at: i64) -> Option<Colour> {
        if !self.is_enrolled(resident) {
            return None;
        }
        let Some(steps) = self.rows.get(&resident) else {
            return (!self.is_frozen(resident)).then_some(Colour::Green);
        };
        // A handful of steps: the last that has begun.
        let now = steps.iter().rev().find(|step| step.from() <= at);
        Some(now.map_or(Colour::Green, |step| step.colour()))
    }

    /// The steps of a resident with evidence.
    #[must_use]
    pub fn steps(&self, resident: u32) -> &[Step] {
        self.rows.get(&resident).map_or(&[], |steps| steps)
    }

    /// True of somebody who is enrolled and not closed.
    #[must_use]
    pub fn is_enrolled(&self, resident: u32) -> bool {
        let word = self.enrolled.get(resident as usize / 64).copied().unwrap_or(0);
        word >> (resident % 64) & 1 == 1
    }

    /// True of somebody whose evidence cannot be derived: they have no colour until it can.
    #[must_use]
    pub fn is_frozen(&self, resident: u32) -> bool {
        self.frozen.contains(&resident)
    }

    /// How many are enrolled.
    #[must_use]
    pub fn residents(&self) -> u64 {
        self.enrolled.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many have evidence.
    #[must_use]
    pub fn with_evidence(&self) -> usize {
        self.rows.len() + self.frozen.len()
    }

    /// How many have a colour at a moment.
    #[must_use]
    pub fn count(&self, colour: Colour, at: i64) -> u64 {
        let coloured = self.rows.keys().filter(|resident| self.read(**resident, at) == Some(colour)).count() as u64;
        if colour == Colour::Green { self.residents() - self.with_evidence() as u64 + coloured } else { coloured }
    }

    /// Enrols a resident.
    pub fn enrol(&mut self, resident: u32) {
        let word = resident as usize / 64;
        if word >= self.enrolled.len() {
            self.enrolled.resize(word + 1, 0);
        }
        self.enrolled[word] |= 1 << (resident % 64);
    }

    /// Takes a resident off.
    pub fn close(&mut self, resident: u32) {
        if let Some(word) = self.enrolled.get_mut(resident as usize / 64) {
            *word &= !(1 << (resident % 64));
        }
        self.rows.remove(&resident);
        self.frozen.remove(&resident);
    }

    /// Sets the steps that were derived for a resident.
    pub fn set(&mut self, resident: u32, steps: Box<[Step]>) {
        self.frozen.remove(&resident);
        if steps.is_empty() {
            self.rows.remove(&resident);
        } else {
            self.rows.insert(resident, steps);
        }
    }

    /// Takes the colour from a resident whose evidence cannot be derived.
    pub fn freeze(&mut self, resident: u32) {
        if self.is_enrolled(resident) {
            self.rows.remove(&resident);
            self.frozen.insert(resident);
        }
    }

    /// Takes what was derived of somebody who is enrolled.
    fn take(&mut self, resident: u32, steps: Option<Box<[Step]>>) {
        match steps {
            Some(steps) if self.is_enrolled(resident) => self.set(resident, steps),
            Some(_) => {}
            None => self.freeze(resident),
        }
    }

    /// Bytes that it takes, without the allocator's own.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let row = size_of::<(u32, Box<[Step]>)>() + 1;
        let steps: usize = self.rows.values().map(|steps| steps.len() * size_of::<Step>()).sum();
        let frozen = self.frozen.len() * size_of::<u32>();
        self.enrolled.capacity() * 8 + self.rows.capacity() * 8 / 7 * row + steps + frozen
    }
}

/// The steps of a person: the colours from `at` on, if nothing new becomes known.
///
/// # Errors
/// The evidence contradicts itself, or two packs of one region speak of it.
pub fn steps(book: &Rulebook, file: &ResidentFile, upto: u64, at: i64) -> Result<Box<[Step]>, ActError> {
    let items = file.known(upto);
    if items.is_empty() {
        return Ok(Box::default());
    }
    let odd = |what: String| ActError::Unfoldable { seq: upto, what };
    let dossier = Dossier::new(items).map_err(|found| odd(format!("{} contradictions", found.len())))?;
    let forecast = book.forecast(dossier.items(), at).map_err(|clash| odd(format!("{clash:?}")))?;
    Ok(forecast.into_iter().map(|(from, colour)| Step::new(from, colour)).collect())
}

/// Brings the board up to the newest checkpoint. Should it fail on the way, the board still
/// says that it stands where it stood, with every colour of then, and follows from there.
pub(crate) fn follow(house: &House, board: &mut Board) -> Result<(), ActError> {
    let upto = house.sequencer.published();
    if board.at_act > upto {
        // A snapshot of a register that was rolled back.
        *board = Board::default();
    }
    let mut touched = BTreeSet::new();
    let mut texts = false;
    let mut at_act = board.at_act;
    while at_act < upto {
        let rows = house.store().acts(at_act + 1, STEP)?;
        let Some(last) = rows.last() else { break };
        let newest = last.seq.min(upto);
        for row in rows.iter().filter(|row| row.seq <= upto) {
            let class = Class::from_code(u64::from(row.class));
            match class {
                Some(Class::Genesis | Class::Text) => texts = true,
                Some(Class::Enrolment) => residents(house.store(), row.seq)?.into_iter().for_each(|n| board.enrol(n)),
                Some(Class::Closing) => residents(house.store(), row.seq)?.into_iter().for_each(|n| board.close(n)),
                Some(class) if class.holds_evidence() || matches!(class, Class::Merge | Class::Unmerge) => {
                    touched.extend(residents(house.store(), row.seq)?);
                }
                _ => {}
            }
        }
        at_act = newest;
    }
    if texts {
        touched.extend(board.rows.keys().copied());
    }
    if at_act > board.at_act {
        // They may be lawful by now, also by what was said of another enrolment.
        touched.extend(&board.frozen);
    }
    for (number, steps) in derive(house, board, &touched, upto)? {
        board.take(number, steps);
    }
    board.at_act = at_act;
    Ok(())
}

/// Whom an act is about, by the number inside; no key is needed for that.
fn residents(store: &dyn Store, seq: u64) -> Result<Vec<u32>, ActError> {
    Ok(sealed(store, seq)?.iter().map(|member| member.resident).collect())
}

/// The steps of each resident; none where they cannot be derived.
type Derived = Vec<(u32, Option<Box<[Step]>>)>;

fn derive(house: &House, board: &Board, touched: &BTreeSet<u32>, upto: u64) -> Result<Derived, ActError> {
    let (book, registry) = (house.rules()?, house.registry());
    // Not by the clock: were that turned back, nobody's steps would have begun. The
    // register's time never falls below that of its newest act.
    let at = registry.sealed_at;
    let everybody: Vec<u32> = touched.iter().copied().filter(|resident| board.is_enrolled(*resident)).collect();
    let mut reader = Reader::new(house.grounds(&registry));
    let mut derived = Vec::with_capacity(everybody.len());
    for some in everybody.chunks(MANY) {
        let mut unread = Vec::new();
        let files = reader.apart(house.store().residents_of(some)?, &mut unread, ActError::ours)?;
        let found = cores::each(files.len(), |row| of_file(&book, &files[row], upto, at));
        for (file, found) in files.iter().zip(found) {
            let numbers = std::iter::once(file.number).chain(file.others.iter().copied());
            derived.extend(numbers.map(|number| (number, found.clone())));
        }
        derived.extend(unread.iter().flat_map(|(row, _)| registry.one_person(row)).map(|number| (number, None)));
    }
    Ok(derived)
}

/// The steps of somebody whose key stands; without it their evidence says nothing.
fn of_file(book: &Rulebook, file: &ResidentFile, upto: u64, at: i64) -> Option<Box<[Step]>> {
    if file.readable { steps(book, file, upto, at).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board() -> Board {
        let mut board = Board::default();
        [1, 64, 70_000].into_iter().for_each(|resident| board.enrol(resident));
        board.set(
            64,
            [Step::new(100, Colour::Red), Step::new(200, Colour::Yellow), Step::new(300, Colour::Green)].into(),
        );
        board
    }

    #[test]
    fn a_step_keeps_its_moment_and_its_colour() {
        for colour in [Colour::Green, Colour::Yellow, Colour::Red] {
            for from in [-1, 0, 1_655_708_400, i64::from(u32::MAX) * 2] {
                assert_eq!((Step::new(from, colour).from(), Step::new(from, colour).colour()), (from, colour));
            }
        }
    }

    #[test]
    fn the_last_step_that_has_begun_is_the_colour() {
        let board = board();
        let at = |moment| board.read(64, moment);
        assert_eq!([at(99), at(100), at(199), at(200), at(299), at(300)].map(Option::unwrap), {
            use Colour::{Green, Red, Yellow};
            [Green, Red, Red, Yellow, Yellow, Green]
        });
    }

    #[test]
    fn who_has_no_evidence_is_green_and_who_is_not_enrolled_has_no_code() {
        let board = board();
        assert_eq!(board.read(70_000, 0), Some(Colour::Green));
        assert_eq!(board.read(2, 0), None);
        assert_eq!(board.read(u32::MAX, 0), None);
    }

    #[test]
    fn closing_takes_code_and_row_away() {
        let mut board = board();
        board.close(64);
        assert_eq!(board.read(64, 150), None);
        assert_eq!((board.residents(), board.with_evidence()), (2, 0));
    }

    #[test]
    fn whose_evidence_cannot_be_derived_is_never_green() {
        let mut board = board();
        board.freeze(64);
        board.freeze(1);
        board.freeze(3);
        assert_eq!([1, 3, 64, 70_000].map(|n| board.read(n, 350)), [None, None, None, Some(Colour::Green)]);
        assert_eq!((board.is_frozen(3), board.steps(64), board.with_evidence()), (false, &[][..], 2));
        assert_eq!([Colour::Green, Colour::Yellow, Colour::Red].map(|colour| board.count(colour, 150)), [1, 0, 0]);
        board.set(64, [Step::new(100, Colour::Red)].into());
        board.set(1, Box::default());
        assert_eq!([1, 64].map(|n| board.read(n, 150)), [Some(Colour::Green), Some(Colour::Red)]);
        board.freeze(64);
        board.close(64);
        board.enrol(64);
        assert_eq!(board.read(64, 150), Some(Colour::Green), "another enrolment begins anew");
    }

    #[test]
    fn everybody_is_counted_once() {
        let board = board();
        let all = |at| [Colour::Green, Colour::Yellow, Colour::Red].map(|colour| board.count(colour, at));
        assert_eq!(all(150), [2, 0, 1]);
        assert_eq!(all(250), [2, 1, 0]);
        assert_eq!(all(350), [3, 0, 0]);
    }
}
