//! Everybody with a red, judged one after another.

use mingma_rules::{Clash, Dossier, Rulebook};

use crate::register::{Channel, Occasion, Red, Register};
use crate::verdict::{Judge, Law, Verdict};

/// A person whom nothing explains: the first such red, and its circumstances.
pub(crate) struct Found {
    pub(crate) red: Red,
    pub(crate) channel: Channel,
    pub(crate) papered: bool,
    pub(crate) lapsed: bool,
    pub(crate) dossier: Option<Dossier>,
}

/// Everybody with a red.
#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) red: u64,
    pub(crate) explained: u64,
    pub(crate) not_covered: u64,
    pub(crate) unexplained: Vec<Found>,
}

/// Judges everybody with a red; the unexplained by moment, then as the register has them.
pub(crate) fn judge(register: &mut Register, book: &Rulebook) -> Result<Judged, Clash> {
    let mut judged = Judged::default();
    let law = Law::new(book);
    let mut evidence = std::mem::take(&mut register.evidence);
    let mut row = 0;
    for reds in register.reds.chunk_by(|a, b| a.resident == b.resident) {
        let occasions = &register.occasions[row..row + reds.len()];
        row += reds.len();
        // The reading has found no contradiction among a resident's items.
        let dossier = evidence.remove(&reds[0].resident).and_then(|items| Dossier::new(items).ok());
        judged.red += 1;
        match person(reds, occasions, dossier, &law)? {
            Standing::Explained => judged.explained += 1,
            Standing::NotCovered => judged.not_covered += 1,
            Standing::Unexplained(found) => judged.unexplained.push(*found),
        }
    }
    judged.unexplained.sort_by_key(|found| (found.red.from, found.red.resident));
    Ok(judged)
}

/// What is found of one person.
enum Standing {
    Explained,
    NotCovered,
    Unexplained(Box<Found>),
}

/// By the first red that nothing explains; explained only if all are.
fn person(reds: &[Red], occasions: &[Occasion], dossier: Option<Dossier>, law: &Law<'_>) -> Result<Standing, Clash> {
    let nothing = Dossier::default();
    let judge = Judge { law, dossier: dossier.as_ref().unwrap_or(&nothing) };
    let mut standing = Standing::Explained;
    for (red, occasion) in reds.iter().zip(occasions) {
        match judge.verdict(red)? {
            Verdict::Explained => {}
            Verdict::NotCovered => standing = Standing::NotCovered,
            Verdict::Unexplained => {
                let channel = occasion.map_or(Channel::NoScan, |(_, channel)| channel);
                let around = judge.circumstances(red)?;
                let found = Found { red: *red, channel, papered: around.papered, lapsed: around.lapsed, dossier };
                return Ok(Standing::Unexplained(Box::new(found)));
            }
        }
    }
    Ok(standing)
}
