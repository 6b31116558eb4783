//! `/desk/organizations/{id}`: an organisation's registration, the hub's verification of it, and its manager's correction.

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use super::session::{Desk, Hidden, PAGES};
use crate::account;
use crate::areas;
use crate::identity;
use crate::organizations::{self, Kind, Move, OrganizationView, UpdateOrganization, sheet, taxonomy::taxonomy};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Body, Call, Check, Problem, Result};
use crate::platform::i18n::Text;

/// What either form sends. Nothing is decided twice: the key is the form's own.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RegistrationForm {
    csrf: String,
    version: String,
    key: String,
    /// `verify`, `return` or `submit`: the button that was pressed.
    decision: String,
    reason: String,
    name_zh: String,
    kind: String,
    credit_code: String,
    area: String,
    /// The home on file, and the places served on file.
    home: String,
    serves: Vec<String>,
    description_zh: String,
    fields: Vec<String>,
    contact_email: String,
}

impl RegistrationForm {
    /// A form sends a box that is ticked as a pair of its own.
    fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "decision" => form.decision = value,
                "reason" => form.reason = value,
                "name_zh" => form.name_zh = value,
                "kind" => form.kind = value,
                "credit_code" => form.credit_code = value,
                "area" => form.area = value,
                "home" => form.home = value,
                "serves" => form.serves.push(value),
                "description_zh" => form.description_zh = value,
                "fields" => form.fields.push(value),
                "contact_email" => form.contact_email = value,
                _ => {}
            }
        }
        form
    }

    /// What the manager corrects; an empty field leaves what is on file, and what is missing then is named. Whoever serves its home alone
    /// serves the new one.
    fn correction(&self) -> UpdateOrganization {
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let area_code = typed(&self.area).filter(|area| *area != self.home);
        let serves_home_alone = self.serves.iter().eq([&self.home]);
        UpdateOrganization {
            name_zh: typed(&self.name_zh),
            kind: Kind::parse(&self.kind),
            credit_code: typed(&self.credit_code).map(|code| code.to_uppercase()),
            areas_served: area_code.clone().filter(|_| serves_home_alone).map(|home| vec![home]),
            area_code,
            description_zh: typed(&self.description_zh),
            fields: Some(self.fields.clone()).filter(|fields| !fields.is_empty()),
            contact_email: typed(&self.contact_email),
            ..UpdateOrganization::default()
        }
    }
}

/// What the correction offers.
#[derive(Serialize)]
struct Offers {
    kinds: Vec<(&'static str, Text)>,
    areas: Vec<(String, Text)>,
    fields: Vec<(String, Text)>,
}

impl Offers {
    fn of(conn: &mut Conn) -> Result<Self> {
        let kinds = sheet::kinds().into_iter().filter(|kind| Kind::parse(kind.code).is_some_and(organizations::registers_itself));
        Ok(Self {
            kinds: kinds.map(|kind| (kind.code, Text::new(kind.zh, kind.en))).collect(),
            areas: account::served_areas(conn)?.into_iter().map(|area| (area.code, Text::new(area.name_zh, area.name_en))).collect(),
            fields: taxonomy().fields().iter().map(|field| (field.slug.clone(), Text::new(&field.label_zh, &field.label_en))).collect(),
        })
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
    /// For whoever corrects it.
    offers: Option<Offers>,
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
pub async fn decide(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let form = RegistrationForm::read(pairs.into_inner());
    let next = take(&desk, &id, &form).await.map(|_| format!("/desk/organizations/{id}"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
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
    let wanted = id.to_owned();
    let Facts { organization, version, area, manages_people, offers } =
        desk.look("organizations_get", move |conn, call| facts(conn, call, &wanted)).await?;
    let named =
        |slug: &String| taxonomy().field(slug).map_or_else(|| Text::new(slug, slug), |field| Text::new(&field.label_zh, &field.label_en));
    let facts = OrganizationPage {
        kind: organization.kind.words(),
        status: organization.status.words(),
        fields: organization.fields.iter().map(named).collect(),
        area,
        organization,
        manages_people,
        offers,
        hidden: desk.hidden(version),
        typed,
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("organization.html", &facts)?))
}

struct Facts {
    organization: OrganizationView,
    version: i64,
    area: Text,
    manages_people: bool,
    offers: Option<Offers>,
}

fn facts(conn: &mut Conn, call: &Call, id: &str) -> Result<Facts> {
    let (organization, version) = organizations::view(conn, call, id)?;
    let area = areas::find(conn, &organization.area_code)?.map(|area| Text::new(area.name_zh, area.name_en));
    let offers = if organization.allowed_actions.contains(&"submit") { Some(Offers::of(conn)?) } else { None };
    Ok(Facts {
        offers,
        area: area.unwrap_or_else(|| Text::new(&organization.area_code, &organization.area_code)),
        manages_people: identity::manages_people(conn, call, &organization.id)?,
        organization,
        version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction(pairs: &[(&str, &str)]) -> UpdateOrganization {
        RegistrationForm::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).correction()
    }

    #[test]
    fn who_serves_its_home_alone_serves_the_new_one_and_nobody_loses_other_places() {
        let moved = [("home", "310107015"), ("area", "310107020"), ("serves", "310107015")];
        let new = correction(&moved);
        assert_eq!((new.area_code.as_deref(), new.areas_served), (Some("310107020"), Some(vec!["310107020".to_owned()])));
        assert_eq!(correction(&[&moved[..], &[("serves", "310107005")]].concat()).areas_served, None);
        let stays = correction(&[("home", "310107015"), ("area", "310107015"), ("serves", "310107015"), ("fields", "elderly_meals")]);
        assert_eq!((stays.area_code, stays.areas_served, stays.fields), (None, None, Some(vec!["elderly_meals".to_owned()])));
    }
}
