//! The board on disk, so that a start need not derive everybody again.
//!
//! A snapshot is bound by the register's own key to its bytes: one that somebody
//! else wrote is not taken, and the board is made anew.

use std::path::Path;

use mingma_acts::Vault;

use super::{Board, Step};

const MAGIC: &[u8; 16] = b"mingma/board/v3\n";

impl Board {
    /// The board as bytes: marks, then each row, who is frozen, then the tag that binds them.
    #[must_use]
    pub fn to_bytes(&self, vault: &Vault) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes());
        out.extend_from_slice(MAGIC);
        let counts = [self.enrolled.len(), self.rows.len(), self.frozen.len()].map(|count| count as u64);
        for number in [self.at_act].into_iter().chain(counts) {
            out.extend_from_slice(&number.to_le_bytes());
        }
        self.enrolled.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_unstable_by_key(|(resident, _)| **resident);
        for (resident, steps) in rows {
            out.extend_from_slice(&resident.to_le_bytes());
            out.extend_from_slice(&u32::try_from(steps.len()).unwrap_or(u32::MAX).to_le_bytes());
            steps.iter().for_each(|step| out.extend_from_slice(&step.0.to_le_bytes()));
        }
        self.frozen.iter().for_each(|resident| out.extend_from_slice(&resident.to_le_bytes()));
        let tag = vault.index().tag(&[MAGIC, &out]);
        out.extend_from_slice(&tag);
        out
    }

    /// Reads a board; none where the bytes are not one that this register wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], vault: &Vault) -> Option<Self> {
        let (body, tag) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        if vault.index().tag(&[MAGIC, body]) != tag {
            return None;
        }
        let mut rest = body.strip_prefix(MAGIC)?;
        let mut number = || take(&mut rest).map(u64::from_le_bytes);
        let [at_act, words, rows, frozen] = [number()?, number()?, number()?, number()?];
        let mut board = Self { at_act, ..Self::default() };
        for _ in 0..words {
            board.enrolled.push(u64::from_le_bytes(take(&mut rest)?));
        }
        board.rows.reserve(usize::try_from(rows).ok()?);
        for _ in 0..rows {
            let resident = u32::from_le_bytes(take(&mut rest)?);
            let count = u32::from_le_bytes(take(&mut rest)?);
            let steps = (0..count).map(|_| take(&mut rest).map(|word| Step(i64::from_le_bytes(word))));
            board.rows.insert(resident, steps.collect::<Option<_>>()?);
        }
        for _ in 0..frozen {
            board.frozen.insert(u32::from_le_bytes(take(&mut rest)?));
        }
        rest.is_empty().then_some(board)
    }

    /// Writes it beside the file and puts it in its place.
    ///
    /// # Errors
    /// The disk refuses; the snapshot of before stays.
    pub fn save(&self, path: &Path, vault: &Vault) -> std::io::Result<()> {
        let beside = path.with_extension("new");
        std::fs::write(&beside, self.to_bytes(vault))?;
        std::fs::File::open(&beside)?.sync_all()?;
        std::fs::rename(beside, path)
    }

    /// Reads a snapshot; none where there is none that this register wrote.
    #[must_use]
    pub fn load(path: &Path, vault: &Vault) -> Option<Self> {
        Self::from_bytes(&std::fs::read(path).ok()?, vault)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}
