use crate::on_both;

on_both! {
    async fn everybody_reads_the_service_fields(world) {
        let page = world.anonymous().get("/service-fields").await.ok(200);
        let fields = page["items"].as_array().expect("items");
        assert_eq!(fields.len(), 36);
        let jobs = fields.iter().find(|f| f["slug"] == "jobs_startups").expect("jobs");
        assert_eq!((jobs["code"].as_str(), jobs["category"].as_str()), (Some("EE"), Some("livelihood")));
        assert!(jobs["synonyms"].as_array().is_some_and(|s| s.iter().any(|w| w == "鸟巢")));
    }
}
