//! The answer page, as a phone's browser asks for it and sends it.

use diesel::prelude::*;
use serde_json::json;
use shuniu::schema::survey_answers;

use super::{close, invitations, open_link, opened, survey};
use crate::on_both;
use crate::support::World;

struct Page {
    status: u16,
    headers: reqwest::header::HeaderMap,
    html: String,
}

impl Page {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    fn says(&self, words: &[&str]) {
        for words in words {
            assert!(self.html.contains(words), "{words} is missing: {}", self.html);
        }
    }
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("browser")
}

async fn page(response: reqwest::Response) -> Page {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Page { status, headers, html: response.text().await.expect("a page") }
}

async fn get(world: &World, path: &str) -> Page {
    page(browser().get(format!("{}{path}", world.address)).send().await.expect("an answer")).await
}

async fn post(world: &World, path: &str, pairs: &[(&str, &str)]) -> Page {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let body: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let request = browser().post(format!("{}{path}", world.address)).header("content-type", "application/x-www-form-urlencoded");
    page(request.body(body.join("&")).send().await.expect("an answer")).await
}

async fn rows(world: &World) -> Vec<(String, Option<String>, Option<String>)> {
    world
        .platform
        .db
        .read(|conn| {
            let columns = (survey_answers::question, survey_answers::choice, survey_answers::text);
            Ok(survey_answers::table.order((survey_answers::question, survey_answers::choice)).select(columns).load(conn)?)
        })
        .await
        .expect("answers")
}

/// The value of the hidden field that names the form.
fn form_of(page: &Page) -> String {
    let from = page.html.split("name=\"form\" value=\"").nth(1).expect("the form's name");
    from.split('"').next().unwrap_or_default().to_owned()
}

on_both! {
    async fn the_page_asks_in_chinese_first_and_in_english_on_request(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = open_link(&town.hub, &record).await;
        let path = format!("/s/{token}");
        let chinese = get(world, &path).await;
        assert_eq!((chinese.status, chinese.header("content-type")), (200, "text/html; charset=utf-8"));
        chinese.says(&[
            "<html lang=\"zh-CN\">", "name=\"viewport\"", "社区需求调查", "长寿路街道为安排服务而调查，不记姓名。", "<fieldset", "<legend>1. 最希望办好哪一类实事？",
            "<input type=\"radio\" id=\"q-category-safety\" name=\"q.category\" value=\"safety\">", "<label for=\"q-category-safety\">平安建设</label>",
            "<input type=\"checkbox\" id=\"q-services-meals\"", "最多 2 项", "<label for=\"q-content-5\">5</label>", "<label for=\"q-place\">", "<select id=\"q-place\"",
            "<option value=\"310107015\">长寿路街道</option>", "<label for=\"q-wish\">", "<textarea id=\"q-wish\"", "<label for=\"consent\">", "English",
        ]);
        assert_eq!(chinese.header("content-language"), "zh-CN");
        let english = get(world, &format!("{path}?lang=en")).await;
        english.says(&["<html lang=\"en\">", "What the neighbourhood needs", "The street asks to plan its services", "Which kind matters most?", "Livelihood", "action=\"?lang=en\""]);
        // What has no English text is shown as it is.
        english.says(&["用过哪些服务？", "Choose up to 2"]);
        assert_eq!(english.header("content-language"), "en");
    }

    async fn the_page_loads_nothing_and_tells_its_address_to_nobody(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = open_link(&town.hub, &record).await;
        let page = get(world, &format!("/s/{token}")).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.contains("form-action 'self'"), "{policy}");
        let style = page.html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("style");
        let digest = shuniu::platform::crypto::sha256(style.as_bytes());
        let hash = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, digest.as_bytes());
        assert!(policy.contains(&hash), "the style that is sent is not the one that is allowed");
        assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("no-referrer", "no-store"));
        for foreign in ["<script", "http://", "https://", "<img", "<link", " style=", " onclick", token.as_str()] {
            assert!(!page.html.contains(foreign), "{foreign}: {}", page.html);
        }
    }

    async fn a_sent_form_is_stored_and_thanked_for(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = &invitations(&town.hub, &record, 1).await[0];
        let path = format!("/s/{token}");
        let pairs = [
            ("form", &*form_of(&get(world, &path).await)), ("consent", "yes"), ("q.category", "livelihood"), ("q.services", "meals"), ("q.services", "jobs"),
            ("q.content", "4"), ("q.place", "310107015"), ("q.wish", "多些长椅\r\n和树荫"),
        ];
        let sent = post(world, &format!("{path}?lang=en"), &pairs).await;
        assert_eq!((sent.status, sent.header("location")), (303, "/s/thanks?lang=en"));
        get(world, "/s/thanks").await.says(&["谢谢您的回答"]);
        get(world, "/s/thanks?lang=en").await.says(&["Thank you for your answers"]);
        let row = |question: &str, choice: Option<&str>, text: Option<&str>| (question.to_owned(), choice.map(str::to_owned), text.map(str::to_owned));
        assert_eq!(
            rows(world).await,
            [
                row("category", Some("livelihood"), None),
                row("content", Some("4"), None),
                row("place", Some("310107015"), None),
                row("services", Some("jobs"), None),
                row("services", Some("meals"), None),
                row("wish", None, Some("多些长椅\n和树荫")),
            ]
        );
        for again in [get(world, &path).await, post(world, &path, &pairs).await] {
            assert_eq!(again.status, 409);
            again.says(&["这份答卷已经收到"]);
        }
        assert_eq!(rows(world).await.len(), 6);
    }

    async fn the_other_language_keeps_what_was_filled_in_and_sends_nothing(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let path = format!("/s/{}", open_link(&town.hub, &record).await);
        let form = form_of(&get(world, &path).await);
        let pairs = [("form", &*form), ("switch", "en"), ("consent", "yes"), ("q.category", "safety"), ("q.wish", "多些长椅")];
        let english = post(world, &path, &pairs).await;
        assert_eq!((english.status, english.header("content-language")), (200, "en"));
        english.says(&["<html lang=\"en\">", "Which kind matters most?", "value=\"safety\" checked", "多些长椅</textarea>", "value=\"yes\" checked", "action=\"?lang=en\""]);
        assert_eq!(form_of(&english), form, "it is still the same form");
        let chinese = post(world, &format!("{path}?lang=en"), &[("form", &*form), ("switch", "zh")]).await;
        chinese.says(&["<html lang=\"zh-CN\">", "最希望办好哪一类实事？"]);
        assert_eq!(rows(world).await, []);
    }

    async fn a_wrong_form_comes_back_with_what_is_wrong_beside_each_field_and_nothing_lost(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let token = &invitations(&town.hub, &record, 1).await[0];
        let path = format!("/s/{token}");
        let wish = "\n联系 13812345678 <b>\"谢谢\"</b>";
        let pairs = [
            ("form", &*form_of(&get(world, &path).await)), ("q.services", "meals"), ("q.services", "jobs"), ("q.services", "health"), ("q.content", "2"), ("q.place", "310107015"),
            ("q.wish", wish),
        ];
        let wrong = post(world, &path, &pairs).await;
        assert_eq!(wrong.status, 422);
        wrong.says(&[
            "role=\"alert\"", "<a href=\"#consent\">", "<a href=\"#q-category\">", "id=\"e-consent\">须先同意上述说明", "id=\"e-category\">此题必须回答。",
            "id=\"e-services\">最多选 2 项。", "id=\"e-wish\">含有像是手机号码的内容", "aria-describedby=\"h-wish e-wish\" aria-invalid=\"true\"", "需要修改：",
        ]);
        wrong.says(&[
            "id=\"q-services-meals\" name=\"q.services\" value=\"meals\" checked", "value=\"health\" checked", "id=\"q-content-2\" name=\"q.content\" value=\"2\" checked",
            "<option value=\"310107015\" selected>", "\n\n联系 13812345678 &lt;b&gt;", &form_of(&wrong),
        ]);
        assert!(!wrong.html.contains("id=\"e-content\"") && !wrong.html.contains("<b>"), "{}", wrong.html);
        assert_eq!(form_of(&wrong), pairs[0].1);
        let english = post(world, &format!("{path}?lang=en"), &pairs).await;
        english.says(&["Must be answered.", "At most 2 may be chosen.", "Please correct: "]);
        assert_eq!(rows(world).await.len(), 0);
        let right = [("form", pairs[0].1), ("consent", "yes"), ("q.category", "safety"), ("q.wish", "谢谢")];
        assert_eq!(post(world, &path, &right).await.status, 303);
    }

    async fn two_taps_on_the_button_are_one_response(world) {
        let town = world.town().await;
        let record = opened(&town).await;
        let path = format!("/s/{}", open_link(&town.hub, &record).await);
        let form = form_of(&get(world, &path).await);
        let pairs = [("form", form.as_str()), ("consent", "yes"), ("q.category", "safety")];
        let (one, other) = tokio::join!(post(world, &path, &pairs), post(world, &path, &pairs));
        assert_eq!((one.status, other.status), (303, 303));
        assert_eq!(town.hub.get(&record).await.ok(200)["responses"], 1);
        let next = form_of(&get(world, &path).await);
        assert_ne!(next, form);
        assert_eq!(post(world, &path, &[("form", &next), ("consent", "yes"), ("q.category", "safety")]).await.status, 303);
        assert_eq!(town.hub.get(&record).await.ok(200)["responses"], 2);
    }

    async fn a_page_that_cannot_be_answered_says_why(world) {
        let town = world.town().await;
        let draft = town.hub.post("/surveys", survey()).await.ok(201);
        let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
        let path = format!("/s/{}", invitations(&town.hub, &record, 1).await[0]);
        let pairs = [("consent", "yes"), ("q.category", "safety")];
        let early = get(world, &path).await;
        assert_eq!(early.status, 409);
        early.says(&["问卷尚未开始"]);
        town.hub.act(&record, "open", json!({})).await.ok(200);
        close(&town, &record).await;
        for late in [get(world, &path).await, post(world, &path, &pairs).await] {
            assert_eq!(late.status, 409);
            late.says(&["问卷已经结束"]);
        }
        let unknown = get(world, "/s/shn_survey_mistyped?lang=en").await;
        assert_eq!((unknown.status, unknown.header("content-type")), (404, "text/html; charset=utf-8"));
        unknown.says(&["There is no such survey"]);
        assert_eq!(rows(world).await.len(), 0);
    }
}
