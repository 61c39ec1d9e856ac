//! When people became red: bars from zero, one row a channel, labelled where they stand.

use maud::{Markup, html};
use mingma_legacy::{Bucket, Channel, Chart, Width};
use mingma_model::{Lang, Zone};

use crate::when;

/// A row of the chart: its name and a count a bucket.
struct Row {
    name: &'static str,
    counts: Vec<u64>,
}

/// The chart at two widths; the style shows the one that fits.
pub(crate) fn time(chart: &Chart, zone: &Zone, lang: Lang) -> Markup {
    html! {
        div class="small-only" { (drawn(chart, zone, lang, 328.0)) }
        div class="wide-only" { (drawn(chart, zone, lang, 1120.0)) }
    }
}

fn rows(buckets: &[Bucket], lang: Lang) -> Vec<Row> {
    let others = |bucket: &Bucket| bucket.count - bucket.arrival_scan - bucket.forwarded_scan;
    let all = [
        Row { name: Channel::ArrivalScan.name(lang), counts: buckets.iter().map(|b| b.arrival_scan).collect() },
        Row { name: Channel::ForwardedScan.name(lang), counts: buckets.iter().map(|b| b.forwarded_scan).collect() },
        Row { name: lang.pick("其他", "others"), counts: buckets.iter().map(others).collect() },
    ];
    all.into_iter().filter(|row| row.counts.iter().any(|count| *count > 0)).collect()
}

#[allow(clippy::cast_precision_loss)] // counts of people and pixels are far below 2^52
fn drawn(chart: &Chart, zone: &Zone, lang: Lang, width: f64) -> Markup {
    let (Some(first), Some(last)) = (chart.buckets.first(), chart.buckets.last()) else {
        return html! {};
    };
    let step = match chart.width {
        Width::Hour => 3600,
        Width::Day => 86_400,
        Width::Month => 31 * 86_400,
    };
    let (from, to) = (zone.midnight_before(first.from.at, 0), zone.midnight_after(last.from.at, 1));
    let x = |at: i64| (at - from) as f64 / (to - from).max(1) as f64 * width;
    let bar = (x(from + step) - 1.0).max(1.0);
    let rows = rows(&chart.buckets, lang);
    let most = rows.iter().flat_map(|row| &row.counts).copied().max().unwrap_or(1).max(1);
    let (tall, gap) = (92.0, 34.0);
    let height = rows.len() as f64 * (tall + gap) + 26.0;
    let days = days(zone, from, to, width, lang);
    html! {
        svg class="chart" viewBox={ "0 0 " (width) " " (n(height)) } role="img" aria-label=(told(chart, zone, lang)) {
            @for (row, at) in rows.iter().zip(0_u8..) {
                @let floor = f64::from(at) * (tall + gap) + gap + tall - 12.0;
                @let total: u64 = row.counts.iter().sum();
                text x="0" y=(n(floor - tall + 2.0)) { tspan font-weight="600" { (grouped(total)) } " " (row.name) }
                @for (bucket, count) in chart.buckets.iter().zip(&row.counts).filter(|(_, count)| **count > 0) {
                    @let high = (*count as f64 / most as f64 * (tall - 26.0)).max(1.0);
                    rect class="bar" x=(n(x(bucket.from.at))) y=(n(floor - high)) width=(n(bar)) height=(n(high)) {
                        title { (when::moment(zone, bucket.from.at, lang)) ": " (count) }
                    }
                }
                (peak(row, chart, zone, lang, &|at| x(at) + bar / 2.0, &|count| floor - (count as f64 / most as f64 * (tall - 26.0)).max(1.0), width))
                path class="axis" d={ "M0 " (n(floor + 0.5)) "H" (width) } {}
            }
            @for (x, label) in days { text class="q" x=(n(x)) y=(n(height - 6.0)) { (label) } }
        }
    }
}

/// The greatest bar of a row says how many, and when.
fn peak(
    row: &Row,
    chart: &Chart,
    zone: &Zone,
    lang: Lang,
    x: &dyn Fn(i64) -> f64,
    y: &dyn Fn(u64) -> f64,
    width: f64,
) -> Markup {
    let Some((bucket, count)) =
        chart.buckets.iter().zip(&row.counts).max_by_key(|(bucket, count)| (**count, -bucket.from.at))
    else {
        return html! {};
    };
    let at = x(bucket.from.at);
    let anchor = if at > width * 0.7 {
        "end"
    } else if at < width * 0.15 {
        "start"
    } else {
        "middle"
    };
    html! {
        text class="q" x=(n(at)) y=(n(y(*count) - 4.0)) text-anchor=(anchor) { (grouped(*count)) " · " (when::moment(zone, bucket.from.at, lang)) }
    }
}

/// Labels of days, no closer than they can be read.
#[allow(clippy::cast_precision_loss)]
fn days(zone: &Zone, from: i64, to: i64, width: f64, lang: Lang) -> Vec<(f64, String)> {
    let mut out: Vec<(f64, String)> = Vec::new();
    let mut day = from;
    while day < to && out.len() < 400 {
        let x = (day - from) as f64 / (to - from).max(1) as f64 * width;
        let label = when::day(zone, day, lang);
        if out.last().is_none_or(|(last, _)| x - last > 64.0) && x < width - 50.0 {
            out.push((x, label));
        }
        day = zone.midnight_after(day, 1);
    }
    out
}

fn told(chart: &Chart, zone: &Zone, lang: Lang) -> String {
    let total: u64 = chart.buckets.iter().map(|bucket| bucket.count).sum();
    let (first, last) = (chart.buckets.first(), chart.buckets.last());
    let moment =
        |bucket: Option<&Bucket>| bucket.map(|bucket| when::moment(zone, bucket.from.at, lang)).unwrap_or_default();
    match lang {
        Lang::Zh => format!("{}到{}，{} 人变红", moment(first), moment(last), grouped(total)),
        Lang::En => format!("{} people turned red from {} to {}", grouped(total), moment(first), moment(last)),
    }
}

/// A number with its thousands parted: 1,317.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A coordinate with one decimal at most.
pub(crate) fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parted_in_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(871), "871");
        assert_eq!(grouped(1_317), "1,317");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
