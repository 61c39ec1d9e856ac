//! The segments of a JPEG inside a PDF: what says something about the picture goes, what is
//! needed to draw it stays, byte for byte.

/// The bytes without application data and comments; none if they are no whole JPEG. JFIF
/// (APP0) and Adobe's (APP14) stay: they say how colours are stored.
pub(super) fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let mut out = vec![0xff, 0xd8];
    loop {
        let marker = *rest.strip_prefix(&[0xff])?.first()?;
        match marker {
            // Fill bytes before a marker.
            0xff => rest = &rest[1..],
            // The end: what stands after it goes.
            0xd9 => {
                out.extend_from_slice(&[0xff, 0xd9]);
                return Some(out);
            }
            _ => {
                let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
                let (segment, after) = rest.split_at_checked(2 + length.max(2))?;
                if !told(marker) {
                    out.extend_from_slice(segment);
                }
                rest = if marker == 0xda { scan(after, &mut out)? } else { after };
            }
        }
    }
}

/// True of segments that tell about the picture: APP1 to APP13, APP15, comments.
const fn told(marker: u8) -> bool {
    matches!(marker, 0xe1..=0xed | 0xef | 0xfe)
}

/// Copies a scan up to the next marker; restarts and stuffed bytes belong to it.
fn scan<'a>(bytes: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    let end = bytes.windows(2).position(ends)?;
    let (data, rest) = bytes.split_at(end);
    out.extend_from_slice(data);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::picture::tests::jpeg_with_place;
    use super::*;

    #[test]
    fn what_tells_goes_and_the_picture_is_the_same() {
        let with = jpeg_with_place();
        let without = stripped(&with).unwrap();
        for secret in [&b"Exif"[..], b"GPS", b"xmpmeta", b"taken at home", b"after the end"] {
            assert!(!without.windows(secret.len()).any(|window| window == secret));
        }
        let read = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgb8();
        assert_eq!(read(&with), read(&without));
        assert_eq!(stripped(&without).as_deref(), Some(without.as_slice()), "once is enough");
    }

    #[test]
    fn what_is_cut_off_is_none() {
        let whole = jpeg_with_place();
        let end = whole.len() - b"after the end".len();
        for cut in (0..end).step_by(7) {
            assert_eq!(stripped(&whole[..cut]), None, "{cut}");
        }
    }
}
