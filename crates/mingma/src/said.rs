//! Items of evidence as people bring them: a JSON file, or a kind and its words.

use std::path::PathBuf;

use clap::Args;
use mingma_acts::item::{FAST_CLOCK, resident_id, resident_uid};
use mingma_app::evidence::compose::Said;
use mingma_model::{Evidence, Fault, Faults, Holds, Kind, Profile, Source, Text, read};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::acting::Acting;
use crate::context::Refusal;
use crate::{files, whom};

/// What is said, and of whom.
#[derive(Args, Clone, Debug)]
pub struct SaidArgs {
    /// A JSON array of items, as `mingma derive` reads them; `observed_at` may be left out,
    /// for it is the register's; - reads standard input
    #[arg(value_name = "FILE", conflicts_with_all = ["kind", "resident"], required_unless_present = "kind")]
    file: Option<PathBuf>,
    /// One item without a file: its kind
    #[arg(long, value_name = "KIND", requires = "region")]
    kind: Option<String>,
    /// Of whom: r-…, or a document as TYPE:NUMBER [default: oneself]
    #[arg(long, value_name = "RESIDENT")]
    resident: Option<String>,
    /// Where the fact happened: six digits
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// The item's id [default: a fresh one]
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// An attribute; lists with commas, times as RFC 3339 (may be repeated)
    #[arg(long, value_name = "WORD=VALUE")]
    set: Vec<String>,
}

impl SaidArgs {
    /// Reads the items; every fault of the file at once.
    ///
    /// # Errors
    /// What cannot be read, with file, line and field.
    pub fn read(&self, acting: &Acting<'_>) -> Result<Vec<Said>, Refusal> {
        match &self.file {
            Some(path) => {
                let name = path.display().to_string();
                self.items(acting, &name, &files::text(path)?)
            }
            None => self.words(acting),
        }
    }

    /// The file, and the line on which the item of a member begins.
    pub fn line(&self, member: usize) -> Option<(String, usize)> {
        let path = self.file.as_ref().filter(|path| path.as_os_str() != "-")?;
        let (name, text) = (path.display().to_string(), files::text(path).ok()?);
        let raw: Vec<&RawValue> = serde_json::from_str(&text).ok()?;
        let source = Source::new(&name, &text);
        let line = source.line_column(source.offset_of(raw.get(member)?.get())).0;
        Some((name, line))
    }

    /// One item, made of the flags.
    fn words(&self, acting: &Acting<'_>) -> Result<Vec<Said>, Refusal> {
        // Who declares speaks of themselves.
        let resident = whom::resident(acting.house, self.resident.as_deref().unwrap_or(acting.actor))?;
        let kind = self.kind.as_deref().unwrap_or_default();
        let mut object = Map::new();
        let id = self.item.clone().unwrap_or_else(|| acting.fresh("i"));
        object.insert("id".into(), id.into());
        object.insert("kind".into(), kind.into());
        object.insert("resident".into(), resident_id(&resident).as_str().into());
        object.insert("region".into(), self.region.clone().unwrap_or_default().into());
        for set in &self.set {
            let (word, value) = set.split_once('=').ok_or_else(|| no_value(set))?;
            if object.insert(word.to_owned(), json(kind, word, value)).is_some() {
                return Err(twice(word).into());
            }
        }
        // The own word is said now, unless it says when.
        if kind == Kind::SelfDeclaration.word() && !object.contains_key("declared_at") {
            object.insert("declared_at".into(), acting.house.profile().zone.show(acting.at).into());
        }
        self.items(acting, "--kind --set", &Value::from(vec![Value::Object(object)]).to_string())
    }

    fn items(&self, acting: &Acting<'_>, name: &str, text: &str) -> Result<Vec<Said>, Refusal> {
        let profile = acting.house.profile();
        let text = observed(text, &profile.zone.show(acting.at + FAST_CLOCK));
        let source = Source::new(name, &text);
        let placed = read::array(&source, profile).map_err(|faults| self.told(faults, &source))?;
        let mut found = Faults::none();
        let mut said = Vec::new();
        for (item, span) in placed.items.iter().zip(&placed.spans) {
            match one(item, profile) {
                Some(one) => said.push(one),
                None => found.push(not_ours(item.resident.as_str()).at(&source, span.clone())),
            }
        }
        if said.is_empty() && found.is_empty() {
            found.push(nothing().of_file(name));
        }
        found.or(said).map_err(|faults| self.told(faults, &source))
    }

    /// The lines of a file are shown; a text that we made of flags is not.
    fn told(&self, faults: Faults, source: &Source<'_>) -> Refusal {
        if self.file.is_some() { Refusal::in_text(faults, source) } else { faults.into() }
    }
}

fn one(item: &Evidence, profile: &Profile) -> Option<Said> {
    resident_uid(item.resident.as_str()).map(|resident| Said::of(resident, item, profile))
}

/// An attribute of a flag as JSON: numbers and lists where the kind holds such.
fn json(kind: &str, word: &str, value: &str) -> Value {
    let holds = Kind::from_word(kind).and_then(|kind| kind.attribute(word)).map(|attribute| attribute.holds);
    match holds {
        Some(Holds::Symptoms) => value.split(',').map(str::trim).filter(|one| !one.is_empty()).collect(),
        Some(Holds::Dose | Holds::Temperature) => serde_json::from_str(value).unwrap_or_else(|_| value.into()),
        _ => value.into(),
    }
}

/// The same text, each item that does not say when it was observed given a moment; lines
/// stay where they are. What is no array of objects is left as it is.
fn observed(text: &str, at: &str) -> String {
    let Ok(raw) = serde_json::from_str::<Vec<&RawValue>>(text) else { return text.to_owned() };
    let source = Source::new("", text);
    let mut out = String::with_capacity(text.len() + 64 * raw.len());
    let mut from = 0;
    for item in raw.iter().map(|raw| raw.get()).filter(|item| without_observed(item)) {
        let at_brace = source.offset_of(item) + 1;
        out.push_str(&text[from..at_brace]);
        out.push_str(&format!("\"observed_at\":\"{at}\","));
        from = at_brace;
    }
    out.push_str(&text[from..]);
    out
}

/// True of an object with fields, none of which is `observed_at`.
fn without_observed(item: &str) -> bool {
    let fields = item.starts_with('{').then(|| read::object(item).ok()).flatten();
    fields.is_some_and(|fields| !fields.is_empty() && fields.iter().all(|field| field.word != "observed_at"))
}

fn no_value(set: &str) -> Fault {
    Fault::new(
        "MM-ARG-004",
        Text::new(format!("--set \"{set}\" 没有等号"), format!("--set \"{set}\" has no equals sign")),
        Text::new("写成 --set 项=值", "write --set WORD=VALUE"),
    )
}

fn twice(word: &str) -> Fault {
    Fault::new(
        "MM-ARG-005",
        Text::new(format!("\"{word}\" 说了两次"), format!("\"{word}\" is said twice")),
        Text::new(
            "只留一个；id、kind、resident、region 各有自己的选项",
            "keep one; id, kind, resident and region have options of their own",
        ),
    )
}

fn not_ours(resident: &str) -> Fault {
    Fault::new(
        "MM-ARG-006",
        Text::new(
            format!("\"{resident}\" 不是本登记册的持码人编号"),
            format!("\"{resident}\" is no resident's id of a register"),
        ),
        Text::new("写建档时给出的 r- 开头的编号", "write the id that enrolling gave, which begins with r-"),
    )
}

fn nothing() -> Fault {
    Fault::new(
        "MM-ARG-007",
        Text::new("文件里没有一项依据", "the file holds no item"),
        Text::new("请核对文件", "check the file"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_does_not_say_when_it_was_observed_is_given_a_moment_on_its_own_line() {
        let text = "[\n {\"id\": \"a\"},\n {\"id\": \"b\", \"observed_at\": \"x\"},\n {}]";
        let told = observed(text, "NOW");
        assert_eq!(
            told,
            "[\n {\"observed_at\":\"NOW\",\"id\": \"a\"},\n {\"id\": \"b\", \"observed_at\": \"x\"},\n {}]"
        );
        assert_eq!(observed("no json", "NOW"), "no json");
    }

    #[test]
    fn a_flag_becomes_what_its_kind_holds() {
        assert_eq!(json("self_declaration", "temperature", "38.2"), serde_json::json!(38.2));
        assert_eq!(json("self_declaration", "symptoms", "fever, cough"), serde_json::json!(["fever", "cough"]));
        assert_eq!(json("self_declaration", "symptoms", ""), serde_json::json!([]));
        assert_eq!(json("close_contact", "case", "7"), serde_json::json!("7"));
    }
}
