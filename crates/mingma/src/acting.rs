//! An act from the command line: who acts, under which name, signed, handed in, told.

use std::sync::atomic::{AtomicU64, Ordering};

use clap::Args;
use mingma_acts::item::{resident_id, resident_uid};
use mingma_acts::{Act, Class, Kept, Uid};
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{Composing, propose};
use mingma_app::register::By;
use mingma_app::{Handed, House, Refused};
use mingma_model::Fault;
use mingma_seal::{Random, SigningKey, SystemRandom, sha256};
use mingma_store::rows::ActRow;
use zeroize::Zeroizing;

use crate::context::{Answer, Refusal};
use crate::kept::{DataArgs, KeyArgs, does_not_hold};
use crate::whom::broken;

/// A proposal waits so long for its second officer (24 hours, in seconds).
const WAITS: i64 = 24 * 3_600;

/// What every act takes.
#[derive(Args, Clone, Debug)]
pub struct ActArgs {
    #[command(flatten)]
    pub data: DataArgs,
    #[command(flatten)]
    pub keys: KeyArgs,
    /// Who acts: a unit, an institution, or r-… [default: whose the first key is]
    #[arg(long, value_name = "ID")]
    by: Option<String>,
    /// A name of your own for the act: the same command again changes nothing
    #[arg(long, value_name = "NAME")]
    id: Option<String>,
    /// Print one JSON document: {act, receipt, members}
    #[arg(long)]
    pub json: bool,
}

/// What an act that two officers sign takes beside it.
#[derive(Args, Clone, Copy, Debug)]
pub struct TwoArgs {
    /// Sign first and let it wait, 24 hours at most, for `mingma evidence approve`
    #[arg(long)]
    propose: bool,
}

/// How an act is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As it is, with every signature at once.
    Whole,
    /// As a proposal if one officer alone signs, as it is otherwise.
    ByKeys,
    /// As a proposal with the first signature.
    Proposal,
}

impl TwoArgs {
    /// The way that the flag asks for.
    pub const fn way(self) -> Way {
        if self.propose { Way::Proposal } else { Way::Whole }
    }
}

/// Who composes, when, and by which randomness.
pub struct Acting<'a> {
    /// The register.
    pub house: &'a House,
    /// A unit, an institution, or `r-…`.
    pub actor: &'a str,
    /// When it is composed (whole seconds of Unix time).
    pub at: i64,
    random: &'a dyn Random,
}

impl Acting<'_> {
    /// As the register room composes.
    pub fn by(&self) -> By<'_> {
        By { actor: self.actor, at: self.at, random: self.random }
    }

    /// As the evidence room composes.
    pub fn with(&self) -> Composing<'_> {
        Composing { actor: self.actor, now: self.at, random: self.random }
    }

    /// A fresh id of an item: a letter and 26 letters and digits.
    pub fn fresh(&self, letter: &str) -> String {
        format!("{letter}-{}", Uid::new(self.random))
    }
}

/// Composes an act. It may be asked twice: once as the act of before was composed.
pub type Compose<'c> = dyn Fn(&Acting<'_>) -> Result<Draft, Refusal> + 'c;

impl ActArgs {
    /// Opens the register, composes, signs, hands in, tells.
    ///
    /// # Errors
    /// Bad input; what the register refuses is told, and does not hold.
    pub fn act(&self, way: Way, compose: &Compose<'_>) -> Answer {
        self.act_of_rows(way, &|_| None, compose)
    }

    /// The same, of members that stand in a file: a refusal names the file and the line.
    ///
    /// # Errors
    /// As [`Self::act`].
    pub fn act_of_rows(&self, way: Way, line: Lines<'_>, compose: &Compose<'_>) -> Answer {
        let house = self.data.open()?;
        let keys = self.keys.read()?;
        let signing = self.signing(&house, &keys, way, compose)?;
        match signing.hand()? {
            Ok(done) => house.told(Ok(done), self.json),
            Err(refused) => does_not_hold(placed(&refused, line), self.json),
        }
    }

    /// Composes and signs, and asks the register what it would decide, which keeps nothing.
    ///
    /// # Errors
    /// Bad input.
    pub fn preview(&self, compose: &Compose<'_>) -> Result<Result<(), Refused>, Refusal> {
        let house = self.data.open()?;
        let keys = self.keys.read()?;
        let handed = self.signing(&house, &keys, Way::Whole, compose)?.signed(house.now(), None)?;
        Ok(house.preview(&handed).map(drop))
    }

    fn signing<'a>(
        &'a self,
        house: &'a House,
        keys: &'a [SigningKey],
        way: Way,
        compose: &'a Compose<'a>,
    ) -> Result<Signing<'a>, Refusal> {
        let actor = match &self.by {
            Some(by) => by.clone(),
            None => actor(house, keys)?,
        };
        let proposes = match way {
            Way::Whole => false,
            Way::Proposal => true,
            Way::ByKeys => keys.len() == 1 && !acts_alone(house, &actor),
        };
        Ok(Signing { house, keys, actor, name: self.id.as_deref(), proposes, compose })
    }
}

/// Institutions and residents sign alone; of a unit two officers do.
fn acts_alone(house: &House, actor: &str) -> bool {
    house.registry().institutions.contains_key(actor) || resident_uid(actor).is_some()
}

/// Where a member stands in its file.
pub type Lines<'l> = &'l dyn Fn(usize) -> Option<(String, usize)>;

/// An act about to be composed and signed.
struct Signing<'a> {
    house: &'a House,
    keys: &'a [SigningKey],
    actor: String,
    name: Option<&'a str>,
    proposes: bool,
    compose: &'a Compose<'a>,
}

impl Signing<'_> {
    /// Hands it in; what was handed in before under this name is answered as it was.
    fn hand(&self) -> Result<Result<Done, Refused>, Refusal> {
        let own = self.name.map(|name| Own::new(&self.actor, name, self.keys));
        if let Some(own) = &own
            && let Some(earlier) = own.earlier(self.house)?
        {
            // The same command again makes the same bytes.
            let at = Act::from_bytes(&earlier.bytes).map_err(broken)?.composed_at;
            let handed = self.signed(at, Some(own))?;
            if handed.act == earlier.bytes || within(&handed).as_ref() == Some(&earlier.bytes) {
                let kept = Kept { seq: earlier.seq, sealed_at: earlier.sealed_at, fresh: false };
                return Ok(Ok(Done { kept, handed }));
            }
        }
        let handed = self.signed(self.house.now(), own.as_ref())?;
        Ok(self.house.submit(&handed).map(|kept| Done { kept, handed }))
    }

    fn signed(&self, at: i64, own: Option<&Own>) -> Result<Handed, Refusal> {
        let drawn = own.map(Own::random);
        let random: &dyn Random = drawn.as_ref().map_or(&SystemRandom, |drawn| drawn);
        let acting = Acting { house: self.house, actor: &self.actor, at, random };
        let draft = (self.compose)(&acting)?;
        let draft = match own {
            Some(own) => draft.with_id(own.id),
            None => draft,
        };
        Ok(match self.keys {
            [first, ..] if self.proposes => propose(&acting.with(), draft, first, at + WAITS),
            keys => draft.sign(&keys.iter().collect::<Vec<_>>()),
        })
    }
}

/// What was kept, and what was handed in.
pub struct Done {
    /// Where it stands.
    pub kept: Kept,
    /// The act, its signatures, its members in the clear.
    pub handed: Handed,
}

/// The fault of a refusal, at the line of the member meant where it stands in a file.
fn placed(refused: &Refused, line: Lines<'_>) -> Fault {
    let member = match refused {
        Refused::Decided(refusal) => refusal.member,
        Refused::Act(_) => None,
    };
    match member.and_then(|member| line(member as usize)) {
        Some((file, line)) => Fault { line, ..refused.fault().of_file(file) },
        None => refused.fault(),
    }
}

/// The bytes of the act within a proposal.
fn within(handed: &Handed) -> Option<Vec<u8>> {
    let act = Act::from_bytes(&handed.act).ok().filter(|act| act.class == Class::Proposal)?;
    act.body.bytes("act").map(<[u8]>::to_vec)
}

/// Whose the first key is: an officer's unit, an institution, a resident. Of a key that
/// nobody knows nobody acts, and the register says so.
pub fn actor(house: &House, keys: &[SigningKey]) -> Result<String, Refusal> {
    let Some(id) = keys.first().map(|key| key.public().id()) else { return Ok("unknown".into()) };
    let registry = house.registry();
    if let Some(key) = registry.keys.get(&id) {
        let officer = registry.officers.get(&key.row.holder).filter(|_| key.row.holder_kind == "officer");
        return Ok(officer.map_or_else(|| key.row.holder.clone(), |row| row.unit.clone()));
    }
    let Some(device) = house.store().device(&id.0).map_err(broken)? else { return Ok("unknown".into()) };
    let whose = house.store().resident(device.resident).map_err(broken)?;
    Ok(whose.map_or_else(|| "unknown".into(), |whose| resident_id(&Uid(whose.id)).as_str().to_owned()))
}

/// The name that somebody gave their act, and what is drawn from it: the act's id, and
/// salts that only the holder of the first key can make again.
struct Own {
    id: Uid,
    seed: [u8; 32],
}

impl Own {
    fn new(actor: &str, name: &str, keys: &[SigningKey]) -> Self {
        let mut secret = Zeroizing::new(format!("mingma own name\0{name}\0"));
        keys.first().map(SigningKey::pem).into_iter().for_each(|pem| secret.push_str(&pem));
        Self { id: own_id(actor, name), seed: sha256(secret.as_bytes()).0 }
    }

    fn random(&self) -> Drawn {
        Drawn { seed: self.seed, next: AtomicU64::new(0) }
    }

    /// The act of this name, or the proposal of it.
    fn earlier(&self, house: &House) -> Result<Option<ActRow>, Refusal> {
        let store = house.store();
        if let Some(row) = store.act_by_id(&self.id.0).map_err(broken)? {
            return Ok(Some(row));
        }
        let Some(row) = store.proposal(&self.id.0).map_err(broken)? else { return Ok(None) };
        store.act(row.seq).map_err(broken)
    }
}

/// The id of an act by the name that whoever acts gave it; an act's own id is itself.
pub fn own_id(actor: &str, name: &str) -> Uid {
    let made = sha256(format!("mingma own id\0{actor}\0{name}").as_bytes());
    Uid::parse(name).unwrap_or_else(|| Uid(*made.0.first_chunk().expect("16 of 32 bytes")))
}

/// Bytes that are the same each time they are drawn in the same order.
struct Drawn {
    seed: [u8; 32],
    next: AtomicU64,
}

impl Random for Drawn {
    fn fill(&self, to: &mut [u8]) {
        for part in to.chunks_mut(32) {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            let bytes = sha256(&[&self.seed[..], &n.to_be_bytes()].concat()).0;
            part.copy_from_slice(&bytes[..part.len()]);
        }
    }
}
