//! The text of a QR code in a picture that somebody else made: PNG or JPEG, with limits before
//! anything is decoded.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mingma_model::{Fault, Text};
use mingma_wire::Form;
use rqrr::PreparedImage;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Bytes of a picture's file at most.
pub const FILE: usize = 32 << 20;
/// Pixels of a side at most.
const SIDE: usize = 8_192;
/// Pixels at most.
const PIXELS: usize = 32 << 20;
/// Pixels of a side beyond which it is made smaller before it is searched.
const LARGE: usize = 1_400;
/// Pixels of a side below which it is searched enlarged first.
const SMALL: usize = 700;

/// A picture in grey.
#[derive(Clone)]
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Reads the code of a picture: of several, one that this house makes.
pub fn read(bytes: &[u8]) -> Result<String, Fault> {
    let grey = decoded(bytes)?;
    let mut other = None;
    for grey in ways(grey) {
        for text in codes(&grey) {
            if [Form::STORED, Form::LIVE].iter().any(|form| text.starts_with(form.prefix)) {
                return Ok(text);
            }
            other = Some(text);
        }
    }
    other.ok_or_else(nothing)
}

fn decoded(bytes: &[u8]) -> Result<Grey, Fault> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [0xff, 0xd8, ..] => jpeg(bytes),
        _ => Err(unknown()),
    }
}

fn fits(width: usize, height: usize) -> Result<(), Fault> {
    let fits = (1..=SIDE).contains(&width) && (1..=SIDE).contains(&height) && width * height <= PIXELS;
    if fits { Ok(()) } else { Err(too_large()) }
}

fn png(bytes: &[u8]) -> Result<Grey, Fault> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: PIXELS * 4 });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| broken())?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    fits(width, height)?;
    let mut buffer = vec![0; reader.output_buffer_size().ok_or_else(too_large)?];
    let frame = reader.next_frame(&mut buffer).map_err(|_| broken())?;
    buffer.truncate(frame.buffer_size());
    let channels = frame.color_type.samples();
    let pixels = buffer.chunks_exact(channels).map(grey).collect();
    Ok(Grey { width, height, pixels })
}

fn jpeg(bytes: &[u8]) -> Result<Grey, Fault> {
    let options = DecoderOptions::new_safe()
        .set_max_width(SIDE)
        .set_max_height(SIDE)
        .jpeg_set_max_scans(64)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| broken())?;
    let info = decoder.info().ok_or_else(broken)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    fits(width, height)?;
    let pixels = decoder.decode().map_err(|_| broken())?;
    if pixels.len() == width * height { Ok(Grey { width, height, pixels }) } else { Err(broken()) }
}

/// A pixel in grey, on white where it is clear.
fn grey(pixel: &[u8]) -> u8 {
    let (light, clear) = match *pixel {
        [light] => (u32::from(light), 255),
        [light, alpha] => (u32::from(light), u32::from(alpha)),
        [r, g, b] => (luma(r, g, b), 255),
        [r, g, b, alpha, ..] => (luma(r, g, b), u32::from(alpha)),
        [] => (255, 255),
    };
    u8::try_from((light * clear + 255 * (255 - clear)) / 255).unwrap_or(u8::MAX)
}

fn luma(r: u8, g: u8, b: u8) -> u32 {
    (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1_000
}

/// The picture in the ways in which it is searched: first as it is, then in black and white by
/// what is around each pixel, at sizes at which modules have some pixels, smoothed and not.
fn ways(grey: Grey) -> impl Iterator<Item = Grey> {
    let longest = grey.width.max(grey.height);
    let base = if longest > LARGE { grey.scaled(LARGE, longest) } else { grey };
    let sizes: &[usize] = match longest {
        ..SMALL => &[2, 3, 1],
        _ => &[1, 2],
    };
    let first = base.clone();
    let levelled = sizes.iter().flat_map(move |up| {
        let large = if *up > 1 { base.scaled(*up, 1) } else { base.clone() };
        let smooth = large.smoothed(*up);
        let span = large.width.max(large.height);
        let level = |of: &Grey, part: usize| of.levelled((span / part).max(8));
        let more = [level(&large, 12), level(&smooth, 12), level(&smooth, 30), level(&large, 30)];
        std::iter::once(large).chain(more)
    });
    std::iter::once(first).chain(levelled)
}

/// Sums of all pixels above and to the left, for means of any window in one step.
struct Sums {
    width: usize,
    sums: Vec<u32>,
}

impl Sums {
    fn of(grey: &Grey) -> Self {
        let width = grey.width + 1;
        let mut sums = vec![0_u32; width * (grey.height + 1)];
        for y in 0..grey.height {
            let mut row = 0_u32;
            for x in 0..grey.width {
                row = row.wrapping_add(u32::from(grey.pixels[y * grey.width + x]));
                sums[(y + 1) * width + x + 1] = sums[y * width + x + 1].wrapping_add(row);
            }
        }
        Self { width, sums }
    }

    /// The mean of the window from `reach` pixels before to `reach` after, as far as there are.
    fn mean(&self, grey: &Grey, x: usize, y: usize, reach: usize) -> u8 {
        let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(grey.width));
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(grey.height));
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        let inner = at(right, bottom).wrapping_sub(at(left, bottom)).wrapping_sub(at(right, top));
        let sum = inner.wrapping_add(at(left, top)) as usize;
        u8::try_from(sum / ((right - left) * (bottom - top))).unwrap_or(u8::MAX)
    }
}

impl Grey {
    fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    /// Sides times `up` / `down`, between pixels in a straight line; where it becomes smaller,
    /// the mean of what falls together.
    fn scaled(&self, up: usize, down: usize) -> Self {
        let (width, height) = ((self.width * up / down).max(1), (self.height * up / down).max(1));
        let pixel = |x: usize, y: usize| if up < down { self.mean(x, y, up, down) } else { self.between(x, y, up) };
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect();
        Self { width, height, pixels }
    }

    fn mean(&self, x: usize, y: usize, up: usize, down: usize) -> u8 {
        let span = |at: usize| at * down / up..((at + 1) * down).div_ceil(up);
        let (rows, columns) = (span(y), span(x));
        let count = rows.len() * columns.len();
        let sum: usize = rows.flat_map(|y| columns.clone().map(move |x| usize::from(self.at(x, y)))).sum();
        u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)
    }

    fn between(&self, x: usize, y: usize, up: usize) -> u8 {
        let (left, top, right, down) = (x / up, y / up, x % up, y % up);
        let row = |y| usize::from(self.at(left, y)) * (up - right) + usize::from(self.at(left + 1, y)) * right;
        u8::try_from((row(top) * (up - down) + row(top + 1) * down) / (up * up)).unwrap_or(u8::MAX)
    }

    /// Every pixel the mean of those that are at most so many away.
    fn smoothed(&self, reach: usize) -> Self {
        let sums = Sums::of(self);
        self.each(|x, y| sums.mean(self, x, y, reach))
    }

    /// Black where a pixel is darker than its surroundings, white elsewhere.
    fn levelled(&self, reach: usize) -> Self {
        let sums = Sums::of(self);
        self.each(|x, y| if self.at(x, y) < sums.mean(self, x, y, reach) { 0 } else { 255 })
    }

    fn each(&self, pixel: impl Fn(usize, usize) -> u8) -> Self {
        let all = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        Self { pixels: all.map(|(x, y)| pixel(x, y)).collect(), ..*self }
    }
}

/// The codes that are found. The library that looks for them was written for good pictures: if
/// it stumbles over one, there is none in it.
fn codes(grey: &Grey) -> Vec<String> {
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut image = PreparedImage::prepare_from_greyscale(grey.width, grey.height, |x, y| grey.at(x, y));
        let grids = image.detect_grids();
        grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    }));
    found.unwrap_or_default()
}

fn unknown() -> Fault {
    Fault::new(
        "MM-PIC-001",
        Text::new("不是 PNG 或 JPEG 图片", "this is no picture in PNG or JPEG"),
        Text::new("另存为 PNG 或 JPEG", "save it as PNG or JPEG"),
    )
}

fn too_large() -> Fault {
    Fault::new(
        "MM-PIC-002",
        Text::new(
            format!("图片超过 {SIDE} 像素边长或 {PIXELS} 像素"),
            format!("the picture has more than {SIDE} pixels a side or {PIXELS} in all"),
        ),
        Text::new("截取健康码的部分", "cut out the part with the code"),
    )
}

fn broken() -> Fault {
    Fault::new(
        "MM-PIC-003",
        Text::new("图片已损坏", "the picture is broken"),
        Text::new("重新拍摄或重新传送", "take it or send it again"),
    )
}

fn nothing() -> Fault {
    Fault::new(
        "MM-PIC-004",
        Text::new("图片中没有找到二维码", "no code is found in the picture"),
        Text::new("靠近、放正、照亮后重拍", "take it again: nearer, straight, in more light"),
    )
}

#[cfg(test)]
mod tests;
