//! Dates as people read them: 6月20日 14:05 / 20 June, 14:05.

use jiff::ZonedDateTime;
use mingma_model::{Lang, Zone};

/// Tells moments in one language, as seen from `now`: the year is said only
/// where it is another one.
#[derive(Clone, Copy)]
pub(crate) struct When<'a> {
    pub(crate) zone: &'a Zone,
    pub(crate) now: i64,
    pub(crate) lang: Lang,
}

impl When<'_> {
    fn zoned(self, at: i64) -> ZonedDateTime {
        self.zone.zoned(at)
    }

    fn other_year(self, at: &ZonedDateTime) -> bool {
        at.year() != self.zoned(self.now).year()
    }

    /// 6月20日 / 20 June.
    pub(crate) fn day(self, at: i64) -> String {
        let at = self.zoned(at);
        let month = at.strftime("%B");
        match (self.lang, self.other_year(&at)) {
            (Lang::Zh, false) => format!("{}月{}日", at.month(), at.day()),
            (Lang::Zh, true) => format!("{}年{}月{}日", at.year(), at.month(), at.day()),
            (Lang::En, false) => format!("{} {month}", at.day()),
            (Lang::En, true) => format!("{} {month} {}", at.day(), at.year()),
        }
    }

    /// 14:05; in Chinese, midnight is 0时 of the day that begins.
    fn clock(self, at: i64) -> String {
        let at = self.zoned(at);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    fn midnight(self, at: i64) -> bool {
        let at = self.zoned(at);
        at.hour() == 0 && at.minute() == 0
    }

    /// As it stands alone: 6月20日 14:05 / 20 June, 14:05.
    pub(crate) fn moment(self, at: i64) -> String {
        match self.lang {
            Lang::Zh if self.midnight(at) => format!("{}0时", self.day(at)),
            Lang::Zh => format!("{} {}", self.day(at), self.clock(at)),
            Lang::En => format!("{}, {}", self.day(at), self.clock(at)),
        }
    }

    /// Within a sentence: 6月28日0时 / at 00:00 on 28 June.
    pub(crate) fn at(self, at: i64) -> String {
        match self.lang {
            Lang::Zh => self.moment(at),
            Lang::En => format!("at {}", self.point(at)),
        }
    }

    /// After a preposition: 6月28日0时 / 00:00 on 28 June.
    pub(crate) fn point(self, at: i64) -> String {
        match self.lang {
            Lang::Zh => self.moment(at),
            Lang::En => format!("{} on {}", self.clock(at), self.day(at)),
        }
    }

    /// The earliest moment allowed: 6月30日起 / on 30 June or later. A moment
    /// within a minute is told as the next full one, so that who keeps to it is right.
    pub(crate) fn from(self, at: i64) -> String {
        let at = full_minute(at);
        match (self.lang, self.midnight(at)) {
            (Lang::Zh, true) => format!("{}起", self.day(at)),
            (Lang::Zh, false) => format!("{}起", self.moment(at)),
            (Lang::En, true) => format!("on {} or later", self.day(at)),
            (Lang::En, false) => format!("at {} or later", self.point(at)),
        }
    }

    /// A moment that must not be reached: 6月23日 15:00前 / before 15:00 on 23 June.
    pub(crate) fn before(self, at: i64) -> String {
        match self.lang {
            Lang::Zh => format!("{}前", self.moment(at)),
            Lang::En => format!("before {}", self.point(at)),
        }
    }

    /// Both: 6月22日 09:00至6月23日 15:00之间 / between 09:00 on 22 June and 15:00 on 23 June.
    pub(crate) fn between(self, from: i64, before: i64) -> String {
        let from = full_minute(from);
        let one_day = self.day(from) == self.day(before);
        match (self.lang, one_day) {
            (Lang::Zh, true) => format!("{}至{}之间", self.moment(from), self.clock(before)),
            (Lang::Zh, false) => format!("{}至{}之间", self.moment(from), self.moment(before)),
            (Lang::En, true) => format!("between {} and {}", self.clock(from), self.point(before)),
            (Lang::En, false) => format!("between {} and {}", self.point(from), self.point(before)),
        }
    }
}

/// The moment, or the next full minute.
fn full_minute(at: i64) -> i64 {
    at.saturating_add(59).div_euclid(60).saturating_mul(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(lang: Lang, check: impl Fn(When<'_>, &dyn Fn(&str) -> i64)) {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let read = |text: &str| zone.parse(text).unwrap();
        let now = read("2022-06-22T12:00:00+08:00");
        check(When { zone: &zone, now, lang }, &read);
    }

    #[test]
    fn midnight_belongs_to_the_day_that_begins() {
        tell(Lang::Zh, |when, at| {
            assert_eq!(when.at(at("2022-06-27T16:00:00Z")), "6月28日0时");
            assert_eq!(when.at(at("2022-06-27T23:59:59+08:00")), "6月27日 23:59");
        });
        tell(Lang::En, |when, at| {
            assert_eq!(when.at(at("2022-06-27T16:00:00Z")), "at 00:00 on 28 June");
            assert_eq!(when.moment(at("2022-06-20T14:05:00+08:00")), "20 June, 14:05");
        });
    }

    #[test]
    fn the_year_is_said_where_it_is_another() {
        tell(Lang::Zh, |when, at| assert_eq!(when.day(at("2021-12-31T23:00:00+08:00")), "2021年12月31日"));
        tell(Lang::En, |when, at| assert_eq!(when.point(at("2023-01-01T00:00:00+08:00")), "00:00 on 1 January 2023"));
    }

    #[test]
    fn who_keeps_to_a_first_moment_is_never_a_second_early() {
        tell(Lang::Zh, |when, at| {
            assert_eq!(when.from(at("2022-06-22T09:00:01+08:00")), "6月22日 09:01起");
            assert_eq!(when.from(at("2022-06-21T23:59:30+08:00")), "6月22日起");
            assert_eq!(when.from(at("2022-06-30T00:00:00+08:00")), "6月30日起");
        });
    }

    #[test]
    fn a_window_within_a_day_names_the_day_once() {
        tell(Lang::En, |when, at| {
            let (from, before) = (at("2022-06-22T09:00:00+08:00"), at("2022-06-22T15:00:00+08:00"));
            assert_eq!(when.between(from, before), "between 09:00 and 15:00 on 22 June");
        });
    }
}
