//! The working calendar: the State Council's holidays and make-up working days.

use super::package::{self, Client, Package, Source, shape};
use super::{Made, pages, python};
use crate::trouble::Trouble;
use std::collections::BTreeMap;

const SOURCE: Source = Source {
    name: "chinesecalendar",
    version: "1.11.0",
    licence: "MIT",
    client: Client::Pip,
    gives: "国务院办公厅历年放假安排：放假日与调休上班日 / the State Council's yearly notices: days off and make-up working days",
};

/// The package the table is made from.
pub const SOURCES: &[&Source] = &[&SOURCE];

/// The first year that is kept: health codes began in it.
const FIRST_YEAR: u32 = 2020;
/// The columns of the table.
const HEADER: &str = "date,kind,name_zh,name_en\n";

/// Names of the package, and the names used here (the full Chinese ones of the notices).
const NAMES: &[(&str, &str, &str)] = &[
    ("new_years_day", "元旦", "New Year's Day"),
    ("spring_festival", "春节", "Spring Festival"),
    ("tomb_sweeping_day", "清明节", "Tomb-sweeping Day"),
    ("labour_day", "劳动节", "Labour Day"),
    ("dragon_boat_festival", "端午节", "Dragon Boat Festival"),
    ("national_day", "国庆节", "National Day"),
    ("mid_autumn_festival", "中秋节", "Mid-autumn Festival"),
];

/// Date → (kind, zh, en).
pub type Days = BTreeMap<String, (&'static str, &'static str, &'static str)>;

/// Makes `calendar.csv` and `calendar.md`.
pub fn make(packages: &[Package]) -> Result<Vec<Made>, Trouble> {
    let text = package::of(packages, "chinesecalendar").text("chinese_calendar/constants.py")?;
    let days = days(&text)
        .filter(|days| !days.is_empty())
        .ok_or_else(|| shape("chinese_calendar/constants.py", "不是预期的表", "is not the expected table"))?;
    let mut csv = String::from(HEADER);
    for (date, (kind, zh, en)) in &days {
        csv += &format!("{date},{kind},{zh},{en}\n");
    }
    Ok(vec![("calendar.csv", csv), ("calendar.md", pages::calendar(packages, &days))])
}

fn days(text: &str) -> Option<Days> {
    let mut days = Days::new();
    let mut kind = None;
    for line in text.lines() {
        match line {
            "holidays = {" => kind = Some("holiday"),
            "workdays = {" => kind = Some("makeup"),
            "}" => kind = None,
            _ => {
                if let Some((kind, (date, name))) = kind.zip(row(line)) {
                    let (_, zh, en) = NAMES.iter().find(|(key, ..)| *key == name)?;
                    days.insert(date, (kind, zh, en));
                }
            }
        }
    }
    Some(days)
}

/// `datetime.date(year=…, month=…, day=…): Holiday.….value,` of a year that is kept.
fn row(line: &str) -> Option<(String, &str)> {
    let (call, name) = line.split_once(": Holiday.")?;
    let part = |name| python::argument(call, name);
    let (year, month, day) = (part("year")?, part("month")?, part("day")?);
    (year >= FIRST_YEAR).then(|| (format!("{year:04}-{month:02}-{day:02}"), name.trim_end_matches(".value,")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_and_makeup_days_are_told_apart_and_old_years_left_out() {
        let text = "holidays = {\n    datetime.date(year=2019, month=1, day=1): Holiday.new_years_day.value,\n    datetime.date(year=2026, month=1, day=1): Holiday.new_years_day.value,\n}\nworkdays = {\n    datetime.date(year=2026, month=1, day=4): Holiday.new_years_day.value,\n}\nin_lieu_days = {\n    datetime.date(year=2026, month=1, day=2): Holiday.new_years_day.value,\n}\n";
        let days = days(text).unwrap();
        assert_eq!(days.len(), 2);
        assert_eq!(days["2026-01-04"], ("makeup", "元旦", "New Year's Day"));
    }

    #[test]
    fn a_holiday_without_a_name_here_is_refused() {
        assert!(days("holidays = {\n    datetime.date(year=2026, month=9, day=3): Holiday.other.value,\n}").is_none());
    }
}
