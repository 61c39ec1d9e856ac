//! What the law gives whoever gets such a letter, and how to object.

use mingma_model::{Lang, Profile};

use super::{Section, section};
use crate::shipped::DEFAULT_PROFILE;

/// What the letter is about: a health code, or the word of another jurisdiction.
pub(super) fn title(profile: &Profile, lang: Lang) -> &'static str {
    if profile.id == DEFAULT_PROFILE {
        lang.pick("健康码告知书", "Letter about your health code")
    } else {
        lang.pick("告知书", "Letter about your status")
    }
}

/// Rights of mainland Chinese law; another jurisdiction's letter names none that
/// its profile does not hold.
pub(super) fn rights(profile: &Profile, lang: Lang) -> Section {
    let heading = lang.pick("你的权利", "Your rights");
    if profile.id != DEFAULT_PROFILE {
        return section(heading, Vec::new(), Vec::new());
    }
    section(
        heading,
        vec![
            lang.pick(
                "如果有单位真的这样给你赋码，你有以下权利：",
                "Should a unit really decide so, these are your rights:",
            )
            .to_owned(),
        ],
        all(lang, &RIGHTS),
    )
}

const RIGHTS: [(&str, &str); 5] = [
    (
        "要求说明：决定由计算机自动作出的，你可以要求说明理由，并可以拒绝只由计算机作出的决定（《个人信息保护法》第二十四条）。",
        "To be told why: you may ask for the reasons of a decision made by a machine, and refuse one that a machine alone has made (Personal Information Protection Law, article 24).",
    ),
    (
        "知道用了什么：处理哪些信息、为了什么、保存多久、怎样行使权利，都应告诉你（《个人信息保护法》第十七条、第三十五条）。",
        "To know what was used: which data, for what, how long they are kept, and how to use your rights (the same law, articles 17 and 35).",
    ),
    (
        "拒绝你的请求要说明理由（《个人信息保护法》第五十条）。",
        "To be given reasons if a request of yours is refused (the same law, article 50).",
    ),
    (
        "目的实现后删除：不必等你提出（《个人信息保护法》第四十七条）。",
        "To have the data deleted once their purpose is fulfilled, without asking (the same law, article 47).",
    ),
    (
        "行政复议：自知道之日起60日内可以申请；没有告诉你这项权利的，最长一年（《行政复议法》第二十条）。",
        "To ask for administrative reconsideration within 60 days of knowing; up to one year if nobody told you of this right (Administrative Reconsideration Law, article 20).",
    ),
];

/// The grounds to choose from, and whom to call.
pub(super) fn object(profile: &Profile, lang: Lang) -> Section {
    let home = profile.id == DEFAULT_PROFILE;
    let mut paragraphs = vec![
        lang.pick(
            "不同意的，可以选一条或几条理由提出，不必先交证明：",
            "If you do not agree, choose one ground or several; no proof is needed first:",
        )
        .to_owned(),
    ];
    if home {
        paragraphs.push(
            lang.pick(
                "电话：政务服务便民热线12345，卫生健康热线12320。",
                "By telephone: 12345 (government services) and 12320 (health).",
            )
            .to_owned(),
        );
    }
    section(
        lang.pick("怎样申诉", "How to object"),
        paragraphs,
        all(lang, if home { &GROUNDS } else { &GROUNDS[..ANYWHERE] }),
    )
}

/// How many of the grounds hold in any jurisdiction.
const ANYWHERE: usize = 4;

const GROUNDS: [(&str, &str); 7] = [
    ("没有这件事：我没有到过、没有接触过", "It did not happen: I was not there, there was no contact"),
    ("日期、时间或地点不对", "The date, the hour or the place is wrong"),
    ("条件已经满足，码色没有转", "The conditions are met, and the colour did not change"),
    ("规则不适用于我", "The rule does not apply to me"),
    ("不是我：证件或手机号绑在别人名下", "It is not me: my document or telephone is bound to somebody else"),
    ("检测结果没有计入，或计错", "A test of mine was not counted, or counted wrongly"),
    ("手机、证件、检测点显示的码色不一致", "Telephone, document and testing point show different colours"),
];

fn all(lang: Lang, texts: &[(&str, &str)]) -> Vec<String> {
    texts.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect()
}
