//! Whether what was scanned is a place's own: its tag under the place's key, the kiosk or
//! poster registered there and not cut out; a statement by a scanner of the place, and the
//! phone's signature. When it arrived is [`level`](super::level)'s question.

use mingma_model::Id;
use mingma_seal::{PublicKey, sha256};
use mingma_wire::{Attested, PlaceKey, PlaceToken, STEP, Stored};

use super::level::{Proof, TokenId};
use crate::refusal::{Refusal, Why};

/// What a place shows or reads codes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixtureKind {
    /// 动态码屏: shows a token of each half-minute.
    Kiosk,
    /// 扫码设备: reads codes, and signs.
    Scanner,
    /// 张贴码: printed.
    Poster,
}

impl FixtureKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Kiosk, Self::Scanner, Self::Poster];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Scanner => "scanner",
            Self::Poster => "poster",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A fixture of a place, as it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// What it is.
    pub kind: FixtureKind,
    /// The number of a kiosk or poster, which its tags hold.
    pub number: Option<u32>,
    /// The key of a scanner.
    pub key: Option<PublicKey>,
    /// Registered from this moment.
    pub since: i64,
    /// Cut out at this one.
    pub until: Option<i64>,
}

impl Fixture {
    fn stood(&self, at: i64) -> bool {
        self.since <= at && self.until.is_none_or(|until| at < until)
    }
}

/// What a token is known by.
#[must_use]
pub fn id(bytes: &[u8]) -> TokenId {
    *sha256(bytes).0.first_chunk().expect("16 of 32 bytes")
}

/// Checks a token that arrived: `drift` is the seconds that its kiosk's clock is known to
/// be ahead of ours.
///
/// # Errors
/// [`Why::WrongToken`] for one that this place's key did not make, [`Why::CutOut`] for one
/// of a kiosk or poster that is not registered there, or was cut out: of a poster by now,
/// of a kiosk by the moment of the token.
pub fn check(
    token: &PlaceToken,
    key: &PlaceKey,
    fixtures: &[Fixture],
    arrived: i64,
    drift: i64,
) -> Result<Proof, Refusal> {
    key.verify(token).map_err(|error| Why::WrongToken.of(error.code()))?;
    let (kind, number, at, proof) = match token {
        PlaceToken::Poster { number, .. } => (FixtureKind::Poster, *number, arrived, Proof::Poster),
        PlaceToken::Rotating { kiosk, step, .. } => {
            let began = step.saturating_mul(STEP).saturating_sub(drift);
            (FixtureKind::Kiosk, *kiosk, began, Proof::Token { began })
        }
    };
    let stands = |one: &&Fixture| one.kind == kind && one.number == Some(number) && one.stood(at);
    let known = fixtures.iter().find(stands);
    known.map(|_| proof).ok_or_else(|| Why::CutOut.of(number.to_string()))
}

/// Checks a visit that scanner and phone signed: the scanner by one of the place's that
/// stood at its time, the phone by the code that it showed.
///
/// # Errors
/// [`Why::NotBothSigned`], with what does not hold.
pub fn attested(visit: &Attested, place: &Id, fixtures: &[Fixture], stored: &Stored) -> Result<Proof, Refusal> {
    let statement = &visit.statement;
    let signer = |one: &&Fixture| {
        one.kind == FixtureKind::Scanner && one.key.as_ref().map(PublicKey::id) == Some(statement.scanner())
    };
    let scanners = fixtures.iter().filter(signer);
    let key = scanners.filter(|one| one.stood(statement.at)).find_map(|one| one.key.as_ref());
    let key = key.ok_or_else(|| Why::CutOut.of(statement.scanner().to_string()))?;
    let holds = statement.verify(place, key).and_then(|()| visit.verify(stored));
    holds.map(|()| Proof::Signed { at: statement.at }).map_err(|error| Why::NotBothSigned.of(error.code()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::Colour;
    use mingma_seal::{SigningKey, SystemRandom};
    use mingma_wire::{Credential, Issuer, IssuingKey, LIFETIME, LastFour, Masked, Signer, Statement, StatusRef, Step};

    const NOW: i64 = 1_655_000_010;
    const HALF_MINUTE: i64 = 1_655_000_010 / STEP * STEP;

    fn place(id: &str) -> Id {
        Id::parse(id).unwrap()
    }

    fn fixture(kind: FixtureKind, number: u32) -> Fixture {
        Fixture { kind, number: Some(number), key: None, since: NOW - 1_000, until: None }
    }

    fn code<T>(outcome: Result<T, Refusal>) -> Result<T, &'static str> {
        outcome.map_err(|refusal| refusal.why.code())
    }

    #[test]
    fn a_token_is_taken_of_its_own_place_and_kiosk_alone() {
        let (key, other) = (PlaceKey::generate(&SystemRandom), PlaceKey::generate(&SystemRandom));
        let east = place("east");
        let kiosks = [fixture(FixtureKind::Kiosk, 1), fixture(FixtureKind::Poster, 2)];
        let token = |kiosk| key.day_key(&east, kiosk, NOW).token(east.clone(), kiosk, NOW);
        let check = |token: &PlaceToken, key: &PlaceKey| code(check(token, key, &kiosks, NOW, 0));
        assert_eq!(check(&token(1), &key), Ok(Proof::Token { began: HALF_MINUTE }));
        assert_eq!(check(&token(1), &other), Err("MM-PRE-001"));
        assert_eq!(check(&token(2), &key), Err("MM-PRE-002"), "a poster's number is no kiosk's");
        assert_eq!(check(&token(3), &key), Err("MM-PRE-002"));
        let of_other_day = key.day_key(&east, 1, NOW - 86_400).token(east.clone(), 1, NOW);
        assert_eq!(check(&of_other_day, &key), Err("MM-PRE-001"));
        assert_eq!(check(&key.poster(east.clone(), 2), &key), Ok(Proof::Poster));
        assert_eq!(check(&key.poster(east.clone(), 1), &key), Err("MM-PRE-002"));
        assert_eq!(check(&key.poster(place("west"), 2), &other), Err("MM-PRE-001"));
    }

    #[test]
    fn a_stolen_kiosk_is_cut_out_and_its_fellows_are_not() {
        let key = PlaceKey::generate(&SystemRandom);
        let east = place("east");
        let cut = Fixture { until: Some(NOW), ..fixture(FixtureKind::Kiosk, 1) };
        let fixtures = [cut, fixture(FixtureKind::Kiosk, 2)];
        let token = |kiosk, at| key.day_key(&east, kiosk, at).token(east.clone(), kiosk, at);
        let at = |kiosk, at, arrived| code(check(&token(kiosk, at), &key, &fixtures, arrived, 0)).is_ok();
        assert!(!at(1, NOW + 60, NOW + 60), "cut out");
        assert!(!at(1, NOW + 600, NOW), "neither ahead of time");
        assert!(at(1, NOW - 60, NOW + 60), "what it showed before is late, and nobody's fault");
        assert!(at(2, NOW + 60, NOW + 60));
    }

    #[test]
    fn a_poster_that_was_taken_down_is_refused_whenever_it_was_scanned() {
        let key = PlaceKey::generate(&SystemRandom);
        let east = place("east");
        let down = [Fixture { until: Some(NOW), ..fixture(FixtureKind::Poster, 1) }];
        let poster = key.poster(east, 1);
        assert_eq!(code(check(&poster, &key, &down, NOW - 1, 0)), Ok(Proof::Poster));
        assert_eq!(code(check(&poster, &key, &down, NOW, 0)), Err("MM-PRE-002"));
    }

    #[test]
    fn a_kiosks_known_drift_is_taken_off() {
        let key = PlaceKey::generate(&SystemRandom);
        let east = place("east");
        let token = key.day_key(&east, 1, NOW + 300).token(east.clone(), 1, NOW + 300);
        let found = check(&token, &key, &[fixture(FixtureKind::Kiosk, 1)], NOW, 300);
        assert_eq!(code(found), Ok(Proof::Token { began: HALF_MINUTE }));
    }

    struct Door {
        stored: Stored,
        device: SigningKey,
        scanner: SigningKey,
    }

    fn door() -> Door {
        let signer = Signer::new(IssuingKey::Ed25519(SigningKey::generate(&SystemRandom))).unwrap();
        let device = SigningKey::generate_p256(&SystemRandom);
        let stored = signer.issue(&Credential {
            issuer: Issuer::parse("henan/showing").unwrap(),
            issued_at: NOW - 60,
            expires: NOW - 60 + LIFETIME,
            steps: vec![Step { from: NOW - 60, colour: Colour::Green }],
            sampled_hour: None,
            name: Masked::of("张小三"),
            last_four: LastFour::of("41010119900101001X"),
            device: device.public(),
            status: StatusRef { list: 1, index: 7 },
            demo: false,
        });
        Door { stored: stored.unwrap(), device, scanner: SigningKey::generate(&SystemRandom) }
    }

    impl Door {
        fn fixtures(&self, until: Option<i64>) -> [Fixture; 1] {
            let key = Some(self.scanner.public());
            [Fixture { kind: FixtureKind::Scanner, number: None, key, since: NOW - 100, until }]
        }

        fn visit(&self, scanner: &SigningKey, device: &SigningKey) -> Attested {
            let statement = Statement::sign(place("east"), NOW, &self.stored, scanner, &SystemRandom).unwrap();
            Attested::sign(statement, NOW + 5, device).unwrap()
        }
    }

    #[test]
    fn a_visit_is_attested_if_scanner_and_phone_signed() {
        let door = door();
        let visit = door.visit(&door.scanner, &door.device);
        let check =
            |visit: &Attested, id: &str, until| code(attested(visit, &place(id), &door.fixtures(until), &door.stored));
        assert_eq!(check(&visit, "east", None), Ok(Proof::Signed { at: NOW }));
        assert_eq!(check(&visit, "west", None), Err("MM-PRE-003"), "a keeper's scanner is bound to its place");
        assert_eq!(check(&visit, "east", Some(NOW)), Err("MM-PRE-002"), "cut out before");
        assert_eq!(check(&visit, "east", Some(NOW + 1)), Ok(Proof::Signed { at: NOW }));
        let stranger = SigningKey::generate(&SystemRandom);
        assert_eq!(check(&door.visit(&stranger, &door.device), "east", None), Err("MM-PRE-002"));
        let passer_by = SigningKey::generate_p256(&SystemRandom);
        assert_eq!(
            check(&door.visit(&door.scanner, &passer_by), "east", None),
            Err("MM-PRE-003"),
            "nobody is attested who did not sign"
        );
    }

    #[test]
    fn words_read_back() {
        for kind in FixtureKind::ALL {
            assert_eq!(FixtureKind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(FixtureKind::from_word("gate"), None);
    }
}
