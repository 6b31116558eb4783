use serde_json::json;

use super::create::agency;
use crate::on_both;
use crate::support::Client;

async fn names(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/organizations{query}")).await.ok(200);
    page["items"].as_array().expect("items").iter().map(|o| o["name_zh"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both! {
    async fn organisations_are_found_by_words_field_kind_place_and_status(world) {
        let town = world.town().await;
        let stranger = &town.bidders[0].manager;
        let bidders = ["鸟巢创业服务社", "乐业社工服务社", "起航就业指导中心"];
        assert_eq!(names(stranger, "?field=jobs_startups").await, bidders);
        assert_eq!(names(stranger, "?q=创业").await, bidders[..1]);
        assert!(names(stranger, "?q=%25").await.is_empty());
        assert_eq!(names(stranger, "?kind=government").await, ["长寿路街道办事处"]);
        assert_eq!(names(stranger, "?area=310107").await.len(), 5);
        assert!(names(stranger, "?area=310107005").await.is_empty());
        stranger.get("/organizations?status=gone").await.refused(400, "request_unreadable");

        town.hub.post("/organizations", agency()).await.ok(201);
        assert_eq!(names(&town.hub, "?status=draft").await, ["春雨社工服务社"]);
        assert!(names(stranger, "?status=draft").await.is_empty());
        // It serves the district, so it serves Caoyang too.
        assert_eq!(names(&town.hub, "?area=310107005").await, ["春雨社工服务社"]);
    }

    async fn contacts_are_for_its_people_and_the_hub(world) {
        let town = world.town().await;
        let own = format!("/organizations/{}", town.bidders[0].organization);
        for (client, sees) in [(&town.bidders[0].member, true), (&town.hub, true), (&town.admin, true), (&town.bidders[1].manager, false), (&town.auditor, false), (&town.officer, false)] {
            let seen = client.get(&own).await.ok(200);
            assert_eq!(seen["internal"]["contact_email"].is_string(), sees);
            assert_eq!(seen.to_string().contains("@example.org"), sees);
        }
    }

    async fn pages_follow_each_other(world) {
        let town = world.town().await;
        let first = town.hub.get("/organizations?limit=3").await.ok(200);
        let cursor = first["next_cursor"].as_str().expect("a cursor");
        assert_eq!(names(&town.hub, &format!("?limit=3&cursor={cursor}")).await.len(), 2);
        assert_eq!(first["items"][2]["fields"], json!(["jobs_startups"]));
    }
}
