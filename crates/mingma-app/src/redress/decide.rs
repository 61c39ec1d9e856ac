//! Acts of this room: what an applicant does. What reviewers and the clock do stands in
//! `review.rs` and `easing.rs`.

use mingma_acts::item::resident_id;
use mingma_acts::{Class, Map, Member};
use mingma_store::OPEN;
use mingma_store::rows::AppealRow;

use super::attach::MOST;
use super::ground::{Ground as Reason, Lane, Urgency, urgent_open};
use super::known::{Known, is_file};
use super::letters::Letter;
use super::number::Number;
use super::questioned::{On, Plea, Subject, Terms, terms};
use super::{easing, form, review};
use crate::evidence::locks;
use crate::evidence::source::{Source, source};
use crate::files::ResidentFile;
use crate::ground::{Decision, Ground};
use crate::refusal::{Refusal, Why};

/// An appeal is filed within this many seconds of being composed: its clock runs from then.
pub const FRESH: i64 = 600;

/// An act of this room on the desk.
pub(crate) struct Desk<'a> {
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) members: &'a [Member],
    pub(crate) known: &'a Known,
}

/// Whether an act of this room may stand, on this ground.
///
/// # Errors
/// Why it may not.
pub fn decide(ground: &Ground<'_>, members: &[Member], known: &Known) -> Result<Decision, Refusal> {
    let desk = Desk { ground, members, known };
    if members.is_empty() || members.len() != ground.files.len() || members.len() != known.members.len() {
        return Err(Why::Members.into());
    }
    match ground.permit.act().class {
        Class::Appeal => desk.filed(),
        Class::AppealAdded => desk.added(),
        Class::AppealWithdrawn => desk.withdrawn(),
        Class::AppealAsked => review::asked(&desk),
        Class::AppealDecided => review::decided(&desk),
        Class::AppealEased => easing::eased(&desk),
        class => Err(Why::NotHandedIn.of(class.word())),
    }
}

impl<'a> Desk<'a> {
    pub(crate) fn body(&self) -> &'a Map {
        &self.ground.permit.act().body
    }

    pub(crate) fn actor(&self) -> &'a str {
        &self.ground.permit.act().actor
    }

    pub(crate) fn on(&self) -> On<'a> {
        On::of(self.ground)
    }

    /// The appeal that a member names, which is that person's and waits.
    pub(crate) fn open(&self, row: usize) -> Result<&'a AppealRow, Refusal> {
        let appeal = self.known.members[row].appeal.as_ref();
        appeal.filter(|appeal| appeal.state == OPEN).ok_or_else(|| Refusal::from(Why::NoAppeal).at(row))
    }

    fn word(&self, word: &str) -> Result<&'a str, Refusal> {
        self.body().text(word).ok_or_else(|| Why::AppealForm.of(word))
    }

    /// The applicant speaks, by a device of theirs or signed in: the whole act is about them.
    fn own_voice(&self) -> Result<&'a ResidentFile, Refusal> {
        let file = &self.ground.files[0];
        if self.members.iter().any(|member| member.resident != file.uid) {
            return Err(Why::Members.into());
        }
        let theirs = match source(self.ground)? {
            Source::Resident => resident_id(&file.uid).as_str() == self.actor(),
            Source::Register => true,
            _ => false,
        };
        if !theirs {
            return Err(Why::NotTheirAppeal.into());
        }
        locks::letter(file)?;
        Ok(file)
    }

    fn filed(&self) -> Result<Decision, Refusal> {
        form::only(self.body(), &["number", "ground", "lane", "cause", "unit", "due", "urgent"])?;
        let file = self.own_voice()?;
        let number = self.number()?;
        let plea = self.plea()?;
        let said = &self.members[0].item;
        form::only(said, &["item", "words", "contact"])?;
        form::maybe(said, "words", form::LONGEST)?;
        form::maybe(said, "contact", form::LONGEST_CONTACT)?;
        if plea.ground.needs_words() && said.text("words").is_none() {
            return Err(Why::AppealForm.of("words"));
        }
        self.files(1, 0)?;
        let subject = Subject::of(self.on(), file, said.text("item").unwrap_or_default())?;
        let terms = terms(self.on(), &subject, &self.known.members[0].brought, &self.known.own, plea)?;
        self.computed(&terms)?;
        let letter = Letter { ground: self.ground, number, unit: &terms.unit, subject: &subject };
        Ok(Decision { letters: vec![(0, letter.filed(&terms)?)], ..Decision::default() })
    }

    /// A number as it is written, and nobody's yet.
    fn number(&self) -> Result<&'a str, Refusal> {
        let text = self.word("number")?;
        let written = Number::parse(text).is_some_and(|number| number.to_string() == text);
        match written {
            true if self.known.taken => Err(Why::NumberTaken.into()),
            true => Ok(text),
            false => Err(Why::AppealForm.of("number")),
        }
    }

    /// Ground and lane; the urgent one says why, and is open.
    fn plea(&self) -> Result<Plea, Refusal> {
        let ground = Reason::from_word(self.word("ground")?).ok_or_else(|| Why::AppealForm.of("ground"))?;
        let lane = Lane::from_word(self.word("lane")?).ok_or_else(|| Why::AppealForm.of("lane"))?;
        let urgent = self.body().get("urgent").is_some();
        let known = self.body().text("urgent").and_then(Urgency::from_word).is_some();
        if urgent != known || urgent != (lane == Lane::Urgent) {
            return Err(Why::AppealForm.of("urgent"));
        }
        let before = self.known.own.iter().filter(|row| row.lane == Lane::Urgent.word());
        let before = before.map(|row| (row.filed_at, row.state == "upheld"));
        if lane == Lane::Urgent && !urgent_open(before, self.ground.now) {
            return Err(Why::UrgentClosed.into());
        }
        let composed = self.ground.permit.act().composed_at;
        if self.ground.now.saturating_sub(composed) > FRESH {
            return Err(Why::NotComputed.of("due"));
        }
        Ok(Plea { ground, lane, at: composed })
    }

    /// What the act says is what the register computes: nobody chooses their reviewer or clock.
    fn computed(&self, terms: &Terms) -> Result<(), Refusal> {
        let body = self.body();
        let differs = [
            ("unit", body.text("unit") != Some(terms.unit.as_str())),
            ("cause", body.bytes("cause") != Some(terms.cause.bytes().as_slice())),
            ("due", body.int("due") != Some(terms.clock.due)),
        ];
        match differs.iter().find(|(_, differs)| *differs) {
            Some((word, _)) => Err(Why::NotComputed.of(*word)),
            None => Ok(()),
        }
    }

    /// The members from one on are files, not too many with those that stand already.
    fn files(&self, from: usize, already: usize) -> Result<(), Refusal> {
        let files = self.members.get(from..).unwrap_or_default();
        if already + files.len() > MOST {
            return Err(Why::FilesTooMany.into());
        }
        let check = |(at, member): (usize, &Member)| form::file(&member.item).map_err(|refusal| refusal.at(from + at));
        files.iter().enumerate().try_for_each(check)
    }

    fn added(&self) -> Result<Decision, Refusal> {
        form::only(self.body(), &["number"])?;
        self.own_voice()?;
        self.open(0)?;
        let first = &self.members[0].item;
        if is_file(first) {
            self.files(0, self.known.attached)?;
        } else {
            form::only(first, &["words"])?;
            form::maybe(first, "words", form::LONGEST)?;
            first.text("words").ok_or_else(|| Why::AppealForm.of("words"))?;
            self.files(1, self.known.attached)?;
        }
        Ok(Decision::default())
    }

    fn withdrawn(&self) -> Result<Decision, Refusal> {
        form::only(self.body(), &["number"])?;
        self.own_voice()?;
        self.open(0)?;
        if self.members.len() > 1 {
            return Err(Why::Members.into());
        }
        form::only(&self.members[0].item, &[])?;
        Ok(Decision::default())
    }
}
