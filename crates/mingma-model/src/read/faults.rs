//! The faults of evidence, in the order of their codes.

use serde_json::error::Category;

use super::{MAX_BYTES, short};
use crate::fault::{Fault, Source};
use crate::kind::Kind;
use crate::text::Text;
use crate::zone::InstantFault;

pub(super) fn broken(source: &Source<'_>, from: usize, error: &serde_json::Error) -> Fault {
    let (line, column) = source.line_column(from);
    // The library speaks English alone, and of its own positions; the place is told by us.
    let (zh, en) = match error.classify() {
        Category::Eof => ("内容没有写完", "it ends too early"),
        Category::Data => ("它不是条目数组", "it is no array of items"),
        Category::Syntax | Category::Io => ("这里的写法不对", "the notation is wrong here"),
    };
    let fault = Fault::new(
        "MM-EVD-001",
        Text::new(format!("不是可读的 JSON：{zh}"), format!("not readable JSON: {en}")),
        Text::new(
            "内容应为条目数组 [{…}, {…}]；请在所指位置检查逗号、引号与括号",
            "write an array of items [{…}, {…}]; check commas, quotes and brackets at this place",
        ),
    );
    let start = offset_of_line(source.text, line + error.line() - 1)
        + if error.line() == 1 { column - 1 } else { 0 }
        + error.column().saturating_sub(1);
    let start = floor_boundary(source.text, start);
    let end = source.text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    fault.at(source, start..end)
}

fn offset_of_line(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

pub(super) fn not_an_object() -> Fault {
    Fault::new(
        "MM-EVD-002",
        Text::new("条目不是 JSON 对象", "the item is not a JSON object"),
        Text::new(
            "写成 {\"id\": …, \"kind\": …, \"resident\": …, \"region\": …, \"observed_at\": …, …}",
            "write {\"id\": …, \"kind\": …, \"resident\": …, \"region\": …, \"observed_at\": …, …}",
        ),
    )
}

pub(super) fn missing(word: &str) -> Fault {
    Fault::new(
        "MM-EVD-003",
        Text::new(format!("缺少字段 \"{word}\""), format!("the field \"{word}\" is missing")),
        Text::new(format!("补上 \"{word}\""), format!("add \"{word}\"")),
    )
}

pub(super) fn unknown_field(kind: Kind, word: &str) -> Fault {
    let known: Vec<&str> =
        kind.attributes().iter().map(|a| a.word).chain(kind.allows_until().then_some("until")).collect();
    let known = known.join(", ");
    Fault::new(
        "MM-EVD-004",
        Text::new(format!("{} 没有字段 \"{word}\"", kind.word()), format!("{} has no field \"{word}\"", kind.word())),
        Text::new(
            format!("可用的字段：{known}；此外一概不收"),
            format!("its fields are {known}; nothing else is taken"),
        ),
    )
}

pub(super) fn unknown_kind(word: &str) -> Fault {
    let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let known = known.join(", ");
    Fault::new(
        "MM-EVD-005",
        Text::new(
            format!("未知的依据类型 \"{}\"", short(word)),
            format!("unknown kind of evidence \"{}\"", short(word)),
        ),
        Text::new(format!("类型只能是：{known}"), format!("the kinds are: {known}")),
    )
}

pub(super) fn bad_id(word: &str, text: &str) -> Fault {
    Fault::new(
        "MM-EVD-006",
        Text::new(
            format!("\"{word}\" 的值 \"{}\" 不是标识", short(text)),
            format!("\"{word}\" is \"{}\", which is no id", short(text)),
        ),
        Text::new("用 1 到 64 个字母、数字或 . _ : - ", "use 1 to 64 letters, digits or . _ : -"),
    )
}

pub(super) fn not_text(word: &str, json: &str) -> Fault {
    Fault::new(
        "MM-EVD-006",
        Text::new(
            format!("\"{word}\" 的值 {} 不是文本", short(json)),
            format!("\"{word}\" is {}, which is no text", short(json)),
        ),
        Text::new("写成带双引号的文本", "write a text in double quotes"),
    )
}

pub(super) fn bad_number(word: &str, json: &str, zh: &str, en: &str) -> Fault {
    Fault::new(
        "MM-EVD-006",
        Text::new(
            format!("\"{word}\" 的值 {} 不合要求", short(json)),
            format!("\"{word}\" is {}, which does not fit", short(json)),
        ),
        Text::new(format!("应为{zh}"), format!("write {en}")),
    )
}

pub(super) fn bad_time(word: &str, text: &str, why: InstantFault) -> Fault {
    let (zh, en) = match why {
        InstantFault::NoOffset => ("没有时区偏移", "has no offset from UTC"),
        InstantFault::Fraction => ("带有小数秒", "has a fraction of a second"),
        InstantFault::Shape => ("不是 RFC 3339 时间", "is no RFC 3339 time"),
    };
    Fault::new(
        "MM-EVD-007",
        Text::new(
            format!("\"{word}\" 的时间 \"{}\" {zh}", short(text)),
            format!("\"{word}\" is \"{}\", which {en}", short(text)),
        ),
        Text::new(
            "写成 2022-06-20T18:30:00+08:00：整秒，带偏移",
            "write 2022-06-20T18:30:00+08:00: whole seconds, with an offset",
        ),
    )
}

pub(super) fn later_than_observed(word: &str) -> Fault {
    Fault::new(
        "MM-EVD-008",
        Text::new(format!("\"{word}\" 晚于 observed_at"), format!("\"{word}\" is later than observed_at")),
        Text::new(
            "登记之后才发生的事尚不能登记；请核对两个时间",
            "what happens after it was registered cannot have been registered; check both times",
        ),
    )
}

pub(super) fn unknown_region(word: &str, text: &str) -> Fault {
    Fault::new(
        "MM-EVD-009",
        Text::new(
            format!("\"{word}\" 的区划 \"{}\" 不在区划表中", short(text)),
            format!("\"{word}\" is \"{}\", which is not in the table of regions", short(text)),
        ),
        Text::new("用六位区划代码；用 mingma regions 查找", "use a six-digit code; find it with mingma regions"),
    )
}

pub(super) fn unknown_country(word: &str, text: &str) -> Fault {
    Fault::new(
        "MM-EVD-010",
        Text::new(
            format!("\"{word}\" 的国家或地区 \"{}\" 不在表中", short(text)),
            format!("\"{word}\" is \"{}\", which is not in the table of countries", short(text)),
        ),
        Text::new("用 GB/T 2659 的两个大写字母，如 JP", "use the two capital letters of GB/T 2659, such as JP"),
    )
}

pub(super) fn not_one_of(word: &str, text: &str, words: &[&str]) -> Fault {
    let known = words.join(", ");
    Fault::new(
        "MM-EVD-010",
        Text::new(
            format!("\"{word}\" 的值 \"{}\" 不在词表中", short(text)),
            format!("\"{word}\" is \"{}\", which is not a word of its list", short(text)),
        ),
        Text::new(format!("可用：{known}"), format!("the words are: {known}")),
    )
}

pub(super) fn twice(word: &str) -> Fault {
    Fault::new(
        "MM-EVD-011",
        Text::new(format!("字段 \"{}\" 出现两次", short(word)), format!("the field \"{}\" stands twice", short(word))),
        Text::new("只留一个", "keep one of them"),
    )
}

pub(super) fn too_large(source: &Source<'_>) -> Fault {
    Fault::new(
        "MM-EVD-018",
        Text::new(
            format!("文件有 {} 字节，上限 {MAX_BYTES}", source.text.len()),
            format!("the file has {} bytes; the limit is {MAX_BYTES}", source.text.len()),
        ),
        Text::new("一次只推导一个人；把其他人的条目分开", "derive one person at a time; split the others off"),
    )
    .of_file(source.name)
}
