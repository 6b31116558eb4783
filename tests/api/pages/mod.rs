//! The file of a purchase.

use serde_json::json;

use crate::on_both;
use crate::support::World;
use crate::support::town::Town;

async fn story(world: &World, town: &Town) -> String {
    let project = world.project(town, "published").await;
    world.submitted(&project).await;
    let bidder = &town.bidders[0];
    let bid = world.bid(&project, &bidder.organization, &bidder.manager.user_id).await;
    world.happened("bid.submitted", bid.as_str(), &project, Some(&bidder.organization), json!({"commitment": "sha-256:00ff"})).await;
    world.happened("project.published", project.as_str(), &project, None, json!({"score": 9000, "number": "<b>XM</b>"})).await;
    world.settle().await;
    project.to_string()
}

on_both! {
    async fn the_file_tells_what_happened_with_mails_and_digests(world) {
        let town = world.town().await;
        let project = story(world, &town).await;
        let file = town.auditor.get(&format!("/projects/{project}/file")).await.ok(200);
        let events: Vec<_> = file["timeline"].as_array().expect("timeline").iter().map(|e| e["event"].as_str().unwrap_or_default()).collect();
        assert_eq!(events, ["project.submitted", "project.published"]);
        let first = &file["timeline"][0];
        assert_eq!((&first["title"]["zh"], &first["who"]["kind"]), (&json!("提交审批"), &json!("system")));
        assert!(first["digest"].as_str().is_some_and(|digest| digest.starts_with("sha-256:")));
        assert!(file["totals"]["mails"].as_u64() > Some(0) && file["totals"]["mails"] == file["totals"]["mails_sent"], "{file}");
        assert!(!file.to_string().contains("@example.org\"") || file.to_string().contains("***@example.org"));
    }

    async fn sealed_facts_stay_out_until_the_call_has_closed(world) {
        let town = world.town().await;
        let project = story(world, &town).await;
        for reader in [&town.auditor, &town.hub, &town.officer, &town.approver] {
            for path in [format!("/projects/{project}/file"), format!("/projects/{project}/file/page")] {
                let got = reader.get(&path).await;
                assert_eq!(got.status, 200, "{}", got.body);
                for word in ["bid.submitted", "sha-256:00ff", "bid_submitted", &town.bidders[0].manager.user_id] {
                    assert!(!got.body.contains(word), "{word} is told before the closing");
                }
            }
        }
        world.close(&shuniu::platform::ids::ProjectId::parse(&project).expect("id")).await;
        world.advance_to("2026-03-18T09:00:00+08:00").await;
        assert!(town.officer.get(&format!("/projects/{project}/file")).await.body.contains("sha-256:00ff"));
    }

    async fn who_decides_reads_no_match_score_and_strangers_read_nothing(world) {
        let town = world.town().await;
        let project = story(world, &town).await;
        let path = format!("/projects/{project}/file");
        let file = town.approver.get(&path).await.body;
        // Digests and ids hold every number by chance.
        assert!(file.contains("\"number\"") && !file.contains(":9000") && !file.contains("\"score\""), "{file}");
        town.bidders[0].manager.get(&path).await.refused(403, "auth/role_missing");
        let elsewhere = world.person(&[(shuniu::platform::actor::Role::StreetOfficer, Some(&town.street), Some("310107005"))]).await;
        elsewhere.get(&path).await.refused(404, "not_found");
    }

    async fn the_page_prints_on_its_own_and_escapes_what_people_wrote(world) {
        let town = world.town().await;
        let project = story(world, &town).await;
        let page = town.officer.get(&format!("/projects/{project}/file/page")).await;
        assert_eq!(page.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
        assert!(page.body.contains("@page { size: A4") && page.body.contains("鸟巢就业创业服务"));
        let letter = "公告已发布 <span lang=\"en\">call published</span>，3 封";
        assert!(page.body.contains(letter) && !page.body.contains("project_published"), "a letter is called by its words: {}", page.body);
        for foreign in ["<script", "http://", "https://", "<b>XM", "<img", "<link"] {
            assert!(!page.body.contains(foreign), "{foreign}: {}", page.body);
        }
    }

    async fn the_page_opens_behind_the_sign_in_of_the_desk_for_whoever_may_read_the_file(world) {
        let town = world.town().await;
        let page = format!("/desk/projects/{}/file", story(world, &town).await);
        let shown = town.auditor.page(&page).await;
        assert!(shown.status == 200 && shown.body.contains("提交审批"), "{}", shown.body);
        assert!(shown.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
        let asked = world.anonymous().page(&page).await;
        assert_eq!((asked.status, asked.header("location")), (303, Some(format!("/desk/sign-in?next={page}"))));
        let bidder = town.bidders[0].manager.page(&page).await;
        assert!(bidder.status == 403 && bidder.body.contains("<h1>无权操作") && !bidder.body.contains("提交审批"), "{}", bidder.body);
        // It reads and nothing else.
        assert_eq!(town.auditor.form(&page, &[]).await.status, 404);
    }
}
