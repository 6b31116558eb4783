use serde_json::{Value, json};

use super::{fields_of, marks, press, send};
use crate::api::projects::desk::Desk;
use crate::api::saved_searches::saved;
use crate::on_both;
use crate::support::Client;
use crate::support::town::STREET;

const PAGE: &str = "/desk/alerts";

async fn searches(client: &Client) -> Value {
    client.get("/saved-searches").await.ok(200)["items"].clone()
}

on_both! {
    async fn a_search_is_saved_shown_in_words_changed_and_stopped(world) {
        let town = world.town().await;
        let own = &town.bidders[0].member;
        assert!(own.page("/desk").await.body.contains("/desk/alerts"));
        let typed = [("name", "街道助餐"), ("looks_in", "calls"), ("q", "助餐"), ("field", "elderly_meals"), ("area_code", STREET), ("notify", "daily")];
        let made = send(own, PAGE, PAGE, &typed).await;
        assert_eq!((made.status, made.header("location").as_deref()), (303, Some(PAGE)));
        let saved = searches(own).await[0].clone();
        assert_eq!((&saved["q"], &saved["field"], &saved["area_code"]), (&json!("助餐"), &json!("elderly_meals"), &json!(STREET)));
        let shown = own.page(PAGE).await.body;
        for said in ["街道助餐", "采购公告", "含“助餐”", "长寿路街道", "每日汇总"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let id = saved["id"].as_str().expect("an id");
        assert!(shown.contains(&format!("id=\"search-{id}\"")), "the mail's link ends at it");

        let at = format!("{PAGE}/searches/{id}");
        let stale = fields_of(own, PAGE, &at).await;
        let changed = press(own, PAGE, &at, &[("notify", "at_once")]).await;
        assert_eq!((changed.status, changed.header("location")), (303, Some(format!("{PAGE}#search-{id}"))));
        assert_eq!(searches(own).await[0]["notify"], "at_once");
        let late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let late = own.form(&at, &[&late[..2], &[("key", "another"), ("notify", "never")]].concat()).await;
        assert!(late.status == 412 && late.body.contains("有了变化"), "{}", late.body);
        let whenever = press(own, PAGE, &at, &[("notify", "hourly")]).await;
        assert!(whenever.status == 422 && whenever.body.contains("何时提醒："), "{}", whenever.body);
        let stop = format!("{at}/stop");
        let foreign = send(&town.bidders[1].member, PAGE, &stop, &[]).await;
        assert_eq!(foreign.status, 404, "nobody else knows of it");
        assert_eq!(press(own, PAGE, &stop, &[]).await.status, 303);
        assert_eq!(searches(own).await, json!([]));
    }

    async fn a_search_among_calls_may_ask_for_a_budget_and_a_least_score(world) {
        let town = world.town().await;
        let own = &town.bidders[0].member;
        let typed = |budget, score| [("name", "合适的"), ("looks_in", "calls"), ("budget_from", "1,000"), ("budget_to", budget), ("least_score", score), ("notify", "daily")];
        for (budget, score, said) in [("许多", "60", "最高限价不高于："), ("2 万", "600", "最高限价不高于："), ("20000", "600", "匹配度：")] {
            let wrong = send(own, PAGE, PAGE, &typed(budget, score)).await;
            assert!(wrong.status == 422 && wrong.body.contains(said) && wrong.body.contains("value=\"1,000\""), "{said}: {}", wrong.body);
        }
        assert_eq!(send(own, PAGE, PAGE, &typed("２００００", "60")).await.status, 303);
        let saved = searches(own).await[0].clone();
        let bounds = ["budget_from_fen", "budget_to_fen", "least_score"].map(|key| saved[key].as_i64());
        assert_eq!(bounds, [Some(100_000), Some(2_000_000), Some(6_000)]);
        assert_eq!(saved["organization_id"], json!(town.bidders[0].organization), "their only one");
        let shown = own.page(PAGE).await.body;
        assert!(shown.contains("匹配度不低于 60") && !shown.contains("name=\"organization\""), "{shown}");
        assert!(!town.officer.page(PAGE).await.body.contains("name=\"least_score\""), "officials have no organisation that a call could suit");
    }

    async fn what_was_typed_stays_and_a_doubled_form_saves_once(world) {
        let town = world.town().await;
        let own = &town.officer;
        let nameless = send(own, PAGE, PAGE, &[("name", " "), ("looks_in", "needs"), ("q", "长者助餐"), ("notify", "daily")]).await;
        assert!(nameless.status == 422 && nameless.body.contains("role=\"alert\"") && nameless.body.contains("搜索名称："), "{}", nameless.body);
        assert!(nameless.body.contains("value=\"长者助餐\""), "{}", nameless.body);
        let fields = marks(own, PAGE).await;
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let forged = [("csrf", "sha-256:forged"), ("version", "0"), ("key", "k"), ("name", "助餐"), ("looks_in", "needs"), ("notify", "daily")];
        assert_eq!(own.form(PAGE, &forged).await.status, 403);
        fields.extend([("name", "助餐"), ("looks_in", "needs"), ("notify", "daily")]);
        for _ in 0..2 {
            assert_eq!(own.form(PAGE, &fields).await.status, 303, "sent twice it is saved once");
        }
        assert_eq!(searches(own).await.as_array().map(Vec::len), Some(1));
        let taken = send(own, PAGE, PAGE, &[("name", "助餐"), ("looks_in", "calls"), ("notify", "daily")]).await;
        assert!(taken.status == 422 && taken.body.contains("同名的搜索"), "{}", taken.body);
        let nobody = world.anonymous().page(PAGE).await;
        assert_eq!(nobody.header("location").as_deref(), Some("/desk/sign-in?next=/desk/alerts"));
    }

    async fn a_call_is_followed_on_its_page_and_stopped_where_its_mail_leads(world) {
        let desk = Desk::at(world).await;
        let project = desk.published().await;
        let id = project.trim_start_matches("/projects/");
        let own = &desk.town.bidders[0].member;
        let page = format!("/desk/calls/{id}");
        let followed = send(own, &page, &format!("{page}/follow"), &[("notify", "at_once")]).await;
        assert_eq!((followed.status, followed.header("location")), (303, Some(page.clone())));
        let shown = own.page(&page).await.body.replace("&#x2f;", "/");
        assert!(shown.contains("您已关注") && shown.contains(&format!("{PAGE}#projects-{id}")), "{shown}");
        saved(own, json!({"name": "就业", "looks_in": "calls", "q": "就业", "least_score": 6000})).await;
        saved(own, json!({"name": "更严", "looks_in": "calls", "least_score": 6050})).await;
        let alerts = own.page(PAGE).await.body;
        for said in ["零距离家门口就业服务", "征集中", "即时", "匹配度不低于 60 ", "匹配度不低于 60.50 "] {
            assert!(alerts.contains(said), "{said}: {alerts}");
        }
        desk.town.officer.act(&project, "cancel", json!({"reason": "需求已由其他途径解决"})).await.ok(200);
        world.settle().await;
        let link = format!("{PAGE}#projects-{id}");
        let mails: Vec<String> = world.outbox().into_iter().map(|(_, mail)| mail.replace("=\r\n", "")).collect();
        assert!(mails.iter().any(|mail| mail.contains(&link)), "the mail leads there");
        assert!(!mails.iter().any(|mail| mail.contains("/api/v1/watch-list")));

        let at = format!("{PAGE}/projects/{id}");
        assert_eq!(press(own, PAGE, &at, &[("notify", "daily")]).await.status, 303);
        assert_eq!(own.get("/watch-list").await.ok(200)["items"][0]["notify"], "daily");
        assert_eq!(press(own, PAGE, &format!("{at}/stop"), &[]).await.status, 303);
        assert_eq!(own.get("/watch-list").await.ok(200)["items"], json!([]));
        assert_eq!(send(own, PAGE, &format!("{PAGE}/people/{id}"), &[("notify", "daily")]).await.status, 404);
    }
}
