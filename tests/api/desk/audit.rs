use serde_json::json;

use crate::api::bids::{AFTER, opened, submitted};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::tender::Tender;

on_both! {
    async fn the_auditor_reads_the_five_answers_on_one_page_with_the_files_of_the_purchases(world) {
        let town = world.town().await;
        let project = Tender::default().with_reason_for_fewer_bids().publish(world, &town).await;
        submitted(&town.bidders[0].manager, &project, 7_920_000).await;
        assert_eq!(town.auditor.page("/desk/audit").await.body.matches("没有。").count(), 5, "nothing is said before the deadline");
        world.advance_to(AFTER).await;
        opened(world, &town, &project).await.ok(200);
        let shown = town.auditor.page("/desk/audit").await;
        let body = shown.body.replace("&#x2f;", "/");
        for said in ["服务对象少，预计只有一家响应。", "继续进行", "79,200.00", "99.00", "鸟巢创业服务社", &format!("/desk/projects/{project}/file")] {
            assert!(body.contains(said), "{said}: {body}");
        }
        assert_eq!((shown.status, body.matches("没有。").count()), (200, 3), "{body}");
        let reads = town.auditor.get(&format!("/audit/reads?project={project}")).await.ok(200);
        assert_eq!((&reads["items"][0]["operation"], &reads["items"][0]["outcome"]), (&json!("audit_prices_near_budget"), &json!("shown")));
        assert_eq!(town.auditor.page("/desk/audit?from=2026-03-11&to=").await.body.matches("没有。").count(), 5);

        for (typed, said) in [("from=2026-03-11&to=2026-03-10", "截止日：不能早于"), ("from=gestern", "起始日：日期须为")] {
            let refused = town.auditor.page(&format!("/desk/audit?{typed}")).await;
            assert!(refused.status == 422 && refused.body.contains(said) && refused.body.contains("role=\"alert\""), "{}", refused.body);
            let kept = typed.split(['=', '&']).nth(1).expect("a day");
            assert!(refused.body.contains(&format!("value=\"{kept}\"")), "{}", refused.body);
        }
        assert_eq!(town.bidders[0].manager.page("/desk/audit").await.status, 403);
        assert_eq!(world.anonymous().page("/desk/audit").await.header("location").as_deref(), Some("/desk/sign-in?next=/desk/audit"));
        assert!(town.auditor.page("/desk").await.body.contains("/desk/audit"), "the desk leads there");
    }

    async fn an_approval_at_once_stands_there_with_who_gave_it(world) {
        let desk = Desk::at(world).await;
        let project = desk.submitted(desk.complete()).await;
        desk.town.approver.act(&project, "approve", json!({})).await.ok(200);
        let shown = desk.town.auditor.page("/desk/audit").await.body.replace("&#x2f;", "/");
        assert!(shown.contains(&format!("/desk{project}/file")) && shown.contains("第 1 次提交，第 1 步"), "{shown}");
        let name = desk.town.approver.get("/me").await.ok(200)["user"]["name"].as_str().expect("a name").to_owned();
        assert!(shown.contains(&name), "{shown}");
    }
}
