use serde_json::json;

use super::listed;
use crate::api::projects::desk::Desk;
use crate::on_both;

on_both! {
    async fn the_pages_need_no_login_and_no_script_and_escape_what_people_typed(world) {
        let desk = Desk::at(world).await;
        let title = "“鸟巢”<script>alert(1)</script>服务";
        let project = desk.approved_with(json!({"title_zh": title})).await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        let id = listed(world, "").await[0]["id"].as_str().expect("an id").to_owned();
        let page = world.anonymous().page("/notices").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("正在征集") && page.body.contains(&format!("/notices/{id}")), "{}", page.body);
        assert!(!page.body.contains("<script") && page.body.contains("&lt;script&gt;"), "{}", page.body);
        assert!(page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
        let one = world.anonymous().page(&format!("/notices/{id}")).await;
        for said in ["投标截止", "最高限价", "¥ ", "谁可以投标", "lang=\"en\""] {
            assert!(one.body.contains(said), "{said}: {}", one.body);
        }
        assert!(!one.body.contains("<script"), "{}", one.body);
    }

    async fn a_form_with_empty_fields_finds_everything_and_a_wrong_place_is_said_beside_what_was_typed(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        world.settle().await;
        let all = world.anonymous().page("/notices?q=&kind=&field=&area=&open=false&utm_source=wechat").await;
        assert!(all.status == 200 && all.body.contains("<li><span class=\"tag\">"), "{}", all.body);
        let wrong = world.anonymous().page("/notices?q=%E5%8A%A9%E9%A4%90&area=1").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("value=\"助餐\""), "{}", wrong.body);
    }
}
