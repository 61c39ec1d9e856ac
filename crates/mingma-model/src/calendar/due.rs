//! A clock in working days, told day by day: what counted, what did not, and why.

use jiff::civil::Date;
use serde::Serialize;

use super::DayKind;
use crate::text::{Lang, Text};

/// One day on the way to a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountedDay {
    /// The day.
    pub date: Date,
    /// Which working day it is, from 1; none if it does not count.
    pub number: Option<u32>,
    /// Why it counts or does not.
    pub why: DayKind,
    /// The holiday's name, also on a day worked in exchange for it.
    pub name: Option<Text>,
    /// True beyond the table's years.
    pub assumed: bool,
}

impl CountedDay {
    /// One line: `6月3日 周五：端午节放假，不计` / `Friday, 3 June 2022: Dragon Boat Festival, not counted`.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let date = tell_date(self.date, lang);
        let name = self.name.as_ref().map_or("", |name| name.of(lang));
        let why = match (self.why, lang) {
            (DayKind::Holiday, Lang::Zh) => format!("{name}放假"),
            (DayKind::Makeup, Lang::Zh) => format!("{name}调休上班"),
            (DayKind::Holiday, Lang::En) => name.to_owned(),
            (DayKind::Makeup, Lang::En) => format!("make-up working day for {name}"),
            (plain, _) => plain.name(lang).to_owned(),
        };
        let counted = match (self.number, lang) {
            (Some(n), Lang::Zh) => format!("第{n}个工作日"),
            (Some(n), Lang::En) => format!("counted as {n}"),
            (None, _) => lang.pick("不计", "not counted").to_owned(),
        };
        let assumed = if self.assumed { lang.pick("（推定）", " (assumed)") } else { "" };
        match lang {
            Lang::Zh => format!("{date}：{why}，{counted}{assumed}"),
            Lang::En => format!("{date}: {why}, {counted}{assumed}"),
        }
    }
}

/// When a clock in working days runs out, and how that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// When it was filed, RFC 3339 in the profile's zone.
    pub filed: String,
    /// How many working days the clock has.
    pub working_days: u32,
    /// The moment it runs out, RFC 3339 in the profile's zone: 00:00 after the last day.
    pub due: String,
    /// The last working day, which still counts whole.
    pub last_day: Date,
    /// True if any day on the way lies beyond the table's years.
    pub assumed: bool,
    /// Every day after the day of filing up to the last one.
    pub days: Vec<CountedDay>,
}

impl Due {
    /// One sentence: by the end of which day, and whether that is only assumed.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let (day, n) = (tell_date(self.last_day, lang), self.working_days);
        let assumed = match (self.assumed, lang) {
            (false, _) => "",
            (true, Lang::Zh) => "（其中有推定的日子：放假安排尚未公布）",
            (true, Lang::En) => " (some days are assumed: the holidays are not published yet)",
        };
        match lang {
            Lang::Zh => format!("{n}个工作日，至{day}24时止{assumed}"),
            Lang::En if n == 1 => format!("1 working day: to the end of {day}{assumed}"),
            Lang::En => format!("{n} working days: to the end of {day}{assumed}"),
        }
    }
}

/// `2022年6月3日 周五` / `Friday, 3 June 2022`.
fn tell_date(date: Date, lang: Lang) -> String {
    match lang {
        Lang::En => date.strftime("%A, %-d %B %Y").to_string(),
        Lang::Zh => {
            let week = ["一", "二", "三", "四", "五", "六", "日"];
            let day = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
            format!("{}年{}月{}日 周{}", date.year(), date.month(), date.day(), week[day])
        }
    }
}
