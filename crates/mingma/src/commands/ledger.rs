//! `mingma ledger`: what the public log proves, and to whom.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use mingma_acts::item::{resident_id, resident_uid};
use mingma_acts::{Member, Proved, Receipt};
use mingma_ledger::Verifier;
use mingma_model::{Fault, Profile};
use serde::Serialize;
use serde_json::{Value, json};

use crate::context::{Answer, Outcome, ProfileArg, Refusal, print_json};
use crate::files;
use crate::kept::{DataArgs, does_not_hold, faults, print};
use crate::told;

/// The longest receipt that is read, in bytes: an act of 1 MiB, a member, two paths.
const LONGEST: u64 = 4 << 20;

/// Show the log's key; prove an act, and verify such a proof offline.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Print the log's public key, as verifiers take it
    Key(LogKeyArgs),
    /// Write the receipt of an act, or of what it says of a resident
    Prove(ProveArgs),
    /// Verify a receipt offline, with nothing but the log's public key
    Verify(VerifyArgs),
}

/// Print the log's public key: `name+hash+base64`, as verifiers of signed notes take it.
#[derive(Args, Debug)]
pub struct LogKeyArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Write the receipt of an act: its path to the newest checkpoint.
///
/// With --member it also holds what the act says of that resident, and what the register
/// added about them on admission, such as a stay, in the clear: give such a receipt to nobody
/// but them.
#[derive(Args, Debug)]
pub struct ProveArgs {
    /// The act's number
    #[arg(value_name = "SEQ")]
    seq: u64,
    /// The resident whose member is proved as well
    #[arg(long, value_name = "R-ID")]
    member: Option<String>,
    /// Which of their members, where the act says several things of them
    #[arg(long, value_name = "N", default_value_t = 1, requires = "member", value_parser = clap::value_parser!(u32).range(1..))]
    nth: u32,
    /// The file to write: a new one [default: SEQ.receipt]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Verify a receipt offline, and tell what it proves. Exit 1 if it does not hold.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// The receipt
    #[arg(value_name = "FILE")]
    receipt: PathBuf,
    /// The log's public key, or a file that holds it: from wherever it was published
    #[arg(long, value_name = "FILE|TEXT")]
    log_key: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    profile: ProfileArg,
}

impl LedgerCommand {
    /// Runs the sub-command.
    pub fn run(&self) -> Answer {
        match self {
            Self::Key(args) => args.run(),
            Self::Prove(args) => args.run(),
            Self::Verify(args) => args.run(),
        }
    }
}

impl LogKeyArgs {
    fn run(&self) -> Answer {
        let key = self.data.find()?.log()?;
        if self.json {
            print_json(&json!({ "origin": key.name(), "key": key.to_string() }))?;
        } else {
            say!("{key}");
        }
        Ok(Outcome::Holds)
    }
}

impl ProveArgs {
    fn run(&self) -> Answer {
        let kept = self.data.open()?;
        let newest = kept.store().newest()?;
        if self.seq == 0 || self.seq > newest {
            return does_not_hold(faults::no_act(self.seq, newest), self.json);
        }
        let receipt = match &self.member {
            None => Some(kept.receipt(self.seq)?),
            Some(text) => {
                let uid = resident_uid(text).ok_or_else(|| faults::no_resident_id(text))?;
                kept.receipt_of(self.seq, &uid, self.nth as usize - 1)?
            }
        };
        let Some(receipt) = receipt else {
            let whom = self.member.as_deref().unwrap_or_default();
            return does_not_hold(faults::no_member(self.seq, whom), self.json);
        };
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.receipt", self.seq)));
        write_new(&out, &receipt.to_bytes())?;
        let name = out.display().to_string();
        let proof = json!({ "seq": self.seq, "file": name, "member": self.member, "added": receipt.added.len() });
        print(self.json, &proof, &format!("回执写在 {name}"), &format!("The receipt is in {name}"))?;
        Ok(Outcome::Holds)
    }
}

/// Never over a file that stands.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let written =
        std::fs::OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(bytes));
    Ok(written.map_err(|error| faults::not_written(path, &error))?)
}

impl VerifyArgs {
    fn run(&self) -> Answer {
        let log = self.key()?;
        let profile = self.profile.read()?;
        let proved = match read(&self.receipt)?.and_then(|receipt| receipt.verify(&log).map_err(|error| error.fault()))
        {
            Ok(proved) => proved,
            Err(fault) => {
                let why = format!("{} {} / {}", fault.code, fault.what.zh, fault.what.en);
                return does_not_hold(faults::not_shown(&why), self.json);
            }
        };
        let proof = Told::of(&proved, &profile);
        if self.json {
            print_json(&proof)?;
        } else {
            proof.tell();
        }
        Ok(Outcome::Holds)
    }

    fn key(&self) -> Result<Verifier, Refusal> {
        let path = Path::new(&self.log_key);
        let text = if path.is_file() { files::text(path)? } else { self.log_key.clone() };
        Ok(text.trim().parse()?)
    }
}

/// The receipt of a file, or why it holds none.
fn read(path: &Path) -> Result<Result<Receipt, Fault>, Refusal> {
    let mut bytes = Vec::new();
    let name = path.display().to_string();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(|error| files::unreadable(&name, &error))?;
    Ok(Receipt::from_bytes(&bytes).map_err(|error| error.fault()))
}

/// What a receipt proved.
#[derive(Serialize)]
struct Told {
    holds: bool,
    origin: String,
    log_size: u64,
    seq: u64,
    class: &'static str,
    actor: String,
    sealed_at: String,
    act: String,
    signed_by: Vec<String>,
    member: Option<MemberTold>,
    added: Vec<MemberTold>,
    #[serde(skip)]
    class_names: [String; 2],
}

#[derive(Serialize)]
struct MemberTold {
    resident: String,
    item: serde_json::Map<String, Value>,
}

impl Told {
    fn of(proved: &Proved, profile: &Profile) -> Self {
        let (record, act) = (&proved.record, proved.record.act());
        let name = act.class.text();
        let told = |member: &Member| MemberTold {
            resident: resident_id(&member.resident).as_str().to_owned(),
            item: told::map(&member.item, profile),
        };
        Self {
            holds: true,
            origin: proved.checkpoint.origin.clone(),
            log_size: proved.checkpoint.size,
            seq: record.seq,
            class: act.class.word(),
            actor: act.actor.clone(),
            sealed_at: profile.zone.show(record.sealed_at),
            act: act.id.to_string(),
            signed_by: record.approvals.iter().map(|approval| approval.key.to_string()).collect(),
            member: proved.member.as_ref().map(told),
            added: proved.added.iter().map(told).collect(),
            class_names: [name.zh, name.en],
        }
    }

    fn tell(&self) {
        let Self { log_size, seq, sealed_at, class_names: [zh, en], .. } = self;
        let (origin, actor) = (told::shown(&self.origin), told::shown(&self.actor));
        say!(
            "成立：账本 {origin} 在 {log_size} 号处置时的检查点包含第 {seq} 号处置“{zh}”，{actor} 作出，{sealed_at} 登记"
        );
        say!(
            "It holds: the checkpoint of {origin} over {log_size} acts contains act {seq}, {en}, by {actor}, sealed at {sealed_at}"
        );
        for key in &self.signed_by {
            say!("  签署密钥 signed with {key}");
        }
        if let Some(member) = &self.member {
            say!("  {} {}", member.resident, told::plain(&Value::Object(member.item.clone())));
        }
        for added in &self.added {
            let item = told::plain(&Value::Object(added.item.clone()));
            say!("  登记时附加 added on admission: {} {item}", added.resident);
        }
        say!(
            "它不证明签署者其人：密钥属于谁，由登记册的审计核对 / It does not prove who signed: whose a key is, the register's audit tells"
        );
    }
}
