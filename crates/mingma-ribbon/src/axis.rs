//! Time laid along a line: every civil day is equally wide.

use crate::{Band, Day};

/// The days that can be drawn, and where an instant falls among them.
pub(crate) struct Axis<'a> {
    pub days: Vec<&'a Day>,
    pub left: f64,
    pub width: f64,
}

impl<'a> Axis<'a> {
    pub fn new(days: &'a [Day], left: f64, width: f64) -> Self {
        let mut sorted: Vec<&Day> = days.iter().filter(|d| d.start < d.end).collect();
        sorted.sort_by_key(|d| d.start);
        let mut kept: Vec<&Day> = Vec::with_capacity(sorted.len());
        for day in sorted {
            if kept.last().is_none_or(|last| last.end <= day.start) {
                kept.push(day);
            }
        }
        Self { days: kept, left, width }
    }

    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// First second of the window; 0 where there is no day.
    pub fn start(&self) -> i64 {
        self.days.first().map_or(0, |d| d.start)
    }

    /// First second after the window; 0 where there is no day.
    pub fn end(&self) -> i64 {
        self.days.last().map_or(0, |d| d.end)
    }

    pub fn contains(&self, at: i64) -> bool {
        self.start() <= at && at < self.end()
    }

    /// Width of a day.
    pub fn column(&self) -> f64 {
        self.width / count(self.days.len().max(1))
    }

    /// The day that holds `at`.
    pub fn day_of(&self, at: i64) -> Option<usize> {
        let i = self.days.partition_point(|d| d.end <= at);
        self.days.get(i).filter(|d| d.start <= at).map(|_| i)
    }

    /// Where `at` is drawn; before and after the window: at its edges.
    pub fn x(&self, at: i64) -> f64 {
        let i = self.days.partition_point(|d| d.end <= at);
        let within = self.days.get(i).map_or(0.0, |d| share(d, at));
        self.left + (count(i) + within) * self.column()
    }

    /// Left edge of the day `i`.
    pub fn x_of_day(&self, i: usize) -> f64 {
        self.left + count(i) * self.column()
    }

    /// `from` and `to` cut to the window; `None` where nothing of them is left.
    pub fn cut(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let (from, to) = (from.max(self.start()), to.min(self.end()));
        (from < to).then_some((from, to))
    }
}

/// How much of `day` has passed at `at`, 0 to 1.
fn share(day: &Day, at: i64) -> f64 {
    let length = i128::from(day.end) - i128::from(day.start);
    let passed = i128::from(at) - i128::from(day.start);
    (wide(passed) / wide(length)).clamp(0.0, 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a drawing needs three digits")]
fn wide(n: i128) -> f64 {
    n as f64
}

#[expect(clippy::cast_precision_loss, reason = "a drawing needs three digits")]
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}

/// Bands as they are drawn: in order, apart, inside the window, the highest where they overlap, equal neighbours joined.
pub(crate) fn flatten(bands: &[Band], axis: &Axis<'_>) -> Vec<Band> {
    let mut edges: Vec<(i64, usize, i32)> = Vec::with_capacity(bands.len() * 2);
    for band in bands {
        if let Some((from, to)) = axis.cut(band.from, band.to) {
            edges.push((from, band.colour.rank(), 1));
            edges.push((to, band.colour.rank(), -1));
        }
    }
    edges.sort_unstable();
    sweep(&edges)
}

fn sweep(edges: &[(i64, usize, i32)]) -> Vec<Band> {
    let (mut open, mut out, mut last) = ([0i32; 3], Vec::<Band>::new(), i64::MIN);
    for &(at, rank, step) in edges {
        let highest = crate::Colour::ALL.into_iter().rev().find(|c| open[c.rank()] > 0);
        if let Some(colour) = highest.filter(|_| last < at) {
            match out.last_mut().filter(|b| b.to == last && b.colour == colour) {
                Some(before) => before.to = at,
                None => out.push(Band { from: last, to: at, colour }),
            }
        }
        last = at;
        open[rank] += step;
    }
    out
}

/// The colour of flattened bands at `t`.
pub(crate) fn colour_at(bands: &[Band], t: i64) -> Option<crate::Colour> {
    bands.iter().find(|b| b.from <= t && t < b.to).map(|b| b.colour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Colour::{Green, Red, Yellow};

    fn days() -> Vec<Day> {
        (0..4).map(|i| Day { start: i * 10, end: i * 10 + 10, ..Day::default() }).collect()
    }

    #[test]
    fn where_bands_overlap_the_highest_is_drawn_and_the_rest_is_cut() {
        let days = days();
        let axis = Axis::new(&days, 0.0, 40.0);
        let bands =
            [Band::new(-50, 90, Green), Band::new(12, 25, Yellow), Band::new(20, 22, Red), Band::new(30, 5, Red)];
        let drawn = flatten(&bands, &axis);
        assert_eq!(
            drawn,
            [
                Band::new(0, 12, Green),
                Band::new(12, 20, Yellow),
                Band::new(20, 22, Red),
                Band::new(22, 25, Yellow),
                Band::new(25, 40, Green)
            ]
        );
        assert_eq!(colour_at(&drawn, 22), Some(Yellow));
        assert_eq!(colour_at(&drawn, 40), None);
    }

    #[test]
    fn equal_neighbours_are_one_band() {
        let days = days();
        let axis = Axis::new(&days, 0.0, 40.0);
        let drawn = flatten(&[Band::new(5, 10, Red), Band::new(10, 20, Red)], &axis);
        assert_eq!(drawn, [Band::new(5, 20, Red)]);
    }

    #[test]
    fn a_day_of_23_hours_is_as_wide_as_any_other() {
        let days = [
            Day { start: 0, end: 86_400, ..Day::default() },
            Day { start: 86_400, end: 86_400 + 82_800, ..Day::default() },
            Day { start: 169_200, end: 255_600, ..Day::default() },
        ];
        let axis = Axis::new(&days, 0.0, 30.0);
        assert!((axis.x(169_200) - 20.0).abs() < 1e-9);
        assert!((axis.x(86_400 + 41_400) - 15.0).abs() < 1e-9);
    }

    #[test]
    fn empty_reversed_and_overlapping_days_are_left_out() {
        let days = [
            Day { start: 10, end: 20, ..Day::default() },
            Day { start: 0, end: 10, ..Day::default() },
            Day { start: 5, end: 15, ..Day::default() },
            Day { start: 9, end: 9, ..Day::default() },
        ];
        let axis = Axis::new(&days, 0.0, 20.0);
        assert_eq!(axis.days.iter().map(|d| d.start).collect::<Vec<_>>(), [0, 10]);
        assert_eq!((axis.day_of(9), axis.day_of(10), axis.day_of(20)), (Some(0), Some(1), None));
    }
}
