//! What a person sees of their own watch list.

use serde::Serialize;

use super::model::WatchKind;
use super::sight::{sees_need, sees_project};
use super::store::Watch;
use crate::areas;
use crate::needs;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::time::Timestamp;
use crate::projects;
use crate::saved_searches::Notify;

#[derive(Serialize, utoipa::ToSchema)]
pub struct WatchView {
    pub kind: WatchKind,
    /// The project's or the need's.
    #[schema(format = Uuid)]
    pub id: String,
    pub notify: Notify,
    /// Null where you may not see it any more; then nothing is told of it.
    pub title: Option<Text>,
    /// Where the project or the need stands.
    #[schema(example = "published")]
    pub status: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl WatchView {
    pub(super) fn of(conn: &mut Conn, actor: &Actor, watch: Watch) -> Result<Self> {
        let (kind, id, seen) = match (watch.project_id, watch.need_id) {
            (Some(id), _) => {
                let found = projects::placed(conn, &id)?.filter(|found| sees_project(actor, found));
                let seen = found.map(|found| {
                    let project = found.project;
                    let en = project.title_en.as_ref().unwrap_or(&project.title_zh);
                    (Text::new(&project.title_zh, en), project.status.to_string())
                });
                (WatchKind::Projects, id.to_string(), seen)
            }
            (None, need) => {
                let id = need.as_ref().map(ToString::to_string).unwrap_or_default();
                let mut seen = None;
                if let Some(need) = need.map(|id| needs::find(conn, &id)).transpose()?.flatten() {
                    let path = areas::path_of(conn, &need.area_code, "/area_code")?;
                    let title = Text::new(&need.title_zh, &need.title_zh);
                    seen = sees_need(actor, &need, &path).then(|| (title, need.status.to_string()));
                }
                (WatchKind::Needs, id, seen)
            }
        };
        let (title, status) = seen.unzip();
        Ok(Self { kind, id, notify: watch.notify, title, status, created_at: watch.created_at, updated_at: watch.updated_at })
    }
}
