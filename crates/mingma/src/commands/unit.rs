//! `mingma unit`: units, and what each may do where.

mod story;

use clap::{Args, Subcommand};
use mingma_app::register::power::{self, Grant, Power};
use mingma_app::register::unit::{self, Unit};

use crate::acting::{ActArgs, TwoArgs};
use crate::commands::derive::instant;
use crate::context::{Answer, Refusal};
use crate::words::{area, word};

/// Register units, close them, grant and take back powers; each signed by two officers.
#[derive(Debug, Subcommand)]
pub enum UnitCommand {
    Add(AddArgs),
    Close(CloseArgs),
    Grant(GrantArgs),
    Revoke(RevokeArgs),
    Story(story::StoryArgs),
}

/// Register a unit under another, or change names and telephone of one that stands.
///
/// Two officers of the unit above it, or of one above that, sign; that unit needs the
/// power `register` over the region. Where a unit is and what it stands under never change.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The unit's id
    #[arg(value_name = "UNIT")]
    unit: String,
    /// Its Chinese name
    #[arg(long, value_name = "NAME")]
    name_zh: String,
    /// Its English name
    #[arg(long, value_name = "NAME")]
    name_en: String,
    /// Where it is: two, four or six digits
    #[arg(long, value_name = "CODE")]
    region: String,
    /// The unit above it [default: the unit that acts]
    #[arg(long, value_name = "UNIT")]
    parent: Option<String>,
    /// The telephone that residents are told
    #[arg(long, value_name = "NUMBER")]
    telephone: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Close a unit below which nothing stands.
#[derive(Args, Debug)]
pub struct CloseArgs {
    /// The unit's id
    #[arg(value_name = "UNIT")]
    unit: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Grant a power over a region to a unit below.
///
/// Nobody grants what they do not have, nor for longer.
#[derive(Args, Debug)]
pub struct GrantArgs {
    /// The unit's id
    #[arg(value_name = "UNIT")]
    unit: String,
    /// register, enrol, assign, convert, publish, declare, places, answer, oversee, exchange
    #[arg(value_name = "POWER")]
    power: String,
    /// Where: 00, or two, four or six digits
    #[arg(value_name = "CODE")]
    region: String,
    /// The first moment at which it may no longer (RFC 3339) [default: without end]
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Take a power back.
///
/// What units below hold of it is taken back first.
#[derive(Args, Debug)]
pub struct RevokeArgs {
    /// The unit's id
    #[arg(value_name = "UNIT")]
    unit: String,
    /// The power
    #[arg(value_name = "POWER")]
    power: String,
    /// Where it was granted
    #[arg(value_name = "CODE")]
    region: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl UnitCommand {
    /// Acts.
    pub fn run(&self) -> Answer {
        match self {
            Self::Add(args) => args.run(),
            Self::Close(args) => args.run(),
            Self::Grant(args) => args.run(),
            Self::Revoke(args) => args.run(),
            Self::Story(args) => args.run(),
        }
    }
}

impl AddArgs {
    fn run(&self) -> Answer {
        self.act.act(self.two.way(), &|acting| {
            // The root unit alone stands under none; it changes its own names so.
            let root = acting.house.registry().units.get(&self.unit).is_some_and(|row| row.parent.is_none());
            let parent = self.parent.as_deref().or_else(|| (!root).then_some(acting.actor));
            let unit = Unit {
                id: &self.unit,
                name_zh: &self.name_zh,
                name_en: &self.name_en,
                region: area(acting.house.profile(), "--region", &self.region)?,
                parent,
                telephone: &self.telephone,
            };
            Ok(unit::compose(acting.by(), &unit))
        })
    }
}

impl CloseArgs {
    fn run(&self) -> Answer {
        self.act.act(self.two.way(), &|acting| Ok(unit::compose_closed(acting.by(), &self.unit, &self.reason)))
    }
}

impl GrantArgs {
    fn run(&self) -> Answer {
        let power = power_of(&self.power)?;
        let until = self.until.as_deref().map(|text| instant("--until", text)).transpose()?;
        self.act.act(self.two.way(), &|acting| {
            let region = area(acting.house.profile(), "CODE", &self.region)?;
            Ok(power::compose(acting.by(), &Grant { unit: &self.unit, power, region, until }))
        })
    }
}

impl RevokeArgs {
    fn run(&self) -> Answer {
        let power = power_of(&self.power)?;
        self.act.act(self.two.way(), &|acting| {
            let region = area(acting.house.profile(), "CODE", &self.region)?;
            Ok(power::compose_revoked(acting.by(), &self.unit, power, region, &self.reason))
        })
    }
}

fn power_of(text: &str) -> Result<Power, Refusal> {
    let words: Vec<&str> = Power::ALL.iter().map(|power| power.word()).collect();
    word("POWER", text, &words, Power::from_word)
}
