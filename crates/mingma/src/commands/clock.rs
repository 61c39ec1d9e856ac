//! `mingma clock`: the clock of a demo folder.

use clap::{Args, Subcommand};
use mingma_app::Clock;
use serde_json::json;

use crate::commands::derive::instant;
use crate::context::{Answer, Outcome};
use crate::kept::{DataArgs, Serving, does_not_hold, faults, print};

/// Move the clock of a demo folder forwards; it never goes back.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// Move the clock forwards to a moment
    Forward(ForwardArgs),
}

/// Move the clock of a demo folder forwards to a moment, while nobody serves it.
#[derive(Args, Debug)]
pub struct ForwardArgs {
    /// The moment: RFC 3339 with offset, whole seconds
    #[arg(value_name = "TIME")]
    to: String,
    #[command(flatten)]
    data: DataArgs,
    /// Print one JSON document: {now}
    #[arg(long)]
    json: bool,
}

impl ClockCommand {
    /// Runs the sub-command.
    pub fn run(&self) -> Answer {
        match self {
            Self::Forward(args) => args.run(),
        }
    }
}

impl ForwardArgs {
    fn run(&self) -> Answer {
        let to = instant("TIME", &self.to)?;
        let place = self.data.find()?;
        let Some(clock) = place.demo(false)? else {
            return does_not_hold(faults::no_demo(place.layout.folder()), self.json);
        };
        // A server has the clock in its hands and would write it over.
        let _alone = match Serving::hold(&place.layout)? {
            Ok(alone) => alone,
            Err(holder) => return does_not_hold(faults::served(&holder), self.json),
        };
        let newest = place.store.newest()?;
        let sealed_at = place.store.act(newest)?.map_or(i64::MIN, |act| act.sealed_at);
        let (zone, now) = (&place.profile.zone, clock.now().max(sealed_at));
        if to < now {
            return does_not_hold(faults::back(&zone.show(to), &zone.show(now)), self.json);
        }
        clock.forward(to)?;
        let now = zone.show(to);
        print(self.json, &json!({ "now": now }), &format!("演示时间 {now}"), &format!("Demo time {now}"))?;
        Ok(Outcome::Holds)
    }
}
