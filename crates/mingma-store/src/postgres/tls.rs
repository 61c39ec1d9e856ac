//! TLS 1.2 and 1.3 to a server, by rustls with the cryptography that the house has.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// How a line is encrypted.
pub(crate) type Tls = MakeRustlsConnect;

/// The protocol's name, which servers that are asked for TLS at once insist on.
const PROTOCOL: &[u8] = b"postgresql";

/// What a server that speaks no TLS is answered with by the client library.
const NO_TLS: &str = "server does not support TLS";

/// Trusts the certificates of a file (PEM) and no others, or those that the system trusts; the
/// host's own must be of the name that the address has.
///
/// # Errors
/// [`StoreError::Roots`] where there is none to trust.
pub(crate) fn trusting(file: Option<&Path>) -> Result<Tls, StoreError> {
    let roots = file.map_or_else(of_the_system, of_file)?;
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|config| config.with_root_certificates(roots).with_no_client_auth());
    let mut config = config.expect("the provider has the ciphers of both versions");
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

fn of_file(path: &Path) -> Result<RootCertStore, StoreError> {
    let wrong = |why: String| StoreError::Roots { from: path.display().to_string(), why };
    let read = CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in read {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() { Err(wrong("no certificate".to_owned())) } else { Ok(roots) }
}

/// Of the system's, those that can be read: it is no fault of a register if one cannot.
fn of_the_system() -> Result<RootCertStore, StoreError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why = found.errors.first().map_or_else(|| "no certificate".to_owned(), ToString::to_string);
        return Err(StoreError::Roots { from: "system".to_owned(), why });
    }
    Ok(roots)
}

/// What came of a handshake, where it is that which failed.
pub(crate) fn refusal(error: &postgres::Error) -> Option<StoreError> {
    let source = std::error::Error::source(error)?;
    if source.to_string() == NO_TLS {
        return Some(StoreError::Unencrypted);
    }
    let inner = source.downcast_ref::<std::io::Error>()?.get_ref()?;
    match inner.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(why) => Some(StoreError::Untrusted { why: why.to_string() }),
        other => Some(StoreError::Unreachable { why: other.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::path::PathBuf;
    use std::sync::Arc;

    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    use tempfile::TempDir;

    use crate::scratch::{Scratch, Server};
    use crate::{Acts, Change, Meta, Postgres, Select, Store, StoreError, rows::MetaRow};

    /// A root of one's own, and what it signed.
    struct Authority {
        issuer: Issuer<'static, KeyPair>,
        folder: TempDir,
    }

    impl Authority {
        fn new() -> Self {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let (key, folder) = (KeyPair::generate().unwrap(), tempfile::tempdir().unwrap());
            std::fs::write(folder.path().join("root.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
            Self { issuer: Issuer::new(params, key), folder }
        }

        fn root(&self) -> PathBuf {
            self.folder.path().join("root.pem")
        }

        /// A server with a certificate of this root for a name.
        fn server(&self, name: &str) -> Arc<Server> {
            let key = KeyPair::generate().unwrap();
            let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.issuer);
            Server::encrypted(&certificate.unwrap().pem(), &key.serialize_pem()).unwrap()
        }
    }

    fn open(scratch: &Scratch, host: &str, said: &str) -> Result<Postgres, StoreError> {
        let (port, name) = (scratch.server().port(), scratch.name());
        Postgres::open(&format!("postgres://postgres@{host}:{port}/{name}{said}"))
    }

    /// Whether the server sees the line as encrypted.
    fn encrypted(store: &Postgres) -> bool {
        let query = "SELECT ssl::int::bigint FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        crate::store::number(&store.select(query, &[]).unwrap()) == 1
    }

    #[test]
    fn a_server_is_believed_by_its_roots_and_its_name_alone() {
        let (ours, other) = (Authority::new(), Authority::new());
        let scratch = ours.server("localhost").database().unwrap();
        let by = |mode: &str, authority: &Authority| {
            format!("?sslmode={mode}&sslrootcert={}", authority.root().display().to_string().replace('/', "%2F"))
        };
        for mode in ["require", "verify-full"] {
            let store = open(&scratch, "localhost", &by(mode, &ours)).unwrap();
            assert!(encrypted(&store), "{mode}");
            let fact = MetaRow { name: mode.to_owned(), value: vec![7; 100_000] };
            store.commit(0, &[Change::put(&fact)]).unwrap();
            assert_eq!((store.newest(), store.meta(mode)), (Ok(0), Ok(Some(fact.value))));
            for (host, authority) in [("localhost", &other), ("127.0.0.1", &ours)] {
                let refused = open(&scratch, host, &by(mode, authority)).err();
                assert!(matches!(refused, Some(StoreError::Untrusted { .. })), "{mode} {host}: {refused:?}");
            }
            // No public authority signed it.
            let refused = open(&scratch, "localhost", &format!("?sslmode={mode}&sslrootcert=system")).err();
            assert!(
                matches!(refused, Some(StoreError::Untrusted { .. } | StoreError::Roots { .. })),
                "{mode}: {refused:?}"
            );
        }
        assert!(!encrypted(&open(&scratch, "localhost", "?sslmode=disable").unwrap()));
        assert!(!encrypted(&open(&scratch, "127.0.0.1", "").unwrap()));
        assert!(!encrypted(&scratch.open().unwrap()));
    }

    /// A server of its own that answers the question for TLS with no; what it hears.
    fn plain() -> (u16, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hears = std::thread::spawn(move || {
            let (mut line, _) = listener.accept().unwrap();
            let mut heard = vec![0; 8];
            line.read_exact(&mut heard).unwrap();
            line.write_all(b"N").unwrap();
            line.read_to_end(&mut heard).unwrap();
            heard
        });
        (port, hears)
    }

    #[test]
    fn a_server_without_tls_is_told_nothing() {
        let ours = Authority::new();
        let (port, hears) = plain();
        let root = ours.root();
        let address = format!("postgres://u:secret@127.0.0.1:{port}/x?sslmode=require&sslrootcert={}", root.display());
        assert_eq!(Postgres::open(&address).err(), Some(StoreError::Unencrypted));
        // The question whether it speaks TLS, and nothing else.
        assert_eq!(hears.join().unwrap(), [0, 0, 0, 8, 4, 210, 22, 47]);
    }

    #[test]
    fn roots_that_cannot_be_read_are_told_before_anybody_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.pem");
        std::fs::write(&empty, "nothing").unwrap();
        for path in [empty, folder.path().join("missing.pem")] {
            let address = format!("postgres://u@db.invalid/x?sslrootcert={}", path.display());
            assert!(matches!(Postgres::open(&address).err(), Some(StoreError::Roots { .. })), "{address}");
        }
    }
}
