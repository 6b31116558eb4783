//! `/healthz`: the process is alive. `/readyz`: it can serve: database, queue, and how far the followers of the journal lag.

use actix_web::{HttpResponse, get, web};
use serde_json::{Map, json};

use super::Platform;
use super::db::Conn;
use super::http::{Problem, Result};
use super::jobs;

/// A follower of the journal: its name, and how many entries wait for it. The app tells which there are.
pub type Follower = (&'static str, fn(&mut Conn) -> Result<i64>);

pub fn routes(config: &mut web::ServiceConfig, followers: &'static [Follower]) {
    config.app_data(web::Data::new(followers)).service(alive).service(ready);
}

#[get("/healthz")]
async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "alive"}))
}

#[get("/readyz")]
async fn ready(platform: web::Data<Platform>, followers: web::Data<&'static [Follower]>) -> Result<HttpResponse> {
    let followers = **followers;
    let ((queued, dead), lags) = platform
        .db
        .read(move |conn| {
            let lags = followers.iter().map(|(name, lag)| Ok(((*name).to_owned(), json!({ "lag": lag(conn)? }))));
            let lags = lags.collect::<Result<Map<_, _>>>()?;
            Ok((jobs::counts(conn)?, lags))
        })
        .await
        .map_err(|_| Problem::unavailable("not_ready", "数据库不可用。", "The database is not available.", 2))?;
    Ok(HttpResponse::Ok().json(json!({"status": "ready", "jobs": {"queued": queued, "dead": dead}, "followers": lags})))
}
