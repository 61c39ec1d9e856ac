//! What this room refuses, and what to do about it.

use mingma_model::{Fault, Text};
use mingma_seal::SealError;

/// Why the log cannot be read, written, published or believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.code(), self.words().en)]
pub enum LedgerError {
    /// A leaf of more than 65,535 bytes.
    EntryTooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// An earlier write failed; nothing is written until the ledger is opened anew.
    Stopped {
        /// The file at which it failed, and the system's words.
        why: String,
    },
    /// The system refused to read or write.
    File {
        /// The path inside the folder.
        path: String,
        /// The system's words.
        why: String,
    },
    /// A file of the log is missing, torn or changed.
    Wrong {
        /// The path inside the folder.
        path: String,
    },
    /// A leaf or a size that the log does not have.
    Beyond {
        /// What was asked for.
        asked: u64,
        /// The leaves there are.
        size: u64,
    },
    /// Entries that would change what was published.
    Published {
        /// The first leaf that would be another one.
        index: u64,
    },
    /// The tree is smaller than the published one, or does not contain it.
    NotLonger {
        /// Leaves here.
        size: u64,
        /// Leaves published.
        published: u64,
    },
    /// Entries that would leave a gap.
    Gap {
        /// Where they would begin.
        index: u64,
        /// The leaves there are.
        size: u64,
    },
    /// Not a signed note that holds a checkpoint.
    NoCheckpoint,
    /// A note without a signature of the log's key that fits.
    NotSigned,
    /// A checkpoint of another log.
    OtherLog {
        /// The origin it names.
        origin: String,
    },
    /// Not the verifier key of a log.
    NoVerifier,
    /// The proof does not lead from the leaf to the root.
    NotIncluded,
    /// The proof does not lead from the older root to the newer one.
    NotConsistent,
    /// The checkpoint on disk is not the one this ledger wrote last.
    OtherWriter,
}

impl LedgerError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EntryTooLong { .. } => "MM-LED-001",
            Self::Stopped { .. } => "MM-LED-002",
            Self::File { .. } => "MM-LED-003",
            Self::Wrong { .. } => "MM-LED-004",
            Self::Beyond { .. } => "MM-LED-005",
            Self::Published { .. } => "MM-LED-006",
            Self::NotLonger { .. } => "MM-LED-007",
            Self::Gap { .. } => "MM-LED-008",
            Self::NoCheckpoint => "MM-LED-009",
            Self::NotSigned => "MM-LED-010",
            Self::OtherLog { .. } => "MM-LED-011",
            Self::NoVerifier => "MM-LED-012",
            Self::NotIncluded => "MM-LED-013",
            Self::NotConsistent => "MM-LED-014",
            Self::OtherWriter => "MM-LED-015",
        }
    }

    /// The refusal as the reader meets it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.words(), self.help())
    }

    fn words(&self) -> Text {
        let (zh, en) = match self {
            Self::EntryTooLong { bytes } => (
                format!("这一条有 {bytes} 字节，上限 65535"),
                format!("the entry has {bytes} bytes; the limit is 65535"),
            ),
            Self::Stopped { why } => (format!("账本已停止记录：{why}"), format!("the sequencer has stopped: {why}")),
            Self::File { path, why } => {
                (format!("无法读写 {path}：{why}"), format!("cannot read or write {path}: {why}"))
            }
            Self::Wrong { path } => (
                format!("账本文件 {path} 缺失、残缺或被改动"),
                format!("the log's file {path} is missing, torn or changed"),
            ),
            Self::Beyond { asked, size } => (
                format!("要的是 {asked}，账本只有 {size} 条"),
                format!("{asked} was asked for; the log has {size} leaves"),
            ),
            Self::Published { index } => (
                format!("第 {index} 条已公布，不能改成别的内容"),
                format!("leaf {index} is published and cannot become another one"),
            ),
            Self::NotLonger { size, published } => (
                format!("这棵 {size} 条的树不含已公布的 {published} 条"),
                format!("this tree of {size} leaves does not contain the {published} published ones"),
            ),
            Self::Gap { index, size } => (
                format!("从第 {index} 条续写会留下空缺：现有 {size} 条"),
                format!("going on at leaf {index} would leave a gap: there are {size}"),
            ),
            Self::NoCheckpoint => ("不是签名的检查点".into(), "this is no signed checkpoint".into()),
            Self::NotSigned => {
                ("检查点上没有本账本的有效签名".into(), "the checkpoint bears no valid signature of this log".into())
            }
            Self::OtherLog { origin } => (
                format!("这是另一账本 “{origin}” 的检查点"),
                format!("this is a checkpoint of another log, \"{origin}\""),
            ),
            Self::NoVerifier => ("不是账本的验证公钥".into(), "this is no verifier key of a log".into()),
            Self::NotIncluded => {
                ("证明不能从这一条推到树根".into(), "the proof does not lead from this leaf to the root".into())
            }
            Self::NotConsistent => (
                "证明不能从旧树根推到新树根：账本可能被改写".into(),
                "the proof does not lead from the older root to the newer one: the log may have been rewritten".into(),
            ),
            Self::OtherWriter => (
                "盘上的检查点不是本进程写下的".into(),
                "the checkpoint on disk is not the one this process wrote".into(),
            ),
        };
        Text::new(zh, en)
    }

    fn help(&self) -> Text {
        let (zh, en) = match self {
            Self::EntryTooLong { .. } => ("长文本只记其 SHA-256", "log a long text by its SHA-256"),
            Self::Stopped { .. } => (
                "排除故障后重新启动；已公布的仍可查验",
                "mend the cause and start again; what is published can still be checked",
            ),
            Self::File { .. } => ("核对磁盘空间、权限与路径", "check disk space, permissions and path"),
            Self::Wrong { .. } => (
                "重新启动服务，会从库中重建；再运行 mingma audit",
                "start the service again, which rebuilds it from the store; then run mingma audit",
            ),
            Self::Beyond { .. } => ("用更新的检查点，或更小的编号", "take a newer checkpoint, or a smaller number"),
            Self::Published { .. } => (
                "内容必须与公布时相同；若相同，则另有文件有误：运行 mingma audit",
                "give what was published; if this is it, another file is wrong too: run mingma audit",
            ),
            Self::NotLonger { .. } => (
                "从备份恢复账本文件夹，或从库中补齐",
                "restore the log's folder from a backup, or fill it up from the store",
            ),
            Self::Gap { .. } => ("从现有条数处续写", "go on where the log ends"),
            Self::NoCheckpoint => ("给出 /checkpoint 的原文，不增不减", "give the very text of /checkpoint"),
            Self::NotSigned => ("核对 mingma ledger key 所示公钥", "compare with the key that mingma ledger key shows"),
            Self::OtherLog { .. } => ("给出本账本的检查点", "give a checkpoint of this log"),
            Self::NoVerifier => (
                "写成 名称+8位十六进制+base64，照 mingma ledger key 所示；名称无空格与加号，密钥为 Ed25519",
                "write name+8 hexadecimal digits+base64, as mingma ledger key shows it; no space or plus in the name, an Ed25519 key",
            ),
            Self::NotIncluded => {
                ("重新取证明，用同一检查点的条数与树根", "fetch the proof anew, with size and root of one checkpoint")
            }
            Self::NotConsistent => ("保存两个检查点，告诉监督单位", "keep both checkpoints and tell the overseers"),
            Self::OtherWriter => (
                "只许一个服务使用此文件夹；停掉另一个再启动",
                "one service only may use this folder; stop the other and start again",
            ),
        };
        Text::new(zh, en)
    }
}

impl From<SealError> for LedgerError {
    fn from(_: SealError) -> Self {
        Self::NotSigned
    }
}

/// What most functions here answer.
pub type Result<T> = std::result::Result<T, LedgerError>;

/// None for a file that is missing or torn; other errors stay.
pub fn unless_wrong<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(LedgerError::Wrong { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
