//! TLS on a real socket: with certificates made here, old and new protocol, renewed while it serves.

#![allow(clippy::unwrap_used, clippy::panic)]

mod served;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use mingma_web::operate::{Limits, Tls};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion, version};
use served::{Answer, Plan, Served, get};

/// A certificate for `house.example`, made anew each time, with its key, in a folder.
struct Pair {
    cert: PathBuf,
    key: PathBuf,
    der: CertificateDer<'static>,
}

impl Pair {
    fn make(folder: &Path, name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["house.example".to_owned()]).unwrap();
        let (cert, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}-key.pem")));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        Self { cert, key, der: made.cert.der().clone() }
    }

    fn read(&self) -> Tls {
        Tls::read(&self.cert, &self.key).unwrap()
    }
}

/// A client that trusts one certificate and speaks one version.
fn ask(
    served: &Served,
    trusted: &Pair,
    speaks: &'static SupportedProtocolVersion,
    path: &str,
) -> std::io::Result<Answer> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.der.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[speaks])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let talk = ClientConnection::new(Arc::new(config), "house.example".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(talk, served.connect());
    stream.write_all(get(path).as_bytes())?;
    stream.flush()?;
    let answer = Answer::read(&mut stream);
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    Ok(answer)
}

fn serve(folder: &Path, tls: Tls, limits: Limits) -> Served {
    Served::start(folder, Plan { tls: Some(tls), limits, ..Plan::default() })
}

#[test]
fn pages_and_log_are_served_by_both_versions_of_tls() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::make(folder.path(), "a");
    let served = serve(folder.path(), pair.read(), Limits::default());
    for speaks in [&version::TLS12, &version::TLS13] {
        let page = ask(&served, &pair, speaks, "/").unwrap();
        assert_eq!(page.status, 200, "{speaks:?}");
        assert!(page.text().contains("明码") && page.text().ends_with("</html>"), "{speaks:?}");
        assert_eq!(ask(&served, &pair, speaks, "/healthz").unwrap().status, 200, "{speaks:?}");
    }
}

#[test]
fn who_trusts_another_certificate_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let (pair, other) = (Pair::make(folder.path(), "a"), Pair::make(folder.path(), "b"));
    let served = serve(folder.path(), pair.read(), Limits::default());
    assert!(ask(&served, &other, &version::TLS13, "/").is_err());
    assert_eq!(ask(&served, &pair, &version::TLS13, "/").unwrap().status, 200);
}

#[test]
fn nothing_is_answered_without_tls_and_nobody_waits_for_it_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { handshake: Duration::from_millis(50), ..Limits::default() };
    let served = serve(folder.path(), Pair::make(folder.path(), "a").read(), limits);
    let plain = served.ask(get("/").as_bytes());
    assert_eq!(plain.status, 0, "{plain:?}");
    // Somebody who says nothing is let go.
    assert_eq!(Answer::read(&mut served.connect()).status, 0);
}

#[test]
fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let old = Pair::make(folder.path(), "a");
    let tls = old.read();
    let served = serve(folder.path(), tls.clone(), Limits::default());
    assert!(!tls.renew().unwrap(), "nothing has changed");
    std::fs::write(&old.cert, "").unwrap();
    assert_eq!(tls.renew().unwrap_err().code, "MM-OPS-002");
    assert_eq!(ask(&served, &old, &version::TLS13, "/healthz").unwrap().status, 200);
    let new = Pair::make(folder.path(), "a");
    assert!(tls.renew().unwrap());
    assert_eq!(ask(&served, &new, &version::TLS13, "/healthz").unwrap().status, 200);
    assert!(ask(&served, &old, &version::TLS13, "/healthz").is_err());
}

#[test]
fn every_wrong_pair_is_told_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (pair, other) = (Pair::make(folder.path(), "a"), Pair::make(folder.path(), "b"));
    let put = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let (empty, torn) = (put("empty.pem", ""), put("torn.pem", "-----BEGIN CERTIFICATE-----\nMIIB"));
    let nowhere = folder.path().join("nowhere.pem");
    for (cert, key, code, file) in [
        (&nowhere, &pair.key, "MM-OPS-001", &nowhere),
        (&torn, &pair.key, "MM-OPS-001", &torn),
        (&empty, &pair.key, "MM-OPS-002", &empty),
        (&pair.key, &pair.key, "MM-OPS-002", &pair.key),
        (&pair.cert, &nowhere, "MM-OPS-003", &nowhere),
        (&pair.cert, &empty, "MM-OPS-004", &empty),
        (&pair.cert, &pair.cert, "MM-OPS-004", &pair.cert),
        (&pair.cert, &other.key, "MM-OPS-005", &pair.cert),
    ] {
        let fault = Tls::read(cert, key).unwrap_err();
        assert_eq!((fault.code, fault.file.as_str()), (code, file.to_str().unwrap()), "{fault}");
    }
}

#[test]
fn a_certificate_with_its_key_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let tls = Pair::make(folder.path(), "a").read();
    assert_eq!(format!("{tls:?}"), "Tls");
}
