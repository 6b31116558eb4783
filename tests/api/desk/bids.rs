use serde_json::json;
use shuniu::platform::ids::{self, ProjectId};

use super::{decide, marks, send};
use crate::api::bids::{closed_with, opened, published};
use crate::api::evaluation::stage::Stage;
use crate::on_both;
use crate::support::Client;
use crate::support::client::Got;
use crate::support::documents::{Part, pdf};
use crate::support::tender::Tender;

const OFFER: [(&str, &str); 5] = [
    ("price", "76,000.50"),
    ("proposal", "一人一策\r\n每周六上午"),
    ("team", "社工师两名"),
    ("declaration", "信用"),
    ("statement", "三年内无重大违法记录"),
];

/// Begins a bid on the page of the call; the bid's page.
pub async fn begun(client: &Client, project: &ProjectId) -> String {
    let call = format!("/desk/calls/{project}");
    let begun = send(client, &call, &format!("{call}/bid"), &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.body);
    begun.header("location").expect("the bid")
}

/// Uploads a file on the page of the files.
async fn upload(client: &Client, bid: &str, csrf: Option<&str>, name: &str, content: &[u8]) -> Got {
    let page = format!("{bid}/files");
    let marks = marks(client, &page).await;
    let mut parts: Vec<Part> = marks.iter().map(|(name, value)| Part::Text(name, value)).collect();
    if let Some(forged) = csrf {
        parts[0] = Part::Text("csrf", forged);
    }
    parts.extend([Part::Text("kind", "proposal"), Part::File("file", name, content)]);
    client.page_form(&page, &parts).await
}

fn record(bid: &str) -> String {
    bid.replace("/desk", "")
}

on_both! {
    async fn a_manager_bids_from_the_list_to_the_receipt_and_withdraws(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let manager = &town.bidders[0].manager;
        let list = manager.page("/desk/bids").await;
        assert!(list.status == 200 && list.body.replace("&#x2f;", "/").contains(&format!("/desk/calls/{project}")), "{}", list.body);
        let bid = begun(manager, &project).await;
        let overview = manager.page(&bid).await;
        assert!(overview.body.contains("报价：提交前须填写") && overview.body.contains("服务方案：提交前须填写"), "{}", overview.body);
        let submit = format!("{bid}/submit");
        assert!(!manager.page(&submit).await.body.contains("name=\"csrf\""), "what lacks something cannot be sent");

        assert_eq!(decide(manager, &format!("{bid}/offer"), &OFFER).await.status, 303);
        let draft = manager.get(&record(&bid)).await.ok(200)["draft"].clone();
        let told = (&draft["price_fen"], &draft["proposal_zh"], &draft["declarations"]["信用"]);
        assert_eq!(told, (&json!(7_600_050), &json!("一人一策\n每周六上午"), &json!("三年内无重大违法记录")));
        let again = manager.page(&format!("{bid}/offer")).await.body;
        assert!(again.contains("value=\"76000.50\"") && again.contains("每周六上午</textarea>"), "{again}");
        assert_eq!(upload(manager, &bid, None, "方案.pdf", &pdf("方案")).await.status, 303);

        let tasks = manager.get("/me/tasks").await.ok(200);
        assert_eq!((&tasks["items"][0]["kind"], &tasks["items"][0]["page"]), (&json!("submit_bid"), &json!(bid)));
        let shown = manager.page(&submit).await.body;
        assert!(shown.contains("76,000.50") && shown.contains("方案.pdf") && shown.contains("提交即密封"), "{shown}");
        let sealed = decide(manager, &submit, &[]).await;
        assert!(sealed.status == 200 && sealed.body.contains("核对码"), "{}", sealed.body);
        assert_eq!(sealed.header("cache-control").as_deref(), Some("no-store"), "the page holds a secret");
        let receipt = manager.get(&format!("{}/receipt", record(&bid))).await.ok(200)["current"].clone();
        let after = manager.page(&bid).await.body;
        assert!(after.contains(receipt["receipt_no"].as_str().expect("a number")) && !after.contains("核对码"), "{after}");
        assert!(!after.contains("一人一策") && !after.contains("方案.pdf"), "what is sealed is shown to nobody: {after}");
        let file = manager.page(&format!("{bid}/receipt.jws?number=1")).await;
        assert_eq!(json!(file.body), receipt["receipt"]);
        assert!(file.header("content-disposition").is_some_and(|kept| kept.starts_with("attachment")));
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.replace("=\r\n", "").contains(&bid)), "the letter leads there");

        assert_eq!(manager.page(&format!("{bid}/offer")).await.status, 303, "what is sealed is written no more");
        assert!(after.contains("<details><summary>撤回投标") && after.contains("确认撤回"), "it is asked once more: {after}");
        let list = manager.page("/desk/bids").await.body;
        assert!(list.contains("目前没有其他正在征集的项目"), "there is a call, which has a bid: {list}");
        assert_eq!(send(manager, &bid, &format!("{bid}/withdraw"), &[]).await.status, 303);
        let withdrawn = manager.page(&bid).await.body;
        assert!(withdrawn.contains("已撤回") && withdrawn.contains("请重新填写"), "{withdrawn}");
        assert_eq!(decide(manager, &format!("{bid}/offer"), &OFFER).await.status, 303);
        assert_eq!(decide(manager, &submit, &[]).await.status, 200);
        assert_eq!(manager.get(&record(&bid)).await.ok(200)["current_version"], 2);
    }

    async fn wrong_input_is_said_and_what_was_typed_stays(world) {
        let town = world.town().await;
        let manager = &town.bidders[0].manager;
        let bid = begun(manager, &published(world, &town).await).await;
        let page = format!("{bid}/offer");
        let long = "字".repeat(20_001);
        for (field, typed, said) in [("price", "七万<六>", "报价：请以元填写"), ("price", "0", "报价：须大于 0 元"), ("proposal", &long, "服务方案：最多 20000 个字")] {
            let mut fields: Vec<_> = OFFER.into_iter().filter(|(name, _)| *name != field).collect();
            fields.push((field, typed));
            let refused = decide(manager, &page, &fields).await;
            assert!(refused.status == 422 && refused.body.contains("role=\"alert\"") && refused.body.contains(said), "{said}: {}", refused.body);
            let kept = typed.replace('<', "&lt;").replace('>', "&gt;");
            assert!(refused.body.contains(&kept) && refused.body.contains("社工师两名") && refused.body.contains("三年内无"), "{}", refused.body);
        }
        assert_eq!(manager.get(&record(&bid)).await.ok(200)["draft"]["price_fen"], json!(null), "nothing of it was saved");
        // Somebody else of the organisation has saved meanwhile: both texts can be seen, none is lost.
        let stale = marks(manager, &page).await;
        assert_eq!(decide(&town.bidders[0].member, &page, &[("price", "75000"), ("proposal", "同事的方案")]).await.status, 303);
        let mut fields: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend(OFFER);
        let late = manager.form(&page, &fields).await;
        assert!(late.status == 412 && late.body.contains("一人一策") && late.body.contains("被另行保存过，报价 75000.00 元"), "{}", late.body);
        assert_eq!(manager.get(&record(&bid)).await.ok(200)["draft"]["proposal_zh"], "同事的方案");
        // An empty field leaves what is saved.
        assert_eq!(decide(manager, &page, &[("price", "75500"), ("proposal", "")]).await.status, 303);
        let draft = manager.get(&record(&bid)).await.ok(200)["draft"].clone();
        assert_eq!((&draft["price_fen"], &draft["proposal_zh"]), (&json!(7_550_000), &json!("同事的方案")));
    }

    async fn files_come_and_go_and_what_is_no_document_is_said(world) {
        let town = world.town().await;
        let manager = &town.bidders[0].manager;
        let bid = begun(manager, &published(world, &town).await).await;
        let wrong = upload(manager, &bid, None, "方案.doc", b"an old format").await;
        assert!(wrong.status == 415 && wrong.body.contains("旧格式请另存为") && wrong.body.contains("type=\"file\""), "{}", wrong.body);
        // What was chosen stays, also when the form was not whole.
        let shown = marks(manager, &format!("{bid}/files")).await;
        let mut parts: Vec<Part> = shown.iter().map(|(name, value)| Part::Text(name, value)).collect();
        parts.push(Part::Text("kind", "certificate"));
        for content in [Some(&b"an old format"[..]), None] {
            let mut parts = parts.clone();
            parts.extend(content.map(|content| Part::File("file", "资质.doc", content)));
            let kept = manager.page_form(&format!("{bid}/files"), &parts).await;
            assert!(kept.status >= 415 && kept.body.contains("value=\"certificate\" selected"), "{}", kept.body);
        }
        parts.push(Part::File("file", "资质.pdf", b"%PDF-1.7"));
        let ended = world.anonymous().page_form(&format!("{bid}/files"), &parts).await;
        assert!(ended.status == 401 && ended.body.contains("刚才的文件没有上传"), "{}", ended.body);
        assert_eq!(ended.hidden("next"), format!("{bid}/files"));
        let forged = upload(manager, &bid, Some("sha-256:forged"), "方案.pdf", &pdf("方案")).await;
        assert!(forged.status == 403 && forged.body.contains("表单已失效"), "{}", forged.body);
        assert_eq!(upload(manager, &bid, None, "方案.pdf", &pdf("方案")).await.status, 303);
        let twice = upload(manager, &bid, None, "方案.pdf", &pdf("方案")).await;
        assert!(twice.status == 409 && twice.body.contains("同一文件已作为附件 “方案.pdf” 上传"), "{}", twice.body);
        let files = manager.get(&format!("{}/attachments", record(&bid))).await.ok(200);
        let id = files["items"][0]["id"].as_str().expect("one file").to_owned();
        let file = manager.page(&format!("{bid}/files/{id}")).await;
        assert_eq!((file.status, file.bytes), (200, pdf("方案")));
        assert_eq!(town.bidders[1].manager.page(&format!("{bid}/files/{id}")).await.status, 404);
        let page = format!("{bid}/files");
        assert_eq!(send(manager, &page, &format!("{page}/{id}/remove"), &[]).await.status, 303);
        assert!(manager.page(&page).await.body.contains("还没有附件"));
    }

    async fn a_bid_is_its_organisations_own_and_its_manager_sends_it(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (manager, member) = (&town.bidders[0].manager, &town.bidders[0].member);
        let bid = begun(member, &project).await;
        assert_eq!(decide(member, &format!("{bid}/offer"), &OFFER).await.status, 303);
        let shown = member.page(&format!("{bid}/submit")).await.body;
        assert!(shown.contains("须由机构负责人") && !shown.contains("name=\"csrf\""), "{shown}");
        for stranger in [&town.bidders[1].manager, &town.officer, &town.hub, &town.auditor] {
            for place in ["", "/offer", "/files", "/submit", "/receipt.jws"] {
                let status = stranger.page(&format!("{bid}{place}")).await.status;
                assert!(matches!(status, 403 | 404), "{place}: {status}");
            }
        }
        assert_eq!(town.officer.page("/desk/bids").await.status, 403);
        assert_eq!(world.anonymous().page(&bid).await.header("location"), Some(format!("/desk/sign-in?next={bid}")));
        let version = manager.get(&record(&bid)).await.header("etag").expect("a version").replace('"', "");
        for place in ["submit", "withdraw", "offer"] {
            let key = ids::fresh();
            let forged = manager.form(&format!("{bid}/{place}"), &[("csrf", "forged"), ("version", &version), ("key", &key), ("price", "1")]).await;
            assert!(forged.status == 403 && forged.body.contains("表单已失效"), "{place}: {}", forged.body);
        }
        let ended = world.anonymous().form_of_ours(&format!("{bid}/withdraw"), &[("csrf", "old"), ("version", &version), ("key", "a key")]).await;
        assert_eq!((ended.status, ended.hidden("next")), (401, format!("{bid}/withdraw")), "the step waits behind the next sign-in");
        assert_eq!(manager.get(&record(&bid)).await.ok(200)["status"], "draft");
        let shown = marks(manager, &format!("{bid}/submit")).await;
        let fields: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let by_member = member.form(&format!("{bid}/submit"), &fields).await;
        assert_eq!(by_member.status, 403, "{}", by_member.body);
        for _ in 0..2 {
            assert_eq!(manager.form(&format!("{bid}/submit"), &fields).await.status, 200, "sent twice it is submitted once");
        }
        assert_eq!(manager.get(&record(&bid)).await.ok(200)["current_version"], 1);
    }

    async fn after_the_opening_the_bidder_reads_what_became_of_it(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        let bids = closed_with(world, &town, &project, &[8_000_001, 7_400_000]).await;
        let (page, manager) = (format!("/desk{}", bids[0]), &town.bidders[0].manager);
        let closed = manager.page(&page).await.body;
        assert!(closed.contains("已提交并密封") && !closed.contains("撤回投标"), "{closed}");
        opened(world, &town, &project).await.ok(200);
        let shown = manager.page(&page).await.body;
        assert!(shown.contains("一人一策的就业指导") && shown.contains("80,000.01"), "{shown}");
        town.officer.act(&bids[0], "qualify", json!({"accept": false, "reason": "报价超过<预算>。"})).await.ok(200);
        let shown = manager.page(&page).await.body;
        assert!(shown.contains("资格审查未通过") && shown.contains("报价超过&lt;预算&gt;。"), "{shown}");
        assert!(manager.page("/desk/bids").await.body.contains("资格审查未通过"));
    }

    async fn after_the_decision_a_bidder_reads_its_own_result_and_nobody_elses(world) {
        let stage = Stage::new(world).await;
        let (loser, page) = (&stage.town.bidders[1].manager, format!("/desk/bids/{}", stage.bids[1]));
        stage.reported().await;
        assert!(!loser.page(&page).await.body.contains("评审结果"), "nothing is said before the decision");
        stage.decide(&stage.town.approver).await;
        let award = loser.get(&stage.path("/award")).await.ok(200);
        let shown = loser.page(&page).await.body;
        let winner = award["winner"]["name_zh"].as_str().expect("a name");
        for said in ["评审结果", "综合得分最高", winner, award["own"]["total"].as_str().expect("points")] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let third = ["鸟巢创业服务社", "起航就业指导中心"].into_iter().find(|name| *name != winner).expect("another bidder");
        assert!(!shown.contains(third), "{shown}");
    }
}
