//! How many became red when: buckets of an hour, a day or a month, as the stretch asks.

use mingma_model::Zone;
use serde::Serialize;

use crate::inquiry::Moment;
use crate::register::Channel;

/// The most buckets of hours or days; beyond, the next wider unit is taken.
pub const BUCKETS: usize = 240;

/// The width of a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Width {
    /// An hour.
    #[default]
    Hour,
    /// A local day.
    Day,
    /// A local month.
    Month,
}

/// The unexplained over time; buckets in which nobody became red are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// How wide a bucket is.
    pub width: Width,
    /// The buckets, in order.
    pub buckets: Vec<Bucket>,
}

/// One bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// Its first moment.
    pub from: Moment,
    /// How many became red in it.
    pub count: u64,
    /// Of these by a scan on arrival.
    pub arrival_scan: u64,
    /// Of these by a forwarded code.
    pub forwarded_scan: u64,
}

/// Buckets of moments that ascend.
pub(crate) fn chart(moments: impl Iterator<Item = (i64, Channel)> + Clone, zone: &Zone) -> Chart {
    let first = moments.clone().next().map_or(0, |(at, _)| at);
    let last = moments.clone().last().map_or(0, |(at, _)| at);
    let hours = usize::try_from((last - first) / 3600).unwrap_or(usize::MAX);
    let width = match hours {
        hours if hours <= BUCKETS => Width::Hour,
        hours if hours / 24 <= BUCKETS => Width::Day,
        _ => Width::Month,
    };
    let mut buckets: Vec<Bucket> = Vec::new();
    for (at, channel) in moments {
        let from = begin(at, width, zone);
        if buckets.last().is_none_or(|bucket| bucket.from.at != from) {
            buckets.push(Bucket { from: Moment::new(from, zone), count: 0, arrival_scan: 0, forwarded_scan: 0 });
        }
        if let Some(bucket) = buckets.last_mut() {
            bucket.count += 1;
            bucket.arrival_scan += u64::from(channel == Channel::ArrivalScan);
            bucket.forwarded_scan += u64::from(channel == Channel::ForwardedScan);
        }
    }
    Chart { width, buckets }
}

/// The first moment of the bucket that holds `at`.
fn begin(at: i64, width: Width, zone: &Zone) -> i64 {
    let day = zone.midnight_before(at, 0);
    match width {
        Width::Hour => day + (at - day) / 3600 * 3600,
        Width::Day => day,
        Width::Month => {
            let date = zone.zoned(at).date();
            zone.midnight(date.first_of_month()).unwrap_or(day)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(moments: &[&str]) -> (Width, Vec<(String, u64)>) {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let at: Vec<_> = moments.iter().map(|text| (zone.parse(text).unwrap(), Channel::NoScan)).collect();
        let chart = chart(at.into_iter(), &zone);
        (chart.width, chart.buckets.into_iter().map(|bucket| (bucket.from.shown, bucket.count)).collect())
    }

    fn rows(rows: &[(&str, u64)]) -> Vec<(String, u64)> {
        rows.iter().map(|(from, count)| ((*from).to_owned(), *count)).collect()
    }

    #[test]
    fn a_few_days_are_told_by_the_hour() {
        let found = of(&["2022-06-12T23:59:59+08:00", "2022-06-13T00:00:00+08:00", "2022-06-13T00:59:59+08:00"]);
        assert_eq!(found, (Width::Hour, rows(&[("2022-06-12T23:00:00+08:00", 1), ("2022-06-13T00:00:00+08:00", 2)])));
    }

    #[test]
    fn weeks_are_told_by_the_day_and_years_by_the_month() {
        let found = of(&["2022-06-12T23:59:59+08:00", "2022-06-30T00:00:00+08:00"]);
        assert_eq!(found, (Width::Day, rows(&[("2022-06-12T00:00:00+08:00", 1), ("2022-06-30T00:00:00+08:00", 1)])));
        let found = of(&["2021-05-12T23:59:59+08:00", "2022-06-29T16:00:00Z"]);
        assert_eq!(found, (Width::Month, rows(&[("2021-05-01T00:00:00+08:00", 1), ("2022-06-01T00:00:00+08:00", 1)])));
    }

    #[test]
    fn nobody_is_no_bucket() {
        assert_eq!(of(&[]), (Width::Hour, Vec::new()));
    }
}
