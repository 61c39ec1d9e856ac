//! Where a replay lays what the acts make.
//!
//! Everything in a database of its own; or, while nothing has differed yet, all but the
//! members and the blocks. Those two tables are as large as all others together, and what
//! they must hold is known from the blocks as they are read. So they are left where they
//! are kept and read there, up to the act that is being replayed, and both sides are added
//! up under a key that this run alone knows. Only where the sums agree is what was read
//! there believed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use mingma_acts::ActError;
use mingma_seal::Random;
use mingma_store::rows::{BlockRow, MemberRow};
use mingma_store::{Change, Pages, Row, Select, Sqlite, Store, StoreError, Table, Value};

use super::sum::{Key, Sum};

/// How many rows are read at a time.
const STEP: usize = 16_384;

/// The tables that may be left where they are kept, and the place of the act's number
/// among their columns.
const LEFT: [(&Table, usize); 2] = [(MemberRow::TABLE, 1), (BlockRow::TABLE, 0)];

/// What the acts make.
pub(super) struct Laid<'a> {
    own: Sqlite,
    left: Option<Left<'a>>,
}

/// Tables that are left where they are kept.
struct Left<'a> {
    kept: &'a dyn Store,
    key: Key,
    newest: AtomicU64,
    sums: Mutex<[Sum; LEFT.len()]>,
}

impl<'a> Laid<'a> {
    /// Lays everything in a database of its own.
    pub(super) const fn whole(own: Sqlite) -> Self {
        Self { own, left: None }
    }

    /// Leaves members and blocks where they are kept.
    pub(super) fn beside(own: Sqlite, kept: &'a dyn Store, random: &dyn Random) -> Self {
        let (key, newest, sums) = (Key::generate(random), AtomicU64::new(0), Mutex::default());
        Self { own, left: Some(Left { kept, key, newest, sums }) }
    }

    /// True if a table is left where it is kept.
    pub(super) fn leaves(&self, table: &Table) -> bool {
        self.left.is_some() && LEFT.iter().any(|(left, _)| left.name == table.name)
    }

    /// Keeps what an act makes.
    pub(super) fn keep(&self, newest: u64, seq: u64, mut changes: Vec<Change>) -> Result<(), StoreError> {
        if let Some(left) = &self.left {
            for (n, (table, _)) in LEFT.iter().enumerate() {
                let theirs: Vec<Change> = changes.extract_if(.., |one| one.table().name == table.name).collect();
                left.add(n, &theirs)?;
            }
            left.newest.store(seq, Ordering::Release);
        }
        self.own.commit(newest, &changes)
    }

    /// The tables that hold something else than the acts make, by their sums.
    pub(super) fn differing(&self) -> Result<Vec<&'static Table>, ActError> {
        let Some(left) = &self.left else { return Ok(Vec::new()) };
        let made = *super::lock(&left.sums);
        let mut differing = Vec::new();
        for ((table, _), made) in LEFT.into_iter().zip(made) {
            let (mut pages, mut kept) = (Pages::of(left.kept, table, STEP), Sum::default());
            while let Some(rows) = pages.page()? {
                kept.add(&left.key, rows.len(), |n| &rows[n]);
            }
            if kept != made {
                differing.push(table);
            }
        }
        Ok(differing)
    }

    /// What a query of a table that is left there answers; none of others.
    fn elsewhere(
        &self,
        table: impl Fn(&Table) -> bool,
        ask: impl FnOnce(&dyn Store) -> Result<Vec<Vec<Value>>, StoreError>,
    ) -> Option<Result<Vec<Vec<Value>>, StoreError>> {
        let left = self.left.as_ref()?;
        let (_, at) = LEFT.iter().find(|(one, _)| table(one))?;
        let newest = i64::try_from(left.newest.load(Ordering::Acquire)).unwrap_or(i64::MAX);
        let known = |row: &Vec<Value>| matches!(row.get(*at), Some(Value::Int(seq)) if *seq <= newest);
        Some(ask(left.kept).map(|mut rows| {
            rows.retain(known);
            rows
        }))
    }
}

impl Left<'_> {
    fn add(&self, n: usize, changes: &[Change]) -> Result<(), StoreError> {
        changes.iter().try_for_each(Change::fits)?;
        super::lock(&self.sums)[n].add(&self.key, changes.len(), |at| row(&changes[at]));
        Ok(())
    }
}

/// A row that is put; rows of these tables are never deleted.
fn row(change: &Change) -> &[Value] {
    let (Change::Put(_, row) | Change::Delete(_, row)) = change;
    row
}

/// True of a query that reads a table; those of a noun name one table each.
fn reads(query: &str, table: &Table) -> bool {
    query.split(" FROM ").nth(1).and_then(|rest| rest.split(' ').next()) == Some(table.name)
}

impl Select for Laid<'_> {
    fn select(&self, query: &'static str, with: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        let elsewhere = self.elsewhere(|table| reads(query, table), |kept| kept.select(query, with));
        elsewhere.unwrap_or_else(|| self.own.select(query, with))
    }

    fn select_each(
        &self,
        table: &'static Table,
        column: &'static str,
        of: &[Value],
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let elsewhere = self.elsewhere(|one| one.name == table.name, |kept| kept.select_each(table, column, of));
        elsewhere.unwrap_or_else(|| self.own.select_each(table, column, of))
    }
}

impl Store for Laid<'_> {
    fn differences(&self) -> Result<Vec<String>, StoreError> {
        self.own.differences()
    }

    fn commit(&self, expect_newest: u64, changes: &[Change]) -> Result<(), StoreError> {
        self.own.commit(expect_newest, changes)
    }

    fn scan(
        &self,
        table: &'static Table,
        after: Option<&[Value]>,
        limit: usize,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        self.own.scan(table, after, limit)
    }
}

#[cfg(test)]
mod tests {
    use mingma_seal::SystemRandom;
    use mingma_store::{Acts as _, Members as _};

    use super::*;

    fn member(resident: u32, seq: u64) -> MemberRow {
        MemberRow { resident, seq, idx: 0, class: 1, sealed: vec![7; 40] }
    }

    fn block(seq: u64) -> BlockRow {
        BlockRow { seq, chunk: 0, bytes: vec![1, 2, 3] }
    }

    fn stores() -> (tempfile::TempDir, Sqlite, Sqlite) {
        let folder = tempfile::tempdir().unwrap();
        let open = |name| Sqlite::open(&folder.path().join(name)).unwrap();
        let (kept, own) = (open("kept.db"), open("own.db"));
        (folder, kept, own)
    }

    fn rows(seq: u64) -> Vec<Change> {
        vec![Change::put(&member(5, seq)), Change::put(&block(seq))]
    }

    #[test]
    fn what_is_left_there_is_read_up_to_the_act_that_is_replayed() {
        let (_folder, kept, own) = stores();
        kept.commit(0, &[rows(1), rows(2)].concat()).unwrap();
        let laid = Laid::beside(own, &kept, &SystemRandom);
        assert_eq!(laid.members_of_many(&[5]).unwrap(), Vec::new());
        laid.keep(0, 1, rows(1)).unwrap();
        assert_eq!(laid.members_of_many(&[5]).unwrap(), vec![member(5, 1)]);
        assert_eq!(laid.members_of(5).unwrap(), vec![member(5, 1)]);
        assert_eq!(laid.blocks(1).unwrap(), vec![block(1)]);
        assert_eq!(laid.blocks(2).unwrap(), Vec::new());
        assert_eq!(laid.differing().unwrap().len(), 2);
        laid.keep(0, 2, rows(2)).unwrap();
        assert_eq!(laid.differing().unwrap(), Vec::<&Table>::new());
    }

    #[test]
    fn another_row_makes_another_sum() {
        let other = MemberRow { sealed: vec![8; 40], ..member(5, 1) };
        let more = [rows(1), vec![Change::put(&member(6, 1))]].concat();
        let fewer = vec![Change::put(&block(1))];
        for changed in [vec![Change::put(&other), Change::put(&block(1))], more, fewer] {
            let (_folder, kept, own) = stores();
            kept.commit(0, &changed).unwrap();
            let laid = Laid::beside(own, &kept, &SystemRandom);
            laid.keep(0, 1, rows(1)).unwrap();
            assert_eq!(laid.differing().unwrap(), vec![MemberRow::TABLE]);
        }
    }
}
