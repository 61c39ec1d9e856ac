//! What can go wrong while a demo register is laid.

use mingma_acts::ActError;
use mingma_app::Refused;
use mingma_model::{Fault, Faults, Text};

/// Why no demo register was laid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// An act ended otherwise than it must: the register decides differently from what
    /// the generator knows of it.
    #[error("MM-SIM-001 {what}: must end as {must}, ended as {ended}")]
    Otherwise {
        /// The act.
        what: String,
        /// How it must end: `kept`, or the code of a refusal.
        must: String,
        /// How it ended.
        ended: String,
    },
    /// The database holds a register already.
    #[error("MM-SIM-002 the database holds a register already")]
    Occupied,
    /// The folder, the database or the log refused.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The packs of the jurisdiction have faults.
    #[error("{0}")]
    Packs(Faults),
}

impl SimError {
    /// What is wrong and what to do, in both languages.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let fault = match self {
            Self::Packs(faults) => return faults.clone(),
            Self::Act(error) => error.fault(),
            Self::Otherwise { what, must, ended } => otherwise(what, must, ended),
            Self::Occupied => occupied(),
        };
        fault.into()
    }
}

fn otherwise(what: &str, must: &str, ended: &str) -> Fault {
    let zh = format!("“{what}”应以 {must} 结束，实以 {ended} 结束");
    let en = format!("\"{what}\" must end as {must}, ended as {ended}");
    let help = Text::new(
        "生成器与登记册的规则不符：这是程序的错误，请连同种子一起报告",
        "the generator and the register's rules disagree: a defect of the program; report it with the seed",
    );
    Fault::new("MM-SIM-001", Text::new(zh, en), help)
}

fn occupied() -> Fault {
    let what = Text::new("该数据库中已有登记册", "the database holds a register already");
    let help =
        Text::new("给出一个空的数据库；已有的不会被改动", "name an empty database; what stands is never touched");
    Fault::new("MM-SIM-002", what, help)
}

/// An act that had to be kept was not.
pub(crate) fn not_kept(what: &str, refused: &Refused) -> SimError {
    let ended = match refused {
        Refused::Decided(refusal) => refusal.to_string(),
        Refused::Act(error) => error.to_string(),
    };
    SimError::Otherwise { what: what.to_owned(), must: "kept".to_owned(), ended }
}
