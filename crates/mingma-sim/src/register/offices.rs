//! Units, powers, officers, keys, institutions, places, texts: registered, changed, taken
//! back, and every way in which the register room refuses such an act.

use mingma_acts::{ActError, Class, Map, Power, Uid};
use mingma_app::compose::Draft;
use mingma_app::register::institution::{self, Institution, InstitutionKind};
use mingma_app::register::officer::{self, Officer};
use mingma_app::register::place::{self, Place, PlaceKind};
use mingma_app::register::power::{self, Grant};
use mingma_app::register::story::{
    BIG_DATA_BUREAU, COUNTY_CDC, LABORATORY, LUOHE, ROOT, Telling, ZHENGZHOU, officer_id,
};
use mingma_app::register::text::{self, Publication};
use mingma_app::register::unit::{self, Unit};
use mingma_app::register::{area, key};
use mingma_app::{Handed, Why};
use mingma_model::Prefix;
use mingma_rules::{PackFile, load};
use mingma_seal::{KeyId, PublicKey, SigningKey};

use super::error::SimError;
use super::world::{Done, World, region};

fn prefix(text: &str) -> Prefix {
    area(text).expect("two to six digits of the table")
}

fn key_of(w: &World<'_>, holder: &str) -> KeyId {
    w.key(holder).public().id()
}

/// The genesis act and the story's units, powers, officers, institutions.
pub(crate) fn founded(w: &mut World<'_>, register: PublicKey) -> Done {
    let profile = w.profile.clone();
    let files = load::shipped_files(&profile.id);
    let texts = files.iter().map(|file| Publication::of_pack(file, &profile)).collect::<Result<Vec<_>, _>>();
    let texts = texts.map_err(SimError::Packs)?;
    let origin = w.house.origin().to_owned();
    let random = w.random.clone();
    let telling =
        Telling { origin: &origin, profile: &profile, register, texts: &texts, at: w.now(), random: &*random };
    for step in w.cast.steps(telling) {
        w.keep("the story's register", &w.cast.sign(step))?;
    }
    let again = w.cast.steps(Telling { at: w.now(), ..telling }).swap_remove(0);
    w.refuse("a second genesis act", Why::Founded.code(), &w.cast.sign(again))
}

fn clinic<'a>() -> Unit<'a> {
    Unit {
        id: "jinshui-clinic",
        name_zh: "金水区发热门诊",
        name_en: "Jinshui fever clinic",
        region: prefix("410105"),
        parent: Some(ZHENGZHOU),
        telephone: "0371-00000031",
    }
}

fn grant<'a>(unit: &'a str, power: Power, at: &str) -> Grant<'a> {
    Grant { unit, power, region: prefix(at), until: None }
}

/// A unit is registered, renamed, given a power, loses it and is closed.
pub(crate) fn units(w: &mut World<'_>) -> Done {
    w.keep("a unit", &w.two(unit::compose(w.by(ZHENGZHOU), &clinic())))?;
    let renamed = Unit { name_en: "Jinshui clinic for fevers", ..clinic() };
    w.keep("a unit renamed", &w.two(unit::compose(w.by(ZHENGZHOU), &renamed)))?;
    let answer = grant(clinic().id, Power::Answer, "410105");
    w.keep("a power", &w.two(power::compose(w.by(ZHENGZHOU), &answer)))?;
    let oversee = grant(COUNTY_CDC, Power::Oversee, "410105");
    w.refuse(
        "a power that the unit does not have",
        Why::MoreThanTheirs.code(),
        &w.two(power::compose(w.by(ZHENGZHOU), &oversee)),
    )?;
    let nowhere = grant("nowhere", Power::Answer, "4101");
    w.refuse("a power of nobody", Why::NoSuch.code(), &w.two(power::compose(w.by(ROOT), &nowhere)))?;
    let taken = Unit { id: COUNTY_CDC, parent: Some(ROOT), ..clinic() };
    w.refuse("a unit that moves", Why::IdTaken.code(), &w.two(unit::compose(w.by(ROOT), &taken)))?;
    let closing = |w: &World<'_>, by: &str, of: &str, why: &str| w.two(unit::compose_closed(w.by(by), of, why));
    w.refuse("a unit closed from beside", Why::NotAbove.code(), &closing(w, LUOHE, COUNTY_CDC, "合并"))?;
    w.refuse("a unit with units below", Why::StillBelow.code(), &closing(w, ROOT, ZHENGZHOU, "合并"))?;
    let called = Unit { id: "register", ..clinic() };
    w.refuse("a unit called as the register", Why::ReservedId.code(), &w.two(unit::compose(w.by(ZHENGZHOU), &called)))?;
    let numbered = closing(w, ROOT, LUOHE, "据10000000000来电");
    w.refuse("a telephone in a public reason", Why::PersonalNumber.code(), &numbered)?;
    w.refuse("a unit closed without a reason", Why::Particulars.code(), &closing(w, ROOT, LUOHE, ""))?;
    let back = power::compose_revoked(w.by(ZHENGZHOU), clinic().id, Power::Answer, prefix("410105"), "门诊撤并");
    w.keep("a power taken back", &w.two(back))?;
    w.keep("a unit closed", &closing(w, ZHENGZHOU, clinic().id, "门诊撤并")).map(drop)
}

/// An officer joins with a key, takes a second, loses one and leaves; what is signed by
/// keys that do not stand, by nobody's, or by one officer twice is refused.
pub(crate) fn officers(w: &mut World<'_>) -> Done {
    let id = officer_id(ZHENGZHOU, 9);
    let keys = [(); 2].map(|()| SigningKey::generate(&*w.random));
    for key in &keys {
        let joins = officer::compose(w.by(ROOT), &Officer { id: &id, unit: ZHENGZHOU, key: key.public() });
        w.keep("an officer's key", &w.two(joins))?;
    }
    let twice = officer::compose(w.by(ROOT), &Officer { id: &id, unit: ZHENGZHOU, key: keys[0].public() });
    w.refuse("a key registered twice", Why::KeyTaken.code(), &w.two(twice))?;
    let lost = key::compose_revoked(w.by(ZHENGZHOU), keys[0].public().id(), "遗失");
    w.keep("a key revoked by its officer", &lost.sign(&[&keys[1]]))?;
    let revoked = place::compose_closed(w.by(ZHENGZHOU), "p001", "拆除").sign(&[&keys[0]]);
    w.refuse("a revoked key", ActError::KeyNotInForce(String::new()).code(), &revoked)?;
    let leaves = |listed: &[KeyId]| w.two(officer::compose_revoked(w.by(ZHENGZHOU), &id, listed, "调离"));
    let unlisted =
        w.sign(officer::compose_revoked(w.by(ROOT), &id, &[], "调离"), &two_of_root().each_ref().map(String::as_str));
    w.refuse("an officer who leaves a key behind", Why::OtherKeys.code(), &unlisted)?;
    w.keep("an officer who leaves", &leaves(&[keys[1].public().id()]))?;
    signatures(w)?;
    last_two(w)
}

fn two_of_root() -> [String; 2] {
    [1, 2].map(|n| officer_id(ROOT, n))
}

/// Signatures that do not hold.
fn signatures(w: &mut World<'_>) -> Done {
    let draft = |w: &World<'_>| place::compose_closed(w.by(ZHENGZHOU), "p001", "拆除");
    let code = |error: &ActError| error.code();
    let stranger = SigningKey::generate(&*w.random);
    w.refuse("a stranger's key", code(&ActError::UnknownKey(String::new())), &draft(w).sign(&[&stranger]))?;
    let one = officer_id(ZHENGZHOU, 1);
    let twice = w.sign(draft(w), &[&one, &one]);
    w.refuse("one officer twice", code(&ActError::SignedTwice(String::new())), &twice)?;
    let mut forged = w.one(draft(w), 1);
    forged.approvals[0].signature[5] ^= 1;
    w.refuse("a changed signature", code(&ActError::BadSignature(String::new())), &forged)?;
    let other = w.one(draft(w), 1);
    let moved = Handed { approvals: other.approvals, ..w.one(draft(w), 1) };
    w.refuse("another act's signature", code(&ActError::BadSignature(String::new())), &moved)?;
    let at = |w: &World<'_>, at: i64| {
        let body = Map::new().with("place", "p001").with("reason", "拆除");
        w.one(Draft::new(Class::PlaceClosed, ZHENGZHOU, body, at, &*w.random), 1)
    };
    w.refuse("an act of the future", code(&ActError::FromTheFuture(0)), &at(w, w.now() + mingma_acts::AHEAD + 60))?;
    w.refuse("an act of long ago", code(&ActError::TooOld(0)), &at(w, w.now() - mingma_acts::BEHIND - 60))?;
    w.refuse("bytes that are no act", code(&ActError::Malformed), &garbage())
}

fn garbage() -> Handed {
    Handed { act: vec![0xA0; 12], approvals: Vec::new(), members: Vec::new() }
}

/// The root unit keeps two officers who can sign; the third comes back.
fn last_two(w: &mut World<'_>) -> Done {
    let [first, second] = two_of_root();
    let third = officer_id(ROOT, 3);
    let leaves = |w: &World<'_>, who: &str| {
        let draft = officer::compose_revoked(w.by(ROOT), who, &[key_of(w, who)], "调离");
        w.sign(draft, &[&first, &second])
    };
    w.keep("an officer of the root unit who leaves", &leaves(w, &third))?;
    w.refuse("the last two officers of the root unit", Why::LastTwo.code(), &leaves(w, &second))?;
    let key = SigningKey::generate(&*w.random);
    let back = officer::compose(w.by(ROOT), &Officer { id: &third, unit: ROOT, key: key.public() });
    w.keep("an officer who comes back with a new key", &w.two(back))?;
    w.renew(&third, key);
    Ok(())
}

/// A laboratory is registered and revoked.
pub(crate) fn institutions(w: &mut World<'_>) -> Done {
    let key = SigningKey::generate(&*w.random);
    let (name_zh, name_en) = ("郑州第二核酸检测实验室", "Second laboratory of Zhengzhou");
    let (kind, region) = (InstitutionKind::Laboratory, prefix("4101"));
    let laboratory = Institution { id: "zhengzhou-laboratory-2", kind, name_zh, name_en, region, key: key.public() };
    w.keep("an institution", &w.two(institution::compose(w.by(ROOT), &laboratory)))?;
    let gone = institution::compose_revoked(w.by(ROOT), laboratory.id, &[key.public().id()], "停业");
    w.keep("an institution revoked", &w.two(gone))?;
    let twin =
        Institution { id: LABORATORY, kind: InstitutionKind::Port, key: w.key(LABORATORY).public(), ..laboratory };
    w.refuse("a key of two institutions", Why::KeyTaken.code(), &w.two(institution::compose(w.by(ROOT), &twin)))
}

/// Places are registered; one is closed.
pub(crate) fn places(w: &mut World<'_>) -> Done {
    for (id, name, kind, county) in crate::geography::PLACES.iter().filter(|row| row.3.starts_with("4101")) {
        let place = Place {
            id,
            kind: PlaceKind::from_word(kind).expect("the table holds words of the list"),
            region: region(county),
            name_zh: name,
            name_en: id,
            unit: ZHENGZHOU,
            owner: "keeper",
            point: None,
        };
        w.keep("a place", &w.one(place::compose(w.by(ZHENGZHOU), &place), 1))?;
    }
    let closed = |w: &World<'_>, by: &str| place::compose_closed(w.by(by), "p012", "歇业");
    let strangers = w.sign(closed(w, ZHENGZHOU), &[&officer_id(LUOHE, 1)]);
    w.refuse("an officer of another unit", Why::NoOfficer.code(), &strangers)?;
    w.refuse("a unit without the power", Why::NoPower.code(), &w.one(closed(w, BIG_DATA_BUREAU), 1))?;
    let kept = w.one(closed(w, ZHENGZHOU), 1);
    w.keep("a place closed", &kept)?;
    let id = mingma_acts::Act::from_bytes(&kept.act)?.id;
    let other = place::compose_closed(w.by(ZHENGZHOU), "p011", "歇业").with_id(id);
    w.refuse("another act under a kept act's id", ActError::DuplicateId(String::new()).code(), &w.one(other, 1))
}

/// A pack of one rule on arrivals, as the province has it but for its lapse.
fn arrivals(id: &str, from: &str, lapse: &str) -> PackFile {
    let text = format!(
        r#"[pack]
id = "{id}"
region = "4101"
from = {from}T00:00:00+08:00
to   = 2022-12-01T00:00:00+08:00
issuer = "zhengzhou/epidemic-command"
source = "generated for a demo register"
title = {{ zh = "省外来（返）郑：三天两检", en = "Two tests in three days on arrival" }}

[[rule]]
id = "arrival"
on = "arrival"
where = {{ origin_outside = "41" }}
phases = [ {{ colour = "yellow", until = {{ release = {{ negative_tests = 2, within = "72h", first_within = "24h", gap = "24h" }} }} }} ]
lapse = "{lapse}"
reason = {{ zh = "省外来（返），三天两检", en = "arrival from another province: two tests in three days" }}
"#
    );
    PackFile::new(format!("{id}.toml"), text)
}

/// A pack is published; others are refused.
pub(crate) fn texts(w: &mut World<'_>) -> Done {
    let profile = w.profile.clone();
    let publish = |w: &World<'_>, file: &PackFile| {
        let told = Publication::of_pack(file, &profile).map_err(SimError::Packs)?;
        Ok::<_, SimError>(w.two(text::compose(w.by(ZHENGZHOU), &told)))
    };
    let same = arrivals("zhengzhou-2022-08", "2022-08-20", "7d");
    let late = arrivals("zhengzhou-2022-07", "2022-07-08", "7d");
    w.refuse("a pack that began before", Why::TooLate.code(), &publish(w, &late)?)?;
    let stricter = arrivals("zhengzhou-2022-09", "2022-08-20", "14d");
    w.refuse("a stricter pack without the province", Why::WiderUnit.code(), &publish(w, &stricter)?)?;
    let body = Publication::of_pack(&same, &profile).map_err(SimError::Packs)?.body();
    let bank = same.text.replace("origin_outside = \"41\"", "bank = \"village\"");
    let named = Draft::new(Class::Text, ZHENGZHOU, body.with("text", bank), w.now(), &*w.random);
    w.refuse("a pack that names a bank", Why::FaultyText.code(), &w.two(named))?;
    w.keep("a pack", &publish(w, &same)?)?;
    w.refuse("the same pack again", Why::TextTaken.code(), &publish(w, &same)?)?;
    let typed = Draft::new(Class::Refusal, ROOT, Map::new().with("code", "MM-REG-001"), w.now(), &*w.random);
    w.refuse("a refusal that somebody hands in", Why::NotHandedIn.code(), &w.two(typed.with_id(Uid::new(&*w.random))))
}
