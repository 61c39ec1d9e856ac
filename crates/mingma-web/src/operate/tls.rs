//! TLS 1.2 and 1.3 by rustls, with the cryptography that the house has: AWS-LC.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use mingma_model::{Fault, Text};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

/// A certificate with its key, ready to serve. Copies are one: renewing one renews all.
#[derive(Clone)]
pub struct Tls {
    pub(super) acceptor: TlsAcceptor,
    files: Arc<Files>,
}

impl Tls {
    /// Reads the chain (the server's own certificate first) and its unencrypted key, both PEM.
    ///
    /// # Errors
    /// A file that cannot be read or holds no such thing; a key that is not the certificate's.
    pub fn read(cert: &Path, key: &Path) -> Result<Self, Fault> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let pair = RwLock::new(Arc::new(pair(cert, key, &provider)?));
        let files =
            Arc::new(Files { cert: cert.to_owned(), key: key.to_owned(), provider: Arc::clone(&provider), pair });
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| not_a_pair(cert, key, &error))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&files) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), files })
    }

    /// Reads both files again; true if the certificate is another one, which is shown from
    /// now on. Connections that stand are not touched.
    ///
    /// # Errors
    /// As in reading; the certificate that was shown stays.
    pub fn renew(&self) -> Result<bool, Fault> {
        let Files { cert, key, provider, pair: shown } = &*self.files;
        let next = pair(cert, key, provider)?;
        // What a panic could have left behind is a whole pair, the old one or the new one.
        let mut shown = shown.write().unwrap_or_else(PoisonError::into_inner);
        let other = shown.cert != next.cert;
        *shown = Arc::new(next);
        Ok(other)
    }
}

/// Tells that a key is here, and nothing of it.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

/// Where certificate and key lie, and what was last read there.
struct Files {
    cert: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    pair: RwLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Files")
    }
}

impl ResolvesServerCert for Files {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.pair.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn pair(cert: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey, Fault> {
    let chain = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| unreadable("MM-OPS-001", ["证书", "the certificate"], cert, &error))?;
    if chain.is_empty() {
        return Err(no_certificate(cert));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| match error {
        pem::Error::NoItemsFound => no_key(key),
        error => unreadable("MM-OPS-003", ["私钥", "the key"], key, &error),
    })?;
    CertifiedKey::from_der(chain, secret, provider).map_err(|error| not_a_pair(cert, key, &error))
}

// The faults, in the order of their codes.

fn unreadable(code: &'static str, [zh, en]: [&str; 2], path: &Path, error: &pem::Error) -> Fault {
    let name = path.display();
    Fault::new(
        code,
        Text::new(
            format!("{zh}文件 {name} 读不了：{error}"),
            format!("the file of {en}, {name}, cannot be read: {error}"),
        ),
        Text::new(
            "核对路径和读取权限；内容须为 PEM，以 -----BEGIN 开头",
            "check the path and that it may be read; it must be PEM, which begins with -----BEGIN",
        ),
    )
    .of_file(name.to_string())
}

fn no_certificate(path: &Path) -> Fault {
    let name = path.display();
    Fault::new(
        "MM-OPS-002",
        Text::new(format!("{name} 中没有证书"), format!("{name} holds no certificate")),
        Text::new("给出证书链（PEM），本机证书在最前", "give the chain of certificates in PEM, the server's own first"),
    )
    .of_file(name.to_string())
}

fn no_key(path: &Path) -> Fault {
    let name = path.display();
    Fault::new(
        "MM-OPS-004",
        Text::new(format!("{name} 中没有可用的私钥"), format!("{name} holds no private key that can be used")),
        Text::new(
            "给出未加密的私钥（PEM：PKCS#8、PKCS#1 或 SEC1）",
            "give an unencrypted private key in PEM: PKCS#8, PKCS#1 or SEC1",
        ),
    )
    .of_file(name.to_string())
}

fn not_a_pair(cert: &Path, key: &Path, error: &rustls::Error) -> Fault {
    let (cert, key) = (cert.display(), key.display());
    Fault::new(
        "MM-OPS-005",
        Text::new(
            format!("{cert} 与 {key} 不能一起使用：{error}"),
            format!("{cert} and {key} cannot be used together: {error}"),
        ),
        Text::new(
            "用签发这张证书时的私钥；证书链以本机证书开头",
            "use the key that the certificate was issued for; the chain begins with the server's own certificate",
        ),
    )
    .of_file(cert.to_string())
}
