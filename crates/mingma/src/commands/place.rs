//! `mingma place`: places, and who answers for each.

use clap::{Args, Subcommand};
use mingma_app::register::place::{self, Place, PlaceKind};

use crate::acting::{ActArgs, TwoArgs};
use crate::context::Answer;
use crate::words::{region, word};

/// Register places and close them.
#[derive(Debug, Subcommand)]
pub enum PlaceCommand {
    Add(AddArgs),
    Close(CloseArgs),
}

/// Register a place, or change names, owner and unit of one that stands.
///
/// One officer of the unit that manages it signs; the unit needs the power `places` there.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The place's id
    #[arg(value_name = "PLACE")]
    place: String,
    /// entry, venue or transport
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// Where it is: six digits
    #[arg(long, value_name = "CODE")]
    region: String,
    /// Its Chinese name
    #[arg(long, value_name = "NAME")]
    name_zh: String,
    /// Its English name
    #[arg(long, value_name = "NAME")]
    name_en: String,
    /// Who keeps it: the owner's id
    #[arg(long, value_name = "ID")]
    owner: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Close a place.
#[derive(Args, Debug)]
pub struct CloseArgs {
    /// The place's id
    #[arg(value_name = "PLACE")]
    place: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl PlaceCommand {
    /// Acts.
    pub fn run(&self) -> Answer {
        match self {
            Self::Add(args) => args.run(),
            Self::Close(args) => args.run(),
        }
    }
}

impl AddArgs {
    fn run(&self) -> Answer {
        let kind = word("--kind", &self.kind, &PlaceKind::ALL.map(PlaceKind::word), PlaceKind::from_word)?;
        self.act.act(self.two.way(), &|acting| {
            let place = Place {
                id: &self.place,
                kind,
                region: region(acting.house.profile(), "--region", &self.region)?,
                name_zh: &self.name_zh,
                name_en: &self.name_en,
                // The unit that manages it is the one that says so.
                unit: acting.actor,
                owner: &self.owner,
                point: None,
            };
            Ok(place::compose(acting.by(), &place))
        })
    }
}

impl CloseArgs {
    fn run(&self) -> Answer {
        self.act.act(self.two.way(), &|acting| Ok(place::compose_closed(acting.by(), &self.place, &self.reason)))
    }
}
