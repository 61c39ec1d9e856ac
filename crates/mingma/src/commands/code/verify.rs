//! `mingma code verify`: what a code is worth, offline, from a text or a picture.

mod picture;

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use mingma_model::{Fault, Lang, Profile, Text};
use mingma_wire::{Answer16, Challenge, Keys, LIST, Policy, StatusList, StatusLists, Verdict, verify};
use serde::Serialize;

use crate::commands::derive::instant;
use crate::context::{Answer, Outcome, ProfileArg, Refusal, print_json};
use crate::files;

/// Which code, by whose keys, as of when.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// The code as text; its spaces are part of it
    #[arg(value_name = "TEXT", required_unless_present = "image", conflicts_with = "image")]
    text: Option<String>,
    /// A picture of the code: PNG or JPEG
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// The keys that are trusted, as JSON or lines
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// A status list, as its register serves it; may be given several times
    #[arg(long, value_name = "FILE")]
    status: Vec<PathBuf>,
    /// The moment: RFC 3339 with offset [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The challenge that was shown: MMC:…, or the 32 hex digits of its answer
    #[arg(long, value_name = "TEXT")]
    challenge: Option<String>,
    /// Seconds that what is known may be old, as the place's policy says
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i64).range(0..))]
    as_of_within: Option<i64>,
    /// Take codes of demos as well
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    profile: ProfileArg,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl VerifyArgs {
    pub fn run(&self) -> Answer {
        let profile = self.profile.read()?;
        let keys = Keys::read(&files::text(&self.keys)?).map_err(|error| of_file(error.fault(), &self.keys))?;
        let mut lists = StatusLists::none();
        for path in &self.status {
            let list = StatusList::read(&bytes(path, LIST)?, &keys);
            lists.add(list.map_err(|error| of_file(error.fault(), path))?);
        }
        let at = match &self.at {
            Some(text) => instant("--at", text)?,
            None => jiff::Timestamp::now().as_second(),
        };
        let challenge = self.challenge.as_deref().map(asked).transpose()?;
        let policy = Policy { demo: self.demo, as_of_within: self.as_of_within, ..Policy::default() };
        let verdict = verify(&self.shown()?, &keys, &lists, at, challenge, &policy);
        if let Some(why) = verdict.why.as_ref().filter(|why| why.unreadable()) {
            return Err(why.fault().into());
        }
        self.tell(&profile, &verdict)?;
        Ok(if verdict.why.is_none() { Outcome::Holds } else { Outcome::DoesNotHold })
    }

    fn shown(&self) -> Result<String, Refusal> {
        match (&self.image, &self.text) {
            (Some(path), _) => Ok(picture::read(&bytes(path, picture::FILE)?).map_err(|fault| of_file(fault, path))?),
            (None, text) => Ok(text.clone().unwrap_or_default()),
        }
    }

    fn tell(&self, profile: &Profile, verdict: &Verdict) -> Result<(), Refusal> {
        if self.json {
            return print_json(&Told::of(profile, verdict));
        }
        for lang in Lang::ALL {
            say!("{}", sentence(profile, verdict, lang));
            if let Some(why) = &verdict.why {
                let fault = why.fault();
                say!("  {}  {} → {}", fault.code, fault.what.of(lang), fault.help.of(lang));
            }
        }
        Ok(())
    }
}

/// One line: the verdict, as of when, and what to compare with a document.
fn sentence(profile: &Profile, verdict: &Verdict, lang: Lang) -> String {
    let mut words = vec![verdict.answer.name(lang).to_owned()];
    if let Some(as_of) = verdict.as_of {
        words.push(format!("{} {}", lang.pick("截至", "as of"), profile.zone.show(as_of)));
    }
    if let Some(credential) = &verdict.credential {
        words.push(format!("{} …{}", credential.name, credential.last_four));
        words.push(credential.issuer.to_string());
        if credential.demo {
            words.push(lang.pick("演示", "a demo").to_owned());
        }
    }
    words.join(" · ")
}

/// What a device signs of the challenge that was shown.
fn asked(text: &str) -> Result<Answer16, Refusal> {
    let hex = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    if let Some(answer) = hex.and_then(|bytes| bytes.try_into().ok()) {
        return Ok(answer);
    }
    Ok(Challenge::from_text(text).map_err(|error| error.fault())?.answer())
}

/// A file of bytes within a limit.
fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| files::unreadable(&path.display().to_string(), &error))?;
    if bytes.len() > limit {
        return Err(of_file(mingma_wire::WireError::TooLong(limit).fault(), path).into());
    }
    Ok(bytes)
}

fn of_file(fault: Fault, path: &Path) -> Fault {
    fault.of_file(path.display().to_string())
}

/// What `--json` prints.
#[derive(Serialize)]
struct Told {
    verdict: &'static str,
    at: String,
    as_of: Option<String>,
    live: bool,
    code: Option<&'static str>,
    why: Option<Text>,
    help: Option<Text>,
    shown: Option<Shown>,
}

/// What the issuer says: to compare with a document.
#[derive(Serialize)]
struct Shown {
    issuer: String,
    name: String,
    last_four: String,
    sampled: Option<String>,
    issued_at: String,
    expires: String,
    demo: bool,
}

impl Told {
    fn of(profile: &Profile, verdict: &Verdict) -> Self {
        let show = |at| profile.zone.show(at);
        let fault = verdict.why.as_ref().map(mingma_wire::WireError::fault);
        let shown = verdict.credential.as_ref().map(|of| Shown {
            issuer: of.issuer.to_string(),
            name: of.name.to_string(),
            last_four: of.last_four.to_string(),
            sampled: of.sampled_hour.map(|hour| show(i64::from(hour) * 3600)),
            issued_at: show(of.issued_at),
            expires: show(of.expires),
            demo: of.demo,
        });
        Self {
            verdict: verdict.answer.word(),
            at: show(verdict.at),
            as_of: verdict.as_of.map(show),
            live: verdict.live,
            code: fault.as_ref().map(|fault| fault.code),
            why: fault.as_ref().map(|fault| fault.what.clone()),
            help: fault.map(|fault| fault.help),
            shown,
        }
    }
}
