//! `mingma area`: risk areas, declared and lifted.

use clap::{Args, Subcommand};
use mingma_app::House;
use mingma_app::evidence::compose::{self, Area};
use mingma_model::Level;
use mingma_store::rows::AreaRow;
use serde_json::{Value, json};

use crate::acting::{ActArgs, TwoArgs};
use crate::commands::derive::instant;
use crate::context::{Answer, Outcome, print_json};
use crate::kept::DataArgs;
use crate::words::{id, region, word};

/// Declare risk areas, lift them, list them.
#[derive(Debug, Subcommand)]
pub enum AreaCommand {
    /// Declare a risk area, or change the level of one that stands
    Declare(DeclareArgs),
    /// Lift a risk area
    Lift(LiftArgs),
    /// List the risk areas, those that were lifted too
    List(ListArgs),
}

/// Declare a risk area, or change the level of one that stands.
///
/// Two officers of a unit with the power `declare` over the region sign. Nobody's colour is
/// touched by it: who lives or was there is said as evidence, person by person.
#[derive(Args, Debug)]
pub struct DeclareArgs {
    /// The area's id
    #[arg(value_name = "AREA")]
    area: String,
    /// Where it is: six digits
    #[arg(long, value_name = "CODE")]
    region: String,
    /// high, medium or low
    #[arg(long, value_name = "LEVEL")]
    level: String,
    /// From when it counts (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Its Chinese name
    #[arg(long, value_name = "NAME")]
    name_zh: String,
    /// Its English name
    #[arg(long, value_name = "NAME")]
    name_en: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Lift a risk area: one officer of the unit that declared it, or of one above.
#[derive(Args, Debug)]
pub struct LiftArgs {
    /// The area's id
    #[arg(value_name = "AREA")]
    area: String,
    /// When (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// List the risk areas, those that were lifted too.
#[derive(Args, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl AreaCommand {
    /// Acts, or lists.
    pub fn run(&self) -> Answer {
        match self {
            Self::Declare(args) => args.run(),
            Self::Lift(args) => args.run(),
            Self::List(args) => args.run(),
        }
    }
}

impl DeclareArgs {
    fn run(&self) -> Answer {
        let area = id("AREA", &self.area)?;
        let level = word("--level", &self.level, &Level::ALL.map(Level::word), Level::from_word)?;
        let at = self.at.as_deref().map(|text| instant("--at", text)).transpose()?;
        self.act.act(self.two.way(), &|acting| {
            let declared = Area {
                area: area.clone(),
                region: region(acting.house.profile(), "--region", &self.region)?,
                level,
                declared_at: at.unwrap_or(acting.at),
                name_zh: self.name_zh.clone(),
                name_en: self.name_en.clone(),
            };
            Ok(compose::declare_area(&acting.with(), &declared))
        })
    }
}

impl LiftArgs {
    fn run(&self) -> Answer {
        let area = id("AREA", &self.area)?;
        let at = self.at.as_deref().map(|text| instant("--at", text)).transpose()?;
        self.act.act(self.two.way(), &|acting| Ok(compose::lift_area(&acting.with(), &area, at.unwrap_or(acting.at))))
    }
}

impl ListArgs {
    fn run(&self) -> Answer {
        let house = self.data.open()?;
        let registry = house.registry();
        if self.json {
            let rows: Vec<Value> = registry.areas.values().map(|row| told(&house, row)).collect();
            print_json(&rows)?;
            return Ok(Outcome::Holds);
        }
        for row in registry.areas.values() {
            let zone = &house.profile().zone;
            let lifted = row.lifted_at.map_or_else(String::new, |at| format!(" – {}", zone.show(at)));
            let since = zone.show(row.declared_at);
            say!("{} {} {} {} {since}{lifted}", row.id, row.region, row.level, row.unit);
        }
        Ok(Outcome::Holds)
    }
}

fn told(house: &House, row: &AreaRow) -> Value {
    let zone = &house.profile().zone;
    json!({
        "area": row.id,
        "region": row.region,
        "level": row.level,
        "unit": row.unit,
        "declared_at": zone.show(row.declared_at),
        "lifted_at": row.lifted_at.map(|at| zone.show(at)),
    })
}
