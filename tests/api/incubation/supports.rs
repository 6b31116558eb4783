use serde_json::json;

use super::scene::{DAY, events, id, support};
use crate::api::platform::futures_join;
use crate::on_both;

on_both! {
    async fn s16_no_small_grant_outside_incubation(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.applied(&programme, &team).await;
        let (ledger, grant) = (format!("{case}/supports"), support("small_grant", "item", 500_000));
        for verb in ["review", "admit"] {
            let refused = town.hub.post(&ledger, grant.clone()).await.refused(409, "incubation/wrong_status");
            assert!(refused["allowed"].as_array().expect("moves").contains(&json!(verb)));
            town.hub.act(&case, verb, json!({})).await.ok(200);
        }
        town.hub.post(&ledger, grant.clone()).await.refused(409, "incubation/wrong_status");
        town.hub.act(&case, "start", json!({"started_on": DAY})).await.ok(200);
        town.hub.post(&ledger, grant.clone()).await.ok(201);
        town.hub.act(&case, "extend", json!({"reason_zh": "第二个项目尚未交付"})).await.ok(200);
        town.hub.post(&ledger, grant.clone()).await.ok(201);
        town.hub.act(&case, "expel", json!({"reason_zh": "连续三月未提交月报"})).await.ok(200);
        town.hub.post(&ledger, grant).await.refused(409, "incubation/wrong_status");
        assert_eq!(team.manager.get(&ledger).await.ok(200)["total_fen"], 1_000_000);
    }

    async fn s17_a_room_for_two_hours_is_in_the_ledger_with_0_yuan(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        town.hub.post(&format!("{case}/supports"), support("meeting_room", "hour", 0)).await.ok(201);
        let seen = team.manager.get(&format!("{case}/supports")).await.ok(200);
        let entry = &seen["items"][0];
        assert_eq!((&entry["kind"], &entry["quantity"], &entry["unit"], &entry["value_fen"]), (&json!("meeting_room"), &json!("2.00"), &json!("hour"), &json!(0)));
    }

    async fn everything_wrong_with_an_entry_is_listed_at_once(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let ledger = format!("{case}/supports");
        let wrong = json!({"kind": "training", "quantity": "0", "unit": "hour", "value_fen": -1, "provider_zh": "", "provided_on": "2026-03-03"});
        let got = town.hub.post(&ledger, wrong).await.field_errors();
        let expected = [("/quantity", "out_of_range"), ("/value_fen", "negative"), ("/provided_on", "in_the_future"), ("/provider_zh", "required")];
        assert_eq!(got, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        let mut early = support("training", "session", 0);
        early["provided_on"] = json!("2026-03-01");
        assert_eq!(town.hub.post(&ledger, early).await.field_errors(), [("/provided_on".to_owned(), "before_the_start".to_owned())]);
        assert_eq!(town.hub.post(&ledger, support("small_grant", "item", 0)).await.field_errors(), [("/value_fen".to_owned(), "no_amount".to_owned())]);
        team.manager.post(&ledger, support("training", "session", 0)).await.refused(403, "auth/role_missing");
        town.hub.send(reqwest::Method::POST, &ledger, Some(support("training", "session", 0).to_string()), &[]).await.refused(428, "idempotency_key_required");
    }

    async fn a_mistake_is_answered_by_one_counter_entry_and_nothing_is_deleted(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let ledger = format!("{case}/supports");
        town.hub.post(&ledger, support("small_grant", "item", 500_000)).await.ok(201);
        let wrong = town.hub.post(&ledger, support("small_grant", "item", 5_000_000)).await.ok(201);
        let reverse = format!("{ledger}/{}/reverse", id(&wrong));
        let posts = (0..4).map(|_| town.hub.post(&reverse, json!({"reason_zh": "多写一个零"})));
        let got = futures_join(posts).await;
        let made: Vec<_> = got.iter().filter(|got| got.status == 201).collect();
        assert_eq!(made.len(), 1, "{got:?}");
        assert!(got.iter().all(|got| got.status == 201 || got.json["code"] == "incubation/reversed_already"), "{got:?}");
        assert_eq!((&made[0].json["reverses"], &made[0].json["value_fen"]), (&wrong["id"], &json!(5_000_000)));
        let seen = team.manager.get(&ledger).await.ok(200);
        assert_eq!((seen["items"].as_array().map(Vec::len), &seen["total_fen"], &seen["items"][1]["reversed"]), (Some(3), &json!(500_000), &json!(true)));
        let counter = format!("{ledger}/{}/reverse", id(&made[0].json));
        town.hub.post(&counter, json!({"reason_zh": "x"})).await.refused(409, "incubation/counter_entry");
        let first = team.manager.get(&format!("{ledger}?limit=2")).await.ok(200);
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        let rest = team.manager.get(&format!("{ledger}?limit=2&cursor={cursor}")).await.ok(200);
        assert_eq!((rest["items"].as_array().map(Vec::len), &rest["total_fen"]), (Some(1), &json!(500_000)));
        assert_eq!(events(&team.manager, &case).await[4..], ["support_booked", "support_booked", "support_reversed"]);
    }

    async fn a_case_cannot_end_before_its_last_support(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let case = world.incubating(&town, &programme, &team, "2026-02-01").await;
        let entry = town.hub.post(&format!("{case}/supports"), support("training", "session", 0)).await.ok(201);
        let end = json!({"reason_zh": "解散", "ended_on": "2026-03-01"});
        assert_eq!(town.hub.act(&case, "withdraw", end.clone()).await.field_errors(), [("/ended_on".to_owned(), "before_a_support".to_owned())]);
        town.hub.post(&format!("{case}/supports/{}/reverse", id(&entry)), json!({"reason_zh": "记错案例"})).await.ok(201);
        assert_eq!(town.hub.act(&case, "withdraw", end).await.ok(200)["ended_on"], "2026-03-01");
    }
}
