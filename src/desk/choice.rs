//! What a list offers to choose from.

use serde::Serialize;

use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;

/// Places of which all are offered.
const MOST_PLACES: usize = 500;

/// A value and what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Choice {
    value: String,
    words: String,
}

impl Choice {
    pub(super) fn new(value: impl ToString, words: impl Into<String>) -> Self {
        Self { value: value.to_string(), words: words.into() }
    }

    pub(super) fn in_both(value: impl ToString, Text { zh, en }: Text) -> Self {
        Self::new(value, format!("{zh} {en}"))
    }
}

/// The places within these reaches, from above to below. Of a whole city the committees are left out, but for one's `own`.
pub(super) fn places(conn: &mut Conn, mut reach: Vec<String>, own: Option<&str>) -> Result<Vec<Choice>> {
    reach.sort_unstable();
    // What lies within another reach is there already.
    reach.dedup_by(|below, above| below.starts_with(above.as_str()));
    let mut places = Vec::new();
    for path in &reach {
        places.extend(areas::at_or_below(conn, path)?);
    }
    if places.len() > MOST_PLACES {
        places.retain(|area| area.level != areas::Level::Committee || Some(area.code.as_str()) == own);
    }
    Ok(places.into_iter().map(|area| Choice::new(&area.code, format!("{} {}", area.name_zh, area.code))).collect())
}
