//! `/desk/projects/{id}/contract`: the officer writes the award down as a contract.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use crate::contracts::{self, DraftContract, Draftable, Instalment, Terms};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, FieldError, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

/// Rows for instalments beside those that were typed.
const EMPTY_ROWS: usize = 3;

/// What the form sends, or what it begins with.
#[derive(Clone, Debug, Default, Serialize)]
struct ContractForm {
    csrf: String,
    version: String,
    key: String,
    service: String,
    acceptance: String,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Row {
    title: String,
    /// In yuan, as it was typed.
    amount: String,
    due: String,
}

impl Row {
    fn is_empty(&self) -> bool {
        [&self.title, &self.amount, &self.due].iter().all(|text| text.trim().is_empty())
    }

    fn instalment(&self, at: usize) -> Result<Instalment> {
        let pointer = |field: &str| format!("/terms/instalments/{at}/{field}");
        Ok(Instalment {
            title_zh: self.title.trim().to_owned(),
            amount_fen: typed::yuan(&pointer("amount_fen"), &self.amount)?,
            due_on: typed::day(&pointer("due_on"), &self.due)?,
        })
    }
}

impl ContractForm {
    /// Each row begins with what the instalment is paid for.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "service" => form.service = value,
                "acceptance" => form.acceptance = value,
                "paid_for" => form.rows.push(Row { title: value, ..Row::default() }),
                "amount" => form.rows.last_mut().into_iter().for_each(|row| row.amount.clone_from(&value)),
                "due_on" => form.rows.last_mut().into_iter().for_each(|row| row.due.clone_from(&value)),
                _ => {}
            }
        }
        form
    }

    /// The whole price in one instalment, until somebody says otherwise.
    fn of(award: &AwardFacts) -> Self {
        let row = Row { amount: award.price.to_yuan(), ..Row::default() };
        Self { service: award.description_zh.clone(), rows: vec![row], ..Self::default() }
    }

    /// An instalment is named by its place among those that are filled in; empty rows are none.
    fn command(&self) -> Result<DraftContract> {
        let rows = self.rows.iter().filter(|row| !row.is_empty());
        let instalments = rows.enumerate().map(|(at, row)| row.instalment(at)).collect::<Result<_>>()?;
        let terms = Terms { service_zh: typed::lines(&self.service), acceptance_zh: typed::lines(&self.acceptance), instalments };
        Ok(DraftContract { terms })
    }

    fn with_empty_rows(mut self) -> Self {
        self.rows.retain(|row| !row.is_empty());
        self.rows.extend((0..EMPTY_ROWS).map(|_| Row::default()));
        self
    }
}

/// The award that is written down.
#[derive(Serialize)]
struct AwardFacts {
    id: ProjectId,
    number: String,
    title_zh: String,
    description_zh: String,
    buyer: Text,
    supplier: Text,
    price: Money,
    price_fen: i64,
    sign_by: Timestamp,
}

#[derive(Serialize)]
struct DraftPage {
    award: AwardFacts,
    form: ContractForm,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/contract")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/projects/{id}/contract")]
pub async fn save(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = ContractForm::read(pairs.clone());
    // There is a contract now: the page leads on to it.
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/contract"));
    desk.after(next, pairs, async |pairs, problem| page(&desk, &id, Some(ContractForm::read(pairs)), Some(problem)).await).await
}

async fn take(desk: &Desk, id: &str, form: &ContractForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    contracts::draft_contract(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, form: Option<ContractForm>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let award = match desk.look("contracts_draft", move |conn, call| facts(conn, call, &wanted)).await? {
        Ok(award) => award,
        Err(place) => return Ok(html::see_other(&place)),
    };
    let page = DraftPage {
        form: form.unwrap_or_else(|| ContractForm::of(&award)).with_empty_rows(),
        award,
        // There is no contract yet: there is no version to hold.
        hidden: desk.hidden(0),
        problems: problem.map(said).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("contract_draft.html", &page)?))
}

/// What is wrong, an instalment by its number.
fn said(problem: &Problem) -> Vec<Text> {
    problem.words_with(|error: &FieldError| match error.pointer.strip_prefix("/terms/")? {
        "service_zh" => Some(Text::new("服务内容", "What is to be done")),
        "acceptance_zh" => Some(Text::new("验收方式", "Acceptance")),
        "instalments" => Some(Text::new("付款计划", "Payments")),
        row => {
            let (at, field) = row.strip_prefix("instalments/")?.split_once('/')?;
            let number = at.parse::<usize>().ok()? + 1;
            let (zh, en) = match field {
                "title_zh" => ("付款事由", "what it is paid for"),
                "amount_fen" => ("金额", "amount"),
                _ => ("付款日期", "date"),
            };
            Some(Text::new(format!("第 {number} 期{zh}"), format!("Payment {number}, {en}")))
        }
    })
}

/// The award, or where its contract is.
fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<std::result::Result<AwardFacts, String>> {
    match contracts::draftable(conn, call, id)? {
        Draftable::Contract(contract) => Ok(Err(format!("/desk/contracts/{contract}"))),
        Draftable::Award { project, supplier, price_fen, sign_by } => Ok(Ok(AwardFacts {
            buyer: organizations::name_of(conn, project.buyer_id.as_str())?.unwrap_or_default(),
            supplier: organizations::name_of(conn, supplier.as_str())?.unwrap_or_default(),
            id: project.id.clone(),
            number: project.number.clone(),
            title_zh: project.title_zh.clone(),
            description_zh: project.description_zh.clone(),
            price: price_fen,
            price_fen: price_fen.fen(),
            sign_by,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_rows_are_no_instalments() {
        let pairs = [("service", "助餐"), ("acceptance", "逐项验收"), ("paid_for", ""), ("amount", " "), ("due_on", "")];
        let second = [("paid_for", "首期"), ("amount", "76,000"), ("due_on", "2026-06-30")];
        let pairs = pairs.iter().chain(&second).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let terms = ContractForm::read(pairs).command().expect("terms").terms;
        let instalments: Vec<_> = terms.instalments.iter().map(|i| (i.title_zh.as_str(), i.amount_fen.fen(), i.due_on.is_some())).collect();
        assert_eq!(instalments, [("首期", 7_600_000, true)]);
    }
}
