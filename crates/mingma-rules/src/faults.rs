//! The faults of rule packs, in the order of their codes.

use mingma_model::{Event, Fault, Kind, Severity, Span, Text};

fn fault(
    code: &'static str,
    zh: impl Into<String>,
    en: impl Into<String>,
    help_zh: impl Into<String>,
    help_en: impl Into<String>,
) -> Fault {
    Fault::new(code, Text::new(zh, en), Text::new(help_zh, help_en))
}

pub(crate) fn syntax(message: &str) -> Fault {
    fault(
        "MM-RUL-001",
        "不是可读的 TOML：这里的写法不对",
        format!("not readable TOML: {message}"),
        "在所指位置改正写法",
        "mend the notation at this place",
    )
}

pub(crate) fn missing(word: &str, where_zh: &str, where_en: &str) -> Fault {
    fault(
        "MM-RUL-002",
        format!("{where_zh}缺少 \"{word}\""),
        format!("{where_en} lacks \"{word}\""),
        format!("补上 {word} = …"),
        format!("add {word} = …"),
    )
}

pub(crate) fn unknown_key(word: &str, known: &[&str]) -> Fault {
    let known = known.join(", ");
    fault(
        "MM-RUL-003",
        format!("规则语言里没有 \"{word}\" 这个词"),
        format!("\"{word}\" is no word of the rule language here"),
        format!("此处可用：{known}"),
        format!("the words here are: {known}"),
    )
}

pub(crate) fn form(word: &str, zh: &str, en: &str) -> Fault {
    fault(
        "MM-RUL-004",
        format!("\"{word}\" 应为{zh}"),
        format!("\"{word}\" must be {en}"),
        format!("写成{zh}"),
        format!("write {en}"),
    )
}

pub(crate) fn unknown_kind(word: &str) -> Fault {
    let known: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.anchored()).map(|kind| kind.word()).collect();
    let known = known.join(", ");
    fault(
        "MM-RUL-005",
        format!("未知的依据类型 \"{word}\""),
        format!("unknown kind of evidence \"{word}\""),
        format!("规则只能针对：{known}"),
        format!("a rule is on one of: {known}"),
    )
}

pub(crate) fn unknown_word(word: &str, value: &str, known: &str) -> Fault {
    fault(
        "MM-RUL-006",
        format!("\"{word}\" 的值 \"{value}\" 不在词表中"),
        format!("\"{word}\" is \"{value}\", which is not a word of its list"),
        format!("可用：{known}"),
        format!("the words are: {known}"),
    )
}

pub(crate) fn no_end() -> Fault {
    fault(
        "MM-RUL-007",
        "这条规则没有终点：缺少 lapse",
        "this rule never ends: it has no lapse",
        "补上 lapse，例如 lapse = \"14d\"；公布的文本没有的，写我们的并在 .md 中说明",
        "add a lapse, such as lapse = \"14d\"; where the published text has none, write ours and say so in the .md",
    )
}

pub(crate) fn rises() -> Fault {
    fault(
        "MM-RUL-008",
        "码色在后一阶段升高",
        "the colour rises from one phase to the next",
        "后面的阶段不得比前面更重；只有第一阶段可以是绿色的等待期",
        "a later phase may not be stricter than an earlier one; only the first may be green, as a delay",
    )
}

pub(crate) fn names_somebody(word: &str) -> Fault {
    fault(
        "MM-RUL-009",
        format!("\"{word}\" 会指向具体的人、病例、场所或风险区"),
        format!("\"{word}\" would name a person, a case, a place or an area"),
        "规则只能按依据的类型和属性写，不能指名；删去此项",
        "rules speak of kinds and their attributes and name nobody; remove it",
    )
}

pub(crate) fn no_language(word: &str, lang: &str) -> Fault {
    fault(
        "MM-RUL-010",
        format!("{word} 缺少语言 {lang}"),
        format!("{word} lacks the language {lang}"),
        format!("写成 {word} = {{ zh = \"…\", en = \"…\" }}"),
        format!("write {word} = {{ zh = \"…\", en = \"…\" }}"),
    )
}

pub(crate) fn no_source() -> Fault {
    fault(
        "MM-RUL-011",
        "没有出处",
        "there is no source",
        "写明在哪里、何时公布：source = \"…\"",
        "say where and when it was published: source = \"…\"",
    )
}

pub(crate) fn open_clause(word: &str) -> Fault {
    fault(
        "MM-RUL-012",
        format!("\"{word}\" 是兜底条款，可以套在任何人身上"),
        format!("\"{word}\" is an open clause that fits anybody"),
        "只写有明确触发条件的规则；公布文本里的兜底条款记在 .md 中，不编码",
        "write only rules with a definite trigger; an open clause of the published text is told in the .md and not encoded",
    )
}

pub(crate) fn duration() -> Fault {
    fault(
        "MM-RUL-013",
        "规则包的有效期须为 72 小时到 180 天，且 from 早于 to",
        "a pack is in force for 72 hours to 180 days, from before to",
        "改正 from 与 to；更长的用 mingma rules renew 另出一版",
        "mend from and to; for longer, publish the next edition with mingma rules renew",
    )
}

pub(crate) fn event_of_kind(event: &str, kind: Kind) -> Fault {
    let known: Vec<&str> = kind.events().iter().map(|event: &Event| event.word()).collect();
    let known = if known.is_empty() { "—".to_owned() } else { known.join(", ") };
    fault(
        "MM-RUL-014",
        format!("{} 之后没有事件 \"{event}\"", kind.word()),
        format!("no event \"{event}\" follows {}", kind.word()),
        format!("可用的事件：{known}"),
        format!("its events are: {known}"),
    )
}

pub(crate) fn test_before_last() -> Fault {
    fault(
        "MM-RUL-015",
        "检测只能结束规则的最后一个阶段",
        "tests may end a rule's last phase only",
        "前面的阶段用 after 或 event 结束；否则早做的阴性会移动下一阶段的窗口",
        "end earlier phases by after or event; otherwise an earlier negative would move the next phase's window",
    )
}

pub(crate) fn afters(span: Span, other: Span) -> Fault {
    fault(
        "MM-RUL-016",
        format!("after = \"{span}\" 须长于同一起点的 \"{other}\""),
        format!("after = \"{span}\" must be longer than \"{other}\" of the same base"),
        "同一起点的 after 逐阶段增长",
        "afters of one base grow from phase to phase",
    )
}

pub(crate) fn after_lapse(span: Span, lapse: Span) -> Fault {
    fault(
        "MM-RUL-016",
        format!("after = \"{span}\" 不早于 lapse = \"{lapse}\""),
        format!("after = \"{span}\" does not end before lapse = \"{lapse}\""),
        "延长 lapse 或缩短 after",
        "lengthen the lapse or shorten the after",
    )
}

pub(crate) fn span(word: &str) -> Fault {
    fault(
        "MM-RUL-017",
        format!("\"{word}\" 不是 1 小时到 3650 天的整数时长"),
        format!("\"{word}\" is no span of whole hours or days, one hour to 3650 days"),
        "写成 \"24h\" 或 \"7d\"：整数，1 小时到 3650 天",
        "write \"24h\" or \"7d\": a whole number, one hour to 3650 days",
    )
}

pub(crate) fn origin_alone() -> Fault {
    fault(
        "MM-RUL-018",
        "colour = \"origin\" 只能单独用于 notice 规则",
        "colour = \"origin\" stands alone, in a rule on notice",
        "只留这一个阶段，且 on = \"notice\"",
        "keep this phase alone, with on = \"notice\"",
    )
}

pub(crate) fn unknown_region(text: &str) -> Fault {
    fault(
        "MM-RUL-019",
        format!("区划 \"{text}\" 不在区划表中"),
        format!("the region \"{text}\" is not in the table"),
        "写 \"00\" 或某个区划代码的前 2、4、6 位",
        "write \"00\" or the first 2, 4 or 6 digits of a code",
    )
}

pub(crate) fn green_first() -> Fault {
    fault(
        "MM-RUL-020",
        "绿色的第一阶段只能用 after 结束",
        "a green first phase may end by after alone",
        "写成 until = { after = \"…\" }",
        "write until = { after = \"…\" }",
    )
}

pub(crate) fn word_of_kind(word: &str, kind: Kind) -> Fault {
    fault(
        "MM-RUL-021",
        format!("{} 没有 \"{word}\" 可比较", kind.word()),
        format!("{} has no \"{word}\" to compare", kind.word()),
        "去掉这个词，或换一种依据类型",
        "remove the word, or choose another kind",
    )
}

pub(crate) fn same_rule(id: &str) -> Fault {
    fault(
        "MM-RUL-022",
        format!("规则标识 \"{id}\" 出现两次"),
        format!("the rule id \"{id}\" stands twice"),
        "每条规则用不同的标识",
        "give each rule an id of its own",
    )
}

pub(crate) fn same_pack(id: &str, first: &str) -> Fault {
    fault(
        "MM-RUL-023",
        format!("规则包标识 \"{id}\" 已在 {first} 中"),
        format!("the pack id \"{id}\" stands in {first} already"),
        "每个规则包用不同的标识",
        "give each pack an id of its own",
    )
}

pub(crate) fn too_large(what_zh: &str, what_en: &str) -> Fault {
    fault(
        "MM-RUL-024",
        format!("太大：{what_zh}"),
        format!("too large: {what_en}"),
        "拆成几个规则包",
        "split it into several packs",
    )
}

pub(crate) fn bad_time(word: &str) -> Fault {
    fault(
        "MM-RUL-025",
        format!("\"{word}\" 不是带偏移的整秒时间"),
        format!("\"{word}\" is no time with an offset in whole seconds"),
        "写成 2022-03-22T00:00:00+08:00，不加引号",
        "write 2022-03-22T00:00:00+08:00, without quotes",
    )
}

pub(crate) fn nothing_in(what_zh: &str, what_en: &str) -> Fault {
    fault("MM-RUL-026", format!("{what_zh}是空的"), format!("{what_en} is empty"), "至少写一项", "write at least one")
}

pub(crate) fn no_packs() -> Fault {
    fault(
        "MM-RUL-027",
        "这里没有规则包（*.toml）",
        "there is no pack (*.toml) here",
        "指出放规则包的文件夹，例如 --rules rules",
        "name the folder that holds packs, such as --rules rules",
    )
}

pub(crate) fn personal_number() -> Fault {
    fault(
        "MM-RUL-009",
        "文字里有证件号或电话号码",
        "the text holds a document or telephone number",
        "规则不指名任何人；删去号码",
        "rules name nobody; remove the number",
    )
}

pub(crate) fn floor(kind: Kind, from: &str, to: &str) -> Fault {
    fault(
        "MM-RUL-030",
        format!("底线缺口：{from} 到 {to} 没有全国规则包处理 {}", kind.word()),
        format!("a gap in the floor: from {from} to {to} no pack of region 00 treats {}", kind.word()),
        "在全国规则包中补上这一类，或补上这段时间",
        "treat the kind in a pack of region 00, or close the time",
    )
}

pub(crate) fn clash(kind: Kind, a: &str, b: &str, from: &str) -> Fault {
    fault(
        "MM-RUL-031",
        format!("{a} 与 {b} 自 {from} 起对同一区划的 {} 都有规则", kind.word()),
        format!("{a} and {b} both have rules for {} in one region from {from} on", kind.word()),
        "让两个规则包的时间相接而不重叠",
        "let the two packs follow one another without overlap",
    )
}

pub(crate) fn gap(region: &str, kind: Kind, from: &str, to: &str) -> Fault {
    fault(
        "MM-RUL-032",
        format!("区划 {region} 的 {} 在 {from} 到 {to} 之间没有本地规则", kind.word()),
        format!("in region {region} no local pack speaks of {} from {from} to {to}", kind.word()),
        "其间由更广区划的规则包处理；如非本意，请补上",
        "a wider pack speaks meanwhile; close the gap if that is not meant",
    )
    .weighing(Severity::Note)
}

pub(crate) fn differs(pack: &str, rule: &str, wider: &str, zh: &str, en: &str) -> Fault {
    fault(
        "MM-RUL-033",
        format!("{pack} 的 {rule} {zh}（对比 {wider}）"),
        format!("{rule} of {pack} {en} ({wider})"),
        "发布须有上级单位的两名经办人一并签署",
        "to be published, two officers of the wider unit must sign as well",
    )
    .weighing(Severity::Warning)
}

pub(crate) fn no_meaning(colour: &str) -> Fault {
    fault(
        "MM-RUL-034",
        format!("{colour} 没有码义（可以、须、不得）"),
        format!("{colour} has no meaning (may, must, never)"),
        "在 meanings.toml 中写出中英文及出处",
        "write it in meanings.toml, in zh and en, with its source",
    )
}

pub(crate) fn file_name(id: &str) -> Fault {
    fault(
        "MM-RUL-035",
        format!("文件名与标识 \"{id}\" 不符"),
        format!("the file is not named after its id \"{id}\""),
        format!("改名为 {id}.toml"),
        format!("name it {id}.toml"),
    )
}

pub(crate) fn no_companion(name: &str, zh: &str, en: &str) -> Fault {
    fault(
        "MM-RUL-036",
        format!("旁边没有 {name}"),
        format!("{name} does not stand beside it"),
        format!("补上{zh}"),
        format!("add {en}"),
    )
}

pub(crate) fn case_fails(name: &str, wanted: &str, found: &str) -> Fault {
    fault(
        "MM-RUL-037",
        format!("用例“{name}”应为 {wanted}，推导为 {found}"),
        format!("the case \"{name}\" wants {wanted} and derives {found}"),
        "改正规则或用例：以公布的文本为准",
        "mend the rule or the case, whichever departs from the published text",
    )
}

pub(crate) fn leaves_out(kind: Kind) -> Fault {
    fault(
        "MM-RUL-038",
        format!("{} 中“where”未涵盖的，在此规则包下为绿", kind.word()),
        format!("what \"where\" leaves out of {} is green under this pack", kind.word()),
        "如文本确实只管这一部分，无须改动",
        "if the text means that part alone, nothing is to be done",
    )
    .weighing(Severity::Note)
}

pub(crate) fn lapse_row(rule: &str, zh: &str, en: &str) -> Fault {
    fault(
        "MM-RUL-039",
        format!("时限表中规则 {rule} {zh}"),
        format!("the table of lapses {en} for the rule {rule}"),
        "时限表须逐条列出规则、lapse 与出自谁",
        "the table of lapses lists every rule, its lapse and whose it is",
    )
}

pub(crate) fn turns_on_negative() -> Fault {
    fault(
        "MM-RUL-041",
        "这条规则会因阴性检测而赋码：做检测的人反而受害",
        "this rule gives a colour for a negative test: whoever tests would be harmed",
        "写明 where = { result = \"positive\" }",
        "write where = { result = \"positive\" }",
    )
}

pub(crate) fn frees_nobody() -> Fault {
    fault(
        "MM-RUL-042",
        "及时登记的人没有一次检测来得及解除：from 之日已过 within 或 lapse",
        "no test can free whoever is known at once: the day of from lies behind within or the lapse",
        "提前 from，或延长 within 与 lapse",
        "let from be earlier, or within and the lapse longer",
    )
    .weighing(Severity::Warning)
}
