//! The ribbon of a code: what it was, what it will be if nothing new becomes known, and which item of evidence holds it.
//!
//! A strip of days, as a rule 14 back and 14 on, is coloured by what held (solid) and by the forecast (a tint with an edge). Now and the coming change are written above it. Beneath it every item of evidence has a thin lane of its own: when it binds, where a test would free, when it lapses, whether it holds the code now.
//!
//! ```
//! use mingma_ribbon::{Band, Change, Colour, Day, Lane, Lapse, Mark, MarkKind, Options, Ribbon, TerminalOptions, Window, Words};
//!
//! // The caller brings the civil days of its zone; this crate does no date arithmetic.
//! const DAY: i64 = 86_400;
//! let first = 1_655_740_800; // 21 June 2022, 00:00, +08:00
//! let days: Vec<Day> = (0..20)
//!     .map(|i| {
//!         let (month, number) = if i < 10 { (6, 21 + i) } else { (7, i - 9) };
//!         Day {
//!             start: first + i * DAY,
//!             end: first + (i + 1) * DAY,
//!             label: format!("{month}月{number}日"),
//!             number: number.to_string(),
//!             month: format!("{month}月"),
//!             weekday: String::new(),
//!         }
//!     })
//!     .collect();
//! let on = |day: i64, hour: i64| first + day * DAY + hour * 3_600;
//!
//! // A close contact of 23 June, known on the 24th: red through day 7, then yellow,
//! // and from day 10 one negative test frees.
//! let red = Band::new(on(3, 20), on(10, 0), Colour::Red);
//! let yellow = Band::new(on(10, 0), on(24, 0), Colour::Yellow);
//! let contact = Lane {
//!     label: "密切接触".into(),
//!     detail: "末次接触 6月23日".into(),
//!     bands: vec![red, yellow],
//!     holds: true,
//!     anchor: Some(on(2, 18)),
//!     lapse: Some(Lapse { at: on(24, 0), label: "最迟 7月15日 0时".into() }),
//!     marks: vec![Mark::new(MarkKind::Contact, on(2, 18), "接触")],
//!     windows: vec![Window { from: on(12, 0), to: on(24, 0), label: "此间一次阴性即转绿".into() }],
//!     stays: vec![],
//! };
//! let ribbon = Ribbon {
//!     days,
//!     now: on(7, 14),
//!     now_label: "现在 6月28日 14:00".into(),
//!     code: vec![Band::new(on(-20, 0), on(3, 20), Colour::Green), red, yellow],
//!     changes: vec![Change { at: on(10, 0), to: Colour::Yellow, label: "7月1日 0时 转黄".into() }],
//!     lanes: vec![contact],
//!     title: "健康码".into(),
//!     ..Ribbon::default()
//! };
//!
//! // For a page, on a phone; for a file; for a terminal; for a screen reader.
//! let svg = ribbon.svg(&Options { id: "code".into(), ..Options::default() });
//! assert!(svg.starts_with("<svg") && svg.contains("7月1日 0时 转黄"));
//! let file = ribbon.svg(&Options { standalone: true, width_px: 1120, ..Options::default() });
//! assert!(file.contains("prefers-color-scheme:dark"));
//! let plain = ribbon.terminal(&TerminalOptions::default());
//! assert!(plain.contains("● ● ● ■ ■ ■ ■ ■ □ □ △"));
//! let words = Words::zh();
//! let told = ribbon.describe(&words, &|t| ribbon.reading(&words, t));
//! assert_eq!(told[0], "现在是红码（6月24日 20:00至7月1日 0时）。");
//! ```
//!
//! # What is here
//! * [`Ribbon`]: the input. Instants are Unix seconds, spans half-open, labels ready to read.
//! * [`Ribbon::svg`], [`Ribbon::responsive`]: accessible SVG, one width or three. [`STYLE`] belongs into the page's stylesheet; no inline style is written, so a strict content security policy holds.
//! * [`Ribbon::terminal`]: characters, with or without ANSI colour. [`Ribbon::describe`]: plain sentences.
//! * [`Compare`]: two ribbons on one axis, the difference drawn.
//! * [`Words`]: the few words that the crate says by itself, Chinese and English, or yours.
//!
//! # What is promised
//! * Any value is drawn: no days, reversed bands, a now outside, hundreds of lanes. Nothing panics.
//! * No label lies on another, none is under 11 px; what finds no room is a tooltip and a sentence.
//! * Nothing is told by colour alone: each colour has a shape and a texture, each kind of mark a shape.
//! * Every text is escaped; control characters and those that turn the direction of writing are left out.
//! * The same input gives the same bytes.
//!
//! # What is not
//! No derivation, no clock, no calendar, no dependency, and no other drawing than this one.
//!
//! Start reading in `svg.rs`: a drawing is `callouts`, `strip`, `days`, `marks`, `lanes`, from top to bottom.

mod axis;
mod callouts;
mod canvas;
mod compare;
mod days;
mod glyph;
mod input;
mod lanes;
mod marks;
mod measure;
mod place;
mod sheet;
mod strip;
mod svg;
mod tell;
mod terminal;
mod words;

#[cfg(test)]
extern crate self as mingma_ribbon;
#[cfg(test)]
mod laws;

pub use compare::{Compare, Difference};
pub use input::{Band, Change, Colour, Day, Lane, Lapse, Mark, MarkKind, Options, Ribbon, Stay, Window};
pub use svg::STYLE;
pub use terminal::TerminalOptions;
pub use words::Words;
