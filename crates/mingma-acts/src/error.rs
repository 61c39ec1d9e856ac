//! What can be wrong with an act, and what to do about it.

use mingma_ledger::LedgerError;
use mingma_model::{Fault, Text};
use mingma_seal::SealError;
use mingma_store::StoreError;

/// Why an act, a member or a proof was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActError {
    /// The bytes are no act, member or record of this version.
    #[error("MM-ACT-001 the bytes are no act of this version")]
    Malformed,
    /// The bytes say something, but not in its one encoding.
    #[error("MM-ACT-002 the bytes are not the one encoding of what they say")]
    NotCanonical,
    /// The class is not in the closed list.
    #[error("MM-ACT-003 class {0} is not in the list of classes")]
    UnknownClass(u64),
    /// The signing key is not registered here.
    #[error("MM-ACT-004 the key {0} is not registered")]
    UnknownKey(String),
    /// The signing key was revoked, or not yet granted, at that time.
    #[error("MM-ACT-005 the key {0} was not in force at that time")]
    KeyNotInForce(String),
    /// The signature is not over this act's digest.
    #[error("MM-ACT-006 the signature by {0} is not over this act")]
    BadSignature(String),
    /// One holder signed twice.
    #[error("MM-ACT-007 {0} signed twice; another officer must sign")]
    SignedTwice(String),
    /// The act says that it was composed later than now.
    #[error("MM-ACT-008 the act was composed {0} s in the future")]
    FromTheFuture(i64),
    /// The act was composed too long ago to be sealed now.
    #[error("MM-ACT-009 the act was composed {0} s ago; compose it again")]
    TooOld(i64),
    /// The id stands already, with another content.
    #[error("MM-ACT-010 another act has the id {0}")]
    DuplicateId(String),
    /// What was decided on has changed meanwhile.
    #[error("MM-ACT-011 what this act was decided on has changed meanwhile")]
    Stale,
    /// The members are not those that were signed.
    #[error("MM-ACT-012 the members are not those that the act commits to")]
    WrongMembers,
    /// An approval kind that this version cannot verify.
    #[error("MM-ACT-013 approvals of the kind {0} are not accepted here")]
    UnknownApproval(u64),
    /// The writer has stopped.
    #[error("MM-ACT-014 the register has stopped writing: {0}")]
    Stopped(String),
    /// A projection cannot be made of this act.
    #[error("MM-ACT-015 act {seq}: {what}")]
    Unfoldable {
        /// The act's number.
        seq: u64,
        /// What does not fit.
        what: String,
    },
    /// Cryptography refused.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<minicbor::decode::Error> for ActError {
    fn from(_: minicbor::decode::Error) -> Self {
        Self::Malformed
    }
}

impl ActError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "MM-ACT-001",
            Self::NotCanonical => "MM-ACT-002",
            Self::UnknownClass(_) => "MM-ACT-003",
            Self::UnknownKey(_) => "MM-ACT-004",
            Self::KeyNotInForce(_) => "MM-ACT-005",
            Self::BadSignature(_) => "MM-ACT-006",
            Self::SignedTwice(_) => "MM-ACT-007",
            Self::FromTheFuture(_) => "MM-ACT-008",
            Self::TooOld(_) => "MM-ACT-009",
            Self::DuplicateId(_) => "MM-ACT-010",
            Self::Stale => "MM-ACT-011",
            Self::WrongMembers => "MM-ACT-012",
            Self::UnknownApproval(_) => "MM-ACT-013",
            Self::Stopped(_) => "MM-ACT-014",
            Self::Unfoldable { .. } => "MM-ACT-015",
            Self::Seal(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Ledger(error) => error.code(),
        }
    }

    /// True where the register itself is at fault, not what was handed in or is held of
    /// one person.
    #[must_use]
    pub const fn ours(&self) -> bool {
        matches!(self, Self::Stopped(_) | Self::Store(_) | Self::Ledger(_))
    }

    /// What is wrong and what to do, in both languages.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Seal(error) => return error.fault(),
            Self::Store(error) => return error.fault(),
            Self::Ledger(error) => return error.fault(),
            _ => {}
        }
        let (what, help) = self.told();
        Fault::new(self.code(), what, help)
    }

    fn told(&self) -> (Text, Text) {
        let say =
            |zh: String, en: String, help_zh: &str, help_en: &str| (Text::new(zh, en), Text::new(help_zh, help_en));
        match self {
            Self::Malformed => say(
                "这些字节不是本版本的处置".into(),
                "the bytes are no act of this version".into(),
                "请核对文件是否完整，并用同一版本的程序生成",
                "check that the file is whole and was made by the same version",
            ),
            Self::NotCanonical => say(
                "这些字节不是其内容的唯一编码".into(),
                "the bytes are not the one encoding of what they say".into(),
                "请按 docs/protocol.md 的规范编码重新生成并签署",
                "encode it as docs/protocol.md says and sign again",
            ),
            Self::UnknownClass(class) => say(
                format!("类别 {class} 不在处置类别表内"),
                format!("class {class} is not in the list of classes"),
                "请使用类别表内的类别，或升级程序",
                "use a class of the list, or a newer version of the program",
            ),
            Self::UnknownKey(key) => say(
                format!("密钥 {key} 未在此登记"),
                format!("the key {key} is not registered here"),
                "请先由有登记职权的单位登记该密钥",
                "a unit with the power to register must register it first",
            ),
            Self::KeyNotInForce(key) => say(
                format!("密钥 {key} 当时无效（已撤销或尚未生效）"),
                format!("the key {key} was not in force at that time (revoked, or not yet granted)"),
                "请改用有效的密钥签署",
                "sign with a key that is in force",
            ),
            Self::BadSignature(key) => say(
                format!("{key} 的签署与本处置不符"),
                format!("the signature by {key} is not over this act"),
                "请对本处置的摘要重新签署",
                "sign the digest of this very act",
            ),
            Self::SignedTwice(who) => say(
                format!("{who} 签署了两次"),
                format!("{who} signed twice"),
                "须由另一名经办人签署",
                "another officer must sign",
            ),
            Self::FromTheFuture(seconds) => say(
                format!("处置的拟定时间晚于现在 {seconds} 秒"),
                format!("the act was composed {seconds} s in the future"),
                "请校准拟定一方的时钟（容差 120 秒）",
                "set the composing side's clock right (tolerance 120 s)",
            ),
            Self::TooOld(seconds) => say(
                format!("处置拟定于 {seconds} 秒前，已过期"),
                format!("the act was composed {seconds} s ago, too long to be sealed now"),
                "请重新拟定并签署",
                "compose and sign it again",
            ),
            Self::DuplicateId(id) => say(
                format!("编号 {id} 已属于另一内容的处置"),
                format!("another act, with other content, has the id {id}"),
                "请换一个编号；重发同一处置须一字不差",
                "choose another id; a repetition must be the same to the byte",
            ),
            Self::Stale => say(
                "拟定所依据的内容在此期间已变更".into(),
                "what this act was decided on has changed meanwhile".into(),
                "请重新读取后再试",
                "read again and try once more",
            ),
            Self::WrongMembers => say(
                "成员与处置所承诺的不符".into(),
                "the members are not those that the act commits to".into(),
                "请连同签署时的成员一并提交",
                "hand in the very members that were signed",
            ),
            Self::UnknownApproval(kind) => say(
                format!("此处不接受第 {kind} 类签署"),
                format!("approvals of the kind {kind} are not accepted here"),
                "请用已登记的 Ed25519 或 ES256 密钥签署",
                "sign with a registered Ed25519 or ES256 key",
            ),
            Self::Stopped(why) => say(
                format!("登记系统已停止写入：{why}"),
                format!("the register has stopped writing: {why}"),
                "码色保持不变；请排除原因后重新启动，并运行 mingma doctor",
                "colours stay as they are; mend the cause, start again and run mingma doctor",
            ),
            Self::Unfoldable { seq, what } => say(
                format!("第 {seq} 号处置无法推演：{what}"),
                format!("act {seq} cannot be folded: {what}"),
                "请运行 mingma audit 查明被改动之处",
                "run mingma audit to find what was changed",
            ),
            Self::Seal(_) | Self::Store(_) | Self::Ledger(_) => (Text::new("", ""), Text::new("", "")),
        }
    }
}
