//! Institutions 机构 that sign for themselves, each for its own kind: a laboratory its
//! tests, a port entries, a carrier arrivals, a partner the notices of another register.

use mingma_acts::{Class, Map, Power, stands};
use mingma_model::{Prefix, Profile};
use mingma_seal::{KeyId, PublicKey};

use super::By;
use super::desk::Desk;
use super::ids::{self, Noun};
use super::officer::key_list;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// What an institution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstitutionKind {
    /// 实验室.
    Laboratory,
    /// 口岸.
    Port,
    /// 承运人.
    Carrier,
    /// 对接方: the register of another region.
    Partner,
}

impl InstitutionKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Laboratory, Self::Port, Self::Carrier, Self::Partner];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Laboratory => "laboratory",
            Self::Port => "port",
            Self::Carrier => "carrier",
            Self::Partner => "partner",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// An institution with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Institution<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub kind: InstitutionKind,
    /// Chinese name.
    pub name_zh: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// Where its word counts; a partner's is the region that it answers for.
    pub region: Prefix,
    /// The key that it signs with.
    pub key: PublicKey,
}

impl<'a> Institution<'a> {
    /// Reads a body.
    pub(crate) fn read(map: &'a Map, profile: &'a Profile) -> Result<Self, Refusal> {
        let body = Particulars::of(map, profile, &["institution", "kind", "name_zh", "name_en", "region", "key"])?;
        Ok(Self {
            id: body.own_id("institution")?,
            kind: InstitutionKind::from_word(body.text("kind")?).ok_or_else(|| unfit("kind"))?,
            name_zh: body.name("name_zh")?,
            name_en: body.name("name_en")?,
            region: body.area("region")?,
            key: body.key("key")?,
        })
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Map {
        Map::new()
            .with("institution", self.id)
            .with("kind", self.kind.word())
            .with("name_zh", self.name_zh)
            .with("name_en", self.name_en)
            .with("region", self.region.to_string())
            .with("key", self.key.to_bytes())
    }
}

/// Registers an institution, or a further key of one that stands.
#[must_use]
pub fn compose(by: By<'_>, institution: &Institution<'_>) -> Draft {
    by.draft(Class::Institution, institution.body())
}

/// Revokes an institution with every key of its that stands.
#[must_use]
pub fn compose_revoked(by: By<'_>, institution: &str, keys: &[KeyId], reason: &str) -> Draft {
    let body = Map::new().with("institution", institution).with("reason", reason).with("keys", key_list(keys));
    by.draft(Class::InstitutionRevoked, body)
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let new = Institution::read(&desk.act().body, desk.ground.profile)?;
    let region = new.region.to_string();
    desk.two()?;
    may_register(desk, new.kind.word(), &region)?;
    desk.fresh_key(&new.key)?;
    ids::free(desk.registry(), Noun::Institution, new.id)?;
    match desk.registry().institutions.get(new.id) {
        None => Ok(()),
        Some(row)
            if stands(row.since, row.until, desk.now()) && row.kind == new.kind.word() && row.region == region =>
        {
            Ok(())
        }
        Some(_) => Err(Why::IdTaken.of(new.id)),
    }
}

/// Who registers an institution has `register` where the institution is; who takes a
/// partner, whose region is another's, has `exchange` and `register` at home.
pub(crate) fn may_register(desk: &Desk<'_>, kind: &str, region: &str) -> Result<(), Refusal> {
    if kind != InstitutionKind::Partner.word() {
        return desk.may(Power::Register, region);
    }
    let home = &desk.unit()?.region;
    desk.may(Power::Register, home)?;
    desk.may(Power::Exchange, home)
}

pub(crate) fn decide_revoked(desk: &Desk<'_>) -> Result<(), Refusal> {
    let body = desk.body(&["institution", "reason", "keys"])?;
    let id = body.id("institution")?;
    body.reason()?;
    let keys = body.keys()?;
    desk.two()?;
    let row = desk.registry().institution(id, desk.now()).ok_or_else(|| Why::NoSuch.of(id))?;
    may_register(desk, &row.kind, &row.region)?;
    desk.keys_listed(&keys, "institution", id)
}
