//! The legacy folder written: seven files, row by row, so that a million people fit.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use mingma_legacy::Table;

use crate::cast::{ACCOUNTS, Cast, DAY, HOUR, POSTS, Scan, TWELFTH, ordinary_place, stamp};
use crate::chance::Chance;
use crate::geography::{CITY, COUNTRY, PLACES, PROVINCE};
use crate::people;
use crate::plan::{Plan, Role};

/// Writes the register of a plan into a folder, which is made if it is not there.
///
/// # Errors
/// Of writing.
pub fn write(plan: &Plan, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let cast = Cast::of(plan);
    for table in Table::ALL {
        let file = File::create(folder.join(table.file()))?;
        Writer::new(plan, &cast).table(table, BufWriter::with_capacity(1 << 20, file))?;
    }
    Ok(())
}

/// The same files in memory, by name.
///
/// # Errors
/// None that memory has.
pub fn files(plan: &Plan) -> io::Result<Vec<(String, Vec<u8>)>> {
    let cast = Cast::of(plan);
    let write = |table: Table| {
        let mut bytes = Vec::new();
        Writer::new(plan, &cast).table(table, &mut bytes)?;
        Ok((table.file().to_owned(), bytes))
    };
    Table::ALL.into_iter().map(write).collect()
}

struct Writer<'a> {
    plan: &'a Plan,
    cast: &'a Cast,
    chance: Chance,
}

fn reference(resident: u32) -> String {
    format!("r{:06}", resident + 1)
}

impl<'a> Writer<'a> {
    /// Each file draws from a generator of its own, so that one does not move another.
    fn new(plan: &'a Plan, cast: &'a Cast) -> Self {
        Self { plan, cast, chance: Chance::new(plan.seed ^ 0x6C65_6761_6379) }
    }

    fn table(&mut self, table: Table, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(table.columns())?;
        match table {
            Table::Accounts => self.accounts(&mut csv)?,
            Table::Places => {
                for (reference, name, kind, region) in PLACES {
                    csv.write_record([reference, name, kind, region])?;
                }
            }
            Table::Residents => self.residents(&mut csv)?,
            Table::Colours => self.colours(&mut csv)?,
            Table::Scans => self.scans(&mut csv)?,
            Table::Evidence => self.evidence(&mut csv)?,
            Table::Conversions => self.conversions(&mut csv)?,
        }
        csv.flush()
    }

    fn accounts(&mut self, csv: &mut csv::Writer<impl Write>) -> io::Result<()> {
        let officials: Vec<String> =
            POSTS.iter().map(|post| format!("{}（{post}）", people::name(&mut self.chance))).collect();
        for (account, unit, official) in ACCOUNTS {
            csv.write_record([account, unit, &officials[official]])?;
        }
        Ok(())
    }

    fn residents(&mut self, csv: &mut csv::Writer<impl Write>) -> io::Result<()> {
        for (resident, role) in (0_u32..).zip(&self.cast.roles) {
            let home = self.home(*role);
            let (number, name) = (people::document_number(&mut self.chance, home), people::name(&mut self.chance));
            csv.write_record([
                &reference(resident),
                "resident_id",
                &number,
                &name,
                &people::phone(&mut self.chance),
                home,
            ])?;
        }
        Ok(())
    }

    fn home(&mut self, role: Role) -> &'static str {
        let of_the_city = if role == Role::Ordinary { 80 } else { 6 };
        match self.chance.below(100) {
            drawn if drawn < of_the_city => self.chance.pick(&CITY),
            drawn if drawn < of_the_city + 14 => self.chance.pick(&PROVINCE),
            _ => self.chance.pick(&COUNTRY),
        }
    }

    fn colours(&self, csv: &mut csv::Writer<impl Write>) -> io::Result<()> {
        for row in &self.cast.colours {
            let until = row.until.map(stamp).unwrap_or_default();
            let account = ACCOUNTS[row.account].0;
            csv.write_record([
                &reference(row.resident),
                row.colour,
                &stamp(row.from),
                &until,
                account,
                row.channel,
                row.reason,
                row.batch,
            ])?;
        }
        Ok(())
    }

    /// Ordinary scans between 6 and 23 o'clock of 8 to 23 June, with those that
    /// tell among them, in the order of time.
    fn scans(&mut self, csv: &mut csv::Writer<impl Write>) -> io::Result<()> {
        const DAYS: u64 = 16;
        let mut telling = self.cast.scans.iter().peekable();
        let per_day = (self.plan.scans / DAYS).max(1);
        for row in 0..self.plan.scans {
            let day = i64::try_from((row / per_day).min(DAYS - 1)).unwrap_or(0);
            let within = i64::try_from((row % per_day) * 17 * 3600 / per_day).unwrap_or(0);
            let at = TWELFTH + (day - 4) * DAY + 6 * HOUR + within;
            while let Some(scan) = telling.next_if(|scan| scan.at <= at) {
                write_scan(csv, scan)?;
            }
            let (place, client) = ordinary_place(&mut self.chance);
            let resident = self.cast.somebody(&mut self.chance, at);
            write_scan(csv, &Scan { resident, at, place, client })?;
        }
        telling.try_for_each(|scan| write_scan(csv, scan))
    }

    fn evidence(&self, csv: &mut csv::Writer<impl Write>) -> io::Result<()> {
        for item in &self.cast.items {
            let attributes = item.attributes.to_string();
            csv.write_record([
                &item.id,
                &reference(item.resident),
                item.kind,
                item.region,
                &stamp(item.observed_at),
                &attributes,
            ])?;
        }
        Ok(())
    }

    fn conversions(&self, csv: &mut csv::Writer<impl Write>) -> io::Result<()> {
        for row in &self.cast.conversions {
            csv.write_record([&reference(row.resident), &stamp(row.at), ACCOUNTS[row.account].0, row.reason])?;
        }
        Ok(())
    }
}

fn write_scan(csv: &mut csv::Writer<impl Write>, scan: &Scan) -> io::Result<()> {
    Ok(csv.write_record([&reference(scan.resident), PLACES[scan.place].0, &stamp(scan.at), scan.client])?)
}
