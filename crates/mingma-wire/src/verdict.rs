//! The verdict over a code: what it is worth now, as of when, and why.

use mingma_model::{Colour, Lang};

use crate::{Answer16, Credential, Form, IssuerKey, Keys, Live, StatusList, StatusLists, Stored, WireError};

/// What a verifier asks for. The default: no demo, live within 60 s, 30 s of drift, any age
/// of what is known that the code's own end allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Takes codes of demos.
    pub demo: bool,
    /// Seconds since the device signed, at most.
    pub live_within: i64,
    /// Seconds that another clock may be ahead of this one.
    pub drift: i64,
    /// Seconds that the device's clock may be off where it answered the challenge.
    pub drift_answered: i64,
    /// Seconds that *as of* may lie back, at most; none: as long as the code counts.
    pub as_of_within: Option<i64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { demo: false, live_within: 60, drift: 30, drift_answered: 300, as_of_within: None }
    }
}

/// What a code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// 绿码.
    Green,
    /// 黄码.
    Yellow,
    /// 红码.
    Red,
    /// Nothing shows that the device holds it now.
    NotLive,
    /// Its time is over.
    Expired,
    /// A newer one stands in its place.
    Changed,
    /// It is none, or not what it says.
    Forged,
    /// Clocks disagree.
    Clock,
    /// What is known here does not suffice.
    CannotTell,
}

impl Answer {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Green,
        Self::Yellow,
        Self::Red,
        Self::NotLive,
        Self::Expired,
        Self::Changed,
        Self::Forged,
        Self::Clock,
        Self::CannotTell,
    ];

    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::NotLive => "not-live",
            Self::Expired => "expired",
            Self::Changed => "changed",
            Self::Forged => "forged",
            Self::Clock => "clock",
            Self::CannotTell => "cannot-tell",
        }
    }

    /// The name that people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Green => Colour::Green.name(lang),
            Self::Yellow => Colour::Yellow.name(lang),
            Self::Red => Colour::Red.name(lang),
            Self::NotLive => lang.pick("非实时出示", "not live"),
            Self::Expired => lang.pick("已过期", "expired"),
            Self::Changed => lang.pick("已被更新取代", "changed"),
            Self::Forged => lang.pick("伪造", "forged"),
            Self::Clock => lang.pick("时钟不符", "clocks disagree"),
            Self::CannotTell => lang.pick("无法判断", "cannot tell"),
        }
    }

    const fn of(colour: Colour) -> Self {
        match colour {
            Colour::Green => Self::Green,
            Colour::Yellow => Self::Yellow,
            Colour::Red => Self::Red,
        }
    }
}

/// The verdict over one code at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it is worth.
    pub answer: Answer,
    /// The verifier's moment.
    pub at: i64,
    /// The moment that it speaks of: the issue of the status list that was used, else of the
    /// credential; none where nothing that was signed by an issuer says one.
    pub as_of: Option<i64>,
    /// Why it is no colour.
    pub why: Option<WireError>,
    /// What its issuer says, if the issuer's signature and key count.
    pub credential: Option<Credential>,
    /// True if the device signed it in time, or answered the challenge.
    pub live: bool,
}

/// Judges a code: `MM1:` or `MM2:`, at a moment of the verifier's clock, with what was
/// answered to the challenge that it showed, if it showed one. Never panics, whatever the
/// text is; needs no network.
#[must_use]
pub fn verify(
    text: &str,
    keys: &Keys,
    lists: &StatusLists,
    at: i64,
    challenge: Option<Answer16>,
    policy: &Policy,
) -> Verdict {
    let mut verdict = Verdict { answer: Answer::Forged, at, as_of: None, why: None, credential: None, live: false };
    let judged = read(text)
        .and_then(|shown| Judge { keys, lists, at, challenge, policy }.judge(&shown, &mut verdict))
        .map_err(|why| (worth(&why), why));
    match judged {
        Ok(colour) => verdict.answer = Answer::of(colour),
        Err((answer, why)) => (verdict.answer, verdict.why) = (answer, Some(why)),
    }
    verdict
}

/// What a refusal makes a code worth.
const fn worth(why: &WireError) -> Answer {
    match why {
        WireError::UnknownKey(_) | WireError::BeyondList(_) | WireError::TooOld(_) => Answer::CannotTell,
        WireError::Ahead(_) => Answer::Clock,
        WireError::Expired => Answer::Expired,
        WireError::StoredAlone | WireError::SignedAgo(_) | WireError::WrongChallenge => Answer::NotLive,
        WireError::Changed => Answer::Changed,
        _ => Answer::Forged,
    }
}

/// What was shown.
enum Shown {
    Stored(Box<Stored>),
    Live(Box<Live>),
}

impl Shown {
    const fn stored(&self) -> &Stored {
        match self {
            Self::Stored(stored) => stored,
            Self::Live(live) => live.stored(),
        }
    }
}

fn read(text: &str) -> Result<Shown, WireError> {
    if text.starts_with(Form::STORED.prefix) {
        return Stored::from_text(text).map(|stored| Shown::Stored(Box::new(stored)));
    }
    if text.starts_with(Form::LIVE.prefix) {
        return Live::from_text(text).map(|live| Shown::Live(Box::new(live)));
    }
    Err(WireError::NotThis("MM1: / MM2:"))
}

struct Judge<'a> {
    keys: &'a Keys,
    lists: &'a StatusLists,
    at: i64,
    challenge: Option<Answer16>,
    policy: &'a Policy,
}

impl Judge<'_> {
    /// The rows of docs/protocol.md 8.12, in their order.
    fn judge(&self, shown: &Shown, verdict: &mut Verdict) -> Result<Colour, WireError> {
        let stored = shown.stored();
        let credential = stored.credential();
        let key = self.issued(stored)?;
        if let Shown::Live(live) = shown {
            live.signed()?;
        }
        verdict.credential = Some(credential.clone());
        let list = self.list(credential, key);
        let as_of = list.map_or(credential.issued_at, |list| list.issued_at.max(credential.issued_at));
        verdict.as_of = Some(as_of);
        self.not_ahead(as_of)?;
        if let Shown::Live(live) = shown {
            self.not_ahead_of_device(live)?;
        }
        if self.at >= credential.expires {
            return Err(WireError::Expired);
        }
        self.live(shown)?;
        verdict.live = true;
        let index = credential.status.index;
        match list.map(|list| list.bits.get(index)) {
            Some(Some(true)) => return Err(WireError::Changed),
            Some(None) => return Err(WireError::BeyondList(index)),
            Some(Some(false)) | None => {}
        }
        let age = self.at - as_of;
        if self.policy.as_of_within.is_some_and(|most| age > most) {
            return Err(WireError::TooOld(age));
        }
        // A clock that is behind by less than the drift reads the first step.
        Ok(credential.colour(self.at.max(credential.issued_at)).expect("the first step is from the issue on"))
    }

    /// The issuer's key, if it signed the code and counts.
    fn issued(&self, stored: &Stored) -> Result<&IssuerKey, WireError> {
        let credential = stored.credential();
        let key = self.keys.get(stored.kid())?;
        stored.signed_by(key)?;
        key.counts(&credential.issuer, credential.issued_at, credential.demo)?;
        if credential.demo && !self.policy.demo { Err(WireError::DemoRefused) } else { Ok(key) }
    }

    /// The credential's status list. One that a demo's key signed says nothing of a real code:
    /// issuers' names are compared, and a key is of one issuer.
    fn list(&self, credential: &Credential, key: &IssuerKey) -> Option<&StatusList> {
        self.lists.of(&credential.issuer, credential.status).filter(|list| list.demo == key.demo)
    }

    fn not_ahead(&self, moment: i64) -> Result<(), WireError> {
        let ahead = moment - self.at;
        if ahead > self.policy.drift { Err(WireError::Ahead(ahead)) } else { Ok(()) }
    }

    fn not_ahead_of_device(&self, live: &Live) -> Result<(), WireError> {
        let answered = self.challenge.is_some() && live.answer() == self.challenge;
        let off = live.at() - self.at;
        match answered {
            true if off.abs() > self.policy.drift_answered => Err(WireError::Ahead(off)),
            false if off > self.policy.drift => Err(WireError::Ahead(off)),
            _ => Ok(()),
        }
    }

    fn live(&self, shown: &Shown) -> Result<(), WireError> {
        let Shown::Live(live) = shown else { return Err(WireError::StoredAlone) };
        let ago = self.at - live.at();
        match self.challenge {
            Some(asked) if live.answer() == Some(asked) => Ok(()),
            Some(_) => Err(WireError::WrongChallenge),
            None if ago > self.policy.live_within => Err(WireError::SignedAgo(ago)),
            None => Ok(()),
        }
    }
}
