//! The street's records that the matrix is tried on, and the callers.

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::identity::permissions::key_scopes;
use shuniu::platform::actor::Role;
use shuniu::platform::ids;
use shuniu::schema::{
    areas, bid_attachments, bids, clarifications, contracts, incubation_cases, incubation_milestones, incubation_programmes,
    incubation_supports, matching_meetings, meeting_talks, memberships, needs, organizations, projects, surveys as survey_rows,
};

use crate::api::contracts::draft::terms;
use crate::api::evaluation::stage::Stage;
use crate::api::imports;
use crate::api::incubation::scene::{DAY, programme, support};
use crate::api::meetings::scene as meetings;
use crate::api::reservations::scene as reservations;
use crate::api::saved_searches::saved;
use crate::api::surveys;
use crate::support::documents::pdf;
use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

/// The neighbouring street's officials are strangers to Changshou Road.
const OTHER_STREET: &str = "310107005";
const OTHER_DISTRICT: &str = "310101";

/// What everybody who is signed in may read of somebody else's record: verified organisations and needs, incubation programmes, published purchases, the questions about them and what
/// was decided of them, meetings, and what is lent. What each view leaves out is tested with its slice.
pub const OPEN_TO_STRANGERS: &[&str] = &[
    "organizations_get",
    "organizations_standing",
    "incubation_programmes_get",
    "needs_get",
    "projects_get",
    "awards_get",
    "notices_get",
    "clarifications_get",
    "clarifications_list",
    "meetings_get",
    "meetings_demands",
    "meetings_participants",
    "meetings_talks",
    "resources_get",
    "watch_list_put",
    "watch_list_remove",
];

pub struct Records {
    project: String,
    draft: String,
    bid: String,
    attachment: String,
    contract: String,
    clarification: String,
    organization: String,
    programme: String,
    case: String,
    support: String,
    milestone: String,
    need: String,
    survey: String,
    survey_link: String,
    budget_line: String,
    membership: String,
    api_key: String,
    invitation: String,
    user: String,
    street: String,
    notice: String,
    import: String,
    meeting: String,
    demand: String,
    run: String,
    talk: String,
    resource: String,
    slot: String,
    spare_slot: String,
    reservation: String,
    search: String,
}

fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

/// A case of the winner whose term runs, with an entry in its ledger: programme, case, entry and milestone.
async fn incubation(town: &Town) -> (String, String, String, String) {
    let applicant = &town.bidders[0];
    let programme = id(&town.hub.post("/incubation/programmes", programme(3)).await.ok(201));
    let body = json!({"programme_id": programme, "organization_id": applicant.organization, "plan_zh": "两年内独立运营"});
    let case = id(&applicant.manager.post("/incubation/applications", body).await.ok(201));
    let path = format!("/incubation/cases/{case}");
    for verb in ["review", "admit"] {
        town.hub.act(&path, verb, json!({})).await.ok(200);
    }
    town.hub.act(&path, "start", json!({"started_on": DAY})).await.ok(200);
    let support = id(&town.hub.post(&format!("{path}/supports"), support("training", "hour", 0)).await.ok(201));
    let milestones = town.hub.get(&format!("{path}/milestones")).await.ok(200);
    (programme, case, support, id(&milestones["items"][0]))
}

/// A confirmed meeting in which a need talks with the winner: meeting, demand, run and talk.
async fn meeting(world: &World, town: &Town) -> (String, String, String, String) {
    let path = meetings::opened(town, json!({"held_on": "2026-12-20"})).await;
    let need = meetings::need(town, "青年就业指导", "jobs_startups").await;
    let demand = meetings::enter_need(town, &path, &need, 1).await;
    let winner = &town.bidders[0];
    meetings::register(&winner.manager, &path, &winner.organization, 1).await;
    let run = id(&town.hub.post(&format!("{path}/runs"), json!({})).await.ok(202));
    world.settle().await;
    town.hub.act(&path, "confirm", json!({"run_id": run})).await.ok(200);
    let talks = meetings::items(&town.hub, &format!("{path}/talks")).await;
    (path.trim_start_matches("/matching-meetings/").to_owned(), demand, run, id(&talks[0]))
}

/// What the winner lends to another bidder: resource, the time that is reserved, one that is not, and the reservation.
async fn lent(town: &Town) -> (String, String, String, String) {
    let slots = json!([
        {"starts_at": "2027-03-06T09:00:00+08:00", "ends_at": "2027-03-06T12:00:00+08:00", "quantity": 50},
        {"starts_at": "2027-03-07T09:00:00+08:00", "ends_at": "2027-03-07T12:00:00+08:00"},
    ]);
    let hall = reservations::lend(town, "社区活动中心大厅", "可作排练。", slots).await;
    let reservation = reservations::reserved(town, 1, &hall).await;
    (id(&hall), id(&hall["slots"][0]), id(&hall["slots"][1]), reservation.trim_start_matches("/resource-reservations/").to_owned())
}

/// A question about the purchase, as it was asked before the deadline.
async fn question(world: &World, stage: &Stage<'_>, asker: &str) -> String {
    let (id, project, asker, now) = (shuniu::platform::ids::fresh(), stage.project.clone(), asker.to_owned(), world.now());
    let row = id.clone();
    let insert = move |tx: &mut shuniu::platform::db::Tx<'_>| {
        diesel::insert_into(clarifications::table)
            .values((
                clarifications::id.eq(&row),
                clarifications::project_id.eq(&project),
                clarifications::round.eq(1),
                clarifications::number.eq(1),
                clarifications::organization_id.eq(&asker),
                clarifications::question_zh.eq("是否包括周末？"),
                clarifications::asked_at.eq(now),
                clarifications::answer_by.eq(now),
                clarifications::version.eq(1_i64),
            ))
            .execute(tx.conn())?;
        Ok(())
    };
    world.platform.db.write(insert).await.expect("asked");
    id
}

/// A file of the opened bid.
async fn attachment(world: &World, bid: &str) -> String {
    let (id, content) = (ids::fresh(), pdf("方案"));
    let mut writer = world.platform.files().begin(&id).await.expect("a file");
    writer.write(&content).await.expect("written");
    let file = writer.finish().await.expect("finished");
    let said =
        json!({"name": "服务方案.pdf", "kind": "proposal", "media_type": "application/pdf", "size": file.size(), "digest": file.digest()});
    let opened = json!({"file": said, "key": file.key()}).to_string();
    file.publish().expect("published");
    let (row, bid, now) = (id.clone(), bid.to_owned(), world.now());
    world
        .write(move |conn| {
            diesel::insert_into(bid_attachments::table)
                .values((
                    bid_attachments::id.eq(&row),
                    bid_attachments::bid_id.eq(&bid),
                    bid_attachments::number.eq(1),
                    bid_attachments::opened.eq(&opened),
                    bid_attachments::created_by.eq("user:test"),
                    bid_attachments::created_at.eq(now),
                ))
                .execute(conn)
        })
        .await;
    id
}

impl Records {
    /// A purchase with a drafted contract, another one in draft, and what belongs to the winner.
    pub async fn lay_down(world: &World) -> Self {
        let stage = Stage::new(world).await;
        stage.awarded().await;
        let contract = stage.town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.ok(201);
        let town = &stage.town;
        let draft = json!({"title_zh": "邻里食堂助餐", "area_code": STREET, "buyer_id": town.street, "field": "elderly_meals"});
        let draft = town.hub.post("/projects", draft).await;
        let need = json!({"area_code": STREET, "title_zh": "青年就业创业帮助", "description_zh": "多个小区提出", "field": "jobs_startups"});
        let need = town.committee.post("/needs", need).await.ok(201);
        let survey = surveys::opened(town).await;
        let winner = &town.bidders[0];
        let key = winner.manager.post("/api-keys", json!({"name": "投标系统", "scopes": ["me_get"]})).await.ok(201);
        world.settle().await;
        let notices = world.anonymous().get("/notices").await.ok(200);
        let (programme, case, support, milestone) = incubation(town).await;
        let (meeting, demand, run, talk) = meeting(world, town).await;
        let (resource, slot, spare_slot, reservation) = lent(town).await;
        let members = winner.manager.get("/memberships").await.ok(200);
        let invited = json!({"email": "matrix@example.org", "role": "ngo_member", "organization_id": winner.organization});
        let invited = winner.manager.post("/invitations", invited).await;
        Self {
            draft: id(&draft.ok(201)),
            attachment: attachment(world, &stage.bids[0]).await,
            bid: stage.bids[0].clone(),
            contract: id(&contract),
            clarification: question(world, &stage, winner.organization.as_str()).await,
            organization: winner.organization.to_string(),
            programme,
            case,
            support,
            milestone,
            need: id(&need),
            survey_link: surveys::open_link(&town.hub, &survey).await,
            survey: survey.trim_start_matches("/surveys/").to_owned(),
            budget_line: stage.budget_line.clone(),
            membership: id(&members["items"][0]),
            api_key: id(&key["api_key"]),
            invitation: id(&invited.ok(201)),
            user: winner.member.user_id.clone(),
            street: town.street.to_string(),
            notice: id(&notices["items"][0]),
            import: imports::dry_run(town).await,
            project: stage.project.clone(),
            meeting,
            demand,
            run,
            talk,
            resource,
            slot,
            spare_slot,
            reservation,
            search: saved(&winner.member, json!({"name": "就业", "looks_in": "calls"}))
                .await
                .trim_start_matches("/saved-searches/")
                .to_owned(),
        }
    }

    /// The document's path with the records' names in it. Projects are tried in draft, what follows a purchase on the awarded one.
    pub fn path(&self, operation: &str, template: &str) -> String {
        let is_of_draft = operation.starts_with("projects_") && !operation.starts_with("projects_file");
        let project = if is_of_draft { &self.draft } else { &self.project };
        let id = match template.split('/').nth(1) {
            Some("projects") => project,
            Some("bids") => &self.bid,
            Some("contracts") => &self.contract,
            Some("clarifications") => &self.clarification,
            Some("organizations") => &self.organization,
            Some("notices") => &self.notice,
            Some("imports") => &self.import,
            Some("incubation") if template.starts_with("/incubation/programmes") => &self.programme,
            Some("incubation") => &self.case,
            Some("matching-meetings") => &self.meeting,
            Some("needs") => &self.need,
            Some("saved-searches") => &self.search,
            Some("watch-list") => project,
            Some("surveys") => &self.survey,
            Some("budget-lines") => &self.budget_line,
            Some("memberships") => &self.membership,
            Some("api-keys") => &self.api_key,
            Some("invitations") => &self.invitation,
            Some("resources") => &self.resource,
            Some("resource-reservations") => &self.reservation,
            _ => "",
        };
        assert!(!template.contains("{id}") || !id.is_empty(), "no record for {template}");
        template
            .replace("{id}", id)
            .replace("{seq}", "1")
            .replace("{key}", "category")
            .replace("{kind}", if operation.starts_with("watch_list") { "projects" } else { "organizations" })
            .replace("{token}", &self.survey_link)
            .replace("{organization}", &self.organization)
            .replace("{attachment}", &self.attachment)
            .replace("{demand}", &self.demand)
            .replace("{run}", &self.run)
            .replace("{talk}", &self.talk)
            .replace("{slot}", &self.spare_slot)
            .replace("{support}", &self.support)
            .replace("{milestone}", &self.milestone)
            .replace("{code}/{version}", "below_threshold_selection/2026-01")
            .replace("/areas/{code}", &format!("/areas/{STREET}"))
    }

    /// A value for a field of this name, where the name says what it must be.
    pub fn named(&self, field: &str) -> Option<Value> {
        Some(match field {
            "organization_id" => json!(self.organization),
            "buyer_id" => json!(self.street),
            "area_code" => json!(STREET),
            "user_id" => json!(self.user),
            "programme_id" => json!(self.programme),
            "bid_id" => json!(self.bid),
            "survey_id" => json!(self.survey),
            "need_ids" => json!([self.need]),
            "budget_line_id" => json!(self.budget_line),
            "slot_id" => json!(self.slot),
            "email" | "contact_email" => json!("somebody@example.org"),
            "scopes" => json!(["me_get"]),
            "field" => json!("jobs_startups"),
            "fields" => json!(["jobs_startups"]),
            "areas" => json!([STREET]),
            _ => return None,
        })
    }

    /// Somebody with this one role in the street; of an organisation of their own where the role is an organisation's.
    pub async fn holder(&self, world: &World, role: Role) -> Client {
        match role {
            Role::NgoManager | Role::NgoMember | Role::Partner => {
                let own = world.organization("阳光社区服务中心", "social_service_agency", &["jobs_startups"]).await;
                world.person(&[(role, Some(&own), None)]).await
            }
            Role::PlatformAdmin | Role::Evaluator | Role::Mentor => world.person(&[(role, None, None)]).await,
            _ => {
                let office = world.organization("长寿路街道某科室", "government", &[]).await;
                world.person(&[(role, Some(&office), Some(STREET))]).await
            }
        }
    }

    /// People and a program of another organisation, and officials of another street and district.
    pub async fn strangers(&self, world: &World) -> Vec<(&'static str, Option<Role>, Client)> {
        let other = world.organization("外来社会服务社", "social_service_agency", &["jobs_startups"]).await;
        let manager = world.person(&[(Role::NgoManager, Some(&other), None)]).await;
        let scopes: Vec<_> = key_scopes().collect();
        let key = manager.post("/api-keys", json!({"name": "程序", "scopes": scopes})).await.ok(201);
        let program = Client::new(&world.address, key["key"].as_str().map(str::to_owned));
        let member = world.person(&[(Role::NgoMember, Some(&other), None)]).await;
        world
            .write(|conn| {
                diesel::insert_into(areas::table)
                    .values((
                        areas::code.eq(OTHER_DISTRICT),
                        areas::parent_code.eq("310000"),
                        areas::level.eq("district"),
                        areas::path.eq("/310000/310101/"),
                        areas::name_zh.eq("黄浦区"),
                        areas::name_en.eq("Huangpu District"),
                        areas::status.eq("active"),
                        areas::version.eq(1_i64),
                    ))
                    .execute(conn)
            })
            .await;
        let office = world.organization("曹杨新村街道办事处", "government", &[]).await;
        let official = async |role, area| world.person(&[(role, Some(&office), Some(area))]).await;
        vec![
            ("manager*", Some(Role::NgoManager), manager),
            ("member*", Some(Role::NgoMember), member),
            ("program*", None, program),
            ("officer*", Some(Role::StreetOfficer), official(Role::StreetOfficer, OTHER_STREET).await),
            ("approver*", Some(Role::StreetApprover), official(Role::StreetApprover, OTHER_STREET).await),
            ("finance*", Some(Role::StreetFinance), official(Role::StreetFinance, OTHER_STREET).await),
            ("committee*", Some(Role::CommitteeOfficer), official(Role::CommitteeOfficer, OTHER_STREET).await),
            ("hub*", Some(Role::HubOperator), official(Role::HubOperator, OTHER_DISTRICT).await),
        ]
    }

    /// The versions of all records: what nobody of the matrix may have changed.
    pub async fn fingerprint(&self, world: &World) -> Vec<i64> {
        let (project, draft, bid, contract) = (self.project.clone(), self.draft.clone(), self.bid.clone(), self.contract.clone());
        let (organization, need, membership) = (self.organization.clone(), self.need.clone(), self.membership.clone());
        let (survey, meeting, talk) = (self.survey.clone(), self.meeting.clone(), self.talk.clone());
        let (programme, case, milestone) = (self.programme.clone(), self.case.clone(), self.milestone.clone());
        let read = move |conn: &mut shuniu::platform::db::Conn| {
            Ok(vec![
                projects::table.find(&project).select(projects::version).first(conn)?,
                projects::table.find(&draft).select(projects::version).first(conn)?,
                bids::table.find(&bid).select(bids::version).first(conn)?,
                bid_attachments::table.count().get_result(conn)?,
                contracts::table.find(&contract).select(contracts::version).first(conn)?,
                organizations::table.find(&organization).select(organizations::version).first(conn)?,
                incubation_programmes::table.find(&programme).select(incubation_programmes::version).first(conn)?,
                incubation_cases::table.find(&case).select(incubation_cases::version).first(conn)?,
                incubation_milestones::table.find(&milestone).select(incubation_milestones::version).first(conn)?,
                incubation_supports::table.count().get_result(conn)?,
                matching_meetings::table.find(&meeting).select(matching_meetings::version).first(conn)?,
                matching_meetings::table.find(&meeting).select(matching_meetings::input_version).first(conn)?,
                meeting_talks::table.find(&talk).select(meeting_talks::version).first(conn)?,
                needs::table.find(&need).select(needs::version).first(conn)?,
                survey_rows::table.find(&survey).select(survey_rows::version).first(conn)?,
                memberships::table.find(&membership).select(memberships::version).first(conn)?,
            ])
        };
        world.platform.db.read(read).await.expect("the records")
    }
}
