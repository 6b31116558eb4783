//! Follows the journal: writes the notice of every entry that the public is told of.

use std::sync::Arc;

use super::content;
use super::kind::NoticeKind;
use super::store;
use super::view::NoticeDocument;
use crate::areas;
use crate::journal::{self, Cursor, Entry};
use crate::platform::Platform;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::projects::{self, Project};

const CURSOR: Cursor = Cursor::new("notices.cursor");
/// Entries that are read at once.
const BATCH: i64 = 200;

/// Writes the notices of everything new in the journal; how many entries there were. What stands before an entry that cannot be told is
/// told.
pub async fn follow(platform: &Arc<Platform>) -> Result<usize> {
    let mut handled = 0;
    loop {
        let (cursor, batch) = platform.db.read(read_batch).await?;
        if batch.is_empty() {
            return Ok(handled);
        }
        let first = batch[..1].to_vec();
        handled += match write(platform, cursor, batch).await {
            Err(_) => write(platform, cursor, first).await?,
            written => written?,
        };
    }
}

/// Writes the notices of these entries and moves on, in one transaction; 0 where another instance was faster.
async fn write(platform: &Arc<Platform>, cursor: Option<i64>, batch: Vec<Entry>) -> Result<usize> {
    let Some(last) = batch.last().and_then(|entry| entry.seq) else { return Ok(0) };
    let count = batch.len();
    let effect = move |tx: &mut Tx| {
        if !CURSOR.advance(tx, cursor, last)? {
            return Ok(0);
        }
        for entry in &batch {
            if let Some((notice, area_path)) = written(tx, entry)? {
                store::insert(tx, &notice, &area_path)?;
            }
        }
        Ok(count)
    };
    platform.db.write(effect).await
}

/// How many entries of the journal wait for this follower.
pub fn lag(conn: &mut Conn) -> Result<i64> {
    CURSOR.lag(conn)
}

fn read_batch(conn: &mut Conn) -> Result<(Option<i64>, Vec<Entry>)> {
    let cursor = CURSOR.read(conn)?;
    let entries = journal::entries_after(conn, cursor.unwrap_or(0), BATCH)?;
    Ok((cursor, entries))
}

/// A notice as the public reads it, whether or not it is written yet.
pub struct Announced {
    pub notice: NoticeDocument,
    /// The place that it belongs to.
    pub area_path: String,
    /// The words by which it is found, in small letters.
    pub words: String,
}

/// What the public is told of an entry; none where it isn't told.
pub fn announced(conn: &mut Conn, entry: &Entry) -> Result<Option<Announced>> {
    let Some((notice, area_path)) = written(conn, entry)? else { return Ok(None) };
    Ok(Some(Announced { words: store::words_of(&notice)?, notice, area_path }))
}

/// The notice of an entry and the place it belongs to; none where the public is not told, and none of what was never published.
fn written(conn: &mut Conn, entry: &Entry) -> Result<Option<(NoticeDocument, String)>> {
    let (Some(kind), Some(id)) = (NoticeKind::of(&entry.event), entry.project_id.as_deref().and_then(ProjectId::parse)) else {
        return Ok(None);
    };
    let mut project = projects::find(conn, &id)?.ok_or_else(|| Problem::broken(format!("event {} names no project", entry.id)))?;
    if !(entry.is_public || project.is_published()) {
        return Ok(None);
    }
    as_it_was_called(conn, kind, entry, &mut project)?;
    let area = areas::find(conn, &project.area_code)?.ok_or_else(|| Problem::broken(format!("project {id} lies nowhere")))?;
    let notice = NoticeDocument {
        id: entry.id.clone(),
        kind,
        published_at: entry.occurred_at,
        content: content::of(conn, kind, entry, &project)?,
        buyer: content::name(conn, &project.buyer_id)?,
        title: Text::new(&project.title_zh, project.title_en.as_ref().unwrap_or(&project.title_zh)),
        number: project.number,
        round: project.round,
        buyer_id: project.buyer_id,
        area_code: project.area_code,
        area: Text::new(area.name_zh, area.name_en),
        field: project.field,
        project_id: project.id,
    };
    Ok(Some((notice, area.path)))
}

/// A new round changes what a project says. What is still to be told of the round before it is told under the head of its own call, which
/// is noticed first.
fn as_it_was_called(conn: &mut Conn, kind: NoticeKind, entry: &Entry, project: &mut Project) -> Result<()> {
    if kind == NoticeKind::Call {
        let terms = content::terms(entry)?;
        project.round = terms.round;
        (project.title_zh, project.title_en) = (terms.title_zh, terms.title_en);
        (project.buyer_id, project.area_code, project.field) = (terms.buyer_id, terms.area_code, terms.field);
    } else if let Some(call) = store::last_call(conn, &project.id)? {
        project.round = call.round;
        (project.title_zh, project.title_en) = (call.title.zh, Some(call.title.en));
        (project.buyer_id, project.area_code, project.field) = (call.buyer_id, call.area_code, call.field);
    }
    Ok(())
}
