//! Loads the seed tables: areas and the first people directly, as a hub's first administrator would find them; every
//! organisation and need through the API, by those whose work that is. What is made up here is marked `synthetic`.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use serde_json::{Value, json};

use super::meeting;
use super::people::{self, PASSWORD, Person};
use super::teller::Teller;
use crate::areas::{self, Level};
use crate::cli::say::say;
use crate::identity;
use crate::organizations::credit_code::CreditCode;
use crate::organizations::{self, Kind, Registration};
use crate::platform::Platform;
use crate::platform::actor::Role;
use crate::platform::crypto::password;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Language;
use crate::platform::ids::{OrganizationId, UserId};
use crate::platform::jobs::Registry;

const AREAS: &str = include_str!("../../../config/demo/areas.csv");
const ORGANIZATIONS: &str = include_str!("../../../config/demo/organizations.csv");
const NEEDS: &str = include_str!("../../../config/demo/needs.csv");
/// The need that the story begins with; it is reported on the stage.
pub(super) const STORY_NEED: &str = "jobs";
/// The registrar who verifies organisations of the whole city.
pub(super) const REGISTRAR: &str = "registrar";

#[derive(Clone, Debug, Deserialize)]
struct AreaRow {
    code: String,
    parent: String,
    level: String,
    name_zh: String,
    name_en: String,
    population: Option<i64>,
    source: String,
    status: String,
}

#[derive(Clone, Debug, Deserialize)]
struct OrganizationRow {
    key: String,
    name_zh: String,
    name_en: String,
    kind: String,
    form: String,
    area: String,
    fields: String,
    description_zh: String,
    source: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct NeedRow {
    key: String,
    pub(super) title_zh: String,
    pub(super) description_zh: String,
    pub(super) area: String,
    pub(super) field: String,
    pub(super) category: String,
    pub(super) source: String,
}

/// Who and what the story needs by name.
pub(super) struct Cast {
    pub(super) organizations: HashMap<String, OrganizationId>,
    pub(super) users: HashMap<String, UserId>,
    pub(super) story_need: NeedRow,
}

fn rows<T: for<'de> Deserialize<'de>>(table: &'static str) -> anyhow::Result<Vec<T>> {
    Ok(csv::Reader::from_reader(table.as_bytes()).deserialize().collect::<std::result::Result<_, _>>()?)
}

/// Fills an empty sandbox.
pub(super) async fn load(address: &str, platform: &Arc<Platform>, registry: &Arc<Registry>) -> anyhow::Result<Cast> {
    let areas: Vec<AreaRow> = rows(AREAS)?;
    let mut organizations: Vec<OrganizationRow> = rows(ORGANIZATIONS)?;
    organizations.extend(made_up());
    let needs: Vec<NeedRow> = rows(NEEDS)?;
    let bar = ProgressBar::new(u64::try_from(areas.len() + organizations.len() + needs.len())?)
        .with_style(ProgressStyle::with_template("载入 Loading {bar:30} {pos}/{len} {msg}")?);

    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD)).await??;
    let first = add_areas_and_registrar(platform, areas.clone(), hash.clone()).await?;
    bar.inc(u64::try_from(areas.len())?);

    let mut teller = Teller::new(address, platform, registry, 0);
    teller.sign_in(REGISTRAR, &email(REGISTRAR), PASSWORD).await?;
    let mut ids = HashMap::new();
    for (n, row) in organizations.iter().enumerate() {
        bar.set_message(row.name_zh.clone());
        ids.insert(row.key.clone(), register(&teller, row, n).await?);
        bar.inc(1);
    }
    let people: Vec<Person> = people::all()?.into_iter().chain(meeting::INCUBATED.map(people::manager_of)).collect();
    let mut users = add_people(platform, people.clone(), ids.clone(), hash).await?;
    users.insert(REGISTRAR.into(), first);

    teller.sign_in("hub", &email("hub"), PASSWORD).await?;
    let (mut story_need, mut reported) = (None, 0);
    for row in needs {
        bar.inc(1);
        if row.key == STORY_NEED {
            story_need = Some(row);
        } else {
            let need = teller.post(REGISTRAR, "/needs", report(&row)).await?;
            teller.act(REGISTRAR, &format!("/needs/{}", text(&need, "id")?), "verify", json!({})).await?;
            reported += 1;
        }
    }
    bar.finish_and_clear();
    crate::app::settle(platform, registry).await?;
    say!(
        "已载入 Loaded: {} areas, {} organisations, {} needs, {} people (people, codes, addresses and prices are synthetic)",
        areas.len(),
        ids.len(),
        reported,
        people.len()
    );
    Ok(Cast { organizations: ids, users, story_need: story_need.context("needs.csv has no need for the story")? })
}

/// The body of a need's report.
pub(super) fn report(row: &NeedRow) -> Value {
    json!({
        "title_zh": row.title_zh, "description_zh": row.description_zh, "area_code": row.area, "field": row.field,
        "category": row.category, "source": row.source,
    })
}

pub(super) fn text<'a>(value: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    value[field].as_str().with_context(|| format!("no {field} in {value}"))
}

pub(super) fn email(key: &str) -> String {
    format!("{key}@demo.shuniu.example")
}

/// The street office that buys, and one organisation that may not contract (R3): both made up.
fn made_up() -> Vec<OrganizationRow> {
    let row = |key: &str, name_zh: &str, name_en: &str, kind: &str, fields: &str, description: &str| OrganizationRow {
        key: key.into(),
        name_zh: name_zh.into(),
        name_en: name_en.into(),
        kind: kind.into(),
        form: String::new(),
        area: "310107015".into(),
        fields: fields.into(),
        description_zh: description.into(),
        source: "synthetic".into(),
    };
    vec![
        row("street", "长寿路街道办事处（演示）", "Changshou Road Street Office (demo)", "government", "", "演示用的购买方"),
        row(
            "ineligible",
            "示例社区事务中心（虚构）",
            "Example Affairs Centre (fictitious)",
            "public_institution_1",
            "digital_inclusion",
            "虚构的公益一类事业单位，不能作为承接主体",
        ),
    ]
}

/// Class of the unified credit code by kind (R77); a team has none.
fn code_class(kind: &str) -> Option<&'static str> {
    match kind {
        "society" => Some("51"),
        "social_service_agency" => Some("52"),
        "foundation" => Some("53"),
        "enterprise" => Some("91"),
        "government" => Some("11"),
        "public_institution_1" | "public_institution_2" => Some("12"),
        _ => None,
    }
}

/// As a draft directly, for only the loader can mark it `synthetic`; submitted and verified through the API.
async fn register(teller: &Teller, row: &OrganizationRow, n: usize) -> anyhow::Result<OrganizationId> {
    let id = OrganizationId::new();
    let call = Call::system(&teller.platform);
    let (registration, key) = (registration(row, n)?, id.clone());
    teller.platform.db.write(move |tx| organizations::register(tx, &call, key.clone(), &registration)).await?;
    let place = format!("/organizations/{id}");
    teller.act(REGISTRAR, &place, "submit", json!({})).await?;
    teller.act(REGISTRAR, &place, "verify", json!({})).await?;
    Ok(id)
}

fn registration(row: &OrganizationRow, n: usize) -> anyhow::Result<Registration> {
    let kind = Kind::parse(&row.kind).with_context(|| format!("no kind {}", row.kind))?;
    let number = 900_000 + u32::try_from(n)?;
    let code = code_class(&row.kind).map(|class| CreditCode::synthetic(class, "310107", number)).transpose()?;
    Ok(Registration {
        name_zh: row.name_zh.clone(),
        name_en: Some(row.name_en.clone()),
        kind,
        form: Some(row.form.clone()).filter(|form| !form.is_empty()),
        credit_code: code.map(|code| code.as_str().to_owned()),
        area_code: row.area.clone(),
        description_zh: row.description_zh.clone(),
        contact_email: Some(email(&row.key)),
        legal_representative: None,
        registered_on: None,
        major_breach_until: None,
        source: Some(row.source.clone()),
        synthetic: true,
        fields: row.fields.split(';').filter(|field| !field.is_empty()).map(str::to_owned).collect(),
        // Nobody wrote down where they work: those who help people into work serve Putuo too, or the story has no bidders.
        areas_served: if row.fields.contains("jobs_startups") {
            vec![row.area.clone(), "310107".to_owned()]
        } else {
            vec![row.area.clone()]
        },
        target_groups: Vec::new(),
    })
}

async fn add_areas_and_registrar(platform: &Arc<Platform>, areas: Vec<AreaRow>, hash: String) -> anyhow::Result<UserId> {
    let call = Call::system(platform);
    Ok(platform
        .db
        .write(move |tx| {
            for row in &areas {
                areas::create(tx, &call, &area(row)?)?;
            }
            let user = identity::add_user(tx, &call, &new_user(REGISTRAR, "市级登记专员", &hash))?;
            identity::add_membership(tx, &call, &membership(&user, None, Role::HubOperator, Some("310000")))?;
            Ok(user)
        })
        .await?)
}

async fn add_people(
    platform: &Arc<Platform>,
    people: Vec<Person>,
    organizations: HashMap<String, OrganizationId>,
    hash: String,
) -> anyhow::Result<HashMap<String, UserId>> {
    let call = Call::system(platform);
    Ok(platform
        .db
        .write(move |tx| {
            let mut users = HashMap::new();
            for person in &people {
                let organization = match person.organization.as_str() {
                    "" => None,
                    key => Some(organizations.get(key).ok_or_else(|| Problem::broken(format!("no organisation {key}")))?),
                };
                let user = identity::add_user(tx, &call, &new_user(&person.key, &person.name, &hash))?;
                let area = Some(person.area.as_str()).filter(|a| !a.is_empty());
                identity::add_membership(tx, &call, &membership(&user, organization, person.role, area))?;
                users.insert(person.key.clone(), user);
            }
            Ok(users)
        })
        .await?)
}

fn area(row: &AreaRow) -> Result<areas::CreateArea> {
    let level = Level::parse(&row.level).ok_or_else(|| Problem::broken(format!("no level {}", row.level)))?;
    // `demo` marks a code that is not confirmed; the place itself is real.
    let source = if row.status == "demo" { format!("{}; code unconfirmed", row.source) } else { row.source.clone() };
    Ok(areas::CreateArea {
        code: row.code.clone(),
        parent_code: Some(row.parent.clone()).filter(|p| !p.is_empty()),
        level,
        name_zh: row.name_zh.clone(),
        name_en: row.name_en.clone(),
        population: row.population,
        status: areas::Status::Active,
        source: Some(source),
    })
}

fn new_user(key: &str, name: &str, hash: &str) -> identity::NewUser {
    identity::NewUser { email: email(key), name: name.to_owned(), password_hash: Some(hash.to_owned()), language: Language::Zh }
}

fn membership(user: &UserId, organization: Option<&OrganizationId>, role: Role, area: Option<&str>) -> identity::NewMembership {
    identity::NewMembership { user_id: user.clone(), role, organization_id: organization.cloned(), area_code: area.map(str::to_owned) }
}
