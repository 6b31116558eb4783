//! What people changed in a list of invitations.

use diesel::prelude::*;

use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{OrganizationId, ProjectId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::project_invitation_edits as table;

/// The last word on one organisation.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::project_invitation_edits)]
pub(in crate::matching) struct Edit {
    pub project_id: ProjectId,
    pub organization_id: OrganizationId,
    pub invited: bool,
    pub reason_zh: String,
    pub edited_by: UserId,
    pub edited_at: Timestamp,
}

pub(super) fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Edit>> {
    Ok(table::table.filter(table::project_id.eq(project)).order(table::organization_id).load(conn)?)
}

/// Stores an edit over an earlier one about the same organisation.
pub(super) fn put(tx: &mut Tx, edit: &Edit) -> Result<()> {
    let earlier = table::table.filter(table::project_id.eq(&edit.project_id)).filter(table::organization_id.eq(&edit.organization_id));
    diesel::delete(earlier).execute(tx.conn())?;
    diesel::insert_into(table::table).values(edit).execute(tx.conn())?;
    Ok(())
}
