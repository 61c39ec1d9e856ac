//! AES-256-GCM, as everything here is sealed with it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::SealError;
use crate::tagged::Tagged;

/// Bytes of a nonce, which stands first.
pub const NONCE: usize = 12;
/// Bytes of the authentication tag, which stands last.
const TAG: usize = 16;
/// How many bytes a sealed text is longer than the plain one.
pub const OVERHEAD: usize = NONCE + TAG;

/// AES-256-GCM with the key's schedule at hand.
pub struct Cipher(LessSafeKey);

impl Cipher {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes")))
    }

    pub fn seal(&self, nonce: [u8; NONCE], aad: &Tagged, plain: &[u8], out: &mut Vec<u8>) {
        out.reserve(plain.len() + OVERHEAD);
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.extend_from_slice(plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut out[start..]);
        out.extend_from_slice(tag.expect("the text is below the 64 GiB of GCM").as_ref());
    }

    pub fn open(&self, aad: &Tagged, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::NotOpened)?;
        let (text, tag) = rest.split_last_chunk::<TAG>().ok_or(SealError::NotOpened)?;
        let mut plain = Zeroizing::new(vec![0; text.len()]);
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.0.open_separate_gather(nonce, Aad::from(aad), text, tag, &mut plain);
        opened.map(|()| plain).map_err(|_| SealError::NotOpened)
    }

    pub fn open_in_place<'a>(&self, aad: &Tagged, sealed: &'a mut [u8]) -> Result<&'a mut [u8], SealError> {
        let (nonce, rest) = sealed.split_first_chunk_mut::<NONCE>().ok_or(SealError::NotOpened)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        self.0.open_in_place(nonce, Aad::from(aad), rest).map_err(|_| SealError::NotOpened)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cipher, NONCE};
    use crate::tagged::Tagged;
    use data_encoding::HEXLOWER;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        HEXLOWER.decode(text.as_bytes()).unwrap().try_into().unwrap()
    }

    /// Test case 16 of "The Galois/Counter Mode of Operation (GCM)", as submitted to NIST.
    #[test]
    fn the_published_vector_of_gcm_comes_out() {
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let nonce: [u8; NONCE] = hex("cafebabefacedbaddecaf888");
        let aad = Tagged::Large(hex::<20>("feedfacedeadbeeffeedfacedeadbeefabaddad2").to_vec());
        let plain: [u8; 60] = hex(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ));
        let mut out = Vec::new();
        Cipher::new(&key).seal(nonce, &aad, &plain, &mut out);
        let expected = concat!(
            "cafebabefacedbaddecaf888",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        );
        assert_eq!(HEXLOWER.encode(&out), expected);
        assert_eq!(Cipher::new(&key).open(&aad, &out).unwrap().as_slice(), plain);
    }
}
