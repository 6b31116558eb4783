use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;
use shuniu::schema::organizations;

use super::scene::{DAY, events};
use crate::on_both;
use crate::support::town::STREET;

const CODE: &str = "52310107MJ0000026F";

on_both! {
    async fn a_filed_team_becomes_a_registered_organisation_inside_its_case(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, "2026-02-01").await;
        let certificate = json!({"kind": "social_service_agency", "credit_code": CODE, "name_zh": "长寿楼道阅读服务中心", "registered_on": DAY});
        let seen = town.hub.act(&case, "registration", certificate.clone()).await.ok(200);
        assert_eq!((&seen["organization_kind"], &seen["registered_on"], &seen["organization_zh"]), (&json!("social_service_agency"), &json!(DAY), &json!("长寿楼道阅读服务中心")));
        let organization = team.manager.get(&format!("/organizations/{}", team.organization)).await.ok(200);
        assert_eq!((&organization["credit_code"], &organization["kind"], &organization["status"], &organization["may_contract"]), (&json!(CODE), &json!("social_service_agency"), &json!("verified"), &json!(true)));
        assert_eq!(events(&team.manager, &case).await, ["applied", "taken_up", "admitted", "started", "team_registered"]);
        let timeline = team.manager.get(&format!("{case}/timeline")).await.ok(200);
        assert_eq!(timeline["items"][4]["payload"]["credit_code"], CODE);
        town.hub.act(&case, "registration", certificate).await.refused(409, "organizations/not_a_team");
        world.reach_all(&town, &case, DAY).await;
        let graduate = town.hub.act(&case, "graduate", json!({"graduated_on": DAY})).await.ok(200);
        assert_eq!((&graduate["registered_at_exit"], &graduate["graduated_early"]), (&json!(true), &json!(true)));
    }

    async fn the_hub_that_runs_the_case_registers_a_team_from_elsewhere(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let home = team.organization.clone();
        world
            .write(move |conn| {
                diesel::update(organizations::table.find(home.as_str())).set(organizations::area_code.eq("310107005")).execute(conn)
            })
            .await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let hub = async |place| world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some(place))]).await;
        let (of_programme, of_home) = (hub(STREET).await, hub("310107005").await);
        let certificate = json!({"kind": "social_service_agency", "credit_code": CODE, "registered_on": DAY});
        of_home.get(&case).await.refused(404, "not_found");
        let seen = of_programme.get(&case).await.ok(200);
        assert!(seen["allowed_actions"].to_string().contains("register_team"), "{seen}");
        let seen = of_programme.act(&case, "registration", certificate).await.ok(200);
        assert_eq!(seen["organization_kind"], "social_service_agency");
    }

    async fn r77_the_code_of_a_team_that_registers_is_checked(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let errors = async |kind: &str, code: &str, day: &str| {
            let body = json!({"kind": kind, "credit_code": code, "registered_on": day});
            town.hub.act(&case, "registration", body).await.field_errors()
        };
        let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        assert_eq!(errors("social_service_agency", "52310107MJ0000026X", DAY).await, one("/credit_code", "malformed"));
        assert_eq!(errors("society", CODE, DAY).await, one("/credit_code", "wrong_class"));
        assert_eq!(errors("community_team", CODE, DAY).await, one("/kind", "not_from_a_team"));
        assert_eq!(errors("government", CODE, DAY).await, one("/kind", "not_from_a_team"));
        assert_eq!(errors("social_service_agency", CODE, "2026-03-03").await, one("/registered_on", "in_the_future"));
        assert_eq!(errors("social_service_agency", CODE, "2026-03-01").await, one("/registered_on", "before_the_start"));
        let owner = json!({"name_zh": "已登记的中心", "kind": "social_service_agency", "credit_code": CODE, "area_code": "310107015"});
        town.hub.post("/organizations", owner).await.ok(201);
        assert_eq!(errors("social_service_agency", CODE, DAY).await, one("/credit_code", "taken"));
        assert_eq!(team.manager.get(&case).await.ok(200)["organization_kind"], "community_team");
    }

    async fn a_team_is_registered_only_while_its_term_runs(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.applied(&programme, &team).await;
        let certificate = json!({"kind": "social_service_agency", "credit_code": CODE, "registered_on": DAY});
        town.hub.act(&case, "registration", certificate.clone()).await.refused(409, "incubation/wrong_status");
        team.manager.act(&case, "registration", certificate).await.refused(403, "auth/role_missing");
    }
}
