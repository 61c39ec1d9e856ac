//! Folds: what each class of act does to the tables. Pure: the same record, members
//! and rows give the same changes, live and in an audit.

mod appeals;
mod nouns;
mod presence;
mod residents;

pub use residents::document_tag;

use mingma_seal::{IndexKey, sha256};
use mingma_store::rows::{ActRow, BlockRow, LetterRow, MemberRow, OutboxRow, TextRow};
use mingma_store::{Change, Row, Value};

use crate::approval;
use crate::canonical::{Datum, Map};
use crate::class::Class;
use crate::error::ActError;
use crate::member::{self, Member, Sealed};
use crate::record::{MAX_IN_LEAF, Record};
use crate::view::View;

/// A member with what it says; none where the resident's key was destroyed.
#[derive(Clone, Debug)]
pub struct Opened {
    /// As it is kept.
    pub sealed: Sealed,
    /// As it reads.
    pub member: Option<Member>,
}

/// What a fold reads.
pub struct Folding<'a> {
    /// The act, sealed.
    pub record: &'a Record,
    /// The members that were signed, then those that the register added.
    pub members: &'a [Opened],
    /// Rows as they stand.
    pub view: &'a dyn View,
    /// Tags documents.
    pub index: &'a IndexKey,
}

/// True of classes whose folds read what members say; of all others the sealed bytes do.
#[must_use]
pub const fn reads_members(class: Class) -> bool {
    matches!(
        class,
        Class::Enrolment
            | Class::Enrolled
            | Class::Merge
            | Class::Unmerge
            | Class::Appeal
            | Class::AppealDecided
            | Class::AppealEased
            | Class::Visits
            | Class::VisitSaid
    )
}

/// The changes that a record makes: the act, its block, its members, its nouns.
///
/// # Errors
/// The body is not of the class's form, or a row that it changes does not stand.
pub fn fold(folding: &Folding<'_>) -> Result<Vec<Change>, ActError> {
    let mut out = kept(folding.record, folding.members);
    folding.nouns(&mut out)?;
    Ok(out)
}

/// The rows that keep an act as it was signed, and its members by resident.
fn kept(record: &Record, members: &[Opened]) -> Vec<Change> {
    let act = record.act();
    let mut out = vec![Change::put(&act_row(record))];
    let sealed: Vec<Sealed> = members.iter().map(|opened| opened.sealed.clone()).collect();
    for (bytes, chunk) in member::chunks(&sealed).into_iter().zip(0_u32..) {
        out.push(Change::put(&BlockRow { seq: record.seq, chunk, bytes }));
    }
    let mut rows: Vec<MemberRow> = sealed
        .into_iter()
        .zip(0_u32..)
        .map(|(member, idx)| MemberRow {
            resident: member.resident,
            seq: record.seq,
            idx,
            class: act.class.code(),
            sealed: member.sealed,
        })
        .collect();
    // Neighbours in the table are written together.
    rows.sort_unstable_by_key(|row| (row.resident, row.idx));
    out.extend(rows.iter().map(Change::put));
    if act.class.public() && record.bytes.len() > MAX_IN_LEAF {
        out.push(Change::put(&text_row(record, "act", &record.id().to_string(), record.bytes.clone())));
    }
    out
}

fn act_row(record: &Record) -> ActRow {
    let act = record.act();
    ActRow {
        seq: record.seq,
        id: act.id.0,
        class: act.class.code(),
        sealed_at: record.sealed_at,
        actor: act.actor.clone(),
        bytes: record.bytes.clone(),
        approvals: approval::to_bytes(&record.approvals),
        added: record.added.map(|added| added.to_bytes()),
        salt: record.salt,
        digest: record.digest().0,
    }
}

/// A letter stands on the resident's page, and a line of the outbox sends it.
#[must_use]
pub fn letter_rows(letter: &LetterRow) -> [Change; 2] {
    let LetterRow { resident, seq, n, at, .. } = *letter;
    [Change::put(letter), Change::put(&OutboxRow { resident, seq, n, channel: "letter".into(), at })]
}

fn text_row(record: &Record, kind: &str, name: &str, bytes: Vec<u8>) -> TextRow {
    TextRow {
        hash: sha256(&bytes).0,
        kind: kind.to_owned(),
        name: name.to_owned(),
        bytes,
        seq: record.seq,
        since: record.sealed_at,
        until: None,
    }
}

impl Folding<'_> {
    fn nouns(&self, out: &mut Vec<Change>) -> Result<(), ActError> {
        let body = &self.record.act().body;
        if self.record.act().class.proposable() {
            self.answered(out)?;
        }
        match self.record.act().class {
            Class::Genesis => self.genesis(body, out)?,
            Class::Text => out.push(self.text(body)?),
            Class::Unit => out.push(self.unit(body)?),
            Class::UnitClosed => out.push(self.unit_closed(body)?),
            Class::Power => out.push(self.power(body)?),
            Class::PowerRevoked => out.push(self.power_revoked(body)?),
            Class::Officer => self.officer(body, out)?,
            Class::OfficerRevoked => self.officer_revoked(body, out)?,
            Class::KeyRevoked => out.push(self.key_revoked(body)?),
            Class::Institution => self.institution(body, out)?,
            Class::InstitutionRevoked => self.institution_revoked(body, out)?,
            Class::Place => out.push(self.place(body)?),
            Class::PlaceClosed => out.push(self.place_closed(body)?),
            Class::Enrolment => self.enrolment(body, out)?,
            Class::Enrolled => self.enrolled(body, out)?,
            Class::Merge => self.merge(out)?,
            Class::Unmerge => self.unmerge(out)?,
            Class::Evidence => self.evidence(body, out)?,
            Class::Proposal => self.proposal(body, out)?,
            Class::ProposalClosed => self.proposal_closed(body, out)?,
            Class::Refusal => out.push(self.refusal(body)?),
            Class::Area => out.push(self.area(body)?),
            Class::AreaLifted => out.push(self.area_lifted(body)?),
            Class::Shown => {}
            Class::Closing => self.closing(out)?,
            Class::Appeal => self.appeal(body, out)?,
            Class::AppealAdded | Class::AppealAsked => {}
            Class::AppealWithdrawn => self.appeal_withdrawn(body, out)?,
            Class::AppealDecided => self.appeals_decided(body, out)?,
            Class::AppealEased => self.appeals_eased(out)?,
            Class::Fixture => out.push(self.fixture(body)?),
            Class::FixtureCut => out.push(self.fixture_cut(body)?),
            Class::Visits => self.visits(out)?,
            Class::VisitSaid => self.visit_said(out)?,
        }
        Ok(())
    }

    const fn seq(&self) -> u64 {
        self.record.seq
    }

    /// A body that is not of its class's form.
    fn unfit(&self, what: &str) -> ActError {
        ActError::Unfoldable { seq: self.record.seq, what: what.to_owned() }
    }

    fn need<'b>(&self, body: &'b Map, word: &str) -> Result<&'b str, ActError> {
        body.text(word).ok_or_else(|| self.unfit(word))
    }

    fn need_bytes<'b>(&self, body: &'b Map, word: &str) -> Result<&'b [u8], ActError> {
        body.bytes(word).ok_or_else(|| self.unfit(word))
    }

    /// A row that the act changes and that must stand.
    fn row<R: Row>(&self, key: &[Value]) -> Result<R, ActError> {
        let values = self.view.get(R::TABLE, key)?;
        Ok(R::read(&values.ok_or_else(|| self.unfit(R::TABLE.name))?)?)
    }

    /// A row that the act may find.
    fn found<R: Row>(&self, key: &[Value]) -> Result<Option<R>, ActError> {
        Ok(self.view.get(R::TABLE, key)?.map(|values| R::read(&values)).transpose()?)
    }

    /// Does something for each map of a list in the body.
    fn each(&self, body: &Map, word: &str, mut does: impl FnMut(&Map) -> Result<(), ActError>) -> Result<(), ActError> {
        for one in body.list(word) {
            let Datum::Map(one) = one else { return Err(self.unfit(word)) };
            does(one)?;
        }
        Ok(())
    }
}
