//! The same work for many, shared among the cores that there are.

use std::sync::OnceLock;
use std::thread;

/// Fewer than this are done where they stand: starting a thread costs more.
const FEW: usize = 2_048;

/// How many there are: asked once, for the system reads several files to answer.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, std::num::NonZero::get))
}

/// `make(0)`, `make(1)` … in order.
pub(crate) fn each<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if count < FEW || cores() == 1 {
        return (0..count).map(make).collect();
    }
    let (share, make) = (count.div_ceil(cores()), &make);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..count)
            .step_by(share)
            .map(|from| scope.spawn(move || (from..(from + share).min(count)).map(make).collect::<Vec<T>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("the work does not panic")).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn everything_is_made_once_and_in_order() {
        for count in [0, 1, 2_047, 2_048, 10_001] {
            assert_eq!(each(count, |n| n * 2), (0..count).map(|n| n * 2).collect::<Vec<_>>());
        }
    }
}
