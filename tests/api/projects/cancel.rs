use serde_json::json;

use super::desk::Desk;
use crate::on_both;

on_both! {
    async fn a_cancelled_project_gives_back_budget_and_needs(world) {
        let desk = Desk::at(world).await;
        for project in [desk.approved().await, desk.published().await] {
            let committed = desk.committed_fen().await;
            let unexplained = desk.town.officer.act(&project, "cancel", json!({"reason": ""})).await;
            assert_eq!(unexplained.field_errors(), [("/reason".to_owned(), "required".to_owned())]);
            let cancelled = desk.town.officer.act(&project, "cancel", json!({"reason": "需求已由其他途径解决"})).await.ok(200);
            assert_eq!((&cancelled["status"], &cancelled["allowed_actions"]), (&json!("cancelled"), &json!([])));
            assert_eq!(desk.committed_fen().await, committed - 2_000_000);
        }
        assert_eq!((desk.committed_fen().await, desk.need_status(world).await.as_str()), (0, "verified"));
    }

    async fn a_need_that_another_project_serves_stays_planned(world) {
        let desk = Desk::at(world).await;
        let (project, _other) = (desk.approved().await, desk.approved().await);
        desk.town.officer.act(&project, "cancel", json!({"reason": "合并采购"})).await.ok(200);
        assert_eq!(desk.need_status(world).await, "planned");
    }

    async fn what_was_never_published_stays_unknown_to_strangers(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.officer.act(&project, "cancel", json!({"reason": "预算调整"})).await.ok(200);
        desk.town.bidders[0].manager.get(&project).await.refused(404, "not_found");
        let draft = desk.drafted(desk.complete()).await;
        desk.town.officer.act(&draft, "cancel", json!({"reason": "预算调整"})).await.refused(409, "projects/wrong_status");
    }
}
