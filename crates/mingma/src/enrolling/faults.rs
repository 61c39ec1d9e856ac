//! What can be wrong with people who are to be enrolled. Nothing personal is repeated.

use mingma_model::document::DocumentFault;
use mingma_model::{Fault, Lang, Text};

fn fault(code: &'static str, zh: String, en: String, help_zh: &str, help_en: &str) -> Fault {
    Fault::new(code, Text::new(zh, en), Text::new(help_zh, help_en))
}

pub(super) fn unreadable(file: &str, error: &csv::Error) -> Fault {
    fault(
        "MM-ENR-001",
        format!("读不成 CSV：{error}"),
        format!("cannot be read as CSV: {error}"),
        "核对引号和逗号",
        "check quotes and commas",
    )
    .of_file(file)
}

pub(super) fn no_column(column: &str) -> Fault {
    fault(
        "MM-ENR-002",
        format!("缺少列 \"{column}\""),
        format!("the column \"{column}\" is missing"),
        "表头须有 document_type、document_number、name、phone、region",
        "the header needs document_type, document_number, name, phone and region",
    )
}

pub(super) fn column(column: &str) -> Fault {
    let column: String = column.chars().take(40).collect();
    fault(
        "MM-ENR-003",
        format!("列 \"{column}\" 不认识，或出现两次"),
        format!("the column \"{column}\" is not one of this file, or stands twice"),
        "请删去；另可有 key 一列",
        "leave it out; beside the five there may be key",
    )
}

pub(super) fn width(found: usize, wanted: usize) -> Fault {
    fault(
        "MM-ENR-004",
        format!("这一行有 {found} 个值，表头有 {wanted} 列"),
        format!("the row has {found} values and the header {wanted} columns"),
        "补上逗号；含逗号的值放进双引号",
        "add the commas; put a value that holds a comma into quotes",
    )
}

pub(super) fn empty(column: &str) -> Fault {
    fault("MM-ENR-005", format!("缺少 \"{column}\""), format!("\"{column}\" is missing"), "请补上", "fill it in")
}

/// The form of each column, in both languages.
const FORMS: [(&str, &str, &str); 5] = [
    (
        "document_type",
        "resident_id、passport、hk_macao_permit、taiwan_permit 或 permanent_residence_card",
        "resident_id, passport, hk_macao_permit, taiwan_permit or permanent_residence_card",
    ),
    ("name", "证件上的姓名，UTF-8", "the name as the document writes it, in UTF-8"),
    ("phone", "5 到 15 位数字，前面可加 +", "5 to 15 digits, a + before them at most"),
    (
        "region",
        "居住地的六位区划代码；用 mingma regions 查找",
        "six digits of where they live; find them with mingma regions",
    ),
    ("key", "设备公钥：ed25519-… 或 p256-…", "the device's public key: ed25519-… or p256-…"),
];

pub(super) fn unfit(column: &str) -> Fault {
    let form = FORMS.iter().find(|form| form.0 == column).unwrap_or(&("", "", ""));
    fault("MM-ENR-006", format!("\"{column}\" 不合形式"), format!("\"{column}\" is not of its form"), form.1, form.2)
}

pub(super) fn number(found: DocumentFault) -> Fault {
    fault(
        "MM-ENR-007",
        format!("证件号码不对：{}", found.what(Lang::Zh)),
        format!("the document's number is wrong: {}", found.what(Lang::En)),
        "请对照证件核对",
        "compare it with the document",
    )
}

pub(super) fn twice(first: usize) -> Fault {
    fault(
        "MM-ENR-008",
        format!("同一证件已在第 {first} 行"),
        format!("line {first} has the same document"),
        "每人一行",
        "one row a person",
    )
}

pub(super) fn nobody(file: &str) -> Fault {
    fault("MM-ENR-009", "文件里没有人".into(), "the file holds nobody".into(), "请核对文件", "check the file")
        .of_file(file)
}

pub(super) fn too_many(file: &str, most: usize) -> Fault {
    fault(
        "MM-ENR-010",
        format!("人数超过上限 {most}"),
        format!("more people than {most}, the limit"),
        "请拆成几个文件",
        "split it into several files",
    )
    .of_file(file)
}
