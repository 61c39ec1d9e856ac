//! The table of keys: each is told here, once, and nowhere else.

use super::values;

/// One key of `mingma.toml`.
pub struct Key {
    /// Its dotted name.
    pub name: &'static str,
    /// The flag that stands for it.
    pub flag: Option<&'static str>,
    /// The word that holds where nobody says one; none: see `about`.
    pub default: Option<&'static str>,
    /// An example that can be read.
    pub example: &'static str,
    /// What a word for it looks like, zh and en.
    pub form: [&'static str; 2],
    /// What it does, zh and en.
    pub about: [&'static str; 2],
}

impl Key {
    /// The word as it may be shown to anybody: without a password.
    pub fn shown(&self, word: &str) -> String {
        if self.name == "store" { values::without_password(word) } else { word.to_owned() }
    }
}

/// All keys, in the order in which they are told.
pub const KEYS: [Key; 10] = [
    Key {
        name: "listen",
        flag: Some("--listen"),
        default: Some("127.0.0.1:8420"),
        example: "127.0.0.1:8420",
        form: [
            "IP 地址加端口，如 127.0.0.1:8420 或 [::]:443",
            "an IP address and a port, such as 127.0.0.1:8420 or [::]:443",
        ],
        about: [
            "在哪里等候连接；端口 0 取一个空闲端口。只写 127.0.0.1 时，别的机器连不上",
            "Where to listen; port 0 takes a free one. At 127.0.0.1 no other machine can connect",
        ],
    },
    Key {
        name: "origin",
        flag: None,
        default: None,
        example: "log.example.org/register",
        form: [
            "公开地址去掉 https:// 和末尾的 /，如 log.example.org/register；不含空格和加号",
            "the public address without https:// and without a last /, such as log.example.org/register; no spaces, no plus",
        ],
        about: [
            "账本的名字，签在每个检查点里。init 写定，以后不可更改：改名的账本是另一个账本",
            "The name of the log, signed into every checkpoint. Written by init and never changed: a log of another name is another log",
        ],
    },
    Key {
        name: "store",
        flag: Some("--store"),
        default: Some("sqlite"),
        example: "sqlite",
        form: ["sqlite，或 postgres://用户@主机/库名", "sqlite, or postgres://user@host/name"],
        about: [
            "处置与投影放在哪里：数据文件夹里的 SQLite，或 PostgreSQL 15 以上。密码请放在 PGPASSFILE，不写在这里",
            "Where acts and projections are kept: SQLite in the data folder, or PostgreSQL 15 or later. Keep the password in PGPASSFILE, not here",
        ],
    },
    Key {
        name: "profile",
        flag: Some("--profile"),
        default: Some("cn"),
        example: "cn",
        form: [
            "cn、school-exclusion，或含 profile.toml 的文件夹",
            "cn, school-exclusion, or a folder that holds a profile.toml",
        ],
        about: [
            "辖区配置：时区、语言、区划、日历、码义",
            "The jurisdiction: zone, languages, regions, calendar, meanings",
        ],
    },
    Key {
        name: "tls.cert",
        flag: Some("--tls-cert"),
        default: None,
        example: "tls/chain.pem",
        form: ["PEM 文件的路径", "the path of a PEM file"],
        about: [
            "证书链，本机证书在最前；与 tls.key 一同写出即以 TLS 1.2 和 1.3 服务，否则为明文。每分钟重读一次，续期不必重启",
            "The chain of certificates, the server's own first; with tls.key it makes the service speak TLS 1.2 and 1.3, else plain HTTP. Read again each minute: renewing needs no restart",
        ],
    },
    Key {
        name: "tls.key",
        flag: Some("--tls-key"),
        default: None,
        example: "tls/key.pem",
        form: ["PEM 文件的路径", "the path of a PEM file"],
        about: [
            "证书的私钥，未加密；只应让运行账号可读",
            "The certificate's key, unencrypted; only the account that serves should be able to read it",
        ],
    },
    Key {
        name: "log.format",
        flag: Some("--log-format"),
        default: Some("text"),
        example: "json",
        form: ["text 或 json", "text or json"],
        about: [
            "日志写到标准错误：给人看的行，或一行一个 JSON 对象",
            "Logs go to standard error: lines for people, or a JSON object a line",
        ],
    },
    Key {
        name: "log.level",
        flag: Some("--log-level"),
        default: Some("info"),
        example: "info",
        form: ["error、warn、info 或 debug", "error, warn, info or debug"],
        about: [
            "记到哪一级；info 为每个请求一行（方法、路由模板、状态、毫秒）。任何一级都不含个人信息",
            "How much is logged; info has a line a request: method, template of the route, status, milliseconds. No level tells of a person",
        ],
    },
    Key {
        name: "checkpoint.every",
        flag: None,
        default: Some("200ms"),
        example: "200ms",
        form: ["20ms 到 60s，写成 200ms 或 1s", "20ms to 60s, written 200ms or 1s"],
        about: [
            "最多隔多久发布一次检查点。新处置到下一个检查点才上板、才生效",
            "The longest between two checkpoints while there are new acts. An act reaches the board, and binds, with the next checkpoint",
        ],
    },
    Key {
        name: "metrics.reach",
        flag: None,
        default: Some("local"),
        example: "local",
        form: ["local 或 open", "local or open"],
        about: [
            "谁能读 /metrics：本机直接连来的程序，或任何人。其中没有个人信息，但逐秒看到拒绝次数的人可能猜到某人",
            "Who may read /metrics: programs of this machine that connect by themselves, or anybody. Nobody is named there, yet who sees refusals by the second may guess at somebody",
        ],
    },
];

/// What a key does, in English: the help of its flag.
pub fn about(name: &str) -> &'static str {
    KEYS.iter().find(|key| key.name == name).map_or("", |key| key.about[1])
}
