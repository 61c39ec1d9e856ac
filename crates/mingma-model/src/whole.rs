//! What only the other items of a resident can tell: faults of an input as a whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::{Evidence, Id};
use crate::fault::Fault;
use crate::kind::Kind;
use crate::read::{FieldFault, MAX_ITEMS, short};
use crate::text::Text;

/// Drops items that were given twice with the same content; the first stays.
/// Two times written with different offsets are the same content.
///
/// # Errors
/// The row and fault of every item that contradicts another.
pub fn one_resident(items: Vec<Evidence>) -> Result<Vec<Evidence>, Vec<(usize, FieldFault)>> {
    let found = contradictions(&items);
    if !found.is_empty() {
        return Err(found);
    }
    let mut seen = BTreeSet::new();
    Ok(items.into_iter().filter(|item| seen.insert(item.id.clone())).collect())
}

/// Every contradiction among the items of one resident, with the row it stands in.
#[must_use]
pub fn contradictions(items: &[Evidence]) -> Vec<(usize, FieldFault)> {
    let mut found = Vec::new();
    let mut first: BTreeMap<&Id, usize> = BTreeMap::new();
    for (row, item) in items.iter().enumerate() {
        let earlier = *first.entry(&item.id).or_insert(row);
        if items[earlier] != *item {
            found.push((row, fault("id", two_contents(item))));
        }
        if item.resident != items[0].resident {
            found.push((row, fault("resident", second_resident(item))));
        }
    }
    if items.len() > MAX_ITEMS {
        found.push((MAX_ITEMS, FieldFault { field: None, fault: too_many(items.len()) }));
    }
    for (row, item) in items.iter().enumerate() {
        about(item, items, &first, &mut |field, what| found.push((row, fault(field, what))));
    }
    found
}

fn fault(field: &str, fault: Fault) -> FieldFault {
    FieldFault { field: Some(field.to_owned()), fault }
}

fn about(
    item: &Evidence,
    items: &[Evidence],
    first: &BTreeMap<&Id, usize>,
    report: &mut dyn FnMut(&'static str, Fault),
) {
    let Some(id) = item.about() else { return };
    let field = if item.kind == Kind::NucleicTest { "recheck_of" } else { "of" };
    let Some(row) = first.get(id) else {
        report(field, names_nothing(field, id));
        return;
    };
    let target = &items[*row];
    if !may_be_about(item, target) {
        report(field, wrong_kind(item, target));
    }
    if item.observed_at < target.observed_at {
        report("observed_at", known_before(item, target));
    }
    if let (Some(at), Some(anchor)) = (item.time("at"), target.anchor())
        && at < anchor
    {
        report("at", before_anchor(target));
    }
}

fn may_be_about(item: &Evidence, target: &Evidence) -> bool {
    match item.kind {
        Kind::NucleicTest => matches!(target.kind, Kind::NucleicTest | Kind::ScreenPositive),
        Kind::FollowUp => item.event().is_some_and(|event| target.kind.events().contains(&event)),
        Kind::Stay => target.kind.anchored(),
        _ => true,
    }
}

// The faults, in the order of their codes.

fn two_contents(item: &Evidence) -> Fault {
    Fault::new(
        "MM-EVD-012",
        Text::new(
            format!("标识 \"{}\" 有两种内容", item.id),
            format!("the id \"{}\" stands for two contents", item.id),
        ),
        Text::new(
            "不同的事实用不同的标识；同一事实只写一次",
            "give another fact another id, and write the same fact once",
        ),
    )
}

fn second_resident(item: &Evidence) -> Fault {
    Fault::new(
        "MM-EVD-013",
        Text::new(
            format!("出现第二个持码人 \"{}\"", item.resident),
            format!("a second resident, \"{}\"", item.resident),
        ),
        Text::new("一次只推导一个人的码；把别人的条目分开", "derive one person's code at a time; split the others off"),
    )
}

fn names_nothing(field: &str, id: &Id) -> Fault {
    Fault::new(
        "MM-EVD-014",
        Text::new(
            format!("\"{field}\" 所指的 \"{id}\" 不在输入中"),
            format!("\"{field}\" names \"{id}\", which is not in the input"),
        ),
        Text::new("补上该条目，或改正标识", "add that item, or mend the id"),
    )
}

fn wrong_kind(item: &Evidence, target: &Evidence) -> Fault {
    let (zh, en) = match item.kind {
        Kind::NucleicTest => (
            "复检只能针对初筛阳性或核酸检测".to_owned(),
            "a recheck is of a screen_positive or a nucleic_test".to_owned(),
        ),
        Kind::Stay => ("停止执行只能针对有起算点的依据".to_owned(), "a stay is of an item with an anchor".to_owned()),
        _ => {
            let events: Vec<&str> = target
                .kind
                .events()
                .iter()
                .map(|event| event.word())
                .filter(|word| *word != "recheck_negative")
                .collect();
            let list = if events.is_empty() { "—".to_owned() } else { events.join(", ") };
            (
                format!("{} 之后可有：{list}", target.kind.word()),
                format!("what may follow a {} is: {list}", target.kind.word()),
            )
        }
    };
    Fault::new(
        "MM-EVD-015",
        Text::new(
            format!("{} 不能针对 \"{}\"（{}）", item.kind.word(), short(target.id.as_str()), target.kind.word()),
            format!(
                "a {} cannot be about \"{}\", a {}",
                item.kind.word(),
                short(target.id.as_str()),
                target.kind.word()
            ),
        ),
        Text::new(zh, en),
    )
}

fn known_before(item: &Evidence, target: &Evidence) -> Fault {
    Fault::new(
        "MM-EVD-016",
        Text::new(
            format!("\"{}\" 的登记早于它所针对的 \"{}\"", item.id, target.id),
            format!("\"{}\" was known before \"{}\", which it is about", item.id, target.id),
        ),
        Text::new("核对两个 observed_at", "check both observed_at"),
    )
}

fn before_anchor(target: &Evidence) -> Fault {
    let anchor = target.kind.anchor().unwrap_or_default();
    Fault::new(
        "MM-EVD-017",
        Text::new(
            format!("\"at\" 早于 \"{}\" 的 {anchor}", target.id),
            format!("\"at\" is earlier than {anchor} of \"{}\"", target.id),
        ),
        Text::new("后续情况不会早于起算点；请核对", "what follows cannot come before the anchor; check both"),
    )
}

fn too_many(count: usize) -> Fault {
    Fault::new(
        "MM-EVD-018",
        Text::new(
            format!("一个人有 {count} 条依据，上限 {MAX_ITEMS}"),
            format!("{count} items of one resident; the limit is {MAX_ITEMS}"),
        ),
        Text::new("核对是否混入了别人的条目", "check whether others' items got in"),
    )
}
