//! What is asked of this room: the terms of an appeal before it is filed, and what waits.

use mingma_acts::{Class, Map, Member, Uid};

use super::known::{Reader, own};
use super::questioned::{On, Plea, Subject, Terms, terms};
use crate::house::House;
use crate::refusal::Why;
use crate::submit::Refused;

impl House {
    /// The terms of an appeal that somebody would file now: who decides, by when, and what the
    /// rules answer already.
    ///
    /// # Errors
    /// There is no such resident or item, or nothing stands to appeal against.
    pub fn appeal_terms(&self, resident: &Uid, item: &str, plea: Plea) -> Result<Terms, Refused> {
        let (registry, book) = (self.registry(), self.rules()?);
        let grounds = self.grounds(&registry);
        let asked = Member { salt: [0; 16], resident: *resident, item: Map::new() };
        let files = grounds.files(Class::Appeal, &[asked], &[])?;
        let file = files.first().ok_or_else(|| Refused::Decided(Why::NoResident.into()))?;
        let on = On { registry: &registry, profile: self.profile(), book: &book, now: self.now() };
        let subject = Subject::of(on, file, item)?;
        let brought = Reader::new(&grounds).brought(file, Some(item))?;
        Ok(terms(on, &subject, &brought, &own(&grounds, Some(file))?, plea)?)
    }
}
