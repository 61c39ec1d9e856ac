//! Rolls of dice, drawn and shrunk by proptest, read in order.

/// A day of 24 hours, in seconds.
pub const DAY: i64 = 86_400;

/// Rolls that are read one after another; past the last, every roll is 0.
pub struct Dice<'a> {
    rolls: std::slice::Iter<'a, u16>,
}

impl<'a> Dice<'a> {
    /// Reads from the first roll on.
    pub fn new(rolls: &'a [u16]) -> Self {
        Self { rolls: rolls.iter() }
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.rolls.next().copied().unwrap_or(0)) % sides
    }

    /// One of a list; the first is the simplest.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())].clone()
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == times - 1
    }

    /// Something once in so many times.
    pub fn maybe<T>(&mut self, times: usize, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.once_in(times).then(|| draw(self))
    }

    /// Seconds on the grid of six hours below `days`, often on whole days, with a
    /// second or an hour more or less now and then.
    pub fn instant(&mut self, days: usize) -> i64 {
        let step = self.pick(&[DAY, DAY / 4]);
        let steps = i64::try_from(self.roll(days)).unwrap();
        steps * step + self.pick(&[0, 0, 0, 0, 0, 0, 0, 1, -1, 3600, -3600])
    }
}
