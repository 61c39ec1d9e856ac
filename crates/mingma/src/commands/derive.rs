//! `mingma derive`: one person's colour, with everything it rests on.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use mingma_model::{Fault, Lang, Profile, Source, Text, parse_instant, read};
use mingma_ribbon::TerminalOptions;
use mingma_rules::json::Report;
use mingma_rules::{Clash, Derivation, Dossier, Rulebook, explain};

use crate::context::{Answer, Outcome, Refusal, RulesArg, print_json};
use crate::files;

/// Derive one person's colour from evidence and rule packs.
///
/// The evidence is a JSON array of items, taken as admitted. Without --json the
/// ribbon is drawn in characters and the sentence is said.
#[derive(Args, Debug)]
pub struct DeriveArgs {
    /// A JSON array of one resident's items; - reads standard input
    #[arg(long, value_name = "FILE")]
    evidence: PathBuf,
    /// The moment: RFC 3339 with offset, whole seconds
    #[arg(long, value_name = "TIME")]
    at: String,
    /// Try the packs as if they were in force over these dates (试行)
    #[arg(long)]
    as_if: bool,
    /// Language of the sentence: zh or en [default: both]
    #[arg(long, value_name = "LANG", value_parser = ["zh", "en"])]
    lang: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

impl DeriveArgs {
    /// Reads, derives, answers.
    pub fn run(&self) -> Answer {
        let at = instant("--at", &self.at)?;
        let (profile, book) = self.rules.read()?;
        let dossier = self.dossier(&profile)?;
        let book = if self.as_if { moved(&book, &dossier, at) } else { book };
        let derivation = book.derive(&dossier, at).map_err(|clash| clash.fault(book.zone()))?;
        if self.json {
            print_json(&Report::new(&derivation, dossier.evidence(), &profile.zone))?;
        } else {
            self.draw(&book, &derivation, &dossier, &profile)?;
        }
        Ok(Outcome::Holds)
    }

    fn dossier(&self, profile: &Profile) -> Result<Dossier, Refusal> {
        let name = self.evidence.display().to_string();
        let text = files::text(&self.evidence)?;
        let source = Source::new(&name, &text);
        let placed = read::array(&source, profile).map_err(|faults| Refusal::in_text(faults, &source))?;
        Dossier::new(placed.items.clone())
            .map_err(|found| Refusal::in_text(read::place_contradictions(&source, &placed, found), &source))
    }

    fn draw(
        &self,
        book: &Rulebook,
        derivation: &Derivation<'_>,
        dossier: &Dossier,
        profile: &Profile,
    ) -> Result<(), Refusal> {
        let langs: Vec<Lang> =
            self.lang.as_deref().and_then(Lang::from_word).map_or_else(|| Lang::ALL.to_vec(), |lang| vec![lang]);
        for lang in langs {
            let ansi = std::io::stdout().is_terminal();
            let refused = |clash: Clash| Refusal::from(clash.fault(book.zone()));
            let picture = mingma_web::picture::ribbon(book, dossier, derivation, lang).map_err(refused)?;
            let options =
                TerminalOptions { words: mingma_web::picture::words(lang), ansi, ..TerminalOptions::default() };
            say!("{}", picture.terminal(&options));
            let told = explain::explain(book, dossier, derivation, profile, lang).map_err(refused)?;
            say!("{}\n", told.sentence);
        }
        Ok(())
    }
}

/// The packs, as if in force from the day of the first item to half a year on.
fn moved(book: &Rulebook, dossier: &Dossier, at: i64) -> Rulebook {
    let first = dossier.items().iter().map(|item| item.observed_at).min().unwrap_or(at).min(at);
    let zone = book.zone();
    book.as_if(zone.midnight_after(first, 0), zone.midnight_after(at, 180))
}

/// Reads an instant of the command line.
pub fn instant(option: &str, text: &str) -> Result<i64, Refusal> {
    parse_instant(text).map_err(|_| {
        Fault::new(
            "MM-CLI-005",
            Text::new(
                format!("{option} 的时间 \"{text}\" 读不懂"),
                format!("{option} is \"{text}\", which is no time"),
            ),
            Text::new(
                "写成 2022-07-08T09:00:00+08:00：整秒，带偏移",
                "write 2022-07-08T09:00:00+08:00: whole seconds, with an offset",
            ),
        )
        .into()
    })
}
