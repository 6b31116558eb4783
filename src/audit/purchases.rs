//! Purchases piece by piece: what a question looks for is judged in Rust, for the database cannot count working days or read the
//! journal. One request looks at a bounded number of purchases; where more may follow it gives a cursor, even beside few rows.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::store::{self, Stage};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Page, PageRequest, Problem, Result};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::time::Timestamp;
use crate::projects::{Project, Status};

/// Purchases that are read at once, and that one request looks at.
const PIECE: i64 = 100;
const MOST: i64 = 5_000;

/// The query fields of every question.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Code of a place: purchases there or below.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// First and last day, in Shanghai, of what the question looks at.
    pub from: Option<chrono::NaiveDate>,
    pub to: Option<chrono::NaiveDate>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl AuditQuery {
    pub(super) fn question(&self, conn: &mut Conn, call: &Call) -> Result<Question> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            return Err(Problem::field("to", "before_from", "不能早于 from。", "must not be before from."));
        }
        Ok(Question {
            scope: Scope::of(conn, &call.actor, self.area.as_deref())?,
            from: self.from,
            to: self.to,
            request: PageRequest::new(self.limit, self.cursor.as_deref())?,
        })
    }
}

/// What is asked: about which purchases, of which days, from which row on.
pub(super) struct Question {
    pub scope: Scope,
    from: Option<chrono::NaiveDate>,
    to: Option<chrono::NaiveDate>,
    request: PageRequest,
}

impl Question {
    pub fn is_about_day(&self, day: chrono::NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    pub fn is_about(&self, moment: Timestamp) -> bool {
        self.is_about_day(moment.shanghai_date())
    }

    /// A page of what `judge` finds in the purchases that can be meant at all; it gives each row with its key (see [`key`]).
    pub fn page<T>(
        &self,
        conn: &mut Conn,
        stage: Stage,
        mut judge: impl FnMut(&mut Conn, &[Project]) -> Result<Vec<(String, T)>>,
    ) -> Result<Page<T>> {
        let after = self.request.after.clone().unwrap_or_default();
        let limit = usize::try_from(self.request.limit).unwrap_or(0);
        let mut from = after.split('/').next().unwrap_or_default().to_owned();
        let (mut items, mut last, mut looked) = (Vec::new(), String::new(), 0);
        loop {
            let mut piece = store::purchases(conn, &self.scope, stage, &from, PIECE + 1)?;
            let next = if i64::try_from(piece.len()).unwrap_or(0) > PIECE { piece.pop() } else { None };
            let mut found = judge(conn, &piece)?;
            found.retain(|(key, _)| *key > after);
            found.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (key, item) in found {
                if items.len() == limit {
                    return Ok(Page::chosen(items, Some(&last)));
                }
                last = key;
                items.push(item);
            }
            looked += PIECE;
            match next.map(|project| project.id.to_string()) {
                None => return Ok(Page::chosen(items, None)),
                Some(next) if looked >= MOST => return Ok(Page::chosen(items, Some(&next))),
                Some(next) => from = next,
            }
        }
    }
}

/// The key of a row of an answer: its purchase and what it is of that purchase.
pub(super) fn key(project: &ProjectId, part: impl std::fmt::Display) -> String {
    format!("{project}/{part}")
}

pub(super) fn ids(purchases: &[Project]) -> Vec<ProjectId> {
    purchases.iter().map(|project| project.id.clone()).collect()
}

/// The purchase that a row is about.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AuditPurchase {
    pub id: ProjectId,
    #[schema(example = "XM-2026-0001")]
    pub number: String,
    pub title_zh: String,
    pub area_code: String,
    pub buyer_id: OrganizationId,
    /// As it stands now.
    pub status: Status,
    #[schema(example = "below_threshold_selection")]
    pub regime: String,
}

impl AuditPurchase {
    pub(super) fn of(project: &Project) -> Self {
        Self {
            id: project.id.clone(),
            number: project.number.clone(),
            title_zh: project.title_zh.clone(),
            area_code: project.area_code.clone(),
            buyer_id: project.buyer_id.clone(),
            status: project.status,
            regime: project.regime.clone(),
        }
    }
}
