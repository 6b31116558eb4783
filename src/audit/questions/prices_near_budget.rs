//! `GET /audit/questions/prices-near-budget`: opened prices of at least 99 % of the budget.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};

use crate::access::{self, Entity, Shown};
use crate::audit::purchases::{AuditPurchase, AuditQuery, ids, key};
use crate::audit::store::{self, Price, Stage};
use crate::bids;
use crate::platform::db::{Conn, Tx};
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Answer, Call, Cx, Page, ProblemDocument, Reply, Result};
use crate::platform::ids::{BidId, OrganizationId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::Project;

/// Percent of the budget from which a price is near it.
const NEAR_PERCENT: i128 = 99;

#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PricesQuery {
    /// Code of a place: purchases there or below.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// First and last day, in Shanghai, of the opening.
    pub from: Option<chrono::NaiveDate>,
    pub to: Option<chrono::NaiveDate>,
    /// Only the prices of winners; every opened price unless told.
    pub winners: Option<bool>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PriceNearBudget {
    pub purchase: AuditPurchase,
    pub bid_id: BidId,
    pub organization_id: OrganizationId,
    #[schema(value_type = bids::Status)]
    pub bid_status: bids::Status,
    pub opened_at: Timestamp,
    #[schema(value_type = i64, example = 7920000)]
    pub price_fen: Money,
    #[schema(value_type = i64, example = 8000000)]
    pub budget_fen: Money,
    /// The price in percent of the budget, rounded down.
    #[schema(value_type = String, example = "99.00")]
    pub percent: Hundredths,
}

/// Which prices come within 1 % of the budget?
///
/// Opened prices of the present round that are 99 % of the budget or more, counted exactly in fen. That they are shown is recorded like
/// every read of an opened bid.
#[utoipa::path(operation_id = "audit_prices_near_budget", tag = "audit", params(PricesQuery), responses(
    (status = 200, description = "A page of prices", body = Page<PriceNearBudget>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/questions/prices-near-budget")]
pub async fn handle(cx: Cx, query: web::Query<PricesQuery>) -> Answer {
    let PricesQuery { area, from, to, winners, limit, cursor } = query.into_inner();
    let query = AuditQuery { area, from, to, limit, cursor };
    let only_winners = winners.unwrap_or(false);
    let show = move |conn: &mut Conn, call: &Call| {
        let (page, shown) = prices_near_budget(conn, call, &query, only_winners)?;
        Ok((Reply::ok(&page)?, shown))
    };
    cx.read_noted("audit_prices_near_budget", show, |tx, shown| note_prices(tx, shown)).await
}

/// The prices, and what is to be recorded before somebody sees them; for the pages too.
pub fn prices_near_budget(
    conn: &mut Conn,
    call: &Call,
    query: &AuditQuery,
    only_winners: bool,
) -> Result<(Page<PriceNearBudget>, Option<Vec<Shown>>)> {
    let question = query.question(conn, call)?;
    let page = question.page(conn, Stage::Opened, |conn, purchases| {
        let prices = store::prices_of(conn, &ids(purchases))?;
        let near = prices.into_iter().filter_map(|price| {
            let project = purchases.iter().find(|project| project.id == price.project_id && project.round == price.round)?;
            let wanted = question.is_about(price.opened_at) && (!only_winners || price.status == bids::Status::Winner);
            view(project, price).filter(|_| wanted).map(|row| (key(&project.id, &row.bid_id), row))
        });
        Ok(near.collect())
    })?;
    let mut shown: Vec<Shown> = Vec::new();
    for row in &page.items {
        let of_purchase = Shown::new(call, "audit_prices_near_budget", Entity::Project, &row.purchase.id, &row.purchase.id);
        if !shown.iter().any(|known| known.is_about(&row.purchase.id)) {
            shown.push(of_purchase);
        }
    }
    Ok((page, Some(shown).filter(|shown| !shown.is_empty())))
}

/// Records that prices are shown.
pub fn note_prices(tx: &mut Tx, shown: &[Shown]) -> Result<()> {
    shown.iter().try_for_each(|shown| access::note(tx, shown))
}

fn view(project: &Project, price: Price) -> Option<PriceNearBudget> {
    let budget = project.budget_fen.filter(|budget| is_near(price.price, *budget))?;
    Some(PriceNearBudget {
        purchase: AuditPurchase::of(project),
        bid_id: price.bid_id,
        organization_id: price.organization_id,
        bid_status: price.status,
        opened_at: price.opened_at,
        price_fen: price.price,
        budget_fen: budget,
        percent: percent(price.price, budget),
    })
}

/// Whether the price is 99 % of the budget or more.
fn is_near(price: Money, budget: Money) -> bool {
    budget > Money::ZERO && i128::from(price.fen()) * 100 >= i128::from(budget.fen()) * NEAR_PERCENT
}

fn percent(price: Money, budget: Money) -> Hundredths {
    let hundredths = i128::from(price.fen()) * 10_000 / i128::from(budget.fen()).max(1);
    Hundredths::new(i64::try_from(hundredths).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_99_percent_is_near_and_a_fen_less_is_not() {
        let budget = Money::from_fen(8_000_000);
        assert!(is_near(Money::from_fen(7_920_000), budget) && is_near(budget, budget));
        assert!(!is_near(Money::from_fen(7_919_999), budget));
        // 99 % of 101 fen is 99.99 fen: 100 is enough, 99 is not.
        assert!(is_near(Money::from_fen(100), Money::from_fen(101)) && !is_near(Money::from_fen(99), Money::from_fen(101)));
        assert!(is_near(Money::LARGEST_BUDGET, Money::LARGEST_BUDGET) && !is_near(Money::FEN, Money::ZERO));
        assert_eq!(percent(Money::from_fen(7_920_001), budget).to_string(), "99.00");
    }
}
