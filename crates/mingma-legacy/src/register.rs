//! The seven files read into what an inquiry needs, and no more: names,
//! telephones and document numbers are looked at and dropped row by row.

use std::collections::BTreeMap;

use mingma_model::{Colour, Evidence, Profile, Region};

use crate::alleged;
use crate::check::{Check, Regions};
use crate::desk::Desk;
use crate::faults;
use crate::names::Names;
use crate::reading::Reading;
use crate::rows::Row;
use crate::scans;
use crate::sheet::Header;
use crate::table::{PLACE_KINDS, Table};

/// No red of a resident.
const NO_RED: u32 = u32::MAX;

/// Hours before a red in which a scan may have been its occasion.
pub const SCAN_HOURS: i64 = 24;

/// How somebody came to be red, as their last scan before it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The network saw the phone in the city of the place.
    ArrivalScan,
    /// The network saw the phone elsewhere: the code had been forwarded.
    ForwardedScan,
    /// The network told nothing.
    UnknownScan,
    /// There was no scan.
    NoScan,
}

/// An account of the old system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Its name.
    pub(crate) account: String,
    /// The unit that it worked for.
    pub(crate) unit: String,
    /// Who had approved it.
    pub(crate) approved_by: String,
}

/// A red code of the register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Red {
    pub(crate) resident: u32,
    pub(crate) from: i64,
    pub(crate) until: Option<i64>,
    pub(crate) account: u32,
    pub(crate) batch: u32,
    /// The row, for ties.
    line: u32,
}

/// The last scan in the hours before a red.
pub(crate) type Occasion = Option<(i64, Channel)>;

/// What the files hold, as far as an inquiry needs it.
#[derive(Default)]
pub(crate) struct Register {
    pub(crate) residents: Names,
    pub(crate) places: Names,
    /// Each place's region; none where its row was faulty.
    pub(crate) regions: Vec<Option<Region>>,
    account_names: Names,
    pub(crate) accounts: Vec<Account>,
    pub(crate) batches: Names,
    /// By resident, then moment, then row.
    pub(crate) reds: Vec<Red>,
    /// What occasioned each of the reds.
    pub(crate) occasions: Vec<Occasion>,
    /// By resident: the first of their reds.
    first_red: Vec<u32>,
    /// The evidence of those with a red.
    pub(crate) evidence: BTreeMap<u32, Vec<Evidence>>,
    /// By resident with a red: the moments at which somebody turned their code.
    pub(crate) turned: BTreeMap<u32, Vec<i64>>,
    /// Files that could be read; what refers to another is not checked.
    read: Vec<Table>,
}

impl Register {
    /// Reads all seven files.
    pub(crate) fn read(reading: &mut Reading<'_, '_>, profile: &Profile) -> Self {
        let mut register = Self::default();
        let regions = Regions::of(profile);
        // No account is the account 0, so that a colour without one is no special case.
        register.account_names.add("");
        register.accounts.push(Account::default());
        for table in Table::ALL {
            reading.tell(table, 0);
            let read = match table {
                Table::Accounts => reading.each(table, |row, header, desk| register.account(row, header, desk)),
                Table::Places => reading.each(table, |row, header, desk| register.place(row, header, desk, &regions)),
                Table::Residents => {
                    reading.each(table, |row, header, desk| register.resident(row, header, desk, &regions))
                }
                Table::Colours => {
                    let read = reading.each(table, |row, header, desk| register.colour(row, header, desk));
                    register.order_reds();
                    read
                }
                Table::Scans => scans::read(&mut register, reading, &regions),
                Table::Evidence => alleged::read(&mut register, reading, profile),
                Table::Conversions => reading.each(table, |row, header, desk| register.conversion(row, header, desk)),
            };
            if read {
                register.read.push(table);
            }
        }
        reading.tell(Table::Conversions, u64::MAX >> 1);
        register
    }

    /// The references of a file; none where it could not be read.
    pub(crate) fn known(&self, table: Table) -> Option<&Names> {
        let names = match table {
            Table::Residents => &self.residents,
            Table::Places => &self.places,
            _ => &self.account_names,
        };
        self.read.contains(&table).then_some(names)
    }

    /// Whether a resident has a red.
    #[inline]
    pub(crate) fn has_red(&self, resident: u32) -> bool {
        self.first(resident).is_some()
    }

    #[inline]
    fn first(&self, resident: u32) -> Option<usize> {
        self.first_red.get(resident as usize).filter(|first| **first != NO_RED).map(|first| *first as usize)
    }

    /// Takes a scan of somebody with a red: the last in the hours before each, of
    /// two at one moment the later row.
    pub(crate) fn scanned(&self, occasions: &mut [Occasion], resident: u32, at: i64, channel: Channel) {
        let Some(first) = self.first(resident) else {
            return;
        };
        let reds = self.reds[first..].iter().take_while(|red| red.resident == resident);
        for (red, occasion) in reds.zip(&mut occasions[first..]) {
            let within = red.from - SCAN_HOURS * 3600 <= at && at <= red.from;
            if within && occasion.is_none_or(|(last, _)| at >= last) {
                *occasion = Some((at, channel));
            }
        }
    }

    /// Before any scan was read.
    pub(crate) fn no_occasions(&self) -> Vec<Occasion> {
        vec![None; self.reds.len()]
    }

    fn order_reds(&mut self) {
        self.reds.sort_unstable_by_key(|red| (red.resident, red.from, red.line));
        self.occasions = self.no_occasions();
        self.first_red = vec![NO_RED; self.residents.len()];
        for (row, red) in (0_u32..).zip(&self.reds) {
            if let Some(first) = self.first_red.get_mut(red.resident as usize).filter(|first| **first == NO_RED) {
                *first = row;
            }
        }
    }

    fn account(&mut self, row: &Row<'_>, header: &Header, desk: &mut Desk<'_>) {
        const ACCOUNT: usize = 0;
        const UNIT: usize = 1;
        const APPROVED_BY: usize = 2;
        let mut check = Check::new(row, header);
        let account = check.filled(ACCOUNT).and_then(|text| check.once(ACCOUNT, &self.account_names, text));
        check.short(ACCOUNT);
        let (unit, approved_by) = (check.short(UNIT).to_owned(), check.short(APPROVED_BY).to_owned());
        if let Some(account) = settle(check, row, desk, account) {
            self.account_names.add(account);
            self.accounts.push(Account { account: account.to_owned(), unit, approved_by });
        }
    }

    fn place(&mut self, row: &Row<'_>, header: &Header, desk: &mut Desk<'_>, regions: &Regions) {
        const REF: usize = 0;
        const KIND: usize = 2;
        const REGION: usize = 3;
        let mut check = Check::new(row, header);
        let place = check.new_ref(REF, &self.places);
        check.word(KIND, &PLACE_KINDS);
        let region = check.region(REGION, regions);
        if let Some(place) = settle(check, row, desk, place) {
            self.places.add(place);
            self.regions.push(region);
        }
    }

    fn resident(&mut self, row: &Row<'_>, header: &Header, desk: &mut Desk<'_>, regions: &Regions) {
        const REF: usize = 0;
        const PERSONAL: [usize; 3] = [2, 3, 4];
        const HOME: usize = 5;
        let mut check = Check::new(row, header);
        let resident = check.new_ref(REF, &self.residents);
        for column in PERSONAL {
            if check.width_fits() && !check.text(column).is_empty() && check.text(column) == check.text(REF) {
                check.fault(REF, faults::personal_ref(check.name(column)));
            }
        }
        if !check.text(HOME).is_empty() {
            check.region(HOME, regions);
        }
        if let Some(resident) = settle(check, row, desk, resident) {
            self.residents.add(resident);
        }
    }

    fn colour(&mut self, row: &Row<'_>, header: &Header, desk: &mut Desk<'_>) {
        const RESIDENT: usize = 0;
        const COLOUR: usize = 1;
        const FROM: usize = 2;
        const UNTIL: usize = 3;
        const ACCOUNT: usize = 4;
        const CHANNEL: usize = 5;
        const REASON: usize = 6;
        const BATCH: usize = 7;
        let mut check = Check::new(row, header);
        let resident = check.reference(RESIDENT, self.known(Table::Residents), Table::Residents);
        let colour = check.word(COLOUR, &Colour::ALL.map(Colour::word));
        let from = check.time(FROM);
        let until = if check.text(UNTIL).is_empty() { None } else { check.time(UNTIL) };
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            check.fault(UNTIL, faults::ends_first());
        }
        let account = self.account_of(&mut check, ACCOUNT);
        check.short(CHANNEL);
        check.short(REASON);
        let batch = check.short(BATCH);
        let found = check.found();
        if !found.is_empty() {
            desk.row(Table::Colours, row, found);
        } else if let (Some(resident), Some("red"), Some(from)) = (resident, colour, from) {
            let (batch, _) = self.batches.add(batch);
            self.reds.push(Red { resident, from, until, account, batch, line: row.line });
        }
    }

    fn conversion(&mut self, row: &Row<'_>, header: &Header, desk: &mut Desk<'_>) {
        const RESIDENT: usize = 0;
        const AT: usize = 1;
        const ACCOUNT: usize = 2;
        const REASON: usize = 3;
        let mut check = Check::new(row, header);
        let resident = check.reference(RESIDENT, self.known(Table::Residents), Table::Residents);
        let at = check.time(AT);
        self.account_of(&mut check, ACCOUNT);
        check.short(REASON);
        let found = check.found();
        if !found.is_empty() {
            desk.row(Table::Conversions, row, found);
        } else if let (Some(resident), Some(at)) = (resident, at)
            && self.has_red(resident)
        {
            self.turned.entry(resident).or_default().push(at);
        }
    }

    /// The account of a row; 0 where none is named.
    fn account_of(&self, check: &mut Check<'_>, column: usize) -> u32 {
        if check.text(column).is_empty() {
            return 0;
        }
        check.reference(column, self.known(Table::Accounts), Table::Accounts).unwrap_or(0)
    }
}

/// Reports a row's faults. Answers with its reference if it is to be known: of a
/// faulty row only where nothing is set aside, so that one slip is not told
/// again by every row that refers to it.
fn settle<'a>(check: Check<'_>, row: &Row<'_>, desk: &mut Desk<'_>, reference: Option<&'a str>) -> Option<&'a str> {
    let (table, found) = (check.table(), check.found());
    if found.is_empty() {
        return reference;
    }
    desk.row(table, row, found);
    reference.filter(|_| !desk.skips())
}
