use serde_json::{Value, json};

use super::scene::{DAY, events, id, items, programme};
use crate::on_both;
use crate::support::World;
use crate::support::town::Town;

/// A case that began and ended on these days, by this exit; a graduate has reached everything.
async fn history(world: &World, town: &Town, programme: &str, kind: &str, exit: &str, days: (&str, &str)) {
    let applicant = world.applicant("大宁某机构", kind).await;
    let case = world.incubating(town, programme, &applicant, days.0).await;
    let body = match exit {
        "graduate" => {
            world.reach_all(town, &case, days.1).await;
            json!({"graduated_on": days.1})
        }
        _ => json!({"reason_zh": "历史记录", "ended_on": days.1}),
    };
    town.hub.act(&case, exit, body).await.ok(200);
}

fn exit(statistics: &Value, exit: &str, registered: bool) -> i64 {
    let rows = statistics["exits"].as_array().expect("exits");
    rows.iter().filter(|row| row["exit"] == exit && row["registered"] == registered).filter_map(|row| row["cases"].as_i64()).sum()
}

on_both! {
    async fn s16_21_hatched_between_2006_and_2010_counted_from_the_cases(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 5).await;
        for year in 0..21 {
            let (from, to) = (format!("{}-03-01", 2006 + year % 5), format!("{}-12-31", 2006 + year % 5));
            history(world, &town, &programme, "social_service_agency", "graduate", (&from, &to)).await;
        }
        for _ in 0..2 {
            history(world, &town, &programme, "community_team", "graduate", ("2008-01-01", "2009-06-30")).await;
        }
        history(world, &town, &programme, "society", "graduate", ("2010-06-01", "2011-01-01")).await;
        history(world, &town, &programme, "society", "expel", ("2007-06-01", "2007-09-01")).await;
        history(world, &town, &programme, "community_team", "expire", ("2006-06-01", "2007-06-02")).await;
        history(world, &town, &programme, "community_team", "withdraw", ("2009-06-01", "2009-07-01")).await;

        let path = "/incubation/statistics?from=2006-01-01&to=2010-12-31";
        for reader in [&town.hub, &town.officer, &town.auditor] {
            let counted = reader.get(path).await.ok(200);
            assert_eq!((&counted["hatched"], &counted["graduated_unregistered"]), (&json!(21), &json!(2)), "teams are shown apart");
            assert_eq!(exit(&counted, "expelled", true), 1);
            assert_eq!(exit(&counted, "expired", false), 1);
            assert_eq!(exit(&counted, "withdrawn", false), 1);
        }
        assert_eq!(town.hub.get("/incubation/statistics?from=2006-01-01&to=2011-01-01").await.ok(200)["hatched"], 22);
        let ever = town.hub.get("/incubation/statistics").await.ok(200);
        assert_eq!((&ever["hatched"], &ever["to"]), (&json!(22), &json!(DAY)));
        assert_eq!(town.hub.get(&format!("{path}&area=310107005")).await.ok(200)["hatched"], 0);
        let only = programme.rsplit('/').next().expect("an id");
        assert_eq!(town.hub.get(&format!("{path}&programme_id={only}")).await.ok(200)["hatched"], 21);
        town.hub.get("/incubation/statistics?from=2010-01-01&to=2006-01-01").await.refused(422, "invalid");
        town.bidders[0].manager.get(path).await.refused(403, "auth/role_missing");
        let elsewhere = world.person(&[(shuniu::platform::actor::Role::StreetOfficer, Some(&town.street), Some("310107005"))]).await;
        assert_eq!(elsewhere.get(path).await.ok(200)["hatched"], 0);
        assert_eq!(town.hub.get(&programme).await.ok(200)["places_free"], 5);
    }

    async fn nobody_graduates_before_every_item_of_the_checklist_is_reached(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, "2026-02-01").await;
        let refused = town.hub.act(&case, "graduate", json!({"graduated_on": DAY})).await.refused(409, "incubation/checklist_open");
        assert_eq!(refused["errors"].as_array().map(Vec::len), Some(2));
        assert!(refused["detail"].as_str().expect("detail").contains("交付两个项目、账目清楚"), "{refused}");
        let milestones = items(&town.hub, &format!("{case}/milestones")).await;
        let note = |at: usize| format!("{case}/milestones/{}/note", id(&milestones[at]));
        town.hub.post_if(&note(0), "\"1\"", json!({"reached_on": "2026-02-20"})).await.ok(200);
        town.hub.post_if(&note(1), "\"1\"", json!({"reached_on": DAY})).await.ok(200);
        town.hub.act(&case, "graduate", json!({"graduated_on": "2026-03-01"})).await.refused(409, "incubation/checklist_open");
        town.hub.post_if(&note(1), "\"2\"", json!({"note_zh": "账目尚待核对"})).await.ok(200);
        town.hub.act(&case, "graduate", json!({"graduated_on": DAY})).await.refused(409, "incubation/checklist_open");
        town.hub.post_if(&note(1), "\"3\"", json!({"reached_on": DAY})).await.ok(200);
        let graduate = town.hub.act(&case, "graduate", json!({"graduated_on": DAY})).await.ok(200);
        assert_eq!((&graduate["status"], &graduate["registered_at_exit"], &graduate["ended_on"]), (&json!("graduated"), &json!(false), &json!(DAY)));
        town.hub.post_if(&note(0), "\"2\"", json!({})).await.refused(409, "incubation/wrong_status");
        town.hub.act(&case, "extend", json!({"reason_zh": "x"})).await.refused(409, "incubation/wrong_status");
    }

    async fn a_term_is_extended_once_and_expires_only_when_it_is_over(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        assert_eq!(town.hub.get(&case).await.ok(200)["due_on"], "2027-03-02");
        let end = json!({"reason_zh": "期满未出壳"});
        town.hub.act(&case, "expire", end.clone()).await.refused(409, "incubation/term_runs");
        let extended = town.hub.act(&case, "extend", json!({"reason_zh": "第二个项目尚未交付"})).await.ok(200);
        assert_eq!((&extended["status"], &extended["due_on"]), (&json!("extended"), &json!("2027-09-02")));
        town.hub.act(&case, "extend", json!({"reason_zh": "再一次"})).await.refused(409, "incubation/wrong_status");
        world.advance_to("2027-09-02T12:00:00+08:00").await;
        town.hub.act(&case, "expire", end.clone()).await.refused(409, "incubation/term_runs");
        world.advance_to("2027-09-03T09:00:00+08:00").await;
        assert_eq!(town.hub.act(&case, "expire", end).await.ok(200)["status"], "expired");
        assert_eq!(events(&town.hub, &case).await[4..], ["extended", "reminded", "expired"]);
    }

    async fn a_programme_without_extension_extends_nobody(world) {
        let town = world.town().await;
        let mut body = programme(1);
        body["extension_months"] = json!(0);
        let programme = format!("/incubation/programmes/{}", id(&town.hub.post("/incubation/programmes", body).await.ok(201)));
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        assert!(!town.hub.get(&case).await.ok(200)["allowed_actions"].as_array().expect("actions").contains(&json!("extend")));
        town.hub.act(&case, "extend", json!({"reason_zh": "x"})).await.refused(409, "incubation/no_extension");
    }

    async fn the_days_of_a_case_lie_in_the_past_and_in_order(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.applied(&programme, &team).await;
        town.hub.act(&case, "review", json!({})).await.ok(200);
        town.hub.act(&case, "admit", json!({})).await.ok(200);
        let one = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
        assert_eq!(town.hub.act(&case, "start", json!({"started_on": "2026-03-03"})).await.field_errors(), one("/started_on", "in_the_future"));
        town.hub.act(&case, "start", json!({"started_on": "2026-02-01"})).await.ok(200);
        let end = |day: &str| json!({"reason_zh": "x", "ended_on": day});
        assert_eq!(town.hub.act(&case, "withdraw", end("2026-01-31")).await.field_errors(), one("/ended_on", "before_the_start"));
        assert_eq!(town.hub.act(&case, "expel", end("2026-03-03")).await.field_errors(), one("/ended_on", "in_the_future"));
        town.hub.post_if(&format!("{case}/expel"), "\"3\"", end(DAY)).await.refused(412, "stale");
        assert_eq!(team.manager.act(&case, "withdraw", end(DAY)).await.ok(200)["status"], "withdrawn");
    }
}
