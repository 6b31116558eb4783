use serde_json::json;

use super::listed;
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn the_feed_names_each_notice_by_the_address_that_stays(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        let notice = listed(world, "").await.remove(0);
        let feed = world.anonymous().page("/notices.atom?kind=call").await;
        assert!(feed.header("content-type").is_some_and(|kind| kind.starts_with("application/atom+xml")));
        let address = format!("<id>https://shuniu.test/notices/{}</id>", notice["id"].as_str().expect("an id"));
        assert!(feed.body.contains(&address), "{}", feed.body);
        let none = world.anonymous().page("/notices.atom?kind=award").await;
        assert!(none.status == 200 && !none.body.contains("<entry>"), "{}", none.body);
    }
}
