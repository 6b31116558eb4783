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
        assert!(!page.body.contains("已截止"), "{}", page.body);
        assert!(!page.body.contains("<script") && page.body.contains("&lt;script&gt;"), "{}", page.body);
        assert!(page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
        let one = world.anonymous().page(&format!("/notices/{id}")).await;
        for said in ["投标截止", "最高限价", "¥ ", "谁可以投标", "lang=\"en\""] {
            assert!(one.body.contains(said), "{said}: {}", one.body);
        }
        assert!(!one.body.contains("<script"), "{}", one.body);
        desk.town.officer.act(&project, "cancel", json!({"reason": "需求已解决"})).await.ok(200);
        world.settle().await;
        let later = world.anonymous().page("/notices").await.body;
        assert!(later.contains("已截止 <span lang=\"en\">closed"), "{later}");
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

    async fn areas_are_chosen_by_name_from_those_in_which_something_was_noticed(world) {
        let desk = Desk::at(world).await;
        let project = desk.approved().await;
        desk.town.officer.act(&project, "publish", json!({})).await.ok(200);
        world.settle().await;
        let page = world.anonymous().page("/notices?area=310107").await;
        for said in ["<option value=\"310107\" selected>普陀区 ", "<option value=\"310107015\">长寿路街道 ", "<li><span class=\"tag\">"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        assert!(!page.body.contains("曹杨"), "nothing was noticed there: {}", page.body);
        let elsewhere = world.anonymous().page("/notices?area=310107005").await;
        assert!(elsewhere.body.contains("selected>310107005 ") && elsewhere.body.contains("没有符合条件"), "{}", elsewhere.body);
    }

    async fn a_browser_that_goes_astray_is_answered_by_a_page_and_a_program_by_a_problem_document(world) {
        for (path, back) in [("/notices/none", "href=\"/notices\""), ("/nowhere", "href=\"/notices\""), ("/desk/nothing", "href=\"/desk\"")] {
            let page = world.anonymous().page(path).await;
            assert_eq!((page.status, page.header("content-type").as_deref()), (404, Some("text/html; charset=utf-8")), "{path}");
            for said in ["<h1>未找到", "Not found", "role=\"alert\"", back] {
                assert!(page.body.contains(said), "{path}: {said}: {}", page.body);
            }
        }
        let program = reqwest::get(format!("{}/notices/none", world.address)).await.expect("an answer");
        assert_eq!((program.status().as_u16(), program.headers()["content-type"].to_str().ok()), (404, Some("application/problem+json")));
        let api = world.anonymous().page("/api/v1/notices/none").await;
        assert_eq!(api.header("content-type").as_deref(), Some("application/problem+json"));
    }
}
