//! One connection with its prepared statements.

use std::collections::HashMap;

use postgres::types::ToSql;
use postgres::{Client, NoTls, Statement};

use super::address::Address;
use super::fault::{Snag, trouble};
use super::{WRITER, tls, value};
use crate::{StoreError, Value};

/// The oldest server, as it numbers itself.
const OLDEST: i64 = 150_000;

/// What every connection promises: a commit is on the disk before it is answered, whatever the
/// server's own habit; nobody waits for a lock for ever, nor holds one after the line was cut.
const PROMISES: &str = "\
SELECT set_config('synchronous_commit', 'on', false)
 WHERE current_setting('synchronous_commit') IN ('off', 'local');
SET lock_timeout = '30s';
SET idle_in_transaction_session_timeout = '30s';
SET jit = off;
SET client_min_messages = warning;
";

/// A connection.
pub(crate) struct Link {
    client: Client,
    ready: HashMap<String, Statement>,
}

impl Link {
    /// Connects.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::Untrusted`], [`StoreError::Unencrypted`],
    /// [`StoreError::TooOld`].
    pub(crate) fn connect(to: &Address) -> Result<Self, StoreError> {
        let unreachable = |error: postgres::Error| match trouble(&error) {
            StoreError::Database { why } => StoreError::Unreachable { why },
            other => other,
        };
        let client = match &to.tls {
            None => to.config.connect(NoTls),
            Some(tls) => to.config.connect(tls.clone()),
        };
        let mut client = client.map_err(|error| tls::refusal(&error).unwrap_or_else(|| unreachable(error)))?;
        client.batch_execute(PROMISES).map_err(unreachable)?;
        let query = "SELECT current_setting('server_version_num')::bigint, current_setting('server_version')";
        let row = client.query_one(query, &[]).map_err(unreachable)?;
        if row.get::<_, i64>(0) < OLDEST {
            return Err(StoreError::TooOld { version: row.get(1) });
        }
        Ok(Self { client, ready: HashMap::new() })
    }

    /// Whether it is known to be gone.
    pub(crate) fn gone(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs statements that answer nothing.
    pub(crate) fn batch(&mut self, statements: &str) -> Result<(), Snag> {
        Ok(self.client.batch_execute(statements)?)
    }

    /// All rows of a query.
    pub(crate) fn rows(&mut self, query: &str, with: &[&(dyn ToSql + Sync)]) -> Result<Vec<Vec<Value>>, Snag> {
        let statement = self.prepare(query)?;
        self.client.query(&statement, with)?.iter().map(|row| value::row(row).map_err(Snag::Final)).collect()
    }

    /// A statement, prepared once for each connection.
    pub(crate) fn prepare(&mut self, query: &str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.ready.get(query) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(query)?;
        self.ready.insert(query.to_owned(), statement.clone());
        Ok(statement)
    }

    /// The connection itself.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Does all of it in one transaction, as the only writer, or nothing of it.
    pub(crate) fn within(&mut self, with: impl FnOnce(&mut Self) -> Result<(), Snag>) -> Result<(), Snag> {
        self.batch(&format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({WRITER})"))
            .and_then(|()| with(self))
            .inspect_err(|_| self.undo())?;
        self.client.batch_execute("COMMIT").map_err(Snag::of_commit)
    }

    /// Undoes what was begun; where the connection is gone, the server undoes it.
    pub(super) fn undo(&mut self) {
        let _ = self.client.batch_execute("ROLLBACK");
    }
}
