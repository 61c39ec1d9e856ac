//! `mingma key`: keys that officers and institutions sign with.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use mingma_seal::{PublicKey, SigningKey, SystemRandom};
use serde_json::json;

use crate::context::{Answer, Outcome, print_json};
use crate::kept::key;

/// Make a key to sign with; tell the public half of one.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key, in a file that only its owner can read
    New(NewArgs),
    /// Tell the id and the public half of a key file
    Show(ShowArgs),
}

/// Make a key, in a file that only its owner can read; nothing is overwritten.
///
/// The id and the public text printed here are what is registered; the file never leaves its
/// owner.
#[derive(Args, Debug)]
pub struct NewArgs {
    /// The file to write: a new one [default: the key's id and .pem]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// ed25519; or p256, for machines that have no other
    #[arg(long, value_name = "NAME", default_value = "ed25519", value_parser = ["ed25519", "p256"])]
    algorithm: String,
    /// Print one JSON document: {id, public, file}
    #[arg(long)]
    json: bool,
}

/// Tell the id and the public half of a key file.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The key file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON document: {id, public, file}
    #[arg(long)]
    json: bool,
}

impl KeyCommand {
    /// Runs the sub-command.
    pub fn run(&self) -> Answer {
        match self {
            Self::New(args) => args.run(),
            Self::Show(args) => tell(&key(&args.file)?.public(), &args.file, args.json),
        }
    }
}

impl NewArgs {
    fn run(&self) -> Answer {
        let key = match self.algorithm.as_str() {
            "p256" => SigningKey::generate_p256(&SystemRandom),
            _ => SigningKey::generate(&SystemRandom),
        };
        let public = key.public();
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.pem", public.id())));
        crate::kept::write_secret(&out, key.pem().as_bytes())?;
        tell(&public, &out, self.json)
    }
}

fn tell(public: &PublicKey, file: &Path, json: bool) -> Answer {
    let (id, name) = (public.id().to_string(), file.display().to_string());
    if json {
        print_json(&json!({ "id": id, "public": public.to_string(), "file": name }))?;
    } else {
        say!("编号 id      {id}");
        say!("公钥 public  {public}");
        say!("文件 file    {name}");
    }
    Ok(Outcome::Holds)
}
