//! The table of countries and regions: two letters, a Chinese and an English name.

use super::package::{self, Client, Package, Source, shape};
use super::{Made, pages};
use crate::trouble::Trouble;
use serde_json::Value;
use std::collections::BTreeMap;

/// The package the table is made from; `regions` reads two names of it as well.
pub const SOURCE: Source = Source {
    name: "i18n-iso-countries",
    version: "7.14.0",
    licence: "MIT",
    client: Client::Npm,
    gives: "ISO 3166-1 两字母代码的中英文名称 / Chinese and English names of ISO 3166-1 alpha-2 codes",
};

/// The package the table is made from.
pub const SOURCES: &[&Source] = &[&SOURCE];

/// The columns of the table.
const HEADER: &str = "code,name_zh,name_en\n";

/// Chinese names for which the standard's word stands instead of the package's: code, name.
const STANDARD_NAMES: &[(&str, &str)] = &[("EH", "西撒哈拉"), ("FK", "福克兰群岛（马尔维纳斯）")];

/// Makes `countries.csv` and `countries.md`.
pub fn make(packages: &[Package]) -> Result<Vec<Made>, Trouble> {
    let package = package::of(packages, "i18n-iso-countries");
    let (mut zh, en) = (names(package, "zh")?, names(package, "en")?);
    zh.extend(STANDARD_NAMES.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())));
    let mut csv = String::from(HEADER);
    let mut count = 0;
    for code in official(package)? {
        let (Some(zh), Some(en)) = (zh.get(&code), en.get(&code)) else {
            continue;
        };
        csv += &format!("{code},{},{}\n", plain(zh), plain(en));
        count += 1;
    }
    Ok(vec![("countries.csv", csv), ("countries.md", pages::countries(packages, count))])
}

/// The codes of the standard, sorted; `XK` is user-assigned and not of it.
fn official(package: &Package) -> Result<Vec<String>, Trouble> {
    let bad = || shape("codes.json", "不是代码表", "is no table of codes");
    let rows: Vec<Vec<String>> = serde_json::from_str(&package.text("codes.json")?).map_err(|_| bad())?;
    let mut codes: Vec<String> = rows.into_iter().filter_map(|row| row.into_iter().next()).collect();
    codes.retain(|code| code != "XK");
    codes.sort();
    if codes.is_empty() { Err(bad()) } else { Ok(codes) }
}

/// Code → name in a language; of several names, the first.
pub fn names(package: &Package, lang: &str) -> Result<BTreeMap<String, String>, Trouble> {
    let file = format!("langs/{lang}.json");
    let bad = || shape(&file, "没有 countries", "has no countries");
    let json: Value = serde_json::from_str(&package.text(&file)?).map_err(|_| bad())?;
    let countries = json["countries"].as_object().ok_or_else(bad)?;
    Ok(countries.iter().filter_map(|(code, name)| Some((code.clone(), first(name)?.to_owned()))).collect())
}

fn first(name: &Value) -> Option<&str> {
    name.as_str().or_else(|| name.get(0)?.as_str())
}

/// The tables know no quotes, so a name is written without commas: what qualifies it goes into
/// brackets (`Taiwan (Province of China)`), members of a list stand beside each other.
fn plain(name: &str) -> String {
    match name.split_once(", ") {
        Some((name, rest)) if !rest.contains(" and ") => format!("{name} ({rest})"),
        _ => name.replace(", ", " · "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_never_reaches_the_table() {
        assert_eq!(plain("Taiwan, Province of China"), "Taiwan (Province of China)");
        assert_eq!(plain("Bonaire, Sint Eustatius and Saba"), "Bonaire · Sint Eustatius and Saba");
        assert_eq!(plain("Chad"), "Chad");
    }

    #[test]
    fn of_several_names_the_first_is_taken() {
        assert_eq!(first(&serde_json::json!(["Türkiye", "Turkey"])), Some("Türkiye"));
        assert_eq!(first(&serde_json::json!("Chad")), Some("Chad"));
        assert_eq!(first(&serde_json::json!(5)), None);
    }
}
