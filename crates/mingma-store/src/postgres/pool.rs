//! Connections, lent one at a time; a broken one is thrown away and the next is made when asked for.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::address::Address;
use super::link::Link;
use crate::StoreError;

/// The connections of one store.
pub(crate) struct Pool {
    to: Address,
    most: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Link>,
    lent: usize,
}

/// A connection that goes back when it is dropped, unless it is broken.
pub(crate) struct Lent<'a> {
    pool: &'a Pool,
    link: Option<Link>,
}

impl Pool {
    pub(crate) fn new(to: Address, most: usize) -> Self {
        Self { to, most, state: Mutex::default(), returned: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lends a connection; waits while all are lent.
    ///
    /// # Errors
    /// As [`Link::connect`], where a new one cannot be made.
    pub(crate) fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut state = self.state();
        while state.lent >= self.most {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        let mut lent = Lent { pool: self, link: state.idle.pop() };
        drop(state);
        if lent.link.is_none() {
            lent.link = Some(Link::connect(&self.to)?);
        }
        Ok(lent)
    }

    /// Throws the idle connections away.
    pub(crate) fn forget_idle(&self) {
        let forgotten = std::mem::take(&mut self.state().idle);
        drop(forgotten);
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let whole = self.link.take().filter(|link| !link.gone());
        let mut state = self.pool.state();
        state.lent -= 1;
        state.idle.extend(whole);
        drop(state);
        self.pool.returned.notify_one();
    }
}

impl Deref for Lent<'_> {
    type Target = Link;

    fn deref(&self) -> &Link {
        self.link.as_ref().expect("a lent connection is taken out only when it is dropped")
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut Link {
        self.link.as_mut().expect("a lent connection is taken out only when it is dropped")
    }
}
