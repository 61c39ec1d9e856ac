//! Local days: the two readings of a span, without a zone look-up in the hot path.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Unit, ZonedDateTime};

use crate::span::Span;

/// First and last year of the table of midnights; outside it the zone itself is asked.
const FIRST_YEAR: i16 = 2019;
const LAST_YEAR: i16 = 2032;

/// A profile's time zone with its local midnights laid out in a table.
///
/// Instants are whole seconds of Unix time, as everywhere in derivation.
///
/// ```
/// use mingma_model::{Span, Zone};
/// let zone = Zone::named("Asia/Shanghai").unwrap();
/// let left = zone.parse("2022-06-20T18:30:00+08:00").unwrap();
/// // "7d" runs through the seventh day …
/// assert_eq!(zone.show(zone.boundary(left, Span::Days(7))), "2022-06-28T00:00:00+08:00");
/// // … and a test "on day 7" may be sampled from the first moment of that day.
/// assert_eq!(zone.show(zone.onday(left, Span::Days(7))), "2022-06-27T00:00:00+08:00");
/// ```
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
    midnights: Vec<i64>,
    first_utc: i64,
}

impl Zone {
    /// Opens a zone of the IANA database by name; none if there is no such zone.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        let first = Date::new(FIRST_YEAR, 1, 1).ok()?;
        let last = Date::new(LAST_YEAR, 12, 31).ok()?;
        let midnights = first
            .series(1.day())
            .take_while(|date| *date <= last)
            .map(|date| midnight_of(&zone, date))
            .collect::<Option<Vec<_>>>()?;
        let first_utc = *midnights.first()?;
        Some(Self { zone, midnights, first_utc })
    }

    /// The name of the zone, as the profile gives it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The end of a span counted from `at`: N hours later, or 00:00 local
    /// after the Nth day ("through the Nth day").
    #[must_use]
    pub fn boundary(&self, at: i64, span: Span) -> i64 {
        match span {
            Span::Hours(n) => at.saturating_add(i64::from(n) * 3600),
            Span::Days(n) => self.midnight_after(at, n + 1),
        }
    }

    /// The beginning of the Nth day counted from `at` (or N hours later).
    #[must_use]
    pub fn onday(&self, at: i64, span: Span) -> i64 {
        match span {
            Span::Hours(n) => at.saturating_add(i64::from(n) * 3600),
            Span::Days(n) => self.midnight_after(at, n),
        }
    }

    /// 00:00 local of the day `days` after the day of `at`.
    #[must_use]
    pub fn midnight_after(&self, at: i64, days: u32) -> i64 {
        self.row(at)
            .and_then(|row| self.midnights.get(row + days as usize).copied())
            .unwrap_or_else(|| self.midnight_by_zone(at, i64::from(days)))
    }

    /// 00:00 local of the day `days` before the day of `at`.
    #[must_use]
    pub fn midnight_before(&self, at: i64, days: u32) -> i64 {
        self.row(at)
            .and_then(|row| row.checked_sub(days as usize))
            .map_or_else(|| self.midnight_by_zone(at, -i64::from(days)), |row| self.midnights[row])
    }

    /// The row of the table that holds the day of `at`; none outside the table.
    #[inline]
    fn row(&self, at: i64) -> Option<usize> {
        // Days differ from 24 hours by at most a few, so the guess is off by one at most.
        let guess = usize::try_from(at.checked_sub(self.first_utc)?.div_euclid(86_400)).ok()?;
        let start = *self.midnights.get(guess)?;
        if at < start {
            return guess.checked_sub(1);
        }
        match self.midnights.get(guess + 1) {
            Some(next) if at >= *next => Some(guess + 1),
            Some(_) => Some(guess),
            None => None,
        }
    }

    fn midnight_by_zone(&self, at: i64, days: i64) -> i64 {
        let day = self.zoned(at).date();
        day.checked_add(days.days()).ok().and_then(|date| midnight_of(&self.zone, date)).unwrap_or(if days < 0 {
            i64::MIN
        } else {
            i64::MAX
        })
    }

    /// The instant with its local date and clock; out-of-range instants are
    /// held at the ends of time.
    #[must_use]
    pub fn zoned(&self, at: i64) -> ZonedDateTime {
        let held = at.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second() - 86_400);
        Timestamp::from_second(held).unwrap_or(Timestamp::MIN).to_zoned_datetime(self.zone.clone())
    }

    /// 00:00 local of a date, in whole seconds; none at the ends of time.
    #[must_use]
    pub fn midnight(&self, date: Date) -> Option<i64> {
        midnight_of(&self.zone, date)
    }

    /// RFC 3339 with the zone's offset at that moment.
    #[must_use]
    pub fn show(&self, at: i64) -> String {
        self.zoned(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Reads RFC 3339 with an offset and whole seconds; none otherwise.
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<i64> {
        parse_instant(text).ok()
    }
}

fn midnight_of(zone: &TimeZone, date: Date) -> Option<i64> {
    let start = date.to_zoned_datetime(zone.clone()).ok()?.start_of_day().ok()?;
    Some(start.timestamp().as_second())
}

/// Why a text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstantFault {
    /// A date and clock without an offset from UTC.
    NoOffset,
    /// A fraction of a second.
    Fraction,
    /// Not RFC 3339, or a date that does not exist.
    Shape,
}

/// Reads RFC 3339 (`2022-06-20T18:30:00+08:00`, or `Z`), whole seconds, an
/// offset required.
///
/// # Errors
/// Says which of the three it lacks.
pub fn parse_instant(text: &str) -> Result<i64, InstantFault> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() >= 19
        && bytes.len() <= 40
        && bytes[10] == b'T'
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes[13] == b':'
        && bytes[16] == b':'
        && [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].iter().all(|i| bytes[*i].is_ascii_digit());
    if !shaped {
        return Err(InstantFault::Shape);
    }
    match &bytes[19..] {
        [] => Err(InstantFault::NoOffset),
        [b'.', ..] => Err(InstantFault::Fraction),
        [b'Z'] => whole(text),
        [b'+' | b'-', h1, h2, b':', m1, m2] if [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit()) => whole(text),
        _ => Err(InstantFault::Shape),
    }
}

fn whole(text: &str) -> Result<i64, InstantFault> {
    // A leap second ("…:60") is not a whole second that anybody can count from.
    if &text[17..19] == "60" {
        return Err(InstantFault::Shape);
    }
    if let Some(at) = ordinary(text.as_bytes()) {
        return Ok(at);
    }
    text.parse::<Timestamp>().map(Timestamp::as_second).map_err(|_| InstantFault::Shape)
}

/// The instant of an ordinary text of years 1970 to 2999, several times faster
/// than a general parser: registers hold millions. None of anything unusual.
fn ordinary(bytes: &[u8]) -> Option<i64> {
    let two = |at: usize| i64::from(bytes[at] - b'0') * 10 + i64::from(bytes[at + 1] - b'0');
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    let offset = match bytes[19] {
        b'Z' => 0,
        sign => {
            let (hours, minutes) = (two(20), two(23));
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 60 + minutes) * if sign == b'-' { -60 } else { 60 }
        }
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1970..3000).contains(&year) || !(1..=length).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Years counted from 1 March, so that the leap day comes last.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1 - 719_468;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

/// Whole hours between two instants, rounded down; for sentences.
#[must_use]
pub fn hours_between(from: i64, to: i64) -> i64 {
    SignedDuration::from_secs(to.saturating_sub(from)).as_hours()
}

/// The local date of an instant, for counting days on.
#[must_use]
pub fn days_between(zone: &Zone, from: i64, to: i64) -> i64 {
    let (from, to) = (zone.zoned(from).date(), zone.zoned(to).date());
    from.until((Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shanghai() -> Zone {
        Zone::named("Asia/Shanghai").unwrap()
    }

    #[test]
    fn a_day_span_ends_at_midnight_after_the_nth_day_whatever_the_hour() {
        let zone = shanghai();
        for clock in ["00:00:00", "12:00:00", "23:59:59"] {
            let at = parse_instant(&format!("2022-06-20T{clock}+08:00")).unwrap();
            assert_eq!(zone.show(zone.boundary(at, Span::Days(1))), "2022-06-22T00:00:00+08:00");
            assert_eq!(zone.show(zone.onday(at, Span::Days(1))), "2022-06-21T00:00:00+08:00");
        }
    }

    #[test]
    fn ordinary_instants_are_read_without_the_general_parser() {
        for (text, at) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2022-06-12T00:00:00+08:00", 1_654_963_200),
            ("2024-02-29T23:59:59-03:30", 1_709_263_799),
        ] {
            assert_eq!(ordinary(text.as_bytes()), Some(at), "{text}");
        }
        assert_eq!(ordinary(b"2023-02-29T00:00:00Z"), None);
    }

    #[test]
    fn instants_want_an_offset_and_whole_seconds() {
        assert_eq!(parse_instant("2022-06-20T18:30:00"), Err(InstantFault::NoOffset));
        assert_eq!(parse_instant("2022-06-20T18:30:00.5Z"), Err(InstantFault::Fraction));
        for text in [
            "",
            "yesterday",
            "2022-13-01T00:00:00Z",
            "2022-06-20 18:30:00Z",
            "2022-06-20T24:00:00Z",
            "2022-06-20T23:59:60Z",
            "2022-06-20T18:30:00[Asia/Shanghai]",
        ] {
            assert_eq!(parse_instant(text), Err(InstantFault::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_table_and_the_zone_agree(at in 1_400_000_000_i64..2_100_000_000, days in 0_u32..400, london in any::<bool>()) {
            let zone = if london { Zone::named("Europe/London").unwrap() } else { shanghai() };
            prop_assert_eq!(zone.midnight_after(at, days), zone.midnight_by_zone(at, i64::from(days)));
            prop_assert_eq!(zone.midnight_before(at, days), zone.midnight_by_zone(at, -i64::from(days)));
        }

        #[test]
        fn the_fast_reading_and_the_general_parser_agree(
            date in (1960_u32..3010, 0_u32..14, 0_u32..33), clock in (0_u32..25, 0_u32..61, 0_u32..61), offset in ("[+-]", 0_u32..25, 0_u32..61), utc in any::<bool>(),
        ) {
            let (date, clock) = (format!("{:04}-{:02}-{:02}", date.0, date.1, date.2), format!("{:02}:{:02}:{:02}", clock.0, clock.1, clock.2));
            let offset = if utc { "Z".to_owned() } else { format!("{}{:02}:{:02}", offset.0, offset.1, offset.2) };
            let text = format!("{date}T{clock}{offset}");
            if let Some(fast) = ordinary(text.as_bytes()) {
                prop_assert_eq!(text.parse::<Timestamp>().map(Timestamp::as_second).ok(), Some(fast));
            }
        }

        #[test]
        fn random_text_never_panics(text in ".{0,40}") {
            let _ = parse_instant(&text);
        }
    }
}
