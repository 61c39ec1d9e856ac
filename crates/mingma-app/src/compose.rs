//! Composing acts: what an officer's program does before it signs. It needs no
//! register: an act's bytes, its members and their salts are made here, shown, hashed
//! and signed, and only then handed in.

use mingma_acts::member::{commitment, root};
use mingma_acts::{Act, Approval, Class, Map, Member, Members, Uid};
use mingma_seal::{Digest, Random, SigningKey};

use crate::submit::Handed;

/// An act being composed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The act, its members' root not yet set.
    act: Act,
    members: Vec<Member>,
}

impl Draft {
    /// Begins an act.
    #[must_use]
    pub fn new(class: Class, actor: &str, body: Map, composed_at: i64, random: &dyn Random) -> Self {
        let id = Uid::new(random);
        let act = Act { class, id, actor: actor.to_owned(), composed_at, body, members: None, cites: Vec::new() };
        Self { act, members: Vec::new() }
    }

    /// Takes an id of the composer's own, so that a repetition is known.
    #[must_use]
    pub fn with_id(mut self, id: Uid) -> Self {
        self.act.id = id;
        self
    }

    /// Rests it on another act.
    #[must_use]
    pub fn citing(mut self, digest: Digest) -> Self {
        self.act.cites.push(digest);
        self
    }

    /// Says something of a resident.
    #[must_use]
    pub fn about(mut self, resident: Uid, item: Map, random: &dyn Random) -> Self {
        self.push(resident, item, random);
        self
    }

    /// Says something of a resident.
    pub fn push(&mut self, resident: Uid, item: Map, random: &dyn Random) {
        self.members.push(Member::new(resident, item, random));
    }

    /// The act as it will be signed: its members' root is set.
    #[must_use]
    pub fn act(&self) -> Act {
        let commitments: Vec<Digest> = self.members.iter().map(|member| commitment(&member.to_bytes())).collect();
        let count = u32::try_from(commitments.len()).expect("fewer members than 2^20");
        let members = (count > 0).then(|| Members { count, root: root(&commitments) });
        Act { members, ..self.act.clone() }
    }

    /// Signs it, by each key in turn.
    #[must_use]
    pub fn sign(self, keys: &[&SigningKey]) -> Handed {
        let act = self.act();
        let digest = act.digest();
        let approvals = keys.iter().map(|key| Approval::sign(key, &digest)).collect();
        Handed { act: act.to_bytes(), approvals, members: self.members }
    }
}
