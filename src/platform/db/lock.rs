//! Row locks. On SQLite there is one writer, so there is nothing to lock.

use diesel::prelude::*;

use super::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{MatchingMeetingId, ProjectId, SurveyId};

/// Who else may hold the row meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// With other sharers: submitting a bid or answering a survey while it must not close under it.
    Share,
    /// Alone: closing, opening, cancelling.
    Alone,
}

/// Locks a project's row until the transaction ends.
pub fn project(tx: &mut Tx, id: &ProjectId, strength: Strength) -> Result<()> {
    use crate::schema::projects::dsl;
    if let Conn::Postgres(conn) = tx.conn() {
        let row = dsl::projects.filter(dsl::id.eq(id.as_str())).select(dsl::id);
        let found: Option<String> = match strength {
            Strength::Share => row.for_share().first(conn).optional()?,
            Strength::Alone => row.for_update().first(conn).optional()?,
        };
        drop(found);
    }
    Ok(())
}

/// Locks a survey's row until the transaction ends.
pub fn survey(tx: &mut Tx, id: &SurveyId, strength: Strength) -> Result<()> {
    use crate::schema::surveys::dsl;
    if let Conn::Postgres(conn) = tx.conn() {
        let row = dsl::surveys.filter(dsl::id.eq(id.as_str())).select(dsl::id);
        let found: Option<String> = match strength {
            Strength::Share => row.for_share().first(conn).optional()?,
            Strength::Alone => row.for_update().first(conn).optional()?,
        };
        drop(found);
    }
    Ok(())
}

/// Locks a matching meeting's row until the transaction ends.
pub fn meeting(tx: &mut Tx, id: &MatchingMeetingId) -> Result<()> {
    use crate::schema::matching_meetings::dsl;
    if let Conn::Postgres(conn) = tx.conn() {
        let row = dsl::matching_meetings.filter(dsl::id.eq(id.as_str())).select(dsl::id);
        let found: Option<String> = row.for_update().first(conn).optional()?;
        drop(found);
    }
    Ok(())
}
