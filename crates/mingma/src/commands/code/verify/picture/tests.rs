//! How well codes are read off pictures, and what hostile ones do. A row of `RATES` is a way to
//! take a picture and how many of a hundred are read at least; docs/protocol.md 8.13 shows the
//! measured ones: `EVERY_PICTURE=1 cargo test -p mingma rates -- --nocapture`.

use fast_qr::{ECL, QRBuilder, QRCode};

use super::{Grey, read};

/// The longest live code of the examples, and one of the usual length.
fn texts() -> [String; 2] {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/wire.json");
    let file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let rows = file["live"].as_array().unwrap();
    let mut texts: Vec<String> = rows.iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    texts.sort_by_key(String::len);
    [texts[0].clone(), texts.pop().unwrap()]
}

fn code(text: &str) -> QRCode {
    QRBuilder::new(text).ecl(ECL::M).build().unwrap()
}

#[test]
fn the_longest_live_code_is_of_version_sixteen_at_most() {
    let side = |text: &str| code(text).size;
    assert!(side(&texts()[1]) <= 17 + 4 * 16);
    // The longest that the limit allows: 400 bytes are 604 letters, all of QR's own.
    assert!(side(&mingma_wire::Form::LIVE.text(&[0xff; 400])) <= 17 + 4 * 16);
}

/// Numbers that come out the same in every run.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX)
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.unit()
    }

    /// About normal, of deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// How a picture is taken.
#[derive(Clone, Copy)]
struct Shot {
    /// Pixels that a module is wide.
    module: f64,
    /// Degrees that it is turned, at most, to either side.
    turned: f64,
    /// How much nearer one side is than the other: a part of its width.
    tilted: f64,
    /// Deviation of the blur, in pixels.
    blurred: f64,
    /// Grey of black and white.
    light: (f64, f64),
    /// How much darker the right is than the left: a part.
    shaded: f64,
    /// Deviation of the noise.
    noise: f64,
}

const PLAIN: Shot =
    Shot { module: 4.0, turned: 0.0, tilted: 0.0, blurred: 0.0, light: (0.0, 255.0), shaded: 0.0, noise: 0.0 };

/// Name, how it is taken, and of a hundred at least so many.
const RATES: [(&str, Shot, u32); 12] = [
    ("plain, 4 pixels a module", PLAIN, 100),
    ("small, 3 pixels a module", Shot { module: 3.0, noise: 4.0, ..PLAIN }, 95),
    ("small, 2 pixels a module", Shot { module: 2.0, noise: 4.0, ..PLAIN }, 80),
    ("dim: grey 20 to 70", Shot { light: (20.0, 70.0), noise: 4.0, ..PLAIN }, 95),
    ("pale: grey 150 to 220", Shot { light: (150.0, 220.0), noise: 4.0, ..PLAIN }, 95),
    ("half in the shade", Shot { shaded: 0.7, noise: 4.0, ..PLAIN }, 95),
    ("turned by up to 15 degrees", Shot { turned: 15.0, noise: 4.0, ..PLAIN }, 95),
    ("turned by any angle", Shot { turned: 180.0, noise: 4.0, ..PLAIN }, 95),
    ("tilted by a sixth", Shot { module: 5.0, tilted: 0.17, noise: 4.0, ..PLAIN }, 95),
    ("blurred by 1.2 pixels", Shot { blurred: 1.2, noise: 4.0, ..PLAIN }, 95),
    ("noisy: deviation 25", Shot { noise: 25.0, ..PLAIN }, 95),
    ("a hand's: turned, tilted, blurred, dim, noisy", HAND, 90),
];

const HAND: Shot =
    Shot { module: 5.0, turned: 10.0, tilted: 0.08, blurred: 1.2, light: (25.0, 150.0), shaded: 0.3, noise: 6.0 };

/// A module's light at a point of the code, in modules from its middle.
fn light_at(code: &QRCode, x: f64, y: f64, (black, white): (f64, f64)) -> f64 {
    let middle = code.size as f64 / 2.0;
    let (column, row) = ((x + middle).floor(), (y + middle).floor());
    let side = 0.0..code.size as f64;
    if !side.contains(&column) || !side.contains(&row) {
        return white;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the code")]
    let dark = code[row as usize][column as usize].value();
    if dark { black } else { white }
}

/// A picture of a code.
fn taken(code: &QRCode, shot: Shot, dice: &mut Dice) -> Grey {
    let angle = dice.between(-shot.turned, shot.turned).to_radians();
    let (sin, cos) = angle.sin_cos();
    let (shift_x, shift_y) = (dice.unit(), dice.unit());
    let tilt = dice.between(-shot.tilted, shot.tilted);
    // Room for the code and its quiet zone, however it is turned.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let side = ((code.size as f64 + 10.0) * shot.module * (sin.abs() + cos.abs()) * (1.0 + shot.tilted)) as usize;
    let half = side as f64 / 2.0;
    let mut light = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            // Four points of a pixel, as a sensor sees an area and no point.
            let mean: f64 = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
                .iter()
                .map(|(dx, dy)| {
                    let (px, py) = (
                        (x as f64 + dx + shift_x - half) / shot.module,
                        (y as f64 + dy + shift_y - half) / shot.module,
                    );
                    let near = 1.0 + tilt * px / code.size as f64 * 2.0;
                    let (px, py) = (px / near, py / near);
                    light_at(code, px * cos + py * sin, py * cos - px * sin, shot.light)
                })
                .sum::<f64>()
                / 4.0;
            light.push(mean * (1.0 - shot.shaded * x as f64 / side as f64));
        }
    }
    let light = blurred(light, side, shot.blurred);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    let pixels = light.iter().map(|light| (light + dice.normal() * shot.noise).clamp(0.0, 255.0) as u8).collect();
    Grey { width: side, height: side, pixels }
}

/// A Gaussian blur, rows first and columns then.
fn blurred(light: Vec<f64>, side: usize, deviation: f64) -> Vec<f64> {
    if deviation == 0.0 {
        return light;
    }
    let weights: Vec<f64> = (-4..=4).map(|at| (-f64::from(at * at) / (2.0 * deviation * deviation)).exp()).collect();
    let total: f64 = weights.iter().sum();
    let along = |light: &[f64], step: usize| -> Vec<f64> {
        let at = |index: usize| (index / step) % side;
        let one = |index: usize| {
            let part = |offset: usize| {
                let here = (at(index) + offset).saturating_sub(4).min(side - 1);
                light[index - at(index) * step + here * step] * weights[offset]
            };
            (0..9).map(part).sum::<f64>() / total
        };
        (0..light.len()).map(one).collect()
    };
    along(&along(&light, 1), side)
}

/// The picture as a file.
fn png(grey: &Grey) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = (u32::try_from(grey.width).unwrap(), u32::try_from(grey.height).unwrap());
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&grey.pixels).unwrap();
    bytes
}

/// Of a number of pictures, so many are read right.
fn read_of(shot: Shot, pictures: u32) -> u32 {
    let texts = texts();
    let codes = texts.each_ref().map(|text| code(text));
    let right = |at: u32| {
        let which = at as usize % 2;
        let mut dice = Dice(u64::from(at) * 7_919 + 11);
        let picture = png(&taken(&codes[which], shot, &mut dice));
        read(&picture).is_ok_and(|text| text == texts[which])
    };
    u32::try_from((0..pictures).filter(|at| right(*at)).count()).unwrap()
}

#[test]
fn the_rates_at_which_codes_are_read_hold() {
    let pictures = if std::env::var_os("EVERY_PICTURE").is_some() { 100 } else { 6 };
    let mut fallen = Vec::new();
    for (name, shot, floor) in RATES {
        let rate = read_of(shot, pictures) * 100 / pictures;
        println!("| {name} | {rate} | {floor} |");
        if rate < floor {
            fallen.push((name, rate, floor));
        }
    }
    assert!(fallen.is_empty(), "{fallen:?}");
}

fn code_of(refused: Result<String, mingma_model::Fault>) -> &'static str {
    refused.unwrap_err().code
}

#[test]
fn a_picture_without_a_code_a_broken_and_a_hostile_one_are_told_apart() {
    let white = Grey { width: 300, height: 200, pixels: vec![255; 60_000] };
    let whole = png(&white);
    assert_eq!(code_of(read(&whole)), "MM-PIC-004");
    assert_eq!(code_of(read(&whole[..whole.len() / 2])), "MM-PIC-003");
    assert_eq!(code_of(read(&[0xff, 0xd8, 0xff, 0xe0, 0, 1])), "MM-PIC-003");
    for bytes in [&b""[..], b"<svg/>", b"%PDF-1.7", b"GIF89a", b"\x89PN"] {
        assert_eq!(code_of(read(bytes)), "MM-PIC-001");
    }
    // A header that promises four thousand million pixels.
    let mut bomb = whole.clone();
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let crc = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(code_of(read(&bomb)), "MM-PIC-002");
}

/// The checksum of a PNG's chunk (ISO 3309), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let step =
        |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)));
    !bytes.iter().fold(u32::MAX, step)
}

#[test]
fn noise_that_looks_like_a_code_never_stops_the_reader() {
    let code = code(&texts()[0]);
    let mut dice = Dice(3);
    for round in 0..20 {
        let mut picture = taken(&code, Shot { module: 3.0, turned: 90.0, tilted: 0.4, ..PLAIN }, &mut dice);
        let pixels = picture.pixels.len();
        for at in 0..pixels {
            if dice.unit() < 0.02 * f64::from(round) {
                picture.pixels[at] ^= 0xff;
            }
        }
        read(&png(&picture)).ok();
    }
}

#[test]
fn jpeg_pictures_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures");
    for name in ["colour.jpg", "turned.jpg"] {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let live = mingma_wire::Live::from_text(&read(&bytes).unwrap()).unwrap();
        assert_eq!(live.signed(), Ok(()), "{name}");
        assert_eq!(code_of(read(&bytes[..400])), "MM-PIC-003");
    }
}

#[test]
fn coloured_clear_and_indexed_pictures_are_read() {
    let text = &texts()[0];
    let grey = taken(&code(text), PLAIN, &mut Dice(5));
    let file = |kind: png::ColorType, pixel: fn(u8) -> Vec<u8>| {
        let mut bytes = Vec::new();
        let side = u32::try_from(grey.width).unwrap();
        let mut encoder = png::Encoder::new(&mut bytes, side, side);
        encoder.set_color(kind);
        encoder.set_palette(vec![0x20, 0x40, 0x80, 0xff, 0xf0, 0xd0]);
        let pixels: Vec<u8> = grey.pixels.iter().flat_map(|light| pixel(*light)).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    };
    let blue = file(png::ColorType::Rgb, |light| vec![light / 2, light / 2 + 40, light]);
    let clear = file(png::ColorType::Rgba, |light| vec![0, 0, 0, 255 - light]);
    let half = file(png::ColorType::GrayscaleAlpha, |light| vec![light, 200]);
    let indexed = file(png::ColorType::Indexed, |light| vec![u8::from(light > 127)]);
    for bytes in [blue, clear, half, indexed] {
        assert_eq!(&read(&bytes).unwrap(), text);
    }
}
