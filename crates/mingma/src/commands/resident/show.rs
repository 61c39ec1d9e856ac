//! `mingma resident show`: everything that the register holds of one resident, for them.

use std::sync::Arc;

use clap::Args;
use mingma_acts::member::{open_row, place};
use mingma_acts::{Class, Member, Record};
use mingma_app::journal::{Asked, Journal};
use mingma_app::{House, ResidentFile};
use mingma_model::{Fault, Lang, Text};
use mingma_rules::Dossier;
use mingma_rules::json::Report;
use mingma_seal::{Domain, SigningKey};
use mingma_store::rows::{DeviceRow, LetterRow, MemberRow};
use serde_json::{Value, json};

use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::kept::{DataArgs, KeyArgs, Looking, does_not_hold};
use crate::told;
use crate::whom::{self, broken};

/// Show a resident everything that the register holds of them.
///
/// Their particulars, colour and reasons, items of evidence, letters, who looked and why,
/// devices, and every act about them with its receipt. A device of theirs opens it; at a
/// counter an officer does whose unit has a power over residents, says what for, and that look
/// stands among the others at once.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// Whom: an id that begins with r-, or a document as TYPE:NUMBER
    #[arg(value_name = "RESIDENT")]
    resident: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    keys: KeyArgs,
    /// What an officer looks for, in words that the resident will read: 1 to 200 characters
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl ShowArgs {
    /// Opens, looks, tells.
    pub fn run(&self) -> Answer {
        let house = self.data.open()?;
        let keys = self.keys.read()?;
        // Whoever shows no device is admitted before it can be seen who is enrolled.
        let asked = match (is_device(&house, &keys)?, &self.purpose) {
            (true, _) => None,
            (false, None) => return does_not_hold(not_theirs(), self.json),
            (false, Some(purpose)) => match looking(&house.house, &keys, purpose).admit() {
                Ok(asked) => Some(asked),
                Err(refused) => return does_not_hold(refused.fault(), self.json),
            },
        };
        let resident = whom::resident(&house, &self.resident)?;
        let file = whom::file(&house, &resident)?;
        match asked {
            Some(asked) => look(&house.house, &file, asked)?,
            None if !is_theirs(&house, &keys, &file)? => return does_not_hold(not_theirs(), self.json),
            None => {}
        }
        let shown = Shown::read(&house, &file)?;
        let report = shown.report(&house, &file)?;
        if self.json {
            print_json(&report)?;
        } else {
            tell(&report);
        }
        Ok(Outcome::Holds)
    }
}

/// True if one of the keys is any resident's device.
fn is_device(house: &House, keys: &[SigningKey]) -> Result<bool, Refusal> {
    for key in keys {
        if house.store().device(&key.public().id().0).map_err(broken)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// True if one of the keys is a device of theirs that stands.
fn is_theirs(house: &House, keys: &[SigningKey], file: &ResidentFile) -> Result<bool, Refusal> {
    let own = devices(house, file)?;
    let stands = |device: &DeviceRow| mingma_acts::stands(device.since, device.until, house.now());
    Ok(keys.iter().any(|key| own.iter().any(|device| device.key == key.public().id().0 && stands(device))))
}

/// An officer at a counter.
const fn looking<'a>(house: &'a Arc<House>, keys: &'a [SigningKey], purpose: &'a str) -> Looking<'a> {
    Looking { house, keys, verifier: None, unit: None, place: "", purpose }
}

/// Keeps an officer's look before anything of it is told.
fn look(house: &Arc<House>, file: &ResidentFile, asked: Asked) -> Result<(), Refusal> {
    house.follow().map_err(broken)?;
    let journal = Journal::start(house.clone());
    let seen = journal.ask(file.uid, asked).map_err(|refused| refused.fault())?;
    // Public before it is told, like everything that is kept.
    house.sequencer().wait_for(seen.kept).map_err(broken)
}

fn devices(house: &House, file: &ResidentFile) -> Result<Vec<DeviceRow>, Refusal> {
    let mut devices = Vec::new();
    for number in numbers(file) {
        devices.extend(house.store().devices_of(number).map_err(broken)?);
    }
    Ok(devices)
}

/// Every enrolment of the person.
fn numbers(file: &ResidentFile) -> Vec<u32> {
    let mut numbers = vec![file.number];
    numbers.extend(&file.others);
    numbers
}

/// What stands about them, by act.
struct Shown {
    entries: Vec<Entry>,
    letters: Vec<(LetterRow, Value)>,
    devices: Vec<DeviceRow>,
}

/// A member of an act, opened where its key still stands.
struct Entry {
    class: Class,
    record: Record,
    member: Option<Member>,
}

impl Shown {
    fn read(house: &House, file: &ResidentFile) -> Result<Self, Refusal> {
        let (mut entries, mut letters) = (Vec::new(), Vec::new());
        for number in numbers(file) {
            for row in house.store().members_of(number).map_err(broken)? {
                entries.push(Entry::read(house, &row)?);
            }
            for row in house.store().letters_of(number).map_err(broken)? {
                let told = letter(house, &row)?;
                letters.push((row, told));
            }
        }
        entries.sort_by_key(|entry| entry.record.seq);
        letters.sort_by_key(|(row, _)| (row.seq, row.n));
        Ok(Self { entries, letters, devices: devices(house, file)? })
    }

    /// The items of a class's members, with the act of each.
    fn of(&self, house: &House, class: Class) -> Vec<Value> {
        let entries = self.entries.iter().filter(|entry| entry.class == class);
        entries.filter_map(|entry| entry.told(house)).collect()
    }

    fn report(&self, house: &House, file: &ResidentFile) -> Result<Value, Refusal> {
        let zone = &house.profile().zone;
        let row = file.row.as_ref();
        let letters: Vec<Value> = self.letters.iter().map(|(_, told)| told.clone()).collect();
        let device = |row: &DeviceRow| {
            json!({
                "key": mingma_seal::KeyId(row.key).to_string(),
                "since": zone.show(row.since),
                "until": row.until.map(|until| zone.show(until)),
            })
        };
        Ok(json!({
            "resident": format!("r-{}", file.uid),
            "level": row.map(|row| row.level.clone()),
            "merged": !file.others.is_empty(),
            "closed_at": row.and_then(|row| row.closed_at).map(|at| zone.show(at)),
            "particulars": self.of(house, Class::Enrolment),
            "colour": colour(house, file)?,
            "items": self.of(house, Class::Evidence),
            "letters": letters,
            "looks": self.of(house, Class::Shown),
            "devices": self.devices.iter().map(device).collect::<Vec<_>>(),
            "acts": self.acts(house, file)?,
        }))
    }

    /// Every act about them, once, with its receipt.
    fn acts(&self, house: &House, file: &ResidentFile) -> Result<Vec<Value>, Refusal> {
        let mut acts: Vec<Value> = Vec::new();
        let mut last = 0;
        for entry in &self.entries {
            let (record, seq) = (&entry.record, entry.record.seq);
            if seq == last {
                continue;
            }
            last = seq;
            let whose = entry.member.as_ref().map_or(file.uid, |member| member.resident);
            let receipt = match house.receipt_of(seq, &whose, 0).map_err(broken)? {
                Some(receipt) => receipt,
                None => house.receipt(seq).map_err(broken)?,
            };
            acts.push(json!({
                "seq": seq,
                "act": record.act().id.to_string(),
                "class": record.act().class.word(),
                "actor": record.act().actor,
                "sealed_at": house.profile().zone.show(record.sealed_at),
                "receipt": told::receipt(&receipt),
            }));
        }
        Ok(acts)
    }
}

impl Entry {
    fn read(house: &House, row: &MemberRow) -> Result<Self, Refusal> {
        let record = house.record(row.seq).map_err(broken)?;
        let place = record.act().place().map_err(broken)?;
        let key = house.vault().key(row.resident).map_err(broken)?;
        let open = |key| open_row(&row.sealed, &place, row.idx, &key);
        let member = key.map(open).transpose().map_err(broken)?;
        Ok(Self { class: record.act().class, record, member })
    }

    fn told(&self, house: &House) -> Option<Value> {
        let mut object = told::map(&self.member.as_ref()?.item, house.profile());
        object.insert("act".into(), self.record.act().id.to_string().into());
        object.insert("sealed_at".into(), house.profile().zone.show(self.record.sealed_at).into());
        Some(Value::Object(object))
    }
}

/// A letter, opened; none where its key was destroyed.
fn letter(house: &House, row: &LetterRow) -> Result<Value, Refusal> {
    let Some(key) = house.vault().key(row.resident).map_err(broken)? else { return Ok(Value::Null) };
    let act = house.record(row.seq).map_err(broken)?.id();
    let place = place(&act, row.n);
    let plain = key.open(Domain::Letter, &place, &row.sealed).map_err(broken)?;
    Ok(serde_json::from_slice(&plain).unwrap_or(Value::Null))
}

/// What is derived of them now, with its reasons.
fn colour(house: &House, file: &ResidentFile) -> Result<Value, Refusal> {
    let Ok(dossier) = Dossier::new(file.items()) else { return Ok(Value::Null) };
    let book = house.rules().map_err(broken)?;
    let derived = book.derive(&dossier, house.now()).map_err(|clash| clash.fault(book.zone()))?;
    let report = Report::new(&derived, dossier.evidence(), &house.profile().zone);
    Ok(serde_json::to_value(report).unwrap_or(Value::Null))
}

/// The same for people, a heading a part.
fn tell(report: &Value) {
    say!("持码人 Resident {}", told::plain(&report["resident"]));
    say!("建档 Enrolled: {}", told::plain(&report["level"]));
    let colour = report["colour"]["colour"].as_str().and_then(mingma_model::Colour::from_word);
    let name = |lang: Lang| colour.map_or(lang.pick("无法判断", "cannot tell"), |colour| colour.name(lang));
    say!("码色 Colour: {} {}", name(Lang::Zh), name(Lang::En));
    for (part, zh, en) in PARTS {
        let rows = report[part].as_array().map_or(&[][..], Vec::as_slice);
        say!("\n{zh} {en}: {}", rows.len());
        rows.iter().for_each(|row| say!("  {}", told::line(row)));
    }
}

/// The parts of a report that are lists.
const PARTS: [(&str, &str, &str); 6] = [
    ("particulars", "登记内容", "Particulars"),
    ("items", "依据", "Items of evidence"),
    ("letters", "告知", "Letters"),
    ("looks", "查看记录", "Who looked"),
    ("devices", "设备", "Devices"),
    ("acts", "处置与回执", "Acts, with receipts"),
];

fn not_theirs() -> Fault {
    Fault::new(
        "MM-ARG-011",
        Text::new(
            "只有本人的设备，或说明用途的经办人，才能查看",
            "a device of theirs opens this, or an officer who says what for",
        ),
        Text::new(
            "用 --key 给出本人设备的密钥；经办人另写 --purpose",
            "name a device's key file with --key; an officer adds --purpose",
        ),
    )
}
