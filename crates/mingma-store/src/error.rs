//! What this room refuses, and what to do about it.

use mingma_model::{Fault, Text};

/// Why something was not kept or could not be read. No message repeats what a row holds; a key
/// is named where a row has to be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.code(), self.words().en)]
pub enum StoreError {
    /// Somebody else's act was kept meanwhile; nothing of this commit was.
    Moved {
        /// Number of the newest act that is kept.
        newest: u64,
    },
    /// The answer was lost after the order to keep had gone out: it may be kept or not, or still be
    /// on its way. Ask [`crate::Store::settled`], then by the act's id.
    Unknown,
    /// The database cannot be reached; nothing was kept.
    Unreachable {
        /// What the system says.
        why: String,
    },
    /// The disk is full; nothing was kept.
    Full,
    /// The disk or the file may not be written; nothing was kept.
    ReadOnly,
    /// Another row already has what only one may have; nothing was kept.
    Taken {
        /// The table.
        table: &'static str,
    },
    /// The row was written before and is neither replaced nor deleted; nothing was kept.
    Written {
        /// The table.
        table: &'static str,
    },
    /// A change that does not fit its table; nothing was kept.
    Misfit {
        /// The table.
        table: &'static str,
        /// The column, `*` for their number.
        column: &'static str,
    },
    /// Something stands in the database that no writer of ours wrote.
    Odd {
        /// The table.
        table: &'static str,
        /// The column, `*` for their number.
        column: &'static str,
        /// The row's key.
        key: String,
    },
    /// The database was laid by a newer program.
    Newer {
        /// Number of the migration that is not known here.
        number: u32,
    },
    /// The database is not a register's, or not this one's.
    Foreign {
        /// What was found.
        what: String,
    },
    /// Somebody else holds the database.
    Busy,
    /// The file is damaged.
    Damaged {
        /// What the database says.
        why: String,
    },
    /// Not the address of a database.
    Address {
        /// What is wrong with it.
        why: String,
    },
    /// A database server that is too old.
    TooOld {
        /// Its version.
        version: String,
    },
    /// There is no certificate to trust.
    Roots {
        /// The file, or `system`.
        from: String,
        /// What is wrong with it.
        why: String,
    },
    /// The server's certificate is not trusted, or is another host's.
    Untrusted {
        /// What is wrong with it.
        why: String,
    },
    /// The server speaks no TLS, and nothing was sent to it.
    Unencrypted,
    /// Whatever else the database refuses; nothing was kept.
    Database {
        /// What the database says.
        why: String,
    },
}

impl StoreError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "MM-STO-001",
            Self::Unknown => "MM-STO-002",
            Self::Unreachable { .. } => "MM-STO-003",
            Self::Full => "MM-STO-004",
            Self::ReadOnly => "MM-STO-005",
            Self::Taken { .. } => "MM-STO-006",
            Self::Written { .. } => "MM-STO-007",
            Self::Misfit { .. } => "MM-STO-008",
            Self::Odd { .. } => "MM-STO-009",
            Self::Newer { .. } => "MM-STO-010",
            Self::Foreign { .. } => "MM-STO-011",
            Self::Busy => "MM-STO-012",
            Self::Damaged { .. } => "MM-STO-013",
            Self::Address { .. } => "MM-STO-014",
            Self::TooOld { .. } => "MM-STO-015",
            Self::Database { .. } => "MM-STO-016",
            Self::Roots { .. } => "MM-STO-017",
            Self::Untrusted { .. } => "MM-STO-018",
            Self::Unencrypted => "MM-STO-019",
        }
    }

    /// The refusal as the reader meets it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.words(), self.help())
    }

    /// True where it is certain that nothing of the commit was kept.
    #[must_use]
    pub const fn nothing_kept(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    fn words(&self) -> Text {
        let (zh, en) = match self {
            Self::Moved { newest } => (
                format!("登记册已走到第 {newest} 号处置，本次未写入"),
                format!("the register has moved on to act {newest}; nothing of this was kept"),
            ),
            Self::Unknown => (
                "写入时连接中断，不知是否已写入".to_owned(),
                "the connection was lost while keeping; it is not known whether it was kept".to_owned(),
            ),
            Self::Unreachable { why } => {
                (format!("连不上数据库：{why}"), format!("the database cannot be reached: {why}"))
            }
            Self::Full => ("磁盘已满，未写入".to_owned(), "the disk is full; nothing was kept".to_owned()),
            Self::ReadOnly => {
                ("数据库文件不可写，未写入".to_owned(), "the database may not be written; nothing was kept".to_owned())
            }
            Self::Taken { table } => (
                format!("表 {table} 中已有他行占用此值，未写入"),
                format!("another row of {table} already has this value; nothing was kept"),
            ),
            Self::Written { table } => (
                format!("表 {table} 的行只写一次，不可改删，未写入"),
                format!("a row of {table} is written once, never replaced or deleted; nothing was kept"),
            ),
            Self::Misfit { table, column } => (
                format!("值与列 {table}.{column} 不合，未写入"),
                format!("a value does not fit column {table}.{column}; nothing was kept"),
            ),
            Self::Odd { table, column, key } => (
                format!("列 {table}.{column} 的内容不成形（键 {key}）"),
                format!("what stands in {table}.{column} has no such form (key {key})"),
            ),
            Self::Newer { number } => (
                format!("数据库由更新的程序建立（第 {number} 次变更）"),
                format!("the database was laid by a newer program (migration {number})"),
            ),
            Self::Foreign { what } => {
                (format!("不是本程序的数据库：{what}"), format!("this is no database of this program: {what}"))
            }
            Self::Busy => ("数据库正被他人占用".to_owned(), "somebody else holds the database".to_owned()),
            Self::Damaged { why } => (format!("数据库文件已损坏：{why}"), format!("the database is damaged: {why}")),
            Self::Address { why } => {
                (format!("数据库地址读不懂：{why}"), format!("this is no address of a database: {why}"))
            }
            Self::TooOld { version } => {
                (format!("PostgreSQL {version} 太旧"), format!("PostgreSQL {version} is too old"))
            }
            Self::Roots { from, why } => (
                format!("没有可信的根证书（{from}）：{why}"),
                format!("there is no root certificate to trust ({from}): {why}"),
            ),
            Self::Untrusted { why } => (
                format!("数据库服务器的证书不可信：{why}"),
                format!("the database server's certificate is not trusted: {why}"),
            ),
            Self::Unencrypted => ("数据库服务器不支持 TLS".to_owned(), "the database server speaks no TLS".to_owned()),
            Self::Database { why } => (format!("数据库拒绝：{why}"), format!("the database refuses: {why}")),
        };
        Text::new(zh, en)
    }

    fn help(&self) -> Text {
        let (zh, en) = match self {
            Self::Moved { .. } => ("读入新处置后再试", "read the new acts, then try again"),
            Self::Unknown => (
                "用处置编号查询是否已写入，再决定是否重做",
                "ask by the act's id whether it was kept, before doing it again",
            ),
            Self::Unreachable { .. } => (
                "检查 --store 的地址和数据库服务，再试一次",
                "check the address of --store and the database service, then try again",
            ),
            Self::Full => ("腾出空间后再试", "make room, then try again"),
            Self::ReadOnly => ("检查数据文件夹的权限与磁盘", "check the permissions of the data folder and the disk"),
            Self::Taken { .. } => {
                ("先查明谁占用，同一证件只能属于一人", "find out who has it first: one document belongs to one person")
            }
            Self::Written { .. } => ("更正请另作处置，不改旧行", "correct it by a new act; what was written stays"),
            Self::Misfit { .. } => {
                ("请报告此问题：写入前应已核对", "please report this: it should have been checked before")
            }
            Self::Odd { .. } => (
                "有人绕过程序改了数据库；运行 mingma audit 查明",
                "the database was changed behind the program's back; run mingma audit to find out",
            ),
            Self::Newer { .. } => ("用更新的 mingma 打开", "open it with a newer mingma"),
            Self::Foreign { .. } => ("核对 --data 与 --store 指向的位置", "check where --data and --store point"),
            Self::Busy => (
                "关闭占用它的程序（或等备份结束）再试",
                "stop the program that holds it, or wait for the backup to end, then try again",
            ),
            Self::Damaged { .. } => (
                "用 mingma restore 从备份恢复，并用 --against 核对",
                "restore a backup with mingma restore, and compare it with --against",
            ),
            Self::Address { .. } => (
                "写成 postgres://用户@主机/库名，可加 ?sslmode=verify-full&sslrootcert=文件，或 sslmode=disable",
                "write postgres://user@host/name; add ?sslmode=verify-full&sslrootcert=FILE, or sslmode=disable",
            ),
            Self::TooOld { .. } => ("请用 15 或更新的版本", "use version 15 or later"),
            Self::Roots { .. } => (
                "用 sslrootcert 指向 PEM 根证书文件，或安装系统的根证书",
                "point sslrootcert to a PEM file of roots, or install the system's",
            ),
            Self::Untrusted { .. } => (
                "用 sslrootcert 指向签发者的证书，地址中的主机名须与证书一致；来路不明时勿连接",
                "point sslrootcert to its issuer's, and write the host as the certificate names it; else do not connect",
            ),
            Self::Unencrypted => (
                "在服务器上打开 ssl；线路可信时写 sslmode=disable",
                "turn ssl on at the server; write sslmode=disable where the line is to be trusted",
            ),
            Self::Database { .. } => ("按所述原因排除后再试", "mend what it says, then try again"),
        };
        Text::new(zh, en)
    }
}
