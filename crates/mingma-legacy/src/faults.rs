//! What can be wrong with a folder, in the order of the codes, each with its remedy.

use mingma_model::{Fault, InstantFault, Severity, Text};

use crate::rows::{Broken, ROW_LIMIT};
use crate::table::Table;

fn fault(code: &'static str, what: (String, String), help: (String, String)) -> Fault {
    Fault::new(code, Text::new(what.0, what.1), Text::new(help.0, help.1))
}

/// A reader's own words in a message, cut where they would fill the page.
fn short(text: &str) -> String {
    let mut out: String = text.chars().take(60).map(|c| if c.is_control() { '·' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

/// Somebody's reference in a message. Registers come with document numbers,
/// telephones and names in the place of references; of such the end alone is repeated.
fn reference(text: &str) -> String {
    let number = text.bytes().filter(u8::is_ascii_digit).count() >= 11;
    let kept = match (number, text.is_ascii()) {
        (true, _) => 4,
        (false, false) => 1,
        (false, true) => return short(text),
    };
    let skipped = text.chars().count().saturating_sub(kept);
    format!("…{}", short(&text.chars().skip(skipped).collect::<String>()))
}

macro_rules! both {
    ($zh:literal, $en:literal) => {
        (format!($zh), format!($en))
    };
}

pub(crate) fn no_file(table: Table) -> Fault {
    let (file, columns) = (table.file(), table.columns().join(","));
    fault(
        "MM-CSV-001",
        both!("缺少文件 {file}", "the file {file} is missing"),
        both!(
            "补上该文件；没有内容时只写表头：{columns}",
            "add it; where there is nothing to tell, its header alone: {columns}"
        ),
    )
    .of_file(file)
}

pub(crate) fn unreadable(name: &str, error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::NotFound => cannot_read(name, "不存在", "it does not exist"),
        std::io::ErrorKind::PermissionDenied => cannot_read(name, "没有读取权限", "it may not be read"),
        _ => cannot_read(name, &error.to_string(), &error.to_string()),
    }
}

/// A file that should have been a ZIP.
pub(crate) fn no_archive(name: &str, error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied => unreadable(name, error),
        _ => cannot_read(name, "不是完好的 ZIP", "it is no ZIP, or a damaged one"),
    }
}

pub(crate) fn cannot_read(name: &str, zh: &str, en: &str) -> Fault {
    fault(
        "MM-CSV-002",
        both!("无法读取：{zh}", "cannot be read: {en}"),
        both!(
            "给出一个文件夹，或一个未加密的 ZIP，内含 residents.csv 等七个文件",
            "name a folder, or a ZIP without a password, that holds residents.csv and the six other files"
        ),
    )
    .of_file(name)
}

pub(crate) fn bad_archive(name: &str, zh: &str, en: &str) -> Fault {
    fault(
        "MM-CSV-003",
        both!("ZIP 不予读取：{zh}", "the ZIP is refused: {en}"),
        both!(
            "重新打包，只放这七个文件，至多放在一个文件夹里",
            "pack it anew with the seven files alone, in one folder at most"
        ),
    )
    .of_file(name)
}

pub(crate) fn too_large(name: &str, limit: u64) -> Fault {
    let gib = limit >> 30;
    fault(
        "MM-CSV-004",
        both!("文件大于上限 {gib} GiB", "the file is larger than the limit of {gib} GiB"),
        both!("按时间或地区拆成几份，分别调查", "split the register by time or region and inquire into each part"),
    )
    .of_file(name)
}

pub(crate) fn no_header(table: Table) -> Fault {
    let columns = table.columns().join(",");
    fault(
        "MM-CSV-005",
        both!("文件是空的，没有表头", "the file is empty; it has no header"),
        both!("第一行写：{columns}", "write as its first line: {columns}"),
    )
    .of_file(table.file())
}

pub(crate) fn no_column(table: Table, column: &str) -> Fault {
    let columns = table.columns().join(",");
    fault(
        "MM-CSV-006",
        both!("缺少列 \"{column}\"", "the column \"{column}\" is missing"),
        both!("表头须有这些列，次序不限：{columns}", "the header needs these columns, in any order: {columns}"),
    )
    .of_file(table.file())
}

pub(crate) fn column_twice(table: Table, column: &str) -> Fault {
    fault(
        "MM-CSV-007",
        both!("列 \"{column}\" 出现两次", "the column \"{column}\" stands twice"),
        both!("只留一列，或给另一列改名", "keep one of them, or give the other another name"),
    )
    .of_file(table.file())
}

pub(crate) fn more_column(table: Table, column: &str) -> Fault {
    let column = short(column);
    fault(
        "MM-CSV-008",
        both!("不认识的列 \"{column}\"，未读", "the column \"{column}\" is not known and was not read"),
        both!("无需处理；若是列名写错，请改正", "nothing needs to be done, unless the name is a slip"),
    )
    .weighing(Severity::Note)
    .of_file(table.file())
}

pub(crate) fn broken_row(why: Broken, decoded: bool) -> Fault {
    match (why, decoded) {
        (Broken::Encoding, false) => fault(
            "MM-CSV-009",
            both!("不是 UTF-8 文本", "this is not UTF-8 text"),
            both!(
                "若是 GB18030（GBK、GB2312）编码，请加 --encoding gb18030；否则另存为 UTF-8",
                "if it is GB18030 (GBK, GB2312), add --encoding gb18030; otherwise save it as UTF-8"
            ),
        ),
        (Broken::Encoding, true) => fault(
            "MM-CSV-009",
            both!("不是 GB18030 文本", "this is not GB18030 text"),
            both!("若是 UTF-8 编码，请去掉 --encoding gb18030", "if it is UTF-8, leave out --encoding gb18030"),
        ),
        (Broken::Quotes, _) => fault(
            "MM-CSV-010",
            both!("引号不成对", "quotes do not match"),
            both!(
                "含逗号、引号或换行的值，整个放进双引号，其中的引号写两遍：\"{{\"\"level\"\": \"\"high\"\"}}\"",
                "put a value with commas, quotes or ends of line into quotes as a whole and double those inside: \"{{\"\"level\"\": \"\"high\"\"}}\""
            ),
        ),
        (Broken::TooLong, _) => fault(
            "MM-CSV-011",
            both!("一行长于上限 {ROW_LIMIT} 字节", "the row is longer than the limit of {ROW_LIMIT} bytes"),
            both!("检查是否漏了换行或引号", "check for a missing end of line or quote"),
        ),
    }
}

pub(crate) fn field_count(found: usize, wanted: usize) -> Fault {
    fault(
        "MM-CSV-012",
        both!(
            "这一行有 {found} 个值，表头有 {wanted} 列",
            "the row has {found} values and the header {wanted} columns"
        ),
        both!("补上逗号；含逗号的值放进双引号", "add the commas; put a value that holds a comma into quotes"),
    )
}

pub(crate) fn empty(column: &str) -> Fault {
    fault(
        "MM-CSV-013",
        both!("\"{column}\" 是空的", "\"{column}\" is empty"),
        both!("补上 \"{column}\"", "fill in \"{column}\""),
    )
}

pub(crate) fn bad_ref(column: &str, text: &str) -> Fault {
    let text = reference(text);
    fault(
        "MM-CSV-014",
        both!("\"{column}\" 的值 \"{text}\" 不是编号", "\"{column}\" is \"{text}\", which is no reference"),
        both!("用 1 到 64 个字母、数字或 . _ : -", "use 1 to 64 letters, digits or . _ : -"),
    )
}

pub(crate) fn twice(column: &str, text: &str) -> Fault {
    let text = reference(text);
    fault(
        "MM-CSV-015",
        both!("\"{column}\" 的值 \"{text}\" 已在前面出现", "\"{column}\" is \"{text}\", which an earlier row has"),
        both!("每个编号只写一行", "write one row for each reference"),
    )
}

pub(crate) fn unknown(column: &str, text: &str, table: Table) -> Fault {
    let text = if table == Table::Residents { reference(text) } else { short(text) };
    let file = table.file();
    fault(
        "MM-CSV-016",
        both!("\"{column}\" 的值 \"{text}\" 不在 {file} 中", "\"{column}\" is \"{text}\", which {file} does not have"),
        both!("在 {file} 中补上，或改正这里的值", "add it to {file}, or mend it here"),
    )
}

pub(crate) fn bad_time(column: &str, text: &str, why: InstantFault) -> Fault {
    let text = short(text);
    let (zh, en) = match why {
        InstantFault::NoOffset => ("没有时区偏移", "has no offset from UTC"),
        InstantFault::Fraction => ("带有小数秒", "has a fraction of a second"),
        InstantFault::Shape => ("不是 RFC 3339 时间", "is no RFC 3339 time"),
    };
    fault(
        "MM-CSV-017",
        both!("\"{column}\" 的时间 \"{text}\" {zh}", "\"{column}\" is \"{text}\", which {en}"),
        both!(
            "写成 2022-06-12T18:30:00+08:00：整秒，带偏移",
            "write 2022-06-12T18:30:00+08:00: whole seconds, with an offset"
        ),
    )
}

pub(crate) fn bad_word(column: &str, text: &str, words: &[&str]) -> Fault {
    let (text, words) = (short(text), words.join(", "));
    fault(
        "MM-CSV-018",
        both!("\"{column}\" 的值 \"{text}\" 不在词表中", "\"{column}\" is \"{text}\", which is not a word of its list"),
        both!("可用：{words}", "the words are: {words}"),
    )
}

pub(crate) fn unknown_region(column: &str, text: &str) -> Fault {
    let text = short(text);
    fault(
        "MM-CSV-019",
        both!(
            "\"{column}\" 的区划 \"{text}\" 不在区划表中",
            "\"{column}\" is \"{text}\", which is not in the table of regions"
        ),
        both!("用六位区划代码；用 mingma regions 查找", "use a six-digit code; find it with mingma regions"),
    )
}

pub(crate) fn ends_first() -> Fault {
    fault(
        "MM-CSV-020",
        both!("\"until\" 早于 \"from\"", "\"until\" is earlier than \"from\""),
        both!("核对两个时间；仍在的码色不写 until", "check both times; a colour that still stands has no until"),
    )
}

pub(crate) fn two_people(id: &str, other: &str) -> Fault {
    let (id, other) = (short(id), reference(other));
    fault(
        "MM-CSV-021",
        both!(
            "依据 \"{id}\" 已属于另一人 \"{other}\"",
            "the evidence \"{id}\" is already another person's, \"{other}\""
        ),
        both!("每条依据用自己的标识", "give each item of evidence an id of its own"),
    )
}

/// The value itself is not repeated: it is somebody's number or telephone.
pub(crate) fn personal_ref(column: &str) -> Fault {
    fault(
        "MM-CSV-022",
        both!(
            "\"ref\" 就是本人的 {column}；编号会被显示出来",
            "\"ref\" is the person's own {column}, and references are shown"
        ),
        both!("所有文件中改用流水号，如 r000001", "use running numbers such as r000001 in all files"),
    )
}

pub(crate) fn bad_name(column: &str, limit: usize) -> Fault {
    fault(
        "MM-CSV-023",
        both!(
            "\"{column}\" 长于 {limit} 个字符，或含控制字符",
            "\"{column}\" is longer than {limit} characters or holds control characters"
        ),
        both!("缩短或清理这个值", "shorten or clean the value"),
    )
}

pub(crate) fn too_many_items(limit: usize) -> Fault {
    fault(
        "MM-CSV-024",
        both!("此人的依据多于上限 {limit} 条", "this person has more than {limit} items of evidence, the limit"),
        both!("核对是否混入了别人的条目", "check whether others' items got in"),
    )
}

pub(crate) fn clash(packs: &[String; 2], kind: &str) -> Fault {
    let [a, b] = packs;
    fault(
        "MM-CSV-025",
        both!(
            "规则包 \"{a}\" 与 \"{b}\" 同区划、同时段都对 {kind} 作了规定",
            "the packs \"{a}\" and \"{b}\" both speak of {kind} in one region at one time"
        ),
        both!("用 mingma rules check 查看，停用其中一个", "look with mingma rules check, and leave one of them out"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::Lang;

    #[test]
    fn a_number_or_a_name_in_the_place_of_a_reference_is_not_repeated() {
        for (text, told) in [
            ("r000017", "\"r000017\""),
            ("41010520000101005X", "\"…005X\""),
            ("10900123456", "\"…3456\""),
            ("沈远舟", "\"…舟\""),
        ] {
            for fault in [bad_ref("ref", text), twice("ref", text), unknown("resident", text, Table::Residents)] {
                for lang in Lang::ALL {
                    let what = fault.what.of(lang);
                    assert!(what.contains(told) && (text.len() < 8 || !what.contains(text)), "{what}");
                }
            }
        }
    }

    #[test]
    fn every_fault_has_a_code_a_sentence_and_a_remedy_in_both_languages() {
        let all = [
            no_file(Table::Scans),
            cannot_read("x", "甲", "e"),
            bad_archive("x", "甲", "a"),
            too_large("x", 4 << 30),
            no_header(Table::Scans),
            no_column(Table::Scans, "place"),
            column_twice(Table::Scans, "place"),
            more_column(Table::Scans, "more"),
            broken_row(Broken::Encoding, false),
            broken_row(Broken::Quotes, false),
            broken_row(Broken::TooLong, false),
            field_count(3, 4),
            empty("ref"),
            bad_ref("ref", "甲"),
            twice("ref", "r1"),
            unknown("place", "p", Table::Places),
            bad_time("from", "x", InstantFault::Shape),
            bad_word("colour", "blue", &["green"]),
            unknown_region("region", "999999"),
            ends_first(),
            two_people("e", "r"),
            personal_ref("phone"),
            bad_name("batch", 200),
            too_many_items(10),
            clash(&["a".into(), "b".into()], "arrival"),
        ];
        for (row, fault) in all.iter().enumerate() {
            assert_eq!(fault.code, format!("MM-CSV-{:03}", row + 1));
            for lang in Lang::ALL {
                assert!(!fault.what.of(lang).is_empty() && !fault.help.of(lang).is_empty());
            }
        }
    }
}
