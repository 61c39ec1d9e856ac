//! `mingma resident enrol`: one person by flags, or many by a file.

use std::path::PathBuf;

use clap::Args;
use mingma_app::register::enrolment::{self, Person};
use mingma_model::{Faults, Profile};

use crate::acting::{ActArgs, Way};
use crate::context::{Answer, Refusal};
use crate::enrolling::{self, Read};
use crate::files;

/// Enrol one person by flags, or many by a CSV file.
///
/// Who is enrolled is `claimed` until `resident vouch`. One officer of a unit with the power
/// `enrol` where each lives signs; where a device is brought, which will speak for its resident,
/// two do. The columns of a file: document_type, document_number,
/// name, phone, region and, where there is one, key. Every fault of every row is told first,
/// and with one fault nobody is enrolled. Whoever comes second with a document changes nothing.
#[derive(Args, Debug)]
pub struct EnrolArgs {
    /// A CSV file; - reads standard input
    #[arg(value_name = "FILE", required_unless_present = "document")]
    file: Option<PathBuf>,
    /// One person: resident_id, passport, hk_macao_permit, taiwan_permit or permanent_residence_card
    #[arg(long, value_name = "TYPE", conflicts_with = "file")]
    document: Option<String>,
    /// The document's number
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// Their name, as the document writes it
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Their telephone
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// Where they live: six digits
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Their device's public key, which signs what they declare
    #[arg(long, value_name = "KEY|FILE")]
    public: Option<String>,
    #[command(flatten)]
    act: ActArgs,
}

impl EnrolArgs {
    /// Reads, signs, enrols.
    pub fn run(&self) -> Answer {
        let line = |member: usize| self.line(member);
        self.act.act_of_rows(Way::Whole, &line, &|acting| {
            let read = self.read(acting.house.profile())?;
            let people: Vec<Person> = read.into_iter().map(|(_, person)| person).collect();
            Ok(enrolment::compose(acting.by(), &people).0)
        })
    }

    fn read(&self, profile: &Profile) -> Result<Read, Refusal> {
        match &self.file {
            Some(path) => {
                let name = path.display().to_string();
                Ok(enrolling::file(&name, &files::text(path)?, profile)?)
            }
            None => self.one(profile).map(|person| vec![(0, person)]),
        }
    }

    /// Where a member stands in the file.
    fn line(&self, member: usize) -> Option<(String, usize)> {
        let path = self.file.as_ref().filter(|path| path.as_os_str() != "-")?;
        let text = files::text(path).ok()?;
        // The rows read well, else nothing had been handed in: a line a row.
        let mut rows = csv::ReaderBuilder::new().from_reader(text.as_bytes()).into_byte_records();
        let row = rows.nth(member)?.ok()?;
        Some((path.display().to_string(), enrolling::line_of(text.as_bytes(), row.position()?)))
    }

    /// One person, of the flags.
    fn one(&self, profile: &Profile) -> Result<Person, Refusal> {
        let key = self.public.as_deref().map(|text| crate::words::public_key("--public", text)).transpose()?;
        let key = key.map(|key| key.to_string());
        let word = |column: &str| match column {
            "document_type" => self.document.clone(),
            "document_number" => self.number.clone(),
            "name" => self.name.clone(),
            "phone" => self.phone.clone(),
            "region" => self.region.clone(),
            _ => key.clone(),
        };
        enrolling::person(&word, profile).map_err(|found| {
            let mut faults = Faults::none();
            found.into_iter().for_each(|(column, fault)| faults.push(fault.of_file(flag(column))));
            faults.into()
        })
    }
}

/// The flag that stands for a column.
fn flag(column: &str) -> &'static str {
    match column {
        "document_type" => "--document",
        "document_number" => "--number",
        "name" => "--name",
        "phone" => "--phone",
        "region" => "--region",
        _ => "--public",
    }
}
