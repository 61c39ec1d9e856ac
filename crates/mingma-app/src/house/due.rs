//! What time brings about without anybody signing: a proposal that nobody answered ends, an
//! appeal that nobody decided is eased.

use mingma_acts::{ActError, Class, Map, Uid};
use mingma_store::rows::DueRow;
use mingma_store::{OPEN, Pages, Row};

use super::House;
use crate::compose::Draft;
use crate::redress::DUE;

/// How many lines are read at a time.
const STEP: usize = 1_024;

impl House {
    /// Closes the proposals that ran out and eases the appeals that are due, by an act of the
    /// register's own each; answers with how many. Of a proposal, who asks by the clock is told
    /// the same before and after.
    ///
    /// # Errors
    /// The due queue cannot be read, or the register has stopped writing.
    pub fn work_due(&self) -> Result<u64, ActError> {
        let now = self.now();
        let mut closed = 0;
        let mut pages = Pages::of(&*self.store, DueRow::TABLE, STEP);
        while let Some(rows) = pages.page()? {
            for row in rows {
                let line = DueRow::read(&row)?;
                if line.at > now {
                    return Ok(closed);
                }
                closed += match line.what.as_str() {
                    "proposal_lapses" => u64::from(self.lapse(&line.key, now)?),
                    DUE => self.ease(&line.key)?,
                    _ => 0,
                };
            }
        }
        Ok(closed)
    }

    /// True if the proposal still waited.
    fn lapse(&self, key: &str, now: i64) -> Result<bool, ActError> {
        let Some(id) = Uid::parse(key) else { return Ok(false) };
        let waits = self.store.proposal(&id.0)?.is_some_and(|row| row.state == OPEN && row.expires <= now);
        if waits {
            let body = Map::new().with("proposal", id.0.to_vec());
            self.keep_own(Draft::new(Class::ProposalClosed, "register", body, now, self.vault.random()), &[])?;
        }
        Ok(waits)
    }
}
