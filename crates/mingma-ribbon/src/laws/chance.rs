//! Ribbons made by chance, hostile words and impossible times among them.

use super::samples;
use crate::*;

/// A small generator (xorshift64): the same ribbons on every machine.
pub(super) struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let i = self.below(u64::try_from(from.len()).unwrap());
        from[usize::try_from(i).unwrap()].clone()
    }

    fn many<T>(&mut self, most: u64, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| one(self)).collect()
    }

    pub fn text(&mut self) -> String {
        let pool = [
            "",
            "红码",
            "此间一次阴性即转绿",
            "Green from 4 July, 00:00",
            "<script>alert(1)</script>",
            "\"'&&amp;]]><![CDATA[",
            "</svg></title>",
            "\u{202e}gnirts\u{0}\u{7}\n\t\u{ffff}",
            "a very long label that will hardly ever fit into the room that is left for it here",
            "很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的名字",
            "{label}{from}",
            "é́́ 🧪 ﷽",
        ];
        self.pick(&pool).to_owned()
    }

    fn time(&mut self) -> i64 {
        let within = i64::try_from(self.below(40 * 86_400)).unwrap();
        match self.below(12) {
            0 => self.pick(&[i64::MIN, i64::MAX, 0, -1]),
            _ => samples::at(-5, 0) + within,
        }
    }

    fn colour(&mut self) -> Colour {
        self.pick(&Colour::ALL)
    }

    fn band(&mut self) -> Band {
        Band::new(self.time(), self.time(), self.colour())
    }

    fn mark(&mut self) -> Mark {
        let known = (self.below(2) == 0).then(|| self.time());
        let counts = self.below(2) == 0;
        Mark { kind: self.pick(&MarkKind::ALL), at: self.time(), known, counts, label: self.text() }
    }

    fn day(&mut self, i: i64) -> Day {
        let hours = self.pick(&[24, 24, 24, 24, 23, 25, 0, -3]);
        let start = if self.below(20) == 0 { self.time() } else { samples::at(i, 0) };
        let end = start.saturating_add(hours * 3_600);
        let (label, odd) = (self.text(), self.text());
        let number = self.pick(&["7".to_owned(), "28".to_owned(), odd]);
        Day { start, end, label, number, month: self.text(), weekday: self.text() }
    }

    fn change(&mut self) -> Change {
        Change { at: self.time(), to: self.colour(), label: self.text() }
    }

    fn lane(&mut self) -> Lane {
        Lane {
            label: self.text(),
            detail: self.text(),
            bands: self.many(4, Self::band),
            holds: self.below(3) == 0,
            anchor: (self.below(2) == 0).then(|| self.time()),
            lapse: (self.below(2) == 0).then(|| Lapse { at: self.time(), label: self.text() }),
            marks: self.many(3, Self::mark),
            windows: self.many(2, |c| Window { from: c.time(), to: c.time(), label: c.text() }),
            stays: self.many(2, |c| Stay { from: c.time(), to: c.time(), cap: c.colour(), label: c.text() }),
        }
    }

    pub fn ribbon(&mut self) -> Ribbon {
        let days = self.pick(&[0, 1, 2, 29, 29, 29, 400]);
        Ribbon {
            days: (0..days).map(|i| self.day(i)).collect(),
            now: self.time(),
            now_label: self.text(),
            name: self.text(),
            code: self.many(6, Self::band),
            changes: self.many(4, Self::change),
            marks: self.many(9, Self::mark),
            marks_label: self.text(),
            lanes: self.many(6, Self::lane),
            title: self.text(),
            description: self.text(),
        }
    }
}
