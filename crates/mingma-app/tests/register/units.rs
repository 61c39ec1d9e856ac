//! Attempts on units, institutions and places.

use mingma_acts::{Class, Map};
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::area;
use mingma_app::register::institution::{self, Institution, InstitutionKind};
use mingma_app::register::place::{self, Place, PlaceKind};
use mingma_app::register::story::{
    BIG_DATA_BUREAU, CARRIER, CONTRACTOR, COUNTY_CDC, HEALTH_COMMISSION, LABORATORY, LUOHE, LUOHE_LABORATORY, ROOT,
    ZHENGZHOU, officer_id,
};
use mingma_app::register::unit::{self, Unit};
use mingma_model::Region;
use mingma_seal::KeyId;

use crate::Attempt;
use crate::signers::a_device;
use crate::world::World;

fn a_unit<'a>(id: &'a str, region: &str, parent: Option<&'a str>) -> Unit<'a> {
    let region = area(region).unwrap();
    Unit { id, name_zh: "新设单位", name_en: "A new unit", region, parent, telephone: "0371-00000099" }
}

fn unit_by(world: &World, actor: &str, unit: &Unit<'_>) -> Handed {
    world.two(unit::compose(world.by(actor), unit))
}

fn body(world: &World, class: Class, actor: &str, body: Map) -> Handed {
    world.two(Draft::new(class, actor, body, world.now, &*world.random))
}

fn lab<'a>(world: &World, id: &'a str, kind: InstitutionKind, region: &str) -> Institution<'a> {
    let region = area(region).unwrap();
    Institution { id, kind, name_zh: "新设机构", name_en: "A new institution", region, key: world.fresh() }
}

fn lab_by(world: &World, actor: &str, lab: &Institution<'_>) -> Handed {
    world.two(institution::compose(world.by(actor), lab))
}

fn a_place<'a>(id: &'a str, region: &str, unit: &'a str) -> Place<'a> {
    let region = Region::parse(region).unwrap();
    Place {
        id,
        kind: PlaceKind::Venue,
        region,
        name_zh: "新场所",
        name_en: "A new place",
        unit,
        owner: "keeper-1",
        point: None,
    }
}

fn place_by(world: &World, actor: &str, place: &Place<'_>) -> Handed {
    world.one(place::compose(world.by(actor), place))
}

fn keys_of(world: &World, institution: &str) -> Vec<KeyId> {
    world.registry.keys_of("institution", institution, world.now).map(|key| key.public.id()).collect()
}

fn closed_contractor(world: &mut World) {
    let handed = world.two(unit::compose_closed(world.by(ZHENGZHOU), CONTRACTOR, "不再委托"));
    world.take(&handed).unwrap();
}

fn with_a_place(world: &mut World) {
    let handed = place_by(world, ZHENGZHOU, &a_place("east-station", "410105", ZHENGZHOU));
    world.take(&handed).unwrap();
}

pub fn attempts() -> Vec<Attempt> {
    let mut all = units();
    all.extend(closings());
    all.extend(institutions());
    all.extend(places());
    all
}

fn units() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a unit registered by one officer",
            code: "MM-LCK-004",
            tried: |w| w.one(unit::compose(w.by(ZHENGZHOU), &a_unit("clinic", "410105", Some(ZHENGZHOU)))),
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410105", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "one officer signs twice",
            code: "MM-ACT-007",
            tried: |w| {
                let one = officer_id(ZHENGZHOU, 1);
                let draft = unit::compose(w.by(ZHENGZHOU), &a_unit("clinic", "410105", Some(ZHENGZHOU)));
                w.sign(draft, &[&one, &one])
            },
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410105", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "two officers of another unit",
            code: "MM-LCK-004",
            tried: |w| {
                let [one, two] = [1, 2].map(|n| officer_id(LUOHE, n));
                w.sign(unit::compose(w.by(ZHENGZHOU), &a_unit("clinic", "410105", Some(ZHENGZHOU))), &[&one, &two])
            },
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410105", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "a unit in another city's region",
            code: "MM-LCK-003",
            tried: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "411102", Some(ZHENGZHOU))),
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410102", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "a unit below somebody else's",
            code: "MM-REG-017",
            tried: |w| unit_by(w, LUOHE, &a_unit("clinic", "411102", Some(ZHENGZHOU))),
            twin: |w| unit_by(w, LUOHE, &a_unit("clinic", "411102", Some(LUOHE))),
        },
        Attempt {
            what: "a unit registered without the power to register",
            code: "MM-LCK-003",
            tried: |w| unit_by(w, COUNTY_CDC, &a_unit("clinic", "410105", Some(COUNTY_CDC))),
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410105", Some(COUNTY_CDC))),
        },
        Attempt {
            what: "a second root",
            code: "MM-REG-008",
            tried: |w| unit_by(w, ROOT, &a_unit("other-root", "41", None)),
            twin: |w| unit_by(w, ROOT, &a_unit("other-root", "41", Some(ROOT))),
        },
        Attempt {
            what: "a parent that does not stand",
            code: "MM-REG-003",
            tried: |w| unit_by(w, ROOT, &a_unit("clinic", "41", Some("nowhere"))),
            twin: |w| unit_by(w, ROOT, &a_unit("clinic", "41", Some(HEALTH_COMMISSION))),
        },
        Attempt {
            what: "a unit that is not registered acts",
            code: "MM-REG-003",
            tried: |w| {
                let [one, two] = [1, 2].map(|n| officer_id(ZHENGZHOU, n));
                w.sign(unit::compose(w.by("nowhere"), &a_unit("clinic", "410105", Some(ZHENGZHOU))), &[&one, &two])
            },
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410105", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "a region filled up with zeros, which would be a second name of the city",
            code: "MM-REG-008",
            tried: |w| {
                let unit = a_unit("clinic", "4101", Some(ZHENGZHOU)).body().with("region", "410100");
                body(w, Class::Unit, ZHENGZHOU, unit)
            },
            twin: |w| unit_by(w, ZHENGZHOU, &a_unit("clinic", "410100", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "a region that is not in the table",
            code: "MM-REG-008",
            tried: |w| unit_by(w, ROOT, &a_unit("clinic", "419999", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit("clinic", "419001", Some(ROOT))),
        },
        Attempt {
            what: "a word that a unit's particulars do not have, in a public text",
            code: "MM-REG-008",
            tried: |w| {
                let unit = a_unit("clinic", "4101", Some(ZHENGZHOU)).body().with("note", "see list");
                body(w, Class::Unit, ZHENGZHOU, unit)
            },
            twin: |w| body(w, Class::Unit, ZHENGZHOU, a_unit("clinic", "4101", Some(ZHENGZHOU)).body()),
        },
        Attempt {
            what: "a telephone that is none",
            code: "MM-REG-008",
            tried: |w| unit_by(w, ROOT, &Unit { telephone: "ask around", ..a_unit("clinic", "41", Some(ROOT)) }),
            twin: |w| unit_by(w, ROOT, &Unit { telephone: "+86 371 0000", ..a_unit("clinic", "41", Some(ROOT)) }),
        },
        Attempt {
            what: "a unit's act that names a resident",
            code: "MM-ADM-011",
            tried: |w| {
                let draft = unit::compose(w.by(ROOT), &a_unit("clinic", "41", Some(ROOT)));
                w.two(draft.about(mingma_acts::Uid([1; 16]), Map::new(), &*w.random))
            },
            twin: |w| unit_by(w, ROOT, &a_unit("clinic", "41", Some(ROOT))),
        },
        Attempt {
            what: "a unit moved under another",
            code: "MM-REG-004",
            tried: |w| unit_by(w, ROOT, &a_unit(COUNTY_CDC, "410105", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit(COUNTY_CDC, "410105", Some(ZHENGZHOU))),
        },
        Attempt {
            what: "a unit that renames itself",
            code: "MM-REG-017",
            tried: |w| unit_by(w, LUOHE, &a_unit(LUOHE, "4111", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit(LUOHE, "4111", Some(ROOT))),
        },
        Attempt {
            what: "a closed unit opened again",
            code: "MM-REG-004",
            tried: |w| {
                closed_contractor(w);
                unit_by(w, ZHENGZHOU, &a_unit(CONTRACTOR, "4101", Some(BIG_DATA_BUREAU)))
            },
            twin: |w| {
                closed_contractor(w);
                unit_by(w, ZHENGZHOU, &a_unit("contractor-2", "4101", Some(BIG_DATA_BUREAU)))
            },
        },
        Attempt {
            what: "a unit called as the register",
            code: "MM-REG-023",
            tried: |w| unit_by(w, ROOT, &a_unit("Register", "41", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit("registry", "41", Some(ROOT))),
        },
        Attempt {
            what: "a unit whose id is a folder above",
            code: "MM-REG-023",
            tried: |w| unit_by(w, ROOT, &a_unit("..", "41", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit("...", "41", Some(ROOT))),
        },
        Attempt {
            what: "a unit that differs from a closed one in case alone",
            code: "MM-REG-004",
            tried: |w| {
                closed_contractor(w);
                unit_by(w, ROOT, &a_unit("Zhengzhou-Contractor", "41", Some(ROOT)))
            },
            twin: |w| {
                closed_contractor(w);
                unit_by(w, ROOT, &a_unit("Zhengzhou-Contractor-2", "41", Some(ROOT)))
            },
        },
        Attempt {
            what: "a unit under an institution's id",
            code: "MM-REG-004",
            tried: |w| unit_by(w, ROOT, &a_unit(LABORATORY, "41", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit("henan-laboratories", "41", Some(ROOT))),
        },
        Attempt {
            what: "a unit under an officer's work number, in another case",
            code: "MM-REG-004",
            tried: |w| unit_by(w, ROOT, &a_unit(&officer_id(LUOHE, 1).to_uppercase(), "41", Some(ROOT))),
            twin: |w| unit_by(w, ROOT, &a_unit(&officer_id(LUOHE, 4), "41", Some(ROOT))),
        },
        Attempt {
            what: "a number of a person in a unit's name",
            code: "MM-REG-022",
            tried: |w| unit_by(w, ROOT, &Unit { name_zh: "张某1380000接", ..a_unit("clinic", "41", Some(ROOT)) }),
            twin: |w| unit_by(w, ROOT, &Unit { name_zh: "第138000号门诊", ..a_unit("clinic", "41", Some(ROOT)) }),
        },
        Attempt {
            what: "a number in wide digits in a unit's English name",
            code: "MM-REG-022",
            tried: |w| unit_by(w, ROOT, &Unit { name_en: "Call １３８００００", ..a_unit("clinic", "41", Some(ROOT)) }),
            twin: |w| unit_by(w, ROOT, &Unit { name_en: "Clinic １３８０００", ..a_unit("clinic", "41", Some(ROOT)) }),
        },
        Attempt {
            what: "a name that a mark of direction turns round",
            code: "MM-REG-008",
            tried: |w| unit_by(w, ROOT, &Unit { name_en: "Clinic \u{202e}tset", ..a_unit("clinic", "41", Some(ROOT)) }),
            twin: |w| unit_by(w, ROOT, &Unit { name_en: "Clinic test", ..a_unit("clinic", "41", Some(ROOT)) }),
        },
        Attempt {
            what: "a name with a mark that nobody sees",
            code: "MM-REG-008",
            tried: |w| unit_by(w, ROOT, &Unit { name_zh: "新设\u{200b}单位", ..a_unit("clinic", "41", Some(ROOT)) }),
            twin: |w| unit_by(w, ROOT, &Unit { name_zh: "新设单位", ..a_unit("clinic", "41", Some(ROOT)) }),
        },
        Attempt {
            what: "a class that the register alone makes",
            code: "MM-REG-014",
            tried: |w| body(w, Class::Refusal, ROOT, Map::new().with("code", "MM-REG-001")),
            twin: |w| unit_by(w, ROOT, &a_unit("clinic", "41", Some(ROOT))),
        },
    ]
}

fn closings() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a unit closed over others",
            code: "MM-REG-018",
            tried: |w| w.two(unit::compose_closed(w.by(ROOT), ZHENGZHOU, "合并")),
            twin: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "合并")),
        },
        Attempt {
            what: "a unit closed from beside",
            code: "MM-REG-017",
            tried: |w| w.two(unit::compose_closed(w.by(LUOHE), COUNTY_CDC, "合并")),
            twin: |w| w.two(unit::compose_closed(w.by(ZHENGZHOU), COUNTY_CDC, "合并")),
        },
        Attempt {
            what: "the root unit closes itself",
            code: "MM-REG-017",
            tried: |w| w.two(unit::compose_closed(w.by(ROOT), ROOT, "合并")),
            twin: |w| w.two(unit::compose_closed(w.by(ROOT), HEALTH_COMMISSION, "合并")),
        },
        Attempt {
            what: "a unit closed twice",
            code: "MM-REG-003",
            tried: |w| {
                closed_contractor(w);
                w.two(unit::compose_closed(w.by(ZHENGZHOU), CONTRACTOR, "再次"))
            },
            twin: |w| w.two(unit::compose_closed(w.by(ZHENGZHOU), CONTRACTOR, "一次")),
        },
        Attempt {
            what: "a closing with a number of a document for a reason",
            code: "MM-REG-022",
            tried: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "见41010520000101")),
            twin: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "见2022年第17号文")),
        },
        Attempt {
            what: "a closing with a line break in its reason",
            code: "MM-REG-008",
            tried: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "合并\n二")),
            twin: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "合并 二")),
        },
        Attempt {
            what: "a closing without a reason",
            code: "MM-REG-008",
            tried: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "")),
            twin: |w| w.two(unit::compose_closed(w.by(ROOT), LUOHE, "合并")),
        },
        Attempt {
            what: "an officer of a closed unit signs",
            code: "MM-ACT-005",
            tried: |w| {
                closed_contractor(w);
                w.one(place::compose(w.by(CONTRACTOR), &a_place("shop", "410105", CONTRACTOR)))
            },
            twin: |w| place_by(w, ZHENGZHOU, &a_place("shop", "410105", ZHENGZHOU)),
        },
    ]
}

fn institutions() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a laboratory registered by one officer",
            code: "MM-LCK-004",
            tried: |w| w.one(institution::compose(w.by(LUOHE), &lab(w, "lab-2", InstitutionKind::Laboratory, "4111"))),
            twin: |w| lab_by(w, LUOHE, &lab(w, "lab-2", InstitutionKind::Laboratory, "4111")),
        },
        Attempt {
            what: "a city's laboratory for the whole province",
            code: "MM-LCK-003",
            tried: |w| lab_by(w, LUOHE, &lab(w, "lab-2", InstitutionKind::Laboratory, "41")),
            twin: |w| lab_by(w, ROOT, &lab(w, "lab-2", InstitutionKind::Laboratory, "41")),
        },
        Attempt {
            what: "a partner taken without the power to exchange",
            code: "MM-LCK-003",
            tried: |w| lab_by(w, ZHENGZHOU, &lab(w, "shanxi", InstitutionKind::Partner, "14")),
            twin: |w| lab_by(w, ROOT, &lab(w, "shanxi", InstitutionKind::Partner, "14")),
        },
        Attempt {
            what: "a kind of institution that there is not",
            code: "MM-REG-008",
            tried: |w| {
                let bank = lab(w, "bank", InstitutionKind::Laboratory, "41").body().with("kind", "bank");
                body(w, Class::Institution, ROOT, bank)
            },
            twin: |w| lab_by(w, ROOT, &lab(w, "clinic-lab", InstitutionKind::Laboratory, "41")),
        },
        Attempt {
            what: "an institution's id for one of another kind",
            code: "MM-REG-004",
            tried: |w| lab_by(w, ROOT, &lab(w, CARRIER, InstitutionKind::Laboratory, "41")),
            twin: |w| lab_by(w, ROOT, &lab(w, CARRIER, InstitutionKind::Carrier, "41")),
        },
        Attempt {
            what: "an officer's key for an institution",
            code: "MM-REG-005",
            tried: |w| {
                let key = w.key(&officer_id(ROOT, 1)).public();
                lab_by(w, ROOT, &Institution { key, ..lab(w, "lab-2", InstitutionKind::Laboratory, "41") })
            },
            twin: |w| lab_by(w, ROOT, &lab(w, "lab-2", InstitutionKind::Laboratory, "41")),
        },
        Attempt {
            what: "a resident's device for an institution's key",
            code: "MM-REG-005",
            tried: |w| {
                let key = a_device(w);
                lab_by(w, ROOT, &Institution { key, ..lab(w, "lab-2", InstitutionKind::Laboratory, "41") })
            },
            twin: |w| {
                a_device(w);
                lab_by(w, ROOT, &lab(w, "lab-2", InstitutionKind::Laboratory, "41"))
            },
        },
        Attempt {
            what: "a laboratory under a unit's id, in another case",
            code: "MM-REG-004",
            tried: |w| lab_by(w, ROOT, &lab(w, "Luohe-Command", InstitutionKind::Laboratory, "41")),
            twin: |w| lab_by(w, ROOT, &lab(w, "Luohe-Commands", InstitutionKind::Laboratory, "41")),
        },
        Attempt {
            what: "a laboratory whose id is a dash",
            code: "MM-REG-023",
            tried: |w| lab_by(w, ROOT, &lab(w, "-", InstitutionKind::Laboratory, "41")),
            twin: |w| lab_by(w, ROOT, &lab(w, "--", InstitutionKind::Laboratory, "41")),
        },
        Attempt {
            what: "an institution revoked with a key left out",
            code: "MM-REG-021",
            tried: |w| w.two(institution::compose_revoked(w.by(ROOT), LABORATORY, &[], "停业")),
            twin: |w| w.two(institution::compose_revoked(w.by(ROOT), LABORATORY, &keys_of(w, LABORATORY), "停业")),
        },
        Attempt {
            what: "a provincial laboratory revoked by a city",
            code: "MM-LCK-003",
            tried: |w| w.two(institution::compose_revoked(w.by(LUOHE), LABORATORY, &keys_of(w, LABORATORY), "停业")),
            twin: |w| {
                w.two(institution::compose_revoked(
                    w.by(LUOHE),
                    LUOHE_LABORATORY,
                    &keys_of(w, LUOHE_LABORATORY),
                    "停业",
                ))
            },
        },
        Attempt {
            what: "a revoked institution registered again under its id",
            code: "MM-REG-004",
            tried: |w| {
                let gone = w.two(institution::compose_revoked(w.by(ROOT), LABORATORY, &keys_of(w, LABORATORY), "停业"));
                w.take(&gone).unwrap();
                lab_by(w, ROOT, &lab(w, LABORATORY, InstitutionKind::Laboratory, "41"))
            },
            twin: |w| lab_by(w, ROOT, &lab(w, LABORATORY, InstitutionKind::Laboratory, "41")),
        },
        Attempt {
            what: "an institution that there is not, revoked",
            code: "MM-REG-003",
            tried: |w| w.two(institution::compose_revoked(w.by(ROOT), "no-lab", &[], "停业")),
            twin: |w| w.two(institution::compose_revoked(w.by(ROOT), CARRIER, &keys_of(w, CARRIER), "停业")),
        },
    ]
}

fn places() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a place registered without the power",
            code: "MM-LCK-003",
            tried: |w| place_by(w, COUNTY_CDC, &a_place("shop", "410105", COUNTY_CDC)),
            twin: |w| place_by(w, ZHENGZHOU, &a_place("shop", "410105", ZHENGZHOU)),
        },
        Attempt {
            what: "a place in another city",
            code: "MM-LCK-003",
            tried: |w| place_by(w, ZHENGZHOU, &a_place("shop", "411102", ZHENGZHOU)),
            twin: |w| place_by(w, LUOHE, &a_place("shop", "411102", LUOHE)),
        },
        Attempt {
            what: "a place laid on somebody else",
            code: "MM-REG-008",
            tried: |w| place_by(w, ZHENGZHOU, &a_place("shop", "410105", LUOHE)),
            twin: |w| place_by(w, ZHENGZHOU, &a_place("shop", "410105", ZHENGZHOU)),
        },
        Attempt {
            what: "a place signed by an officer of another unit",
            code: "MM-REG-016",
            tried: |w| {
                let draft = place::compose(w.by(ZHENGZHOU), &a_place("shop", "410105", ZHENGZHOU));
                w.sign(draft, &[&officer_id(LUOHE, 1)])
            },
            twin: |w| place_by(w, ZHENGZHOU, &a_place("shop", "410105", ZHENGZHOU)),
        },
        Attempt {
            what: "a place whose keeper is a telephone number",
            code: "MM-REG-022",
            tried: |w| place_by(w, ZHENGZHOU, &Place { owner: "13800000000", ..a_place("shop", "410105", ZHENGZHOU) }),
            twin: |w| place_by(w, ZHENGZHOU, &Place { owner: "keeper-138000", ..a_place("shop", "410105", ZHENGZHOU) }),
        },
        Attempt {
            what: "a place whose keeper is a name",
            code: "MM-REG-008",
            tried: |w| place_by(w, ZHENGZHOU, &Place { owner: "某某某", ..a_place("shop", "410105", ZHENGZHOU) }),
            twin: |w| place_by(w, ZHENGZHOU, &Place { owner: "keeper-2", ..a_place("shop", "410105", ZHENGZHOU) }),
        },
        Attempt {
            what: "a place under an id of the folder that it stands in",
            code: "MM-REG-023",
            tried: |w| place_by(w, ZHENGZHOU, &a_place(".", "410105", ZHENGZHOU)),
            twin: |w| place_by(w, ZHENGZHOU, &a_place("shop.1", "410105", ZHENGZHOU)),
        },
        Attempt {
            what: "a place that differs from another in case alone",
            code: "MM-REG-004",
            tried: |w| {
                with_a_place(w);
                place_by(w, ZHENGZHOU, &a_place("East-Station", "410105", ZHENGZHOU))
            },
            twin: |w| {
                with_a_place(w);
                place_by(w, ZHENGZHOU, &a_place("East-Station-2", "410105", ZHENGZHOU))
            },
        },
        Attempt {
            what: "a place moved to another district",
            code: "MM-REG-004",
            tried: |w| {
                with_a_place(w);
                place_by(w, ZHENGZHOU, &a_place("east-station", "410102", ZHENGZHOU))
            },
            twin: |w| {
                with_a_place(w);
                place_by(w, ROOT, &a_place("east-station", "410105", ROOT))
            },
        },
        Attempt {
            what: "a place that there is not, closed",
            code: "MM-REG-003",
            tried: |w| w.one(place::compose_closed(w.by(ZHENGZHOU), "east-station", "拆除")),
            twin: |w| {
                with_a_place(w);
                w.one(place::compose_closed(w.by(ZHENGZHOU), "east-station", "拆除"))
            },
        },
        Attempt {
            what: "a place closed from another city",
            code: "MM-LCK-003",
            tried: |w| {
                with_a_place(w);
                w.one(place::compose_closed(w.by(LUOHE), "east-station", "拆除"))
            },
            twin: |w| {
                with_a_place(w);
                w.one(place::compose_closed(w.by(ROOT), "east-station", "拆除"))
            },
        },
    ]
}
