//! The letters 告知 to who appeals: that it was received and when it is due, what is asked,
//! what was decided and why, what silence did. Each stands with the act that it is about.

use mingma_model::{Colour, Evidence, Lang};
use mingma_rules::Dossier;
use serde_json::{Value, json};

use super::clock::moment;
use super::ease::{Strike, Tells};
use super::questioned::{On, Subject, Terms, above};
use crate::evidence::letters::{answers, canonical, dossier, report};
use crate::files::ResidentFile;
use crate::ground::Ground;
use crate::refusal::Refusal;

/// To whom a letter goes, about which appeal.
pub(crate) struct Letter<'a> {
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) number: &'a str,
    /// The unit that answers for it.
    pub(crate) unit: &'a str,
    pub(crate) subject: &'a Subject<'a>,
}

impl Letter<'_> {
    /// That it was received: until when it is decided and how that was computed, and what the
    /// rules say already.
    pub(crate) fn filed(&self, terms: &Terms) -> Result<Vec<u8>, Refusal> {
        let zone = &self.ground.profile.zone;
        let answer = terms.answer.as_ref().map(|answer| {
            json!({
                "word": answer.outcome.word(),
                "zh": answer.outcome.tell(zone, Lang::Zh),
                "en": answer.outcome.tell(zone, Lang::En),
                "derivation": answer.derivation,
            })
        });
        let more = json!({
            "clock": terms.clock.json(zone),
            "cause": { "sort": terms.cause.sort(), "zh": terms.cause.tell(Lang::Zh), "en": terms.cause.tell(Lang::En) },
            "answer": answer,
            "zh": terms.clock.tell(zone, Lang::Zh),
            "en": terms.clock.tell(zone, Lang::En),
        });
        self.write("appeal_filed", &self.subject.dossier, more)
    }

    /// What is asked; the clock goes on.
    pub(crate) fn asked(&self, question: &str, due: i64) -> Result<Vec<u8>, Refusal> {
        let zone = &self.ground.profile.zone;
        let more = json!({
            "question": question,
            "due": zone.show(due),
            "zh": format!("答复与否，都须在{}前作出决定。", moment(zone, due, Lang::Zh)),
            "en": format!("Whether you answer or not, it has to be decided by {}.", moment(zone, due, Lang::En)),
        });
        self.write("appeal_asked", &self.subject.dossier, more)
    }

    /// What was decided and why, and who looks at it again if it is asked for.
    pub(crate) fn decided(
        &self,
        file: &ResidentFile,
        decision: &str,
        reasons: &str,
        added: Option<&Evidence>,
    ) -> Result<Vec<u8>, Refusal> {
        let on = On::of(self.ground);
        let again = above(on, self.unit, self.subject.region());
        let again = again.as_deref().filter(|_| decision == "uphold").map(|unit| self.answering(unit));
        let more = json!({
            "decision": decision,
            "why": reasons,
            "item": self.subject.held.item.id.as_str(),
            "second_review": again,
        });
        self.write("appeal_decided", &after(file, added)?, more)
    }

    /// What silence did.
    pub(crate) fn eased(
        &self,
        file: &ResidentFile,
        strike: &Strike,
        added: Option<&Evidence>,
    ) -> Result<Vec<u8>, Refusal> {
        let zone = &self.ground.profile.zone;
        let told = |lang: Lang| {
            match (strike.stay, strike.tells) {
            (Some((cap, until)), _) => stayed(cap, &moment(zone, until, lang), lang),
            (None, Tells::Oversight) => lang
                .pick(
                    "逾期仍未决定。检测阳性不因逾期而缓解；此件已公示为逾期，并已报监督。",
                    "It is still undecided. A positive is not eased by silence; it stands overdue in public and has gone to oversight.",
                )
                .to_owned(),
            (None, Tells::Above) => lang
                .pick(
                    "逾期未决定，已转上级单位。检测阳性不因逾期而缓解。",
                    "It was not decided in time and has gone to the unit above. A positive is not eased by silence.",
                )
                .to_owned(),
            (None, Tells::Nobody) => {
                lang.pick("所申诉的依据已自行失效。", "What you appealed against is over by itself.").to_owned()
            }
        }
        };
        let more = json!({
            "step": strike.step,
            "item": self.subject.held.item.id.as_str(),
            "next": strike.next.map(|next| zone.show(next)),
            "zh": told(Lang::Zh),
            "en": told(Lang::En),
        });
        self.write("appeal_eased", &after(file, added)?, more)
    }

    /// The words that every letter has, with those of this one.
    fn write(&self, sort: &str, stands: &Dossier, more: Value) -> Result<Vec<u8>, Refusal> {
        let told = report(self.ground, stands)?;
        let part = |word: &str| told.get(word).cloned().unwrap_or(Value::Null);
        let mut letter = json!({
            "letter": sort,
            "appeal": self.number,
            "at": part("at"),
            "colour": part("colour"),
            "next_change": part("next_change"),
            "reasons": part("reasons"),
            "tie": Value::Null,
            "act": self.ground.permit.act().id.to_string(),
        });
        if let (Value::Object(letter), Value::Object(more), Value::Object(unit)) =
            (&mut letter, more, self.answering(self.unit))
        {
            letter.extend(more);
            letter.extend(unit);
        }
        Ok(canonical(&letter).into_bytes())
    }

    /// Who answers, with their telephone.
    fn answering(&self, unit: &str) -> Value {
        let region = self.subject.region().to_string();
        let (unit, telephone) = answers(self.ground.registry, unit, &region, self.ground.now);
        json!({ "unit": unit, "telephone": telephone })
    }
}

fn stayed(cap: Colour, until: &str, lang: Lang) -> String {
    let colour = cap.name(lang);
    match lang {
        Lang::Zh => format!("逾期未决定，依规降为{colour}，至{until}；已转上级单位继续办理。"),
        Lang::En => format!(
            "It was not decided in time, so it is eased to {colour} until {until}; the unit above goes on with it."
        ),
    }
}

/// Their evidence with what the act adds.
fn after(file: &ResidentFile, added: Option<&Evidence>) -> Result<Dossier, Refusal> {
    let mut items = file.items();
    items.extend(added.cloned());
    dossier(items, 0)
}
