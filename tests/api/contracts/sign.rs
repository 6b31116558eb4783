use serde_json::{Value, json};

use super::draft::terms;
use crate::api::evaluation::stage::Stage;
use crate::on_both;

fn signature(signed_on: &str, digit: &str) -> Value {
    let digest = format!("sha-256:{}", digit.repeat(64));
    json!({"signer_name": "张三", "authority": "法定代表人", "signed_on": signed_on, "document_digest": digest})
}

async fn drafted(stage: &Stage<'_>) -> String {
    stage.awarded().await;
    let contract = stage.town.officer.post(&stage.path("/contract"), terms(&[7_600_000])).await.ok(201);
    format!("/contracts/{}", contract["id"].as_str().expect("an id"))
}

on_both! {
    async fn both_sides_sign_the_same_document_once_and_the_purchase_is_contracted(world) {
        let stage = Stage::new(world).await;
        let contract = drafted(&stage).await;
        let (buyer, supplier) = (&stage.town.approver, &stage.town.bidders[0].manager);
        let signed = buyer.act(&contract, "sign", signature("2026-03-10", "a")).await.ok(200);
        assert_eq!((&signed["status"], &signed["signatures"][0]["side"]), (&json!("drafted"), &json!("buyer")));
        stage.town.second_approver.act(&contract, "sign", signature("2026-03-10", "a")).await.refused(409, "contracts/signed_already");
        supplier.act(&contract, "sign", signature("2026-03-10", "b")).await.refused(409, "contracts/another_document");
        assert_eq!(stage.project_status().await, "awarded");
        let signed = supplier.act(&contract, "sign", signature("2026-03-10", "a")).await.ok(200);
        assert_eq!((&signed["status"], signed["signatures"].as_array().map(Vec::len)), (&json!("signed"), Some(2)));
        assert_eq!(stage.project_status().await, "contracted");
        supplier.act(&contract, "sign", signature("2026-03-10", "a")).await.refused(409, "contracts/wrong_status");
        let events = stage.events().await;
        assert!(events.ends_with(&["contract.signed".to_owned(), "project.contracted".to_owned()]), "{events:?}");
        // The journal holds no name of a person.
        assert!(!stage.town.auditor.get("/events?limit=200").await.body.contains("张三"));
    }

    async fn a_signature_is_dated_between_the_award_and_today(world) {
        let stage = Stage::new(world).await;
        let contract = drafted(&stage).await;
        let sign = async |body| stage.town.approver.act(&contract, "sign", body).await.field_errors();
        assert_eq!(sign(signature("2026-03-11", "a")).await, [("/signed_on".to_owned(), "in_the_future".to_owned())]);
        assert_eq!(sign(signature("2026-03-09", "a")).await, [("/signed_on".to_owned(), "before_the_award".to_owned())]);
        let mut body = signature("2026-03-10", "a");
        body["document_digest"] = json!("md5:1");
        assert_eq!(sign(body).await, [("/document_digest".to_owned(), "wrong_type".to_owned())]);
    }

    async fn only_the_buyers_approver_and_the_winners_manager_sign(world) {
        let stage = Stage::new(world).await;
        let contract = drafted(&stage).await;
        let version = stage.town.approver.get(&contract).await.etag();
        let path = format!("{contract}/sign");
        let body = || signature("2026-03-10", "a");
        stage.town.bidders[1].manager.post_if(&path, &version, body()).await.refused(404, "not_found");
        stage.town.bidders[0].member.post_if(&path, &version, body()).await.refused(403, "auth/role_missing");
        stage.town.officer.post_if(&path, &version, body()).await.refused(403, "auth/role_missing");
    }

    async fn r20_a_suspended_supplier_does_not_sign(world) {
        let stage = Stage::new(world).await;
        let contract = drafted(&stage).await;
        let supplier = stage.town.bidders[0].organization.clone();
        world.write(move |conn| {
            use diesel::prelude::*;
            use shuniu::schema::organizations as t;
            diesel::update(t::table.filter(t::id.eq(&supplier))).set(t::status.eq("suspended")).execute(conn)
        }).await;
        stage.town.approver.act(&contract, "sign", signature("2026-03-10", "a")).await.refused(409, "evaluation/supplier_not_verified");
    }

    async fn a_late_signature_counts_and_says_so(world) {
        let stage = Stage::new(world).await;
        let contract = drafted(&stage).await;
        world.advance_to("2026-04-10T00:00:00+08:00").await;
        stage.town.approver.act(&contract, "sign", signature("2026-04-09", "a")).await.ok(200);
        world.settle().await;
        let feed = stage.town.auditor.get("/events?limit=200").await.ok(200);
        let recorded = feed["items"].as_array().and_then(|items| items.iter().find(|e| e["event"] == "contract.signature_recorded")).cloned();
        assert_eq!(recorded.map(|event| event["payload"]["late"].clone()), Some(json!(true)));
    }
}
