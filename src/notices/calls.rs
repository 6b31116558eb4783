//! What a saved search finds among the calls that take bids now.

use super::kind::NoticeKind;
use super::store::{self, Wanted};
use super::view::NoticeSummary;
use crate::platform::db::Conn;
use crate::platform::http::{PageRequest, Result};

/// Which calls are looked for.
#[derive(Default)]
pub struct CallsSought {
    /// Path of an area: what lies there or below.
    pub area_path: Option<String>,
    /// Slugs of service fields.
    pub fields: Option<Vec<String>>,
    /// Words of the number, the title, the buyer or the text; all of them must be there.
    pub words: Option<String>,
    /// Least and most fen of the ceiling.
    pub budget: (Option<i64>, Option<i64>),
    /// Only of these projects, by id.
    pub among: Option<Vec<String>>,
}

/// The newest first; one more than the page shows.
pub fn open_calls(conn: &mut Conn, sought: CallsSought, page: &PageRequest) -> Result<Vec<NoticeSummary>> {
    let CallsSought { area_path, fields, words, budget, among } = sought;
    let wanted = Wanted { kind: Some(NoticeKind::Call), fields, area_path, words, is_open: true, budget, among };
    store::page(conn, &wanted, page)
}
