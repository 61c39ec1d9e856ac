//! `mingma evidence propose`: something is said of residents.

use clap::Args;
use mingma_acts::{Class, Map};
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{Finding, Said, again, finding, items, night};
use mingma_model::{Fault, Text};
use mingma_seal::Digest;

use crate::acting::{ActArgs, Acting, Way};
use crate::commands::derive::instant;
use crate::context::{Answer, Refusal};
use crate::said::SaidArgs;
use crate::whom;
use crate::words::{id, word};

/// Say something of residents: the first of two officers, or both at once.
///
/// With one officer's key it waits, 24 hours at most, for `evidence approve`; with two
/// (--key twice), or an institution's, it is handed in at once. `docs/admissibility.md` says
/// who may say what, and on what ground. A finding (--place --from --to --how) and a night's
/// act (--provisional) hold for 48 and 12 hours, until somebody else confirms.
#[derive(Args, Debug)]
pub struct ProposeArgs {
    #[command(flatten)]
    said: SaidArgs,
    /// An act that it rests on: a case's id, an act's id or number, RESIDENT/ITEM (may be repeated)
    #[arg(long, value_name = "ACT")]
    cite: Vec<String>,
    /// Sign alone and hand in at once: what only eases
    #[arg(long)]
    alone: bool,
    /// A night's act: one officer, 12 hours, on a laboratory's positive that is cited
    #[arg(long, conflicts_with = "place")]
    provisional: bool,
    /// With the positive in one household or ward: household, ward
    #[arg(long, value_name = "WORD", requires = "provisional")]
    setting: Option<String>,
    /// A finding: the place where they met
    #[arg(long, value_name = "PLACE", requires = "from", requires = "to", requires = "how")]
    place: Option<String>,
    /// A finding: from when (RFC 3339)
    #[arg(long, value_name = "TIME", requires = "place")]
    from: Option<String>,
    /// A finding: until when
    #[arg(long, value_name = "TIME", requires = "place")]
    to: Option<String>,
    /// A finding: how it was learnt, in a word such as interview
    #[arg(long, value_name = "WORD", requires = "place")]
    how: Option<String>,
    /// Why the same fact is said again by another pair, every act that said it being cited
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// The SHA-256 of the foreign certificate whose signature was verified (64 hex digits)
    #[arg(long, value_name = "HEX")]
    certificate: Option<String>,
    #[command(flatten)]
    act: ActArgs,
}

impl ProposeArgs {
    /// Reads, signs, hands in.
    pub fn run(&self) -> Answer {
        let way = if self.alone || self.provisional { Way::Whole } else { Way::ByKeys };
        let line = |member| self.said.line(member);
        self.act.act_of_rows(way, &line, &|acting| self.draft(acting, self.said.read(acting)?))
    }

    fn draft(&self, acting: &Acting<'_>, said: Vec<Said>) -> Result<Draft, Refusal> {
        let cites = self.cite.iter().map(|text| Ok(*whom::act(acting.house, text)?.digest()));
        let mut cites = cites.collect::<Result<Vec<Digest>, Refusal>>()?;
        let with = &acting.with();
        let draft = if self.provisional {
            let [positive, more @ ..] = cites.as_slice() else { return Err(no_positive().into()) };
            let draft = night(with, *positive, self.setting()?, said);
            cites = more.to_vec();
            draft
        } else if let Some(found) = self.finding()? {
            finding(with, &found, said)
        } else if let Some(why) = &self.why {
            let draft = again(with, &cites, why, said);
            cites.clear();
            draft
        } else if let Some(certificate) = &self.certificate {
            certified(acting, certificate, said)?
        } else {
            items(with, "evidence", said)
        };
        Ok(cites.into_iter().fold(draft, Draft::citing))
    }

    fn setting(&self) -> Result<Option<&str>, Refusal> {
        let words = ["household", "ward"];
        let one = |text: &str| words.into_iter().find(|known| *known == text);
        self.setting.as_deref().map(|text| word("--setting", text, &words, one)).transpose()
    }

    fn finding(&self) -> Result<Option<Finding>, Refusal> {
        let Some(place) = &self.place else { return Ok(None) };
        let time = |option, text: &Option<String>| instant(option, text.as_deref().unwrap_or_default());
        Ok(Some(Finding {
            place: id("--place", place)?,
            from: time("--from", &self.from)?,
            to: time("--to", &self.to)?,
            how: id("--how", self.how.as_deref().unwrap_or_default())?,
        }))
    }
}

/// Certificates, with the digest of the one that was verified.
fn certified(acting: &Acting<'_>, certificate: &str, said: Vec<Said>) -> Result<Draft, Refusal> {
    let digest: Digest = certificate.parse().map_err(|_| no_digest(certificate))?;
    let body = Map::new().with("purpose", "certificate").with("certificate", digest.0.to_vec());
    let by = acting.by();
    let draft = Draft::new(Class::Evidence, by.actor, body, by.at, by.random);
    Ok(said.into_iter().fold(draft, |draft, one| draft.about(one.resident, one.item, by.random)))
}

fn no_positive() -> Fault {
    Fault::new(
        "MM-ARG-012",
        Text::new("夜间临时处置没有引用阳性检测", "a night's act cites no positive"),
        Text::new(
            "用 --cite 持码人/依据编号 引用检测机构的阳性",
            "cite the laboratory's positive with --cite RESIDENT/ITEM",
        ),
    )
}

fn no_digest(text: &str) -> Fault {
    Fault::new(
        "MM-ARG-013",
        Text::new(
            format!("--certificate \"{text}\" 不是摘要"),
            format!("--certificate is \"{text}\", which is no digest"),
        ),
        Text::new("写 64 位十六进制的 SHA-256", "write a SHA-256 in 64 hex digits"),
    )
}
