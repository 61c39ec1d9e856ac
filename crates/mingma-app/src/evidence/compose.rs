//! Composing acts of evidence, use case by use case. Nothing here needs a register: the
//! act is made, shown, signed and only then handed in.

use mingma_acts::item::{resident_id, to_map};
use mingma_acts::{Act, Approval, Class, Datum, Map, Member, Uid, approval};
use mingma_model::{Colour, Event, Evidence, Id, Kind, Level, Profile, Region};
use mingma_seal::{Digest, Random, SigningKey};

use super::file::Report;
use super::proposal::Proposed;
use super::provisional::{FINDING, NIGHT};
use crate::compose::Draft;
use crate::submit::Handed;

/// What every act is composed with.
#[derive(Clone, Copy)]
pub struct Composing<'a> {
    /// Who acts: a unit, an institution, or `r-…`.
    pub actor: &'a str,
    /// The composer's clock, in whole seconds of Unix time.
    pub now: i64,
    /// Ids and salts.
    pub random: &'a dyn Random,
}

/// An item to be said of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Of whom.
    pub resident: Uid,
    /// What.
    pub item: Map,
}

impl Said {
    /// An item as evidence is read anywhere in this house: its resident is named by
    /// their id, and when it was observed is left to the register.
    #[must_use]
    pub fn of(resident: Uid, item: &Evidence, profile: &Profile) -> Self {
        Self { resident, item: to_map(item, profile) }
    }

    /// An item of a kind in a region, its attributes yet to be set.
    #[must_use]
    pub fn new(resident: Uid, id: &str, kind: Kind, region: Region) -> Self {
        let item = Map::new().with("id", id).with("kind", kind.word()).with("region", region.to_string());
        Self { resident, item }
    }

    /// With an attribute.
    #[must_use]
    pub fn with(mut self, word: &str, value: impl Into<Datum>) -> Self {
        self.item.set(word, value);
        self
    }

    fn case(&self) -> Option<Datum> {
        let kind = self.item.text("kind").and_then(Kind::from_word)?;
        super::filing::case(kind).then(|| self.item.text("id").map(Datum::from)).flatten()
    }
}

/// A finding: where, from when to when, and how it was learnt (a word, such as
/// `interview`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place, by its id.
    pub place: Id,
    /// From when, in whole seconds of Unix time.
    pub from: i64,
    /// Until when.
    pub to: i64,
    /// How it was learnt.
    pub how: Id,
}

/// Items of evidence, to be signed by whoever may say them. `purpose` is a word or two
/// for the log of the unit; nothing personal.
#[must_use]
pub fn items(with: &Composing<'_>, purpose: &str, said: Vec<Said>) -> Draft {
    draft(with, Map::new().with("purpose", purpose), said)
}

/// The body lists the cases among the items, exactly.
fn draft(with: &Composing<'_>, mut body: Map, said: Vec<Said>) -> Draft {
    let cases: Vec<Datum> = said.iter().filter_map(Said::case).collect();
    if !cases.is_empty() {
        body.set("cases", Datum::List(cases));
    }
    let mut draft = Draft::new(Class::Evidence, with.actor, body, with.now, with.random);
    for one in said {
        draft.push(one.resident, one.item, with.random);
    }
    draft
}

/// The resident's own declaration, signed by a device of theirs.
#[must_use]
pub fn declare(with: &Composing<'_>, said: Said) -> Draft {
    items(with, "declaration", vec![said])
}

/// Contacts that an epidemiologist found: signed by two, capped, over after 48 hours
/// unless the officer drawn confirms.
#[must_use]
pub fn finding(with: &Composing<'_>, found: &Finding, said: Vec<Said>) -> Draft {
    let told = Map::new()
        .with("place", found.place.as_str())
        .with("from", found.from)
        .with("to", found.to)
        .with("how", found.how.as_str());
    draft(with, Map::new().with("purpose", "finding").with("hours", FINDING).with("finding", told), said)
}

/// A night's provisional act by one officer on a positive that is cited; `household` or
/// `ward` where they share it with the positive.
#[must_use]
pub fn night(with: &Composing<'_>, positive: Digest, setting: Option<&str>, said: Vec<Said>) -> Draft {
    let body = Map::new().with("purpose", "night").with("hours", NIGHT).with_some("setting", setting);
    draft(with, body, said).citing(positive)
}

/// The confirmation of what was admitted for hours: the same facts, for good, under new ids.
#[must_use]
pub fn confirm(with: &Composing<'_>, first: Digest, said: Vec<Said>) -> Draft {
    items(with, "confirmation", said).citing(first)
}

/// The same fact again, by another pair: every act that said it is cited, and why.
#[must_use]
pub fn again(with: &Composing<'_>, first: &[Digest], why: &str, said: Vec<Said>) -> Draft {
    let body = Map::new().with("purpose", "again").with("why", why);
    first.iter().fold(draft(with, body, said), |draft, digest| draft.citing(*digest))
}

/// Something that is corrected: struck out, as if it had never been said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Of whom it was said.
    pub resident: Uid,
    /// The item.
    pub of: Id,
    /// Where it stands: a correction or follow-up is of the same region.
    pub region: Region,
    /// The act that admitted it.
    pub act: Digest,
}

/// A correction of items, for a reason that is a word (such as `wrong-person`).
#[must_use]
pub fn correct(with: &Composing<'_>, reason: &Id, of: &[Of]) -> Draft {
    about(with, "correction", of, |one| {
        Said::new(one.resident, &fresh("c", with), Kind::Correction, one.region)
            .with("of", one.of.as_str())
            .with("reason", reason.as_str())
    })
}

/// What happened to items afterwards, and when.
#[must_use]
pub fn follow_up(with: &Composing<'_>, event: Event, at: i64, of: &[Of]) -> Draft {
    about(with, "follow_up", of, |one| {
        Said::new(one.resident, &fresh("f", with), Kind::FollowUp, one.region)
            .with("of", one.of.as_str())
            .with("event", event.word())
            .with("at", at)
    })
}

fn about(with: &Composing<'_>, purpose: &str, of: &[Of], said: impl Fn(&Of) -> Said) -> Draft {
    let mut acts: Vec<Digest> = of.iter().map(|one| one.act).collect();
    acts.sort_unstable();
    acts.dedup();
    let drafted = items(with, purpose, of.iter().map(said).collect());
    acts.into_iter().fold(drafted, Draft::citing)
}

/// A fresh id of an item: a letter and 26 letters and digits.
fn fresh(letter: &str, with: &Composing<'_>) -> String {
    format!("{letter}-{}", Uid::new(with.random))
}

/// A laboratory's file as one act.
#[must_use]
pub fn file(with: &Composing<'_>, report: Report) -> Draft {
    items(with, "laboratory", report.said)
}

/// A risk area, as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its id.
    pub area: Id,
    /// Its region.
    pub region: Region,
    /// Its level.
    pub level: Level,
    /// From when it counts, in whole seconds of Unix time.
    pub declared_at: i64,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
}

/// Declares an area, or changes its level.
#[must_use]
pub fn declare_area(with: &Composing<'_>, area: &Area) -> Draft {
    let body = Map::new()
        .with("area", area.area.as_str())
        .with("region", area.region.to_string())
        .with("level", area.level.word())
        .with("declared_at", area.declared_at)
        .with("name_zh", area.name_zh.as_str())
        .with("name_en", area.name_en.as_str());
    Draft::new(Class::Area, with.actor, body, with.now, with.random)
}

/// Lifts an area.
#[must_use]
pub fn lift_area(with: &Composing<'_>, area: &Id, lifted_at: i64) -> Draft {
    let body = Map::new().with("area", area.as_str()).with("lifted_at", lifted_at);
    Draft::new(Class::AreaLifted, with.actor, body, with.now, with.random)
}

/// All who live in an area, in one act.
#[must_use]
pub fn residence(with: &Composing<'_>, area: &Area, residents: &[Uid]) -> Draft {
    let said = |resident: &Uid| {
        Said::new(*resident, &fresh("l", with), Kind::RiskAreaResidence, area.region)
            .with("area", area.area.as_str())
            .with("level", area.level.word())
            .with("declared_at", area.declared_at)
    };
    items(with, "residence", residents.iter().map(said).collect())
}

/// An act with its first signature, as a proposal that waits until `expires` (24 h after
/// the act was composed at most).
#[must_use]
pub fn propose(with: &Composing<'_>, act: Draft, key: &SigningKey, expires: i64) -> Handed {
    let signed = act.sign(&[key]);
    let inner = Act::from_bytes(&signed.act).expect("a draft's bytes are an act");
    let outer = Act {
        class: Class::Proposal,
        id: Uid::new(with.random),
        actor: with.actor.to_owned(),
        composed_at: with.now,
        body: Map::new()
            .with("act", signed.act)
            .with("approval", approval::to_bytes(&signed.approvals))
            .with("expires", expires),
        members: inner.members,
        cites: inner.cites,
    };
    let approvals = vec![Approval::sign(key, &outer.digest())];
    Handed { act: outer.to_bytes(), approvals, members: signed.members }
}

/// The act that was proposed, with the second officer's signature beside the first. Its
/// members are those that the proposal holds, opened.
#[must_use]
pub fn approve(proposed: &Proposed, members: Vec<Member>, key: &SigningKey) -> Handed {
    let mut approvals = proposed.approvals.clone();
    approvals.push(Approval::sign(key, &proposed.act.digest()));
    Handed { act: proposed.bytes.clone(), approvals, members }
}

/// Takes a proposal back.
#[must_use]
pub fn withdraw(with: &Composing<'_>, proposal: Uid, reason: &Id) -> Draft {
    let body = Map::new().with("proposal", proposal.0.to_vec()).with("reason", reason.as_str());
    Draft::new(Class::ProposalClosed, with.actor, body, with.now, with.random)
}

/// Who acts where a resident does.
#[must_use]
pub fn as_resident(resident: &Uid) -> String {
    resident_id(resident).as_str().to_owned()
}

/// A notice's own end and colour travel with it.
#[must_use]
pub fn notice(said: Said, origin_colour: Colour, until: i64) -> Said {
    said.with("origin_colour", origin_colour.word()).with("until", until)
}
