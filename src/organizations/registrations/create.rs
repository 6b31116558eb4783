//! `POST /registrations`: an organisation registers itself.

use actix_web::post;
use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::pending::Pending;
use super::{code_is_free, store};
use crate::identity;
use crate::identity::links::{self, FreshLink, LinkKind};
use crate::identity::{LetterRequest, email, password};
use crate::journal::{self, Event};
use crate::organizations::model::Kind;
use crate::organizations::register::{Registration, examine};
use crate::platform::actor::Role;
use crate::platform::crypto::password::PasswordOwner;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, ProblemDocument, Reply, Result, Visitor};
use crate::platform::i18n::Language;

/// How long it can be confirmed.
const OPEN_FOR: TimeDelta = TimeDelta::hours(24);

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterOrganization {
    #[schema(example = "东新社工事务所")]
    pub name_zh: String,
    pub name_en: Option<String>,
    /// Every registered kind but `committee` and `government`; teams on file are entered by their hub.
    #[schema(example = "social_service_agency")]
    pub kind: Kind,
    /// Unified social credit code.
    #[schema(example = "52310107MJ0000026F")]
    pub credit_code: String,
    /// Where it is registered or has its office: the hub of this place verifies it.
    #[schema(example = "310107015")]
    pub area_code: String,
    /// What it does; residents read it.
    #[schema(example = "为社区老人和青年提供社会工作服务。")]
    pub description_zh: String,
    /// Slugs of service fields, one at least.
    #[schema(example = json!(["jobs_startups"]))]
    pub fields: Vec<String>,
    /// Codes of places; its own unless told.
    #[serde(default)]
    #[schema(example = json!(["310107015"]))]
    pub areas_served: Vec<String>,
    /// The contact person's, who becomes the manager; the link goes there.
    #[schema(example = "li.na@dongxin.example")]
    pub contact_email: String,
    #[schema(example = "李娜")]
    pub contact_name: String,
    /// For a new account: 15 to 128 characters. Give it again when you confirm; an account that the address has keeps its own.
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
    /// The letter's language; the request's unless told.
    pub language: Option<Language>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct RegistrationRequested {
    /// For so long the link in the letter can be used.
    #[schema(example = 24)]
    pub valid_hours: i64,
}

/// Register your organisation
///
/// A letter with a link goes to the contact person; confirming it makes the account and the organisation, which the hub of the place
/// then verifies. The answer is the same whether or not the address has an account. Three requests for an address in fifteen
/// minutes, or thirty from one place, are enough: 429.
#[utoipa::path(operation_id = "registrations_create", tag = "registry", request_body = RegisterOrganization, responses(
    (status = 202, description = "A letter is on its way", body = RegistrationRequested),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/registrations")]
pub async fn handle(visitor: Visitor, body: Body<RegisterOrganization>) -> Answer {
    let valid_hours = request_registration(&visitor, &body.into_value()?).await?;
    visitor.answer(Reply::accepted(&RegistrationRequested { valid_hours })?)
}

/// For the pages too; answers for how many hours the link can be used.
pub async fn request_registration(visitor: &Visitor, command: &RegisterOrganization) -> Result<i64> {
    let registration = command.registration();
    let (password, name) = (command.password.expose_secret().to_owned(), command.contact_name.clone());
    let typed = registration.clone();
    visitor.read(move |conn| check(conn, &typed, &name, &password)).await?;
    let platform = visitor.platform();
    let address = email::normalized(&command.contact_email);
    let letter = LetterRequest::new(&platform.keys, "registration", &address, visitor.peer());
    visitor.write(move |tx, _| letter.count(tx)).await?;
    let code = command.credit_code.clone();
    visitor.read(move |conn| code_is_free(conn, &code)).await?;

    let fresh = FreshLink::generate(platform)?;
    let password_hash = password::hash(command.password.expose_secret().to_owned()).await?;
    let pending = Pending { registration, contact_name: command.contact_name.trim().to_owned(), password_hash };
    let sealed = pending.seal(&platform.keys, &fresh.id)?;
    let language = command.language.unwrap_or(visitor.language());
    visitor.write(move |tx, call| request(tx, call, &fresh, &address, language, &sealed)).await?;
    Ok(OPEN_FOR.num_hours())
}

/// Whether the address has an account makes no difference here: the letter tells it to its owner.
fn request(tx: &mut Tx, call: &Call, fresh: &FreshLink, address: &str, language: Language, sealed: &[u8]) -> Result<()> {
    let link = fresh.link(LinkKind::Registration, Some(address.to_owned()), language, OPEN_FOR);
    links::insert(tx, &link)?;
    store::insert(tx, &link.id, sealed)?;
    journal::record(tx, call, Event::new("registration.requested", &link.id))
}

/// Everything that must change, organisation and person, at once: what the hub needs is asked for now.
fn check(conn: &mut Conn, registration: &Registration, contact_name: &str, password: &str) -> Result<()> {
    let mut check = Check::new();
    if let Some(area) = examine(conn, &mut check, registration)? {
        let hubs = identity::reached_paths(conn, &[Role::HubOperator])?;
        check.that(
            hubs.iter().any(|hub| area.path.starts_with(hub)),
            "/area_code",
            "no_hub",
            "这里还没有枢纽受理登记，请选择所在的街道或镇，或联系平台。",
            "no hub takes registrations here yet: name your street or town, or ask the platform.",
        );
    }
    let address = registration.contact_email.as_deref().unwrap_or_default();
    check
        .that(
            registers_itself(registration.kind),
            "/kind",
            "not_for_self_registration",
            "机关、居（村）委会和备案团队由枢纽或平台登记。",
            "offices, committees and teams on file are entered by the hub or the platform.",
        )
        .that(!registration.description_zh.trim().is_empty(), "/description_zh", "required", "不能为空。", "must not be empty.")
        .that(!registration.fields.is_empty(), "/fields", "required", "至少选择一个服务领域。", "name at least one service field.")
        .text("/contact_name", contact_name, 100);
    password::check(&mut check, "/password", password, &PasswordOwner { email: address, name: contact_name });
    check.finish()
}

/// Whether an organisation of this kind enters itself.
pub fn registers_itself(kind: Kind) -> bool {
    kind.has_credit_code() && !matches!(kind, Kind::Government | Kind::Committee)
}

impl RegisterOrganization {
    fn registration(&self) -> Registration {
        let own = || vec![self.area_code.clone()];
        Registration {
            name_zh: self.name_zh.clone(),
            name_en: self.name_en.clone(),
            kind: self.kind,
            form: None,
            credit_code: Some(self.credit_code.clone()),
            area_code: self.area_code.clone(),
            description_zh: self.description_zh.clone(),
            contact_email: Some(email::normalized(&self.contact_email)),
            legal_representative: None,
            registered_on: None,
            major_breach_until: None,
            source: Some("self_registration".to_owned()),
            synthetic: false,
            fields: self.fields.clone(),
            areas_served: if self.areas_served.is_empty() { own() } else { self.areas_served.clone() },
            target_groups: Vec::new(),
        }
    }
}
