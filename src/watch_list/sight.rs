//! Who may see what they follow: as `GET /projects/{id}` and `GET /needs/{id}` have it, at every moment anew.

use crate::areas;
use crate::identity::permissions;
use crate::needs::{self, Need};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{NeedId, ProjectId};
use crate::projects::{self, Placed};

use super::model::WatchKind;
use super::store::Record;

pub fn sees_project(actor: &Actor, found: &Placed) -> bool {
    permissions::authorize("projects_get", actor).is_ok() && projects::may_know(actor, found)
}

/// `path` is the need's place in the area tree.
pub fn sees_need(actor: &Actor, need: &Need, path: &str) -> bool {
    needs::may_see(actor, &need.reported_by, path, need.status)
}

/// The record of this kind and id, where the caller sees it; 404 otherwise.
pub(super) fn seen(conn: &mut Conn, actor: &Actor, kind: &str, id: &str) -> Result<Record> {
    match WatchKind::parse(kind) {
        Some(WatchKind::Projects) => {
            let found = ProjectId::parse(id).map(|id| projects::placed(conn, &id)).transpose()?.flatten();
            let found = found.filter(|found| sees_project(actor, found));
            found.map(|found| Record::Project(found.project.id)).ok_or_else(|| Problem::not_found("项目", "project"))
        }
        Some(WatchKind::Needs) => {
            let unknown = || Problem::not_found("需求", "need");
            let need = NeedId::parse(id).map(|id| needs::find(conn, &id)).transpose()?.flatten().ok_or_else(unknown)?;
            let path = areas::path_of(conn, &need.area_code, "/area_code")?;
            if sees_need(actor, &need, &path) { Ok(Record::Need(need.id)) } else { Err(unknown()) }
        }
        None => Err(unknown_kind()),
    }
}

/// The record of this kind and id, whoever sees it.
pub(super) fn named(kind: &str, id: &str) -> Result<Record> {
    let record = match WatchKind::parse(kind).ok_or_else(unknown_kind)? {
        WatchKind::Projects => ProjectId::parse(id).map(Record::Project),
        WatchKind::Needs => NeedId::parse(id).map(Record::Need),
    };
    record.ok_or_else(not_followed)
}

pub(super) fn not_followed() -> Problem {
    Problem::not_found("关注", "entry in your watch list")
}

fn unknown_kind() -> Problem {
    Problem::not_found("关注类别（应为 projects 或 needs）", "kind of thing to follow (projects or needs)")
}
