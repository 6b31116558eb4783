//! `GET /calendar/years`.

use actix_web::{get, web};

use super::view::CalendarYear;
use super::{store, with};
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};

/// List the years whose working days are known
#[utoipa::path(operation_id = "calendar_years_list", tag = "rules", params(PageQuery), responses(
    (status = 200, description = "A page of years", body = Page<CalendarYear>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/calendar/years")]
pub async fn handle(cx: Cx, query: web::Query<PageQuery>) -> Answer {
    cx.read("calendar_years_list", move |conn, _| {
        let request = query.request()?;
        let calendar = with(store::all(conn)?);
        let after = |year: &CalendarYear| request.after.as_ref().is_none_or(|after| year.year.to_string() > *after);
        let years = calendar.years().map(CalendarYear::from).filter(after).collect();
        Reply::ok(&request.page(years, |year| year.year.to_string(), Ok)?)
    })
    .await
}
