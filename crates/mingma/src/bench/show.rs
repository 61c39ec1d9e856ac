//! What is shown: codes issued and verified, and a day's status list.

use std::hint::black_box;
use std::num::NonZero;
use std::thread;
use std::time::Instant;

use mingma_model::Colour;
use mingma_seal::{PublicKey, Signature, SigningKey, SystemRandom, VerifyingKey};
use mingma_wire::{
    Answer, Bitmap, Credential, Issuer, IssuerKey, IssuingKey, Keys, LIFETIME, LastFour, Live, Masked, Policy, Signer,
    StatusList, StatusLists, StatusRef, Step, WireError, verify,
};

use super::{Row, broken, least, median};
use crate::context::Refusal;

/// 8 July 2022, 09:00 in Beijing.
const NOW: i64 = 1_657_242_000;
/// Codes that each core issues in a round.
const ISSUED: u32 = 20_000;
/// Codes that are verified, each with a device of its own.
const VERIFIED: usize = 400;
/// People of a province's list.
const PEOPLE: u32 = 10_000_000;
/// Of a hundred, so many change in a day.
const CHANGES: u32 = 6;
/// Rounds of which the least, or the middle, counts.
const ROUNDS: u32 = 5;

/// An issuer, its keys as a verifier holds them, and what it says of one resident.
struct Stage {
    signer: Signer,
    bare: SigningKey,
    keys: Keys,
    credential: Credential,
}

fn failed(error: &WireError) -> Refusal {
    broken(&error.to_string())
}

impl Stage {
    fn new() -> Result<Self, Refusal> {
        let seed = [7; 32];
        let signer = Signer::new(IssuingKey::Ed25519(SigningKey::from_seed(seed))).map_err(|error| failed(&error))?;
        let issuer = Issuer::parse("bench/showing").ok_or_else(|| broken("no issuer"))?;
        let key = IssuerKey::new(&signer.public(), issuer.clone(), NOW - 1).map_err(|error| failed(&error))?;
        let mut keys = Keys::new();
        keys.add(key);
        let steps = [(0, Colour::Red), (18_000, Colour::Yellow), (54_000, Colour::Green)];
        let credential = Credential {
            issuer,
            issued_at: NOW,
            expires: NOW + LIFETIME,
            steps: steps.map(|(after, colour)| Step { from: NOW + after, colour }).to_vec(),
            sampled_hour: Some(460_333),
            name: Masked::of("张小三"),
            last_four: LastFour::of("001X"),
            device: SigningKey::generate_p256(&SystemRandom).public(),
            status: StatusRef { list: 189, index: 4_711_000 },
            demo: false,
        };
        Ok(Self { signer, bare: SigningKey::from_seed(seed), keys, credential })
    }
}

/// Measures what is shown.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let stage = Stage::new()?;
    Ok(vec![issue(&stage)?, verifying(&stage)?, list(&stage)?])
}

/// Runs the same work on every core at once; seconds until the last is through.
fn on_all_cores(cores: usize, work: impl Fn(usize) + Sync) -> f64 {
    least(ROUNDS, || {
        thread::scope(|scope| {
            for core in 0..cores {
                let work = &work;
                scope.spawn(move || work(core));
            }
        });
    })
}

fn issue(stage: &Stage) -> Result<Row, Refusal> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(2);
    let code = stage.signer.issue(&stage.credential).map_err(|error| failed(&error))?;
    let of = |took: f64| f64::from(ISSUED) * f64::from(u32::try_from(cores).unwrap_or(1)) / took;
    let ours = of(on_all_cores(cores, |_| {
        let mut credential = stage.credential.clone();
        for index in 0..ISSUED {
            credential.status.index = index;
            black_box(stage.signer.issue(&credential).map(|code| code.text()).ok());
        }
    }));
    // A message as long as what stands under a code's signature.
    let message = vec![0x5a; code.bytes().len() - 40];
    let bare = of(on_all_cores(cores, |_| {
        for _ in 0..ISSUED {
            black_box(stage.bare.sign_plain(black_box(&message)));
        }
    }));
    Ok(Row {
        name: "show.issue",
        value: ours,
        unit: "1/s",
        baseline: "bare Ed25519 signing of as many bytes",
        baseline_value: bare,
        ratio: ours / bare,
        note: format!("stored codes as text on {cores} cores, {} bytes each", code.bytes().len()),
    })
}

/// A live code of a device of its own, and what is signed within: for the bare verifications.
struct Shown {
    text: String,
    device: PublicKey,
    /// The device's signature over [`LONG`].
    signed: Signature,
}

/// As many bytes as stand under the signature of a stored code, and of a live one.
const SHORT: [u8; 190] = [0x5a; 190];
const LONG: [u8; 330] = [0x5a; 330];

fn shown(stage: &Stage) -> Result<Vec<Shown>, Refusal> {
    let one = |_| {
        let device = SigningKey::generate_p256(&SystemRandom);
        let credential = Credential { device: device.public(), ..stage.credential.clone() };
        let stored = stage.signer.issue(&credential)?;
        let text = Live::sign(stored, NOW + 5, None, &device)?.text();
        Ok(Shown { text, device: device.public(), signed: device.sign_plain(&LONG) })
    };
    (0..VERIFIED).map(one).collect::<Result<_, WireError>>().map_err(|error| failed(&error))
}

fn verifying(stage: &Stage) -> Result<Row, Refusal> {
    let codes = shown(stage)?;
    let lists = StatusLists::none();
    let policy = Policy::default();
    let judge = |code: &Shown| verify(&code.text, &stage.keys, &lists, NOW + 6, None, &policy);
    if codes.iter().any(|code| judge(code).answer != Answer::Red) {
        return Err(broken("a code that was just signed is not red"));
    }
    let ours = least_of(&mut || middle(&mut |at| drop(black_box(judge(&codes[at])))));
    let bare = least_of(&mut || bare(stage, &codes));
    let letters = codes.first().map_or(0, |code| code.text.len());
    Ok(Row::less_is_better("show.verify", "us", ours, "the two bare verifications, the device's key read", bare)
        .noting(format!("a live code of {letters} letters, decoded, its device met for the first time")))
}

/// The middle of the microseconds that each code's work takes.
fn middle(work: &mut dyn FnMut(usize)) -> f64 {
    let times = (0..VERIFIED).map(|at| {
        let start = Instant::now();
        work(at);
        start.elapsed().as_secs_f64() * 1e6
    });
    median(times.collect())
}

/// The least of several rounds' middles.
fn least_of(round: &mut dyn FnMut() -> f64) -> f64 {
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

/// Ed25519 by a key at hand over as many bytes as a stored code's, ES256 by a key that is read
/// from its compressed point over as many as a live code's.
fn bare(stage: &Stage, codes: &[Shown]) -> f64 {
    let issuer: VerifyingKey = stage.bare.public().prepare().expect("a key that signs verifies");
    let signed = stage.bare.sign_plain(&SHORT);
    middle(&mut |at| {
        black_box(issuer.verify_plain(&SHORT, &signed)).ok();
        black_box(codes[at].device.verify_plain(&LONG, &codes[at].signed)).ok();
    })
}

fn list(stage: &Stage) -> Result<Row, Refusal> {
    let mut bits = Bitmap::new(PEOPLE);
    let changes = PEOPLE / 100 * CHANGES;
    let mut state: u64 = 20_220_708;
    while bits.set_bits() < changes {
        for _ in bits.set_bits()..changes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            bits.set(u32::try_from((state >> 33) % u64::from(PEOPLE)).unwrap_or(0));
        }
    }
    let made = StatusList {
        issuer: stage.credential.issuer.clone(),
        address: "https://bench.invalid/status".into(),
        list: 189,
        issued_at: NOW,
        expires: NOW + 7_200,
        keep: 600,
        bits,
        demo: false,
    };
    let begun = Instant::now();
    let bytes = made.sign(&stage.signer).map_err(|error| failed(&error))?;
    let signing = begun.elapsed().as_secs_f64() * 1e3;
    let begun = Instant::now();
    let read = StatusList::read(&bytes, &stage.keys).map_err(|error| failed(&error))?;
    let reading = begun.elapsed().as_secs_f64() * 1e3;
    let wrong = (0..PEOPLE).filter(|index| read.bits.get(*index) != made.bits.get(*index)).count();
    if wrong > 0 {
        return Err(broken(&format!("{wrong} of {PEOPLE} answers are wrong")));
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let mib = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    // What no encoding can go below: the entropy of so many bits at this density.
    let density = f64::from(CHANGES) / 100.0;
    let entropy = -(density * density.log2() + (1.0 - density) * (1.0 - density).log2());
    let bound = f64::from(PEOPLE) * entropy / 8.0 / f64::from(1 << 20);
    Ok(Row::less_is_better("status.list", "MiB", mib(bytes.len()), "the entropy of the bits", bound).noting(format!(
        "{changes} changes among {PEOPLE}, {wrong} wrong answers; signed in {signing:.0} ms, read in {reading:.0} ms"
    )))
}
