//! From evidence and packs to a colour: pure, total, the same for everybody.

use mingma_model::Colour;

use crate::book::{Clash, Rulebook, Voice};
use crate::item::{Dossier, Item};
use crate::known::Known;
use crate::pack::{Pack, Rule};
use crate::timeline::{EndedBy, Missing, Stretch, Walk, missing, stop};

/// The packs that spoke of one item, in the order in which they first spoke.
#[derive(Debug, Default)]
struct Spoke {
    packs: Vec<u16>,
    /// At some moment nobody spoke.
    silent: bool,
}

/// A colour with everything it rests on.
#[derive(Clone, Debug)]
pub struct Derivation<'a> {
    /// The colour of the code.
    pub colour: Colour,
    /// The moment it is derived for.
    pub at: i64,
    /// The first later moment with another colour if nothing new becomes known.
    pub next_change: Option<i64>,
    /// The phases that hold the colour.
    pub reasons: Vec<Reason<'a>>,
    /// Every timeline of every pack that spoke.
    pub timelines: Vec<Timeline<'a>>,
    /// Rows of items of which no pack spoke at some moment.
    pub not_covered: Vec<usize>,
    /// Whether the packs' dates were moved (试行).
    pub as_if: bool,
}

/// One phase that holds the code's colour.
#[derive(Clone, Debug)]
pub struct Reason<'a> {
    /// The pack that counts.
    pub pack: &'a Pack,
    /// Its rule.
    pub rule: &'a Rule,
    /// The row of the item in the dossier.
    pub row: usize,
    /// The colour of the code, after stays.
    pub colour: Colour,
    /// The phase, with its own colour before stays.
    pub stretch: Stretch,
    /// Rows of the stays that lower this phase.
    pub capped_by: Vec<usize>,
    /// What each alternative still waits for.
    pub release: Vec<Missing>,
}

/// One rule over one item.
#[derive(Clone, Debug)]
pub struct Timeline<'a> {
    /// The row of the item in the dossier.
    pub row: usize,
    /// The pack that spoke.
    pub pack: &'a Pack,
    /// Its rule.
    pub rule: &'a Rule,
    /// Where counting starts.
    pub anchor: i64,
    /// When the timeline is over, whatever happens.
    pub lapse_at: i64,
    /// The phases reached, in order.
    pub phases: Vec<Stretch>,
}

impl Stretch {
    /// What ended the phase; none while it has not ended at `t`.
    #[must_use]
    pub fn ended_by(&self, t: i64) -> Option<EndedBy> {
        (self.until <= t).then_some(self.by)
    }
}

impl Rulebook {
    /// The colour at `at`, of items sorted by `(observed_at, id)`.
    ///
    /// # Errors
    /// Two packs of one region spoke of one item at one time.
    pub fn colour(&self, items: &[Item], at: i64) -> Result<Colour, Clash> {
        self.colour_of(&Known::at(items, at), at)
    }

    /// Everything about the colour at `at`.
    ///
    /// # Errors
    /// Two packs of one region spoke of one item at one time.
    pub fn derive<'a>(&'a self, dossier: &'a Dossier, at: i64) -> Result<Derivation<'a>, Clash> {
        self.derive_items(dossier.items(), at)
    }

    /// Everything about the colour at `at`, of items sorted by `(observed_at, id)`.
    ///
    /// # Errors
    /// Two packs of one region spoke of one item at one time.
    pub fn derive_items<'a>(&'a self, items: &'a [Item], at: i64) -> Result<Derivation<'a>, Clash> {
        let known = Known::at(items, at);
        let colour = self.colour_of(&known, at)?;
        let mut out = Derivation {
            colour,
            at,
            next_change: self.next_change(&known, at, colour)?,
            reasons: Vec::new(),
            timelines: Vec::new(),
            not_covered: Vec::new(),
            as_if: self.is_as_if(),
        };
        for (row, item) in known.anchored() {
            let spoke = self.spoke(item, at)?;
            self.add_timelines(&known, row, &spoke, &mut out.timelines);
            if spoke.silent {
                out.not_covered.push(row);
            } else if let Some(pack) = self.counting(&known, row, &spoke, at) {
                self.add_reasons(&known, row, pack, at, colour, &mut out.reasons);
            }
        }
        Ok(out)
    }

    /// The colours that stood from the first item up to and with `end`, as each
    /// moment knew it: ascending, each differing from the one before.
    ///
    /// # Errors
    /// Two packs of one region spoke of one item at one time.
    pub fn history(&self, items: &[Item], end: i64) -> Result<Vec<(i64, Colour)>, Clash> {
        let mut out: Vec<(i64, Colour)> = Vec::new();
        let mut moment = items.first().map(|item| item.observed_at).filter(|at| *at <= end);
        while let Some(at) = moment {
            let known = Known::at(items, at);
            let colour = self.colour_of(&known, at)?;
            if out.last().is_none_or(|(_, last)| *last != colour) {
                out.push((at, colour));
            }
            let news = items.iter().map(|item| item.observed_at).find(|observed| *observed > at);
            let change = self.next_change(&known, at, colour)?;
            moment = [news, change].into_iter().flatten().min().filter(|next| *next <= end);
        }
        Ok(out)
    }

    /// The colours from `at` on if nothing new becomes known: the forecast.
    ///
    /// # Errors
    /// Two packs of one region spoke of one item at one time.
    pub fn forecast(&self, items: &[Item], at: i64) -> Result<Vec<(i64, Colour)>, Clash> {
        let known = Known::at(items, at);
        let mut colour = self.colour_of(&known, at)?;
        let mut out = vec![(at, colour)];
        for moment in self.moments(&known, at) {
            let next = self.colour_of(&known, moment)?;
            if next != colour {
                out.push((moment, next));
                colour = next;
            }
        }
        Ok(out)
    }

    fn colour_of(&self, known: &Known<'_>, at: i64) -> Result<Colour, Clash> {
        let mut highest = Colour::Green;
        for (row, item) in known.anchored() {
            let colour = self.item_colour(known, row, item, at)?;
            highest = highest.max(colour);
        }
        Ok(highest)
    }

    /// The lowest over the packs that spoke of the highest phase each holds,
    /// no more than a stay leaves; green where nobody spoke for a moment.
    fn item_colour(&self, known: &Known<'_>, row: usize, item: &Item, at: i64) -> Result<Colour, Clash> {
        let speech = self.speech(item.kind, item.region);
        let mut lowest = Colour::Red;
        let mut last = None;
        for (from, voice) in &speech.turns[speech.turn(item.observed_at)..] {
            if *from > at {
                break;
            }
            match *voice {
                Voice::Nobody => lowest = Colour::Green,
                Voice::Clash(a, b) => return Err(self.clash(item.kind, *from, a, b)),
                // Nothing is lower than green; the rest is read for clashes alone.
                Voice::Pack(row_of) if lowest > Colour::Green && last != Some(row_of) => {
                    last = Some(row_of);
                    lowest = lowest.min(self.highest(known, row, row_of, at));
                }
                Voice::Pack(_) => {}
            }
        }
        Ok(match lowest {
            Colour::Green => Colour::Green,
            _ => known.cap(row, at).map_or(lowest, |cap| lowest.min(cap)),
        })
    }

    /// The highest phase colour of one pack holding over one item.
    fn highest(&self, known: &Known<'_>, row: usize, pack: u16, at: i64) -> Colour {
        self.rules_for(pack, &known.items()[row])
            .filter_map(|rule| Walk::new(self.zone(), known, rule, row).find(|s| s.until > at))
            .filter(|stretch| stretch.holds(at))
            .map(|stretch| stretch.colour)
            .max()
            .unwrap_or(Colour::Green)
    }

    fn rules_for<'a>(&'a self, pack: u16, item: &'a Item) -> impl Iterator<Item = &'a Rule> {
        self.pack(pack).rules.iter().filter(move |rule| rule.on == item.kind && rule.condition.holds(item))
    }

    fn spoke(&self, item: &Item, at: i64) -> Result<Spoke, Clash> {
        let speech = self.speech(item.kind, item.region);
        let mut spoke = Spoke::default();
        for (from, voice) in &speech.turns[speech.turn(item.observed_at)..] {
            if *from > at {
                break;
            }
            match *voice {
                Voice::Nobody => spoke.silent = true,
                Voice::Clash(a, b) => return Err(self.clash(item.kind, *from, a, b)),
                Voice::Pack(pack) if !spoke.packs.contains(&pack) => spoke.packs.push(pack),
                Voice::Pack(_) => {}
            }
        }
        Ok(spoke)
    }

    /// The pack whose colour is the lowest; among equals the first that spoke.
    fn counting(&self, known: &Known<'_>, row: usize, spoke: &Spoke, at: i64) -> Option<u16> {
        spoke.packs.iter().copied().min_by_key(|pack| self.highest(known, row, *pack, at))
    }

    fn add_timelines<'a>(&'a self, known: &Known<'a>, row: usize, spoke: &Spoke, out: &mut Vec<Timeline<'a>>) {
        let items = known.items();
        for pack in &spoke.packs {
            for rule in self.rules_for(*pack, &items[row]) {
                out.push(Timeline {
                    row,
                    pack: self.pack(*pack),
                    rule,
                    anchor: items[row].anchor,
                    lapse_at: stop(self.zone(), rule, &items[row]),
                    phases: Walk::new(self.zone(), known, rule, row).collect(),
                });
            }
        }
    }

    fn add_reasons<'a>(
        &'a self,
        known: &Known<'a>,
        row: usize,
        pack: u16,
        at: i64,
        colour: Colour,
        out: &mut Vec<Reason<'a>>,
    ) {
        let items = known.items();
        let cap = known.cap(row, at);
        for rule in self.rules_for(pack, &items[row]) {
            let holding = Walk::new(self.zone(), known, rule, row).find(|s| s.holds(at));
            let Some(stretch) = holding.filter(|s| cap.map_or(s.colour, |cap| s.colour.min(cap)) == colour) else {
                continue;
            };
            let lowering = known.stays(row, at).filter(|(_, cap, _)| *cap < stretch.colour);
            out.push(Reason {
                pack: self.pack(pack),
                rule,
                row,
                colour,
                stretch,
                capped_by: lowering.map(|(stay, _, _)| stay).collect(),
                release: missing(self.zone(), known, rule, row, &stretch, at),
            });
        }
    }

    fn next_change(&self, known: &Known<'_>, at: i64, colour: Colour) -> Result<Option<i64>, Clash> {
        for moment in self.moments(known, at) {
            if self.colour_of(known, moment)? != colour {
                return Ok(Some(moment));
            }
        }
        Ok(None)
    }

    /// Moments after `at` at which the colour can change without news: phases
    /// begin and end, packs begin and end, stays end. Ascending.
    fn moments(&self, known: &Known<'_>, at: i64) -> Vec<i64> {
        let mut moments = Vec::new();
        for (row, item) in known.anchored() {
            let before = moments.len();
            let speech = self.speech(item.kind, item.region);
            let turns = &speech.turns[speech.turn(item.observed_at)..];
            for (from, voice) in turns {
                match voice {
                    Voice::Pack(pack) => self.phase_moments(known, row, *pack, at, &mut moments),
                    // No colour can be told from there on, so nobody may look past it.
                    Voice::Clash(..) if *from > at => moments.push(*from),
                    _ => {}
                }
            }
            // A timeline that is over is green for good, whoever speaks.
            if moments.len() > before {
                moments.extend(turns.iter().map(|(from, _)| *from).filter(|from| *from > at));
                moments.extend(known.stays(row, at).map(|(_, _, until)| until));
            }
        }
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    fn phase_moments(&self, known: &Known<'_>, row: usize, pack: u16, at: i64, out: &mut Vec<i64>) {
        for rule in self.rules_for(pack, &known.items()[row]) {
            for stretch in Walk::new(self.zone(), known, rule, row) {
                out.extend([stretch.from, stretch.until].into_iter().filter(|moment| *moment > at));
            }
        }
    }
}
