//! What the demo leaves for people to do on the pages: an award and a purchase to decide, a survey to answer.

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::load::{Cast, text};
use super::story::{Bought, declare, moment, offer, panel, score};
use super::teller::Teller;

use crate::cli::say::say;

/// Of the purchase whose award is left to decide: bidder, price, points for plan and team.
const BIDDERS: [(&str, i64, [&str; 2]); 3] =
    [("nest", 2_450_000, ["41.00", "25.00"]), ("jobs", 2_300_000, ["43.00", "27.50"]), ("startup", 2_520_000, ["38.00", "24.00"])];

/// Paths of the pages that the demo is worth opening in a browser for.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Places {
    notice: String,
    sheet: String,
    award: String,
    survey: String,
    file: String,
}

impl Places {
    /// Prints the addresses, each with the login that it asks for.
    pub(super) fn print(&self, address: &str) {
        let approver = "approver@demo.shuniu.example";
        say!("");
        say!("公告 Notices         {address}/notices");
        for (what, path, who) in [
            ("成交公告 Notice     ", &self.notice, ""),
            ("审批单 Approval     ", &self.sheet, approver),
            ("成交决定 Award      ", &self.award, approver),
            ("居民问卷 Survey     ", &self.survey, ""),
            ("采购档案 File       ", &self.file, "auditor@demo.shuniu.example"),
        ] {
            if !path.is_empty() {
                say!("{}", format!("{what} {address}{path}  {who}").trim_end());
            }
        }
        say!("演示时钟 Clock       {address}/demo/clock");
    }
}

pub(super) async fn leave(teller: &mut Teller, cast: &Cast, bought: &Bought) -> anyhow::Result<Places> {
    let award = award_to_decide(teller, cast, bought).await?;
    let sheet = purchase_to_approve(teller, cast).await?;
    let survey = survey_to_answer(teller).await?;
    Ok(Places {
        notice: format!("/notices/{}", result_notice(teller, &bought.project).await?),
        sheet: format!("/desk/projects/{sheet}"),
        award: format!("/desk/projects/{award}/award"),
        survey: format!("/s/{survey}"),
        file: format!("/desk/projects/{}/file", bought.project),
    })
}

/// A third purchase, from its draft to the panel's report.
async fn award_to_decide(teller: &mut Teller, cast: &Cast, bought: &Bought) -> anyhow::Result<String> {
    let project = teller
        .post(
            "hub",
            "/projects",
            json!({
                "title_zh": "春季家门口就业集市", "title_en": "Spring job fair in the neighbourhood", "area_code": "310107015",
                "buyer_id": cast.organizations["street"], "field": "jobs_startups", "need_ids": [bought.need],
                "description_zh": "举办家门口就业集市两场，每场到场企业不少于 20 家，现场提供简历诊断和模拟面试。",
                "target_groups": ["unemployed_graduates"], "instrument": "purchase", "budget_fen": 2_600_000,
                "budget_line_id": bought.budget_line, "catalogue_item_id": bought.catalogue_item,
                "officer_in_charge": cast.users["officer"], "deadline": "2026-03-31T17:00:00+08:00",
                "service_from": "2026-04-20", "service_to": "2026-05-31", "price_weight": "20.00",
                "criteria": [
                    {"key": "plan", "title_zh": "活动方案", "title_en": "Plan", "points": "50.00"},
                    {"key": "team", "title_zh": "团队力量", "title_en": "Team", "points": "30.00"},
                ],
                "requirements": {"fields": ["jobs_startups"], "serves_area": false},
            }),
        )
        .await?;
    let id = text(&project, "id")?.to_owned();
    let place = format!("/projects/{id}");
    teller.act("hub", &place, "submit", json!({})).await?;
    teller.act("approver", &place, "approve", json!({})).await?;
    let published = teller.act("officer", &place, "publish", json!({})).await?;
    teller.tell("枢纽、街道", "第三个项目“春季家门口就业集市”：起草、审批、发布", "draft", text(&published, "status")?).await?;

    let mut bids = Vec::new();
    for (who, price_fen, _) in BIDDERS {
        let drafted = teller.post(who, &format!("{place}/bids"), offer(price_fen)).await?;
        let bid = text(&drafted, "id")?.to_owned();
        teller.act(who, &format!("/bids/{bid}"), "submit", json!({})).await?;
        bids.push(bid);
    }
    teller.post("officer", &format!("{place}/panel"), panel(cast)).await?;
    teller.wait_until(moment("2026-04-01T09:30:00+08:00")?).await?;
    teller.act("officer", &place, "open", json!({})).await?;
    let opened = teller.get("officer", &place).await?;
    teller.tell("系统、街道经办", "收到三份密封投标；截止，次日开标", "published", text(&opened, "status")?).await?;

    let members = ["ev1", "ev2", "ev3", "ev4", "ev5"];
    for who in members {
        declare(teller, &place, who, &bids, false).await?;
    }
    for who in members {
        for (bid, (_, _, points)) in bids.iter().zip(&BIDDERS) {
            score(teller, who, bid, &["plan", "team"], points).await?;
        }
        teller.post(who, &format!("{place}/scores/sign"), json!({})).await?;
    }
    teller.act("ev1", &format!("{place}/ranking"), "report", json!({})).await?;
    let proposed = teller.get("officer", &place).await?;
    ensure!(proposed["status"] == "award_proposed", "the award waits for its decision: {proposed}");
    teller.tell("评审小组", "声明、评分、签署排名；成交决定等待审批人", "evaluating", text(&proposed, "status")?).await?;
    Ok(id)
}

/// A fourth purchase, with a need, a budget line and a catalogue item of its own; nobody has decided on it.
async fn purchase_to_approve(teller: &mut Teller, cast: &Cast) -> anyhow::Result<String> {
    let needs = teller.get("hub", "/needs?area=310107015&field=elderly_meals&limit=1").await?;
    let need = text(&needs["items"][0], "id")?.to_owned();
    let line = json!({
        "area_code": "310107015", "organization_id": cast.organizations["street"], "year": 2026, "code": "2026-WL-03",
        "title_zh": "社区为老服务", "amount_fen": 15_000_000,
    });
    let line = teller.post("finance", "/budget-lines", line).await?;
    let item = json!({
        "code": "EM-01", "title_zh": "社区助餐服务", "title_en": "Community meals", "field": "elderly_meals",
        "valid_from": "2026-01-01", "source": "synthetic",
    });
    let item = teller.post("officer", "/catalogue", item).await?;
    let project = teller
        .post(
            "hub",
            "/projects",
            json!({
                "title_zh": "独居老人上门送餐服务", "title_en": "Meals at home for old people living alone", "area_code": "310107015",
                "buyer_id": cast.organizations["street"], "field": "elderly_meals", "need_ids": [need],
                "description_zh": "为本街道 60 名高龄独居老人工作日送午餐上门，并在送餐时询问身体状况，有异常当日告知居委会。",
                "target_groups": [], "instrument": "purchase", "budget_fen": 2_850_000,
                "budget_line_id": line["id"], "catalogue_item_id": item["id"],
                "officer_in_charge": cast.users["officer"], "deadline": "2026-04-30T17:00:00+08:00",
                "service_from": "2026-05-18", "service_to": "2026-11-30", "price_weight": "20.00",
                "criteria": [
                    {"key": "plan", "title_zh": "送餐方案", "title_en": "Plan", "points": "45.00"},
                    {"key": "safety", "title_zh": "食品安全", "title_en": "Food safety", "points": "35.00"},
                ],
                "requirements": {"fields": ["elderly_meals"], "serves_area": false},
            }),
        )
        .await?;
    let id = text(&project, "id")?.to_owned();
    let submitted = teller.act("hub", &format!("/projects/{id}"), "submit", json!({})).await?;
    teller.tell("枢纽", "第四个项目“独居老人上门送餐服务”：起草、提交，等待审批人", "draft", text(&submitted, "status")?).await?;
    Ok(id)
}

/// A survey with a few answers; the secret of its open link.
async fn survey_to_answer(teller: &mut Teller) -> anyhow::Result<String> {
    let drafted = teller.post("hub", "/surveys", survey()).await?;
    let place = format!("/surveys/{}", text(&drafted, "id")?);
    let opened = teller.act("hub", &place, "open", json!({})).await?;
    let link = teller.post("hub", &format!("{place}/open-link"), json!({})).await?;
    let token = text(&link, "token")?.to_owned();
    let answers = [("livelihood", ["meals", "jobs"], 4), ("livelihood", ["meals", "visits"], 5), ("safety", ["visits", "health"], 3)];
    for (category, services, content) in answers {
        let answers = json!({"category": category, "services": services, "content": content, "wish": "多一些长椅和树荫"});
        teller.post("resident", &format!("/survey-links/{token}/answers"), json!({"consent": true, "answers": answers})).await?;
    }
    let status = text(&opened, "status").context("the survey")?.to_owned();
    teller.tell("枢纽、居民", "居民问卷开放，三人匿名作答", "draft", &status).await?;
    Ok(token)
}

fn survey() -> Value {
    let option = |key: &str, zh: &str, en: &str| json!({"key": key, "label_zh": zh, "label_en": en});
    json!({
        "area_code": "310107015",
        "title_zh": "长寿路街道社区服务需求问卷", "title_en": "What Changshou Road needs",
        "consent_zh": "本问卷由长寿路街道枢纽为安排 2026 年社区服务而设，不记姓名、不留联系方式；只公布合计，少于五人的不公布。标“必答”以外的题都可以不答。",
        "consent_en": "The hub of Changshou Road asks this to plan the services of 2026. No names or contacts are kept; only totals are published, and none below five. You may leave out any question.",
        "questions": [
            {"key": "category", "kind": "single", "text_zh": "您最希望办好哪一类实事？", "text_en": "Which kind of improvement matters most to you?", "required": true,
             "options": [option("livelihood", "民生服务", "Everyday services"), option("civility", "文明创建", "Civility and culture"),
                         option("infrastructure", "基础设施", "Infrastructure"), option("safety", "平安建设", "Safety")]},
            {"key": "services", "kind": "multiple", "text_zh": "您或家人用得上哪些服务？", "text_en": "Which services would you or your family use?", "max_choices": 2,
             "options": [option("meals", "助餐送餐", "Meals"), option("visits", "上门探访", "Home visits"),
                         option("jobs", "就业指导", "Help with finding work"), option("health", "健康讲座", "Health talks")]},
            {"key": "content", "kind": "scale", "text_zh": "您对现有社区服务的满意程度（1 很不满意，5 很满意）", "text_en": "How content are you with today's services? (1 not at all, 5 very)"},
            {"key": "wish", "kind": "text", "text_zh": "还希望社区做什么？", "text_en": "What else should the neighbourhood do?"},
        ],
    })
}

/// The story's purchase as the public reads of its result.
async fn result_notice(teller: &Teller, project: &str) -> anyhow::Result<String> {
    let found = teller.get("nobody", "/notices?kind=result").await?;
    let of_story = found["items"].as_array().context("notices")?.iter().find(|notice| notice["project_id"] == project);
    Ok(text(of_story.context("the story's result is public")?, "id")?.to_owned())
}
