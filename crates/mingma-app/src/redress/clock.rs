//! The clock that binds: when an appeal has to be decided, and how that was computed.
//!
//! | bound | the moment |
//! | --- | --- |
//! | working days | 24:00 local of the second working day after the day of filing |
//! | hours | 48 h after filing against red, 72 h against yellow |
//! | half | half of what was left until the item lapses |
//! | urgent | 2 h after filing, in the urgent lane |
//! | told | what was told before: a changed calendar moves it forward, never back |
//!
//! The earliest binds. Asking the applicant something changes nothing of it.

use mingma_model::{Calendar, Colour, Due, Lang, Text, Zone};
use serde::Serialize;

use super::ground::Lane;

/// Working days within which an appeal is decided.
pub const WORKING_DAYS: u32 = 2;

const HOUR: i64 = 3_600;

/// Hours within which the urgent lane is answered.
pub const URGENT_HOURS: i64 = 2;

/// Hours within which an appeal against a colour is decided.
#[must_use]
pub const fn hours(colour: Colour) -> i64 {
    match colour {
        Colour::Red => 48,
        Colour::Yellow | Colour::Green => 72,
    }
}

/// What a clock starts from. Moments are whole seconds of Unix time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    /// When it was filed.
    pub at: i64,
    /// In which lane.
    pub lane: Lane,
    /// The colour that the item gives its holder.
    pub colour: Colour,
    /// When the item lapses by itself.
    pub lapse: i64,
}

/// What bounds the time to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The end of the second working day.
    WorkingDays,
    /// 48 or 72 hours, by colour.
    Hours,
    /// Half of what is left of the item.
    Half,
    /// The urgent lane.
    Urgent,
    /// The moment that was told before.
    Told,
}

/// One of the moments that were compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// By which bound.
    pub by: Bound,
    /// The moment.
    pub at: i64,
    /// How the days were counted, where days were.
    pub days: Option<Due>,
}

/// When an appeal is due, with everything that it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What it started from.
    pub filed: Filed,
    /// When it has to be decided.
    pub due: i64,
    /// Which bound that is; of equal moments the first of the table.
    pub binds: Bound,
    /// Every moment that was compared, in the order of the table.
    pub candidates: Vec<Candidate>,
}

impl Clock {
    /// Computes it by a calendar; `told` is the moment that the applicant was told before,
    /// where there was one.
    #[must_use]
    pub fn of(filed: Filed, calendar: &Calendar, zone: &Zone, told: Option<i64>) -> Self {
        let plain = |by, at| Candidate { by, at, days: None };
        let after = |hours: i64| filed.at.saturating_add(hours * HOUR);
        let mut candidates: Vec<Candidate> = working_days(&filed, calendar, zone).into_iter().collect();
        candidates.push(plain(Bound::Hours, after(hours(filed.colour))));
        candidates.push(plain(Bound::Half, filed.at.saturating_add(filed.lapse.saturating_sub(filed.at).max(0) / 2)));
        if filed.lane == Lane::Urgent {
            candidates.push(plain(Bound::Urgent, after(URGENT_HOURS)));
        }
        candidates.extend(told.map(|at| plain(Bound::Told, at)));
        let first = candidates.iter().min_by_key(|one| one.at).expect("hours and half always stand");
        Self { filed, due: first.at, binds: first.by, candidates }
    }

    /// One sentence for the bound that holds: 须在…前作出决定，因为…
    #[must_use]
    pub fn tell(&self, zone: &Zone, lang: Lang) -> String {
        let binding = self.candidates.iter().find(|one| one.by == self.binds);
        let why = binding.map(|one| self.why(one, zone, lang)).unwrap_or_default();
        let due = moment(zone, self.due, lang);
        match lang {
            Lang::Zh => format!("须在{due}前作出决定。{why}"),
            Lang::En => format!("It has to be decided by {due}. {why}"),
        }
    }

    /// How one of the moments was computed.
    #[must_use]
    pub fn why(&self, one: &Candidate, zone: &Zone, lang: Lang) -> String {
        let at = moment(zone, one.at, lang);
        let zh = lang == Lang::Zh;
        match (one.by, &one.days) {
            (Bound::WorkingDays, Some(days)) if zh => format!("{}。", days.tell(lang)),
            (Bound::WorkingDays, Some(days)) => format!("{}.", days.tell(lang)),
            (Bound::WorkingDays, None) => at,
            (Bound::Hours, _) => {
                let (colour, hours) = (self.filed.colour.name(lang), hours(self.filed.colour));
                if zh {
                    format!("{colour}的申诉{hours}小时内决定：{at}。")
                } else {
                    format!("An appeal against {colour} is decided within {hours} hours: {at}.")
                }
            }
            (Bound::Half, _) => {
                let lapse = moment(zone, self.filed.lapse, lang);
                if zh {
                    format!("该依据于{lapse}失效，取所余时间的一半：{at}。")
                } else {
                    format!("The item lapses at {lapse}; half of what was left: {at}.")
                }
            }
            (Bound::Urgent, _) if zh => format!("紧急通道{URGENT_HOURS}小时内答复：{at}。"),
            (Bound::Urgent, _) => format!("The urgent lane is answered within {URGENT_HOURS} hours: {at}."),
            (Bound::Told, _) if zh => format!("先前告知的时间，日历变动只会提前，不会推后：{at}。"),
            (Bound::Told, _) => format!("What was told before; a changed calendar never makes it later: {at}."),
        }
    }

    /// As one JSON object: times RFC 3339, every moment compared with its sentence in both
    /// languages.
    #[must_use]
    pub fn json(&self, zone: &Zone) -> serde_json::Value {
        let one = |candidate: &Candidate| Told {
            by: candidate.by,
            at: zone.show(candidate.at),
            how: Text::new(self.why(candidate, zone, Lang::Zh), self.why(candidate, zone, Lang::En)),
            days: candidate.days.clone(),
        };
        let report = Report {
            filed: zone.show(self.filed.at),
            lane: self.filed.lane.word(),
            colour: self.filed.colour,
            lapse: zone.show(self.filed.lapse),
            due: zone.show(self.due),
            binds: self.binds,
            candidates: self.candidates.iter().map(one).collect(),
        };
        serde_json::to_value(report).expect("words and numbers alone")
    }
}

#[derive(Serialize)]
struct Report {
    filed: String,
    lane: &'static str,
    colour: Colour,
    lapse: String,
    due: String,
    binds: Bound,
    candidates: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    by: Bound,
    at: String,
    how: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Due>,
}

/// None at the ends of time, where no day can be counted.
fn working_days(filed: &Filed, calendar: &Calendar, zone: &Zone) -> Option<Candidate> {
    let days = calendar.due(zone, filed.at, WORKING_DAYS)?;
    let at = zone.parse(&days.due)?;
    Some(Candidate { by: Bound::WorkingDays, at, days: Some(days) })
}

/// `2022年7月10日 12:00` / `12:00 on 10 July 2022`.
pub(crate) fn moment(zone: &Zone, at: i64, lang: Lang) -> String {
    let format = lang.pick("%-Y年%-m月%-d日 %H:%M", "%H:%M on %-d %B %-Y");
    zone.zoned(at).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::Source;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone::named("Asia/Shanghai").unwrap());
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
        let table = include_str!("../../../../profiles/cn/calendar.csv");
        Calendar::parse(&Source::new("calendar.csv", table)).unwrap()
    });

    fn at(text: &str) -> i64 {
        ZONE.parse(&format!("{text}:00+08:00")).unwrap()
    }

    fn clock(filed: &str, lane: Lane, colour: Colour, lapse: &str) -> Clock {
        Clock::of(Filed { at: at(filed), lane, colour, lapse: at(lapse) }, &CALENDAR, &ZONE, None)
    }

    #[test]
    fn the_earliest_of_days_hours_and_half_binds() {
        use Bound::{Half, Hours, Urgent, WorkingDays};
        use Colour::{Red, Yellow};
        use Lane::{Ordinary, Urgent as Fast};
        // Filed, lane, colour, lapse → due, bound. 8 July 2022 is a Friday; 3 June a holiday.
        let rows = [
            // A Tuesday: to the end of Thursday is 63 h, but red has 48.
            ("2022-07-05T09:00", Ordinary, Red, "2022-07-30T00:00", "2022-07-07T09:00", Hours),
            // The same in yellow: the end of Thursday comes before 72 h.
            ("2022-07-05T09:00", Ordinary, Yellow, "2022-07-30T00:00", "2022-07-08T00:00", WorkingDays),
            // Filed in the last minute of Tuesday, the day still does not count.
            ("2022-07-05T23:59", Ordinary, Yellow, "2022-07-30T00:00", "2022-07-08T00:00", WorkingDays),
            // A Friday: Monday and Tuesday are worked, so hours come first.
            ("2022-07-08T12:00", Ordinary, Red, "2022-07-30T00:00", "2022-07-10T12:00", Hours),
            ("2022-07-08T12:00", Ordinary, Yellow, "2022-07-30T00:00", "2022-07-11T12:00", Hours),
            // The day before a holiday and a weekend: nobody waits for five days.
            ("2022-06-02T10:00", Ordinary, Yellow, "2022-06-30T00:00", "2022-06-05T10:00", Hours),
            // 30 h left: it is decided while it still matters.
            ("2022-07-05T18:00", Ordinary, Red, "2022-07-07T00:00", "2022-07-06T09:00", Half),
            // Lapsed already: at once.
            ("2022-07-05T18:00", Ordinary, Red, "2022-07-05T00:00", "2022-07-05T18:00", Half),
            ("2022-07-05T09:00", Fast, Red, "2022-07-30T00:00", "2022-07-05T11:00", Urgent),
            // Half of three hours is sooner than two.
            ("2022-07-05T09:00", Fast, Red, "2022-07-05T12:00", "2022-07-05T10:30", Half),
        ];
        for (filed, lane, colour, lapse, due, binds) in rows {
            let clock = clock(filed, lane, colour, lapse);
            assert_eq!((ZONE.show(clock.due), clock.binds), (ZONE.show(at(due)), binds), "{filed} {colour:?} {lapse}");
        }
    }

    #[test]
    fn a_changed_calendar_moves_it_forward_and_never_back() {
        let filed = Filed {
            at: at("2022-07-05T09:00"),
            lane: Lane::Ordinary,
            colour: Colour::Yellow,
            lapse: at("2022-07-30T00:00"),
        };
        let was = Clock::of(filed, &CALENDAR, &ZONE, None);
        // Wednesday and Thursday are made holidays: by the days alone it would come later.
        let table = "date,kind,name_zh,name_en\n2022-07-06,holiday,假,day off\n2022-07-07,holiday,假,day off\n";
        let later = Calendar::parse(&Source::new("x", table)).unwrap();
        let again = Clock::of(filed, &later, &ZONE, Some(was.due));
        assert!(Clock::of(filed, &later, &ZONE, None).due > was.due);
        assert_eq!((again.due, again.binds), (was.due, Bound::Told));
        // Back to the first calendar, the holidays fall: it is earlier again, and the days bind.
        let first = Clock::of(filed, &CALENDAR, &ZONE, Some(at("2022-07-08T09:00")));
        assert_eq!((first.due, first.binds), (was.due, Bound::WorkingDays));
    }

    #[test]
    fn every_moment_is_told_in_both_languages_with_how_it_was_computed() {
        let clock = clock("2022-07-05T09:00", Lane::Ordinary, Colour::Red, "2022-07-30T00:00");
        assert_eq!(
            clock.tell(&ZONE, Lang::Zh),
            "须在2022年7月7日 09:00前作出决定。红码的申诉48小时内决定：2022年7月7日 09:00。"
        );
        assert_eq!(
            clock.tell(&ZONE, Lang::En),
            "It has to be decided by 09:00 on 7 July 2022. An appeal against red is decided within 48 hours: 09:00 on 7 July 2022."
        );
        let json = clock.json(&ZONE);
        assert_eq!((&json["due"], &json["binds"]), (&"2022-07-07T09:00:00+08:00".into(), &"hours".into()));
        let bounds: Vec<_> = json["candidates"].as_array().unwrap().iter().map(|one| one["by"].clone()).collect();
        assert_eq!(bounds, ["working_days", "hours", "half"]);
        assert_eq!(json["candidates"][0]["how"]["zh"], "2个工作日，至2022年7月7日 周四24时止。");
        assert_eq!(json["candidates"][0]["days"]["days"][1]["number"], 2);
        assert!(json["candidates"][2]["how"]["en"].as_str().unwrap().contains("half of what was left"));
        assert!(json["candidates"].as_array().unwrap().iter().all(|one| one["how"]["zh"] != one["how"]["en"]));
    }

    fn filings() -> impl Strategy<Value = Filed> {
        let lanes = prop_oneof![Just(Lane::Ordinary), Just(Lane::Urgent)];
        let colours = prop_oneof![Just(Colour::Yellow), Just(Colour::Red)];
        (0_i64..60_000_000, lanes, colours, -100_000_i64..5_000_000).prop_map(|(after, lane, colour, left)| {
            let at = 1_640_966_400 + after;
            Filed { at, lane, colour, lapse: at + left }
        })
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_any_bound(filed in filings()) {
            let clock = Clock::of(filed, &CALENDAR, &ZONE, None);
            prop_assert!(clock.due >= filed.at);
            prop_assert!(clock.due <= filed.at + hours(filed.colour) * HOUR);
            prop_assert!(filed.lapse <= filed.at || clock.due < filed.lapse);
            prop_assert!(filed.lane == Lane::Ordinary || clock.due <= filed.at + 2 * HOUR);
            prop_assert!(clock.candidates.iter().all(|one| clock.due <= one.at));
            prop_assert!(clock.candidates.iter().any(|one| one.by == clock.binds && one.at == clock.due));
        }

        #[test]
        fn what_was_told_is_never_put_off(filed in filings(), told in 0_i64..400_000, holidays in proptest::collection::btree_set(0_i64..10, 0..8)) {
            let day = |n: &i64| ZONE.zoned(filed.at + n * 86_400).date().to_string();
            let rows: String = holidays.iter().map(|n| format!("{},holiday,假,off\n", day(n))).collect();
            let other = Calendar::parse(&Source::new("x", &format!("date,kind,name_zh,name_en\n{rows}"))).unwrap();
            let told = filed.at + told;
            prop_assert!(Clock::of(filed, &other, &ZONE, Some(told)).due <= told);
        }
    }
}
