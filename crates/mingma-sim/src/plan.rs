//! What register is to be generated.

/// How people of the register came to be red, or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Never red.
    Ordinary,
    /// Scanned on entering the city.
    Arrival,
    /// Scanned a forwarded picture elsewhere.
    Forwarded,
    /// The same as [`Self::Forwarded`], with evidence of their own some days later.
    Later,
    /// Scanned; the network told nothing.
    Unknown,
    /// Red without a scan.
    NoScan,
    /// Red, and papered over with evidence afterwards.
    Papered,
    /// Red again after what had made them red was over.
    Lapsed,
    /// Red as the packs derive.
    Explained,
    /// Red before there was any pack of the floor.
    NotCovered,
}

/// How many people of a plan play a role that the inquiry can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Red at some time.
    pub red: u64,
    /// Red as the packs derive.
    pub explained: u64,
    /// Red outside the time of every pack of the floor.
    pub not_covered: u64,
}

/// What register is to be generated. The same plan gives the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// How many people.
    pub residents: u32,
    /// How many ordinary scans.
    pub scans: u64,
    /// People of every class of the inquiry, instead of the register of June 2022.
    pub mixed: bool,
}

impl Plan {
    /// People of the register of June 2022.
    pub const RESIDENTS: u32 = 20_000;

    /// Its ordinary scans.
    pub const SCANS: u64 = 60_000;

    /// The register of June 2022.
    #[must_use]
    pub const fn story(seed: u64) -> Self {
        Self { seed, residents: Self::RESIDENTS, scans: Self::SCANS, mixed: false }
    }

    /// A register with people of every class of the inquiry.
    #[must_use]
    pub const fn mixed(seed: u64) -> Self {
        Self { seed, residents: Self::RESIDENTS, scans: Self::SCANS, mixed: true }
    }

    /// How many play each role. The story's are fixed; a mixed register's grow
    /// with its people.
    pub(crate) fn roles(&self) -> Vec<(Role, u32)> {
        if !self.mixed {
            return vec![(Role::Arrival, 446), (Role::Forwarded, 871 - 9), (Role::Later, 9)];
        }
        let share = |per_ten_thousand: u64| {
            let count = u64::from(self.residents) * per_ten_thousand / 10_000;
            u32::try_from(count).unwrap_or(u32::MAX).max(1)
        };
        vec![
            (Role::Explained, share(95)),
            (Role::Arrival, share(70)),
            (Role::Forwarded, share(115)),
            (Role::Later, share(4)),
            (Role::Unknown, share(18)),
            (Role::NoScan, share(30)),
            (Role::Papered, share(12)),
            (Role::Lapsed, share(9)),
            (Role::NotCovered, share(6)),
        ]
    }

    /// How many were drawn to be red, and of these to be explained or not covered:
    /// what an inquiry into the register must find.
    #[must_use]
    pub fn drawn(&self) -> Drawn {
        let of = |wanted: fn(Role) -> bool| {
            self.roles().iter().filter(|(role, _)| wanted(*role)).map(|(_, count)| u64::from(*count)).sum()
        };
        Drawn {
            red: of(|_| true),
            explained: of(|role| role == Role::Explained),
            not_covered: of(|role| role == Role::NotCovered),
        }
    }

    /// The fewest people among whom every role finds somebody.
    #[must_use]
    pub fn least_residents(&self) -> u32 {
        if self.mixed { 100 } else { 2_000 }
    }
}
