//! Attempts on powers, and the property that no power comes out of nothing.

use mingma_acts::{Class, Power, stands, within};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::area;
use mingma_app::register::power::{self, Grant};
use mingma_app::register::story::{
    BIG_DATA_BUREAU, CITY_HEALTH_COMMISSION, CONTRACTOR, COUNTY_CDC, HEALTH_COMMISSION, INFORMATION_BUREAU, LUOHE,
    ROOT, ZHENGZHOU,
};
use mingma_app::register::unit::{self, Unit};
use proptest::prelude::*;

use crate::Attempt;
use crate::world::{World, morning};

fn a_grant<'a>(unit: &'a str, power: Power, region: &str) -> Grant<'a> {
    Grant { unit, power, region: area(region).unwrap(), until: None }
}

fn grant_by(world: &World, actor: &str, grant: &Grant<'_>) -> Handed {
    world.two(power::compose(world.by(actor), grant))
}

fn revoke_by(world: &World, actor: &str, unit: &str, power: Power, region: &str) -> Handed {
    world.two(power::compose_revoked(world.by(actor), unit, power, area(region).unwrap(), "收回"))
}

fn granted(world: &mut World, actor: &str, grant: &Grant<'_>) {
    let handed = grant_by(world, actor, grant);
    world.take(&handed).unwrap();
}

const SOON: i64 = 30 * 86_400;

/// A unit that may register and assign for a month, with one below it.
fn with_a_month(world: &mut World) {
    let until = Some(world.now + SOON);
    for power in [Power::Register, Power::Places] {
        granted(world, ROOT, &Grant { until, ..a_grant(HEALTH_COMMISSION, power, "41") });
    }
    let parent = Some(HEALTH_COMMISSION);
    let (name_zh, name_en, region) = ("下属单位", "A unit below", area("41").unwrap());
    let unit = Unit { id: "below", name_zh, name_en, region, parent, telephone: "0371-00000099" };
    let handed = world.two(unit::compose(world.by(ROOT), &unit));
    world.take(&handed).unwrap();
}

pub fn attempts() -> Vec<Attempt> {
    let mut all = grants();
    all.extend(lasting());
    all.extend(revocations());
    all
}

fn grants() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a power granted by one officer",
            code: "MM-LCK-004",
            tried: |w| w.one(power::compose(w.by(ZHENGZHOU), &a_grant(COUNTY_CDC, Power::Places, "410105"))),
            twin: |w| grant_by(w, ZHENGZHOU, &a_grant(COUNTY_CDC, Power::Places, "410105")),
        },
        Attempt {
            what: "a power that the granting unit does not have",
            code: "MM-REG-006",
            tried: |w| grant_by(w, ZHENGZHOU, &a_grant(COUNTY_CDC, Power::Oversee, "410105")),
            twin: |w| grant_by(w, ROOT, &a_grant(COUNTY_CDC, Power::Oversee, "410105")),
        },
        Attempt {
            what: "a power over more than the granting unit's region",
            code: "MM-LCK-003",
            tried: |w| grant_by(w, ZHENGZHOU, &a_grant(CITY_HEALTH_COMMISSION, Power::Assign, "41")),
            twin: |w| grant_by(w, ZHENGZHOU, &a_grant(CITY_HEALTH_COMMISSION, Power::Assign, "4101")),
        },
        Attempt {
            what: "more than the genesis act gave to anybody",
            code: "MM-LCK-003",
            tried: |w| grant_by(w, ROOT, &a_grant(LUOHE, Power::Assign, "00")),
            twin: |w| grant_by(w, ROOT, &a_grant(LUOHE, Power::Assign, "4101")),
        },
        Attempt {
            what: "a bureau that only answers gives itself the power to assign",
            code: "MM-REG-017",
            tried: |w| grant_by(w, BIG_DATA_BUREAU, &a_grant(BIG_DATA_BUREAU, Power::Assign, "4101")),
            twin: |w| grant_by(w, ZHENGZHOU, &a_grant(BIG_DATA_BUREAU, Power::Assign, "4101")),
        },
        Attempt {
            what: "the root unit gives itself more",
            code: "MM-REG-017",
            tried: |w| grant_by(w, ROOT, &a_grant(ROOT, Power::Assign, "4101")),
            twin: |w| grant_by(w, ROOT, &a_grant(INFORMATION_BUREAU, Power::Assign, "4101")),
        },
        Attempt {
            what: "a bureau that only answers hands a power to its contractor",
            code: "MM-LCK-003",
            tried: |w| grant_by(w, BIG_DATA_BUREAU, &a_grant(CONTRACTOR, Power::Answer, "4101")),
            twin: |w| grant_by(w, ZHENGZHOU, &a_grant(CONTRACTOR, Power::Answer, "4101")),
        },
        Attempt {
            what: "a power granted sideways",
            code: "MM-REG-017",
            tried: |w| grant_by(w, LUOHE, &a_grant(ZHENGZHOU, Power::Assign, "4111")),
            twin: |w| grant_by(w, ROOT, &a_grant(ZHENGZHOU, Power::Assign, "4111")),
        },
        Attempt {
            what: "a power for nobody",
            code: "MM-REG-003",
            tried: |w| grant_by(w, ROOT, &a_grant("nobody", Power::Assign, "41")),
            twin: |w| grant_by(w, ROOT, &a_grant(INFORMATION_BUREAU, Power::Assign, "41")),
        },
        Attempt {
            what: "a power that there is not",
            code: "MM-REG-008",
            tried: |w| {
                let body = a_grant(LUOHE, Power::Oversee, "4111").body().with("power", "set_colours");
                w.two(Draft::new(Class::Power, ROOT, body, w.now, &*w.random))
            },
            twin: |w| grant_by(w, ROOT, &a_grant(LUOHE, Power::Oversee, "4111")),
        },
    ]
}

fn lasting() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a power that ended before it began",
            code: "MM-REG-008",
            tried: |w| grant_by(w, ROOT, &Grant { until: Some(w.now), ..a_grant(LUOHE, Power::Oversee, "4111") }),
            twin: |w| grant_by(w, ROOT, &Grant { until: Some(w.now + 1), ..a_grant(LUOHE, Power::Oversee, "4111") }),
        },
        Attempt {
            what: "a power beyond the granting unit's own time",
            code: "MM-REG-006",
            tried: |w| {
                with_a_month(w);
                grant_by(w, HEALTH_COMMISSION, &a_grant("below", Power::Places, "4101"))
            },
            twin: |w| {
                with_a_month(w);
                let until = Some(w.now + SOON);
                grant_by(w, HEALTH_COMMISSION, &Grant { until, ..a_grant("below", Power::Places, "4101") })
            },
        },
        Attempt {
            what: "a power of which the time has run out",
            code: "MM-LCK-003",
            tried: |w| {
                with_a_month(w);
                w.now += SOON;
                grant_by(
                    w,
                    HEALTH_COMMISSION,
                    &Grant { until: Some(w.now + 1), ..a_grant("below", Power::Places, "4101") },
                )
            },
            twin: |w| {
                with_a_month(w);
                w.now += SOON - 2;
                grant_by(
                    w,
                    HEALTH_COMMISSION,
                    &Grant { until: Some(w.now + 1), ..a_grant("below", Power::Places, "4101") },
                )
            },
        },
        Attempt {
            what: "a power that stands, cut short by granting it again",
            code: "MM-REG-004",
            tried: |w| {
                with_a_month(w);
                let until = Some(w.now + SOON - 1);
                grant_by(w, ROOT, &Grant { until, ..a_grant(HEALTH_COMMISSION, Power::Places, "41") })
            },
            twin: |w| {
                with_a_month(w);
                let until = Some(w.now + SOON + 1);
                grant_by(w, ROOT, &Grant { until, ..a_grant(HEALTH_COMMISSION, Power::Places, "41") })
            },
        },
        Attempt {
            what: "a power without end, granted again",
            code: "MM-REG-004",
            tried: |w| grant_by(w, ROOT, &a_grant(LUOHE, Power::Assign, "4111")),
            twin: |w| grant_by(w, ROOT, &a_grant(LUOHE, Power::Assign, "411102")),
        },
    ]
}

fn revocations() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a power taken back while a unit below has it",
            code: "MM-REG-018",
            tried: |w| revoke_by(w, ROOT, ZHENGZHOU, Power::Assign, "4101"),
            twin: |w| {
                let below = revoke_by(w, ZHENGZHOU, COUNTY_CDC, Power::Assign, "410105");
                w.take(&below).unwrap();
                revoke_by(w, ROOT, ZHENGZHOU, Power::Assign, "4101")
            },
        },
        Attempt {
            what: "a power taken back from beside",
            code: "MM-REG-017",
            tried: |w| revoke_by(w, LUOHE, ZHENGZHOU, Power::Publish, "4101"),
            twin: |w| revoke_by(w, ROOT, ZHENGZHOU, Power::Publish, "4101"),
        },
        Attempt {
            what: "a power taken back by one officer",
            code: "MM-LCK-004",
            tried: |w| {
                let region = area("4101").unwrap();
                w.one(power::compose_revoked(w.by(ROOT), ZHENGZHOU, Power::Publish, region, "收回"))
            },
            twin: |w| revoke_by(w, ROOT, ZHENGZHOU, Power::Publish, "4101"),
        },
        Attempt {
            what: "a power that is not there, taken back",
            code: "MM-REG-003",
            tried: |w| revoke_by(w, ROOT, ZHENGZHOU, Power::Oversee, "4101"),
            twin: |w| revoke_by(w, ROOT, ZHENGZHOU, Power::Declare, "4101"),
        },
        Attempt {
            what: "who lost a power grants it",
            code: "MM-REG-006",
            tried: |w| {
                let gone = revoke_by(w, ROOT, ZHENGZHOU, Power::Places, "4101");
                w.take(&gone).unwrap();
                grant_by(w, ZHENGZHOU, &a_grant(COUNTY_CDC, Power::Places, "410105"))
            },
            twin: |w| grant_by(w, ZHENGZHOU, &a_grant(COUNTY_CDC, Power::Places, "410105")),
        },
    ]
}

const UNITS: [&str; 7] = [ROOT, ZHENGZHOU, LUOHE, HEALTH_COMMISSION, BIG_DATA_BUREAU, CONTRACTOR, COUNTY_CDC];
const REGIONS: [&str; 6] = ["00", "41", "4101", "410105", "4111", "37"];

/// Something that somebody does about powers: who, whose, which, where, until.
#[derive(Clone, Debug)]
enum Move {
    Grant(usize, usize, Power, usize, Option<i64>),
    Revoke(usize, usize, Power, usize),
    Wait(i64),
}

fn moves() -> impl Strategy<Value = Move> {
    let power = || proptest::sample::select(Power::ALL);
    let hours = proptest::option::weighted(0.5, (1_i64..72).prop_map(|hours| hours * 3_600));
    prop_oneof![
        6 => (0..UNITS.len(), 0..UNITS.len(), power(), 0..REGIONS.len(), hours)
            .prop_map(|(who, whose, power, region, until)| Move::Grant(who, whose, power, region, until)),
        3 => (0..UNITS.len(), 0..UNITS.len(), power(), 0..REGIONS.len())
            .prop_map(|(who, whose, power, region)| Move::Revoke(who, whose, power, region)),
        1 => (1_i64..48).prop_map(|hours| Move::Wait(hours * 3_600)),
    ]
}

fn play(world: &mut World, one: &Move) -> Result<(), String> {
    let handed = match *one {
        Move::Wait(seconds) => {
            world.now += seconds;
            return Ok(());
        }
        Move::Grant(who, whose, power, region, until) => {
            let until = until.map(|after| world.now + after);
            grant_by(world, UNITS[who], &Grant { until, ..a_grant(UNITS[whose], power, REGIONS[region]) })
        }
        Move::Revoke(who, whose, power, region) => revoke_by(world, UNITS[who], UNITS[whose], power, REGIONS[region]),
    };
    world.take(&handed)
}

/// Every power that stands is held, as long as it stands, by some unit above, and so on
/// up to the root unit, which has what the genesis act gave it and nothing else.
fn every_power_leads_back(world: &World, genesis: &[(String, String)]) -> Result<(), String> {
    for row in world.registry.powers.values().flatten().filter(|row| stands(row.since, row.until, world.now)) {
        let Some(mut above) = world.registry.units[&row.unit].parent.clone() else {
            let given = genesis.contains(&(row.power.clone(), row.region.clone()));
            if given { continue } else { return Err(format!("the root has {row:?}")) }
        };
        loop {
            let held = world.registry.powers.get(&above).into_iter().flatten().any(|other| {
                other.power == row.power
                    && stands(other.since, other.until, world.now)
                    && within(&row.region, &other.region)
                    && other.until.is_none_or(|end| row.until.is_some_and(|until| until <= end))
            });
            match &world.registry.units[&above].parent {
                _ if held => break,
                Some(parent) => above.clone_from(parent),
                None => return Err(format!("nobody above has {row:?}")),
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nobody_ever_has_a_power_or_a_region_that_no_chain_of_grants_leads_back_to_the_genesis_act(
        moves in proptest::collection::vec(moves(), 1..40),
    ) {
        let mut world = World::story();
        let root = &world.registry.powers[ROOT];
        let genesis: Vec<_> = root.iter().map(|row| (row.power.clone(), row.region.clone())).collect();
        for one in &moves {
            let before = world.standing();
            let outcome = play(&mut world, one);
            prop_assert!(outcome.is_ok() || world.standing() == before, "{one:?} was refused and changed something");
            prop_assert_eq!(every_power_leads_back(&world, &genesis), Ok(()), "after {:?}", one);
        }
    }
}

#[test]
fn the_property_sees_a_power_out_of_nothing() {
    let mut world = World::story();
    let row = mingma_store::rows::PowerRow {
        unit: CONTRACTOR.into(),
        power: "assign".into(),
        region: "37".into(),
        seq: 1,
        since: morning(),
        until: None,
    };
    world.registry.apply(&mingma_store::Change::put(&row)).unwrap();
    assert!(every_power_leads_back(&world, &[]).is_err());
}
