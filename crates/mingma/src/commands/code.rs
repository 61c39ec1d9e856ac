//! `mingma code`: a resident's colour at the register's desk, and what a shown code is worth.

mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use mingma_acts::Uid;
use mingma_app::journal::{Answer as Shown, Asked, Journal};
use mingma_app::{Refused, ResidentFile, Why};
use mingma_model::{Colour, Lang};
use mingma_rules::{Derivation, Dossier, Rulebook, explain};
use serde::Serialize;
use serde_json::json;

use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::kept::{DataArgs, Kept, Looking, does_not_hold, key};
use crate::whom;

/// Show a resident's colour, where every look is kept; verify a code that somebody shows, offline.
#[derive(Debug, Subcommand)]
pub enum CodeCommand {
    /// Show a resident's colour, once it is kept who looked and what for
    Show(ShowArgs),
    /// Verify a code offline: as text or as a picture
    ///
    /// The keys that are trusted stand in a file (docs/protocol.md 8.11). Exit code 0 for green,
    /// yellow and red, the colour being told; 1 for not-live, expired, changed, forged, clock and
    /// cannot-tell; 2 where text or picture hold no code at all. Every verdict says as of when.
    Verify(verify::VerifyArgs),
}

/// Show a resident's colour.
///
/// An officer or an institution looks, by their key; an officer's unit must have a power over
/// residents somewhere. Who looked, where and what for is kept before the answer is given, and
/// the resident can read it; a look that is refused is kept as well. An evidence that no rule
/// in force speaks of is said: it is never a bare green. Where a colour cannot be derived the
/// answer is that it cannot be told, with the code of the reason and exit code 1.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The resident: r-…, or a document as TYPE:NUMBER
    #[arg(value_name = "RESIDENT")]
    resident: String,
    /// What for, in words that the resident will read: 1 to 200 characters
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// The key file of the officer or institution that looks
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Who looks, in a demo folder and without a key
    #[arg(long, value_name = "ID", conflicts_with = "key")]
    verifier: Option<String>,
    /// For which unit [default: the officer's own]
    #[arg(long, value_name = "ID")]
    unit: Option<String>,
    /// Where: a place that is registered; nowhere in particular at a desk
    #[arg(long, value_name = "ID", default_value = "")]
    place: String,
    #[command(flatten)]
    data: DataArgs,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl CodeCommand {
    /// Runs the sub-command.
    pub fn run(&self) -> Answer {
        match self {
            Self::Show(args) => args.run(),
            Self::Verify(args) => args.run(),
        }
    }
}

impl ShowArgs {
    fn run(&self) -> Answer {
        let kept = self.data.open()?;
        let asked = match self.asked(&kept)? {
            Ok(asked) => asked,
            Err(refused) => return does_not_hold(refused.fault(), self.json),
        };
        let resident = whom::resident(&kept, &self.resident)?;
        kept.house.follow()?;
        let shown = match Journal::start(kept.house.clone()).ask(resident, asked) {
            Ok(shown) => shown,
            Err(refused) => return does_not_hold(refused.fault(), self.json),
        };
        // Public before it is given, like everything that is kept.
        kept.sequencer().wait_for(shown.kept)?;
        if let Some(code) = shown.cannot_tell {
            self.silent(&kept, &resident, &shown, code)?;
            return Ok(Outcome::DoesNotHold);
        }
        let file = kept.house.file_of(&resident)?.ok_or_else(|| Why::NoResident.of(format!("r-{resident}")).fault())?;
        self.tell(&kept, &resident, &shown, &file)?;
        Ok(Outcome::Holds)
    }

    fn asked(&self, kept: &Kept) -> Result<Result<Asked, Refused>, Refusal> {
        let keys = self.key.iter().map(|path| key(path)).collect::<Result<Vec<_>, _>>()?;
        let looking = Looking {
            house: &kept.house,
            keys: &keys,
            verifier: self.verifier.as_deref().filter(|_| kept.demo.is_some()),
            unit: self.unit.as_deref(),
            place: &self.place,
            purpose: &self.purpose,
        };
        Ok(looking.admit())
    }

    /// No colour: that it cannot be told, and why.
    fn silent(&self, kept: &Kept, resident: &Uid, shown: &Shown, code: &str) -> Result<(), Refusal> {
        let at = kept.house.profile().zone.show(shown.at);
        if self.json {
            return print_json(&json!({
                "resident": format!("r-{resident}"),
                "colour": null,
                "cannot_tell": code,
                "at": at,
                "as_of": shown.as_of,
                "kept": shown.kept,
            }));
        }
        let (as_of, act) = (shown.as_of, shown.kept);
        say!(
            "无法判断：此人的依据现在推导不出码色（{code}）；不显示任何码色，不得视为绿码或红码。（{at}，知至第 {as_of} 号处置；本次查看记为第 {act} 号）"
        );
        say!(
            "Cannot tell: no colour can be derived from this person's evidence now ({code}). No colour is shown; it stands for neither green nor red. ({at}, as of act {as_of}; this look is act {act})"
        );
        Ok(())
    }

    fn tell(&self, kept: &Kept, resident: &Uid, shown: &Shown, file: &ResidentFile) -> Result<(), Refusal> {
        let book = kept.house.rules()?;
        let known = file.held.iter().filter(|held| held.seq <= shown.as_of).map(|held| held.item.clone());
        let dossier =
            Dossier::new(known.collect()).map_err(|_| Why::Contradiction.of(format!("r-{resident}")).fault())?;
        let derived = book.derive(&dossier, shown.at).map_err(|clash| clash.fault(book.zone()))?;
        if self.json {
            return print_json(&Told::of(kept, resident, shown, &dossier, &derived));
        }
        for lang in Lang::ALL {
            say!("{}", sentence(kept, &book, shown, (&dossier, &derived), lang)?);
        }
        Ok(())
    }
}

/// What is explained is the colour that was kept; the explanation says of what no rule speaks.
fn sentence(
    kept: &Kept,
    book: &Rulebook,
    shown: &Shown,
    (dossier, derived): (&Dossier, &Derivation<'_>),
    lang: Lang,
) -> Result<String, Refusal> {
    let profile = kept.house.profile();
    let told = explain::explain(book, dossier, derived, profile, lang).map_err(|clash| clash.fault(book.zone()))?;
    let (as_of, act) = (shown.as_of, shown.kept);
    let clock = if kept.demo.is_some() { lang.pick("演示时间 ", "demo time ") } else { "" };
    let at = format!("{clock}{}", profile.zone.show(shown.at));
    let steps: Vec<String> = shown
        .steps
        .iter()
        .map(|step| format!("{} {}", profile.zone.show(step.from()), step.colour().name(lang)))
        .collect();
    let next = match (steps.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!(" 若无新情况：{}。", steps.join("；")),
        (false, Lang::En) => format!(" If nothing new becomes known: {}.", steps.join("; ")),
    };
    Ok(match lang {
        Lang::Zh => format!("{}{next}（{at}，知至第 {as_of} 号处置；本次查看记为第 {act} 号）", told.sentence),
        Lang::En => format!("{}{next} ({at}, as of act {as_of}; this look is act {act})", told.sentence),
    })
}

/// What `--json` prints.
#[derive(Serialize)]
struct Told {
    resident: String,
    colour: Option<&'static str>,
    at: String,
    as_of: u64,
    steps: Vec<StepTold>,
    not_covered: Vec<String>,
    kept: u64,
}

#[derive(Serialize)]
struct StepTold {
    from: String,
    colour: &'static str,
}

impl Told {
    fn of(kept: &Kept, resident: &Uid, shown: &Shown, dossier: &Dossier, derived: &Derivation<'_>) -> Self {
        let zone = &kept.house.profile().zone;
        let steps = shown.steps.iter();
        let ids = derived.not_covered.iter().filter_map(|row| dossier.evidence().get(*row));
        Self {
            resident: format!("r-{resident}"),
            colour: shown.colour.map(Colour::word),
            at: zone.show(shown.at),
            as_of: shown.as_of,
            steps: steps.map(|step| StepTold { from: zone.show(step.from()), colour: step.colour().word() }).collect(),
            not_covered: ids.map(|item| item.id.as_str().to_owned()).collect(),
            kept: shown.kept,
        }
    }
}
