//! A register as it is at one moment, while others go on writing.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use mingma_app::Layout;
use mingma_store::{Sqlite, Store};

use super::scratch::{Scratch, sweep};
use super::{Place, copying};
use crate::context::Refusal;

/// Log and store of one moment.
///
/// Of a store that is a file this is a copy: writing waits only while it is made. Of
/// PostgreSQL there is none: writing waits for as long as this lives.
pub struct Moment {
    /// Where the log of that moment lies.
    pub layout: Layout,
    /// The store of that moment.
    pub store: Arc<dyn Store>,
    scratch: Scratch,
    // Let go of last.
    _turns: Vec<File>,
}

impl Moment {
    /// Removes what a killed audit left, holds the register still, and copies what can be
    /// copied.
    ///
    /// # Errors
    /// There is no room for the copy, or a file cannot be read.
    pub fn of(place: &Place) -> Result<Self, Refusal> {
        sweep(place.layout.folder());
        let scratch = Scratch::within(place.layout.folder())?;
        let turns = vec![turn(&place.layout.lock()), turn(&place.layout.log_lock())];
        let turns: Vec<File> = turns.into_iter().flatten().collect();
        let Some(store) = &place.sqlite else {
            return Ok(Self { layout: place.layout.clone(), store: place.store.clone(), scratch, _turns: turns });
        };
        let layout = Layout::new(scratch.path());
        copying::links(&place.layout.log(), &layout.log())?;
        if place.layout.board().exists() {
            copying::link(&place.layout.board(), &layout.board())?;
        }
        store.backup(&layout.database())?;
        let store = Arc::new(Sqlite::open(&layout.database())?);
        Ok(Self { layout, store, scratch, _turns: Vec::new() })
    }

    /// A folder for what is made of it; it goes with it.
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }
}

/// Waits for a turn to write, and keeps it. Where the lock cannot be opened, nobody writes.
fn turn(path: &Path) -> Option<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
    file.lock().ok()?;
    Some(file)
}
