//! `cargo xtask import`: tables of the profile `cn` made from unpacked packages, byte for byte
//! the same each time.
//!
//! Nothing is fetched here. Without `--from` the command prints how to fetch and unpack what it
//! reads. Each table is written with a page beside it that names every source, its version and
//! its licence, so that a reader can make it again.

mod calendar;
mod countries;
mod merge;
mod package;
mod pages;
mod python;
mod regions;

use crate::tree;
use crate::trouble::Trouble;
use package::Package;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Make a table of the profile `cn` from unpacked packages.
#[derive(clap::Args)]
pub struct Args {
    /// The table to make.
    #[arg(value_enum)]
    table: Table,
    /// The folder of unpacked packages; without it, how to fetch them is printed.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Where the table and its page are written.
    #[arg(long)]
    into: Option<PathBuf>,
}

/// The tables that can be made.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Table {
    /// Provinces, prefectures and counties (GB/T 2260).
    Regions,
    /// Public holidays and make-up working days.
    Calendar,
    /// Countries and regions of the world (GB/T 2659).
    Countries,
}

/// A file made from sources: its name and its text.
type Made = (&'static str, String);

impl Table {
    fn sources(self) -> &'static [&'static package::Source] {
        match self {
            Self::Regions => regions::SOURCES,
            Self::Calendar => calendar::SOURCES,
            Self::Countries => countries::SOURCES,
        }
    }

    fn make(self, packages: &[Package]) -> Result<Vec<Made>, Trouble> {
        match self {
            Self::Regions => regions::make(packages),
            Self::Calendar => calendar::make(packages),
            Self::Countries => countries::make(packages),
        }
    }
}

/// Reads the sources, makes the table and its page, writes both.
///
/// # Errors
/// When a package is absent or has another form than the one read here.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let sources = args.table.sources();
    let Some(from) = &args.from else {
        print!("{}", package::how_to_fetch(sources));
        return Ok(ExitCode::SUCCESS);
    };
    let packages = sources.iter().map(|source| Package::open(from, source)).collect::<Result<Vec<_>, _>>()?;
    let into = args.into.clone().unwrap_or_else(|| tree::root().join("profiles/cn"));
    for (name, text) in args.table.make(&packages)? {
        write(&into, name, &text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(into: &Path, name: &str, text: &str) -> Result<(), Trouble> {
    let file = into.join(name);
    let shown = file.display().to_string();
    fs::create_dir_all(into).map_err(|error| Trouble::io(&shown, &error))?;
    fs::write(&file, text).map_err(|error| Trouble::io(&shown, &error))?;
    println!("{shown}: {} 行 lines", text.lines().count());
    Ok(())
}
