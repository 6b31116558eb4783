//! The panel on the desk: formed by the officer, its conflicts declared, its points given blind and signed, its ranking reported.

mod composition;
mod declaration;
mod page;
mod ranking;
mod score_sheet;
mod scores;

use crate::platform::http::{Problem, Result};
use crate::platform::ids::ProjectId;
use actix_web::web;

pub fn pages(config: &mut web::ServiceConfig) {
    config
        .service(page::show)
        .service(page::compose)
        .service(page::declare)
        .service(scores::show)
        .service(scores::sign)
        .service(score_sheet::show)
        .service(score_sheet::save)
        .service(ranking::show)
        .service(ranking::report);
}

fn project_id(text: &str) -> Result<ProjectId> {
    ProjectId::parse(text).ok_or_else(|| Problem::not_found("项目", "project"))
}
