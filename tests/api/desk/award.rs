use super::{decide, marks};
use crate::api::evaluation::stage::Stage;
use crate::on_both;

on_both! {
    async fn the_street_decides_on_the_page_with_the_ranking_and_a_reason(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let page = format!("/desk/projects/{}/award", stage.project);
        let shown = stage.town.approver.page(&page).await;
        for said in ["86.29", "83.65", "82.00", "鸟巢创业服务社", "理由"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let reads = async || stage.town.auditor.get("/audit/reads?outcome=shown").await.ok(200)["items"].as_array().map_or(0, Vec::len);
        let before = reads().await;
        stage.town.approver.page(&page).await;
        stage.town.approver.get(&stage.path("/award")).await.ok(200);
        stage.chair().get(&stage.path("/ranking")).await.ok(200);
        assert_eq!(reads().await, before + 3, "whoever sees the prices of all is recorded");
        assert_eq!(decide(&stage.town.approver, &page, &[("reason", "")]).await.status, 422);
        let open = marks(&stage.town.second_approver, &page).await;
        assert_eq!(decide(&stage.town.approver, &page, &[("reason", "综合得分最高")]).await.status, 303);
        assert_eq!(stage.project_status().await, "publicity");
        // The other approver pressed the same button from a page that was open.
        let sent: Vec<(&str, &str)> = open.iter().map(|(name, value)| (*name, value.as_str())).chain([("reason", "同意")]).collect();
        let late = stage.town.second_approver.form(&page, &sent).await;
        assert!(late.status != 303 && late.body.contains("现在显示的是最新内容") && !late.body.contains("decide"), "{} {}", late.status, late.body);
        // A bidder has no page before the decision, and no form ever.
        let bidder = stage.town.bidders[1].manager.page(&page).await;
        assert!(!bidder.body.contains("<textarea"), "{}", bidder.body);
    }

    async fn the_street_returns_the_ranking_to_named_seats_on_the_page(world) {
        let stage = Stage::new(world).await;
        stage.reported().await;
        let page = format!("/desk/projects/{}/award", stage.project);
        let approver = &stage.town.approver;
        let shown = approver.page(&page).await;
        let seats: Vec<&str> = shown.body.split("name=\"members\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(seats.len(), 5, "{}", shown.body);
        let hidden: Vec<(&str, String)> = ["csrf", "version", "key"].into_iter().map(|name| (name, shown.hidden(name))).collect();
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let send = async |fields: &[(&str, &str)]| approver.form(&format!("{page}/return-to-panel"), &[&hidden, fields].concat()).await;

        // What was typed stands there again beside what is wrong with it.
        let nobody = send(&[("correction", "arithmetic"), ("reason", "报价分合计有误")]).await;
        assert!(nobody.status == 422 && nobody.body.contains("报价分合计有误") && nobody.body.contains(" checked"), "{}", nobody.body);
        assert_eq!(send(&[("members", seats[0]), ("reason", "报价分合计有误")]).await.status, 422);
        assert_eq!(stage.project_status().await, "award_proposed");

        let fields = [("correction", "arithmetic"), ("members", seats[0]), ("members", seats[3]), ("reason", "报价分合计有误")];
        assert_eq!(send(&fields).await.status, 303);
        assert_eq!(stage.project_status().await, "returned_to_panel");
        let gone = approver.page(&page).await;
        assert_eq!((gone.status, gone.header("location")), (303, Some(format!("/desk/projects/{}", stage.project))), "the sheet tells where it is");
        // Whoever still has the page with the ranking open hears that nothing was taken.
        let late = approver.form(&page, &[&hidden, &[("reason", "综合得分最高")][..]].concat()).await;
        assert!(late.status == 409 && late.body.contains("刚才的操作没有生效"), "{} {}", late.status, late.body);
        // Sent twice by an impatient finger, it is done once.
        assert_eq!(send(&fields).await.status, 303);
    }
}
