//! What this room refuses, and what to do about it.

use mingma_model::{Fault, Text};

/// Why something cannot be read, verified or opened. No message repeats a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.code(), self.words().en)]
pub enum SealError {
    /// The signature was not made by this key over this text for this purpose.
    WrongSignature,
    /// Not a public key, or one that must not be used.
    NoPublicKey,
    /// Not the id of a key.
    NoKeyId,
    /// Not a private key that can be read here.
    NoPrivateKey,
    /// A private key under a password.
    EncryptedKey,
    /// Not the file of a master key.
    NoMasterKey,
    /// A sealed text that does not open.
    NotOpened,
    /// A resident's key that does not open.
    NotUnwrapped,
    /// Not a hash.
    NoDigest,
}

impl SealError {
    /// Every refusal, for tables and tests.
    pub const ALL: &[Self] = &[
        Self::WrongSignature,
        Self::NoPublicKey,
        Self::NoKeyId,
        Self::NoPrivateKey,
        Self::EncryptedKey,
        Self::NoMasterKey,
        Self::NotOpened,
        Self::NotUnwrapped,
        Self::NoDigest,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongSignature => "MM-SEA-001",
            Self::NoPublicKey => "MM-SEA-002",
            Self::NoKeyId => "MM-SEA-003",
            Self::NoPrivateKey => "MM-SEA-004",
            Self::EncryptedKey => "MM-SEA-005",
            Self::NoMasterKey => "MM-SEA-006",
            Self::NotOpened => "MM-SEA-007",
            Self::NotUnwrapped => "MM-SEA-008",
            Self::NoDigest => "MM-SEA-009",
        }
    }

    /// The refusal as the reader meets it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault::new(self.code(), self.words(), self.help())
    }

    fn words(self) -> Text {
        let (zh, en) = match self {
            Self::WrongSignature => ("签名不符", "the signature does not fit"),
            Self::NoPublicKey => ("不是可用的公钥", "this is no public key that can be used"),
            Self::NoKeyId => ("不是公钥编号", "this is no id of a key"),
            Self::NoPrivateKey => ("不是可读的私钥文件", "this is no file of a private key that can be read"),
            Self::EncryptedKey => ("私钥文件设有密码", "the file of the private key is under a password"),
            Self::NoMasterKey => ("不是主密钥文件", "this is no file of a master key"),
            Self::NotOpened => ("密文打不开", "the sealed text does not open"),
            Self::NotUnwrapped => ("此人的密钥打不开", "this resident's key does not open"),
            Self::NoDigest => ("不是散列值", "this is no hash"),
        };
        Text::new(zh, en)
    }

    fn help(self) -> Text {
        let (zh, en) = match self {
            Self::WrongSignature => (
                "用登记的私钥，对原文重新签名；若原文曾被改动，请运行 mingma audit",
                "sign the very text again with the registered key; if the text was changed, run mingma audit",
            ),
            Self::NoPublicKey => (
                "写成 ed25519-… 或 p256-…，照 mingma key new 所示抄写",
                "write ed25519-… or p256-…, as mingma key new shows it",
            ),
            Self::NoKeyId => ("写成 k- 加26个小写字母或数字", "write k- and 26 lowercase letters or digits"),
            Self::NoPrivateKey => (
                "用 mingma key new 生成；或给出未加密的 PKCS#8 PEM（Ed25519 或 P-256）",
                "make one with mingma key new, or give an unencrypted PKCS#8 PEM of Ed25519 or P-256",
            ),
            Self::EncryptedKey => (
                "先用 openssl pkcs8 去掉密码，写到只有本人可读的文件",
                "take the password off with openssl pkcs8, into a file that only you can read",
            ),
            Self::NoMasterKey => (
                "用 init 时写下的那个文件：一行，以 mingma-master-v1 开头",
                "use the file that init wrote: one line that begins with mingma-master-v1",
            ),
            Self::NotOpened => (
                "内容被改动，或不属于这个位置；请运行 mingma audit",
                "it was changed or does not belong in this place; run mingma audit",
            ),
            Self::NotUnwrapped => (
                "核对主密钥与密钥库是否属于同一登记册；再运行 mingma audit",
                "check that master key and key store belong to one register, then run mingma audit",
            ),
            Self::NoDigest => ("写成64位小写十六进制", "write 64 lowercase hexadecimal digits"),
        };
        Text::new(zh, en)
    }
}
