//! `mingma institution`: laboratories, ports, carriers and partners that sign for themselves.

use clap::{Args, Subcommand};
use mingma_app::register::institution::{self, Institution, InstitutionKind};
use mingma_app::register::key;

use crate::acting::{ActArgs, TwoArgs};
use crate::commands::revoking::{key_id, standing};
use crate::context::Answer;
use crate::words::{area, public_key, word};

/// Register institutions that sign for themselves, and revoke them.
#[derive(Debug, Subcommand)]
pub enum InstitutionCommand {
    Add(AddArgs),
    Revoke(RevokeArgs),
}

/// Register a laboratory, port, carrier or partner with a key, or a further key.
///
/// Two officers of a unit with the power `register` over the region sign; for a partner,
/// whose region is another's, that unit needs `exchange` at home as well.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The institution's id
    #[arg(value_name = "INSTITUTION")]
    institution: String,
    /// laboratory, port, carrier or partner
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// Its Chinese name
    #[arg(long, value_name = "NAME")]
    name_zh: String,
    /// Its English name
    #[arg(long, value_name = "NAME")]
    name_en: String,
    /// Where its word counts: two, four or six digits
    #[arg(long, value_name = "CODE")]
    region: String,
    /// Its public key: the text, or a file that `mingma key new` wrote
    #[arg(long, value_name = "KEY|FILE")]
    public: String,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

/// Revoke an institution with every key of its, or one key alone.
///
/// That one key is lost the institution may say itself, by any key of its.
#[derive(Args, Debug)]
pub struct RevokeArgs {
    /// The institution's id
    #[arg(value_name = "INSTITUTION")]
    institution: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// This key alone: its id, its public key, or its file
    #[arg(long, value_name = "KEY|FILE")]
    only: Option<String>,
    #[command(flatten)]
    two: TwoArgs,
    #[command(flatten)]
    act: ActArgs,
}

impl InstitutionCommand {
    /// Acts.
    pub fn run(&self) -> Answer {
        match self {
            Self::Add(args) => args.run(),
            Self::Revoke(args) => args.run(),
        }
    }
}

impl AddArgs {
    fn run(&self) -> Answer {
        let words = InstitutionKind::ALL.map(InstitutionKind::word);
        let kind = word("--kind", &self.kind, &words, InstitutionKind::from_word)?;
        let key = public_key("--public", &self.public)?;
        self.act.act(self.two.way(), &|acting| {
            let institution = Institution {
                id: &self.institution,
                kind,
                name_zh: &self.name_zh,
                name_en: &self.name_en,
                region: area(acting.house.profile(), "--region", &self.region)?,
                key,
            };
            Ok(institution::compose(acting.by(), &institution))
        })
    }
}

impl RevokeArgs {
    fn run(&self) -> Answer {
        let only = self.only.as_deref().map(key_id).transpose()?;
        self.act.act(self.two.way(), &|acting| match only {
            Some(id) => Ok(key::compose_revoked(acting.by(), id, &self.reason)),
            None => {
                let keys = standing(acting.house, "institution", &self.institution);
                Ok(institution::compose_revoked(acting.by(), &self.institution, &keys, &self.reason))
            }
        })
    }
}
