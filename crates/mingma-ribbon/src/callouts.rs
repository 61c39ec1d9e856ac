//! What is written above a strip or below it: now, the coming changes, the name, each with a thread to its moment.

use crate::axis::count;
use crate::canvas::{Anchor, Layer, Type};
use crate::measure::{clean, fit, width};
use crate::place::{Shelf, Spot};
use crate::sheet::{Sheet, signed_width};
use crate::{Change, Colour, Ribbon};

/// One of them.
struct Callout {
    /// Its moment on the axis and the class of its thread; a name has none.
    thread: Option<(f64, &'static str)>,
    text: String,
    colour: Option<Colour>,
    kind: Type,
    sides: [Anchor; 3],
}

impl Callout {
    fn place(&self, shelf: &mut Shelf) -> Option<Spot> {
        shelf.place(self.x(), self.wide(), &self.sides)
    }

    fn x(&self) -> f64 {
        self.thread.map_or(1.0, |(x, _)| x)
    }

    fn wide(&self) -> f64 {
        match self.colour {
            Some(_) => signed_width(&self.text, self.kind.size),
            None => width(&self.text, self.kind.size),
        }
    }
}

/// Which side of the strip its callouts stand on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Above,
    Below,
}

/// Writes now, the coming changes and (where there is no column of names) the ribbon's name on one side of the strip that is, or will be, at `y`, and moves `y` past them.
pub(crate) fn callouts(sheet: &mut Sheet<'_>, ribbon: &Ribbon, side: Side) {
    let found = gather(sheet, ribbon, side);
    let (placed, used) = arrange(&found, sheet.axis.right());
    let row = sheet.sizes.strong * 1.5;
    let rows = count(used) * row;
    let (from, edge) = match side {
        Side::Above => (sheet.y, sheet.y + rows + 5.0),
        Side::Below => (sheet.y, sheet.y),
    };
    for (callout, spot) in &placed {
        let down = match side {
            Side::Above => edge - 5.0 - row * count(spot.row) - row * 0.3,
            Side::Below => edge + 5.0 + row * count(spot.row) + row * 0.7,
        };
        write(sheet, callout, [spot.left, down], edge);
    }
    if used > 0 {
        sheet.y = from + rows + 5.0;
    }
}

/// Callouts that found a place.
type Placed<'c> = Vec<(&'c Callout, Spot)>;

/// A place for each, so that as few threads as possible run through another's words: the first four are tried in every order.
fn arrange(found: &[Callout], right: f64) -> (Placed<'_>, usize) {
    let few = found.len().min(4);
    let mut best: Option<(usize, Placed<'_>, usize)> = None;
    for order in orders(few) {
        let rest = few..found.len();
        let mut shelf = Shelf::new(1.0, right, 4);
        let all = order.into_iter().chain(rest).map(|i| &found[i]);
        let place = |c| Some((c, Callout::place(c, &mut shelf)?));
        let placed: Vec<_> = all.filter_map(place).collect();
        let cost = crossings(&placed) + 2 * (found.len() - placed.len());
        if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, placed, shelf.used()));
        }
    }
    best.map_or((Vec::new(), 0), |(_, placed, used)| (placed, used))
}

/// Every order of `0..n`, the natural one first.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..n {
        let longer = |order: &Vec<usize>| {
            let order = order.clone();
            let free = (0..n).filter(|i| !order.contains(i)).collect::<Vec<_>>();
            free.into_iter().map(move |i| [order.clone(), vec![i]].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// How many threads run through words that stand nearer to the strip.
fn crossings(placed: &[(&Callout, Spot)]) -> usize {
    let through = |(above, high): &(&Callout, Spot), (below, low): &(&Callout, Spot)| {
        let words = low.left - 2.0..low.left + below.wide() + 2.0;
        high.row > low.row && above.thread.is_some_and(|(x, _)| words.contains(&x))
    };
    placed.iter().map(|a| placed.iter().filter(|b| through(a, b)).count()).sum()
}

/// In the order in which they choose their places: the next change, now, the name, later changes.
fn gather(sheet: &Sheet<'_>, ribbon: &Ribbon, side: Side) -> Vec<Callout> {
    let (strong, small) = (sheet.sizes.strong, sheet.sizes.small);
    let mut coming = ribbon.changes.iter().filter(|c| sheet.axis.contains(c.at)).take(12);
    let next = coming.next().map(|c| of_change(sheet, c, strong, "mr-text mr-bold"));
    let now = (side == Side::Above && sheet.axis.contains(sheet.now)).then(|| of_now(sheet, ribbon));
    let name = (!sheet.has_gutter()).then(|| of_name(sheet, ribbon));
    let later = coming.map(|c| of_change(sheet, c, small, "mr-text"));
    let all = next.into_iter().chain(now).chain(name).chain(later);
    all.filter(|c| !c.text.is_empty()).collect()
}

fn of_change(sheet: &Sheet<'_>, change: &Change, size: f64, class: &'static str) -> Callout {
    let room = sheet.axis.right() - 1.0 - size - 5.0;
    Callout {
        thread: Some((sheet.axis.x(change.at), "mr-thread")),
        text: fit(&clean(&change.label), size, room),
        colour: Some(change.to),
        kind: Type { size, class },
        sides: [Anchor::Start, Anchor::Middle, Anchor::End],
    }
}

fn of_now(sheet: &Sheet<'_>, ribbon: &Ribbon) -> Callout {
    let size = sheet.sizes.small;
    Callout {
        thread: Some((sheet.axis.x(sheet.now), "mr-now")),
        text: fit(&clean(&ribbon.now_label), size, sheet.axis.right() - 1.0),
        colour: None,
        kind: Type { size, class: "mr-text" },
        sides: [Anchor::End, Anchor::Middle, Anchor::Start],
    }
}

fn of_name(sheet: &Sheet<'_>, ribbon: &Ribbon) -> Callout {
    let kind = sheet.body("mr-text mr-bold");
    Callout {
        thread: None,
        text: fit(&clean(&ribbon.name), kind.size, sheet.axis.right() - 1.0),
        colour: None,
        kind,
        sides: [Anchor::Start; 3],
    }
}

fn write(sheet: &mut Sheet<'_>, callout: &Callout, [left, y]: [f64; 2], edge: f64) {
    if let Some((x, class)) = callout.thread {
        let end = if edge > y { y + 4.0 } else { y - callout.kind.size };
        sheet.canvas.line(Layer::Middle, [x, end, x, edge], class);
    }
    match callout.colour {
        Some(colour) => {
            sheet.signed(colour, [left, y], callout.kind, &callout.text);
        }
        None => sheet.canvas.text([left, y], Anchor::Start, callout.kind, &callout.text),
    }
}
