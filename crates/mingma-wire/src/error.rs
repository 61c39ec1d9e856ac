//! What this room refuses, and what to do about it.

use mingma_model::{Fault, Text};
use mingma_seal::KeyId;

/// Why a text, a list or a file is not taken for what it says it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.code(), self.told().en)]
#[non_exhaustive]
pub enum WireError {
    /// The text does not begin as this format does.
    NotThis(&'static str),
    /// More than this many characters or bytes.
    TooLong(usize),
    /// Letters that are no base45, base64 or base32 of anything.
    NotLetters,
    /// The bytes end before what they announce.
    Truncated,
    /// Bytes after the end.
    Trailing,
    /// Values within values, deeper than any format goes.
    Nested,
    /// The bytes are not of this format.
    Malformed,
    /// The bytes say something, but not in its one encoding.
    NotCanonical,
    /// A value that the format does not allow; its name.
    Field(&'static str),
    /// A signature without an algorithm, or by one that is not listed.
    Algorithm(String),
    /// Signed by another algorithm than that of the key.
    WrongAlgorithm(KeyId),
    /// No key of this id is known here.
    UnknownKey(KeyId),
    /// The key was revoked.
    RevokedKey(KeyId),
    /// Signed at a time at which the key was not in force.
    KeyNotInForce(KeyId),
    /// The key is another issuer's.
    WrongIssuer(String),
    /// The issuer's signature does not fit.
    BadSignature(KeyId),
    /// The device's or scanner's signature does not fit.
    BadDevice,
    /// Of a demo, where none is expected.
    DemoRefused,
    /// Of a demo by a key that is none, or the other way round.
    DemoMismatch,
    /// A time this many seconds ahead of now.
    Ahead(i64),
    /// The time is past.
    Expired,
    /// A stored code: nothing shows that a device holds it.
    StoredAlone,
    /// Signed by the device this many seconds ago.
    SignedAgo(i64),
    /// The challenge that was shown was not answered.
    WrongChallenge,
    /// A newer credential stands in its place.
    Changed,
    /// The status list has no such index.
    BeyondList(u32),
    /// What is known is older than the place's policy allows.
    TooOld(i64),
    /// A row of a key file that cannot be read: its number, and what is wrong.
    KeyFile(usize, &'static str),
    /// A status list that does not inflate, or inflates beyond its limit.
    NotInflated,
    /// The tag is not of this place, number, kiosk or step.
    WrongPlace,
    /// The tag is not of this session.
    WrongSession,
    /// A letter was misread or mistyped.
    CheckLetter,
    /// The scanner is not registered for that place at that time.
    WrongScanner,
    /// The statement is about another credential.
    WrongCredential,
    /// Two times that belong together are this many seconds apart.
    Apart(i64),
}

/// A sentence and a remedy in both languages.
struct Told {
    zh: String,
    en: String,
    help: [&'static str; 2],
}

impl From<minicbor::decode::Error> for WireError {
    fn from(_: minicbor::decode::Error) -> Self {
        Self::Malformed
    }
}

impl WireError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotThis(_) => "MM-WIR-001",
            Self::TooLong(_) => "MM-WIR-002",
            Self::NotLetters => "MM-WIR-003",
            Self::Truncated => "MM-WIR-004",
            Self::Trailing => "MM-WIR-005",
            Self::Nested => "MM-WIR-006",
            Self::Malformed => "MM-WIR-007",
            Self::NotCanonical => "MM-WIR-008",
            Self::Field(_) => "MM-WIR-009",
            Self::Algorithm(_) => "MM-WIR-010",
            Self::WrongAlgorithm(_) => "MM-WIR-011",
            Self::UnknownKey(_) => "MM-WIR-012",
            Self::RevokedKey(_) => "MM-WIR-013",
            Self::KeyNotInForce(_) => "MM-WIR-014",
            Self::WrongIssuer(_) => "MM-WIR-015",
            Self::BadSignature(_) => "MM-WIR-016",
            Self::BadDevice => "MM-WIR-017",
            Self::DemoRefused => "MM-WIR-018",
            Self::DemoMismatch => "MM-WIR-019",
            Self::Ahead(_) => "MM-WIR-020",
            Self::Expired => "MM-WIR-021",
            Self::StoredAlone => "MM-WIR-022",
            Self::SignedAgo(_) => "MM-WIR-023",
            Self::WrongChallenge => "MM-WIR-024",
            Self::Changed => "MM-WIR-025",
            Self::BeyondList(_) => "MM-WIR-026",
            Self::TooOld(_) => "MM-WIR-027",
            Self::KeyFile(..) => "MM-WIR-028",
            Self::NotInflated => "MM-WIR-029",
            Self::WrongPlace => "MM-WIR-030",
            Self::WrongSession => "MM-WIR-031",
            Self::CheckLetter => "MM-WIR-032",
            Self::WrongScanner => "MM-WIR-033",
            Self::WrongCredential => "MM-WIR-034",
            Self::Apart(_) => "MM-WIR-035",
        }
    }

    /// True where the text is not of these formats at all: bad input, not a code that does
    /// not hold.
    #[must_use]
    pub const fn unreadable(&self) -> bool {
        matches!(
            self,
            Self::NotThis(_)
                | Self::TooLong(_)
                | Self::NotLetters
                | Self::Truncated
                | Self::Trailing
                | Self::Nested
                | Self::Malformed
                | Self::NotCanonical
                | Self::Field(_)
                | Self::CheckLetter
                | Self::KeyFile(..)
                | Self::NotInflated
        )
    }

    /// The refusal as the reader meets it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let Told { zh, en, help: [help_zh, help_en] } = self.told();
        Fault::new(self.code(), Text::new(zh, en), Text::new(help_zh, help_en))
    }

    fn told(&self) -> Told {
        self.of_bytes().or_else(|| self.of_keys()).or_else(|| self.of_times()).unwrap_or_else(|| self.of_places())
    }

    fn of_bytes(&self) -> Option<Told> {
        Some(match self {
            Self::NotThis(what) => say(
                format!("不是以 {what} 开头的内容"),
                format!("this does not begin with {what}"),
                ["请扫描或粘贴完整的内容", "scan or paste the whole of it"],
            ),
            Self::TooLong(limit) => say(
                format!("超过上限 {limit}"),
                format!("it is longer than {limit}, the limit"),
                ["这种格式没有这么长；请核对来源", "nothing of this format is that long; check where it came from"],
            ),
            Self::NotLetters => say(
                "含有编码之外的字符".into(),
                "it holds letters that the encoding has not".into(),
                ["请重新扫描；勿改大小写，勿去空格", "scan it again; change no case and trim no space"],
            ),
            Self::Truncated => say(
                "内容不完整".into(),
                "it ends too early".into(),
                ["请重新扫描，取得全部内容", "scan it again and take the whole of it"],
            ),
            Self::Trailing => say(
                "末尾有多余的字节".into(),
                "there are bytes after its end".into(),
                ["请从签发者处重新取得", "get it anew from who issued it"],
            ),
            Self::Nested => say(
                "嵌套过深".into(),
                "values stand too deep within each other".into(),
                ["这种格式没有这样的嵌套；请核对来源", "no format goes that deep; check where it came from"],
            ),
            Self::Malformed => say(
                "内容不合格式".into(),
                "it is not of this format".into(),
                ["请核对来源；格式见 docs/protocol.md", "check where it came from; docs/protocol.md has the format"],
            ),
            Self::NotCanonical => say(
                "不是其内容的唯一编码".into(),
                "it is not the one encoding of what it says".into(),
                ["请按 docs/protocol.md 的规范编码生成", "encode it as docs/protocol.md says"],
            ),
            Self::Field(name) => say(
                format!("{name} 的值不被允许"),
                format!("the value of {name} is not allowed"),
                ["取值见 docs/protocol.md", "docs/protocol.md says which are"],
            ),
            _ => return None,
        })
    }

    fn of_keys(&self) -> Option<Told> {
        Some(match self {
            Self::Algorithm(found) => say(
                format!("签名算法“{found}”不被接受"),
                format!("the algorithm \"{found}\" is not accepted"),
                ["只接受 EdDSA、ES256 与 SM2", "EdDSA, ES256 and SM2 alone are"],
            ),
            Self::WrongAlgorithm(kid) => say(
                format!("签名算法不是密钥 {kid} 的算法"),
                format!("the algorithm is not that of the key {kid}"),
                ["当作伪造处理", "treat it as forged"],
            ),
            Self::UnknownKey(kid) => say(
                format!("此处没有密钥 {kid}"),
                format!("no key {kid} is known here"),
                ["更新密钥文件后再验；在此之前不得推断", "verify again with a newer key file; conclude nothing before"],
            ),
            Self::RevokedKey(kid) => say(
                format!("密钥 {kid} 已作废"),
                format!("the key {kid} was revoked"),
                ["请持码人更新健康码", "ask the holder to renew the code"],
            ),
            Self::KeyNotInForce(kid) => say(
                format!("签发时密钥 {kid} 不在有效期内"),
                format!("the key {kid} was not in force when it was issued"),
                ["请持码人更新健康码；核对密钥文件", "ask the holder to renew the code; check the key file"],
            ),
            Self::WrongIssuer(issuer) => say(
                format!("“{issuer}”不是该密钥的签发者"),
                format!("\"{issuer}\" is not whose key this is"),
                ["当作伪造处理", "treat it as forged"],
            ),
            Self::BadSignature(kid) => say(
                format!("密钥 {kid} 的签名不符"),
                format!("the signature by {kid} does not fit"),
                ["当作伪造处理", "treat it as forged"],
            ),
            Self::BadDevice => say(
                "设备的签名不符".into(),
                "the device's signature does not fit".into(),
                ["当作伪造处理", "treat it as forged"],
            ),
            Self::DemoRefused => say(
                "这是演示用码".into(),
                "this is a demo's code".into(),
                ["仅在演示中使用 --demo", "use --demo in a demo alone"],
            ),
            Self::DemoMismatch => say(
                "码与密钥一为演示、一为正式".into(),
                "one of code and key is a demo's and the other is not".into(),
                ["当作伪造处理", "treat it as forged"],
            ),
            Self::KeyFile(row, what) => say(
                format!("密钥文件第 {row} 行（项）有误：{what}"),
                format!("row {row} of the key file is wrong: {what}"),
                ["格式见 docs/protocol.md 8.11", "docs/protocol.md 8.11 has the format"],
            ),
            _ => return None,
        })
    }

    fn of_times(&self) -> Option<Told> {
        Some(match self {
            Self::Ahead(seconds) => say(
                format!("其时间超前 {seconds} 秒"),
                format!("it is of a time {seconds} s ahead"),
                ["核对本机与对方的时钟", "check this clock and theirs"],
            ),
            Self::Expired => {
                say("已过期".into(), "it has expired".into(), ["请持码人联网更新", "ask the holder to renew it online"])
            }
            Self::StoredAlone => say(
                "只有存码，没有设备的签名".into(),
                "a stored code alone, without a device's signature".into(),
                ["请扫描手机上正在走时的健康码", "scan the code whose seconds run on the phone"],
            ),
            Self::SignedAgo(seconds) => say(
                format!("设备在 {seconds} 秒前签名"),
                format!("the device signed {seconds} s ago"),
                [
                    "可能是截图；请扫描走时的健康码，并核对时钟",
                    "it may be a picture; scan the running code, and check the clocks",
                ],
            ),
            Self::WrongChallenge => say(
                "没有答复所出示的口令".into(),
                "the challenge that was shown is not answered".into(),
                ["请对方重新扫描口令", "have them scan the challenge again"],
            ),
            Self::Changed => say(
                "已有更新的健康码取代它".into(),
                "a newer code stands in its place".into(),
                ["请持码人联网更新", "ask the holder to renew it online"],
            ),
            Self::BeyondList(index) => say(
                format!("状态表没有第 {index} 位"),
                format!("the status list has no index {index}"),
                ["取得最新的状态表", "get the newest status list"],
            ),
            Self::TooOld(seconds) => say(
                format!("所知已是 {seconds} 秒前"),
                format!("what is known is {seconds} s old"),
                ["取得最新的状态表，或请持码人更新", "get the newest status list, or have the code renewed"],
            ),
            Self::Apart(seconds) => say(
                format!("两个时间相差 {seconds} 秒"),
                format!("the two times are {seconds} s apart"),
                ["请在场重新扫描", "scan again, on the spot"],
            ),
            _ => return None,
        })
    }

    fn of_places(&self) -> Told {
        match self {
            Self::NotInflated => say(
                "状态表解不开，或解开后超限".into(),
                "the status list does not inflate, or beyond its limit".into(),
                ["重新取得状态表", "get the status list again"],
            ),
            Self::WrongPlace => say(
                "标签不属于这个场所、终端或时刻".into(),
                "the tag is not of this place, kiosk or moment".into(),
                ["请在场扫描现在的场所码", "scan the code that the place shows now"],
            ),
            Self::WrongSession => say(
                "标签不属于这次登录".into(),
                "the tag is not of this session".into(),
                ["请重新登录后再扫", "sign in again and scan again"],
            ),
            Self::CheckLetter => say(
                "校验字母不符".into(),
                "the check letters do not fit".into(),
                ["请再看一遍，重新输入", "look again and type it again"],
            ),
            Self::WrongScanner => say(
                "该扫码设备当时未登记在此场所".into(),
                "the scanner was not registered for that place at that time".into(),
                ["核对设备与场所的登记", "check how the scanner is registered"],
            ),
            _ => say(
                "所述的是另一张凭证".into(),
                "it is about another credential".into(),
                ["请用出示时的那张凭证签署", "sign with the credential that was shown"],
            ),
        }
    }
}

fn say(zh: String, en: String, help: [&'static str; 2]) -> Told {
    Told { zh, en, help }
}
