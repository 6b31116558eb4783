use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::schema::{jobs, meeting_participants};

use super::scene::{Meeting, about_a_call, id, items, opened, register};
use crate::api::projects::desk::Desk;
use crate::on_both;

fn made(pairs: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    pairs.iter().map(|pair| (text(&pair["demand_id"]), text(&pair["organization_id"]))).collect()
}

on_both! {
    async fn a_run_pairs_whom_the_engine_finds_and_every_point_has_its_reason(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 5000}})).await;
        let path = meeting.solved(world, &town, json!({})).await;
        let run = town.hub.get(&path).await.ok(200);
        assert_eq!((&run["status"], &run["what_if"], &run["is_current"], &run["number"]), (&json!("solved"), &json!(false), &json!(true), &json!(1)), "{run}");
        let figures = &run["result"]["figures"];
        assert_eq!((&figures["certificate_verified"], &figures["slots"], &figures["filled"]), (&json!(true), &json!(3), &json!(3)), "{run}");
        assert_eq!(figures["total"], figures["best_total"]);
        assert_eq!(figures["newly_incubated"], json!({"participants": 1, "pairs": 1, "share_percent": "33.33"}));
        let pairs = items(&town.hub, &format!("{path}/pairs")).await;
        let mut wanted = vec![
            (meeting.jobs.clone(), town.bidders[0].organization.to_string()),
            (meeting.meals.clone(), meeting.cook.0.to_string()),
            (meeting.meals.clone(), meeting.new.0.to_string()),
        ];
        wanted.sort();
        assert_eq!(made(&pairs), wanted);
        for pair in &pairs {
            let criteria = pair["explanation"]["criteria"].as_array().expect("criteria");
            let points: u64 = criteria.iter().map(|criterion| criterion["points"].as_u64().expect("points")).sum();
            assert_eq!(pair["explanation"]["project_score"].as_u64(), Some(points));
            assert!(criteria.iter().all(|c| c["reason"]["zh"] != "" && c["reason"]["en"] != "" && c["sources"][0] != ""), "{pair}");
        }
        let times: std::collections::BTreeSet<String> =
            pairs.iter().filter(|pair| pair["demand_id"] == meeting.meals.as_str()).map(|pair| pair["time"].to_string()).collect();
        assert_eq!(times.len(), 2, "the meals have two talks at different times");
        assert_eq!(town.hub.get(&meeting.path).await.ok(200)["status"], "solved");
        let firsts = town.hub.get(&format!("{path}/pairs?limit=2")).await.ok(200);
        let rest = items(&town.hub, &format!("{path}/pairs?cursor={}", firsts["next_cursor"].as_str().expect("more"))).await;
        assert_eq!(rest, pairs[2..]);
    }

    async fn the_same_input_gives_the_same_bytes(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"mode": "stable", "seed": 7}})).await;
        let (first, second) = (meeting.solved(world, &town, json!({})).await, meeting.solved(world, &town, json!({})).await);
        let pairs = async |run: &str| town.hub.get(&format!("{run}/pairs")).await.body;
        assert_eq!(pairs(&first).await, pairs(&second).await);
        let (a, b) = (town.hub.get(&first).await.ok(200), town.hub.get(&second).await.ok(200));
        for said in ["input_digest", "result_digest", "result"] {
            assert_eq!(a[said], b[said]);
            assert_ne!(a[said], Value::Null);
        }
        register(&meeting.cook.1, &meeting.path, &meeting.cook.0, 1).await;
        let third = meeting.solved(world, &town, json!({})).await;
        assert_ne!(town.hub.get(&third).await.ok(200)["input_digest"], a["input_digest"]);
        assert_eq!(town.hub.get(&first).await.ok(200)["is_current"], false);
        let kept = items(&town.hub, &format!("{}/runs", meeting.path)).await;
        assert_eq!(kept.len(), 3, "each run is kept");
        assert!(kept.iter().all(|run| run["result"].is_null() && run["result_digest"].is_string()), "a list is without the long results");
    }

    async fn a_trial_changes_nothing_and_says_what_it_would_cost(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let before = town.hub.get(&meeting.path).await.ok(200);
        let lock = json!({"kind": "locked", "demand_id": meeting.jobs, "organization_id": meeting.new.0, "reason_zh": "试一试"});
        let trial = json!({"what_if": {"new_share": "0.5", "conditions": [lock], "minimum_quality": 0}});
        let path = meeting.solved(world, &town, trial).await;
        let run = town.hub.get(&path).await.ok(200);
        assert_eq!((&run["status"], &run["what_if"]), (&json!("solved"), &json!(true)), "{run}");
        assert_eq!(run["rules"]["new_share"], "0.5");
        let guarantee = &run["result"]["figures"]["guarantee"];
        assert!(guarantee["words"]["en"].as_str().expect("words").starts_with("50 % costs"), "{guarantee}");
        assert!(made(&items(&town.hub, &format!("{path}/pairs")).await).contains(&(meeting.jobs.clone(), meeting.new.0.to_string())));
        let after = town.hub.get(&meeting.path).await.ok(200);
        assert_eq!(after, before);
        let run_id = id(&run);
        meeting.solved(world, &town, json!({})).await;
        town.hub.act(&meeting.path, "confirm", json!({"run_id": run_id})).await.refused(409, "meetings/run_is_a_trial");
        let even = json!({"field": 20, "target_group": 10, "area": 20, "text": 10, "track_record": 10, "rating": 10, "capacity": 10, "budget_fit": 10});
        let weighed = meeting.solved(world, &town, json!({"what_if": {"weights": even}})).await;
        assert_eq!(town.hub.get(&weighed).await.ok(200)["weights"], "own-20.10.20.10.10.10.10.10");
        let wrong = town.hub.post(&format!("{}/runs", meeting.path), json!({"what_if": {"minimum_quality": -1}})).await;
        assert_eq!(wrong.field_errors(), [("/what_if/minimum_quality".to_owned(), "out_of_range".to_owned())]);
    }

    async fn a_share_that_is_not_possible_is_refused_in_words(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"new_share": "1"}})).await;
        let path = meeting.solved(world, &town, json!({})).await;
        let run = town.hub.get(&path).await.ok(200);
        assert_eq!((&run["status"], &run["result"]["refusal"]["code"]), (&json!("refused"), &json!("share_not_possible")), "{run}");
        assert!(run["result"]["refusal"]["words"]["en"].as_str().expect("words").contains("Not possible with these capacities"));
        assert_eq!(town.hub.get(&meeting.path).await.ok(200)["status"], "open");
        assert!(items(&town.hub, &format!("{path}/pairs")).await.is_empty());
    }

    async fn a_slot_that_stays_empty_has_its_binding_cause(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({"rules": {"minimum_quality": 9999}})).await;
        let path = meeting.solved(world, &town, json!({})).await;
        let run = town.hub.get(&path).await.ok(200);
        let unfilled = run["result"]["unfilled"].as_array().expect("unfilled");
        assert_eq!(unfilled.len(), 2, "{run}");
        assert!(unfilled.iter().all(|slot| slot["cause"] == "below_minimum" && slot["best_score"].as_i64().is_some_and(|best| best > 0)));
    }

    async fn a_locked_pair_is_made_and_a_forbidden_one_is_not(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let version = town.hub.get(&meeting.path).await.etag();
        let conditions = json!([
            {"kind": "locked", "demand_id": meeting.jobs, "organization_id": meeting.cook.0, "reason_zh": "去年合作良好"},
            {"kind": "forbidden", "demand_id": meeting.meals, "organization_id": meeting.cook.0, "reason_zh": "正在核查投诉"},
        ]);
        let changed = town.hub.patch(&meeting.path, &version, json!({"conditions": conditions})).await.ok(200);
        assert_eq!(changed["conditions"], conditions);
        let path = meeting.solved(world, &town, json!({})).await;
        let pairs = made(&items(&town.hub, &format!("{path}/pairs")).await);
        assert!(pairs.contains(&(meeting.jobs.clone(), meeting.cook.0.to_string())));
        assert!(!pairs.contains(&(meeting.meals.clone(), meeting.cook.0.to_string())));
    }

    async fn a_run_is_confirmed_only_while_it_is_of_today(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let run = meeting.solved(world, &town, json!({})).await;
        let run_id = run.rsplit('/').next().expect("an id");
        town.hub.post(&format!("{}/confirm", meeting.path), json!({"run_id": run_id})).await.refused(428, "if_match_required");
        town.hub.post_if(&format!("{}/confirm", meeting.path), "\"1\"", json!({"run_id": run_id})).await.refused(412, "stale");
        register(&meeting.cook.1, &meeting.path, &meeting.cook.0, 1).await;
        town.hub.act(&meeting.path, "confirm", json!({"run_id": run_id})).await.refused(409, "meetings/run_out_of_date");
        meeting.confirmed(world, &town).await;
        let done = town.hub.get(&meeting.path).await.ok(200);
        assert_eq!((&done["status"], done["run_id"].is_string()), (&json!("confirmed"), true));
        town.hub.post(&format!("{}/runs", meeting.path), json!({})).await.refused(409, "meetings/wrong_status");
    }

    async fn r21_whose_people_could_read_the_draft_is_not_paired_with_the_call(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let project = desk.published().await;
        let path = opened(town, json!({"held_on": "2026-03-10"})).await;
        let project = project.rsplit('/').next().expect("an id");
        let demand = town.hub.post(&format!("{path}/demands"), json!({"project_id": project, "slots": 3})).await.ok(201);
        assert_eq!(demand["is_statutory"], false);
        for organization in [&town.hub_organization, &town.bidders[0].organization] {
            register(&town.hub, &path, organization, 1).await;
        }
        let run = town.hub.post(&format!("{path}/runs"), json!({})).await.ok(202);
        world.settle().await;
        let pairs = items(&town.hub, &format!("{path}/runs/{}/pairs", id(&run))).await;
        assert_eq!(made(&pairs), [(id(&demand), town.bidders[0].organization.to_string())], "the hub's own organisation drafts calls");
    }

    async fn a_run_is_confirmed_only_while_its_calls_are_open(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let (path, run) = about_a_call(world, town, &desk.published().await).await;
        assert_eq!(town.hub.get(&format!("{path}/runs/{run}")).await.ok(200)["result"]["figures"]["filled"], 1);
        world.advance_to("2026-03-17T10:00:00+08:00").await;
        town.hub.act(&path, "confirm", json!({"run_id": run})).await.refused(409, "meetings/run_out_of_date");
        let again = town.hub.post(&format!("{path}/runs"), json!({})).await.ok(202);
        world.settle().await;
        let again = town.hub.get(&format!("{path}/runs/{}", id(&again))).await.ok(200);
        assert!(again["result"]["left_out"][0]["words"]["en"].as_str().expect("words").contains("its call is over"), "{again}");
    }

    async fn a_lock_on_somebody_who_left_is_told_and_stands_in_nobodys_way(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let lock = json!([{"kind": "locked", "demand_id": meeting.jobs, "organization_id": meeting.cook.0, "reason_zh": "去年合作良好"}]);
        let version = town.hub.get(&meeting.path).await.etag();
        town.hub.patch(&meeting.path, &version, json!({"conditions": lock})).await.ok(200);
        meeting.cook.1.delete(&format!("{}/participants/{}", meeting.path, meeting.cook.0)).await.ok(204);
        let version = town.hub.get(&meeting.path).await.etag();
        let renamed = town.hub.patch(&meeting.path, &version, json!({"title_zh": "春季对接会"})).await.ok(200);
        assert_eq!(renamed["conditions"], lock);
        let version = town.hub.get(&meeting.path).await.etag();
        let again = town.hub.patch(&meeting.path, &version, json!({"conditions": lock})).await;
        assert_eq!(again.field_errors(), [("/conditions/0/organization_id".to_owned(), "not_there".to_owned())]);
        let run = meeting.solved(world, &town, json!({})).await;
        let run = town.hub.get(&run).await.ok(200);
        let out = &run["result"]["left_out"];
        assert_eq!((&out[0]["demand_id"], &out[0]["organization_id"]), (&json!(meeting.jobs), &json!(meeting.cook.0)), "{run}");
    }

    async fn a_meeting_is_solved_once_at_a_time(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let runs = format!("{}/runs", meeting.path);
        town.hub.post(&runs, json!({})).await.ok(202);
        town.hub.post(&runs, json!({"what_if": {}})).await.refused(409, "meetings/run_queued");
        world.settle().await;
        town.hub.post(&runs, json!({"what_if": {}})).await.ok(202);
    }

    async fn a_run_that_is_given_up_says_so_and_the_next_one_is_tried(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let absent = async |text: &'static str| {
            world.write(move |conn| diesel::update(meeting_participants::table).set(meeting_participants::absent.eq(text)).execute(conn)).await;
        };
        absent("{").await;
        let run = id(&town.hub.post(&format!("{}/runs", meeting.path), json!({})).await.ok(202));
        world.write(|conn| diesel::update(jobs::table.filter(jobs::kind.eq("meetings.solve"))).set(jobs::attempts.eq(5)).execute(conn)).await;
        world.settle().await;
        absent("[]").await;
        let given_up = town.hub.get(&format!("{}/runs/{run}", meeting.path)).await.ok(200);
        assert_eq!((&given_up["status"], &given_up["result"]["refusal"]["code"]), (&json!("refused"), &json!("not_finished")), "{given_up}");
        assert_eq!(town.hub.get(&meeting.path).await.ok(200)["status"], "open");
        let next = meeting.solved(world, &town, json!({})).await;
        assert_eq!(town.hub.get(&next).await.ok(200)["status"], "solved");
        world.write(|conn| diesel::delete(jobs::table.filter(jobs::status.eq("dead"))).execute(conn)).await;
    }

    async fn a_run_whose_solver_never_comes_back_is_given_up(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let run = id(&town.hub.post(&format!("{}/runs", meeting.path), json!({})).await.ok(202));
        world.write(|conn| diesel::update(jobs::table.filter(jobs::kind.eq("meetings.solve"))).set(jobs::attempts.eq(6)).execute(conn)).await;
        world.settle().await;
        let given_up = town.hub.get(&format!("{}/runs/{run}", meeting.path)).await.ok(200);
        assert_eq!((&given_up["status"], &given_up["result"]["refusal"]["code"]), (&json!("refused"), &json!("not_finished")), "{given_up}");
        world.write(|conn| diesel::delete(jobs::table.filter(jobs::status.eq("dead"))).execute(conn)).await;
    }

    async fn a_run_that_nobody_works_at_stands_in_nobodys_way(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let runs = format!("{}/runs", meeting.path);
        town.hub.post(&runs, json!({})).await.ok(202);
        world.write(|conn| diesel::delete(jobs::table.filter(jobs::kind.eq("meetings.solve"))).execute(conn)).await;
        let next = town.hub.post(&runs, json!({})).await.ok(202);
        world.settle().await;
        assert_eq!(town.hub.get(&format!("{runs}/{}", id(&next))).await.ok(200)["status"], "solved");
    }

    async fn runs_are_for_those_who_follow_the_meeting(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let run = meeting.solved(world, &town, json!({})).await;
        for part in ["", "/pairs"] {
            town.officer.get(&format!("{run}{part}")).await.ok(200);
            town.auditor.get(&format!("{run}{part}")).await.ok(200);
            meeting.cook.1.get(&format!("{run}{part}")).await.refused(403, "auth/role_missing");
        }
    }
}
