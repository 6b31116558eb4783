use super::decide;
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
        assert_eq!(decide(&stage.town.approver, &page, &[("reason", "")]).await.status, 422);
        assert_eq!(decide(&stage.town.approver, &page, &[("reason", "综合得分最高")]).await.status, 303);
        assert_eq!(stage.project_status().await, "publicity");
        // A bidder has no page before the decision, and no form ever.
        let bidder = stage.town.bidders[1].manager.page(&page).await;
        assert!(!bidder.body.contains("<textarea"), "{}", bidder.body);
    }
}
