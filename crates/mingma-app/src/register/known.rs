//! What the register knows of an act's members beside their files: read before it is
//! decided, so that deciding stays a function of values.

use mingma_acts::fold::document_tag;
use mingma_acts::{Act, ActError, Class, Map, Member, Touch, Uid};
use mingma_seal::PublicKey;
use mingma_store::rows::FixtureRow;
use mingma_store::{OPEN, Value};

use crate::grounds::Grounds;

/// Of one member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownMember {
    /// The document that it brings is somebody's.
    pub document: bool,
    /// The resident's id that it brings is somebody's.
    pub id: bool,
    /// The device's key that it brings is somebody's.
    pub device: bool,
    /// Something about the resident was proposed and is neither approved nor closed.
    pub proposal: bool,
}

/// Of each member, in their order; and what was read for it.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Of each member.
    pub members: Vec<KnownMember>,
    /// The key that the act itself brings is a resident's device.
    pub device: bool,
    /// Enrolments of the members' persons that are open, where the act closes some.
    pub open: Vec<u32>,
    /// The fixtures of the place that the act names.
    pub fixtures: Vec<FixtureRow>,
    /// What was read, so that the decision is made again when it moves.
    pub reads: Vec<Touch>,
}

impl Known {
    /// Reads what an act needs.
    ///
    /// # Errors
    /// The store cannot be asked.
    pub(crate) fn read(grounds: &Grounds<'_>, act: &Act, members: &[Member], now: i64) -> Result<Self, ActError> {
        let mut known = Self { members: vec![KnownMember::default(); members.len()], ..Self::default() };
        match act.class {
            Class::Enrolment => {
                known.documents(grounds, members)?;
                known.ids(grounds, members)?;
                known.devices(grounds, members)?;
            }
            Class::Enrolled => known.devices(grounds, members)?,
            Class::Officer | Class::Institution => known.device = known.is_device(grounds, &act.body)?,
            Class::Closing => {
                known.proposals(grounds, members, now)?;
                known.open = open(grounds, members)?;
            }
            Class::Fixture | Class::FixtureCut => {
                known.device = known.is_device(grounds, &act.body)?;
                let place = act.body.text("place").unwrap_or_default();
                known.fixtures = grounds.store.fixtures_of(place)?;
                known.reads.push(Touch::of("fixture", &Value::Text(place.to_owned())));
            }
            _ => {}
        }
        Ok(known)
    }

    fn documents(&mut self, grounds: &Grounds<'_>, members: &[Member]) -> Result<(), ActError> {
        let tag = |member: &Member| {
            let [kind, number] = ["document", "number"].map(|word| member.item.text(word).unwrap_or_default());
            document_tag(grounds.vault.index(), kind, number)
        };
        let tags: Vec<[u8; 32]> = members.iter().map(tag).collect();
        let found = grounds.store.by_documents(&tags)?;
        for ((known, tag), found) in self.members.iter_mut().zip(&tags).zip(found) {
            known.document = found.is_some();
            self.reads.push(Touch::unique("document", &Value::Bytes(tag.to_vec())));
        }
        Ok(())
    }

    fn ids(&mut self, grounds: &Grounds<'_>, members: &[Member]) -> Result<(), ActError> {
        let ids: Vec<[u8; 16]> = members.iter().map(|member| member.resident.0).collect();
        let found = grounds.store.by_outer_ids(&ids)?;
        for ((known, id), found) in self.members.iter_mut().zip(&ids).zip(found) {
            known.id = found.is_some();
            self.reads.push(Touch::unique("resident", &Value::Bytes(id.to_vec())));
        }
        Ok(())
    }

    fn devices(&mut self, grounds: &Grounds<'_>, members: &[Member]) -> Result<(), ActError> {
        for (at, member) in members.iter().enumerate() {
            self.members[at].device = self.is_device(grounds, &member.item)?;
        }
        Ok(())
    }

    /// Whether the key among these words is somebody's device.
    fn is_device(&mut self, grounds: &Grounds<'_>, words: &Map) -> Result<bool, ActError> {
        let key = words.bytes("key").and_then(|bytes| PublicKey::from_bytes(bytes).ok());
        let Some(id) = key.map(|key| key.id()) else { return Ok(false) };
        self.reads.push(Touch::unique("device", &Value::Bytes(id.0.to_vec())));
        Ok(grounds.store.device(&id.0)?.is_some())
    }

    fn proposals(&mut self, grounds: &Grounds<'_>, members: &[Member], now: i64) -> Result<(), ActError> {
        for (known, member) in self.members.iter_mut().zip(members) {
            known.proposal = waits(grounds, &member.resident, now)?;
        }
        Ok(())
    }
}

/// The enrolments of the members' persons that are open.
fn open(grounds: &Grounds<'_>, members: &[Member]) -> Result<Vec<u32>, ActError> {
    let mut person = Vec::new();
    for member in members {
        let row = grounds.store.by_outer_id(&member.resident.0)?;
        person.extend(row.map_or_else(Vec::new, |row| grounds.registry.one_person(&row)));
    }
    person.sort_unstable();
    person.dedup();
    let rows = grounds.store.residents_of(&person)?;
    Ok(rows.into_iter().filter(|row| row.closed_at.is_none()).map(|row| row.resident).collect())
}

/// True while a proposal about a resident is open.
fn waits(grounds: &Grounds<'_>, resident: &Uid, now: i64) -> Result<bool, ActError> {
    let Some(row) = grounds.store.by_outer_id(&resident.0)? else { return Ok(false) };
    let rows = grounds.store.members_of(row.resident)?;
    for row in rows.iter().filter(|row| row.class == Class::Proposal.code()) {
        let act = mingma_acts::kept::record(grounds.store, row.seq)?.act().place()?;
        let open = |proposal: mingma_store::rows::ProposalRow| proposal.state == OPEN && now < proposal.expires;
        if grounds.store.proposal(&act.0)?.is_some_and(open) {
            return Ok(true);
        }
    }
    Ok(false)
}
