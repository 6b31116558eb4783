//! `/desk/meetings/{id}/hub/pairs`: pairs that are made in any case, or never, each with its reason.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use super::{Asked, page_of, render, store, words};
use crate::desk::choice::Choice;
use crate::desk::session::Desk;
use crate::desk::typed;
use crate::meetings::{self, ChangeConditions, Condition, ConditionKind, HubMeeting, Side};
use crate::platform::db::Conn;
use crate::platform::http::{Body, Cx, Problem, Result};
use crate::platform::ids::{MeetingDemandId, OrganizationId};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PairForm {
    csrf: String,
    version: String,
    key: String,
    /// `locked` or `forbidden`.
    condition: String,
    demand: String,
    organization: String,
    reason: String,
    /// What the two lists were narrowed by.
    q: String,
    who: String,
}

/// A locked or forbidden pair in words.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    condition: Condition,
    demand: Option<String>,
    organization: Option<String>,
    /// The side that takes part no more.
    left: Option<Side>,
}

#[derive(Serialize)]
struct Facts {
    lines: Vec<Line>,
    choices: Choices,
    typed: PairForm,
}

/// The two sides, as far as lists offer them.
#[derive(Serialize)]
struct Choices {
    demands: Vec<Choice>,
    organizations: Vec<Choice>,
}

#[get("/desk/meetings/{id}/hub/pairs")]
pub async fn show(desk: Desk, id: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let Asked { q, who, .. } = asked.into_inner();
    page(&desk, &id, PairForm { q, who, ..PairForm::default() }, None).await
}

#[post("/desk/meetings/{id}/hub/pairs")]
pub async fn add(desk: Desk, id: web::Path<String>, form: web::Form<PairForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = put(&desk, &id, &form).await.map(|_| page_of(&id, "pairs"));
    desk.after(next, form, async |form, problem| page(&desk, &id, form, Some(problem)).await).await
}

/// A pair is there once for every box that is ticked, as `demand:organization`.
#[post("/desk/meetings/{id}/hub/pairs/remove")]
pub async fn remove(desk: Desk, id: web::Path<String>, pairs: web::Form<Vec<(String, String)>>) -> Result<HttpResponse> {
    let next = take_out(&desk, &id, &pairs).await.map(|_| page_of(&id, "pairs"));
    desk.after(next, pairs.into_inner(), async |_, problem| page(&desk, &id, PairForm::default(), Some(problem)).await).await
}

async fn put(desk: &Desk, id: &str, form: &PairForm) -> Result<HttpResponse> {
    let cx = desk.cx_of_form(&form.csrf, &form.version, &form.key)?;
    let chosen = |pointer: &str| Problem::field(pointer, "required", "请从本页面选择。", "choose one that the page offers.");
    let condition = Condition {
        kind: ConditionKind::parse(&form.condition).ok_or_else(|| chosen("/conditions"))?,
        demand_id: MeetingDemandId::parse(&form.demand).ok_or_else(|| chosen("/demand_id"))?,
        organization_id: OrganizationId::parse(&form.organization).ok_or_else(|| chosen("/organization_id"))?,
        reason_zh: typed::lines(&form.reason),
    };
    change(cx, id, ChangeConditions::Add(condition), &format!("{form:?}")).await
}

async fn take_out(desk: &Desk, id: &str, pairs: &[(String, String)]) -> Result<HttpResponse> {
    let one = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).unwrap_or_default();
    let cx = desk.cx_of_form(one("csrf"), one("version"), one("key"))?;
    let ticked = pairs.iter().filter(|(name, _)| name == "pair").filter_map(|(_, value)| pair_of(value)).collect::<Vec<_>>();
    if ticked.is_empty() {
        return Err(Problem::field("/conditions", "required", "请勾选要撤销的配对。", "tick those that are to go."));
    }
    change(cx, id, ChangeConditions::Remove(ticked), &format!("{pairs:?}")).await
}

/// The ids in `demand:organization`.
pub(super) fn pair_of(value: &str) -> Option<(MeetingDemandId, OrganizationId)> {
    let (demand, organization) = value.split_once(':')?;
    Some((MeetingDemandId::parse(demand)?, OrganizationId::parse(organization)?))
}

async fn change(cx: Cx, id: &str, change: ChangeConditions, said: &str) -> Result<HttpResponse> {
    let id = id.to_owned();
    cx.write("meetings_update", Body::of_form(change, said), move |tx, call, change| meetings::change_conditions(tx, call, &id, change))
        .await
}

async fn page(desk: &Desk, id: &str, typed: PairForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let (hub, facts) = desk
        .look("meetings_update", move |conn, call| {
            let hub = meetings::of_hub(conn, call, &wanted)?;
            let choices = choices(conn, &hub, &words(&typed.q)?, &words(&typed.who)?)?;
            let facts = Facts { lines: lines(conn, &hub)?, choices, typed };
            Ok((hub, facts))
        })
        .await?;
    render(desk, "pairs", hub, facts, problem)
}

/// The locked and forbidden pairs, as they were added.
fn lines(conn: &mut Conn, hub: &HubMeeting) -> Result<Vec<Line>> {
    let conditions = hub.meeting.conditions.clone().unwrap_or_default();
    let (demands, organizations): (Vec<_>, Vec<_>) =
        conditions.iter().map(|condition| (condition.demand_id.clone(), condition.organization_id.clone())).unzip();
    let names = hub.names(conn, &demands, &organizations)?;
    let left = hub.who_left(conn)?;
    let line = |(condition, left): (Condition, Option<Side>)| Line {
        demand: names.get(condition.demand_id.as_str()).cloned(),
        organization: names.get(condition.organization_id.as_str()).cloned(),
        condition,
        left,
    };
    Ok(conditions.into_iter().zip(left).map(line).collect())
}

/// Who takes part: the first of each side whose name contains these letters.
fn choices(conn: &mut Conn, hub: &HubMeeting, q: &str, who: &str) -> Result<Choices> {
    let demands = store::demands(conn, &hub.meeting.id, q)?;
    let titles = hub.names(conn, &demands, &[])?;
    let demand = |id: MeetingDemandId| titles.get(id.as_str()).map(|title| Choice::new(&id, title));
    let organizations = store::participants(conn, &hub.meeting.id, who)?;
    Ok(Choices {
        demands: demands.into_iter().filter_map(demand).collect(),
        organizations: organizations.into_iter().map(|(id, name)| Choice::new(id, name)).collect(),
    })
}
