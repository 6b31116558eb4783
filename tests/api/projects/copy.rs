use serde_json::json;

use super::desk::{Desk, path};
use crate::on_both;

on_both! {
    async fn last_years_project_becomes_a_draft_without_what_belonged_to_its_year(world) {
        let desk = Desk::at(world).await;
        let source = desk.published().await;
        let was = desk.town.hub.get(&source).await.ok(200);
        let copy = desk.town.officer.post(&format!("{source}/copy"), json!({})).await.ok(201);
        for kept in ["title_zh", "description_zh", "area_code", "buyer_id", "field", "target_groups", "criteria", "price_weight", "budget_fen", "officer_in_charge", "catalogue_item_id", "instrument", "regime"] {
            assert_eq!(copy[kept], was[kept], "{kept}");
        }
        for gone in ["budget_line_id", "deadline", "service_from", "service_to", "published_at", "public_key", "consultation"] {
            assert_eq!(copy[gone], json!(null), "{gone}");
        }
        assert_eq!((&copy["status"], &copy["need_ids"], &copy["round"]), (&json!("draft"), &json!([]), &json!(1)));
        assert_ne!(copy["number"], was["number"]);

        // What is missing is listed at once, in the words of the submission.
        let draft = path(&copy);
        let check = desk.town.officer.get(&format!("{draft}/check")).await.ok(200);
        assert_eq!(check["is_complete"], false);
        let refused = desk.town.officer.act(&draft, "submit", json!({})).await;
        let missing: Vec<(String, String)> = check["missing"].as_array().into_iter().flatten().map(|row| (row["pointer"].as_str().unwrap_or("").to_owned(), row["code"].as_str().unwrap_or("").to_owned())).collect();
        assert_eq!(missing, refused.field_errors());
        assert!(missing.iter().any(|(pointer, _)| pointer == "/budget_line_id") && missing.iter().any(|(pointer, _)| pointer == "/deadline"), "{missing:?}");
        let complete = desk.drafted(desk.complete()).await;
        assert_eq!(desk.town.hub.get(&format!("{complete}/check")).await.ok(200)["is_complete"], true);
    }

    async fn only_those_who_draft_for_the_place_copy_and_check(world) {
        let desk = Desk::at(world).await;
        let source = desk.published().await;
        let elsewhere = world.person(&[(shuniu::platform::actor::Role::HubOperator, Some(&desk.town.hub_organization), Some("310107005"))]).await;
        elsewhere.post(&format!("{source}/copy"), json!({})).await.refused(403, "projects/out_of_reach");
        elsewhere.get(&format!("{source}/check")).await.refused(403, "projects/out_of_reach");
        for other in [&desk.town.approver, &desk.town.bidders[0].manager] {
            other.post(&format!("{source}/copy"), json!({})).await.refused(403, "auth/role_missing");
        }
        desk.town.hub.post("/projects/019a5d4e-7c00-7000-8000-000000000000/copy", json!({})).await.refused(404, "not_found");
    }
}
