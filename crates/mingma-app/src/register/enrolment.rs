//! Enrolment 建档: by a document, `claimed` at first. Whoever comes second with a document
//! changes nothing.

use std::collections::HashSet;

use mingma_acts::{Class, Map, Power, Uid};
use mingma_model::document::{Document, DocumentKind, PersonName, Purpose};
use mingma_model::{Profile, Region};
use mingma_seal::PublicKey;

use super::By;
use super::desk::Desk;
use super::particulars::{Particulars, unfit};
use crate::compose::Draft;
use crate::refusal::{Refusal, Why};

/// How well a resident is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 自报: document and telephone, told by themselves.
    Claimed,
    /// 已核验: a counter saw document and face.
    Vouched,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 2] = [Self::Claimed, Self::Vouched];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Vouched => "vouched",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// Somebody who is being enrolled. What is personal stays sealed in its types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their document.
    pub document: Document,
    /// Their name, as the document writes it.
    pub name: PersonName,
    /// Their telephone.
    pub phone: Phone,
    /// Where they live: six digits.
    pub region: Region,
    /// Their device's key, which signs what they declare.
    pub key: Option<PublicKey>,
}

/// A telephone number, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(mingma_model::document::Personal<String>);

impl Phone {
    /// Reads 5 to 15 digits, a `+` before them at most; spaces around are taken off.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('+').unwrap_or(text);
        let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Self(mingma_model::document::Personal::new(text.to_owned())))
    }

    /// The number, for a stated purpose.
    #[must_use]
    pub fn reveal(&self, purpose: Purpose) -> &str {
        self.0.reveal(purpose)
    }
}

impl Person {
    /// Reads a member's item: each particular as its type writes it, to the byte, for a
    /// document is found again by its bytes.
    pub(crate) fn read(map: &Map, profile: &Profile) -> Result<Self, Refusal> {
        let item = Particulars::of(map, profile, &["document", "number", "name", "phone", "region", "key"])?;
        let kind = DocumentKind::from_word(item.text("document")?).ok_or_else(|| unfit("document"))?;
        let number = item.text("number")?;
        let document = Document::parse(kind, number).map_err(|_| unfit("number"))?;
        let name = PersonName::parse(item.text("name")?).map_err(|_| unfit("name"))?;
        let phone = Phone::parse(item.text("phone")?).ok_or_else(|| unfit("phone"))?;
        let person =
            Self { document, name, phone, region: item.region("region")?, key: item.maybe("key", Particulars::key)? };
        for (word, value) in person.item().iter() {
            if map.get(word) != Some(value) {
                return Err(unfit(word));
            }
        }
        Ok(person)
    }

    /// The member's item.
    #[must_use]
    pub fn item(&self) -> Map {
        Map::new()
            .with("document", self.document.kind().word())
            .with("number", self.document.reveal(Purpose::Matching))
            .with("name", self.name.reveal(Purpose::Matching))
            .with("phone", self.phone.reveal(Purpose::Matching))
            .with("region", self.region.to_string())
            .with_some("key", self.key.as_ref().map(PublicKey::to_bytes))
    }
}

/// Enrols people, many in one act; their new ids come back in their order.
#[must_use]
pub fn compose(by: By<'_>, people: &[Person]) -> (Draft, Vec<Uid>) {
    let mut draft = by.draft(Class::Enrolment, Map::new().with("level", Level::Claimed.word()));
    let ids: Vec<Uid> = people.iter().map(|_| Uid::new(by.random)).collect();
    for (person, id) in people.iter().zip(&ids) {
        draft.push(*id, person.item(), by.random);
    }
    (draft, ids)
}

pub(crate) fn decide(desk: &Desk<'_>) -> Result<(), Refusal> {
    let level = desk.body(&["level"])?.text("level")?;
    if Level::from_word(level) != Some(Level::Claimed) {
        return Err(unfit("level"));
    }
    desk.one()?;
    if desk.members.is_empty() || desk.known.members.len() != desk.members.len() {
        return Err(Why::Members.into());
    }
    each(desk)?;
    // Whoever holds the device speaks as the resident: nobody gets a voice by one officer.
    let devices = desk.members.iter().any(|member| member.item.get("key").is_some());
    if devices { desk.two() } else { Ok(()) }
}

fn each(desk: &Desk<'_>) -> Result<(), Refusal> {
    let (mut documents, mut ids, mut keys) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (at, (member, known)) in desk.members.iter().zip(&desk.known.members).enumerate() {
        let person = Person::read(&member.item, desk.ground.profile).map_err(|refusal| refusal.at(at))?;
        desk.may(Power::Enrol, &person.region.to_string()).map_err(|refusal| refusal.at(at))?;
        let [kind, number] = ["document", "number"].map(|word| member.item.text(word));
        if known.document || !documents.insert((kind, number)) {
            return Err(Refusal::from(Why::DocumentTaken).at(at));
        }
        if known.id || !ids.insert(member.resident) {
            return Err(Why::IdTaken.of(mingma_acts::item::resident_id(&member.resident).to_string()).at(at));
        }
        let Some(key) = person.key else { continue };
        desk.fresh_key(&key).map_err(|refusal| refusal.at(at))?;
        if known.device || !keys.insert(key.id()) {
            return Err(Why::KeyTaken.of(key.id().to_string()).at(at));
        }
    }
    Ok(())
}
