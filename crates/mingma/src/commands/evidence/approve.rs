//! `mingma evidence approve`: the second officer reads, then signs.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use mingma_acts::{Member, Uid};
use mingma_app::evidence::{Proposed, compose};
use mingma_app::{House, Why, open_members};
use mingma_seal::SigningKey;

use crate::acting::{self, Done};
use crate::context::{Answer, Outcome, Refusal};
use crate::kept::{DataArgs, key};
use crate::told;
use crate::whom::broken;

/// Read what was proposed, and sign it as the second officer.
///
/// What the act's own bytes say is told on stderr before they are signed: what the key signs
/// is the digest of these bytes and nothing else. Acts of the register that were handed in
/// with --propose are approved here as well.
#[derive(Args, Debug)]
pub struct ApproveArgs {
    /// The proposed act's id, or the name that its proposer gave it
    #[arg(value_name = "ACT")]
    act: String,
    /// Tell what it says, and sign nothing
    #[arg(long)]
    look: bool,
    #[command(flatten)]
    data: DataArgs,
    /// The second officer's key file
    #[arg(long, value_name = "FILE", required_unless_present = "look")]
    key: Option<PathBuf>,
    /// Print one JSON document: {act, receipt, members}
    #[arg(long)]
    json: bool,
}

impl ApproveArgs {
    /// Reads, tells, signs, hands in.
    pub fn run(&self) -> Answer {
        let house = self.data.open()?;
        let signing = self.key.as_deref().filter(|_| !self.look).map(key).transpose()?;
        let id = self.proposed(&house, signing.as_ref())?;
        let (proposed, members) = proposal(&house, &id)?;
        for line in told::act(&house, &proposed.act, &members) {
            writeln!(std::io::stderr(), "{line}").ok();
        }
        let Some(signing) = signing else { return Ok(Outcome::Holds) };
        let handed = compose::approve(&proposed, members, &signing);
        let done = house.submit(&handed).map(|kept| Done { kept, handed });
        house.told(done, self.json)
    }

    /// The proposal meant: one that is open, or by the name that its unit gave it.
    fn proposed(&self, house: &House, key: Option<&SigningKey>) -> Result<Uid, Refusal> {
        if let Some(open) = named(house, &self.act)? {
            return Ok(open);
        }
        let actor = acting::actor(house, key.map_or(&[][..], std::slice::from_ref))?;
        Ok(acting::own_id(&actor, &self.act))
    }
}

/// The open proposal that its proposer gave this name, whatever their unit.
fn named(house: &House, name: &str) -> Result<Option<Uid>, Refusal> {
    for row in house.store().open_proposals().map_err(broken)? {
        let unit = house.record(row.seq).map_err(broken)?.act().actor.clone();
        if acting::own_id(&unit, name).0 == row.act {
            return Ok(Some(Uid(row.act)));
        }
    }
    Ok(None)
}

/// A proposal and its members, opened.
pub fn proposal(house: &House, id: &Uid) -> Result<(Proposed, Vec<Member>), Refusal> {
    let row = house.store().proposal(&id.0).map_err(broken)?;
    let row = row.ok_or_else(|| Why::NoGround.of(id.to_string()).fault())?;
    let record = house.record(row.seq).map_err(broken)?;
    let proposed = Proposed::of(&record, &row).ok_or_else(|| Why::Proposal.of(id.to_string()).fault())?;
    let opened = open_members(house.store(), house.vault(), &record).map_err(broken)?;
    let members: Option<Vec<Member>> = opened.into_iter().map(|one| one.member).collect();
    Ok((proposed, members.ok_or_else(|| Why::NoLetter.of(id.to_string()).fault())?))
}
