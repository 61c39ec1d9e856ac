//! Who approved → which account → by which way → how many, with widths to scale.

use maud::{Markup, html};
use mingma_legacy::Flow;
use mingma_model::Lang;

use crate::chart::{grouped, n};
use crate::show;

/// Size of the drawing, px. On a phone it scrolls in its box.
const WIDTH: f64 = 1000.0;
/// Height of all people together.
const TALL: f64 = 300.0;
const GAP: f64 = 30.0;
const NODE: f64 = 10.0;
/// The most accounts that are drawn one by one.
const ACCOUNTS: usize = 10;

/// A node of a column: a name, a count, where it stands.
struct Node {
    name: String,
    note: String,
    count: u64,
    y: f64,
}

/// A band from one node to another.
struct Band {
    from: usize,
    to: usize,
    count: u64,
}

struct Drawing {
    scale: f64,
    columns: [Vec<Node>; 3],
    bands: [Vec<Band>; 2],
    height: f64,
}

/// The drawing; nothing where nobody is to be drawn.
pub(crate) fn drawn(flows: &[Flow], lang: Lang) -> Markup {
    let total: u64 = flows.iter().map(|flow| flow.count).sum();
    if total == 0 {
        return html! {};
    }
    let drawing = Drawing::new(&told(flows, lang), total);
    let xs = [0.0, WIDTH * 0.38, WIDTH * 0.76];
    html! {
        svg class="chart flow-chart" viewBox={ "0 0 " (WIDTH) " " (n(drawing.height)) } role="img" aria-label=(lang.pick("流向图；下面的表说的是同一件事", "The flow; the table below tells the same")) {
            @for (step, bands) in drawing.bands.iter().enumerate() {
                (drawing.step(step, bands, [xs[step] + NODE, xs[step + 1]], lang))
            }
            @for (nodes, x) in drawing.columns.iter().zip(xs) {
                @for node in nodes {
                    rect class="node" x=(n(x)) y=(n(node.y)) width=(n(NODE)) height=(n(drawing.tall(node.count))) {}
                    text x=(n(x)) y=(n(node.y - 6.0)) { tspan font-weight="600" { (grouped(node.count)) } " " tspan lang=[show::foreign(&node.name, lang)] { (node.name) } @if !node.note.is_empty() { tspan class="q" lang=[show::foreign(&node.note, lang)] { " " (node.note) } } }
                }
            }
        }
    }
}

/// Names of the three columns of one band.
type Told = ([(String, String); 3], u64);

fn told(flows: &[Flow], lang: Lang) -> Vec<Told> {
    let named = |text: &str| {
        if text.is_empty() { lang.pick("（空白）", "(blank)").to_owned() } else { text.to_owned() }
    };
    let mut accounts: Vec<(&str, u64)> = Vec::new();
    for flow in flows {
        match accounts.iter_mut().find(|(account, _)| *account == flow.account) {
            Some((_, count)) => *count += flow.count,
            None => accounts.push((&flow.account, flow.count)),
        }
    }
    accounts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let drawn: Vec<&str> = accounts.iter().take(ACCOUNTS).map(|(account, _)| *account).collect();
    let rest = accounts.len().saturating_sub(ACCOUNTS);
    flows
        .iter()
        .map(|flow| {
            let account = if drawn.contains(&flow.account.as_str()) {
                (named(&flow.account), flow.unit.clone())
            } else {
                (
                    match lang {
                        Lang::Zh => format!("另外 {rest} 个账号"),
                        Lang::En => format!("{rest} more accounts"),
                    },
                    String::new(),
                )
            };
            (
                [
                    (named(&flow.approved_by), String::new()),
                    account,
                    (flow.channel.name(lang).to_owned(), String::new()),
                ],
                flow.count,
            )
        })
        .collect()
}

impl Drawing {
    #[allow(clippy::cast_precision_loss)] // counts of people are far below 2^52
    fn new(told: &[Told], total: u64) -> Self {
        let scale = TALL / total as f64;
        let mut columns: [Vec<Node>; 3] = Default::default();
        let mut bands: [Vec<Band>; 2] = Default::default();
        for (names, count) in told {
            let mut at = [0; 3];
            for ((column, (name, note)), at) in columns.iter_mut().zip(names).zip(&mut at) {
                *at = column.iter().position(|node| node.name == *name).unwrap_or_else(|| {
                    column.push(Node { name: name.clone(), note: note.clone(), count: 0, y: 0.0 });
                    column.len() - 1
                });
                column[*at].count += count;
            }
            for (step, bands) in bands.iter_mut().enumerate() {
                match bands.iter_mut().find(|band| (band.from, band.to) == (at[step], at[step + 1])) {
                    Some(band) => band.count += count,
                    None => bands.push(Band { from: at[step], to: at[step + 1], count: *count }),
                }
            }
        }
        let mut height: f64 = 0.0;
        for column in &mut columns {
            let mut y = GAP - 8.0;
            for node in column {
                node.y = y;
                y += (node.count as f64 * scale).max(1.0) + GAP;
            }
            height = height.max(y);
        }
        for bands in &mut bands {
            bands.sort_by_key(|band| (band.from, band.to));
        }
        Self { scale, columns, bands, height: height - GAP + 8.0 }
    }

    #[allow(clippy::cast_precision_loss)]
    fn tall(&self, count: u64) -> f64 {
        (count as f64 * self.scale).max(1.0)
    }

    /// The bands between two columns, each leaving and arriving below the one before.
    fn step(&self, step: usize, bands: &[Band], [x, to]: [f64; 2], lang: Lang) -> Markup {
        let mut left: Vec<f64> = self.columns[step].iter().map(|node| node.y).collect();
        let mut right: Vec<f64> = self.columns[step + 1].iter().map(|node| node.y).collect();
        let middle = f64::midpoint(x, to);
        let mut drawn: Vec<(String, String)> = Vec::new();
        for band in bands {
            let tall = self.tall(band.count);
            let (a, b) = (left[band.from], right[band.to]);
            left[band.from] += tall;
            right[band.to] += tall;
            let path = format!(
                "M{x} {a}C{m} {a} {m} {b} {to} {b}V{d}C{m} {d} {m} {c} {x} {c}Z",
                x = n(x),
                m = n(middle),
                to = n(to),
                a = n(a),
                b = n(b),
                c = n(a + tall),
                d = n(b + tall),
            );
            let title = format!(
                "{} → {}: {}",
                self.columns[step][band.from].name,
                self.columns[step + 1][band.to].name,
                grouped(band.count)
            );
            drawn.push((path, title));
        }
        html! { @for (path, title) in drawn { path class="flow" d=(path) { title lang=[show::foreign(&title, lang)] { (title) } } } }
    }
}
