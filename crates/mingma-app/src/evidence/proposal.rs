//! Proposals: what one officer signed waits, with its members, for another.

use mingma_acts::{Act, Approval, BEHIND, Class, Member, Permit, Record, Touch, Uid, approval, authorise};
use mingma_store::rows::ProposalRow;
use mingma_store::{OPEN, Value};

use super::source::{Source, source};
use super::{areas, bodies, decide};
use crate::ground::{Decision, Ground};
use crate::refusal::{Refusal, Why};

/// An act that waits for a second signature.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The act proposed.
    pub act: Act,
    /// Its bytes, as they were signed.
    pub bytes: Vec<u8>,
    /// The first officer's signature over it.
    pub approvals: Vec<Approval>,
    /// The record of the proposal.
    pub seq: u64,
    /// Until when it waits.
    pub expires: i64,
    /// True while it was neither approved nor taken back.
    pub open: bool,
}

impl Proposed {
    /// Reads it off the record of a proposal and its row; none where the record is
    /// no proposal.
    #[must_use]
    pub fn of(record: &Record, row: &ProposalRow) -> Option<Self> {
        let (act, bytes, approvals) = inner(record.act())?;
        Some(Self { act, bytes, approvals, seq: record.seq, expires: row.expires, open: row.state == OPEN })
    }

    /// True while a second officer may still sign.
    #[must_use]
    pub const fn waits(&self, now: i64) -> bool {
        self.open && now < self.expires
    }
}

/// The act within a proposal, its bytes, and who signed it first.
fn inner(act: &Act) -> Option<(Act, Vec<u8>, Vec<Approval>)> {
    if act.class != Class::Proposal {
        return None;
    }
    let bytes = act.body.bytes("act")?.to_vec();
    let inner = Act::from_bytes(&bytes).ok()?;
    let approvals = approval::from_bytes(act.body.bytes("approval")?).ok()?;
    Some((inner, bytes, approvals))
}

fn touch(id: &Uid) -> Touch {
    Touch::of("proposal", &Value::Bytes(id.0.to_vec()))
}

/// An act under the id of a proposal is that very act, while it waits.
///
/// # Errors
/// The proposal is over, or another act takes its id.
pub(super) fn answers(ground: &Ground<'_>, proposal: &dyn Fn(&Uid) -> Option<Proposed>) -> Result<(), Refusal> {
    let Some(proposed) = proposal(&ground.permit.act().id) else { return Ok(()) };
    if proposed.bytes != ground.permit.bytes() {
        return Err(Why::Contradiction.of(proposed.act.id.to_string()));
    }
    if proposed.waits(ground.now) { Ok(()) } else { Err(Why::NotOpen.of(proposed.act.id.to_string())) }
}

/// The words of a proposal's body.
const WORDS: [&str; 3] = ["act", "approval", "expires"];

/// Decides a proposal: everything is asked of it that will be asked of the act, as if
/// another officer had signed as well.
pub(super) fn propose(
    ground: &Ground<'_>,
    members: &[Member],
    proposal: &dyn Fn(&Uid) -> Option<Proposed>,
) -> Result<Decision, Refusal> {
    let outer = ground.permit.act();
    let wrong = |word: &str| Why::Proposal.of(word);
    let (act, bytes, approvals) = inner(outer).ok_or_else(|| wrong("act"))?;
    if outer.body.iter().any(|(word, _)| !WORDS.contains(&word)) {
        return Err(wrong("body"));
    }
    let expires = outer.body.int("expires").ok_or_else(|| wrong("expires"))?;
    if expires <= ground.now || expires > act.composed_at.saturating_add(BEHIND) {
        return Err(wrong("expires"));
    }
    if act.actor != outer.actor || act.members != outer.members || act.cites != outer.cites {
        return Err(wrong("act"));
    }
    if proposal(&act.id).is_some() {
        return Err(Why::Contradiction.of(act.id.to_string()));
    }
    let permit = first(ground, bytes, approvals)?;
    let within = Ground { permit: &permit, ..*ground };
    let mut decision = match act.class {
        Class::Evidence => decide::evidence(&within, members, Source::TwoOfficers)?,
        Class::Area | Class::AreaLifted => areas::decide(&within, members, Source::TwoOfficers)?,
        // What the register's own room decides is decided when the act itself comes.
        class if class.proposable() && members.is_empty() => Decision::default(),
        class => return Err(wrong(class.word())),
    };
    // Nothing binds yet, so nothing is added and nobody is told.
    decision.added.clear();
    decision.letters.clear();
    decision.reads.push(touch(&act.id));
    Ok(decision)
}

/// The first officer signed the act proposed, and hands the proposal in.
fn first(ground: &Ground<'_>, bytes: Vec<u8>, approvals: Vec<Approval>) -> Result<Permit, Refusal> {
    let devices = |_: &mingma_seal::KeyId| Ok(None);
    let permit = authorise(ground.registry, &devices, bytes, approvals, ground.now)
        .map_err(|error| Why::Proposal.of(error.code()))?;
    let inner = source(&Ground { permit: &permit, ..*ground })?;
    let same = |one: &mingma_acts::Signer| permit.signers().iter().any(|first| first.holder == one.holder);
    let hands_in = ground.permit.officers().any(same) && source(ground)?.officers();
    if inner == Source::OneOfficer && hands_in { Ok(permit) } else { Err(Why::NotTwo.of("proposal")) }
}

/// The words of a body that closes a proposal; the register gives no reason.
const CLOSED: [&str; 2] = ["proposal", "reason"];

/// Decides that a proposal is taken back: by its unit, while it waits; or that it ran
/// out: by the register itself, once it did.
pub(super) fn close(
    ground: &Ground<'_>,
    members: &[Member],
    proposal: &dyn Fn(&Uid) -> Option<Proposed>,
) -> Result<Decision, Refusal> {
    if !members.is_empty() {
        return Err(Why::Members.into());
    }
    let act = ground.permit.act();
    bodies::only(&act.body, &CLOSED)?;
    bodies::sentence(&act.body, "reason")?;
    let id = act.body.bytes("proposal").and_then(Uid::from_bytes).ok_or_else(|| Why::Proposal.of("proposal"))?;
    let proposed = proposal(&id).ok_or_else(|| Why::NoGround.of(id.to_string()))?;
    if !proposed.open {
        return Err(Why::NotOpen.of(id.to_string()));
    }
    let source = source(ground)?;
    let theirs = source.officers() && ground.registry.superior(&proposed.act.actor, &act.actor);
    let ran_out = source == Source::Register && ground.now >= proposed.expires;
    if !theirs && !ran_out {
        return Err(Why::NotTheirs.of(proposed.act.actor));
    }
    Ok(Decision { reads: vec![touch(&id)], ..Decision::default() })
}
