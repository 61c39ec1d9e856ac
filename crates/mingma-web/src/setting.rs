//! What a visitor set up on the bench: rules, a person's evidence, a moment. Read from an address or a form.

use std::borrow::Cow;

use mingma_model::Kind;
use mingma_rules::Rulebook;

use crate::people::{PEOPLE, Person};
use crate::rows::{self, Row};
use crate::state::{Bench, Jurisdiction};
use crate::when;

/// Which rules are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// All packs of a profile together.
    All(String),
    /// One pack that ships, by itself.
    Pack(String),
    /// The pack that was pasted.
    Own,
}

impl Choice {
    /// Reads the word of a form; none of a word that means nothing here.
    pub fn of(word: &str, bench: &Bench) -> Option<Self> {
        if word == "own" {
            return Some(Self::Own);
        }
        let profile = bench.places().iter().any(|place| place.profile.id == word);
        if profile {
            return Some(Self::All(word.to_owned()));
        }
        bench.pack(word).map(|_| Self::Pack(word.to_owned()))
    }

    /// The word of a form.
    pub fn word(&self) -> &str {
        match self {
            Self::All(id) | Self::Pack(id) => id,
            Self::Own => "own",
        }
    }

    /// The profile whose tables and midnights count.
    pub fn place<'a>(&self, bench: &'a Bench) -> &'a Jurisdiction {
        match self {
            Self::All(id) => bench.place(id),
            Self::Pack(id) => bench.pack(id).map_or_else(|| bench.place(""), |(place, _)| place),
            Self::Own => bench.place(""),
        }
    }

    /// The compiled packs; none of what was pasted.
    pub fn book<'a>(&self, bench: &'a Bench) -> Option<Cow<'a, Rulebook>> {
        match self {
            Self::All(id) => Some(Cow::Borrowed(&bench.place(id).book)),
            Self::Pack(id) => bench.pack(id).map(|(_, shipped)| Cow::Borrowed(&shipped.alone)),
            Self::Own => None,
        }
    }
}

/// Everything that the bench is given.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The ready person that it began with, if it did.
    pub person: Option<&'static Person>,
    /// The rules.
    pub rules: Choice,
    /// The rules that are set against them.
    pub against: Option<Choice>,
    /// The pack that was pasted, as typed.
    pub toml: String,
    /// The evidence, item by item.
    pub rows: Vec<Row>,
    /// The evidence as JSON text, where that was sent instead of the fields.
    pub json: Option<String>,
    /// The moment, as typed; empty: the newest item's.
    pub at: String,
    /// Whether the packs are tried as if in force.
    pub as_if: bool,
    /// The row that was added just now, to be shown open.
    pub added: Option<usize>,
}

impl Setting {
    /// Reads an address: `person`, `packs`, `b`, `at`, `as_if`.
    pub fn of_address(words: &[(String, String)], bench: &Bench) -> Self {
        let word = |name: &str| value(words, name);
        let blank = word("person") == Some("own");
        let person = word("person").and_then(Person::of).or_else(|| (!blank).then(|| &PEOPLE[0]));
        let usual = person.map_or("cn", |person| person.rules);
        let rules = word("packs").and_then(|w| Choice::of(w, bench)).or_else(|| Choice::of(usual, bench));
        let rules = rules.unwrap_or_else(|| Choice::All("cn".to_owned()));
        let zone = &rules.place(bench).profile.zone;
        let moment = person.map_or_else(
            || zone.midnight_after(bench.now(), 0) + 12 * 3600,
            |person| zone.parse(person.at).unwrap_or_default(),
        );
        Self {
            person,
            against: word("b").and_then(|w| Choice::of(w, bench)),
            toml: word("from")
                .and_then(|id| bench.pack(id))
                .map(|(_, shipped)| shipped.toml.clone())
                .unwrap_or_default(),
            rows: person.map(|person| rows::of_json(person.evidence, zone)).unwrap_or_default(),
            json: None,
            at: word("at").map_or_else(|| when::field(zone, moment), str::to_owned),
            as_if: word("as_if").is_some(),
            added: None,
            rules,
        }
    }

    /// Reads a form, and does what its button says: add, remove, read the JSON, go a day on.
    pub fn of_form(fields: &[(String, String)], bench: &Bench) -> Self {
        let word = |name: &str| value(fields, name);
        let asked = word("do").unwrap_or_default();
        let chosen = |name: &str| word(name).and_then(|w| Choice::of(w, bench));
        let rules = chosen("packs").unwrap_or_else(|| Choice::All("cn".to_owned()));
        let mut setting = Self {
            person: word("person").and_then(Person::of),
            against: chosen("b"),
            toml: word("toml").unwrap_or_default().replace('\r', ""),
            rows: rows::of_form(fields),
            json: (asked == "json" || word("source") == Some("json"))
                .then(|| word("json").unwrap_or_default().to_owned()),
            at: word("at").unwrap_or_default().to_owned(),
            as_if: word("as_if").is_some(),
            added: None,
            rules,
        };
        setting.forget_untouched(bench);
        setting.act(asked, word("add"), bench);
        setting
    }

    /// The editor always sends its text; a pack that ships and was not changed is nothing written.
    fn forget_untouched(&mut self, bench: &Bench) {
        let own = self.rules == Choice::Own || self.against == Some(Choice::Own);
        let ships = |toml: &str| {
            bench.places().iter().flat_map(|place| &place.packs).any(|shipped| shipped.toml.trim() == toml.trim())
        };
        if !own && ships(&self.toml) {
            self.toml.clear();
        }
    }

    fn act(&mut self, asked: &str, kind: Option<&str>, bench: &Bench) {
        let zone = &self.rules.place(bench).profile.zone;
        let at = when::read(zone, &self.at);
        match (asked.split_once(':'), asked, at) {
            (_, "add", at) => {
                let kind = kind.and_then(Kind::from_word).unwrap_or(Kind::CloseContact);
                let row = Row::fresh(kind, &self.rows, at.unwrap_or_else(|| bench.now()), zone);
                self.added = Some(self.rows.len());
                self.rows.push(row);
            }
            (Some(("remove", row)), _, _) => {
                if let Some(row) = row.parse::<usize>().ok().filter(|row| *row < self.rows.len()) {
                    self.rows.remove(row);
                }
            }
            (Some(("go", to)), _, _) => to.clone_into(&mut self.at),
            (_, "earlier", Some(at)) => self.at = when::field(zone, at - 86_400),
            (_, "later", Some(at)) => self.at = when::field(zone, at + 86_400),
            _ => {}
        }
    }

    /// The profile whose tables and midnights count.
    pub fn place<'a>(&self, bench: &'a Bench) -> &'a Jurisdiction {
        self.rules.place(bench)
    }

    /// True while nothing was changed of a ready person but the moment and the rules.
    pub fn is_ready(&self, bench: &Bench) -> bool {
        let zone = &self.place(bench).profile.zone;
        self.json.is_none() && self.person.is_some_and(|person| rows::of_json(person.evidence, zone) == self.rows)
    }
}

/// The last value of a field: a form sends what was chosen last.
pub(crate) fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .rev()
        .find(|(word, _)| word == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}
