//! `mingma area`: risk areas, declared and lifted.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mingma_acts::Uid;
use mingma_app::evidence::compose::{self, Area, Of};
use mingma_app::{Held, House, Why};
use mingma_model::{Event, Fault, Faults, Kind, Level, Region};
use mingma_store::rows::AreaRow;
use serde_json::{Value, json};

use crate::acting::{ActArgs, TwoArgs};
use crate::commands::derive::instant;
use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::files;
use crate::kept::DataArgs;
use crate::whom;
use crate::words::{id, region, word};

/// Declare risk areas, lift them, list them.
#[derive(Debug, Subcommand)]
pub enum AreaCommand {
    Declare(DeclareArgs),
    Lift(LiftArgs),
    Residents(ResidentsArgs),
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

/// Lift a risk area.
///
/// One officer of the unit that declared it, or of one above, signs.
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

/// Say who lives in a risk area, many in one act; or what became of it for them.
///
/// The register of the area's community names them: one resident a line, r-… or TYPE:NUMBER.
/// Two officers of the unit that declared the area, or of one in line with it, sign. With
/// --event the items that were said so before are followed up: the area became medium, or was
/// lifted, when its declaration says.
#[derive(Args, Debug)]
pub struct ResidentsArgs {
    /// The area's id
    #[arg(value_name = "AREA")]
    area: String,
    /// Who lives there, one a line; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// area_medium or area_lifted
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
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
            Self::Residents(args) => args.run(),
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

impl ResidentsArgs {
    fn run(&self) -> Answer {
        let words = [Event::AreaMedium, Event::AreaLifted];
        let read = |text: &str| words.into_iter().find(|event| event.word() == text);
        let event =
            self.event.as_deref().map(|text| word("--event", text, &words.map(Event::word), read)).transpose()?;
        let name = self.file.display().to_string();
        let text = files::text(&self.file)?;
        self.act.act_of_rows(self.two.way(), &|member| Some((name.clone(), lines(&text).nth(member)?.0)), &|acting| {
            let registry = acting.house.registry();
            let row = registry.areas.get(&self.area).ok_or_else(|| Why::NoGround.of(&self.area).fault())?;
            let residents = residents(acting.house, &name, &text)?;
            match event {
                None => Ok(compose::residence(&acting.with(), &area_of(row)?, &residents)),
                Some(event) => {
                    let at = row.lifted_at.filter(|_| event == Event::AreaLifted).unwrap_or(row.declared_at);
                    let of = residents
                        .iter()
                        .map(|one| lives(acting.house, one, &self.area))
                        .collect::<Result<Vec<_>, _>>()?;
                    Ok(compose::follow_up(&acting.with(), event, at, &of))
                }
            }
        })
    }
}

/// The lines of a list that name somebody, each with its number.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().zip(1..).map(|(line, n)| (n, line.trim())).filter(|(_, line)| !line.is_empty())
}

/// The residents of a list; every line that names nobody is told.
fn residents(house: &House, name: &str, text: &str) -> Result<Vec<Uid>, Refusal> {
    let (mut found, mut residents) = (Faults::none(), Vec::new());
    for (line, who) in lines(text) {
        match whom::resident(house, who) {
            Ok(resident) => residents.push(resident),
            Err(refusal) => refusal.faults().listed().iter().cloned().for_each(|fault| {
                found.push(Fault { line, ..fault.of_file(name) });
            }),
        }
    }
    Ok(found.or(residents)?)
}

/// An area as it stands.
fn area_of(row: &AreaRow) -> Result<Area, Refusal> {
    Ok(Area {
        area: id("AREA", &row.id)?,
        region: Region::parse(&row.region).ok_or_else(|| Why::Form.of("region").fault())?,
        level: Level::from_word(&row.level).ok_or_else(|| Why::Form.of("level").fault())?,
        declared_at: row.declared_at,
        name_zh: String::new(),
        name_en: String::new(),
    })
}

/// That somebody lives in an area, as the newest item about it says.
fn lives(house: &House, resident: &Uid, area: &str) -> Result<Of, Refusal> {
    let file = whom::file(house, resident)?;
    let there = |held: &&Held| {
        held.item.kind == Kind::RiskAreaResidence && held.item.id_of("area").is_some_and(|id| id.as_str() == area)
    };
    let held = file.held.iter().rev().find(there).ok_or_else(|| Why::NoGround.of(area).fault())?;
    let act = *house.record(held.seq)?.digest();
    Ok(Of { resident: *resident, of: held.item.id.clone(), region: held.item.region, act })
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
