//! GB18030 as a stream of UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, GB18030};

/// Decodes as it is read; what cannot be decoded becomes U+FFFD, by which the
/// rows know it.
pub(crate) struct Gb18030<R> {
    source: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    from: usize,
    to: usize,
    eof: bool,
    done: bool,
}

impl<R: Read> Gb18030<R> {
    pub(crate) fn new(source: R) -> Self {
        let decoder = GB18030.new_decoder_without_bom_handling();
        Self { source, decoder, bytes: vec![0; 64 << 10], from: 0, to: 0, eof: false, done: false }
    }
}

impl<R: Read> Read for Gb18030<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // The decoder asks for room for one character at least.
        if out.len() < 16 {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        loop {
            if self.done {
                return Ok(0);
            }
            if self.from == self.to && !self.eof {
                self.from = 0;
                self.to = self.source.read(&mut self.bytes)?;
                self.eof = self.to == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.bytes[self.from..self.to], out, self.eof);
            self.from += read;
            self.done = self.eof && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_in_gb18030_comes_out_as_utf8_across_the_held_bytes() {
        let text = "郑州东站，进站口\n".repeat(9_000);
        let (bytes, _, _) = GB18030.encode(&text);
        let mut out = Vec::new();
        let mut decoded = Gb18030::new(&bytes[..]);
        let mut piece = [0; 1_000];
        loop {
            let read = decoded.read(&mut piece).unwrap();
            if read == 0 {
                break;
            }
            out.extend_from_slice(&piece[..read]);
        }
        assert_eq!(String::from_utf8(out).unwrap(), text);
    }
}
