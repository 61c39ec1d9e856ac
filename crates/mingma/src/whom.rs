//! Whom and what a command means: residents, acts and items by what people type.

use mingma_acts::fold::document_tag;
use mingma_acts::item::resident_uid;
use mingma_acts::{ActError, Record, Uid};
use mingma_app::{Held, House, ResidentFile, Why};
use mingma_model::document::{Document, DocumentFault, DocumentKind, Purpose};
use mingma_model::{Fault, Id, Lang, Text};

use crate::context::Refusal;

/// What the register itself cannot read or write.
pub fn broken(error: impl Into<ActError>) -> Refusal {
    error.into().fault().into()
}

/// A resident: `r-…`, or a document as `TYPE:NUMBER`. An id that nobody has is taken as it
/// is; the register refuses it and keeps that it did.
///
/// # Errors
/// It is of neither form; or nobody is enrolled by the document, which is a lawful refusal as
/// of an id that nobody has.
pub fn resident(house: &House, text: &str) -> Result<Uid, Refusal> {
    if let Some(uid) = resident_uid(text) {
        return Ok(uid);
    }
    let (kind, number) = text.split_once(':').ok_or_else(|| no_name(text))?;
    let kind = DocumentKind::from_word(kind).ok_or_else(|| no_name(kind))?;
    let document = Document::parse(kind, number).map_err(wrong_number)?;
    let tag = document_tag(house.vault().index(), kind.word(), document.reveal(Purpose::Matching));
    let row = house.store().by_document(&tag).map_err(broken)?;
    let nobody = || Refusal::lawful(Why::NoResident.of(document.masked()).fault());
    let row = row.ok_or_else(nobody)?;
    let whose = house.store().resident(row.resident).map_err(broken)?;
    whose.map(|whose| Uid(whose.id)).ok_or_else(nobody)
}

/// Everything about a resident, by whom they are.
///
/// # Errors
/// Nobody has this id, or what is kept cannot be read.
pub fn file(house: &House, resident: &Uid) -> Result<ResidentFile, Refusal> {
    let found = house.file_of(resident).map_err(broken)?;
    found.ok_or_else(|| Refusal::lawful(Why::NoResident.of(format!("r-{resident}")).fault()))
}

/// An item of a resident, by its id.
///
/// # Errors
/// The register holds no such item of theirs.
pub fn held<'a>(file: &'a ResidentFile, item: &str) -> Result<&'a Held, Refusal> {
    let found = Id::parse(item).and_then(|id| file.find(&id));
    Ok(found.ok_or_else(|| Why::NoGround.of(item).fault())?)
}

/// An act: a case's id, the act's own id, its number, or `RESIDENT/ITEM`, the act that
/// admitted the item.
///
/// # Errors
/// None of these is known.
pub fn act(house: &House, text: &str) -> Result<Record, Refusal> {
    let seq = match text.split_once('/') {
        Some((whose, item)) => held(&file(house, &resident(house, whose)?)?, item)?.seq,
        None => by_one_word(house, text)?.ok_or_else(|| no_act(text))?,
    };
    house.record(seq).map_err(broken)
}

fn by_one_word(house: &House, text: &str) -> Result<Option<u64>, Refusal> {
    let store = house.store();
    if let Some(case) = store.known_case(text).map_err(broken)? {
        return Ok(Some(case.seq));
    }
    if let Some(id) = Uid::parse(text) {
        return Ok(store.act_by_id(&id.0).map_err(broken)?.map(|row| row.seq));
    }
    let Ok(seq) = text.parse::<u64>() else { return Ok(None) };
    Ok(store.act(seq).map_err(broken)?.map(|row| row.seq))
}

fn no_name(text: &str) -> Fault {
    Fault::new(
        "MM-ARG-001",
        Text::new(format!("\"{text}\" 指不到持码人"), format!("\"{text}\" names no resident")),
        Text::new(
            "写 r- 开头的编号，或“证件类型:号码”，例如 resident_id:…",
            "write an id that begins with r-, or a document as TYPE:NUMBER, such as resident_id:…",
        ),
    )
}

fn wrong_number(found: DocumentFault) -> Fault {
    Fault::new(
        "MM-ARG-003",
        Text::new(
            format!("证件号码不对：{}", found.what(Lang::Zh)),
            format!("the document's number is wrong: {}", found.what(Lang::En)),
        ),
        Text::new("请对照证件核对", "compare it with the document"),
    )
}

fn no_act(text: &str) -> Fault {
    Fault::new(
        "MM-ARG-002",
        Text::new(format!("没有处置 \"{text}\""), format!("there is no act \"{text}\"")),
        Text::new(
            "写处置的编号或序号、病例编号，或“持码人/依据编号”",
            "write an act's id or number, a case's id, or RESIDENT/ITEM",
        ),
    )
}
