use crate::api::needs::report::jobs;
use crate::on_both;

on_both! {
    async fn strangers_export_what_they_may_list(world) {
        let town = world.town().await;
        town.committee.post("/needs", jobs()).await.ok(201);
        let own = town.committee.get("/needs/export?format=csv&field=jobs_startups").await;
        assert!(own.body.contains("青年就业创业帮助") && own.body.contains("已上报") && own.body.contains("居委会"), "{}", own.body);
        assert!(!own.body.contains(&town.committee.user_id), "who reported it is not in it");
        let stranger = town.bidders[0].manager.get("/needs/export?format=csv").await;
        assert_eq!(stranger.body.lines().count(), 1, "headings only: {}", stranger.body);
        let workbook = town.hub.get("/needs/export").await;
        assert!(workbook.bytes.starts_with(b"PK\x03\x04") && workbook.status == 200);
    }
}
