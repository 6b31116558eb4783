use serde_json::json;

use super::scene::id;
use crate::api::platform::futures_join;
use crate::on_both;

on_both! {
    async fn places_are_never_exceeded_also_when_all_are_admitted_at_once(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let mut cases = Vec::new();
        for name in ["甲队", "乙队", "丙队", "丁队", "戊队", "己队"] {
            let team = world.applicant(name, "community_team").await;
            let case = world.applied(&programme, &team).await;
            town.hub.act(&case, "review", json!({})).await.ok(200);
            cases.push(case);
        }
        let admit = |case: &String| {
            let path = format!("{case}/admit");
            let hub = town.hub.clone();
            async move { hub.post_if(&path, "\"2\"", json!({})).await }
        };
        let got = futures_join(cases.iter().map(admit)).await;
        let admitted: Vec<_> = got.iter().filter(|got| got.status == 200).collect();
        assert_eq!(admitted.len(), 2, "{got:?}");
        assert!(got.iter().all(|got| got.status == 200 || got.json["code"] == "incubation/no_place"), "{got:?}");
        assert_eq!(town.hub.get(&programme).await.ok(200)["places_free"], 0);

        // A place comes back with the end of a case, and goes to the next.
        let first = format!("/incubation/cases/{}", id(&admitted[0].json));
        town.hub.act(&first, "withdraw", json!({"reason_zh": "未签协议"})).await.ok(200);
        assert_eq!(town.hub.get(&programme).await.ok(200)["places_free"], 1);
        let waiting = &cases[got.iter().position(|got| got.status == 409).expect("somebody waits")];
        town.hub.act(waiting, "admit", json!({})).await.ok(200);
        assert_eq!(town.hub.get(&programme).await.ok(200)["places_free"], 0);
        let fewer = town.hub.patch(&programme, "\"1\"", json!({"places": 1})).await;
        assert_eq!(fewer.field_errors(), [("/places".to_owned(), "fewer_than_taken".to_owned())]);
    }

    async fn an_admission_repeated_by_a_bad_connection_takes_one_place(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("甲队", "community_team").await;
        let case = world.applied(&programme, &team).await;
        town.hub.act(&case, "review", json!({})).await.ok(200);
        let (path, headers) = (format!("{case}/admit"), [("idempotency-key", "one"), ("if-match", "\"2\"")]);
        for _ in 0..2 {
            let got = town.hub.send(reqwest::Method::POST, &path, Some("{}".into()), &headers).await.ok(200);
            assert_eq!(got["status"], "admitted");
        }
        assert_eq!(town.hub.get(&programme).await.ok(200)["places_free"], 1);
        town.hub.send(reqwest::Method::POST, &path, Some("{}".into()), &[("if-match", "\"3\"")]).await.refused(428, "idempotency_key_required");
    }
}
