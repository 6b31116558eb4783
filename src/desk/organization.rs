//! `/desk/organizations/{id}`: an organisation's registration, the hub's verification of it, and its manager's correction.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::session::{Desk, Hidden, PAGES};
use crate::areas;
use crate::identity;
use crate::organizations::{self, Move, OrganizationView, UpdateOrganization, taxonomy::taxonomy};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Check, Problem, Result};
use crate::platform::i18n::Text;

/// What either form sends. Nothing is decided twice: the key is the form's own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct RegistrationForm {
    csrf: String,
    version: String,
    key: String,
    /// `verify`, `return` or `submit`: the button that was pressed.
    decision: String,
    reason: String,
    name_zh: String,
    credit_code: String,
    description_zh: String,
    contact_email: String,
}

impl RegistrationForm {
    /// What the manager corrects; an empty field leaves what is on file, and what is missing then is named.
    fn correction(&self) -> UpdateOrganization {
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        UpdateOrganization {
            name_zh: typed(&self.name_zh),
            credit_code: typed(&self.credit_code).map(|code| code.to_uppercase()),
            description_zh: typed(&self.description_zh),
            contact_email: typed(&self.contact_email),
            ..UpdateOrganization::default()
        }
    }
}

#[derive(Serialize)]
struct OrganizationPage {
    organization: OrganizationView,
    manages_people: bool,
    kind: Text,
    status: Text,
    area: Text,
    fields: Vec<Text>,
    hidden: Hidden,
    /// What was typed, when something about it was wrong.
    typed: RegistrationForm,
    problems: Vec<Text>,
}

#[get("/desk/organizations/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, RegistrationForm::default(), None).await
}

#[post("/desk/organizations/{id}")]
pub async fn decide(desk: Desk, id: web::Path<String>, form: web::Form<RegistrationForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    match take(&desk, &id, &form).await {
        Ok(_) => Ok(html::see_other(&format!("/desk/organizations/{id}"))),
        Err(problem) if html::shows_the_form_again(&problem) => page(&desk, &id, form, Some(&problem)).await,
        Err(problem) => desk.refused_form(problem, &form),
    }
}

/// The same use cases as the API's: permission, version and idempotency are judged there.
async fn take(desk: &Desk, id: &str, form: &RegistrationForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let (operation, step) = match form.decision.as_str() {
        "verify" => ("organizations_verify", Move::Verify),
        "return" => ("organizations_return", Move::Return),
        "submit" => {
            let (id, body) = (id.to_owned(), Body::of_form(form.correction(), &format!("{form:?}")));
            return cx.write("organizations_submit", body, move |tx, call, command| organizations::correct(tx, call, &id, command)).await;
        }
        _ => return Err(Problem::field("/decision", "unknown_value", "请选择核验通过或退回。", "choose verify or return.")),
    };
    if step == Move::Return {
        let mut check = Check::new();
        check.text("/reason", &form.reason, 500);
        check.finish()?;
    }
    let id = id.to_owned();
    let reason = (step == Move::Return).then(|| form.reason.clone());
    let body = Body::of_form(reason, &format!("{form:?}"));
    cx.write(operation, body, move |tx, call, reason| organizations::decide(tx, call, &id, step, reason.as_deref())).await
}

async fn page(desk: &Desk, id: &str, typed: RegistrationForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let found = match desk.cx() {
        Ok(cx) => {
            let id = id.to_owned();
            cx.look("organizations_get", cx.now(), move |conn, call| facts(conn, call, &id)).await
        }
        Err(problem) => Err(problem),
    };
    let Facts { organization, version, area, manages_people } = match found {
        Ok(found) => found,
        Err(problem) => return desk.refused(problem),
    };
    let named =
        |slug: &String| taxonomy().field(slug).map_or_else(|| Text::new(slug, slug), |field| Text::new(&field.label_zh, &field.label_en));
    let facts = OrganizationPage {
        kind: organization.kind.words(),
        status: organization.status.words(),
        fields: organization.fields.iter().map(named).collect(),
        area,
        organization,
        manages_people,
        hidden: desk.hidden(version),
        typed,
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::page(html::status_of(problem), PAGES.render("organization.html", &facts)?))
}

struct Facts {
    organization: OrganizationView,
    version: i64,
    area: Text,
    manages_people: bool,
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let (organization, version) = organizations::view(conn, call, id)?;
    let area = areas::find(conn, &organization.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
    Ok(Facts {
        area: area.unwrap_or_else(|| Text::new(&organization.area_code, &organization.area_code)),
        manages_people: identity::manages_people(conn, call, &organization.id)?,
        organization,
        version,
    })
}
