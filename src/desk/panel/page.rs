//! `/desk/projects/{id}/panel`: the officer names the panel; a member says what ties it to the bidders.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::composition::{CompositionForm, Row};
use super::declaration::DeclarationForm;
use super::project_id;
use crate::desk::bids::CallFacts;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::evaluation::{self, ConflictKind, PanelAsks, PanelSheet, PanelView};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, FieldError, Problem, Result};
use crate::platform::i18n::Text;

/// What was typed, when something about it was wrong.
#[derive(Default)]
struct Typed {
    composition: Option<CompositionForm>,
    declaration: DeclarationForm,
}

struct Facts {
    call: CallFacts,
    sheet: PanelSheet,
    /// The caller sits, or is to sit, on panels: their way on leads to the points.
    evaluates: bool,
}

#[derive(Serialize)]
struct PanelPage {
    call: CallFacts,
    panel: Option<PanelView>,
    asks: PanelAsks,
    rows: Option<Vec<Row>>,
    /// How many reserves the form offers.
    reserves: u32,
    kinds: Vec<(ConflictKind, Text)>,
    evaluates: bool,
    hidden: Hidden,
    typed: DeclarationForm,
    problems: Vec<Text>,
}

#[get("/desk/projects/{id}/panel")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, Typed::default(), None).await
}

#[post("/desk/projects/{id}/panel")]
pub async fn compose(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = CompositionForm::read(pairs.clone());
    let next = appoint(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/panel"));
    desk.after(next, pairs, async |pairs, problem| {
        page(&desk, &id, Typed { composition: Some(CompositionForm::read(pairs)), ..Typed::default() }, Some(problem)).await
    })
    .await
}

#[post("/desk/projects/{id}/panel/declare")]
pub async fn declare(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let pairs = pairs.into_inner();
    let form = DeclarationForm::read(pairs.clone());
    let next = say(&desk, &id, &form).await.map(|_| format!("/desk/projects/{id}/panel"));
    desk.after(next, pairs, async |pairs, problem| {
        page(&desk, &id, Typed { declaration: DeclarationForm::read(pairs), ..Typed::default() }, Some(problem)).await
    })
    .await
}

async fn appoint(desk: &Desk, id: &str, form: &CompositionForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    evaluation::form_panel(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn say(desk: &Desk, id: &str, form: &DeclarationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    evaluation::declare_conflicts(cx, id, Body::of_form(form.command()?, &format!("{form:?}"))).await
}

async fn page(desk: &Desk, id: &str, typed: Typed, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = project_id(id)?;
    let look = move |conn: &mut Conn, call: &Call| {
        let sheet = evaluation::panel_sheet(conn, call, &wanted)?;
        let evaluates = call.actor.has_any(&[Role::Evaluator]);
        Ok(Facts { call: CallFacts::of(conn, call, &sheet.project)?, sheet, evaluates })
    };
    let Facts { call, sheet, evaluates } = desk.look("panels_get", look).await?;
    let PanelSheet { panel, asks, candidates, .. } = sheet;
    let composition = typed.composition.or_else(|| panel.as_ref().map(CompositionForm::of)).unwrap_or_default();
    // What is wrong with one of those who are named, with their name.
    let name = |error: &FieldError| {
        let at = error.pointer.strip_prefix("/members/")?.split('/').next()?.parse().ok()?;
        let person = composition.person_at(at)?;
        let name = &candidates.iter().flatten().find(|candidate| candidate.user_id == person)?.name;
        Some(Text::new(name, name))
    };
    let problems = problem.map(|problem| problem.words_with(name)).unwrap_or_default();
    let page = PanelPage {
        hidden: desk.hidden(panel.as_ref().map_or(0, |panel| panel.version)),
        rows: candidates.map(|candidates| composition.over(candidates)),
        reserves: asks.reserves.max(3),
        kinds: ConflictKind::ALL.iter().map(|kind| (*kind, kind.words())).collect(),
        typed: typed.declaration,
        problems,
        call,
        panel,
        asks,
        evaluates,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("panel.html", &page)?))
}
