//! `/desk/bids/{id}/offer`: the price and the proposal of a draft.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::overview::{self, BidFacts};
use crate::bids::{self, Draft, UpdateBid};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed::{lines, yuan};
use crate::platform::html;
use crate::platform::http::{Body, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::money::Money;

/// Rows for further declarations.
const EMPTY_ROWS: usize = 2;

/// What the form sends, or what is in the draft.
#[derive(Clone, Debug, Default, Serialize)]
struct OfferForm {
    csrf: String,
    version: String,
    key: String,
    /// In yuan, as it was typed.
    price: String,
    proposal: String,
    team: String,
    declarations: Vec<Declared>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Declared {
    title: String,
    text: String,
}

impl OfferForm {
    /// A form sends each declaration as two pairs, its title first.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "price" => form.price = value,
                "proposal" => form.proposal = value,
                "team" => form.team = value,
                "declaration" => form.declarations.push(Declared { title: value, text: String::new() }),
                "statement" => form.declarations.last_mut().into_iter().for_each(|declared| declared.text.clone_from(&value)),
                _ => {}
            }
        }
        form
    }

    fn of(draft: &Draft) -> Self {
        let declarations = draft.declarations.iter().flatten();
        Self {
            price: draft.price_fen.map(|fen| Money::from_fen(fen).to_yuan()).unwrap_or_default(),
            proposal: draft.proposal_zh.clone().unwrap_or_default(),
            team: draft.team_zh.clone().unwrap_or_default(),
            declarations: declarations.map(|(title, text)| Declared { title: title.clone(), text: text.clone() }).collect(),
            ..Self::default()
        }
    }

    /// What is saved; price and proposal stay as they are where the field was left empty.
    fn change(&self) -> Result<UpdateBid> {
        let typed = |text: &str| Some(lines(text)).filter(|text| !text.trim().is_empty());
        let price_fen = typed(&self.price).map(|price| yuan("/offer/price_fen", &price)).transpose()?.map(Money::fen);
        let offer =
            Draft { price_fen, proposal_zh: typed(&self.proposal), team_zh: Some(lines(&self.team)), declarations: Some(self.declared()?) };
        Ok(UpdateBid { offer })
    }

    /// Rows without any text are none.
    fn declared(&self) -> Result<BTreeMap<String, String>> {
        let mut all = BTreeMap::new();
        for Declared { title, text } in &self.declarations {
            match (title.trim(), text.trim()) {
                ("", "") => {}
                ("", _) => {
                    return Err(Problem::field("/declarations", "required", "请填写声明的事项。", "say what each declaration is about."));
                }
                (title, text) if all.insert(title.to_owned(), lines(text)).is_some() => {
                    let zh = format!("“{title}”填写了两次，请合并。");
                    return Err(Problem::field("/declarations", "twice", zh, format!("{title:?} is there twice: put both into one.")));
                }
                _ => {}
            }
        }
        Ok(all)
    }
}

#[derive(Serialize)]
struct OfferPage {
    #[serde(flatten)]
    facts: BidFacts,
    form: OfferForm,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/bids/{id}/offer")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, None, None).await
}

#[post("/desk/bids/{id}/offer")]
pub async fn save(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = OfferForm::read(pairs.clone());
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/bids/{id}"));
    desk.after(next, pairs, async |pairs, problem| page(&desk, &id, Some(OfferForm::read(pairs)), Some(problem)).await).await
}

async fn take(desk: &Desk, id: &str, form: &OfferForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    bids::change_bid(cx, id, Body::of_form(form.change()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: Option<OfferForm>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let (facts, version) = overview::look(desk, id).await?;
    // What is sealed is nobody's to write any more; what was typed all the same is shown, to be copied.
    if facts.check.is_none() && typed.is_none() {
        return Ok(html::see_other(&format!("/desk/bids/{id}")));
    }
    let problems = match problem {
        Some(problem) if problem.status() == 412 => vec![saved_meanwhile(facts.bid.draft.as_ref())],
        problem => problem.map(Problem::words).unwrap_or_default(),
    };
    let mut form = typed.unwrap_or_else(|| facts.bid.draft.as_ref().map(OfferForm::of).unwrap_or_default());
    form.declarations.retain(|declared| !declared.title.is_empty() || !declared.text.is_empty());
    form.declarations.extend((0..EMPTY_ROWS).map(|_| Declared::default()));
    let page = OfferPage { facts, form, hidden: desk.hidden(version), problems };
    Ok(html::private_page(html::status_of(problem), PAGES.render("offer.html", &page)?))
}

/// Somebody else saved the draft since the page was opened; what is shown is what was typed here.
fn saved_meanwhile(draft: Option<&Draft>) -> Text {
    let price = draft.and_then(|draft| draft.price_fen).map(|fen| Money::from_fen(fen).to_yuan());
    let (zh, en) = price.map_or_else(Default::default, |yuan| (format!("，报价 {yuan} 元"), format!(", with a price of {yuan} yuan")));
    Text::new(
        format!("您打开页面之后，这份草稿被另行保存过{zh}。下面是您填写的内容，尚未保存；再次保存会覆盖已保存的内容。"),
        format!(
            "The draft was saved by somebody else since you opened this page{en}. Below is what you typed, not saved yet; saving again replaces theirs."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_what_follows_its_title_and_an_empty_row_is_none() {
        let pairs = [("declaration", "信用"), ("statement", "无重大违法记录"), ("declaration", ""), ("statement", " ")];
        let form = OfferForm::read(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        assert_eq!(form.declared().ok(), Some(BTreeMap::from([("信用".to_owned(), "无重大违法记录".to_owned())])));
        let nameless = OfferForm { declarations: vec![Declared { title: String::new(), text: "无".into() }], ..OfferForm::default() };
        assert!(nameless.declared().is_err());
    }
}
