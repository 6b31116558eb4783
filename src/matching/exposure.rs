//! `GET /matching/exposure`: how the invitations of a period were spread over the organisations.

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store;
use crate::platform::calendar::start_of_day_utc;
use crate::platform::http::{Answer, Check, Cx, ProblemDocument, Reply};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;

/// A city has 35,000 organisations and teams: the sums are of all of them, the list is not.
const MOST_TOLD: usize = 1_000;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExposureQuery {
    /// The first day (in Shanghai); the first of this month unless told.
    #[param(example = "2026-03-01")]
    pub from: Option<NaiveDate>,
    /// The last one; today unless told.
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExposureView {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub invitations: usize,
    /// How many different organisations were invited.
    pub invited: usize,
    /// How many verified organisations may contract.
    pub eligible: usize,
    /// The part of all invitations that went to the tenth of the invited that has most, in percent, rounded down; 10 when all have the
    /// same. None without invitations.
    pub top_tenth_percent: Option<u32>,
    /// The 1,000 that were invited most, those first.
    pub items: Vec<ExposureItem>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExposureItem {
    pub organization_id: OrganizationId,
    pub name_zh: String,
    pub invitations: usize,
}

/// Count the invitations of a period by organisation
///
/// Whether the same few are always asked: in lists 2 % are taken off a score for each invitation of the month.
#[utoipa::path(operation_id = "matching_exposure", tag = "matching", params(ExposureQuery), responses(
    (status = 200, description = "The counts", body = ExposureView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching/exposure")]
pub async fn handle(cx: Cx, query: web::Query<ExposureQuery>) -> Answer {
    cx.read("matching_exposure", move |conn, call| {
        use chrono::Datelike as _;
        let today = call.now.shanghai_date();
        let to = query.to.unwrap_or(today);
        let from = query.from.unwrap_or_else(|| to.with_day(1).unwrap_or(to));
        let mut check = Check::new();
        check.that(from <= to, "from", "after_to", "起始日期不能晚于截止日期。", "the first day must not be after the last.");
        check.date("from", from).date("to", to);
        check.finish()?;
        let begin = |date: NaiveDate| Timestamp::from_naive(start_of_day_utc(date));
        let counted = store::exposure(conn, begin(from), begin(to.succ_opt().unwrap_or(to)))?;
        let counts: Vec<usize> = counted.iter().map(|(_, _, invitations)| *invitations).collect();
        let told = counted.into_iter().take(MOST_TOLD);
        let items = told.map(|(organization_id, name_zh, invitations)| ExposureItem { organization_id, name_zh, invitations }).collect();
        Reply::ok(&ExposureView {
            from,
            to,
            invitations: counts.iter().sum(),
            invited: counts.len(),
            eligible: store::eligible(conn)?,
            top_tenth_percent: top_tenth(&counts),
            items,
        })
    })
    .await
}

/// Of counts in falling order.
fn top_tenth(counts: &[usize]) -> Option<u32> {
    let all: usize = counts.iter().sum();
    let top: usize = counts.iter().take(counts.len().div_ceil(10)).sum();
    u32::try_from((top * 100).checked_div(all)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_tenth_has_a_tenth_when_all_have_the_same() {
        assert_eq!(top_tenth(&[2; 20]), Some(10));
        assert_eq!(top_tenth(&[9, 1, 1, 1, 1, 1, 1, 1, 1, 1]), Some(50));
        assert_eq!(top_tenth(&[3]), Some(100));
        assert_eq!(top_tenth(&[]), None);
    }
}
