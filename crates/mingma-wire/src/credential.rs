//! What an issuer signs: the envelope of a colour for 24 hours.

use mingma_model::Colour;
use mingma_seal::PublicKey;
use minicbor::{Decoder, Encoder};

use crate::WireError;
use crate::cbor::{self, IN_MEMORY, Out};
use crate::fields::{self, Issuer, LastFour, Masked};

/// A credential lives so many seconds at most.
pub const LIFETIME: i64 = 86_400;
/// It has so many steps at most.
pub const STEPS: usize = 4;

/// From this moment on the code has this colour, if nothing becomes known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Unix time.
    pub from: i64,
    /// The colour from then on.
    pub colour: Colour,
}

/// Where a credential stands in the status lists of its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRef {
    /// The list's number.
    pub list: u32,
    /// The bit's index.
    pub index: u32,
}

/// What an issuer signs of one resident and one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Who issued it.
    pub issuer: Issuer,
    /// When.
    pub issued_at: i64,
    /// Until before when it counts; at most [`LIFETIME`] later.
    pub expires: i64,
    /// One to four colours, ascending, the first from the moment of issue.
    pub steps: Vec<Step>,
    /// Unix time / 3600 of the newest negative's sampling.
    pub sampled_hour: Option<u32>,
    /// To compare with a document.
    pub name: Masked,
    /// To compare with a document.
    pub last_four: LastFour,
    /// The device's key for this credential alone.
    pub device: PublicKey,
    /// Where newer ones are told.
    pub status: StatusRef,
    /// Of a demo.
    pub demo: bool,
}

impl Credential {
    /// The colour in force; none before the issue.
    #[must_use]
    pub fn colour(&self, at: i64) -> Option<Colour> {
        self.steps.iter().rev().find(|step| step.from <= at).map(|step| step.colour)
    }

    /// Whether the values are such as the format allows.
    ///
    /// # Errors
    /// [`WireError::Field`] with the first that is not.
    pub fn check(&self) -> Result<(), WireError> {
        fields::in_century(self.issued_at)?;
        if !(1..=LIFETIME).contains(&self.expires.saturating_sub(self.issued_at)) {
            return Err(WireError::Field("expires"));
        }
        let ascending = self.steps.windows(2).all(|pair| pair[0].from < pair[1].from);
        let turning = self.steps.windows(2).all(|pair| pair[0].colour != pair[1].colour);
        let first = self.steps.first().is_some_and(|step| step.from == self.issued_at);
        let last = self.steps.last().is_some_and(|step| step.from < self.expires);
        if !(first && last && ascending && turning && self.steps.len() <= STEPS) {
            return Err(WireError::Field("steps"));
        }
        if self.sampled_hour.is_some_and(|hour| i64::from(hour) * 3600 > self.issued_at) {
            return Err(WireError::Field("sampled"));
        }
        if !matches!(self.device, PublicKey::P256([2 | 3, ..])) {
            return Err(WireError::Field("device"));
        }
        Ok(())
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(192);
        let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
        out.map(9 + u64::from(self.demo)).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).str(self.issuer.as_str()).expect(IN_MEMORY);
        out.u8(4).expect(IN_MEMORY).i64(self.expires).expect(IN_MEMORY);
        out.u8(6).expect(IN_MEMORY).i64(self.issued_at).expect(IN_MEMORY);
        out.u8(11).expect(IN_MEMORY).array(self.steps.len() as u64).expect(IN_MEMORY);
        for step in &self.steps {
            out.array(2).expect(IN_MEMORY).i64(step.from).expect(IN_MEMORY);
            out.u8(step.colour as u8).expect(IN_MEMORY);
        }
        out.u8(12).expect(IN_MEMORY);
        match self.sampled_hour {
            Some(hour) => drop(out.u32(hour).expect(IN_MEMORY)),
            None => drop(out.null().expect(IN_MEMORY)),
        }
        out.u8(13).expect(IN_MEMORY).str(self.name.as_str()).expect(IN_MEMORY);
        out.u8(14).expect(IN_MEMORY).str(self.last_four.as_str()).expect(IN_MEMORY);
        out.u8(15).expect(IN_MEMORY).bytes(self.device.bytes()).expect(IN_MEMORY);
        out.u8(16).expect(IN_MEMORY).array(2).expect(IN_MEMORY);
        out.u32(self.status.list).expect(IN_MEMORY).u32(self.status.index).expect(IN_MEMORY);
        if self.demo {
            out.u8(17).expect(IN_MEMORY).bool(true).expect(IN_MEMORY);
        }
        bytes
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, WireError> {
        let read = &mut Decoder::new(bytes);
        let pairs = cbor::map(read)?;
        let mut left = pairs.checked_sub(9).ok_or(WireError::Malformed)?;
        cbor::key(read, 1)?;
        let issuer = fields::issuer(read)?;
        cbor::key(read, 4)?;
        let expires = fields::time(read)?;
        cbor::key(read, 6)?;
        let issued_at = fields::time(read)?;
        cbor::key(read, 11)?;
        let steps = steps(read)?;
        cbor::key(read, 12)?;
        let sampled_hour = fields::or_null(read, |read| Ok(read.u32()?))?;
        cbor::key(read, 13)?;
        let name = fields::masked(read)?;
        cbor::key(read, 14)?;
        let last_four = fields::last_four(read)?;
        cbor::key(read, 15)?;
        let device = fields::device(read)?;
        cbor::key(read, 16)?;
        cbor::list(read, 2)?;
        let status = StatusRef { list: read.u32()?, index: read.u32()? };
        let demo = fields::flag(read, &mut left, 17)?;
        if left > 0 {
            return Err(WireError::Malformed);
        }
        let found = Self { issuer, issued_at, expires, steps, sampled_hour, name, last_four, device, status, demo };
        cbor::same(&found.write(), bytes)?;
        found.check()?;
        Ok(found)
    }
}

fn steps(read: &mut Decoder<'_>) -> Result<Vec<Step>, WireError> {
    let count = read.array()?.and_then(|count| usize::try_from(count).ok()).filter(|count| (1..=STEPS).contains(count));
    (0..count.ok_or(WireError::Field("steps"))?)
        .map(|_| {
            cbor::list(read, 2)?;
            let from = fields::time(read)?;
            let colour = Colour::ALL.get(usize::from(read.u8()?)).ok_or(WireError::Field("colour"))?;
            Ok(Step { from, colour: *colour })
        })
        .collect()
}
