//! The working calendar: which days are worked, and when a clock in working days runs out.

mod due;

pub use due::{CountedDay, Due};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::fault::{Faults, Source};
use crate::table;
use crate::text::{Lang, Text};
use crate::zone::Zone;

/// Why a day is worked or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DayKind {
    /// Monday to Friday, nothing else said.
    Weekday,
    /// Saturday or Sunday, nothing else said.
    Weekend,
    /// A public holiday.
    Holiday,
    /// A day worked in exchange for a holiday (调休上班).
    Makeup,
}

impl DayKind {
    /// True for a day that is worked.
    #[must_use]
    pub const fn working(self) -> bool {
        matches!(self, Self::Weekday | Self::Makeup)
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Weekday => lang.pick("工作日", "working day"),
            Self::Weekend => lang.pick("周末", "weekend"),
            Self::Holiday => lang.pick("放假", "public holiday"),
            Self::Makeup => lang.pick("调休上班", "make-up working day"),
        }
    }
}

/// One day as the calendar tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkDay<'a> {
    /// True if it is worked.
    pub working: bool,
    /// True beyond the table's years, where Monday to Friday is only assumed.
    pub assumed: bool,
    /// The holiday's name, also on a day worked in exchange for it.
    pub name: Option<&'a Text>,
    /// Why.
    pub kind: DayKind,
}

/// Holidays and make-up days of a profile.
///
/// ```
/// use mingma_model::{Calendar, Source};
/// use jiff::civil::date;
/// let table = "date,kind,name_zh,name_en\n2022-06-03,holiday,端午节,Dragon Boat Festival\n";
/// let calendar = Calendar::parse(&Source::new("calendar.csv", table)).unwrap();
/// // Thursday, then a holiday and a weekend: the first working day after it is Monday.
/// assert_eq!(calendar.nth_working_day_after(date(2022, 6, 2), 1), (date(2022, 6, 6), false));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    days: Vec<Entry>,
    years: Vec<i16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    date: Date,
    kind: DayKind,
    name: Text,
}

/// Columns of the table.
const HEADER: [&str; 4] = ["date", "kind", "name_zh", "name_en"];

impl Calendar {
    /// The most working days that [`Calendar::due`] counts.
    pub const MOST_DAYS: u32 = 366;

    /// Reads `date,kind,name_zh,name_en`, sorted by date, kind `holiday` or `makeup`. A year
    /// with at least one row is known whole.
    ///
    /// # Errors
    /// Every row that is not of this form, with its line.
    pub fn parse(source: &Source<'_>) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let mut days: Vec<Entry> = Vec::new();
        for row in table::rows(source, HEADER)? {
            match entry(source, &row.cells) {
                Ok(entry) if days.last().is_some_and(|before| before.date >= entry.date) => {
                    faults.push(table::wrong_order(source, "date", row.cells[0]));
                }
                Ok(entry) => days.push(entry),
                Err(fault) => faults.push(*fault),
            }
        }
        let mut years: Vec<i16> = days.iter().map(|day| day.date.year()).collect();
        years.dedup();
        faults.or(Self { days, years })
    }

    /// The years the table knows, ascending.
    #[must_use]
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    /// One day.
    #[must_use]
    pub fn day(&self, date: Date) -> WorkDay<'_> {
        let entry = self.days.binary_search_by_key(&date, |entry| entry.date).ok().and_then(|at| self.days.get(at));
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let plain = if weekend { DayKind::Weekend } else { DayKind::Weekday };
        let kind = entry.map_or(plain, |entry| entry.kind);
        WorkDay {
            working: kind.working(),
            assumed: self.years.binary_search(&date.year()).is_err(),
            name: entry.map(|entry| &entry.name),
            kind,
        }
    }

    /// The Nth working day after a date, and whether any day on the way was only assumed.
    /// 0 is the date itself; at the end of time the last day.
    #[must_use]
    pub fn nth_working_day_after(&self, date: Date, n: u32) -> (Date, bool) {
        let days = self.days_counted(date, n);
        let last = days.last().map_or(date, |day| day.date);
        (last, days.iter().any(|day| day.assumed))
    }

    /// Every day after a date up to the Nth working day, counted or passed over, and why.
    #[must_use]
    pub fn days_counted(&self, date: Date, n: u32) -> Vec<CountedDay> {
        let mut days = Vec::new();
        let (mut at, mut number) = (date, 0);
        while number < n {
            let Ok(next) = at.checked_add(1.day()) else {
                break;
            };
            at = next;
            let day = self.day(at);
            number += u32::from(day.working);
            days.push(CountedDay {
                date: at,
                number: day.working.then_some(number),
                why: day.kind,
                name: day.name.cloned(),
                assumed: day.assumed,
            });
        }
        days
    }

    /// When a clock of N working days runs out: 24:00 local (the next midnight) of the Nth
    /// working day after the day of filing. None for 0 or more than [`Calendar::MOST_DAYS`]
    /// days, and at the ends of time.
    #[must_use]
    pub fn due(&self, zone: &Zone, filed: i64, n: u32) -> Option<Due> {
        if n == 0 || n > Self::MOST_DAYS {
            return None;
        }
        let day = zone.zoned(filed).date();
        let days = self.days_counted(day, n);
        let last = days.last().filter(|day| day.number == Some(n))?.date;
        Some(Due {
            filed: zone.show(filed),
            working_days: n,
            due: zone.show(zone.midnight(last.checked_add(1.day()).ok()?)?),
            last_day: last,
            assumed: days.iter().any(|day| day.assumed),
            days,
        })
    }
}

fn entry(source: &Source<'_>, cells: &[&str; 4]) -> Result<Entry, Box<crate::fault::Fault>> {
    let wrong = |column: usize, zh: &str, en: &str| {
        Box::new(table::wrong_cell(source, HEADER[column], cells[column], Text::new(zh, en)))
    };
    let date = cells[0].parse::<Date>().ok().filter(|_| cells[0].len() == 10);
    let kind = match cells[1] {
        "holiday" => Some(DayKind::Holiday),
        "makeup" => Some(DayKind::Makeup),
        _ => None,
    };
    if let Some(empty) = (2..4).find(|column| cells[*column].is_empty()) {
        return Err(wrong(empty, "中英文名称都要写", "write the name in both languages"));
    }
    Ok(Entry {
        date: date.ok_or_else(|| wrong(0, "写成 2022-06-03", "write it like 2022-06-03"))?,
        kind: kind.ok_or_else(|| wrong(1, "写 holiday 或 makeup", "write holiday or makeup"))?,
        name: Text::new(cells[2], cells[3]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const SHIPPED: &str = include_str!("../../../profiles/cn/calendar.csv");

    fn shipped() -> Calendar {
        Calendar::parse(&Source::new("calendar.csv", SHIPPED)).unwrap()
    }

    fn due(filed: &str, n: u32) -> Due {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        shipped().due(&zone, zone.parse(filed).unwrap(), n).unwrap()
    }

    #[test]
    fn the_shipped_table_holds_every_year_from_2020_to_2026() {
        let calendar = shipped();
        assert_eq!(calendar.years(), [2020, 2021, 2022, 2023, 2024, 2025, 2026]);
        for year in 2020..=2026 {
            for (month, day) in [(1, 1), (5, 1), (10, 1)] {
                assert_eq!(calendar.day(date(year, month, day)).kind, DayKind::Holiday, "{year}-{month}-{day}");
            }
            let makeup = calendar.days.iter().filter(|day| day.date.year() == year && day.kind == DayKind::Makeup);
            assert!(makeup.clone().count() >= 5, "{year}");
            assert!(makeup.into_iter().all(|day| matches!(day.date.weekday(), Weekday::Saturday | Weekday::Sunday)));
        }
    }

    #[test]
    fn a_makeup_saturday_is_worked_and_a_holiday_friday_is_not() {
        let calendar = shipped();
        let saturday = calendar.day(date(2022, 10, 8));
        assert!(saturday.working && !saturday.assumed);
        assert_eq!(saturday.name.unwrap().zh, "国庆节");
        let friday = calendar.day(date(2022, 6, 3));
        assert!(!friday.working);
        assert_eq!(friday.name.unwrap().en, "Dragon Boat Festival");
        assert!(calendar.day(date(2022, 6, 6)).name.is_none());
    }

    #[test]
    fn beyond_the_table_monday_to_friday_is_assumed() {
        let calendar = shipped();
        for (day, working) in [(date(2027, 1, 1), true), (date(2027, 1, 2), false), (date(2019, 12, 31), true)] {
            let told = calendar.day(day);
            assert_eq!((told.working, told.assumed), (working, true), "{day}");
        }
        assert_eq!(calendar.nth_working_day_after(date(2026, 12, 31), 1), (date(2027, 1, 1), true));
    }

    #[test]
    fn two_working_days_over_a_holiday_end_at_midnight_after_the_second() {
        let due = due("2022-06-02T23:59:59+08:00", 2);
        assert_eq!(
            (due.due.as_str(), due.last_day, due.assumed),
            ("2022-06-08T00:00:00+08:00", date(2022, 6, 7), false)
        );
        let counted: Vec<_> = due.days.iter().map(|day| (day.why, day.number)).collect();
        assert_eq!(
            counted,
            [
                (DayKind::Holiday, None),
                (DayKind::Holiday, None),
                (DayKind::Holiday, None),
                (DayKind::Weekday, Some(1)),
                (DayKind::Weekday, Some(2))
            ]
        );
        assert_eq!(due.days[0].tell(Lang::Zh), "2022年6月3日 周五：端午节放假，不计");
        assert_eq!(due.days[3].tell(Lang::En), "Monday, 6 June 2022: working day, counted as 1");
        assert_eq!(due.tell(Lang::Zh), "2个工作日，至2022年6月7日 周二24时止");
    }

    #[test]
    fn the_day_of_filing_never_counts_whatever_the_hour() {
        let early = due("2022-07-08T00:00:00+08:00", 1);
        let late = due("2022-07-08T23:59:59+08:00", 1);
        assert_eq!((early.due.as_str(), &early.days), ("2022-07-12T00:00:00+08:00", &late.days));
        // 16:30 UTC on the 7th is the 8th in Shanghai.
        assert_eq!(due("2022-07-07T16:30:00Z", 1).due, early.due);
    }

    #[test]
    fn a_makeup_day_counts_and_says_for_what() {
        let due = due("2026-02-13T10:00:00+08:00", 1);
        assert_eq!(due.last_day, date(2026, 2, 14));
        assert_eq!(due.days[0].tell(Lang::Zh), "2026年2月14日 周六：春节调休上班，第1个工作日");
    }

    #[test]
    fn an_assumed_deadline_says_so_in_words_and_json() {
        let due = due("2026-12-31T10:00:00+08:00", 1);
        assert!(
            due.assumed && due.tell(Lang::En).contains("assumed") && due.days[0].tell(Lang::Zh).ends_with("（推定）")
        );
        let json = serde_json::to_value(&due).unwrap();
        assert_eq!(
            (&json["last_day"], &json["days"][0]["why"], &json["assumed"]),
            (&"2027-01-01".into(), &"weekday".into(), &true.into())
        );
    }

    #[test]
    fn no_days_and_too_many_are_no_deadline() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        assert_eq!(shipped().due(&zone, 0, 0), None);
        assert_eq!(shipped().due(&zone, 0, Calendar::MOST_DAYS + 1), None);
        assert_eq!(shipped().due(&zone, i64::MAX, 2), None);
        assert_eq!(shipped().nth_working_day_after(Date::MAX, 5), (Date::MAX, false));
    }

    #[test]
    fn every_faulty_row_is_told_with_line_and_remedy() {
        let text = "date,kind,name_zh,name_en\n2022-02-30,holiday,甲,a\n2022-06-03,feast,甲,a\n2022-06-04,holiday,,a\n2022-06-05,holiday,甲,\n2022-06-07,holiday,甲,a\n2022-06-06,holiday,甲,a\n2022-6-8,holiday,甲,a\n";
        let faults = Calendar::parse(&Source::new("calendar.csv", text)).unwrap_err();
        let told: Vec<_> = faults.listed().iter().map(|fault| (fault.line, fault.code)).collect();
        assert_eq!(
            told,
            [
                (2, "MM-TAB-003"),
                (3, "MM-TAB-003"),
                (4, "MM-TAB-003"),
                (5, "MM-TAB-003"),
                (7, "MM-TAB-004"),
                (8, "MM-TAB-003")
            ]
        );
    }

    proptest! {
        #[test]
        fn the_nth_working_day_is_worked_and_n_of_them_lie_on_the_way(days in 0_i32..3_000, n in 1_u32..40) {
            let calendar = shipped();
            let start = date(2019, 6, 1).checked_add(days.days()).unwrap();
            let (last, _) = calendar.nth_working_day_after(start, n);
            prop_assert!(calendar.day(last).working);
            let worked = start.series(1.day()).skip(1).take_while(|day| *day <= last).filter(|day| calendar.day(*day).working).count();
            prop_assert_eq!(worked, n as usize);
        }

        #[test]
        fn random_rows_never_panic(rows in "[0-9,a-z甲\n-]{0,200}") {
            let _ = Calendar::parse(&Source::new("x", &format!("{}\n{rows}", HEADER.join(","))));
        }
    }
}
