//! A meeting of the street with needs of different fields, and organisations that could answer them.

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::platform::ids::{self, OrganizationId};
use shuniu::schema::memberships;

use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

pub const DAY: &str = "2026-03-20";
/// The evening of the day.
pub const AFTER: &str = "2026-03-20T18:00:00+08:00";

pub fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

pub fn draft() -> Value {
    json!({
        "area_code": STREET, "title_zh": "长寿路街道公益项目对接会", "title_en": "Changshou Road matching meeting",
        "venue_zh": "社区文化活动中心二楼", "held_on": DAY, "times": ["13:30", "13:50", "14:10"],
    })
}

pub async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.ok(200)["items"].as_array().expect("items").clone()
}

/// A verified need of this field; its id.
pub async fn need(town: &Town, title: &str, field: &str) -> String {
    let body = json!({"area_code": STREET, "title_zh": title, "description_zh": format!("居民多次提出：{title}"), "field": field});
    let need = id(&town.committee.post("/needs", body).await.ok(201));
    town.hub.act(&format!("/needs/{need}"), "verify", json!({})).await.ok(200);
    need
}

/// An open meeting with demands and participants.
pub struct Meeting {
    pub path: String,
    /// Ids of the demands: a job need with one slot, and a meals need with two.
    pub jobs: String,
    pub meals: String,
    /// An organisation for meals with its manager, and one that is newly incubated.
    pub cook: (OrganizationId, Client),
    pub new: (OrganizationId, Client),
}

pub async fn opened(town: &Town, changes: Value) -> String {
    let mut body = draft();
    for (field, value) in changes.as_object().expect("changes") {
        body[field] = value.clone();
    }
    let path = format!("/matching-meetings/{}", id(&town.hub.post("/matching-meetings", body).await.ok(201)));
    town.hub.act(&path, "open", json!({})).await.ok(200);
    path
}

pub async fn enter_need(town: &Town, meeting: &str, need: &str, slots: i32) -> String {
    id(&town.hub.post(&format!("{meeting}/demands"), json!({"need_id": need, "slots": slots})).await.ok(201))
}

pub async fn register(client: &Client, meeting: &str, organization: &OrganizationId, capacity: i32) {
    client.put(&format!("{meeting}/participants/{organization}"), json!({"capacity": capacity})).await.ok(200);
}

impl Meeting {
    /// Two needs, the town's first bidder for jobs, one organisation for meals, and one that is in incubation.
    pub async fn at(world: &World, town: &Town, changes: Value) -> Self {
        let path = opened(town, changes).await;
        let jobs = enter_need(town, &path, &need(town, "青年就业创业帮助", "jobs_startups").await, 1).await;
        let meals = enter_need(town, &path, &need(town, "独居老人助餐", "elderly_meals").await, 2).await;
        let cook = member(world, "夕阳红助餐中心", "elderly_meals").await;
        let new = member(world, "邻里食堂服务社", "elderly_meals").await;
        incubate(world, town, &new).await;
        let bidder = &town.bidders[0];
        for (organization, manager) in [(&cook.0, &cook.1), (&new.0, &new.1), (&bidder.organization, &bidder.manager)] {
            register(manager, &path, organization, 2).await;
        }
        Self { path, jobs, meals, cook, new }
    }

    /// Solves it; the run's path.
    pub async fn solved(&self, world: &World, town: &Town, body: Value) -> String {
        let run = town.hub.post(&format!("{}/runs", self.path), body).await.ok(202);
        assert_eq!(run["status"], "queued");
        world.settle().await;
        format!("{}/runs/{}", self.path, id(&run))
    }

    /// Confirms a run of the meeting as it is.
    pub async fn confirmed(&self, world: &World, town: &Town) {
        let run = self.solved(world, town, json!({})).await;
        let run_id = run.rsplit('/').next().expect("an id");
        town.hub.act(&self.path, "confirm", json!({"run_id": run_id})).await.ok(200);
    }

    /// The evening after it was held.
    pub async fn held(&self, world: &World, town: &Town) {
        self.confirmed(world, town).await;
        world.advance_to(AFTER).await;
        town.hub.act(&self.path, "hold", json!({})).await.ok(200);
    }

    /// The path of the talk of this demand with this organisation.
    pub async fn talk(&self, town: &Town, demand: &str, organization: &OrganizationId) -> String {
        let talks = items(&town.hub, &format!("{}/talks", self.path)).await;
        let is_it = |talk: &&Value| talk["demand_id"] == demand && talk["organization_id"] == organization.as_str();
        format!("{}/talks/{}", self.path, id(talks.iter().find(is_it).expect("a talk")))
    }

    /// Does something with a talk in the version that the hub reads.
    pub async fn act(&self, town: &Town, client: &Client, talk: &str, verb: &str, body: Value) -> crate::support::client::Got {
        let talk_id = talk.rsplit('/').next().expect("an id");
        let talks = items(&town.hub, &format!("{}/talks", self.path)).await;
        let version = talks.iter().find(|t| t["id"] == talk_id).expect("the talk")["version"].clone();
        client.post_if(&format!("{talk}/{verb}"), &format!("\"{version}\""), body).await
    }
}

/// A solved meeting of the 10th in which the town's first bidder could talk about a published call; its path and the run.
pub async fn about_a_call(world: &World, town: &Town, project: &str) -> (String, String) {
    let path = opened(town, json!({"held_on": "2026-03-10"})).await;
    let project = project.rsplit('/').next().expect("an id");
    town.hub.post(&format!("{path}/demands"), json!({"project_id": project, "slots": 1})).await.ok(201);
    register(&town.bidders[0].manager, &path, &town.bidders[0].organization, 1).await;
    let run = id(&town.hub.post(&format!("{path}/runs"), json!({})).await.ok(202));
    world.settle().await;
    (path, run)
}

/// Gives somebody one more role.
pub async fn appoint(world: &World, client: &Client, role: Role, organization: &OrganizationId, area: &'static str) {
    let (user, organization, now) = (client.user_id.clone(), organization.clone(), world.now());
    world
        .write(move |conn| {
            diesel::insert_into(memberships::table)
                .values((
                    memberships::id.eq(ids::fresh()),
                    memberships::user_id.eq(&user),
                    memberships::organization_id.eq(Some(&organization)),
                    memberships::role.eq(role),
                    memberships::area_code.eq(Some(area)),
                    memberships::created_at.eq(now),
                    memberships::version.eq(1_i64),
                ))
                .execute(conn)
        })
        .await;
}

/// A verified organisation of a field, with its manager.
pub async fn member(world: &World, name: &str, field: &str) -> (OrganizationId, Client) {
    let organization = world.organization(name, "social_service_agency", &[field]).await;
    let manager = world.person(&[(Role::NgoManager, Some(&organization), None)]).await;
    (organization, manager)
}

async fn incubate(world: &World, town: &Town, (organization, manager): &(OrganizationId, Client)) {
    let programme = world.programme(town, 2).await;
    let programme = programme.rsplit('/').next().expect("an id");
    let body = json!({"programme_id": programme, "organization_id": organization, "plan_zh": "两年内独立运营"});
    let case = format!("/incubation/cases/{}", id(&manager.post("/incubation/applications", body).await.ok(201)));
    for (verb, body) in [("review", json!({})), ("admit", json!({})), ("start", json!({"started_on": "2026-03-02"}))] {
        town.hub.act(&case, verb, body).await.ok(200);
    }
}
