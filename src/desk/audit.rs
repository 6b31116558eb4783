//! `/desk/audit`: the auditors' five questions as tables that print, each row with the file of its purchase.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::session::{Desk, PAGES};
use crate::audit::{self, AuditQuery, DutyView, FastApproval, PriceNearBudget, SingleBidder, SplitPurchases};
use crate::identity;
use crate::journal;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Cx, Page, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{OrganizationId, UserId};
use crate::projects;

/// Rows of a table.
const ROWS: i64 = 200;

/// The days that the questions look at, as they were typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DaysForm {
    from: String,
    to: String,
}

impl DaysForm {
    fn query(&self) -> Result<AuditQuery> {
        let day = |name: &str, typed: &str| -> Result<Option<NaiveDate>> {
            let unreadable = |_| Problem::field(format!("/{name}"), "unreadable", "日期须为年-月-日。", "the date must be YYYY-MM-DD.");
            Some(typed.trim()).filter(|typed| !typed.is_empty()).map(|typed| typed.parse().map_err(unreadable)).transpose()
        };
        Ok(AuditQuery { area: None, from: day("from", &self.from)?, to: day("to", &self.to)?, limit: Some(ROWS), cursor: None })
    }
}

/// The answer to one question.
#[derive(Serialize)]
struct Table<T> {
    rows: Vec<T>,
    /// Whether there are more than are shown.
    goes_on: bool,
}

// By hand: a derived one would ask that an empty table has rows of a default.
impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), goes_on: false }
    }
}

impl<T> Table<T> {
    fn of<R>(conn: &mut Conn, page: Page<R>, row: impl Fn(&mut Conn, R) -> Result<T>) -> Result<Self> {
        let goes_on = page.next_cursor.is_some();
        Ok(Self { rows: page.items.into_iter().map(|item| row(conn, item)).collect::<Result<_>>()?, goes_on })
    }
}

/// A row with what its ids mean.
#[derive(Serialize)]
struct Named<R> {
    #[serde(flatten)]
    row: R,
    name: Text,
    /// What a code of the row means.
    words: Option<Text>,
}

#[derive(Default, Serialize)]
struct Answers {
    single: Table<Named<SingleBidder>>,
    split: Table<Named<SplitPurchases>>,
    overdue: Table<Named<DutyView>>,
    near: Table<Named<PriceNearBudget>>,
    fast: Table<Named<FastApproval>>,
}

#[derive(Serialize)]
struct AuditPage {
    form: DaysForm,
    answers: Answers,
    problems: Vec<Text>,
}

#[get("/desk/audit")]
pub async fn show(desk: Desk, form: web::Query<DaysForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let found = match (desk.cx(), form.query()) {
        (Ok(cx), Ok(query)) => answers(&cx, query).await,
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    let (answers, problem) = match found {
        Ok(answers) => (answers, None),
        Err(problem) if problem.status() == 422 => (Answers::default(), Some(problem)),
        Err(problem) => return Err(problem),
    };
    let problems = problem.as_ref().map(Problem::words).unwrap_or_default();
    Ok(html::private_page(html::status_of(problem.as_ref()), PAGES.render("audit.html", &AuditPage { form, answers, problems })?))
}

/// Each question under its own row of the permission table.
async fn answers(cx: &Cx, query: AuditQuery) -> Result<Answers> {
    journal::catch_up(cx.platform()).await?;
    Ok(Answers {
        single: single(cx, query.clone()).await?,
        split: split(cx, query.clone()).await?,
        overdue: overdue(cx, query.clone()).await?,
        near: near(cx, query.clone()).await?,
        fast: fast(cx, query).await?,
    })
}

async fn single(cx: &Cx, query: AuditQuery) -> Result<Table<Named<SingleBidder>>> {
    let answer = move |conn: &mut Conn, call: &Call| {
        let page = audit::single_bidders(conn, call, &query)?;
        Table::of(conn, page, |conn, row| {
            let words = projects::reason_in_words(row.failed_because.as_deref());
            Ok(Named { name: organization(conn, &row.purchase.buyer_id)?, words, row })
        })
    };
    cx.look("audit_single_bidder", cx.now(), answer).await
}

async fn split(cx: &Cx, query: AuditQuery) -> Result<Table<Named<SplitPurchases>>> {
    let answer = move |conn: &mut Conn, call: &Call| {
        let page = audit::split_purchases(conn, call, &query)?;
        Table::of(conn, page, |conn, row| Ok(Named { name: organization(conn, &row.buyer_id)?, words: None, row }))
    };
    cx.look("audit_split_purchases", cx.now(), answer).await
}

async fn overdue(cx: &Cx, query: AuditQuery) -> Result<Table<Named<DutyView>>> {
    let answer = move |conn: &mut Conn, call: &Call| {
        let page = audit::overdue_duties(conn, call, &query, false)?;
        Table::of(conn, page, |conn, row| {
            Ok(Named { name: organization(conn, &row.purchase.buyer_id)?, words: Some(row.duty.words()), row })
        })
    };
    cx.look("audit_overdue_duties", cx.now(), answer).await
}

/// That prices are shown is recorded before they are.
async fn near(cx: &Cx, query: AuditQuery) -> Result<Table<Named<PriceNearBudget>>> {
    let answer = move |conn: &mut Conn, call: &Call| {
        let (page, shown) = audit::prices_near_budget(conn, call, &query, false)?;
        let table = Table::of(conn, page, |conn, row| {
            Ok(Named { name: organization(conn, &row.organization_id)?, words: Some(row.bid_status.words()), row })
        })?;
        Ok((table, shown))
    };
    cx.look_noted("audit_prices_near_budget", answer, |tx, shown| audit::note_prices(tx, shown)).await
}

async fn fast(cx: &Cx, query: AuditQuery) -> Result<Table<Named<FastApproval>>> {
    let answer = move |conn: &mut Conn, call: &Call| {
        let page = audit::fast_approvals(conn, call, &query)?;
        Table::of(conn, page, |conn, row| Ok(Named { name: person(conn, &row.decided_by)?, words: None, row }))
    };
    cx.look("audit_fast_approvals", cx.now(), answer).await
}

fn organization(conn: &mut Conn, id: &OrganizationId) -> Result<Text> {
    Ok(organizations::name_of(conn, id.as_str())?.unwrap_or_default())
}

fn person(conn: &mut Conn, id: &UserId) -> Result<Text> {
    let name = identity::user(conn, id)?.map(|user| user.name).unwrap_or_default();
    Ok(Text::new(name.as_str(), name.as_str()))
}
