//! Who could answer a need, with what, and what is like it.

use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::actor::Role;

use crate::on_both;

on_both! {
    async fn a_need_is_matched_with_teams_too_and_declined_it_is_matched_no_more(world) {
        let town = world.town().await;
        let team = world.organization("青年就业互助队", "community_team", &["jobs_startups"]).await;
        let reported = town.committee.post("/needs", json!({
            "title_zh": "青年求职缺少指导", "description_zh": "待业青年希望有人辅导简历和面试。", "area_code": "310107015",
            "field": "jobs_startups", "target_groups": ["youth"],
        })).await.ok(201);
        let need = format!("/needs/{}", reported["id"].as_str().expect("id"));
        let found = town.hub.get(&format!("{need}/matches")).await.ok(200);
        let items = found["items"].as_array().expect("items");
        assert!(items.iter().any(|item| item["id"] == team.as_str()), "no contract is asked of a team: {found}");
        assert!(items.iter().all(|item| item["id"] != town.street.as_str()), "a state organ supplies nothing");
        town.committee.get(&format!("{need}/matches")).await.ok(200);
        town.bidders[0].manager.get(&format!("{need}/matches")).await.refused(403, "auth/role_missing");

        town.hub.act(&need, "decline", json!({"reason": "已由其他部门解决"})).await.ok(200);
        town.hub.get(&format!("{need}/matches")).await.refused(409, "matching/need_is_closed");
        town.hub.get(&format!("{need}/catalogue-items")).await.refused(409, "matching/need_is_closed");
    }

    async fn a_need_finds_its_service_of_the_catalogue(world) {
        let town = world.town().await;
        for (code, zh, field) in [("A01", "青年就业指导服务", "jobs_startups"), ("B01", "社区老人助餐服务", "elderly_meals")] {
            town.hub.post("/catalogue", json!({
                "code": code, "title_zh": zh, "title_en": zh, "field": field, "valid_from": "2026-01-01",
            })).await.ok(201);
        }
        let reported = town.committee.post("/needs", json!({
            "title_zh": "青年求职缺少指导", "description_zh": "待业青年希望有人辅导简历和面试。", "area_code": "310107015",
            "field": "jobs_startups", "target_groups": [],
        })).await.ok(201);
        let need = format!("/needs/{}", reported["id"].as_str().expect("id"));
        let found = town.hub.get(&format!("{need}/catalogue-items")).await.ok(200);
        assert_eq!((found["items"][0]["name"].as_str(), &found["candidates"]), (Some("青年就业指导服务"), &json!(2)), "{found}");
        let points: u64 = found["items"][0]["parts"].as_array().into_iter().flatten().filter_map(|part| part["points"].as_u64()).sum();
        assert_eq!(found["items"][0]["score"].as_u64(), Some(points));
    }

    async fn fields_are_suggested_and_a_correction_of_the_hub_teaches_at_once(world) {
        let town = world.town().await;
        let ask = async |text: &str| town.committee.post("/needs/field-suggestions", json!({"text_zh": text})).await.ok(200);
        assert_eq!(ask("独居老人中午没人做饭，希望送餐上门").await["items"][0]["field"], "elderly_meals");
        let strange = "弄堂里的水斗堵了好久";
        let reported = town.committee.post("/needs", json!({
            "title_zh": "水斗堵了", "description_zh": strange, "area_code": "310107015", "field": "civility", "target_groups": [],
        })).await.ok(201);
        assert_eq!(ask(strange).await["items"][0]["field"], "civility", "the clerk's word");
        let need = format!("/needs/{}", reported["id"].as_str().expect("id"));
        let got = town.hub.act(&need, "verify", json!({"field": "plumbing"})).await;
        assert_eq!(got.field_errors(), [("/field".to_owned(), "unknown_field".to_owned())]);
        let verified = town.hub.act(&need, "verify", json!({"field": "facilities_renewal"})).await.ok(200);
        assert_eq!((&verified["field"], &verified["category"], &verified["status"]), (&json!("facilities_renewal"), &json!("infrastructure"), &json!("verified")));
        let taught = ask(strange).await;
        assert_eq!((&taught["items"][0]["field"], &taught["taught_by"]), (&json!("facilities_renewal"), &json!(1)), "{taught}");
        let got = town.committee.post("/needs/field-suggestions", json!({"text_zh": " "})).await;
        assert_eq!(got.field_errors(), [("/text_zh".to_owned(), "required".to_owned())]);
    }

    async fn more_like_this_shows_no_draft_of_another_place(world) {
        let town = world.town().await;
        let (own, call) = (world.call(&town).await, world.call(&town).await);
        let draft = world.project(&town, "draft").await;
        let elsewhere = world.person(&[(Role::HubOperator, Some(&town.hub_organization), Some("310107005"))]).await;
        let body = json!({"title_zh": "青年就业服务", "area_code": "310107005", "buyer_id": town.street, "field": "jobs_startups"});
        let hidden = elsewhere.post("/projects", body).await.ok(201);
        let officer = town.officer.get(&format!("/projects/{own}/similar")).await.ok(200);
        assert!(!officer.to_string().contains(hidden["id"].as_str().expect("an id")), "{officer}");
        let found = town.hub.get(&format!("/projects/{own}/similar")).await.ok(200);
        let ids: Vec<&str> = found["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).collect();
        assert!(ids.contains(&call.as_str()) && ids.contains(&draft.as_str()) && !ids.contains(&own.as_str()), "{found}");
        let alike = town.bidders[0].manager.get(&format!("/organizations/{}/similar?limit=2", town.bidders[0].organization)).await.ok(200);
        assert_eq!(alike["items"].as_array().map(Vec::len), Some(2), "{alike}");
    }

    async fn the_spread_of_invitations_is_counted_and_costs_places(world) {
        let town = world.town().await;
        for _ in 0..2 {
            let project = world.call(&town).await;
            crate::api::matching::invite(world, project.as_str()).await;
        }
        let spread = town.hub.get("/matching/exposure").await.ok(200);
        assert_eq!((&spread["invitations"], &spread["invited"], &spread["eligible"]), (&json!(6), &json!(3), &json!(4)), "{spread}");
        assert_eq!(spread["items"][0]["invitations"], 2);
        let project = world.call(&town).await;
        let found = town.hub.get(&format!("/projects/{project}/matches")).await.ok(200);
        let best = &found["items"][0];
        let (score, penalty) = (best["score"].as_u64().expect("score"), best["penalty"].as_u64().expect("penalty"));
        assert!(penalty > 0 && penalty <= score / 20, "two invitations cost about 4 %: {best}");
        let got = town.hub.get("/matching/exposure?from=2026-04-01&to=2026-03-01").await;
        assert_eq!(got.field_errors(), [("from".to_owned(), "after_to".to_owned())]);
        town.approver.get("/matching/exposure").await.refused(403, "auth/role_missing");
    }

    async fn a_check_finds_what_was_changed_past_the_journal_and_mends_it(world) {
        let town = world.town().await;
        let sound = town.auditor.post("/matching/check", json!({})).await.ok(200);
        assert_eq!((&sound["consistent"], &sound["reloaded"], &sound["engine"]["organizations"]["count"]), (&json!(true), &json!(false), &json!(4)));
        let id = town.bidders[0].organization.clone();
        world.platform.db.write(move |tx| {
            use shuniu::schema::organizations::dsl;
            Ok(diesel::delete(shuniu::schema::organization_fields::table).execute(tx.conn())? +
                diesel::update(dsl::organizations.filter(dsl::id.eq(&id))).set(dsl::version.eq(99_i64)).execute(tx.conn())?)
        }).await.expect("past the journal");
        let found = town.auditor.post("/matching/check", json!({})).await.ok(200);
        assert_eq!((&found["consistent"], &found["reloaded"]), (&json!(false), &json!(true)), "{found}");
        assert_eq!(town.auditor.post("/matching/check", json!({})).await.ok(200)["consistent"], true);
        town.hub.post("/matching/check", json!({})).await.refused(403, "auth/role_missing");
    }
}
