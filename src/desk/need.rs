//! `/desk/needs/{id}`: a need that was reported, and the hub's verification of it.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::session::{Desk, Hidden, PAGES};
use super::typed;
use crate::areas;
use crate::needs::{self, DeclineNeed, NeedView, VerifyNeed};
use crate::organizations::taxonomy::taxonomy;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Problem, Result};
use crate::platform::i18n::Text;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct NeedForm {
    csrf: String,
    version: String,
    key: String,
    /// `verify` or `decline`: the button that was pressed.
    decision: String,
    /// Slug of the right service field.
    field: String,
    reason: String,
}

#[derive(Serialize)]
struct NeedPage {
    need: NeedView,
    area: Text,
    /// Slug and name of each service field.
    fields: Vec<(String, Text)>,
    groups: Vec<Text>,
    hidden: Hidden,
    typed: NeedForm,
    problems: Vec<Text>,
}

#[get("/desk/needs/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, NeedForm::default(), None).await
}

#[post("/desk/needs/{id}")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<NeedForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/needs/{id}"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn take(desk: &Desk, id: &str, form: &NeedForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let said = format!("{form:?}");
    match form.decision.as_str() {
        "verify" => {
            let field = Some(form.field.clone()).filter(|field| !field.is_empty());
            needs::verify_need(cx, id, Body::of_form(VerifyNeed { field }, &said)).await
        }
        "decline" => needs::decline_need(cx, id, Body::of_form(DeclineNeed { reason: typed::lines(&form.reason) }, &said)).await,
        _ => Err(Problem::field("/decision", "unknown_value", "请选择核实通过或不予立项。", "choose to verify or to decline.")),
    }
}

async fn page(desk: &Desk, id: &str, typed: NeedForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (need, version, area) = desk.look("needs_get", move |conn, call| facts(conn, call, &wanted)).await?;
    let known = |slug: &String| taxonomy().target_groups().iter().find(|group| group.slug == *slug);
    let group = |slug: &String| known(slug).map_or_else(|| Text::new(slug, slug), |group| Text::new(&group.label_zh, &group.label_en));
    let page = NeedPage {
        fields: taxonomy().fields().iter().map(|field| (field.slug.clone(), Text::new(&field.label_zh, &field.label_en))).collect(),
        groups: need.target_groups.iter().map(group).collect(),
        hidden: desk.hidden(version),
        need,
        area,
        typed,
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("need.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<(NeedView, i64, Text)> {
    let (need, version) = needs::sheet(conn, call, id)?;
    let area = areas::find(conn, &need.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
    let area = area.unwrap_or_else(|| Text::new(&need.area_code, &need.area_code));
    Ok((need, version, area))
}
