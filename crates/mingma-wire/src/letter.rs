//! Code of a letter `MML:`: that it is genuine and whose, not what it says.

use std::str::FromStr;

use jiff::civil::Date;
use mingma_seal::Domain;
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::cose::Signed;
use crate::fields::{self, Issuer, LastFour, Masked};
use crate::{Form, Keys, Signer, WireError};

/// What sort of letter it is; none tells a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// 告知: something was decided about a code.
    Notice,
    /// The answer to an appeal.
    Decision,
    /// Free again.
    Release,
    /// 通行.
    Pass,
    /// The answer to an enquiry.
    Answer,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Notice, Self::Decision, Self::Release, Self::Pass, Self::Answer];

    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Decision => "decision",
            Self::Release => "release",
            Self::Pass => "pass",
            Self::Answer => "answer",
        }
    }
}

/// What stands in the code of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterCode {
    /// Who wrote it.
    pub issuer: Issuer,
    /// The letter's id.
    pub letter: [u8; 16],
    /// What sort.
    pub kind: LetterKind,
    /// Local date.
    pub date: Date,
    /// To whom, masked.
    pub name: Masked,
    /// The last four of their document.
    pub last_four: LastFour,
    /// Of a demo.
    pub demo: bool,
}

impl LetterCode {
    /// The text `MML:…`, signed.
    #[must_use]
    pub fn text(&self, signer: &Signer) -> String {
        Form::LETTER.text(&signer.signed(Some(Domain::Voucher), &self.write()))
    }

    /// Reads the text and verifies it.
    ///
    /// # Errors
    /// Whatever is not of the format; a key that is not known or does not count; a signature
    /// that does not fit; a demo's where none is expected.
    pub fn verify(text: &str, keys: &Keys, demo: bool) -> Result<Self, WireError> {
        let bytes = Form::LETTER.bytes(text)?;
        let signed = Signed::read(Form::LETTER.whole(&bytes)?)?;
        let (alg, kid) = signed.header.keyed()?;
        let found = Self::read(signed.payload)?;
        let key = keys.get(kid)?;
        key.verify(alg, &signed.to_be_signed(Some(Domain::Voucher)), &signed.signature)?;
        key.counts(&found.issuer, found.noon(), found.demo)?;
        if found.demo && !demo { Err(WireError::DemoRefused) } else { Ok(found) }
    }

    /// Noon of its date in UTC, for asking whether a key was in force.
    fn noon(&self) -> i64 {
        let noon = jiff::tz::TimeZone::UTC.to_timestamp(self.date.at(12, 0, 0, 0));
        noon.map_or(0, jiff::Timestamp::as_second)
    }

    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
        out.map(6 + u64::from(self.demo)).expect(IN_MEMORY);
        out.u8(1).expect(IN_MEMORY).str(self.issuer.as_str()).expect(IN_MEMORY);
        out.u8(2).expect(IN_MEMORY).bytes(&self.letter).expect(IN_MEMORY);
        out.u8(3).expect(IN_MEMORY).str(self.kind.word()).expect(IN_MEMORY);
        out.u8(4).expect(IN_MEMORY).str(&self.date.to_string()).expect(IN_MEMORY);
        out.u8(13).expect(IN_MEMORY).str(self.name.as_str()).expect(IN_MEMORY);
        out.u8(14).expect(IN_MEMORY).str(self.last_four.as_str()).expect(IN_MEMORY);
        if self.demo {
            out.u8(17).expect(IN_MEMORY).bool(true).expect(IN_MEMORY);
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self, WireError> {
        let read = &mut Decoder::new(bytes);
        let mut left = cbor::map(read)?.checked_sub(6).ok_or(WireError::Malformed)?;
        cbor::key(read, 1)?;
        let issuer = fields::issuer(read)?;
        cbor::key(read, 2)?;
        let letter = cbor::bytes(read)?;
        cbor::key(read, 3)?;
        let word = read.str()?;
        let kind = LetterKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or(WireError::Field("kind"))?;
        cbor::key(read, 4)?;
        let date = date(read.str()?)?;
        cbor::key(read, 13)?;
        let name = fields::masked(read)?;
        cbor::key(read, 14)?;
        let last_four = fields::last_four(read)?;
        let demo = fields::flag(read, &mut left, 17)?;
        if left > 0 {
            return Err(WireError::Malformed);
        }
        let found = Self { issuer, letter, kind, date, name, last_four, demo };
        cbor::same(&found.write(), bytes)?;
        Ok(found)
    }
}

/// `2022-07-08`, of this century.
fn date(text: &str) -> Result<Date, WireError> {
    let date = Date::from_str(text).ok().filter(|date| text.len() == 10 && (2000..2100).contains(&date.year()));
    date.ok_or(WireError::Field("date"))
}
