//! Who did what when: each person's role, and the rows that follow from it.

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::geography::{CITY, COUNTRY, ENTRIES, PLACES, PROVINCE};
use crate::plan::{Plan, Role};

/// 00:00 of 12 June 2022 in Beijing.
pub(crate) const TWELFTH: i64 = 1_654_963_200;
pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 86_400;

/// A batch of red codes: name, account, first and last moment in hours after [`TWELFTH`], weight.
const BATCHES: [(&str, usize, i64, i64, u64); 6] = [
    ("20220612-01", 0, 9, 22, 14),
    ("20220613-01", 0, 31, 38, 30),
    ("20220613-02", 2, 36, 44, 18),
    ("20220613-03", 1, 39, 47, 10),
    ("20220614-01", 2, 55, 66, 20),
    ("20220614-02", 3, 56, 69, 8),
];

/// Accounts: name, unit, which of the officials approved it.
pub(crate) const ACCOUNTS: [(&str, &str, usize); 7] = [
    ("zzfk-02", "市疫情防控指挥部社会管控组", 0),
    ("zzfk-05", "市疫情防控指挥部社会管控组", 1),
    ("zzdsj-11", "市大数据局", 0),
    ("yunwei-jl", "大数据运维公司（经理账号）", 2),
    ("zzcdc-01", "市疾病预防控制中心", 3),
    ("zzcdc-02", "市疾病预防控制中心", 3),
    ("shequ-07", "街道社区防控办", 4),
];

/// Posts of the officials who approved accounts; their names are generated.
pub(crate) const POSTS: [&str; 5] = ["组长", "副组长", "大数据局科长", "疾控中心主任", "街道办主任"];

/// Accounts of those who work on evidence.
const HEALTH: [usize; 2] = [4, 5];

/// What the register gave as the reason of the reds of June 2022: of a health kind, and false.
const FALSE_REASON: &str = "境外入豫隔离人员";

/// A colour as the register has it.
#[derive(Clone, Debug)]
pub(crate) struct Colour {
    pub(crate) resident: u32,
    pub(crate) colour: &'static str,
    pub(crate) from: i64,
    pub(crate) until: Option<i64>,
    pub(crate) account: usize,
    pub(crate) channel: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) batch: &'static str,
}

/// A scan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    pub(crate) resident: u32,
    pub(crate) at: i64,
    pub(crate) place: usize,
    pub(crate) client: &'static str,
}

/// An item of evidence.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) resident: u32,
    pub(crate) kind: &'static str,
    pub(crate) region: &'static str,
    pub(crate) observed_at: i64,
    pub(crate) attributes: Value,
}

/// A code turned by hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conversion {
    pub(crate) resident: u32,
    pub(crate) at: i64,
    pub(crate) account: usize,
    pub(crate) reason: &'static str,
}

/// Everything but the people's names and the ordinary scans.
pub(crate) struct Cast {
    pub(crate) roles: Vec<Role>,
    pub(crate) colours: Vec<Colour>,
    pub(crate) scans: Vec<Scan>,
    pub(crate) items: Vec<Item>,
    pub(crate) conversions: Vec<Conversion>,
    /// From the scan that told (or a day before) to the red, in which no other scan may fall.
    pub(crate) quiet: Vec<Option<(i64, i64)>>,
    chance: Chance,
}

impl Cast {
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut chance = Chance::new(plan.seed);
        let people = plan.residents as usize;
        let mut roles: Vec<Role> =
            plan.roles().into_iter().flat_map(|(role, count)| vec![role; count as usize]).collect();
        roles.resize(people.max(roles.len()), Role::Ordinary);
        roles.truncate(people);
        chance.shuffle(&mut roles);
        let mut cast = Self {
            quiet: vec![None; roles.len()],
            roles,
            colours: Vec::new(),
            scans: Vec::new(),
            items: Vec::new(),
            conversions: Vec::new(),
            chance,
        };
        for resident in (0_u32..).take(people) {
            match cast.roles[resident as usize] {
                Role::Ordinary => cast.ordinary(resident),
                role => cast.red(resident, role),
            }
        }
        cast.in_order()
    }

    /// Registers grow by time.
    fn in_order(mut self) -> Self {
        self.colours.sort_by_key(|colour| (colour.from, colour.resident));
        self.scans.sort_by_key(|scan| (scan.at, scan.resident));
        self.items.sort_by_key(|item| item.observed_at);
        self.conversions.sort_by_key(|conversion| (conversion.at, conversion.resident));
        self
    }

    fn red(&mut self, resident: u32, role: Role) {
        let (batch, account, from) = self.batch(role);
        self.occasion(resident, role, from);
        let sampled = from - self.chance.between(6, 46) * HOUR;
        self.negative(resident, sampled);
        self.ground(resident, role, from);
        let until = self.turned(resident, role, from);
        let (channel, reason) = match role {
            Role::Explained => ("evidence", "依规赋码"),
            Role::NotCovered => ("manual", "入境人员"),
            _ => ("place_code", FALSE_REASON),
        };
        self.colours.push(Colour { resident, colour: "red", from, until, account, channel, reason, batch });
    }

    /// The batch of a red, its account, and when it was set.
    fn batch(&mut self, role: Role) -> (&'static str, usize, i64) {
        match role {
            Role::Explained => {
                let from = TWELFTH + self.chance.between(7 * HOUR, 69 * HOUR);
                ("", self.chance.pick(&HEALTH), from)
            }
            Role::NotCovered => {
                ("202103-hist", 3, TWELFTH - self.chance.between(430, 480) * DAY + self.chance.between(0, 10 * HOUR))
            }
            _ => {
                let total: u64 = BATCHES.iter().map(|(.., weight)| weight).sum();
                let mut drawn = self.chance.below(total);
                let mut chosen = BATCHES[0];
                for batch in BATCHES {
                    if drawn < batch.4 {
                        chosen = batch;
                        break;
                    }
                    drawn -= batch.4;
                }
                let (name, account, first, last, _) = chosen;
                (name, account, TWELFTH + self.chance.between(first * HOUR, last * HOUR))
            }
        }
    }

    /// The scan that turned the code red, if there was one.
    fn occasion(&mut self, resident: u32, role: Role, from: i64) {
        let scanned = from - self.chance.between(40, 25 * 60);
        let place = self.chance.row(ENTRIES);
        let client = match role {
            Role::Arrival => Some(self.chance.pick(&CITY)),
            Role::Forwarded | Role::Later => Some(self.elsewhere()),
            Role::Unknown => Some(""),
            Role::Papered | Role::Lapsed => self.chance.percent(60).then(|| self.elsewhere()),
            Role::Explained => self.chance.percent(50).then(|| self.chance.pick(&CITY)),
            _ => None,
        };
        let Some(client) = client else {
            self.quiet[resident as usize] = Some((from - 26 * HOUR, from));
            return;
        };
        self.quiet[resident as usize] = Some((scanned, from));
        self.scans.push(Scan { resident, at: scanned, place, client });
    }

    /// Another city; of four, three are in another province.
    fn elsewhere(&mut self) -> &'static str {
        if self.chance.percent(80) { self.chance.pick(&COUNTRY) } else { self.chance.pick(&PROVINCE) }
    }

    /// What stood, or would stand, for the red.
    fn ground(&mut self, resident: u32, role: Role, from: i64) {
        match role {
            Role::Arrival if self.chance.percent(55) => {
                // A carrier's record: yellow by the province's rule, never red.
                let arrived = from - self.chance.between(HOUR / 2, 3 * HOUR);
                let origin = self.chance.pick(&COUNTRY);
                self.item(
                    resident,
                    "arrival",
                    arrived + HOUR / 4,
                    json!({"origin_region": origin, "arrived_at": stamp(arrived)}),
                );
            }
            Role::Later => {
                let met = TWELFTH + self.chance.between(4 * 24 + 8, 6 * 24 + 20) * HOUR;
                let kind = if resident.is_multiple_of(3) { "general_contact" } else { "close_contact" };
                let observed = met + self.chance.between(10, 30) * HOUR;
                self.contact(resident, kind, met, observed);
            }
            Role::Papered => {
                let met = from - self.chance.between(20, 120) * HOUR;
                let observed = from + self.chance.between(6, 150) * HOUR;
                self.contact(resident, "close_contact", met, observed);
            }
            Role::Lapsed => {
                let met = from - self.chance.between(22, 32) * DAY;
                let observed = met + self.chance.between(6, 40) * HOUR;
                self.contact(resident, "close_contact", met, observed);
            }
            Role::Explained => self.explanation(resident, from),
            _ => {}
        }
    }

    fn explanation(&mut self, resident: u32, from: i64) {
        let observed = from - self.chance.between(60, 40 * 60);
        match self.chance.below(4) {
            0 => {
                let met = observed - self.chance.between(10, 110) * HOUR;
                self.contact(resident, "close_contact", met, observed);
            }
            1 => {
                let entered = observed - self.chance.between(12, 200) * HOUR;
                let country = self.chance.pick(&["JP", "KR", "DE", "US", "SG", "TH"]);
                self.item(
                    resident,
                    "entry_from_abroad",
                    observed,
                    json!({"country": country, "entered_at": stamp(entered)}),
                );
            }
            2 => {
                let left = observed - self.chance.between(8, 100) * HOUR;
                let area = format!("area-{}", self.chance.below(40));
                let level = self.chance.pick(&["high", "medium"]);
                self.item(
                    resident,
                    "risk_area_stay",
                    observed,
                    json!({"area": area, "level": level, "left_at": stamp(left)}),
                );
            }
            // Tested positive after every negative of theirs.
            _ => self.test(resident, "positive", observed - HOUR, observed),
        }
    }

    fn contact(&mut self, resident: u32, kind: &'static str, met: i64, observed: i64) {
        let case = format!("case-{}", self.chance.below(60));
        self.item(resident, kind, observed, json!({"case": case, "last_contact_at": stamp(met)}));
    }

    fn negative(&mut self, resident: u32, sampled: i64) {
        let observed = sampled + self.chance.between(3, 5) * HOUR;
        self.test(resident, "negative", sampled, observed);
    }

    fn test(&mut self, resident: u32, result: &str, sampled: i64, observed: i64) {
        let institution = format!("lab-{}", self.chance.below(12) + 1);
        let sample = format!("s{:09}", self.chance.below(1_000_000_000));
        let attributes = json!({
            "result": result, "sampled_at": stamp(sampled), "reported_at": stamp(observed),
            "institution": institution, "sample_id": sample,
        });
        self.item(resident, "nucleic_test", observed, attributes);
    }

    fn item(&mut self, resident: u32, kind: &'static str, observed_at: i64, attributes: Value) {
        let id = format!("e{:07}", self.items.len() + 1);
        let region = self.chance.pick(&CITY);
        self.items.push(Item { id, resident, kind, region, observed_at, attributes });
    }

    /// When the red ended: for some within three days, a return ticket bought;
    /// for some after ten days and more; for the rest it stands.
    fn turned(&mut self, resident: u32, role: Role, from: i64) -> Option<i64> {
        let (hours, reason) = match (role, self.chance.below(100)) {
            (Role::NotCovered, _) => (self.chance.between(200, 500), "解除"),
            (Role::Explained, 0..60) => (self.chance.between(300, 500), "解除隔离"),
            (Role::Explained, _) => return None,
            (_, 0..38) => (self.chance.between(3, 72), "已购返程票"),
            (_, 38..64) => (self.chance.between(240, 300), "申诉转码"),
            _ => return None,
        };
        let at = from + hours * HOUR + self.chance.between(0, 59) * 60;
        let account = if reason == "解除隔离" { self.chance.pick(&HEALTH) } else { self.chance.row(4) };
        self.conversions.push(Conversion { resident, at, account, reason });
        Some(at)
    }

    /// Most people have nothing but scans; some a test, some a yellow code with its ground.
    fn ordinary(&mut self, resident: u32) {
        if self.chance.percent(18) {
            let sampled = TWELFTH + self.chance.between(-4 * DAY, 8 * DAY);
            self.negative(resident, sampled);
        }
        if self.chance.percent(4) {
            self.yellow(resident);
        }
        if self.chance.percent(1) {
            // Scanned the same picture and stayed green: they were on no list.
            let (at, place, client) =
                (TWELFTH + self.chance.between(0, 3 * DAY), self.chance.row(ENTRIES), self.elsewhere());
            self.scans.push(Scan { resident, at, place, client });
        }
    }

    fn yellow(&mut self, resident: u32) {
        let arrived = TWELFTH + self.chance.between(-3 * DAY, 5 * DAY);
        let observed = arrived + self.chance.between(10, 120) * 60;
        let origin = self.chance.pick(&COUNTRY);
        self.item(resident, "arrival", observed, json!({"origin_region": origin, "arrived_at": stamp(arrived)}));
        let until = self.chance.percent(70).then(|| observed + self.chance.between(49, 80) * HOUR);
        let account = self.chance.pick(&[4, 5, 6]);
        self.colours.push(Colour {
            resident,
            colour: "yellow",
            from: observed,
            until,
            account,
            channel: "evidence",
            reason: "省外来（返）豫",
            batch: "",
        });
        if let Some(at) = until {
            self.conversions.push(Conversion { resident, at, account, reason: "三天两检" });
            self.colours.push(Colour {
                resident,
                colour: "green",
                from: at,
                until: None,
                account,
                channel: "evidence",
                reason: "三天两检",
                batch: "",
            });
        }
    }

    /// A moment at which somebody scanned an ordinary place, and who: never amid
    /// the hours that tell why a code turned red.
    pub(crate) fn somebody(&self, chance: &mut Chance, at: i64) -> u32 {
        loop {
            let resident = chance.row(self.roles.len());
            if self.quiet[resident].is_none_or(|(first, last)| at < first || last < at) {
                return u32::try_from(resident).unwrap_or(0);
            }
        }
    }
}

/// An ordinary scan's place and where the network saw the phone: there, but for
/// a few of whom it tells nothing.
pub(crate) fn ordinary_place(chance: &mut Chance) -> (usize, &'static str) {
    let place = chance.row(PLACES.len());
    let client = if chance.percent(4) { "" } else { PLACES[place].3 };
    (place, client)
}

/// RFC 3339 in Beijing's time.
pub(crate) fn stamp(at: i64) -> String {
    let local = jiff::tz::Offset::constant(8).to_datetime(jiff::Timestamp::from_second(at).unwrap_or_default());
    let (date, clock) = (local.date(), local.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00",
        date.year(),
        date.month(),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    )
}
