//! Poster and kiosk token: a place's address with the token behind `#`.

use data_encoding::BASE64URL_NOPAD;
use mingma_model::Id;
use mingma_seal::{Domain, MacKey, Random};
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, IN_MEMORY, Out};
use crate::mac_key::mac_key;
use crate::{WireError, fields};

/// Seconds that a rotating token is the present one.
pub const STEP: i64 = 30;
/// Steps of a day, which begins at 00:00 UTC.
pub const STEPS_A_DAY: i64 = 2_880;
/// A token is `rotating` if it arrives so many seconds after its beginning at most.
pub const IN_TIME: i64 = 90;
/// Bytes of a token at most.
pub const TOKEN: usize = 96;
/// Bytes of its tag.
pub const TOKEN_TAG: usize = 12;
/// Letters behind the `#` at most.
const LETTERS: usize = 128;
/// Letters of an address before the `#` at most.
const ADDRESS: usize = 96;

mac_key! {
    /// A place's key, which never leaves the server.
    PlaceKey
}

mac_key! {
    /// A kiosk's key for one day.
    DayKey
}

/// What a place shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceToken {
    /// Printed; the same for good.
    Poster {
        /// The place.
        place: Id,
        /// Its number, so that one can be withdrawn.
        number: u32,
        /// The tag under the place's key.
        tag: [u8; TOKEN_TAG],
    },
    /// On a kiosk's screen, for half a minute.
    Rotating {
        /// The place.
        place: Id,
        /// The kiosk's number there.
        kiosk: u32,
        /// Unix time / 30.
        step: i64,
        /// The tag under the kiosk's key of the day.
        tag: [u8; TOKEN_TAG],
    },
}

impl PlaceKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &dyn Random) -> Self {
        Self(MacKey::generate(random))
    }

    /// A printed poster.
    #[must_use]
    pub fn poster(&self, place: Id, number: u32) -> PlaceToken {
        let tag = cut(self.0.tag(Domain::Poster, &[place.as_str().as_bytes(), &number.to_be_bytes()]));
        PlaceToken::Poster { place, number, tag }
    }

    /// A kiosk's key for the day that holds this moment; the kiosk may hold those of today
    /// and two days on.
    #[must_use]
    pub fn day_key(&self, place: &Id, kiosk: u32, at: i64) -> DayKey {
        self.key_of_day(place, kiosk, at.div_euclid(STEP * STEPS_A_DAY))
    }

    fn key_of_day(&self, place: &Id, kiosk: u32, day: i64) -> DayKey {
        let day = u32::try_from(day).unwrap_or(u32::MAX);
        let parts: [&[u8]; 3] = [place.as_str().as_bytes(), &kiosk.to_be_bytes(), &day.to_be_bytes()];
        DayKey(self.0.derive(Domain::Kiosk, &parts))
    }

    /// Whether this place made the token. When it arrived is another question: see
    /// [`PlaceToken::age`].
    ///
    /// # Errors
    /// [`WireError::WrongPlace`] for the token of another place, number, kiosk, day or step.
    pub fn verify(&self, token: &PlaceToken) -> Result<(), WireError> {
        let holds = match token {
            PlaceToken::Poster { place, number, tag } => {
                self.0.holds(Domain::Poster, &[place.as_str().as_bytes(), &number.to_be_bytes()], tag)
            }
            PlaceToken::Rotating { place, kiosk, step, tag } => {
                let key = self.key_of_day(place, *kiosk, step.div_euclid(STEPS_A_DAY));
                key.0.holds(Domain::Token, &[place.as_str().as_bytes(), &kiosk.to_be_bytes(), &step.to_be_bytes()], tag)
            }
        };
        if holds { Ok(()) } else { Err(WireError::WrongPlace) }
    }
}

impl DayKey {
    /// The token of a moment of this key's day.
    #[must_use]
    pub fn token(&self, place: Id, kiosk: u32, at: i64) -> PlaceToken {
        let step = at.div_euclid(STEP);
        let parts: [&[u8]; 3] = [place.as_str().as_bytes(), &kiosk.to_be_bytes(), &step.to_be_bytes()];
        let tag = cut(self.0.tag(Domain::Token, &parts));
        PlaceToken::Rotating { place, kiosk, step, tag }
    }
}

fn cut(tag: [u8; 32]) -> [u8; TOKEN_TAG] {
    *tag.first_chunk().expect("12 of 32 bytes")
}

impl PlaceToken {
    /// The place that it names.
    #[must_use]
    pub const fn place(&self) -> &Id {
        match self {
            Self::Poster { place, .. } | Self::Rotating { place, .. } => place,
        }
    }

    /// Seconds since the beginning of its half-minute, by a clock from which the kiosk's
    /// known drift (its clock less ours) is taken off; none of a poster.
    #[must_use]
    pub fn age(&self, at: i64, drift: i64) -> Option<i64> {
        match self {
            Self::Poster { .. } => None,
            Self::Rotating { step, .. } => Some(at.saturating_add(drift).saturating_sub(step.saturating_mul(STEP))),
        }
    }

    /// Whether it arrived in its own half-minute, the next, or the one before, and within
    /// [`IN_TIME`] of its beginning.
    #[must_use]
    pub fn in_time(&self, at: i64, drift: i64) -> bool {
        self.age(at, drift).is_some_and(|age| (-STEP..=IN_TIME).contains(&age))
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(TOKEN);
        let out: &mut Out<'_> = &mut Encoder::new(&mut bytes);
        match self {
            Self::Poster { place, number, tag } => {
                out.array(4).expect(IN_MEMORY).u8(0).expect(IN_MEMORY).str(place.as_str()).expect(IN_MEMORY);
                out.u32(*number).expect(IN_MEMORY).bytes(tag).expect(IN_MEMORY);
            }
            Self::Rotating { place, kiosk, step, tag } => {
                out.array(5).expect(IN_MEMORY).u8(1).expect(IN_MEMORY).str(place.as_str()).expect(IN_MEMORY);
                out.u32(*kiosk).expect(IN_MEMORY).i64(*step).expect(IN_MEMORY).bytes(tag).expect(IN_MEMORY);
            }
        }
        bytes
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// Whatever is not of the format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        if bytes.len() > TOKEN {
            return Err(WireError::TooLong(TOKEN));
        }
        cbor::whole(bytes)?;
        let read = &mut Decoder::new(bytes);
        let count = read.array()?.ok_or(WireError::Malformed)?;
        let (kind, place) = (read.u8()?, fields::id(read, "place")?);
        let found = match (kind, count) {
            (0, 4) => Self::Poster { place, number: read.u32()?, tag: cbor::bytes(read)? },
            (1, 5) => Self::Rotating { place, kiosk: read.u32()?, step: step(read)?, tag: cbor::bytes(read)? },
            _ => return Err(WireError::Malformed),
        };
        cbor::same(&found.bytes(), bytes)?;
        Ok(found)
    }

    /// The address that a poster or a screen shows; `origin` is `https://HOST`.
    #[must_use]
    pub fn address(&self, origin: &str) -> String {
        format!("{origin}/p#{}", BASE64URL_NOPAD.encode(&self.bytes()))
    }

    /// Reads an address: its origin, which the caller compares with the registers that it
    /// knows, and the token.
    ///
    /// # Errors
    /// Whatever is no address of a place.
    pub fn from_address(text: &str) -> Result<(String, Self), WireError> {
        const WHAT: WireError = WireError::NotThis("https://…/p#");
        if text.len() > ADDRESS + LETTERS {
            return Err(WireError::TooLong(ADDRESS + LETTERS));
        }
        let (address, letters) = text.split_once('#').ok_or(WHAT)?;
        let origin = address.strip_suffix("/p").filter(|origin| is_origin(origin)).ok_or(WHAT)?;
        if letters.len() > LETTERS {
            return Err(WireError::TooLong(LETTERS));
        }
        let bytes = BASE64URL_NOPAD.decode(letters.as_bytes()).map_err(|_| WireError::NotLetters)?;
        Ok((origin.to_owned(), Self::from_bytes(&bytes)?))
    }
}

fn step(read: &mut Decoder<'_>) -> Result<i64, WireError> {
    let step = read.i64()?;
    fields::in_century(step.saturating_mul(STEP)).map(|_| step).map_err(|_| WireError::Field("step"))
}

/// `https://` and a host in lower case, with a port if it has one; `http://` of this machine.
fn is_origin(origin: &str) -> bool {
    let (host, own) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
        (Some(host), _) => (host, false),
        (_, Some(host)) => (host, true),
        _ => return false,
    };
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let letters = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let digits = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    origin.len() <= ADDRESS - 2
        && !name.is_empty()
        && letters
        && digits
        && (!own || matches!(name, "localhost" | "127.0.0.1"))
}
