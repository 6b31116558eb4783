//! S14 through the API: the city's hub brings the 36 needs and the 54 organisations of the seed tables to one table. What newly incubated
//! organisations are kept, what that costs, who talks with whom when and why; then introductions, an agreement, and the report.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use super::load::{Cast, REGISTRAR, email, report, text};
use super::people::PASSWORD;
use super::teller::{Teller, expect};
use crate::cli::say::say;
use crate::platform::Platform;
use crate::platform::ids::OrganizationId;
use crate::platform::jobs::Registry;
use crate::platform::time::Timestamp;

/// Steps that are told; the demo fails when another number was.
const STEPS: usize = 15;
const CITY: &str = "310000";
const DAY: &str = "2026-03-20";
const EVENING: &str = "2026-03-20T18:00:00+08:00";
const TIMES: [&str; 12] = ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40", "13:30", "13:50", "14:10", "14:30", "14:50", "15:10"];
/// Talks that each need asks for, and that each organisation can take.
const SLOTS: u32 = 2;
const CAPACITY: u32 = 2;
/// Teams that are in incubation on the day: keys of the seed tables, with a manager each.
pub(super) const INCUBATED: [&str; 6] = ["daning_choir", "daning_fashion", "gumei_photo", "gumei_mums", "gumei_reading", "malu_peace"];
/// The share of the talks that is kept for them.
const SHARE: &str = "0.12";
/// Pairs that are shown with their reasons.
const SHOWN: usize = 5;

/// Plays the whole meeting.
pub(super) async fn tell(address: &str, platform: &Arc<Platform>, registry: &Arc<Registry>, cast: &Cast) -> anyhow::Result<()> {
    let mut teller = Teller::new(address, platform, registry, STEPS);
    for who in [REGISTRAR].into_iter().chain(INCUBATED) {
        teller.sign_in(who, &email(who), PASSWORD).await?;
    }
    teller.begin().await?;
    incubate(&mut teller, cast).await?;
    let meeting = prepare(&mut teller).await?;
    let needs = enter_needs(&mut teller, &meeting, cast).await?;
    let registered = register(&mut teller, &meeting, cast).await?;
    say!("      {needs} needs ask for {} talks; {registered} organisations can take {}", needs * SLOTS, registered * CAPACITY);
    let run = solve(&mut teller, &meeting).await?;
    show_pairs(&teller, &meeting, &run).await?;
    confirm(&mut teller, &meeting, &run).await?;
    hold_and_introduce(&mut teller, &meeting, cast).await?;
    teller.finish()
}

/// A programme of the city, and six teams whose terms have begun.
async fn incubate(teller: &mut Teller, cast: &Cast) -> anyhow::Result<()> {
    let programme = json!({
        "area_code": CITY, "title_zh": "社区团队孵化计划", "title_en": "Incubation of community teams",
        "description_zh": "为社区团队提供场地、培训和项目策划。", "places": 10, "term_months": 12, "extension_months": 6,
        "checklist": [{"key": "accounts_kept", "title_zh": "账目清楚", "title_en": "accounts are kept"}],
    });
    let programme = teller.post(REGISTRAR, "/incubation/programmes", programme).await?;
    for key in INCUBATED {
        let application = json!({
            "programme_id": programme["id"], "organization_id": organization(cast, key)?, "plan_zh": "把兴趣活动办成为居民服务的项目。",
        });
        let case = teller.post(key, "/incubation/applications", application).await?;
        let case = format!("/incubation/cases/{}", text(&case, "id")?);
        teller.act(REGISTRAR, &case, "review", json!({})).await?;
        teller.act(REGISTRAR, &case, "admit", json!({})).await?;
        teller.act(REGISTRAR, &case, "start", json!({"started_on": "2026-03-02"})).await?;
    }
    teller.tell("市级枢纽", &format!("孵化计划接收 {} 支社区团队", INCUBATED.len()), "applied", "incubating").await
}

/// The path of an open meeting.
async fn prepare(teller: &mut Teller) -> anyhow::Result<String> {
    let draft = json!({
        "area_code": CITY, "title_zh": "社区公益项目对接会", "title_en": "Matching meeting of the communities",
        "venue_zh": "普陀区社会组织服务中心", "held_on": DAY, "times": TIMES,
        "rules": {"mode": "optimal", "minimum_quality": 3000, "new_share": null, "seed": 1, "weights": null, "raise_lowest": false},
    });
    let meeting = teller.post(REGISTRAR, "/matching-meetings", draft).await?;
    let path = format!("/matching-meetings/{}", text(&meeting, "id")?);
    teller.tell("市级枢纽", &format!("筹备 {DAY} 的对接会，{} 个洽谈时段", TIMES.len()), "", text(&meeting, "status")?).await?;
    let opened = teller.act(REGISTRAR, &path, "open", json!({})).await?;
    teller.tell("市级枢纽", "开放报名", "draft", text(&opened, "status")?).await?;
    Ok(path)
}

/// Every verified need of the seed tables, the one of the other story too; how many.
async fn enter_needs(teller: &mut Teller, meeting: &str, cast: &Cast) -> anyhow::Result<u32> {
    let last = teller.post(REGISTRAR, "/needs", report(&cast.story_need)).await?;
    teller.act(REGISTRAR, &format!("/needs/{}", text(&last, "id")?), "verify", json!({})).await?;
    let found = teller.get(REGISTRAR, "/needs?status=verified&limit=200").await?;
    let needs = items(&found)?;
    for need in needs {
        let body = json!({"need_id": need["id"], "slots": SLOTS});
        teller.post(REGISTRAR, &format!("{meeting}/demands"), body).await?;
    }
    let count = u32::try_from(needs.len())?;
    teller.tell("市级枢纽", &format!("录入 {count} 条居民需求，各约 {SLOTS} 场洽谈"), "", "").await?;
    Ok(count)
}

/// Every organisation of the seed tables but the buyer; how many. Whoever may not contract may still talk about a need.
async fn register(teller: &mut Teller, meeting: &str, cast: &Cast) -> anyhow::Result<u32> {
    let mut keys: Vec<&String> = cast.organizations.keys().filter(|key| !["street", "ineligible"].contains(&key.as_str())).collect();
    keys.sort();
    for key in &keys {
        let path = format!("{meeting}/participants/{}", organization(cast, key)?);
        let answered = teller.send(REGISTRAR, Method::PUT, &path, Some(json!({"capacity": CAPACITY})), None).await?;
        expect(answered, 200, &path)?;
    }
    let count = u32::try_from(keys.len())?;
    teller.tell("市级枢纽", &format!("登记 {count} 家机构，各可参加 {CAPACITY} 场"), "", "").await?;
    Ok(count)
}

/// Solves it as it is, tries the other mode and the share, then takes the share into the rules; the path of the run to confirm.
async fn solve(teller: &mut Teller, meeting: &str) -> anyhow::Result<String> {
    let (_, plain) = run(teller, meeting, json!({})).await?;
    let figures = &plain["result"]["figures"];
    ensure!(figures["certificate_verified"] == true, "the certificate is checked: {plain}");
    teller
        .tell(
            "市级枢纽",
            &format!("求最优配对：{} / {} 个名额，总分 {}，证书已核验", figures["filled"], figures["slots"], figures["total"]),
            "",
            "solved",
        )
        .await?;
    let (_, stable) = run(teller, meeting, json!({"what_if": {"mode": "stable"}})).await?;
    let figures = &stable["result"]["figures"];
    ensure!(figures["blocking_pairs"] == 0, "nobody would rather have somebody else: {stable}");
    teller
        .tell("市级枢纽", &format!("试算稳定配对：总分 {}，阻塞对 {}", figures["total"], figures["blocking_pairs"]), "", "what-if")
        .await?;
    let (_, all) = run(teller, meeting, json!({"what_if": {"new_share": "0.9"}})).await?;
    let refusal = all["result"]["refusal"]["words"]["zh"].as_str().context("90 % for six teams is not possible")?;
    teller.tell("市级枢纽", &format!("试算新孵化团队占九成：{refusal}"), "", text(&all, "status")?).await?;
    let change = json!({"rules": {
        "mode": "optimal", "minimum_quality": 3000, "new_share": SHARE, "seed": 1, "weights": null, "raise_lowest": false,
    }});
    let version = expect(teller.send(REGISTRAR, Method::GET, meeting, None, None).await?, 200, meeting)?.version;
    expect(teller.send(REGISTRAR, Method::PATCH, meeting, Some(change), Some(&version)).await?, 200, meeting)?;
    let (path, shared) = run(teller, meeting, json!({})).await?;
    let guarantee = shared["result"]["figures"]["guarantee"]["words"]["zh"].as_str().context("a share has a price")?;
    teller.tell("市级枢纽", &format!("写入规则并重新求解：{guarantee}"), "", "solved").await?;
    Ok(path)
}

/// Asks for a run and waits for it; its path and what it says.
async fn run(teller: &Teller, meeting: &str, body: Value) -> anyhow::Result<(String, Value)> {
    let asked = teller.post(REGISTRAR, &format!("{meeting}/runs"), body).await?;
    let path = format!("{meeting}/runs/{}", text(&asked, "id")?);
    teller.settle().await?;
    let solved = teller.get(REGISTRAR, &path).await?;
    ensure!(solved["status"] != "queued", "the run is over: {solved}");
    Ok((path, solved))
}

/// The best pairs with their reasons, and what stays empty and why.
async fn show_pairs(teller: &Teller, meeting: &str, run: &str) -> anyhow::Result<()> {
    let found = teller.get(REGISTRAR, &format!("{run}/pairs?limit=200")).await?;
    let mut pairs: Vec<&Value> = items(&found)?.iter().collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair["score"].as_i64()));
    for pair in pairs.iter().take(SHOWN) {
        let criteria = pair["explanation"]["criteria"].as_array().context("a pair has its reasons")?;
        let best = criteria.iter().max_by_key(|criterion| criterion["points"].as_u64()).context("a pair has its reasons")?;
        let words = best["reason"]["zh"].as_str().unwrap_or_default();
        say!(
            "      {} {} ↔ {}  {}  {words}",
            text(pair, "time")?,
            text(pair, "demand_zh")?,
            pair["organization"]["zh"].as_str().unwrap_or_default(),
            pair["score"]
        );
    }
    let unfilled = teller.get(REGISTRAR, run).await?["result"]["unfilled"].clone();
    let demands = teller.get(REGISTRAR, &format!("{meeting}/demands?limit=200")).await?;
    for empty in unfilled.as_array().into_iter().flatten().take(SHOWN) {
        let demand = items(&demands)?.iter().find(|demand| demand["id"] == empty["demand_id"]);
        let title = demand.and_then(|demand| demand["title_zh"].as_str()).unwrap_or_default();
        say!("      空缺 {title}：{}", empty["words"]["zh"].as_str().unwrap_or_default());
    }
    Ok(())
}

async fn confirm(teller: &mut Teller, meeting: &str, run: &str) -> anyhow::Result<()> {
    let id = run.rsplit('/').next().unwrap_or_default();
    let confirmed = teller.act(REGISTRAR, meeting, "confirm", json!({"run_id": id})).await?;
    teller.tell("市级枢纽", "确认配对，日程寄给每一方", "solved", text(&confirmed, "status")?).await
}

/// On the evening of the day: one talk leads to an introduction and an agreement; then the report.
async fn hold_and_introduce(teller: &mut Teller, meeting: &str, cast: &Cast) -> anyhow::Result<()> {
    teller.wait_until(Timestamp::parse(EVENING).context("a moment")?).await?;
    let held = teller.act(REGISTRAR, meeting, "hold", json!({})).await?;
    teller.tell("市级枢纽", "对接会举行完毕", "confirmed", text(&held, "status")?).await?;
    let found = teller.get(REGISTRAR, &format!("{meeting}/talks?limit=200")).await?;
    let mut talks = items(&found)?.iter().filter_map(|talk| Some((talk, manager_of(cast, talk["organization_id"].as_str()?)?)));
    let (first, manager) = talks.next().context("a newly incubated team has a talk")?;
    let place = format!("{meeting}/talks/{}", text(first, "id")?);
    teller.post(manager, &format!("{place}/consent"), json!({"side": "organization"})).await?;
    teller.tell(first["organization"]["zh"].as_str().unwrap_or_default(), "愿意认识需求方", "planned", "planned").await?;
    let introduced = teller.post(REGISTRAR, &format!("{place}/consent"), json!({"side": "demand"})).await?;
    ensure!(!introduced["contacts"].is_null(), "both sides see each other's contact: {introduced}");
    teller.tell("市级枢纽", "代表需求方同意，系统互换联系方式", "planned", text(&introduced, "status")?).await?;
    let version = format!("\"{}\"", introduced["version"]);
    let body = json!({"agreement_zh": "四月起每周一次，先试行三个月。"});
    let agreed = teller.send(REGISTRAR, Method::POST, &format!("{place}/agree"), Some(body), Some(&version)).await?;
    let agreed = expect(agreed, 200, "agree")?.body;
    teller.tell("市级枢纽", "登记合作意向", "introduced", text(&agreed, "status")?).await?;
    let report = teller.get(REGISTRAR, &format!("{meeting}/report")).await?;
    teller
        .tell(
            "市级枢纽",
            &format!(
                "转化报告：{} 场洽谈（新孵化 {}），{} 次引荐，{} 项合作",
                report["talks"]["count"],
                report["talks"]["newly_incubated"],
                report["introductions"]["count"],
                report["agreements"]["count"]
            ),
            "",
            "",
        )
        .await
}

fn manager_of(cast: &Cast, organization: &str) -> Option<&'static str> {
    INCUBATED.into_iter().find(|key| cast.organizations.get(*key).is_some_and(|id| id.as_str() == organization))
}

fn organization<'c>(cast: &'c Cast, key: &str) -> anyhow::Result<&'c OrganizationId> {
    cast.organizations.get(key).with_context(|| format!("no organisation {key}"))
}

fn items(page: &Value) -> anyhow::Result<&Vec<Value>> {
    ensure!(page["next_cursor"].is_null(), "the list has more than one page");
    page["items"].as_array().context("a list has items")
}
