//! The regions of a profile, by code: names, levels, what has ended.

use std::fmt;

use serde::Serialize;

use super::{Prefix, Region, RegionLevel, digits};
use crate::fault::{Fault, Faults, Source};
use crate::table;
use crate::text::{Lang, Text};

/// What the table tells of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RegionInfo<'a> {
    /// The code.
    pub code: Region,
    /// Chinese name of this level alone, such as 金水区.
    pub name_zh: &'a str,
    /// Pinyin or another romanised name, where a source has one.
    pub name_pinyin: Option<&'a str>,
    /// Level.
    pub level: RegionLevel,
    /// True for a code that is not in force any more; evidence may still carry it.
    pub ended: bool,
    /// The last year whose edition has the code, where a source tells.
    pub until_year: Option<u16>,
    /// The code that took its place, where a source tells.
    pub successor: Option<Region>,
}

impl<'a> RegionInfo<'a> {
    /// The name in a language: the romanised one for English where there is one.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'a str {
        match (lang, self.name_pinyin) {
            (Lang::En, Some(pinyin)) => pinyin,
            _ => self.name_zh,
        }
    }
}

/// Names that head a group of counties and are no place of their own; passed over in full names.
const HEADINGS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

/// Columns of the table.
const HEADER: [&str; 8] = ["code", "name_zh", "name_pinyin", "level", "status", "until_year", "successor", "source"];

/// The regions of a profile, by code.
#[derive(Clone, Default)]
pub struct RegionTable {
    text: Box<str>,
    rows: Vec<Row>,
}

/// Offsets into the table's text instead of names of their own: the table is read in
/// every process, so it is read without an allocation a row.
#[derive(Clone, Copy)]
struct Row {
    code: u32,
    zh: (u32, u16),
    pinyin: (u32, u16),
    level: RegionLevel,
    ended: bool,
    until_year: u16,
    successor: Option<Region>,
}

impl RegionTable {
    /// Reads `code,name_zh,name_pinyin,level,status,until_year,successor,source`, sorted by code.
    ///
    /// # Errors
    /// Every row that is not of this form, with its line.
    pub fn parse(source: &Source<'_>) -> Result<Self, Faults> {
        let lines = table::rows(source, HEADER)?;
        let mut faults = Faults::none();
        let mut rows: Vec<Row> = Vec::with_capacity(lines.len());
        for line in &lines {
            match row(source, &line.cells) {
                Ok(row) if rows.last().is_some_and(|before| before.code >= row.code) => {
                    faults.push(table::wrong_order(source, "code", line.cells[0]));
                }
                Ok(row) => rows.push(row),
                Err(fault) => faults.push(*fault),
            }
        }
        faults.or(Self { text: source.text.into(), rows })
    }

    /// How many codes it knows, ended ones among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// True when the code is in the table, in force or ended.
    #[must_use]
    pub fn contains(&self, region: Region) -> bool {
        self.row(region).is_some()
    }

    /// True when the table has a code that begins so; always for `00`.
    #[must_use]
    pub fn knows_prefix(&self, prefix: Prefix) -> bool {
        let first = prefix.value * 10_u32.pow(6 - u32::from(prefix.digits));
        let at = self.rows.partition_point(|row| row.code < first);
        prefix.len() == 0 || self.rows.get(at).is_some_and(|row| prefix.contains(Region(row.code)))
    }

    /// What the table tells of a code.
    #[must_use]
    pub fn get(&self, code: Region) -> Option<RegionInfo<'_>> {
        self.row(code).map(|row| self.info(row))
    }

    /// The name of this level alone.
    #[must_use]
    pub fn name(&self, code: Region, lang: Lang) -> Option<&str> {
        self.get(code).map(|info| info.name(lang))
    }

    /// Province, prefecture and county: 河南省郑州市金水区; in English from near to far,
    /// `金水区, 郑州市, Henan`, romanised where a source has it. None for an unknown code.
    #[must_use]
    pub fn full_name(&self, code: Region, lang: Lang) -> Option<String> {
        let mut names = self.ladder(code, lang)?;
        Some(match lang {
            Lang::Zh => names.concat(),
            Lang::En => {
                names.reverse();
                names.join(", ")
            }
        })
    }

    /// The name of a pack's region: 全国, or the full name of the region that the digits stand for.
    #[must_use]
    pub fn prefix_name(&self, prefix: Prefix, lang: Lang) -> Option<String> {
        if prefix.len() == 0 {
            return Some(lang.pick("全国", "the whole country").to_owned());
        }
        self.full_name(Region(prefix.value * 10_u32.pow(6 - u32::from(prefix.digits))), lang)
    }

    /// Those that match every word of a query: the beginning of a code, or a part of the full
    /// name in either language. In force first, then by code, at most `limit`.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<RegionInfo<'_>> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<RegionInfo<'_>> =
            self.rows.iter().filter(|row| self.matches(Region(row.code), &words)).map(|row| self.info(row)).collect();
        found.sort_by_key(|info| (info.ended, info.code));
        found.truncate(limit);
        found
    }

    fn matches(&self, code: Region, words: &[String]) -> bool {
        let digits = code.to_string();
        let name = |lang| self.full_name(code, lang).unwrap_or_default().to_lowercase();
        let (zh, en) = (name(Lang::Zh), name(Lang::En));
        words.iter().all(|word| digits.starts_with(word) || zh.contains(word) || en.contains(word))
    }

    /// Every row, by code.
    pub fn iter(&self) -> impl Iterator<Item = RegionInfo<'_>> {
        self.rows.iter().map(|row| self.info(row))
    }

    fn row(&self, region: Region) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&region.0, |row| row.code).ok()?;
        self.rows.get(at)
    }

    fn ladder(&self, code: Region, lang: Lang) -> Option<Vec<&str>> {
        let own = self.get(code)?.name(lang);
        let mut above: Vec<Region> = vec![code.province(), code.prefecture()];
        above.retain(|region| *region != code);
        above.dedup();
        let mut names: Vec<&str> = above
            .into_iter()
            .filter_map(|region| self.get(region))
            .filter(|info| !HEADINGS.contains(&info.name_zh))
            .map(|info| info.name(lang))
            .collect();
        names.push(own);
        Some(names)
    }

    fn info(&self, row: &Row) -> RegionInfo<'_> {
        let pinyin = self.part(row.pinyin);
        RegionInfo {
            code: Region(row.code),
            name_zh: self.part(row.zh),
            name_pinyin: (!pinyin.is_empty()).then_some(pinyin),
            level: row.level,
            ended: row.ended,
            until_year: (row.until_year != 0).then_some(row.until_year),
            successor: row.successor,
        }
    }

    fn part(&self, (start, length): (u32, u16)) -> &str {
        let start = start as usize;
        self.text.get(start..start + usize::from(length)).unwrap_or_default()
    }
}

impl fmt::Debug for RegionTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionTable({} codes)", self.rows.len())
    }
}

type CellFault = Box<Fault>;

fn row(source: &Source<'_>, cells: &[&str; 8]) -> Result<Row, CellFault> {
    let wrong = |column: usize, zh: &str, en: &str| {
        Box::new(table::wrong_cell(source, HEADER[column], cells[column], Text::new(zh, en)))
    };
    let six =
        |column: usize| Region::parse(cells[column]).ok_or_else(|| wrong(column, "写六位数字", "write six digits"));
    let place = |column: usize| {
        place(source, cells[column]).ok_or_else(|| wrong(column, "写较短的名称", "write a shorter name"))
    };
    let level = RegionLevel::ALL.into_iter().find(|level| level.word() == cells[3]);
    Ok(Row {
        code: six(0)?.0,
        zh: place(1)
            .and_then(|at| if at.1 == 0 { Err(wrong(1, "写中文名称", "write the Chinese name")) } else { Ok(at) })?,
        pinyin: place(2)?,
        level: level
            .ok_or_else(|| wrong(3, "写 province、prefecture 或 county", "write province, prefecture or county"))?,
        ended: match cells[4] {
            "current" => false,
            "ended" => true,
            _ => return Err(wrong(4, "写 current 或 ended", "write current or ended")),
        },
        until_year: if cells[5].is_empty() {
            0
        } else {
            digits(cells[5])
                .and_then(|year| u16::try_from(year).ok())
                .ok_or_else(|| wrong(5, "写四位年份或留空", "write a year, or nothing"))?
        },
        successor: if cells[6].is_empty() { None } else { Some(six(6)?) },
    })
}

fn place(source: &Source<'_>, cell: &str) -> Option<(u32, u16)> {
    Some((u32::try_from(source.offset_of(cell)).ok()?, u16::try_from(cell.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SHIPPED: &str = include_str!("../../../../profiles/cn/regions.csv");

    fn shipped() -> RegionTable {
        RegionTable::parse(&Source::new("regions.csv", SHIPPED)).unwrap()
    }

    fn region(code: &str) -> Region {
        Region::parse(code).unwrap()
    }

    #[test]
    fn the_shipped_table_knows_what_it_must() {
        let table = shipped();
        for (code, name, ended) in [
            ("659012", "白杨市", false),
            ("540602", "色尼区", false),
            ("130102", "长安区", false),
            ("810000", "香港特别行政区", false),
            ("710000", "台湾省", false),
            ("820000", "澳门特别行政区", false),
            ("410105", "金水区", false),
            ("130103", "桥东区", true),
            ("371202", "莱城区", true),
            ("371200", "莱芜市", true),
        ] {
            let info = table.get(region(code)).unwrap_or_else(|| panic!("{code} is unknown"));
            assert_eq!((info.name_zh, info.ended), (name, ended), "{code}");
        }
        assert!(!table.contains(region("419999")) && !table.contains(region("000000")));
    }

    #[test]
    fn the_shipped_table_has_thirty_four_provinces_and_the_counties_in_force() {
        let table = shipped();
        let count = |level, ended| table.iter().filter(|info| info.level == level && info.ended == ended).count();
        assert_eq!(count(RegionLevel::Province, false), 34);
        assert!(count(RegionLevel::County, false) >= 2_800);
        assert!(count(RegionLevel::County, true) >= 700);
        assert!(table.iter().filter(|info| info.level == RegionLevel::Province).all(|info| info.name_pinyin.is_some()));
    }

    #[test]
    fn every_region_has_a_province_and_every_successor_is_in_force() {
        let table = shipped();
        for info in table.iter() {
            assert!(table.contains(info.code.province()), "{}", info.code);
            let successor = info.successor.map(|code| table.get(code).is_some_and(|new| !new.ended));
            assert_ne!(successor, Some(false), "{}", info.code);
            assert!(info.ended || (info.successor.is_none() && info.until_year.is_none()), "{}", info.code);
        }
    }

    #[test]
    fn ends_and_successors_stand_where_a_source_tells() {
        let table = shipped();
        assert_eq!(table.get(region("130103")).unwrap().until_year, Some(2013));
        assert_eq!(table.get(region("350402")).unwrap().successor, Some(region("350404")));
        assert_eq!(table.get(region("371202")).unwrap().successor, None);
    }

    #[test]
    fn full_names_climb_and_pass_over_headings() {
        let table = shipped();
        let name = |code, lang| table.full_name(region(code), lang).unwrap();
        assert_eq!(name("410105", Lang::Zh), "河南省郑州市金水区");
        assert_eq!(name("410105", Lang::En), "金水区, 郑州市, Henan");
        assert_eq!(name("110101", Lang::Zh), "北京市东城区");
        assert_eq!(name("110101", Lang::En), "东城区, Beijing");
        assert_eq!(name("429004", Lang::Zh), "湖北省仙桃市");
        assert_eq!(name("371202", Lang::Zh), "山东省莱芜市莱城区");
        assert_eq!(name("410000", Lang::Zh), "河南省");
        assert_eq!(table.full_name(region("999999"), Lang::Zh), None);
        assert_eq!(table.prefix_name(Prefix::parse("4111").unwrap(), Lang::Zh).unwrap(), "河南省漯河市");
        assert_eq!(table.prefix_name(Prefix::everywhere(), Lang::En).unwrap(), "the whole country");
    }

    #[test]
    fn a_search_takes_parts_of_names_and_beginnings_of_codes_in_force_first() {
        let table = shipped();
        let codes = |query| table.search(query, 50).iter().map(|info| info.code.to_string()).collect::<Vec<_>>();
        assert_eq!(codes("郑州 金水"), ["410105"]);
        assert_eq!(codes("henan 金水"), ["410105"]);
        assert!(codes("4101").contains(&"410100".to_owned()));
        let bridge = table.search("桥东区", 50);
        assert!(bridge.len() >= 2 && !bridge[0].ended && bridge.last().unwrap().ended);
        assert_eq!(table.search("市", 7).len(), 7);
        assert!(codes("  ").is_empty() && codes("没有这个地方").is_empty());
    }

    #[test]
    fn prefixes_are_known_when_a_code_begins_so() {
        let table = shipped();
        for (text, known) in [
            ("00", true),
            ("41", true),
            ("4111", true),
            ("410105", true),
            ("99", false),
            ("4199", false),
            ("410199", false),
        ] {
            assert_eq!(table.knows_prefix(Prefix::parse(text).unwrap()), known, "{text}");
        }
    }

    #[test]
    fn every_faulty_row_is_told_with_line_and_remedy() {
        let text = "code,name_zh,name_pinyin,level,status,until_year,successor,source\n41,甲,,county,current,,,x\n410000,,,province,current,,,x\n410001,乙,,town,current,,,x\n410002,丙,,county,gone,,,x\n410003,丁,,county,ended,soon,,x\n410004,戊,,county,ended,,4,x\n410006,己,,county,ended,,,x\n410006,庚,,county,ended,,,x\n";
        let faults = RegionTable::parse(&Source::new("regions.csv", text)).unwrap_err();
        let told: Vec<_> = faults.listed().iter().map(|fault| (fault.line, fault.code)).collect();
        assert_eq!(
            told,
            [
                (2, "MM-TAB-003"),
                (3, "MM-TAB-003"),
                (4, "MM-TAB-003"),
                (5, "MM-TAB-003"),
                (6, "MM-TAB-003"),
                (7, "MM-TAB-003"),
                (9, "MM-TAB-004")
            ]
        );
        assert!(
            faults
                .listed()
                .iter()
                .all(|fault| fault.file == "regions.csv" && !fault.help.zh.is_empty() && !fault.help.en.is_empty())
        );
    }

    proptest! {
        #[test]
        fn random_rows_never_panic(rows in "[0-9,a-z甲\n]{0,200}") {
            let _ = RegionTable::parse(&Source::new("x", &format!("{}\n{rows}", HEADER.join(","))));
        }
    }
}
