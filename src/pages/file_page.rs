//! `GET /projects/{id}/file/page`: the same story as one printable page, without scripts and without anything from elsewhere.

use std::sync::LazyLock;

use actix_web::{get, web};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};

use super::story;
use super::view::FileView;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

/// Read the file of a purchase as a page
#[utoipa::path(operation_id = "projects_file_page", tag = "pages", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "A page for A4", body = String, content_type = "text/html"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/file/page")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("projects_file_page", move |conn, call| Ok(Reply::html(render(&story::tell(conn, call, &id)?)?))).await
}

fn render(file: &FileView) -> Result<String> {
    static COMPILED: LazyLock<std::result::Result<Environment<'static>, Error>> = LazyLock::new(environment);
    let environment = COMPILED.as_ref().map_err(|error| Problem::broken(format!("{error:#}")))?;
    let page = environment.get_template("file.html").and_then(|template| template.render(Serde(file)));
    page.map_err(|error| Problem::broken(format!("{error:#}")))
}

fn environment() -> std::result::Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("beijing", |moment: String| Timestamp::parse(&moment).map_or(moment, Timestamp::shanghai));
    environment.add_filter("yuan", |fen: i64| Money::from_fen(fen).to_string());
    environment.add_template("file.html", include_str!("templates/file.html"))?;
    Ok(environment)
}
