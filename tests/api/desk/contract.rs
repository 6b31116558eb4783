use serde_json::{Value, json};

use super::decide;
use crate::api::evaluation::stage::Stage;
use crate::on_both;
use crate::support::Client;
use crate::support::documents::Part;

const TERMS: [(&str, &str); 8] = [
    ("service", "就业指导\r\n与创业陪伴"),
    ("acceptance", "街道与服务对象逐项验收"),
    ("paid_for", "首期"),
    ("amount", "38,000"),
    ("due_on", "2026-06-30"),
    ("paid_for", "验收后"),
    ("amount", "３８０００"),
    ("due_on", ""),
];

/// Drafts the contract by page; the page of the contract.
async fn drafted(stage: &Stage<'_>) -> String {
    stage.awarded().await;
    let page = format!("/desk/projects/{}/contract", stage.project);
    let sent = decide(&stage.town.officer, &page, &TERMS).await;
    assert_eq!((sent.status, sent.header("location")), (303, Some(page.clone())), "{}", sent.body);
    stage.town.officer.page(&page).await.header("location").expect("the contract")
}

async fn sign(client: &Client, page: &str, signed_on: &str, scan: &[u8]) -> crate::support::client::Got {
    let marks = super::marks(client, page).await;
    let typed = [("signer_name", "张三"), ("authority", "法定代表人"), ("signed_on", signed_on)];
    let texts = marks.iter().map(|(name, value)| (*name, value.as_str())).chain(typed);
    let parts: Vec<Part<'_>> = texts.map(|(name, text)| Part::Text(name, text)).chain([Part::File("file", "合同.pdf", scan)]).collect();
    client.page_form(page, &parts).await
}

async fn contract(client: &Client, page: &str) -> Value {
    client.get(page.trim_start_matches("/desk")).await.ok(200)
}

on_both! {
    async fn the_officer_writes_the_award_down_by_page(world) {
        let stage = Stage::new(world).await;
        stage.awarded().await;
        let town = &stage.town;
        let page = format!("/desk/projects/{}/contract", stage.project);
        let task = town.officer.get("/me/tasks").await.ok(200)["items"][0].clone();
        assert_eq!((&task["kind"], &task["page"]), (&json!("draft_contract"), &json!(page)));
        let shown = town.officer.page(&page).await;
        for said in ["拟定合同", "76,000.00", "value=\"76000.00\""] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        for other in [&town.hub, &town.approver, &town.bidders[0].manager] {
            assert_eq!(other.page(&page).await.status, 403);
        }
        let mut wrong = TERMS;
        wrong[6].1 = "三万";
        let unread = decide(&town.officer, &page, &wrong).await;
        assert!(unread.status == 422 && unread.body.contains("第 2 期金额：") && unread.body.contains("value=\"三万\""), "{}", unread.body);
        wrong[6].1 = "37999.99";
        let short = decide(&town.officer, &page, &wrong).await;
        assert!(short.status == 422 && short.body.contains("付款计划：各期合计 75999.99 元"), "{}", short.body);
        let sent = decide(&town.officer, &page, &TERMS).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let place = town.officer.page(&page).await.header("location").expect("the contract");
        let stored = contract(&town.officer, &place).await;
        assert_eq!(stored["terms"]["service_zh"], "就业指导\n与创业陪伴");
        assert_eq!(stored["terms"]["instalments"][0], json!({"title_zh": "首期", "amount_fen": 3_800_000, "due_on": "2026-06-30"}));
        let shown = town.officer.page(&place).await;
        assert!(shown.body.contains("还没有一方签署") && !shown.body.contains("name=\"signer_name\""), "who drafts does not sign: {}", shown.body);
    }

    async fn both_sides_record_their_signatures_with_the_same_scan(world) {
        let stage = Stage::new(world).await;
        let page = drafted(&stage).await;
        let (buyer, supplier) = (&stage.town.approver, &stage.town.bidders[0].manager);
        for side in [buyer, supplier] {
            let tasks = side.get("/me/tasks").await.ok(200)["items"].clone();
            let task = tasks.as_array().and_then(|tasks| tasks.iter().find(|task| task["kind"] == "sign_contract")).cloned();
            assert_eq!(task.map(|task| task["page"].clone()), Some(json!(page)), "{tasks}");
        }
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&page)), "the letter leads there");
        let early = sign(buyer, &page, "2026-03-11", b"%PDF-1.7 one").await;
        assert!(early.status == 422 && early.body.contains("签署日期：") && early.body.contains("value=\"法定代表人\""), "{}", early.body);
        let undated = sign(buyer, &page, "", b"%PDF-1.7 one").await;
        assert!(undated.status == 422 && undated.body.contains("签署日期："), "{}", undated.body);
        assert_eq!(sign(buyer, &page, "2026-03-10", b"%PDF-1.7 one").await.status, 303);
        let other = sign(supplier, &page, "2026-03-10", b"%PDF-1.7 two").await;
        assert!(other.status == 409 && other.body.contains("对方签署的文件摘要为"), "{}", other.body);
        assert_eq!(stage.project_status().await, "awarded");
        let last = sign(supplier, &page, "2026-03-10", b"%PDF-1.7 one").await;
        assert_eq!((last.status, last.header("location")), (303, Some(page.clone())), "{}", last.body);
        assert_eq!(stage.project_status().await, "contracted");
        let shown = supplier.page(&page).await;
        assert!(shown.body.contains("已签署") && !shown.body.contains("name=\"signer_name\""), "{}", shown.body);
        let kept = std::fs::read_dir(world.data.join("attachments")).expect("folder").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| name != "database" && name != "swept").count();
        assert_eq!(kept, 0, "no scan is kept");
    }

    async fn strangers_know_of_no_contract_and_sign_none(world) {
        let stage = Stage::new(world).await;
        let page = drafted(&stage).await;
        let stranger = &stage.town.bidders[1].manager;
        assert_eq!(stranger.page(&page).await.status, 404);
        let texts = [("csrf", "sha-256:forged"), ("version", "1"), ("key", "k"), ("signer_name", "张三"), ("authority", "无"), ("signed_on", "2026-03-10")];
        let parts: Vec<Part<'_>> = texts.map(|(name, text)| Part::Text(name, text)).into_iter().chain([Part::File("file", "a.pdf", b"x")]).collect();
        assert_eq!(stranger.page_form(&page, &parts).await.status, 404);
        assert_eq!(stage.town.approver.page_form(&page, &parts).await.status, 403, "another site's form");
        let gone = world.anonymous().page_form(&page, &parts).await;
        assert!(gone.status == 401 && gone.body.contains("再选择一次文件"), "{} {}", gone.status, gone.body);
        assert_eq!(contract(&stage.town.approver, &page).await["signatures"], json!([]));
    }
}
