//! Attempts on published packs.

use mingma_acts::Class;
use mingma_app::Handed;
use mingma_app::compose::Draft;
use mingma_app::register::story::{LUOHE, ROOT, ZHENGZHOU, officer_id};
use mingma_app::register::text::{self, Publication};
use mingma_rules::PackFile;

use crate::Attempt;
use crate::world::World;

/// A pack of one rule on arrivals; as the province has it unless `lapse` differs.
fn arrivals(id: &str, region: &str, from: &str, lapse: &str) -> PackFile {
    let text = format!(
        r#"[pack]
id = "{id}"
region = "{region}"
from = {from}T00:00:00+08:00
to   = 2022-12-01T00:00:00+08:00
issuer = "test/command"
source = "written for a test"
title = {{ zh = "省外来（返）：三天两检", en = "Two tests in three days on arrival" }}

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

fn publish(world: &World, actor: &str, file: &PackFile) -> Draft {
    text::compose(world.by(actor), &Publication::of_pack(file, &world.profile).unwrap())
}

fn publish_by(world: &World, actor: &str, file: &PackFile) -> Handed {
    world.two(publish(world, actor, file))
}

/// With two officers of the root unit beside two of the acting one.
fn with_root(world: &World, draft: Draft) -> Handed {
    let actor = draft.act().actor;
    let ids = [(actor.as_str(), 1), (actor.as_str(), 2), (ROOT, 1), (ROOT, 2)].map(|(unit, n)| officer_id(unit, n));
    world.sign(draft, &ids.each_ref().map(String::as_str))
}

/// A pack of Zhengzhou that says what the province says.
fn same() -> PackFile {
    arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "7d")
}

pub fn attempts() -> Vec<Attempt> {
    vec![
        Attempt {
            what: "a pack published by one officer",
            code: "MM-LCK-004",
            tried: |w| w.one(publish(w, ZHENGZHOU, &same())),
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
        Attempt {
            what: "a pack for another city",
            code: "MM-LCK-003",
            tried: |w| publish_by(w, LUOHE, &same()),
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
        Attempt {
            what: "a pack that began before it was published",
            code: "MM-REG-019",
            tried: |w| publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-07", "4101", "2022-07-08", "7d")),
            twin: |w| publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-07", "4101", "2022-07-09", "7d")),
        },
        Attempt {
            what: "a city's pack that is stricter than the province's, without the province",
            code: "MM-REG-020",
            tried: |w| publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "14d")),
            twin: |w| {
                let file = arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "14d");
                with_root(w, publish(w, ZHENGZHOU, &file))
            },
        },
        Attempt {
            what: "a city's pack that is milder than the province's, without the province",
            code: "MM-REG-020",
            tried: |w| publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "5d")),
            twin: |w| {
                let file = arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "5d");
                with_root(w, publish(w, ZHENGZHOU, &file))
            },
        },
        Attempt {
            what: "one officer of the province beside two of the city",
            code: "MM-REG-020",
            tried: |w| {
                let file = arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "14d");
                let ids = [(ZHENGZHOU, 1), (ZHENGZHOU, 2), (ROOT, 1)].map(|(unit, n)| officer_id(unit, n));
                w.sign(publish(w, ZHENGZHOU, &file), &ids.each_ref().map(String::as_str))
            },
            twin: |w| {
                let file = arrivals("zhengzhou-2022-08", "4101", "2022-08-01", "14d");
                with_root(w, publish(w, ZHENGZHOU, &file))
            },
        },
        Attempt {
            what: "the same text twice",
            code: "MM-REG-013",
            tried: |w| {
                let first = publish_by(w, ZHENGZHOU, &same());
                w.take(&first).unwrap();
                publish_by(w, ZHENGZHOU, &same())
            },
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
        Attempt {
            what: "another text under a pack's name",
            code: "MM-REG-004",
            tried: |w| {
                let first = publish_by(w, ZHENGZHOU, &same());
                w.take(&first).unwrap();
                publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-08", "4101", "2022-08-02", "7d"))
            },
            twin: |w| publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-08", "4101", "2022-08-02", "7d")),
        },
        Attempt {
            what: "two packs of one city over one kind at one time",
            code: "MM-REG-012",
            tried: |w| {
                let first = publish_by(w, ZHENGZHOU, &same());
                w.take(&first).unwrap();
                publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-09", "4101", "2022-09-01", "7d"))
            },
            twin: |w| publish_by(w, ZHENGZHOU, &arrivals("zhengzhou-2022-09", "4101", "2022-09-01", "7d")),
        },
        Attempt {
            what: "a pack that names a bank",
            code: "MM-REG-012",
            tried: |w| {
                let file = same();
                let body = Publication::of_pack(&file, &w.profile).unwrap().body();
                let text = file.text.replace("origin_outside = \"41\"", "bank = \"village\"");
                w.two(Draft::new(Class::Text, ZHENGZHOU, body.with("text", text), w.now, &*w.random))
            },
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
        Attempt {
            what: "a text under another name than its pack's",
            code: "MM-REG-008",
            tried: |w| {
                let file = same();
                let body = Publication::of_pack(&file, &w.profile).unwrap().body().with("name", "other");
                w.two(Draft::new(Class::Text, ZHENGZHOU, body, w.now, &*w.random))
            },
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
        Attempt {
            what: "a text that is told to begin later than it does",
            code: "MM-REG-008",
            tried: |w| {
                let file = arrivals("zhengzhou-2022-07", "4101", "2022-07-08", "7d");
                let body = Publication::of_pack(&file, &w.profile).unwrap().body().with("from", w.now + 3_600);
                w.two(Draft::new(Class::Text, ZHENGZHOU, body, w.now, &*w.random))
            },
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
        Attempt {
            what: "a text that is no pack",
            code: "MM-REG-008",
            tried: |w| {
                let file = same();
                let body = Publication::of_pack(&file, &w.profile).unwrap().body().with("kind", "list");
                w.two(Draft::new(Class::Text, ZHENGZHOU, body, w.now, &*w.random))
            },
            twin: |w| publish_by(w, ZHENGZHOU, &same()),
        },
    ]
}
