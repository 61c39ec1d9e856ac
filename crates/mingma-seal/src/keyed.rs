//! HMAC-SHA-256, and keys derived by it.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::Domain;

/// HMAC-SHA-256 of parts, laid out as for [`hash`](crate::hash); they are not copied.
pub fn mac(key: &hmac::Key, domain: Domain, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    context.update(domain.tag().as_bytes());
    context.update(&[0]);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    taken(&context.sign())
}

/// A key derived from another: HMAC-SHA-256 over `tag of the purpose ‖ 0x00`.
pub fn derived(from: &[u8; 32], purpose: Domain) -> Zeroizing<[u8; 32]> {
    let from = hmac::Key::new(hmac::HMAC_SHA256, from);
    Zeroizing::new(mac(&from, purpose, &[]))
}

fn taken(tag: &hmac::Tag) -> [u8; 32] {
    tag.as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes")
}
