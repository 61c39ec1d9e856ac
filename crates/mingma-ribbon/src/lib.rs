//! The ribbon of a code.
mod axis;
mod canvas;
mod compare;
mod glyph;
mod input;
mod lanes;
mod measure;
mod place;
mod sheet;
mod strip;
mod svg;
mod tell;
mod terminal;
mod words;

pub use compare::{Compare, Difference};
pub use input::{
    Band, Change, Colour, Day, Lane, Lapse, Mark, MarkKind, Options, Ribbon, Stay, Window,
};
pub use svg::STYLE;
pub use terminal::TerminalOptions;
pub use words::Words;
