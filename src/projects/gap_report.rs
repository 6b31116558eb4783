//! `GET /reports/gaps`: what residents need and nobody has taken up (S23), counted from the rows.

mod store;

use actix_web::{get, web};
use serde::{Deserialize, Serialize};

use self::store::{Served, Waiting};
use crate::areas;
use crate::organizations::taxonomy::{NeedCategory, taxonomy};
use crate::platform::actor::{Actor, Role};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply};

/// Who reads it for the places that they reach.
const READERS: &[Role] = &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator];

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct GapQuery {
    /// Only this place and the places below it; all that you reach unless told.
    #[param(example = "310107015")]
    pub area: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct GapReport {
    /// The most needs first.
    pub items: Vec<Gap>,
}

/// A service field with needs of a place and no project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Gap {
    #[schema(example = "310107015")]
    pub area_code: String,
    pub area_name_zh: String,
    pub area_name_en: String,
    /// Slug of the service field.
    #[schema(example = "jobs_startups")]
    pub field: String,
    pub label_zh: String,
    pub label_en: String,
    pub category: Option<NeedCategory>,
    /// Needs that are verified, or were and went on, and that no project takes up.
    pub needs: i64,
}

/// Fields with needs and no project
///
/// A need counts from its verification on. It is taken up by a project that cites it, or by one of its field for its place or a
/// place above; projects that were rejected, cancelled or failed take nothing up.
#[utoipa::path(operation_id = "reports_gaps", tag = "community", params(GapQuery), responses(
    (status = 200, description = "The gaps", body = GapReport),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/reports/gaps")]
pub async fn handle(cx: Cx, query: web::Query<GapQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("reports_gaps", move |conn, call| {
        let area = query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        let waiting = store::waiting(conn, reach(&call.actor).as_deref(), area.as_deref())?;
        let served = store::served(conn)?;
        Reply::ok(&GapReport { items: gaps(waiting, &served).into_iter().map(Gap::of).collect() })
    })
    .await
}

/// The paths that a caller reads; None for everything.
fn reach(actor: &Actor) -> Option<Vec<String>> {
    (!actor.has_any(&[Role::Auditor])).then(|| actor.area_paths(READERS))
}

/// A project of a field serves its own place and everything below it.
fn gaps(waiting: Vec<Waiting>, served: &[Served]) -> Vec<Waiting> {
    let is_served = |waiting: &Waiting| {
        served.iter().any(|project| project.field.as_deref() == Some(&waiting.field) && waiting.area.path.starts_with(&project.path))
    };
    let mut gaps: Vec<_> = waiting.into_iter().filter(|waiting| !is_served(waiting)).collect();
    gaps.sort_by(|a, b| b.needs.cmp(&a.needs).then_with(|| (&a.area.path, &a.field).cmp(&(&b.area.path, &b.field))));
    gaps
}

impl Gap {
    fn of(waiting: Waiting) -> Self {
        let field = taxonomy().field(&waiting.field);
        let label = |label: fn(&crate::organizations::taxonomy::ServiceField) -> &String| {
            field.map_or_else(|| waiting.field.clone(), |field| label(field).clone())
        };
        Self {
            label_zh: label(|field| &field.label_zh),
            label_en: label(|field| &field.label_en),
            category: field.map(|field| field.category),
            area_code: waiting.area.code,
            area_name_zh: waiting.area.name_zh,
            area_name_en: waiting.area.name_en,
            field: waiting.field,
            needs: waiting.needs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::{Area, Level};

    fn waiting(path: &str, field: &str, needs: i64) -> Waiting {
        let area = Area {
            code: path.to_owned(),
            parent_code: None,
            level: Level::Street,
            path: path.to_owned(),
            name_zh: String::new(),
            name_en: String::new(),
            population: None,
            status: areas::Status::Active,
            source: None,
            version: 1,
        };
        Waiting { area, field: field.to_owned(), needs }
    }

    #[test]
    fn a_project_serves_its_field_in_its_place_and_below() {
        let project = |path: &str, field: &str| Served { path: path.to_owned(), field: Some(field.to_owned()) };
        let needs = || vec![waiting("/31/07/15/", "parking", 2), waiting("/31/07/", "parking", 9), waiting("/31/07/15/", "safety", 3)];
        let left =
            |served: &[Served]| gaps(needs(), served).iter().map(|gap| (gap.area.path.clone(), gap.field.clone())).collect::<Vec<_>>();
        let names = |list: &[(&str, &str)]| list.iter().map(|(p, f)| ((*p).to_owned(), (*f).to_owned())).collect::<Vec<_>>();
        assert_eq!(left(&[]), names(&[("/31/07/", "parking"), ("/31/07/15/", "safety"), ("/31/07/15/", "parking")]));
        assert_eq!(left(&[project("/31/07/", "parking")]), names(&[("/31/07/15/", "safety")]));
        assert_eq!(left(&[project("/31/07/15/", "parking")]), names(&[("/31/07/", "parking"), ("/31/07/15/", "safety")]));
    }
}
