//! `GET /imports/templates/{kind}`.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Kind;
use crate::areas;
use crate::platform::actor::Role;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::i18n::Text;
use crate::platform::sheets::{Allowed, Format, SheetFile, template};

/// Roles that bring files, each for the places that it reaches.
const REACHING: &[Role] = &[Role::HubOperator, Role::CommitteeOfficer, Role::StreetFinance];

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TemplateQuery {
    /// `xlsx` unless told.
    #[serde(default)]
    pub format: Format,
}

/// Download a template to fill in
///
/// Headings in the language of `Accept-Language` and an example row; the workbook also lists what each column allows, with your places.
#[utoipa::path(operation_id = "imports_template", tag = "imports", params(("kind" = Kind, Path), TemplateQuery), responses(
    (status = 200, description = "The file", content(
        (inline(SheetFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/imports/templates/{kind}")]
pub async fn handle(cx: Cx, kind: web::Path<String>, query: web::Query<TemplateQuery>) -> Answer {
    download(cx, kind.into_inner(), query.format).await
}

/// The same for a page.
pub async fn download(cx: Cx, kind: String, format: Format) -> Answer {
    cx.read("imports_template", move |conn, call| {
        let kind = Kind::parse(&kind).ok_or_else(|| Problem::not_found("模板", "template"))?;
        let mut roots = call.actor.area_paths(REACHING);
        if roots.is_empty() {
            // The platform's administrator reaches everything.
            roots.push("/".to_owned());
        }
        let mut places = Vec::new();
        for root in roots {
            places.extend(areas::at_or_below(conn, &root)?.into_iter().map(|area| (area.code, Text::new(area.name_zh, area.name_en))));
        }
        places.sort_by(|a, b| a.0.cmp(&b.0));
        places.dedup();
        let bytes = template(format, kind.columns(), &Allowed { places }, call.language)?;
        Ok(Reply::file(format.content_type(), format!("{kind}-template.{format}"), bytes))
    })
    .await
}
