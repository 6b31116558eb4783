//! `/account/register`: an organisation registers itself; its contact person confirms by the link in the letter.

use actix_web::{HttpResponse, get, post, web};
use secrecy::SecretString;
use serde::Serialize;

use super::page;
use crate::areas::{self, Area};
use crate::identity;
use crate::organizations::{self, Kind, RegisterOrganization, sheet, taxonomy::taxonomy};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{FieldError, Problem, Result, Visitor};
use crate::platform::i18n::{Language, Text};

/// What was typed, besides the password.
#[derive(Clone, Default, Serialize)]
struct Typed {
    name_zh: String,
    kind: String,
    credit_code: String,
    area_code: String,
    description_zh: String,
    fields: Vec<String>,
    contact_name: String,
    contact_email: String,
}

/// One thing to choose.
#[derive(Serialize)]
struct Offer {
    value: String,
    label: Text,
}

#[derive(Serialize)]
struct RegisterPage {
    typed: Typed,
    kinds: Vec<Offer>,
    fields: Vec<Offer>,
    areas: Vec<Offer>,
    /// For how many hours the link can be used, once it was asked for.
    valid_hours: Option<i64>,
    problems: Vec<Text>,
}

#[get("/account/register")]
pub async fn show(visitor: Visitor) -> Result<HttpResponse> {
    form(&visitor, Typed::default(), Ok(None)).await
}

#[post("/account/register")]
pub async fn send(visitor: Visitor, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let (typed, password) = read(pairs.into_inner());
    let asked = match command(&typed, password) {
        Ok(command) => organizations::request_registration(&visitor, &command).await,
        Err(problem) => Err(problem),
    };
    match asked {
        Ok(hours) => form(&visitor, typed, Ok(Some(hours))).await,
        Err(problem) if matches!(problem.status(), 409 | 422 | 429) => form(&visitor, typed, Err(problem)).await,
        Err(problem) => Err(problem),
    }
}

/// What is wrong, each with the name of its field. The page asks for no other place than the home.
fn by_field(problem: &Problem) -> Vec<Text> {
    let asked: Vec<_> = problem.errors().iter().filter(|error| !error.pointer.starts_with("/areas_served")).collect();
    if asked.is_empty() { problem.words() } else { asked.into_iter().map(FieldError::sentence).collect() }
}

/// A form sends a box that is ticked as a pair of its own.
fn read(pairs: Vec<(String, String)>) -> (Typed, SecretString) {
    let (mut typed, mut password) = (Typed::default(), SecretString::default());
    for (name, value) in pairs {
        match name.as_str() {
            "name_zh" => typed.name_zh = value,
            "kind" => typed.kind = value,
            "credit_code" => typed.credit_code = value.trim().to_uppercase(),
            "area_code" => typed.area_code = value,
            "description_zh" => typed.description_zh = value,
            "fields" => typed.fields.push(value),
            "contact_name" => typed.contact_name = value,
            "contact_email" => typed.contact_email = value.trim().to_owned(),
            "password" => password = value.into(),
            _ => {}
        }
    }
    (typed, password)
}

fn command(typed: &Typed, password: SecretString) -> Result<RegisterOrganization> {
    let kind = Kind::parse(&typed.kind)
        .ok_or_else(|| Problem::field("/kind", "required", "请选择机构类型。", "choose the kind of the organisation."))?;
    let Typed { name_zh, credit_code, area_code, description_zh, fields, contact_name, contact_email, .. } = typed.clone();
    Ok(RegisterOrganization {
        name_zh,
        name_en: None,
        kind,
        credit_code,
        area_code,
        description_zh,
        fields,
        areas_served: Vec::new(),
        contact_email,
        contact_name,
        password,
        language: Some(Language::Zh),
    })
}

/// Where a hub takes registrations.
pub fn served_areas(conn: &mut Conn) -> Result<Vec<Area>> {
    let hubs = identity::reached_paths(conn, &[Role::HubOperator])?;
    Ok(areas::down_to_streets(conn)?.into_iter().filter(|area| hubs.iter().any(|hub| area.path.starts_with(hub))).collect())
}

async fn form(visitor: &Visitor, typed: Typed, asked: std::result::Result<Option<i64>, Problem>) -> Result<HttpResponse> {
    let areas = visitor.read(served_areas).await?;
    let kinds = sheet::kinds().into_iter().filter(|kind| Kind::parse(kind.code).is_some_and(organizations::registers_itself));
    let (valid_hours, problem) = match asked {
        Ok(hours) => (hours, None),
        Err(problem) => (None, Some(problem)),
    };
    let facts = RegisterPage {
        typed,
        kinds: kinds.map(|kind| Offer { value: kind.code.to_owned(), label: Text::new(kind.zh, kind.en) }).collect(),
        fields: taxonomy()
            .fields()
            .iter()
            .map(|field| Offer { value: field.slug.clone(), label: Text::new(&field.label_zh, &field.label_en) })
            .collect(),
        areas: areas.into_iter().map(|area| Offer { value: area.code, label: Text::new(area.name_zh, area.name_en) }).collect(),
        valid_hours,
        problems: problem.as_ref().map(by_field).unwrap_or_default(),
    };
    page("register.html", &facts, problem.as_ref())
}
