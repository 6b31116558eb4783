//! `/healthz`: the process is alive. `/readyz`: it can serve: database and queue.

use actix_web::{HttpResponse, get, web};
use serde_json::json;

use super::Platform;
use super::http::{Problem, Result};
use super::jobs;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(alive).service(ready);
}

#[get("/healthz")]
async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "alive"}))
}

#[get("/readyz")]
async fn ready(platform: web::Data<Platform>) -> Result<HttpResponse> {
    let (queued, dead) = platform
        .db
        .read(jobs::counts)
        .await
        .map_err(|_| Problem::unavailable("not_ready", "数据库不可用。", "The database is not available.", 2))?;
    Ok(HttpResponse::Ok().json(json!({"status": "ready", "jobs": {"queued": queued, "dead": dead}})))
}
