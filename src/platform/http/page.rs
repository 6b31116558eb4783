//! Cursor pages: `?limit=` (default 50, most 200) and an opaque `?cursor=` that stays right while rows are written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::problem::{Problem, Result};

pub const DEFAULT_LIMIT: i64 = 50;
pub const MOST: i64 = 200;

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it back as `?cursor=` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// The page a caller asks for, keyed by the id of the last row that it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    pub limit: i64,
    pub after: Option<String>,
}

impl PageRequest {
    pub fn new(limit: Option<i64>, cursor: Option<&str>) -> Result<Self> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::field(
                "limit",
                "out_of_range",
                format!("须在 1 到 {MOST} 之间。"),
                format!("must be between 1 and {MOST}."),
            ));
        }
        let after = cursor.map(decode).transpose()?;
        Ok(Self { limit, after })
    }

    /// One row more than the page, to learn whether another page follows.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Cuts the extra row off and makes the cursor from the last row that stays.
    pub fn page<R, T>(&self, mut rows: Vec<R>, key: impl Fn(&R) -> String, view: impl FnMut(R) -> Result<T>) -> Result<Page<T>> {
        let limit = usize::try_from(self.limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more { rows.last().map(|row| encode(&key(row))) } else { None };
        Ok(Page { items: rows.into_iter().map(view).collect::<Result<_>>()?, next_cursor })
    }
}

impl<T> Page<T> {
    /// A page of rows that were chosen one by one; `next` is the key of the last row that was looked at, where more may follow.
    pub fn chosen(items: Vec<T>, next: Option<&str>) -> Self {
        Self { items, next_cursor: next.map(encode) }
    }
}

/// The query fields of every list.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    pub fn request(&self) -> Result<PageRequest> {
        PageRequest::new(self.limit, self.cursor.as_deref())
    }
}

fn encode(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

fn decode(cursor: &str) -> Result<String> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|key| key.len() <= 200 && !key.contains('\0'))
        .ok_or_else(|| Problem::field("cursor", "unreadable", "不是本服务给出的游标。", "is not a cursor of this service."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_has_a_cursor_and_the_last_one_has_none() {
        let request = PageRequest { limit: 2, after: None };
        let page = request.page(vec!["a", "b", "c"], |r| (*r).to_string(), Ok).map(|p| (p.items, p.next_cursor));
        assert_eq!(page.ok(), Some((vec!["a", "b"], Some(encode("b")))));
        let last = request.page(vec!["c"], |r| (*r).to_string(), Ok).map(|p| p.next_cursor);
        assert_eq!(last.ok(), Some(None));
    }

    #[test]
    fn foreign_cursors_and_limits_are_refused() {
        assert!(PageRequest::new(Some(0), None).is_err());
        assert!(PageRequest::new(Some(201), None).is_err());
        assert!(PageRequest::new(None, Some("%%%")).is_err());
        assert_eq!(PageRequest::new(None, Some(&encode("k"))).ok().and_then(|r| r.after), Some("k".into()));
    }
}
