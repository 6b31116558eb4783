use serde_json::json;
use shuniu::platform::actor::Role;

use super::scene::{application, events, items};
use crate::api::platform::futures_join;
use crate::on_both;

on_both! {
    async fn a_team_applies_and_sees_its_own_case_only(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let (team, other) = (world.applicant("楼道读书会", "community_team").await, world.applicant("楼组长之家", "community_team").await);
        let case = world.applied(&programme, &team).await;
        let seen = team.manager.get(&case).await.ok(200);
        assert_eq!((&seen["status"], &seen["organization_kind"], &seen["allowed_actions"]), (&json!("applied"), &json!("community_team"), &json!(["withdraw"])));
        other.manager.get(&case).await.refused(404, "not_found");
        for part in ["timeline", "supports", "milestones"] {
            other.manager.get(&format!("{case}/{part}")).await.refused(404, "not_found");
        }
        assert!(items(&other.manager, "/incubation/cases").await.is_empty());
        for reader in [&team.manager, &town.hub, &town.officer, &town.finance, &town.auditor] {
            assert_eq!(items(reader, "/incubation/cases?status=applied").await.len(), 1);
            assert_eq!(events(reader, &case).await, ["applied"]);
        }
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        elsewhere.get(&case).await.refused(404, "not_found");
        elsewhere.post_if(&format!("{case}/review"), "\"1\"", json!({})).await.refused(404, "not_found");
        let member = world.person(&[(Role::NgoMember, Some(&team.organization), None)]).await;
        member.get(&case).await.ok(200);
        member.post("/incubation/applications", application(&programme, &team)).await.refused(403, "auth/role_missing");
    }

    async fn only_the_manager_of_a_verified_organisation_applies_and_has_one_open_case(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        town.bidders[0].manager.post("/incubation/applications", application(&programme, &team)).await.refused(403, "incubation/not_your_organization");
        let wrong = json!({"programme_id": team.organization, "organization_id": team.organization, "plan_zh": " "});
        let got = team.manager.post("/incubation/applications", wrong).await;
        assert_eq!(got.field_errors().into_iter().map(|e| e.0).collect::<Vec<_>>(), ["/plan_zh", "/programme_id"]);
        let case = world.applied(&programme, &team).await;
        team.manager.post("/incubation/applications", application(&programme, &team)).await.refused(409, "incubation/open_case");
        team.manager.act(&case, "withdraw", json!({"reason_zh": "负责人变更"})).await.ok(200);
        let again = world.applied(&programme, &team).await;
        assert_ne!(again, case);
        town.hub.act(&format!("/organizations/{}", team.organization), "suspend", json!({"reason": "核查"})).await.ok(200);
        team.manager.act(&again, "withdraw", json!({"reason_zh": "核查"})).await.ok(200);
        team.manager.post("/incubation/applications", application(&programme, &team)).await.refused(409, "incubation/not_verified");
    }

    async fn two_applications_at_once_are_one_case(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let apply = || team.manager.post("/incubation/applications", application(&programme, &team));
        let got = futures_join((0..6).map(|_| apply())).await;
        let mut statuses: Vec<_> = got.iter().map(|got| got.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
    }

    async fn a_declined_applicant_reads_why(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.applied(&programme, &team).await;
        let early = town.hub.act(&case, "decline", json!({"reason_zh": "与计划方向不符"})).await.refused(409, "incubation/wrong_status");
        assert_eq!((&early["current_status"], &early["allowed"]), (&json!("applied"), &json!(["review", "withdraw"])));
        town.hub.act(&case, "review", json!({})).await.ok(200);
        assert_eq!(town.hub.act(&case, "decline", json!({"reason_zh": " "})).await.field_errors(), [("/reason_zh".to_owned(), "required".to_owned())]);
        town.hub.act(&case, "decline", json!({"reason_zh": "与计划方向不符"})).await.ok(200);
        let seen = team.manager.get(&case).await.ok(200);
        assert_eq!((&seen["status"], &seen["status_reason"], &seen["allowed_actions"]), (&json!("declined"), &json!("与计划方向不符"), &json!([])));
        team.manager.act(&case, "withdraw", json!({"reason_zh": "x"})).await.refused(409, "incubation/wrong_status");
    }

    async fn r63_a_hub_operator_decides_nothing_about_their_own_organisation(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let both = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107")), (Role::NgoManager, Some(&team.organization), None)]).await;
        let case = world.applied(&programme, &team).await;
        both.act(&case, "review", json!({})).await.refused(403, "incubation/own_organization");
        town.hub.act(&case, "review", json!({})).await.ok(200);
        both.act(&case, "admit", json!({})).await.refused(403, "incubation/own_organization");
        town.officer.post_if(&format!("{case}/admit"), "\"2\"", json!({})).await.refused(403, "auth/role_missing");
    }

    async fn an_application_waits_among_the_tasks_of_the_hub(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.applied(&programme, &team).await;
        let waits = async || {
            let tasks = town.hub.get("/me/tasks").await.ok(200);
            let mine = |task: &&serde_json::Value| task["kind"] == "assess_application" && task["link"] == json!(format!("/api/v1{case}"));
            tasks["items"].as_array().into_iter().flatten().filter(mine).count()
        };
        assert_eq!(waits().await, 1);
        assert!(town.officer.get("/me/tasks").await.ok(200)["items"].as_array().is_some_and(|tasks| tasks.iter().all(|task| task["kind"] != "assess_application")));
        town.hub.act(&case, "review", json!({})).await.ok(200);
        assert_eq!(waits().await, 1, "until it is decided");
        town.hub.act(&case, "admit", json!({})).await.ok(200);
        assert_eq!(waits().await, 0);
    }
}
