//! `/demo/clock`: moves the demo's business time, so that whoever tries the service need not wait weeks for a deadline of their own. Only the
//! demo serves it, and only a sandbox's clock can be moved.

use std::sync::{Arc, LazyLock};

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::app;
use crate::platform::Platform;
use crate::platform::html::{self, Pages};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::jobs::{self, Registry};
use crate::platform::time::Timestamp;

/// As far as the clock goes at once: each day on the way has its work.
const FARTHEST: TimeDelta = TimeDelta::days(400);

static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages::new(&[("clock.html", include_str!("clock.html"))]));

#[derive(Serialize)]
struct ClockPage {
    now: Timestamp,
    next: Option<Timestamp>,
    /// What was typed, or the next thing due, as browsers write it.
    to: String,
    problems: Vec<Text>,
}

#[derive(Deserialize)]
struct MoveForm {
    to: String,
}

/// The page, in a service that has this registry.
pub(super) fn page(registry: Arc<Registry>) -> impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static {
    move |config| {
        config.app_data(web::Data::from(registry.clone())).service(show).service(advance);
    }
}

#[get("/demo/clock")]
async fn show(platform: web::Data<Platform>) -> Result<HttpResponse> {
    render(&platform, None, None).await
}

#[post("/demo/clock")]
async fn advance(
    request: HttpRequest,
    platform: web::Data<Platform>,
    registry: web::Data<Registry>,
    form: web::Form<MoveForm>,
) -> Result<HttpResponse> {
    let target = not_from_elsewhere(&request).and_then(|()| moment(&form.to, platform.clock.now()));
    let to = match target {
        Ok(to) => to,
        Err(problem) => return render(&platform, Some(form.into_inner().to), Some(&problem)).await,
    };
    let platform = platform.into_inner();
    app::ask_for_daily_work(&platform).await?;
    app::advance(&platform, &registry, to).await?;
    Ok(html::see_other("/demo/clock"))
}

/// Browsers say where a form came from.
fn not_from_elsewhere(request: &HttpRequest) -> Result<()> {
    match request.headers().get("sec-fetch-site").map(|site| site.as_bytes()) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Problem::forbidden("desk/foreign_form", "表单来自其他网站。", "The form came from another site.")),
    }
}

/// A moment as browsers write it, in Beijing time, or with its own offset.
fn moment(typed: &str, now: Timestamp) -> Result<Timestamp> {
    let in_beijing = |format| NaiveDateTime::parse_from_str(typed.trim(), format).ok();
    let local = in_beijing("%Y-%m-%dT%H:%M").or_else(|| in_beijing("%Y-%m-%dT%H:%M:%S"));
    let to = local.map(|local| Timestamp::from_naive(local - TimeDelta::hours(8))).or_else(|| Timestamp::parse(typed.trim()));
    let wrong = |code, zh: &str, en: &str| Err(Problem::field("/to", code, zh, en));
    match to {
        None => wrong("malformed", "请写成 2026-05-01T09:00（北京时间）。", "write it as 2026-05-01T09:00, Beijing time."),
        Some(to) if to <= now => wrong("past", "时间只能往前拨。", "time only goes forward."),
        Some(to) if to > now.plus(FARTHEST) => wrong("too_far", "一次最多拨 400 天。", "at most 400 days at once."),
        Some(to) => Ok(to),
    }
}

async fn render(platform: &Platform, typed: Option<String>, problem: Option<&Problem>) -> Result<HttpResponse> {
    let now = platform.clock.now();
    let next = platform.db.read(jobs::next_business_moment).await?.filter(|moment| *moment > now);
    let suggested = next.unwrap_or(now.plus(TimeDelta::days(1))).plus(TimeDelta::hours(8) + TimeDelta::minutes(1));
    let facts = ClockPage {
        now,
        next,
        to: typed.unwrap_or_else(|| suggested.naive().format("%Y-%m-%dT%H:%M").to_string()),
        problems: problem.map(Problem::words).unwrap_or_default(),
    };
    Ok(html::page(html::status_of(problem), PAGES.render("clock.html", &facts)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_moved_forward_and_not_too_far() {
        let at = |text| Timestamp::parse(text).expect("a moment");
        let now = at("2026-04-01T09:00:00+08:00");
        assert_eq!(moment("2026-05-01T09:00", now).ok(), Some(at("2026-05-01T09:00:00+08:00")));
        assert_eq!(moment(" 2026-05-01T09:00:30+08:00 ", now).ok(), Some(at("2026-05-01T09:00:30+08:00")));
        for wrong in ["", "tomorrow", "2026-04-01T09:00", "2025-01-01T00:00", "2027-06-01T00:00"] {
            assert_eq!(moment(wrong, now).map_err(|problem| problem.status()), Err(422), "{wrong}");
        }
    }
}
