//! Moments as people write them: 6月20日 14:05 / 20 June, 14:05; midnight is 0时 / 00:00.

use jiff::civil::DateTime;
use mingma_model::{Lang, Zone};

const WEEKDAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// The day: `6月20日`, `20 June`.
pub(crate) fn day(zone: &Zone, at: i64, lang: Lang) -> String {
    let date = zone.zoned(at).date();
    match lang {
        Lang::Zh => format!("{}月{}日", date.month(), date.day()),
        Lang::En => date.strftime("%-d %B").to_string(),
    }
}

/// The day with its year: `2022年6月20日`, `20 June 2022`.
pub(crate) fn date(zone: &Zone, at: i64, lang: Lang) -> String {
    let year = zone.zoned(at).year();
    match lang {
        Lang::Zh => format!("{year}年{}", day(zone, at, lang)),
        Lang::En => format!("{} {year}", day(zone, at, lang)),
    }
}

/// The clock alone: `14:05`, `14:05:09` where there are seconds.
fn clock(zone: &Zone, at: i64) -> String {
    let time = zone.zoned(at).time();
    let seconds = if time.second() == 0 { String::new() } else { format!(":{:02}", time.second()) };
    format!("{:02}:{:02}{seconds}", time.hour(), time.minute())
}

/// Day and clock: `6月20日 14:05`, `20 June, 14:05`; midnight `6月28日 0时`.
pub(crate) fn moment(zone: &Zone, at: i64, lang: Lang) -> String {
    let (day, clock) = (day(zone, at, lang), clock(zone, at));
    match (lang, clock.as_str()) {
        (Lang::Zh, "00:00") => format!("{day} 0时"),
        (Lang::Zh, _) => format!("{day} {clock}"),
        (Lang::En, _) => format!("{day}, {clock}"),
    }
}

/// Day with year, and clock.
pub(crate) fn full(zone: &Zone, at: i64, lang: Lang) -> String {
    let (date, clock) = (date(zone, at, lang), clock(zone, at));
    match (lang, clock.as_str()) {
        (Lang::Zh, "00:00") => format!("{date} 0时"),
        (Lang::Zh, _) => format!("{date} {clock}"),
        (Lang::En, _) => format!("{date}, {clock}"),
    }
}

/// A civil day of the ribbon.
pub(crate) fn ribbon_day(zone: &Zone, start: i64, lang: Lang) -> mingma_ribbon::Day {
    let date = zone.zoned(start).date();
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    mingma_ribbon::Day {
        start,
        end: zone.midnight_after(start, 1),
        label: day(zone, start, lang),
        number: date.day().to_string(),
        month: match lang {
            Lang::Zh => format!("{}月", date.month()),
            Lang::En => date.strftime("%B").to_string(),
        },
        weekday: match lang {
            Lang::Zh => WEEKDAYS_ZH[weekday].to_owned(),
            Lang::En => date.strftime("%a").to_string(),
        },
    }
}

/// The value of a `datetime-local` field: the zone's date and clock, seconds only where there are any.
pub(crate) fn field(zone: &Zone, at: i64) -> String {
    let text = zone.zoned(at).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

/// Reads what a `datetime-local` field sends, or RFC 3339 with an offset; none otherwise.
pub(crate) fn read(zone: &Zone, text: &str) -> Option<i64> {
    let text = text.trim();
    zone.parse(text).or_else(|| local(zone, text))
}

fn local(zone: &Zone, text: &str) -> Option<i64> {
    let shaped = matches!(text.len(), 16 | 19) && text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b' '));
    let civil: DateTime = shaped.then(|| text.parse().ok()).flatten()?;
    let zone = zone.zoned(0).time_zone().clone();
    Some(zone.to_timestamp(civil).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        Zone::named("Asia/Shanghai").unwrap()
    }

    #[test]
    fn moments_are_written_in_the_words_of_each_language() {
        let zone = zone();
        let at = zone.parse("2022-06-20T14:05:00+08:00").unwrap();
        assert_eq!(moment(&zone, at, Lang::Zh), "6月20日 14:05");
        assert_eq!(moment(&zone, at, Lang::En), "20 June, 14:05");
        let midnight = zone.parse("2022-06-28T00:00:00+08:00").unwrap();
        assert_eq!(moment(&zone, midnight, Lang::Zh), "6月28日 0时");
        assert_eq!(full(&zone, midnight, Lang::En), "28 June 2022, 00:00");
    }

    #[test]
    fn a_field_is_read_back_as_it_was_written() {
        for zone in [zone(), Zone::named("Europe/London").unwrap()] {
            for text in ["2022-06-20T14:05:00+08:00", "2022-06-28T00:00:00+08:00", "2022-03-27T12:30:09+01:00"] {
                let at = zone.parse(text).unwrap();
                assert_eq!(read(&zone, &field(&zone, at)), Some(at), "{text}");
            }
        }
        for text in ["", "yesterday", "2022-06-31T00:00", "2022-06-20", "2022-06-20T25:00"] {
            assert_eq!(read(&zone(), text), None, "{text}");
        }
    }
}
