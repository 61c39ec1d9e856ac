//! `mingma resident`: who is enrolled, how well they are known, what is held of them.

mod enrol;
mod show;

use clap::{Args, Subcommand};
use mingma_app::register::{closing, enrolled, merge};

use crate::acting::{ActArgs, Way};
use crate::context::Answer;
use crate::whom::resident;
use crate::words::public_key;

/// Enrol residents, vouch for them, merge, close, and show what is held of one.
///
/// A RESIDENT is an id that begins with r-, or a document as TYPE:NUMBER. A number on the
/// command line stays in the shell's history; a counter prefers ids and files.
#[derive(Debug, Subcommand)]
pub enum ResidentCommand {
    Enrol(enrol::EnrolArgs),
    Vouch(VouchArgs),
    Device(DeviceArgs),
    Merge(MergeArgs),
    Unmerge(UnmergeArgs),
    Close(CloseArgs),
    Show(show::ShowArgs),
}

/// Vouch for a resident whose document and face a counter saw.
#[derive(Args, Debug)]
pub struct VouchArgs {
    /// Whom
    #[arg(value_name = "RESIDENT")]
    resident: String,
    #[command(flatten)]
    act: ActArgs,
}

/// Register a device of a resident, which signs what they declare.
///
/// Two officers sign; the resident is told by a letter.
#[derive(Args, Debug)]
pub struct DeviceArgs {
    /// Whose
    #[arg(value_name = "RESIDENT")]
    resident: String,
    /// The device's public key: its text, or a file that holds it
    #[arg(long, value_name = "KEY|FILE")]
    public: String,
    #[command(flatten)]
    act: ActArgs,
}

/// Merge two enrolments that are one person.
///
/// Two officers sign.
#[derive(Args, Debug)]
pub struct MergeArgs {
    /// The enrolment that goes
    #[arg(value_name = "GOES")]
    goes: String,
    /// The enrolment that stays
    #[arg(value_name = "STAYS")]
    stays: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    act: ActArgs,
}

/// Undo a merging.
///
/// Two officers sign.
#[derive(Args, Debug)]
pub struct UnmergeArgs {
    /// The enrolment that comes out again
    #[arg(value_name = "APART")]
    apart: String,
    /// The enrolment that it was merged into
    #[arg(value_name = "STAYS")]
    stays: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    act: ActArgs,
}

/// Seal the closing statement of an enrolment at which nothing is open.
///
/// Two officers sign. Enrolments of one person whose evidence rests on each other close in one
/// statement: name them all.
#[derive(Args, Debug)]
pub struct CloseArgs {
    /// Whose; of one person, several
    #[arg(value_name = "RESIDENT", required = true)]
    residents: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    act: ActArgs,
}

impl ResidentCommand {
    /// Acts, or shows.
    pub fn run(&self) -> Answer {
        match self {
            Self::Enrol(args) => args.run(),
            Self::Vouch(args) => args.run(),
            Self::Device(args) => args.run(),
            Self::Merge(args) => args.run(),
            Self::Unmerge(args) => args.run(),
            Self::Close(args) => args.run(),
            Self::Show(args) => args.run(),
        }
    }
}

impl VouchArgs {
    fn run(&self) -> Answer {
        self.act.act(Way::Whole, &|acting| {
            Ok(enrolled::compose_vouched(acting.by(), resident(acting.house, &self.resident)?))
        })
    }
}

impl DeviceArgs {
    fn run(&self) -> Answer {
        let key = public_key("--public", &self.public)?;
        self.act.act(Way::Whole, &|acting| {
            Ok(enrolled::compose_device(acting.by(), resident(acting.house, &self.resident)?, &key))
        })
    }
}

impl MergeArgs {
    fn run(&self) -> Answer {
        self.act.act(Way::Whole, &|acting| {
            let [goes, stays] = [resident(acting.house, &self.goes)?, resident(acting.house, &self.stays)?];
            Ok(merge::compose(acting.by(), goes, stays, &self.reason))
        })
    }
}

impl UnmergeArgs {
    fn run(&self) -> Answer {
        self.act.act(Way::Whole, &|acting| {
            let [apart, stays] = [resident(acting.house, &self.apart)?, resident(acting.house, &self.stays)?];
            Ok(merge::compose_unmerge(acting.by(), apart, stays, &self.reason))
        })
    }
}

impl CloseArgs {
    fn run(&self) -> Answer {
        self.act.act(Way::Whole, &|acting| {
            let named = self.residents.iter().map(|text| resident(acting.house, text));
            let all = named.collect::<Result<Vec<_>, _>>()?;
            let (first, others) = all.split_first().expect("one at least is required");
            Ok(closing::compose_all(acting.by(), *first, others, &self.reason))
        })
    }
}
