use serde_json::{Value, json};

use super::desk::Desk;
use crate::on_both;
use crate::support::Client;

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let page: Value = client.get(&format!("/projects{query}")).await.ok(200);
    page["items"].as_array().expect("items").iter().map(|p| p["title_zh"].as_str().expect("title").to_owned()).collect()
}

on_both! {
    async fn everybody_sees_published_calls_and_drafts_only_where_they_may(world) {
        let desk = Desk::at(world).await;
        desk.drafted(desk.complete_with(json!({"title_zh": "草稿"}))).await;
        desk.published().await;
        let published = "零距离家门口就业服务";
        assert_eq!(titles(&desk.town.hub, "").await, [published, "草稿"]);
        assert_eq!(titles(&desk.town.hub, "?sort=created_at").await, ["草稿", published]);
        assert_eq!(titles(&desk.town.auditor, "").await, [published, "草稿"]);
        assert_eq!(titles(&desk.town.bidders[0].manager, "").await, [published]);
        assert_eq!(titles(&desk.town.bidders[0].manager, "?status=draft").await, [""; 0]);
        assert_eq!(titles(&desk.town.hub, "?status=draft").await, ["草稿"]);
    }

    async fn filters_narrow_by_tree_field_words_and_person(world) {
        let desk = Desk::at(world).await;
        desk.drafted(desk.complete_with(json!({"title_zh": "100%_就业", "description_zh": "为青年 Career 指导"}))).await;
        desk.drafted(desk.complete_with(json!({"title_zh": "为老服务", "field": "elderly_care"}))).await;
        for (query, found) in [
            ("?area=310107&sort=created_at", vec!["100%_就业", "为老服务"]),
            ("?area=310107015&field=elderly_care", vec!["为老服务"]),
            ("?area=310107005", vec![]),
            ("?q=career", vec!["100%_就业"]),
            ("?q=%25_", vec!["100%_就业"]),
            ("?q=0__%E5%B0%B1", vec![]),
            ("?q=%E4%B8%BA%E8%80%81", vec!["为老服务"]),
            ("?mine=true&sort=created_at", vec!["100%_就业", "为老服务"]),
        ] {
            assert_eq!(titles(&desk.town.hub, query).await, found, "{query}");
        }
        assert_eq!(titles(&desk.town.officer, "?mine=true").await.len(), 2, "in charge of both");
        assert_eq!(titles(&desk.town.approver, "?mine=true").await, [""; 0]);
        let unknown = desk.town.hub.get("/projects?area=999").await;
        assert_eq!(unknown.field_errors(), [("area".to_owned(), "unknown_area".to_owned())]);
    }

    async fn pages_follow_each_other_without_gaps(world) {
        let desk = Desk::at(world).await;
        for n in 1..=5 {
            desk.drafted(desk.complete_with(json!({"title_zh": format!("第{n}号")}))).await;
        }
        for (sort, expected) in [("created_at", ["第1号", "第2号", "第3号", "第4号", "第5号"]), ("-created_at", ["第5号", "第4号", "第3号", "第2号", "第1号"])] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = desk.town.hub.get(&format!("/projects?limit=2&sort={sort}{cursor}")).await.ok(200);
                seen.extend(page["items"].as_array().expect("items").iter().map(|p| p["title_zh"].as_str().unwrap_or_default().to_owned()));
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(seen, expected);
        }
    }
}
