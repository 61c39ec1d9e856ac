//! The form of what is said in appeals and answered to them.

use mingma_acts::Map;
use mingma_model::unseen;

use super::attach;
use crate::refusal::{Refusal, Why};

/// The longest text of an applicant or a reviewer, in characters.
pub const LONGEST: usize = 2_000;

/// The shortest reasons of a decision, in characters that are not blank: no "ok".
pub const SHORTEST: usize = 8;

/// The longest way to reach somebody, in characters.
pub const LONGEST_CONTACT: usize = 100;

/// True of a text that a person can read as it stands: lines may end, nothing is hidden.
pub(crate) fn readable(text: &str, longest: usize) -> bool {
    let hidden = |c: char| c != '\n' && unseen(c);
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(hidden)
}

/// A text that may be left out.
///
/// # Errors
/// It stands and is not of its form.
pub(crate) fn maybe(item: &Map, word: &str, longest: usize) -> Result<(), Refusal> {
    match item.get(word) {
        None => Ok(()),
        Some(_) => {
            item.text(word).filter(|text| readable(text, longest)).map(|_| ()).ok_or_else(|| Why::AppealForm.of(word))
        }
    }
}

/// Reasons from which a letter can be written.
///
/// # Errors
/// There are none, or nobody could read them.
pub(crate) fn reasons(item: &Map) -> Result<&str, Refusal> {
    let text = item.text("reasons").filter(|text| readable(text, LONGEST));
    let said = |text: &&str| text.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST;
    text.filter(said).ok_or_else(|| Why::NoReasons.into())
}

/// Nothing but these words.
///
/// # Errors
/// There is another; it is not repeated.
pub(crate) fn only(map: &Map, words: &[&str]) -> Result<(), Refusal> {
    if map.iter().all(|(word, _)| words.contains(&word)) { Ok(()) } else { Err(Why::AppealForm.of(words.join(", "))) }
}

/// A file: its bytes and its sort, as it is kept.
///
/// # Errors
/// It is not of the form, or was not looked into and written anew.
pub(crate) fn file(item: &Map) -> Result<(), Refusal> {
    only(item, &["attachment", "type"])?;
    let (bytes, sort) = (item.bytes("attachment"), item.text("type"));
    let (Some(bytes), Some(sort)) = (bytes, sort) else { return Err(Why::AppealForm.of("attachment")) };
    attach::kept(bytes, sort).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_say_something_that_can_be_read() {
        let long = "理".repeat(LONGEST + 1);
        for none in ["", "  ", "ok", "不符合", "........", "　\n　", "hidden \u{202e}txt here", long.as_str()] {
            assert!(reasons(&Map::new().with("reasons", none)).is_err(), "{none}");
        }
        assert!(reasons(&Map::new()).is_err());
        for some in
            ["扫码记录显示本人当日在外地，密接判定有误。", "The carrier's record shows\nthat she was elsewhere."]
        {
            assert_eq!(reasons(&Map::new().with("reasons", some)).unwrap(), some);
        }
    }

    #[test]
    fn what_may_be_left_out_is_of_its_form_where_it_stands() {
        assert!(maybe(&Map::new(), "words", 10).is_ok());
        for wrong in
            [Map::new().with("words", 7), Map::new().with("words", " "), Map::new().with("words", "a\u{200b}b")]
        {
            assert_eq!(maybe(&wrong, "words", 10).unwrap_err().why, Why::AppealForm);
        }
    }
}
