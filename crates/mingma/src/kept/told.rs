//! Telling what was kept, and what was refused.

use mingma_acts::item::resident_id;
use mingma_acts::{Act, Class, Receipt};
use mingma_app::Refused;
use mingma_model::{Fault, Faults};
use serde::Serialize;
use serde_json::json;

use super::Kept;
use crate::acting::Done;
use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::draw;

/// What `--json` prints of an act.
#[derive(Serialize)]
pub struct Told {
    act: ActTold,
    /// Base64 of the receipt's bytes.
    receipt: String,
    members: Vec<MemberTold>,
}

#[derive(Serialize)]
struct ActTold {
    seq: u64,
    id: String,
    class: &'static str,
    digest: String,
    sealed_at: String,
    /// False where the same act was kept before.
    fresh: bool,
}

#[derive(Serialize)]
struct MemberTold {
    index: usize,
    resident: String,
    item: Option<String>,
    kind: Option<String>,
}

impl Kept {
    /// Tells how handing in ended: what was kept, once a checkpoint shows it, or why
    /// nothing was.
    ///
    /// # Errors
    /// The log has stopped: the act is kept and not yet public.
    pub fn told(&self, done: Result<Done, Refused>, json: bool) -> Answer {
        match done {
            Ok(done) => self.kept(&done, json),
            Err(refused) => does_not_hold(refused.fault(), json),
        }
    }

    fn kept(&self, done: &Done, json: bool) -> Answer {
        self.said(done, json)?.print()?;
        Ok(Outcome::Holds)
    }

    /// What is to be said of an act that was kept, once a checkpoint shows it.
    ///
    /// # Errors
    /// The log has stopped: the act is kept and not yet public.
    pub fn said(&self, done: &Done, json: bool) -> Result<Said, Refusal> {
        let act = Act::from_bytes(&done.handed.act)?;
        let receipt = self.house.receipt(done.kept.seq)?;
        let whole = || Said::Json(Box::new(self.whole(done, &act, &receipt)));
        Ok(if json { whole() } else { Said::Lines(self.lines(done, act.class)) })
    }

    fn whole(&self, done: &Done, act: &Act, receipt: &Receipt) -> Told {
        let members = done.handed.members.iter().enumerate().map(|(index, member)| MemberTold {
            index,
            resident: resident_id(&member.resident).as_str().to_owned(),
            item: member.item.text("id").map(str::to_owned),
            kind: member.item.text("kind").map(str::to_owned),
        });
        Told {
            act: ActTold {
                seq: done.kept.seq,
                id: act.id.to_string(),
                class: act.class.word(),
                digest: act.digest().to_string(),
                sealed_at: self.place.profile.zone.show(done.kept.sealed_at),
                fresh: done.kept.fresh,
            },
            receipt: crate::told::receipt(receipt),
            members: members.collect(),
        }
    }

    fn lines(&self, done: &Done, class: Class) -> Vec<String> {
        let (seq, at) = (done.kept.seq, self.place.profile.zone.show(done.kept.sealed_at));
        let name = class.text();
        let (zh, en) = if done.kept.fresh { ("已登记", "kept") } else { ("先前已登记", "kept before") };
        let mut lines =
            vec![format!("第 {seq} 号处置“{}”{zh}：{at}", name.zh), format!("Act {seq}, {}, {en}: {at}", name.en)];
        lines.extend(done.handed.members.iter().map(|member| {
            let item = member.item.text("id").unwrap_or_default();
            format!("  {}  {item}", resident_id(&member.resident).as_str())
        }));
        lines
    }
}

/// What is to be said of an act.
pub enum Said {
    /// One document.
    Json(Box<Told>),
    /// Lines in both languages.
    Lines(Vec<String>),
}

impl Said {
    /// Says it.
    ///
    /// # Errors
    /// The JSON cannot be written.
    pub fn print(&self) -> Result<(), Refusal> {
        match self {
            Self::Json(told) => print_json(told),
            Self::Lines(lines) => {
                lines.iter().for_each(|line| say!("{line}"));
                Ok(())
            }
        }
    }
}

/// What does not hold: drawn on stderr, and with `--json` a document of its own.
///
/// # Errors
/// None of its own.
pub fn does_not_hold(fault: Fault, json: bool) -> Answer {
    if json {
        print_json(&json!({ "refused": fault }))?;
    }
    tell_fault(fault);
    Ok(Outcome::DoesNotHold)
}

/// Draws a fault on stderr.
pub fn tell_fault(fault: Fault) {
    draw::faults(&Faults::from(fault), &[]);
}

/// Prints JSON, or both languages.
///
/// # Errors
/// The JSON cannot be written.
pub fn print(json: bool, value: &impl Serialize, zh: &str, en: &str) -> Result<(), Refusal> {
    if json {
        return print_json(value);
    }
    say!("{zh}");
    say!("{en}");
    Ok(())
}
