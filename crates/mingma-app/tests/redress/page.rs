//! `docs/redress.md` says what the code says.

use std::collections::BTreeSet;

use mingma_app::redress::attach::{LARGEST, MOST, Sort};
use mingma_app::redress::clock::{Bound, URGENT_HOURS, WORKING_DAYS, hours};
use mingma_app::redress::ease::{FURTHER, OVERDUE};
use mingma_app::redress::ground::{Ground, MISUSES, Urgency};
use mingma_app::redress::number::Number;
use mingma_app::redress::{FRESH, LONGEST, SHORTEST, Verdict};
use mingma_model::{Colour, Lang};

const PAGE: &str = include_str!("../../../../docs/redress.md");

/// The rows of the tables under a heading that begin with a word in code.
fn rows(heading: &str) -> BTreeSet<String> {
    let part = PAGE.split("\n## ").find(|part| part.starts_with(heading)).unwrap();
    let row = |line: &str| line.starts_with("| `").then(|| line.trim_matches('|').trim().to_owned());
    part.lines().filter_map(row).collect()
}

fn words(heading: &str) -> BTreeSet<String> {
    rows(heading).iter().map(|row| row.split('`').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn grounds_and_urgencies_stand_there_with_both_names() {
    let told = |word: &str, zh: &str, en: &str| format!("`{word}` | {zh} / {en}");
    let grounds = Ground::ALL.iter().map(|one| told(one.word(), one.name(Lang::Zh), one.name(Lang::En)));
    assert_eq!(rows("理由"), grounds.collect());
    let urgent = Urgency::ALL.iter().map(|one| told(one.word(), one.name(Lang::Zh), one.name(Lang::En)));
    assert_eq!(rows("紧急情形"), urgent.collect());
}

#[test]
fn bounds_verdicts_and_types_stand_there_and_no_others() {
    let bound = |bound: Bound| serde_json::to_value(bound).unwrap().as_str().unwrap().to_owned();
    let bounds = [Bound::WorkingDays, Bound::Hours, Bound::Half, Bound::Urgent, Bound::Told].map(bound);
    assert_eq!(words("时钟"), bounds.into());
    assert_eq!(words("谁来决定"), Verdict::ALL.map(|one| one.word().to_owned()).into());
    assert_eq!(words("附件"), Sort::ALL.map(|one| one.word().to_owned()).into());
    assert_eq!(words("规则已有答案的"), ["corrected", "over", "frees"].map(str::to_owned).into());
}

#[test]
fn figures_on_the_page_are_those_of_the_code() {
    let figures = [
        format!("{} h against red, {} h against yellow", hours(Colour::Red), hours(Colour::Yellow)),
        format!("24:00 of the {WORKING_DAYS}nd working day"),
        format!("{URGENT_HOURS} h in the urgent lane"),
        format!("filed within {FRESH} seconds"),
        format!("每满{}小时", FURTHER / 3_600),
        format!("{}小时 {} h", OVERDUE / 3_600, OVERDUE / 3_600),
        format!("{MOST} files an appeal, {} MiB each", LARGEST >> 20),
        format!("至少{SHORTEST}个字，至多{LONGEST}字"),
    ];
    for figure in figures {
        assert!(PAGE.contains(&figure), "{figure}");
    }
    assert_eq!(MISUSES, 2);
    let example = PAGE.split('`').find(|word| word.starts_with("SS-")).unwrap();
    assert_eq!(Number::parse(example).unwrap().to_string(), example);
}
