//! Pictures: decoded within limits, turned upright, made smaller, and encoded from their
//! pixels alone.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits};

use super::{LARGEST, Sort};
use crate::refusal::Why;

/// The most pixels of a picture that is handed in: 50 million.
pub(super) const PIXELS: u64 = 50_000_000;

/// The longest side that is read, in pixels.
const LONGEST: u32 = 20_000;

/// The longest side that is kept, in pixels: an A4 page at 350 dots an inch.
pub(super) const KEPT: u32 = 4_096;

/// The most that decoding may allocate: 50 million pixels of four bytes of 16 bits would not
/// fit, and no telephone makes them.
const MEMORY: u64 = 256 * 1_024 * 1_024;

/// The quality of JPEG that is kept: of 100; a page of text stays readable.
const QUALITY: u8 = 88;

/// The picture's pixels, encoded anew; a PNG that would become too large becomes a JPEG.
pub(super) fn clean(bytes: &[u8], sort: Sort) -> Result<(Sort, Vec<u8>), Why> {
    let picture = small(decode(bytes, sort)?);
    if sort == Sort::Png {
        let encoded = png(&picture)?;
        if encoded.len() <= LARGEST {
            return Ok((Sort::Png, encoded));
        }
    }
    Ok((Sort::Jpeg, jpeg(&picture)?))
}

/// True of a PNG that holds its pixels and nothing else.
pub(super) fn bare(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some(chunk) = after.get(..length.saturating_add(8)) else { return false };
        match &chunk[..4] {
            b"IEND" => return after.len() == 8,
            b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" => rest = &after[chunk.len()..],
            _ => return false,
        }
    }
    false
}

fn decode(bytes: &[u8], sort: Sort) -> Result<DynamicImage, Why> {
    let format = if sort == Sort::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| why(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(Why::FilePixels);
    }
    // Which way is up stands beside the pixels, and goes with what stands there.
    let upright = decoder.orientation().map_err(|error| why(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| why(&error))?;
    picture.apply_orientation(upright);
    Ok(picture)
}

fn why(error: &ImageError) -> Why {
    if matches!(error, ImageError::Limits(_)) { Why::FilePixels } else { Why::FileUnreadable }
}

fn small(picture: DynamicImage) -> DynamicImage {
    if picture.width().max(picture.height()) > KEPT { picture.thumbnail(KEPT, KEPT) } else { picture }
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Why> {
    let pixels = picture.to_rgba8();
    let mut out = Vec::new();
    let done = PngEncoder::new(&mut out).write_image(
        &pixels,
        picture.width(),
        picture.height(),
        image::ExtendedColorType::Rgba8,
    );
    done.map(|()| out).map_err(|error| why(&error))
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, Why> {
    let mut out = Vec::new();
    let done = JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&picture.to_rgb8());
    done.map(|()| out).map_err(|error| why(&error))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::take;
    use super::*;
    use image::{Rgb, RgbImage};

    /// Left half dark, right half light, so that turning shows.
    fn halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgb([10, 10, 10]) } else { Rgb([240, 240, 240]) }
        }))
    }

    pub(in super::super) fn png(width: u32, height: u32) -> Vec<u8> {
        super::png(&halves(width, height)).unwrap()
    }

    /// A JPEG as a telephone makes it: the camera's name, the place (GPS) and that it is to be
    /// turned by 90°, in EXIF; a comment; XMP.
    pub(in super::super) fn jpeg_with_place() -> Vec<u8> {
        let plain = jpeg(&halves(64, 32)).unwrap();
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x03".to_vec();
        exif.extend_from_slice(b"\x01\x0f\0\x02\0\0\0\x08\0\0\0\x32"); // Make, eight characters at 50
        exif.extend_from_slice(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"); // Orientation 6
        exif.extend_from_slice(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x3a"); // GPS at 58
        exif.extend_from_slice(b"\0\0\0\0CAMERA7\0");
        exif.extend_from_slice(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPS34.75N113.62E");
        let segment = |marker: u8, body: &[u8]| {
            let mut out = vec![0xff, marker];
            out.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            out.extend_from_slice(body);
            out
        };
        let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>author Zhang</x:xmpmeta>");
        [&plain[..2], &segment(0xe1, &exif), &xmp, &segment(0xfe, b"taken at home"), &plain[2..], b"after the end"]
            .concat()
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    #[test]
    fn place_time_camera_and_comment_of_a_photograph_are_gone_and_it_stands_upright() {
        let with = jpeg_with_place();
        let secrets: [&[u8]; 6] = [b"Exif", b"CAMERA7", b"GPS34.75N", b"xmpmeta", b"taken at home", b"after the end"];
        assert!(secrets.iter().all(|secret| holds(&with, secret)), "they were there");
        let kept = take(&with).unwrap();
        assert_eq!(kept.sort, Sort::Jpeg);
        assert!(secrets.iter().all(|secret| !holds(&kept.bytes, secret)));
        let picture = image::load_from_memory(&kept.bytes).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (32, 64), "turned by what EXIF said");
        assert!(picture.get_pixel(16, 5)[0] < 60 && picture.get_pixel(16, 60)[0] > 200, "dark above, light below");
    }

    #[test]
    fn words_in_a_png_are_gone() {
        let plain = png(8, 8);
        // A text chunk after the header, with its right checksum.
        let mut chunk = b"tEXtAuthor\0Zhang San".to_vec();
        let sum = crc(&chunk);
        chunk.extend_from_slice(&sum.to_be_bytes());
        let with = [&plain[..33], &16_u32.to_be_bytes(), &chunk, &plain[33..], b"<script>"].concat();
        assert!(holds(&with, b"Zhang San"));
        let kept = take(&with).unwrap();
        assert!(!holds(&kept.bytes, b"Zhang") && !holds(&kept.bytes, b"script"));
        assert_eq!(image::load_from_memory(&kept.bytes).unwrap().to_rgb8(), halves(8, 8).to_rgb8());
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, byte: &u8| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        };
        !bytes.iter().fold(u32::MAX, step)
    }

    /// A PNG whose header says that it is so large, of a few hundred bytes.
    fn claims(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = png(8, 8);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused_before_it_does() {
        for (width, height) in [(60_000, 60_000), (20_000, 2_501), (7_100, 7_100), (20_001, 1)] {
            assert_eq!(take(&claims(width, height)).unwrap_err().why, Why::FilePixels, "{width}×{height}");
        }
        // Within the limits, but its pixels are not there.
        assert_eq!(take(&claims(20_000, 2_500)).unwrap_err().why, Why::FileUnreadable);
    }

    #[test]
    fn a_large_picture_is_kept_smaller_in_its_proportions() {
        let kept = take(&png(5_000, 100)).unwrap();
        let picture = image::load_from_memory(&kept.bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (KEPT, 82));
    }
}
