//! `mingma evidence declare`: the own word.

use clap::Args;
use mingma_app::evidence::compose::{declare, items};

use crate::acting::{ActArgs, Way};
use crate::context::Answer;
use crate::said::SaidArgs;

/// Declare something of oneself, signed by one's own device.
///
/// The resident is whose the key is. A self_declaration is said now, unless
/// --set declared_at=TIME says when; --set symptoms= says that one feels well.
#[derive(Args, Debug)]
pub struct DeclareArgs {
    #[command(flatten)]
    said: SaidArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl DeclareArgs {
    /// Reads, signs, hands in.
    pub fn run(&self) -> Answer {
        self.act.act(Way::Whole, &|acting| {
            let mut said = self.said.read(acting)?;
            match (said.len(), said.pop()) {
                (1, Some(one)) => Ok(declare(&acting.with(), one)),
                (_, last) => {
                    said.extend(last);
                    Ok(items(&acting.with(), "declaration", said))
                }
            }
        })
    }
}
