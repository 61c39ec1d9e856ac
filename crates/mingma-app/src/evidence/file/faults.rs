//! What can be wrong with a laboratory's file, row by row. No fault repeats a number of
//! a document.

use mingma_model::document::DocumentFault;
use mingma_model::{Fault, Lang, Text};

fn fault(code: &'static str, zh: String, en: String, help_zh: &str, help_en: &str) -> Fault {
    Fault::new(code, Text::new(zh, en), Text::new(help_zh, help_en))
}

/// A value as it is shown: no longer than a word or two.
fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

pub(super) fn unreadable(file: &str, error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
    let found = fault(
        "MM-FIL-001",
        format!("文件读不了：{error}"),
        format!("the file cannot be read: {error}"),
        "请给出未加密的 CSV 文本文件",
        "give a CSV file as plain text",
    );
    Fault { line, ..found.of_file(file) }
}

pub(super) fn no_column(column: &str) -> Fault {
    fault(
        "MM-FIL-002",
        format!("缺少列 \"{column}\""),
        format!("the column \"{column}\" is missing"),
        "表头须有 document_type、document_number、result、sampled_at、reported_at、sample_id、region",
        "the header needs document_type, document_number, result, sampled_at, reported_at, sample_id and region",
    )
}

pub(super) fn column_twice(column: &str) -> Fault {
    fault(
        "MM-FIL-003",
        format!("列 \"{column}\" 出现两次"),
        format!("the column \"{column}\" stands twice"),
        "只留一列",
        "keep one of them",
    )
}

pub(super) fn unknown_column(column: &str) -> Fault {
    let column = short(column);
    fault(
        "MM-FIL-004",
        format!("不认识的列 \"{column}\""),
        format!("the column \"{column}\" is not one of this file"),
        "请删去；入册的只有表中各列",
        "leave it out; nothing but the columns of the table is taken",
    )
}

pub(super) fn width(found: usize, wanted: usize) -> Fault {
    fault(
        "MM-FIL-005",
        format!("这一行有 {found} 个值，表头有 {wanted} 列"),
        format!("the row has {found} values and the header {wanted} columns"),
        "补上逗号；含逗号的值放进双引号",
        "add the commas; put a value that holds a comma into quotes",
    )
}

pub(super) fn nothing(column: &str) -> Fault {
    fault("MM-FIL-006", format!("\"{column}\" 是空的"), format!("\"{column}\" is empty"), "请补上", "fill it in")
}

pub(super) fn not_utf8(column: &str) -> Fault {
    fault(
        "MM-FIL-007",
        format!("\"{column}\" 不是 UTF-8 文本"),
        format!("\"{column}\" is not UTF-8 text"),
        "多半是 GB18030（GBK）编码：用 iconv -f GB18030 -t UTF-8 旧文件 > 新文件 转换，或另存为“CSV UTF-8”",
        "it is probably GB18030 (GBK): convert it with iconv -f GB18030 -t UTF-8 OLD > NEW, or save it as CSV UTF-8",
    )
}

pub(super) fn document_type(word: &str) -> Fault {
    let word = short(word);
    fault(
        "MM-FIL-008",
        format!("证件类型 \"{word}\" 不在表中"),
        format!("the document type \"{word}\" is not in the list"),
        "可用：resident_id、passport、hk_macao_permit、taiwan_permit、permanent_residence_card",
        "the words are: resident_id, passport, hk_macao_permit, taiwan_permit, permanent_residence_card",
    )
}

pub(super) fn document(found: DocumentFault) -> Fault {
    fault(
        "MM-FIL-009",
        format!("证件号码不对：{}", found.what(Lang::Zh)),
        format!("the document's number is wrong: {}", found.what(Lang::En)),
        "请对照证件核对",
        "compare it with the document",
    )
}

pub(super) fn nobody() -> Fault {
    fault(
        "MM-FIL-010",
        "没有以此证件建档的人".into(),
        "nobody is enrolled by this document".into(),
        "请先建档，或核对证件类型和号码",
        "enrol them first, or check type and number",
    )
}

pub(super) fn result(word: &str) -> Fault {
    let word = short(word);
    fault(
        "MM-FIL-011",
        format!("结果 \"{word}\" 不在词表中"),
        format!("the result \"{word}\" is not a word of its list"),
        "可用：negative、positive、screen_positive",
        "the words are: negative, positive, screen_positive",
    )
}

pub(super) fn time(column: &str, text: &str) -> Fault {
    let text = short(text);
    fault(
        "MM-FIL-012",
        format!("\"{column}\" 的时间 \"{text}\" 读不懂"),
        format!("\"{column}\" is \"{text}\", which is no time"),
        "写成 2022-06-12T18:30:00+08:00：整秒，带偏移",
        "write 2022-06-12T18:30:00+08:00: whole seconds, with an offset",
    )
}

pub(super) fn ahead(column: &str, text: &str) -> Fault {
    let text = short(text);
    fault(
        "MM-FIL-013",
        format!("\"{column}\" 的时间 \"{text}\" 晚于现在"),
        format!("\"{column}\" is \"{text}\", which is later than now"),
        "请校准时钟（容差 120 秒）",
        "set the clock right (tolerance 120 s)",
    )
}

pub(super) fn order() -> Fault {
    fault(
        "MM-FIL-014",
        "报告时间早于采样时间".into(),
        "it was reported before it was sampled".into(),
        "请核对两个时间",
        "check both times",
    )
}

pub(super) fn id(column: &str, text: &str) -> Fault {
    let text = short(text);
    fault(
        "MM-FIL-015",
        format!("\"{column}\" 的值 \"{text}\" 不是编号"),
        format!("\"{column}\" is \"{text}\", which is no id"),
        "用 1 到 64 个字母、数字或 . _ : -",
        "use 1 to 64 letters, digits or . _ : -",
    )
}

pub(super) fn sample_twice(sample: &str) -> Fault {
    let sample = short(sample);
    fault(
        "MM-FIL-016",
        format!("样本 \"{sample}\" 已在前面出现"),
        format!("an earlier row has the sample \"{sample}\""),
        "每个样本一行；混检的各行写同一 pool",
        "one row a sample; the rows of a pool give the same pool",
    )
}

pub(super) fn region(text: &str, known: bool) -> Fault {
    let text = short(text);
    let (zh, en) = if known {
        (
            format!("\"{text}\" 不在该机构登记的区域内"),
            format!("\"{text}\" is outside the region the laboratory is registered for"),
        )
    } else {
        (format!("区划 \"{text}\" 不在区划表中"), format!("the region \"{text}\" is not in the table of regions"))
    };
    fault(
        "MM-FIL-017",
        zh,
        en,
        "填写采样地的六位区划代码；用 mingma regions 查找",
        "give the six digits of where it was sampled; find them with mingma regions",
    )
}

pub(super) fn not_here(column: &str) -> Fault {
    fault(
        "MM-FIL-018",
        format!("初筛阳性没有 \"{column}\""),
        format!("a screen positive has no \"{column}\""),
        "请删去此值；复检用 negative 或 positive",
        "leave it empty; a recheck is negative or positive",
    )
}

pub(super) fn empty(file: &str) -> Fault {
    fault("MM-FIL-019", "文件里没有一行结果".into(), "the file holds no result".into(), "请核对文件", "check the file")
        .of_file(file)
}

pub(super) fn too_many(file: &str, most: usize) -> Fault {
    fault(
        "MM-FIL-020",
        format!("行数超过上限 {most}"),
        format!("more rows than {most}, the limit"),
        "请拆成几个文件",
        "split it into several files",
    )
    .of_file(file)
}
