//! What a saved search finds among the needs: the list, with its visibility.

use super::list::seen_by;
use super::store::{self, Filter};
use super::view::NeedView;
use crate::areas;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{PageRequest, Result};

/// What is looked for.
#[derive(Default)]
pub struct Sought {
    /// The path of a place at or below which it was reported.
    pub area_path: Option<String>,
    /// Slugs of service fields.
    pub fields: Option<Vec<String>>,
    /// Words of the title or the description.
    pub words: Option<String>,
}

/// The needs that this caller may know of, by id; one more than the page shows.
pub fn seek(conn: &mut Conn, actor: &Actor, sought: Sought, page: &PageRequest) -> Result<Vec<NeedView>> {
    let Sought { area_path, fields, words } = sought;
    let filter = Filter { area: area_path, fields, words, seen: seen_by(actor), ..Filter::default() };
    let needs = store::page(conn, &filter, page)?;
    let codes: Vec<String> = needs.iter().map(|need| need.area_code.clone()).collect();
    let paths = areas::paths_of(conn, &codes)?;
    let path = |code: &str| paths.get(code).cloned().unwrap_or_default();
    needs
        .into_iter()
        .map(|need| {
            let path = path(&need.area_code);
            NeedView::of(need, &path, actor)
        })
        .collect()
}
