//! Matches with their reasons, and the invitations that follow a publication.

mod fresh;
mod lexicon;
mod of_need;
mod offline;

use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::platform::jobs;
use shuniu::schema::project_invitations;

use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::World;
use crate::support::town::STREET;

async fn invite(world: &World, project: &str) {
    let id = project.to_owned();
    world.platform.db.write(move |tx| jobs::soon(tx, "matching.invite", &id)).await.expect("asked");
    world.settle().await;
}

on_both! {
    async fn organisations_are_ranked_and_every_point_has_its_reason(world) {
        let town = world.town().await;
        let project = world.call(&town).await;
        let other = world.organization("夕阳红助餐中心", "social_service_agency", &["elderly_meals"]).await;
        let team = world.organization("邻里互助队", "community_team", &["jobs_startups"]).await;
        let found = town.hub.get(&format!("/projects/{project}/matches")).await.ok(200);
        let items = found["items"].as_array().expect("items");
        assert_eq!(items.len(), 4, "{found}");
        assert_eq!(items[3]["id"], other.as_str(), "the organisation of another field comes last");
        for item in items {
            let criteria = item["criteria"].as_array().expect("criteria");
            let points: u64 = criteria.iter().map(|c| c["points"].as_u64().expect("points")).sum();
            assert_eq!((item["project_score"].as_u64(), criteria.len()), (Some(points), 8));
            assert!(criteria.iter().all(|c| c["reason"]["zh"] != "" && c["reason"]["en"] != "" && c["sources"][0].is_string()));
        }
        let weights: u64 = found["weight_table"].as_array().into_iter().flatten().filter_map(|row| row["weight"].as_u64()).sum();
        assert_eq!((weights, found["weights"].as_str()), (100, Some("2026-11-eight")));
        let area = items[0]["criteria"].as_array().expect("criteria").iter().find(|c| c["key"] == "area").expect("area");
        assert!(area["reason"]["zh"].as_str().expect("reason").contains("长寿路街道"), "{area}");
        assert_eq!(found["left_out"][0]["filter"], "can_contract", "the team: {}", found["left_out"]);
        let why = town.hub.get(&format!("/projects/{project}/matches/{team}/why-not")).await.ok(200);
        assert_eq!((&why["outcome"], &why["failed"][0]["filter"]), (&json!("left_out"), &json!("can_contract")));
        let why = town.hub.get(&format!("/projects/{project}/matches/{other}/why-not?limit=3")).await.ok(200);
        assert_eq!((&why["outcome"], &why["gaps"][0]["by"]), (&json!("ranked"), &json!({"criterion": "field"})), "{why}");
        let why = town.hub.get(&format!("/projects/{project}/matches/{other}/why-not")).await.ok(200);
        assert_eq!((&why["outcome"], &why["place"]), (&json!("shown"), &json!(4)), "{why}");
        town.hub.get(&format!("/projects/{project}/matches/{project}/why-not")).await.refused(404, "not_found");
        assert_eq!(town.hub.get(&format!("/projects/{project}/matches?limit=1")).await.ok(200)["items"].as_array().map(Vec::len), Some(1));
        let got = town.hub.get(&format!("/projects/{project}/matches?limit=0")).await;
        assert_eq!(got.field_errors(), [("limit".to_owned(), "out_of_range".to_owned())]);
    }

    async fn r24_who_decides_on_a_purchase_never_sees_a_match(world) {
        let town = world.town().await;
        let project = world.call(&town).await;
        let path = format!("/projects/{project}/matches");
        town.approver.get(&path).await.refused(403, "auth/role_missing");
        let both = world.person(&[(Role::StreetOfficer, Some(&town.street), Some(STREET)), (Role::StreetApprover, Some(&town.street), Some(STREET))]).await;
        both.get(&path).await.refused(403, "matching/decides_on_it");
        both.get(&format!("/projects/{project}/invitations")).await.refused(403, "matching/decides_on_it");
        let need = crate::api::meetings::scene::need(&town, "青年就业指导", "jobs_startups").await;
        both.get(&format!("/needs/{need}/matches")).await.refused(403, "matching/decides_on_it");
        town.officer.get(&format!("/needs/{need}/matches")).await.ok(200);
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        elsewhere.get(&path).await.refused(404, "not_found");
        town.officer.get(&path).await.ok(200);
        town.auditor.get(&path).await.ok(200);
    }

    async fn an_organisation_sees_its_own_open_calls_and_no_other_does(world) {
        let town = world.town().await;
        let open = world.call(&town).await;
        world.project(&town, "submitted").await;
        let path = format!("/organizations/{}/matches", town.bidders[0].organization);
        let found = town.bidders[0].member.get(&path).await.ok(200);
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
        assert_eq!(found["items"][0]["id"], open.as_str());
        town.hub.get(&path).await.ok(200);
        town.bidders[1].manager.get(&path).await.refused(404, "not_found");
    }

    async fn those_who_suit_a_published_call_are_invited_once_with_the_reasons(world) {
        let town = world.town().await;
        let project = world.call(&town).await;
        invite(world, project.as_str()).await;
        invite(world, project.as_str()).await;
        let id = project.clone();
        let mut invited: Vec<(String, i32)> = world.platform.db.read(move |conn| {
            Ok(project_invitations::table.filter(project_invitations::project_id.eq(&id)).select((project_invitations::organization_id, project_invitations::score)).load(conn)?)
        }).await.expect("invitations");
        invited.sort();
        let mut expected: Vec<String> = town.bidders.iter().map(|b| b.organization.to_string()).collect();
        expected.sort();
        assert_eq!(invited.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(), expected);
        assert!(invited.iter().all(|(_, score)| *score >= 5500));
        let ledger = world.ledger().await;
        assert_eq!(ledger.iter().filter(|(_, template, _)| template == "project_invited").count(), 3, "{ledger:?}");
        assert!(world.outbox().iter().all(|(_, mail)| mail.contains("契合理由")));
        let feed = town.approver.get("/events").await.ok(200);
        assert!(!feed.to_string().contains("\"score\""), "an approver reads no score: {feed}");
    }

    async fn r21_nobody_is_invited_who_could_read_the_draft(world) {
        let town = world.town().await;
        let project = world.call(&town).await;
        world.person(&[(Role::NgoMember, Some(&town.bidders[0].organization), None), (Role::HubOperator, Some(&town.hub_organization), Some(STREET))]).await;
        invite(world, project.as_str()).await;
        assert_eq!(world.ledger().await.len(), 2, "{:?}", world.ledger().await);
    }

    async fn a_call_that_has_closed_invites_nobody(world) {
        let town = world.town().await;
        let project = world.project(&town, "closed").await;
        invite(world, project.as_str()).await;
        assert_eq!(world.ledger().await, []);
    }

    async fn who_is_added_by_hand_and_cannot_come_is_told_with_the_reason(world) {
        let town = world.town().await;
        let project = world.project(&town, "approved").await;
        let organization = &town.bidders[0].organization;
        let supply = json!({"services": [], "budget_max_fen": 100});
        let stated = town.bidders[0].manager.replace(&format!("/organizations/{organization}/supply"), "\"0\"", supply).await;
        assert_eq!(stated.status, 200, "{}", stated.body);
        let path = format!("/projects/{project}/invitation-list/{organization}");
        let wrong = town.hub.put(&path, json!({"invited": true, "reason_zh": "联系张三13812345678"})).await;
        assert_eq!(wrong.field_errors().len(), 1, "{}", wrong.body);
        let list = town.hub.put(&path, json!({"invited": true, "reason_zh": "去年满意度高"})).await.ok(200);
        assert_eq!(list["edits"][0]["fails"][0]["filter"], "budget_limits", "{list}");
        assert!(list["invited"].as_array().expect("a list").iter().all(|found| found["id"] != organization.as_str()), "{list}");
        world.settle().await;
        let entries = town.auditor.get("/events?limit=200").await.ok(200).to_string();
        assert!(entries.contains("invitation_list.edited") && !entries.contains("满意度"), "why is kept beside the journal");
    }

    async fn r21_who_has_the_head_of_the_buyer_is_left_out_as_soon_as_it_has(world) {
        let town = world.town().await;
        let project = world.call(&town).await;
        let own = format!("/organizations/{}", town.bidders[0].organization);
        let listed = async || {
            let found = town.hub.get(&format!("/projects/{project}/matches")).await.ok(200);
            found["items"].as_array().expect("items").iter().any(|item| item["id"] == town.bidders[0].organization.as_str())
        };
        let head = async |path: &str, client: &crate::support::Client, name: &str| {
            let version = client.get(path).await.etag();
            let written = client.patch(path, &version, json!({"legal_representative": name})).await;
            assert_eq!(written.status, 200, "{}", written.body);
        };
        head(&own, &town.bidders[0].manager, "王某").await;
        assert!(listed().await);
        head(&format!("/organizations/{}", town.street), &town.hub, "王某").await;
        assert!(!listed().await, "the buyer has the same head now");
    }

    async fn the_list_is_edited_with_a_reason_before_it_goes_out(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let helper = world.organization("夕阳红助餐中心", "social_service_agency", &["elderly_meals"]).await;
        let project = desk.approved().await;
        let list = format!("{project}/invitation-list");
        let ids = |list: &serde_json::Value| -> Vec<String> {
            list["invited"].as_array().into_iter().flatten().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
        };
        let before = ids(&town.hub.get(&list).await.ok(200));
        assert!(before.len() > 1 && !before.contains(&helper.to_string()), "{before:?}");
        let out = before[0].clone();
        let edit = |invited: bool, reason: &str| json!({"invited": invited, "reason_zh": reason});
        let got = town.hub.put(&format!("{list}/{out}"), edit(false, " ")).await;
        assert_eq!(got.field_errors(), [("/reason_zh".to_owned(), "required".to_owned())]);
        town.hub.put(&format!("{list}/{out}"), edit(false, "今年已承接三个项目")).await.ok(200);
        let edited = town.officer.put(&format!("{list}/{helper}"), edit(true, "去年同一项目的服务机构")).await.ok(200);
        let after = ids(&edited);
        assert!(!after.contains(&out) && after.contains(&helper.to_string()), "{edited}");
        assert_eq!(edited["edits"].as_array().map(Vec::len), Some(2));

        town.officer.act(&project, "publish", json!({})).await.ok(200);
        world.settle().await;
        let invited = town.hub.get(&format!("{project}/invitations")).await.ok(200);
        let mut went_out: Vec<&str> = invited["items"].as_array().into_iter().flatten().filter_map(|row| row["organization_id"].as_str()).collect();
        let mut wanted: Vec<&str> = after.iter().map(String::as_str).collect();
        went_out.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(went_out, wanted, "what was shown is what went out");
        let file = town.auditor.get(&format!("{project}/file")).await.ok(200).to_string();
        assert!(file.contains("invitation_list.edited"), "{file}");
        town.hub.put(&format!("{list}/{out}"), edit(true, "补邀")).await.refused(409, "matching/invitations_are_out");
    }

    async fn r21_nobody_is_added_who_could_not_bid(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let team = world.organization("邻里互助队", "community_team", &["jobs_startups"]).await;
        let project = desk.approved().await;
        let list = format!("{project}/invitation-list");
        let add = json!({"invited": true, "reason_zh": "街道推荐"});
        town.hub.put(&format!("{list}/{team}"), add.clone()).await.refused(409, "matching/cannot_contract");
        for party in [&town.street, &town.hub_organization] {
            let refused = town.hub.put(&format!("{list}/{party}"), add.clone()).await;
            assert_eq!(refused.status, 409, "{}", refused.body);
        }
        town.hub.put(&format!("{list}/019a5d4e-7c00-7000-8000-000000000000"), add.clone()).await.refused(404, "not_found");
        town.approver.get(&list).await.refused(403, "auth/role_missing");
        town.bidders[0].manager.put(&format!("{list}/{team}"), add).await.refused(403, "auth/role_missing");
    }
}
