//! `mingma calendar`: working days, and how they were counted.

use clap::{Args, Subcommand};
use mingma_model::calendar::Calendar;
use mingma_model::{Fault, Lang, Text};

use crate::commands::derive::instant;
use crate::context::{Answer, Outcome, ProfileArg, print_json};

/// Count working days.
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// When a clock of N working days runs out, with every day on the way
    Due(DueArgs),
}

/// When a clock of N working days runs out: the end (24:00) of the Nth working day after the day of filing.
#[derive(Args, Debug)]
pub struct DueArgs {
    /// When it was filed: RFC 3339 with offset, whole seconds
    #[arg(long, value_name = "TIME")]
    filed: String,
    /// How many working days
    #[arg(long, value_name = "N")]
    days: u32,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    profile: ProfileArg,
}

impl CalendarCommand {
    /// Runs the sub-command.
    pub fn run(&self) -> Answer {
        match self {
            Self::Due(args) => args.run(),
        }
    }
}

impl DueArgs {
    fn run(&self) -> Answer {
        let filed = instant("--filed", &self.filed)?;
        let profile = self.profile.read()?;
        let due = profile.calendar.due(&profile.zone, filed, self.days).ok_or_else(|| too_many(self.days))?;
        if self.json {
            print_json(&due)?;
        } else {
            for lang in Lang::ALL {
                say!("{}", due.tell(lang));
                for day in &due.days {
                    say!("  {}", day.tell(lang));
                }
            }
        }
        Ok(Outcome::Holds)
    }
}

fn too_many(days: u32) -> Fault {
    Fault::new(
        "MM-CLI-006",
        Text::new(format!("--days {days} 超出范围"), format!("--days {days} is out of range")),
        Text::new(
            format!("写 1 到 {} 之间的整数", Calendar::MOST_DAYS),
            format!("write a whole number, 1 to {}", Calendar::MOST_DAYS),
        ),
    )
}
