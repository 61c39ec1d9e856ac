//! A jurisdiction is a folder: zone, languages, tables, meanings, floor. Data, not code.

use std::borrow::Cow;

use serde::Deserialize;

use crate::calendar::Calendar;
use crate::colour::Colour;
use crate::evidence::Country;
use crate::fault::{Fault, Faults, Source};
use crate::kind::Kind;
use crate::region::RegionTable;
use crate::text::{Lang, Text};
use crate::zone::Zone;

/// Where a profile's files come from: a path such as `cn/regions.csv` in, the text out.
pub type Files<'a> = &'a dyn Fn(&str) -> Option<Cow<'static, str>>;

/// Everything that a jurisdiction fixes and no code does.
#[derive(Debug)]
pub struct Profile {
    /// The folder's name.
    pub id: String,
    /// What people call it.
    pub title: Text,
    /// The zone whose midnights count.
    pub zone: Zone,
    /// Languages that its texts are complete in.
    pub languages: Vec<Lang>,
    /// Administrative regions, ended ones too.
    pub regions: RegionTable,
    /// Working days.
    pub calendar: Calendar,
    /// What each colour's holder may, must, and what nobody may do to them.
    pub meanings: Vec<Meaning>,
    /// The kinds that its published set must treat.
    pub floor: Vec<Kind>,
    countries: Vec<(Country, Text)>,
    symptom_words: Vec<String>,
    symptom_names: Vec<Text>,
}

/// What one colour means (码义).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The colour.
    pub colour: Colour,
    /// What its holder may do.
    pub may: Vec<Text>,
    /// What its holder must do.
    pub must: Vec<Text>,
    /// What nobody may do to its holder.
    pub never: Vec<Text>,
    /// Where that is written.
    pub source: Text,
}

impl Meaning {
    /// True if no list and no language of it is empty.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let told = |text: &Text| !text.zh.trim().is_empty() && !text.en.trim().is_empty();
        [&self.may, &self.must, &self.never].iter().all(|list| !list.is_empty() && list.iter().all(told))
            && told(&self.source)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawText {
    zh: String,
    en: String,
}

impl From<RawText> for Text {
    fn from(raw: RawText) -> Self {
        Self::new(raw.zh, raw.en)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    id: String,
    inherit: Option<String>,
    title: RawText,
    zone: String,
    languages: Vec<String>,
    floor: Vec<String>,
    #[serde(default)]
    symptoms: std::collections::BTreeMap<String, RawText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMeaning {
    may: Vec<RawText>,
    must: Vec<RawText>,
    never: Vec<RawText>,
    source: RawText,
}

type RawMeanings = std::collections::BTreeMap<String, RawMeaning>;

/// The most symptoms of a profile (a bit each in derivation).
const MAX_SYMPTOMS: usize = 64;

impl Profile {
    /// Reads the profile of that name. A file that its folder lacks comes from
    /// the profile that it inherits.
    ///
    /// # Errors
    /// Every fault of its files that could be found.
    pub fn read(id: &str, files: Files<'_>) -> Result<Self, Faults> {
        let name = format!("{id}/profile.toml");
        let text = files(&name).ok_or_else(|| no_profile(id))?;
        let raw: RawProfile = toml::from_str(&text).map_err(|error| bad_toml(&name, &text, &error))?;
        let folder = Folder { id, inherit: raw.inherit.as_deref(), files };
        let zone = Zone::named(&raw.zone).ok_or_else(|| bad_word(&name, "zone", &raw.zone))?;
        let floor = words(&name, "floor", &raw.floor, |word| Kind::from_word(word).filter(|kind| kind.anchored()))?;
        let languages = words(&name, "languages", &raw.languages, Lang::from_word)?;
        if raw.symptoms.len() > MAX_SYMPTOMS {
            return Err(bad_word(&name, "symptoms", "> 64").into());
        }
        let (symptom_words, symptom_names) = raw.symptoms.into_iter().map(|(word, name)| (word, name.into())).unzip();
        Ok(Self {
            id: raw.id,
            title: raw.title.into(),
            zone,
            languages,
            regions: folder.table("regions.csv", RegionTable::parse)?,
            calendar: folder.table("calendar.csv", Calendar::parse)?,
            meanings: folder.meanings()?,
            floor,
            countries: folder.countries()?,
            symptom_words,
            symptom_names,
        })
    }

    /// True of a country or region of the world that the table has.
    #[must_use]
    pub fn knows_country(&self, country: Country) -> bool {
        self.countries.binary_search_by_key(&country, |(code, _)| *code).is_ok()
    }

    /// The country's name, or its letters where the table has none.
    #[must_use]
    pub fn country_name(&self, country: Country, lang: Lang) -> String {
        self.countries
            .binary_search_by_key(&country, |(code, _)| *code)
            .map_or_else(|_| country.as_str().to_owned(), |row| self.countries[row].1.of(lang).to_owned())
    }

    /// All countries, by code.
    #[must_use]
    pub fn countries(&self) -> &[(Country, Text)] {
        &self.countries
    }

    /// The words of symptoms, in their order.
    #[must_use]
    pub fn symptom_words(&self) -> &[String] {
        &self.symptom_words
    }

    /// The row of a symptom's word.
    #[must_use]
    pub fn symptom_row(&self, word: &str) -> Option<u16> {
        self.symptom_words
            .binary_search_by(|known| known.as_str().cmp(word))
            .ok()
            .and_then(|row| u16::try_from(row).ok())
    }

    /// The name of a symptom by its row.
    #[must_use]
    pub fn symptom_name(&self, row: u16, lang: Lang) -> Option<&str> {
        self.symptom_names.get(usize::from(row)).map(|name| name.of(lang))
    }

    /// What a colour means here.
    #[must_use]
    pub fn meaning(&self, colour: Colour) -> Option<&Meaning> {
        self.meanings.iter().find(|meaning| meaning.colour == colour)
    }
}

struct Folder<'a> {
    id: &'a str,
    inherit: Option<&'a str>,
    files: Files<'a>,
}

impl Folder<'_> {
    fn text(&self, file: &str) -> Result<(String, Cow<'static, str>), Faults> {
        [Some(self.id), self.inherit]
            .into_iter()
            .flatten()
            .map(|folder| format!("{folder}/{file}"))
            .find_map(|name| (self.files)(&name).map(|text| (name, text)))
            .ok_or_else(|| no_file(self.id, file).into())
    }

    fn table<T>(&self, file: &str, read: impl Fn(&Source<'_>) -> Result<T, Faults>) -> Result<T, Faults> {
        let (name, text) = self.text(file)?;
        read(&Source::new(&name, &text))
    }

    fn meanings(&self) -> Result<Vec<Meaning>, Faults> {
        let (name, text) = self.text("meanings.toml")?;
        let raw: RawMeanings = toml::from_str(&text).map_err(|error| bad_toml(&name, &text, &error))?;
        raw.into_iter()
            .map(|(word, raw)| {
                let colour = Colour::from_word(&word).ok_or_else(|| bad_word(&name, "colour", &word))?;
                let list = |texts: Vec<RawText>| texts.into_iter().map(Text::from).collect();
                Ok(Meaning {
                    colour,
                    may: list(raw.may),
                    must: list(raw.must),
                    never: list(raw.never),
                    source: raw.source.into(),
                })
            })
            .collect()
    }

    fn countries(&self) -> Result<Vec<(Country, Text)>, Faults> {
        let (name, text) = self.text("countries.csv")?;
        let mut out = Vec::new();
        for (row, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let fields: Vec<&str> = line.splitn(3, ',').map(|field| field.trim_matches('"')).collect();
            let read = match fields.as_slice() {
                [code, zh, en] => Country::parse(code).map(|code| (code, Text::new(*zh, *en))),
                _ => None,
            };
            out.push(read.ok_or_else(|| bad_table(&name, &format!("{}: {line}", row + 1)))?);
        }
        out.sort_by_key(|(code, _)| *code);
        Ok(out)
    }
}

fn words<T>(file: &str, word: &str, values: &[String], read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Faults> {
    values.iter().map(|value| read(value).ok_or_else(|| bad_word(file, word, value).into())).collect()
}

fn no_profile(id: &str) -> Fault {
    Fault::new(
        "MM-PRO-001",
        Text::new(format!("没有名为 \"{id}\" 的辖区配置"), format!("there is no profile \"{id}\"")),
        Text::new(
            "可用 cn、school-exclusion，或指出一个含 profile.toml 的文件夹",
            "use cn or school-exclusion, or name a folder that holds a profile.toml",
        ),
    )
}

fn no_file(id: &str, file: &str) -> Fault {
    Fault::new(
        "MM-PRO-002",
        Text::new(format!("辖区配置 \"{id}\" 缺少 {file}"), format!("the profile \"{id}\" lacks {file}")),
        Text::new("补上该文件，或写 inherit = \"cn\"", "add the file, or write inherit = \"cn\""),
    )
}

fn bad_toml(name: &str, text: &str, error: &toml::de::Error) -> Fault {
    Fault::new(
        "MM-PRO-003",
        Text::new("读不懂：这里的写法不对", format!("cannot be read: {}", error.message())),
        Text::new("在所指位置改正", "mend it at this place"),
    )
    .at(&Source::new(name, text), error.span().unwrap_or(0..0))
}

fn bad_word(name: &str, word: &str, value: &str) -> Fault {
    Fault::new(
        "MM-PRO-004",
        Text::new(format!("{word} 的值 \"{value}\" 不可用"), format!("{word} is \"{value}\", which cannot be used")),
        Text::new("对照随附的 cn 配置改正", "compare it with the cn profile that ships"),
    )
    .of_file(name)
}

fn bad_table(name: &str, error: &str) -> Fault {
    Fault::new(
        "MM-PRO-005",
        Text::new(format!("表读不懂：{error}"), format!("the table cannot be read: {error}")),
        Text::new("改正所指的行", "mend the line that is named"),
    )
    .of_file(name)
}
