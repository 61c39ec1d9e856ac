//! Derivation: one resident, ten million of them, and a whole process.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Instant;

use mingma_model::{Colour, Kind, Profile, Region, Source, TestResult, read};
use mingma_rules::{Detail, Dossier, Item, Rulebook, load, oracle, shipped};

use super::machine::peak_mib;
use super::{Row, broken, least, median};
use crate::context::Refusal;

/// Items a resident.
const ITEMS: usize = 3;
const RESIDENTS: usize = 20_000;
const TEN_MILLION: usize = 10_000_000;
/// 8 July 2022, 09:00 in Beijing.
const NOW: i64 = 1_657_242_000;
const DAY: i64 = 86_400;

/// Measures derivation.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let profile = shipped::profile(shipped::DEFAULT_PROFILE)?;
    let book = load::shipped(&profile)?;
    let mut rows = one_resident(&book, &profile)?;
    rows.push(ten_million(&book)?);
    rows.push(process()?);
    Ok(rows)
}

fn one_resident(book: &Rulebook, profile: &Profile) -> Result<Vec<Row>, Refusal> {
    let people: Vec<Item> = (0..RESIDENTS).flat_map(person).collect();
    let each = 1e6 / f64::from(u32::try_from(RESIDENTS).unwrap_or(u32::MAX));
    let colour = each
        * least(15, || {
            black_box(colours(book, &people));
        });
    let bare = each
        * least(15, || {
            black_box(bare_pass(&people));
        });
    let reasons = each
        * least(7, || {
            for items in people.chunks_exact(ITEMS) {
                black_box(book.derive_items(items, NOW).ok());
            }
        });
    let slow = slow_one(book, profile)?;
    let baseline = "bare pass: compare anchors, take a maximum";
    let adverse = people.chunks_exact(ITEMS).filter(|items| book.colour(items, NOW) != Ok(Colour::Green)).count();
    Ok(vec![
        Row::less_is_better("derive.colour", "us", colour, baseline, bare)
            .noting(format!("{} packs; {adverse} of {RESIDENTS} adverse", book.packs().len())),
        Row::less_is_better("derive.reasons", "us", reasons, baseline, bare)
            .noting(format!("the slow evaluator: {slow:.1} us")),
    ])
}

/// The slow, obvious evaluator on one such resident, in microseconds.
fn slow_one(book: &Rulebook, profile: &Profile) -> Result<f64, Refusal> {
    let source = Source::new("bench", SAMPLE);
    let placed = read::array(&source, profile)?;
    let dossier = Dossier::new(placed.items).map_err(|_| broken("sample"))?;
    let zone = jiff::tz::TimeZone::get(profile.zone.name()).map_err(|_| broken("zone"))?;
    let seconds = least(5, || {
        for _ in 0..20 {
            black_box(oracle::derive(book.packs(), dossier.evidence(), &zone, NOW).ok());
        }
    });
    Ok(seconds * 1e6 / 20.0)
}

fn colours(book: &Rulebook, people: &[Item]) -> [u64; 3] {
    let mut counts = [0; 3];
    for items in people.chunks_exact(ITEMS) {
        if let Ok(colour) = book.colour(items, NOW) {
            counts[colour as usize] += 1;
        }
    }
    counts
}

/// The same items read once, anchors compared, a maximum taken: nothing can be faster.
fn bare_pass(people: &[Item]) -> u64 {
    let mut late = 0;
    for items in people.chunks_exact(ITEMS) {
        let newest = items.iter().map(|item| item.anchor).max().unwrap_or(i64::MIN);
        late += u64::from(newest > NOW - 14 * DAY);
    }
    late
}

fn ten_million(book: &Rulebook) -> Result<Row, Refusal> {
    let mut people: Vec<Item> = Vec::new();
    people.try_reserve_exact(TEN_MILLION * ITEMS).map_err(|_| broken("memory for 10 million residents"))?;
    people.extend((0..TEN_MILLION).flat_map(person));
    let half = people.len() / 2 / ITEMS * ITEMS;
    let (a, b) = people.split_at(half);
    let start = Instant::now();
    let counts = on_two(|| colours(book, a), || colours(book, b));
    let seconds = start.elapsed().as_secs_f64();
    let bare = least(3, || {
        black_box(on_two(|| [bare_pass(a), 0, 0], || [bare_pass(b), 0, 0]));
    });
    let [green, yellow, red] = counts;
    let note = format!("{green} green, {yellow} yellow, {red} red; {:.0} MiB at most", peak_mib());
    Ok(Row::less_is_better("derive.ten_million", "s", seconds, "the bare pass on two cores", bare).noting(note))
}

fn on_two(a: impl FnOnce() -> [u64; 3] + Send, b: impl FnOnce() -> [u64; 3] + Send) -> [u64; 3] {
    std::thread::scope(|scope| {
        let other = scope.spawn(b);
        let mut counts = a();
        let more = other.join().unwrap_or_default();
        counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        counts
    })
}

/// Three items of one of 20,000 patterns: contacts, arrivals, tests, in six regions.
fn person(row: usize) -> [Item; ITEMS] {
    let mix = row.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let pick = |n: usize, shift: u32| (mix >> shift) % n;
    let hours = |n: usize, shift: u32| i64::try_from(pick(n, shift)).unwrap_or(0) * 3600;
    let region = [410_105, 110_105, 130_102, 350_102, 510_104, 310_101][pick(6, 20)];
    let region = Region::parse(&format!("{region:06}")).unwrap_or_else(|| unreachable!("six digits"));
    let first = NOW - 20 * DAY + hours(400, 8);
    let kind = [Kind::CloseContact, Kind::Arrival, Kind::SecondaryContact, Kind::GeneralContact][pick(4, 28)];
    let detail =
        if kind == Kind::Arrival { Detail::Origin(Region::parse("310101").unwrap_or(region)) } else { Detail::None };
    let exposure = Item::plain(kind, region, first, first - hours(48, 16), detail);
    let test = |at: i64| Item::plain(Kind::NucleicTest, region, at + 6 * 3600, at, Detail::Test(TestResult::Negative));
    [exposure, test(first + 20 * 3600 + hours(40, 32)), test(first + 5 * DAY + hours(100, 40))]
}

fn process() -> Result<Row, Refusal> {
    let me = std::env::current_exe().map_err(|error| broken(&error.to_string()))?;
    let file = std::env::temp_dir().join(format!("mingma-bench-{}.json", std::process::id()));
    std::fs::write(&file, SAMPLE).map_err(|error| broken(&error.to_string()))?;
    let once = |args: &[&str]| -> Result<f64, Refusal> {
        let start = Instant::now();
        let status = Command::new(&me).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let took = start.elapsed().as_secs_f64() * 1e3;
        match status {
            Ok(status) if status.success() => Ok(took),
            _ => Err(broken("mingma derive")),
        }
    };
    let path = file.display().to_string();
    let derive = ["derive", "--evidence", &path, "--at", "2022-07-08T09:00:00+08:00", "--json"];
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..31 {
        ours.push(once(&derive)?);
        bare.push(once(&["--version"])?);
    }
    std::fs::remove_file(&file).ok();
    Ok(Row::less_is_better("derive.process", "ms", median(ours), "mingma --version", median(bare)))
}

/// A contact, an arrival, a test.
const SAMPLE: &str = r#"[
 {"id":"c1","kind":"close_contact","resident":"r1","region":"410105","observed_at":"2022-07-02T10:00:00+08:00","case":"case-1","last_contact_at":"2022-07-01T18:00:00+08:00"},
 {"id":"a1","kind":"arrival","resident":"r1","region":"410105","observed_at":"2022-07-03T10:00:00+08:00","origin_region":"310101","arrived_at":"2022-07-03T09:00:00+08:00"},
 {"id":"t1","kind":"nucleic_test","resident":"r1","region":"410105","observed_at":"2022-07-04T10:00:00+08:00","result":"negative","sampled_at":"2022-07-04T02:00:00+08:00","reported_at":"2022-07-04T09:00:00+08:00","institution":"lab-1","sample_id":"s-1"}
]"#;
