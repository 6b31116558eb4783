use serde_json::{Value, json};
use shuniu::platform::time::Timestamp;

use super::{AFTER, drafted, offer, published};
use crate::on_both;
use crate::support::documents::{pdf, png};
use crate::support::tender::Tender;

/// Pointer, code and outcome of everything that is not met.
fn unmet(check: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let answers = check["answers"].as_array().expect("answers").iter().filter(|answer| answer["outcome"] != "met");
    answers.map(|answer| (text(&answer["pointer"]), text(&answer["code"]), text(&answer["outcome"]))).collect()
}

fn refused(pointer: &str, code: &str) -> (String, String, String) {
    (pointer.to_owned(), code.to_owned(), "refused".to_owned())
}

/// A call that asks for a plan and a certificate.
fn asking_for_documents() -> Tender {
    let documents = json!(["proposal", "certificate"]);
    Tender { content: json!({ "requirements": { "fields": ["jobs_startups"], "documents": documents } }), ..Tender::default() }
}

on_both! {
    async fn the_check_and_the_submission_say_the_same(world) {
        let town = world.town().await;
        let project = asking_for_documents().publish(world, &town).await;
        let manager = &town.bidders[0].manager;
        let created = manager.post(&format!("/projects/{project}/bids"), json!({})).await.ok(201);
        let bid = format!("/bids/{}", created["id"].as_str().expect("id"));
        let check = async || manager.get(&format!("{bid}/check")).await.ok(200);
        let all = [
            refused("/offer/price_fen", "required"),
            refused("/offer/proposal_zh", "required"),
            refused("/attachments/proposal", "required"),
            refused("/attachments/certificate", "required"),
        ];
        let first = check().await;
        assert_eq!((unmet(&first), &first["is_ready"]), (all.to_vec(), &json!(false)));
        assert!(first["answers"].as_array().expect("answers").iter().all(|answer| {
            ["detail_zh", "detail_en"].iter().all(|words| answer[words].as_str().is_some_and(|words| !words.is_empty()))
        }));
        let submission = manager.act(&bid, "submit", json!({})).await;
        let said: Vec<_> = submission.field_errors().into_iter().map(|(pointer, code)| refused(&pointer, &code)).collect();
        assert_eq!(said, all);

        let version = manager.get(&bid).await.etag();
        manager.patch(&bid, &version, offer(7_600_000)).await.ok(200);
        manager.attach(&bid, "proposal", "服务方案.pdf", &pdf("方案")).await.ok(201);
        assert_eq!(unmet(&check().await), [refused("/attachments/certificate", "required")]);
        manager.attach(&bid, "certificate", "证书.png", &png()).await.ok(201);
        let ready = check().await;
        assert_eq!((unmet(&ready), &ready["is_ready"]), (Vec::new(), &json!(true)));
        assert_eq!((&ready["seals"]["price_fen"], &ready["seals"]["proposal_characters"]), (&json!(7_600_000), &json!(9)));
        assert_eq!(ready["seals"]["files"][0]["digest"], shuniu::platform::crypto::sha256(&pdf("方案")).to_string());
        assert_eq!(ready["seals"]["files_bytes"], pdf("方案").len() + png().len());
        let moment = |field: &str| Timestamp::parse(ready[field].as_str().expect("a moment")).expect("a moment").unix();
        assert_eq!(ready["deadline"], "2026-03-09T16:00:00Z");
        assert_eq!(ready["seconds_left"], moment("deadline") - moment("checked_at"));
        manager.act(&bid, "submit", json!({})).await.ok(200);
        let after = check().await;
        assert_eq!((unmet(&after), after.get("seals")), (vec![refused("/status", "bids/wrong_status")], None));
    }

    async fn what_only_a_person_decides_is_flagged_and_does_not_prevent_the_submission(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 8_000_001).await;
        let check = manager.get(&format!("{bid}/check")).await.ok(200);
        let flagged = ("/eligibility/within_budget/flagged".to_owned(), "over_budget".to_owned(), "flagged".to_owned());
        assert_eq!((unmet(&check), &check["is_ready"]), (vec![flagged], &json!(true)));
        manager.act(&bid, "submit", json!({})).await.ok(200);
        // Nothing of the price is kept with the answers: they are not sealed.
        let kept = manager.get(&format!("{bid}/eligibility")).await.ok(200);
        assert!(kept["answers"].as_array().expect("answers").iter().all(|answer| answer["rule"] != "within_budget"));
    }

    async fn a_member_is_told_that_the_manager_submits_and_others_nothing(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let bid = drafted(&town.bidders[0].member, &project, 7_600_000).await;
        let path = format!("{bid}/check");
        assert_eq!(unmet(&town.bidders[0].member.get(&path).await.ok(200)), [refused("/submitted_by", "bids/manager_needed")]);
        town.bidders[1].manager.get(&path).await.refused(404, "not_found");
        town.officer.get(&path).await.refused(403, "auth/role_missing");
        world.advance_to(AFTER).await;
        let late = town.bidders[0].manager.get(&path).await.ok(200);
        assert_eq!((unmet(&late), &late["seconds_left"]), (vec![refused("/deadline", "bids/deadline_passed")], &json!(0)));
    }

    async fn a_file_that_is_not_in_the_folder_is_missing_before_it_is_sealed(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let bid = drafted(manager, &project, 7_600_000).await;
        let file = manager.attach(&bid, "proposal", "a.pdf", &pdf("x")).await.ok(201);
        let id = file["id"].as_str().expect("id");
        std::fs::remove_file(world.data.join("attachments").join(id)).expect("remove");
        let gone = refused(&format!("/attachments/{id}"), "file_unavailable");
        assert_eq!(unmet(&manager.get(&format!("{bid}/check")).await.ok(200)), std::slice::from_ref(&gone));
        assert_eq!(manager.act(&bid, "submit", json!({})).await.field_errors(), [(gone.0, gone.1)]);
        manager.delete(&format!("{bid}/attachments/{id}")).await.ok(204);
        manager.act(&bid, "submit", json!({})).await.ok(200);
    }
}
