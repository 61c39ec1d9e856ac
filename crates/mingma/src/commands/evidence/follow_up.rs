//! `mingma evidence follow-up`: what happened to an item afterwards.

use clap::Args;
use mingma_app::evidence::compose::follow_up;
use mingma_model::Event;

use super::correct::of;
use crate::acting::{ActArgs, TwoArgs};
use crate::commands::derive::instant;
use crate::context::Answer;
use crate::words::word;

/// Say what happened to an item afterwards.
///
/// The events are discharged (of a case), withdrawn_at_origin (of a notice), area_medium and
/// area_lifted (of a residence in an area) and immunity_shown (of a contact).
#[derive(Args, Debug)]
pub struct FollowUpArgs {
    /// Of whom the items were said
    #[arg(value_name = "RESIDENT")]
    resident: String,
    /// The items' ids
    #[arg(value_name = "ITEM", required = true)]
    item: Vec<String>,
    /// What happened
    #[arg(long, value_name = "EVENT")]
    event: String,
    /// When (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl FollowUpArgs {
    /// Finds, signs, hands in.
    pub fn run(&self) -> Answer {
        let event = word("--event", &self.event, &Event::ALL.map(Event::word), Event::from_word)?;
        let at = self.at.as_deref().map(|text| instant("--at", text)).transpose()?;
        self.act.act(self.two.way(), &|acting| {
            let of = of(acting, &self.resident, &self.item)?;
            Ok(follow_up(&acting.with(), event, at.unwrap_or(acting.at), &of))
        })
    }
}
