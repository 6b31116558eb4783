//! S29 through the API: the street of Changshou Road needs employment help, buys "Bird's Nest", and signs a contract.
//! Prices are those of the worked example of the scoring formula; they and all people are synthetic.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::load::{Cast, report, text};
use super::open_call;
use super::people::{self, PASSWORD};
use super::teller::{Teller, expect};
use super::waiting::{self, Places};
use crate::platform::Platform;
use crate::platform::jobs::Registry;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;

/// Steps that are told; the demo fails when another number was.
const STEPS: usize = 41;
/// What bidders ask and what each of the sitting members gives for plan, team and record: the worked example
/// (76,000 yuan and 70.50 points; 60,000 and 62.00; 68,000 and 66.00).
const BIDDERS: [Bidder; 3] = [
    Bidder { key: "nest", price_fen: 7_600_000, points: ["38.00", "20.00", "12.50"] },
    Bidder { key: "jobs", price_fen: 6_000_000, points: ["33.00", "18.00", "11.00"] },
    Bidder { key: "startup", price_fen: 6_800_000, points: ["35.00", "19.00", "12.00"] },
];
const CRITERIA: [&str; 3] = ["plan", "team", "record"];

struct Bidder {
    key: &'static str,
    price_fen: i64,
    points: [&'static str; 3],
}

/// What the story's purchase stands on; the second one stands on it too.
pub(super) struct Bought {
    pub(super) project: String,
    pub(super) need: String,
    pub(super) budget_line: String,
    pub(super) catalogue_item: String,
}

/// Plays the whole purchase, and leaves something to try for everybody; the purchase's id, and the pages to look at.
pub(super) async fn tell(
    address: &str,
    platform: &Arc<Platform>,
    registry: &Arc<Registry>,
    cast: &Cast,
) -> anyhow::Result<(String, Places)> {
    let mut teller = Teller::new(address, platform, registry, STEPS);
    for person in people::all()? {
        teller.sign_in(&person.key, &person.email(), PASSWORD).await?;
    }
    teller.begin().await?;
    let bought = draft(&mut teller, cast).await?;
    let project = bought.project.clone();
    approve_and_publish(&mut teller, &project).await?;
    let bids = bid(&mut teller, &project).await?;
    close_and_open(&mut teller, &project, cast).await?;
    evaluate(&mut teller, &project, &bids).await?;
    award_and_sign(&mut teller, &project).await?;
    open_call::leave_open(&mut teller, cast, &bought).await?;
    let places = waiting::leave(&mut teller, cast, &bought).await?;
    teller.finish()?;
    Ok((project, places))
}

/// Need, budget, catalogue item, draft, submission.
async fn draft(teller: &mut Teller, cast: &Cast) -> anyhow::Result<Bought> {
    let need = teller.post("committee", "/needs", report(&cast.story_need)).await?;
    let need_id = text(&need, "id")?.to_owned();
    teller.tell("居委会", "上报需求：失业青年创业就业指导", "", text(&need, "status")?).await?;
    let verified = teller.act("hub", &format!("/needs/{need_id}"), "verify", json!({})).await?;
    teller.tell("枢纽", "核实需求", "reported", text(&verified, "status")?).await?;

    let line = teller
        .post(
            "finance",
            "/budget-lines",
            json!({
                "area_code": "310107015", "organization_id": cast.organizations["street"], "year": 2026, "code": "2026-SQ-07",
                "title_zh": "社区就业创业服务", "amount_fen": 20_000_000,
            }),
        )
        .await?;
    let left = line["available_fen"].as_i64().map(Money::from_fen).context("the line says what is left")?;
    teller.tell("街道财务", "录入预算 200,000.00 元", "", &format!("余额 {left}")).await?;
    let item = teller
        .post(
            "officer",
            "/catalogue",
            json!({
                "code": "EE-01", "title_zh": "就业创业指导服务", "title_en": "Employment and start-up guidance", "field": "jobs_startups",
                "valid_from": "2026-01-01", "source": "synthetic",
            }),
        )
        .await?;
    teller.tell("街道经办", "登记目录条目：就业创业指导服务", "", &format!("{} 起有效", text(&item, "valid_from")?)).await?;

    let deadline = "2026-03-10T17:00:00+08:00";
    let project = teller
        .post(
            "hub",
            "/projects",
            json!({
                "title_zh": "“鸟巢”就业创业服务", "title_en": "Bird's Nest employment service", "area_code": "310107015",
                "buyer_id": cast.organizations["street"], "field": "jobs_startups", "need_ids": [need_id],
                "description_zh": "为本街道失业青年提供职业指导、技能培训和创业辅导，全年服务不少于 200 人次，设家门口服务点一处。",
                "target_groups": ["unemployed_graduates"], "instrument": "purchase", "budget_fen": 8_000_000,
                "budget_line_id": line["id"], "catalogue_item_id": item["id"], "officer_in_charge": cast.users["officer"],
                "deadline": deadline, "service_from": "2026-04-01", "service_to": "2027-03-31", "price_weight": "20.00",
                "criteria": [
                    {"key": "plan", "title_zh": "服务方案", "title_en": "Plan", "points": "45.00"},
                    {"key": "team", "title_zh": "团队力量", "title_en": "Team", "points": "20.00"},
                    {"key": "record", "title_zh": "项目经验", "title_en": "Record", "points": "15.00"},
                ],
                "requirements": {"fields": ["jobs_startups"], "serves_area": false},
            }),
        )
        .await?;
    let id = text(&project, "id")?.to_owned();
    teller.tell("枢纽", "起草项目“鸟巢”就业创业服务，预算 80,000.00 元", "", text(&project, "status")?).await?;
    let submitted = teller.act("hub", &format!("/projects/{id}"), "submit", json!({})).await?;
    teller.tell("枢纽", "提交街道审批", "draft", text(&submitted, "status")?).await?;
    Ok(Bought { project: id, need: need_id, budget_line: text(&line, "id")?.to_owned(), catalogue_item: text(&item, "id")?.to_owned() })
}

/// Two approvers, for the amount asks for a collective decision (R60); then the public notice and the invitations.
async fn approve_and_publish(teller: &mut Teller, project: &str) -> anyhow::Result<()> {
    let place = format!("/projects/{project}");
    let meeting = json!({"collective_decision": {"meeting": "街道主任办公会", "held_on": "2026-03-02", "minute_number": "2026-07"}});
    let first = teller.act("approver", &place, "approve", json!({})).await?;
    teller.tell("审批人甲", "通过第一步", "submitted", text(&first, "status")?).await?;
    let second = teller.act("approver2", &place, "approve", meeting).await?;
    teller.tell("审批人乙", "通过第二步（主任办公会 2026-07），预留预算", "submitted", text(&second, "status")?).await?;
    let published = teller.act("officer", &place, "publish", json!({})).await?;
    teller.tell("街道经办", "发布公告，冻结规则；系统邀请匹配机构", "approved", text(&published, "status")?).await?;
    let invited = teller.get("hub", &format!("{place}/invitations")).await?;
    ensure!(invited["items"].as_array().is_some_and(|i| i.len() >= 3), "at least three organisations are invited: {invited}");
    Ok(())
}

pub(super) fn offer(price_fen: i64) -> Value {
    json!({"offer": {
        "price_fen": price_fen,
        "proposal_zh": "设立家门口就业服务点，每周三次职业指导，每季度一期技能培训，结对创业导师。",
        "team_zh": "持证社工 3 名、职业指导师 2 名。",
        "declarations": {"credit": "具有良好的商业信誉，依法缴纳税收和社会保障资金，近三年无重大违法记录。"},
    }})
}

/// Three bid, one of them twice; one may not; nobody can look.
async fn bid(teller: &mut Teller, project: &str) -> anyhow::Result<Vec<String>> {
    let mut bids = Vec::new();
    for (n, bidder) in BIDDERS.iter().enumerate() {
        let first_price = if n == 1 { bidder.price_fen + 500_000 } else { bidder.price_fen };
        let drafted = teller.post(bidder.key, &format!("/projects/{project}/bids"), offer(first_price)).await?;
        let place = format!("/bids/{}", text(&drafted, "id")?);
        let submitted = teller.act(bidder.key, &place, "submit", json!({})).await?;
        teller
            .tell(name(n), &format!("密封投标，回执 {}", text(&submitted["receipt"], "receipt_no")?), "draft", text(&submitted, "status")?)
            .await?;
        bids.push(text(&drafted, "id")?.to_owned());
    }
    let place = format!("/bids/{}", bids[1]);
    let withdrawn = teller.act("jobs", &place, "withdraw", json!({})).await?;
    teller.tell(name(1), "撤回投标", "submitted", text(&withdrawn, "status")?).await?;
    let version = expect(teller.send("jobs", Method::GET, &place, None, None).await?, 200, &place)?.version;
    let changed = teller.send("jobs", Method::PATCH, &place, Some(offer(BIDDERS[1].price_fen)), Some(&version)).await?;
    expect(changed, 200, &place)?;
    let again = teller.act("jobs", &place, "submit", json!({})).await?;
    teller
        .tell(name(1), &format!("重新投标，回执 {}", text(&again["receipt"], "receipt_no")?), "withdrawn", text(&again, "status")?)
        .await?;

    let drafted = teller.post("ineligible", &format!("/projects/{project}/bids"), offer(5_000_000)).await?;
    let theirs = format!("/bids/{}", text(&drafted, "id")?);
    let version = expect(teller.send("ineligible", Method::GET, &theirs, None, None).await?, 200, &theirs)?.version;
    let refused = teller.send("ineligible", Method::POST, &format!("{theirs}/submit"), Some(json!({})), Some(&version)).await?;
    let refused = expect(refused, 422, "the bid of an institution that may not contract (R3)")?;
    let after = teller.get("ineligible", &theirs).await?;
    let (before, after) = (text(&drafted, "status")?, text(&after, "status")?);
    teller.tell("未受邀的虚构机构", &format!("投标被拒（{}）", text(&refused.body, "code")?), before, after).await?;

    let mut answers = Vec::new();
    for who in ["nest", "hub", "officer", "approver", "admin", "auditor"] {
        let looked = teller.send(who, Method::GET, &place, None, None).await?;
        ensure!([403, 404].contains(&looked.status), "{who} could look at a sealed bid: {}", looked.body);
        answers.push(looked.status.to_string());
    }
    teller.tell("竞争者、枢纽、街道、管理员、审计", "查看密封标书均被拒", "", &answers.join(" ")).await?;
    Ok(bids)
}

fn name(n: usize) -> &'static str {
    ["投标机构甲", "投标机构乙", "投标机构丙"][n]
}

/// Five members, of whom one presides and one is no expert, and a reserve.
pub(super) fn panel(cast: &Cast) -> Value {
    let member = |n: i32| {
        let seat = if n == 1 { "chair" } else { "evaluator" };
        json!({"user_id": cast.users[&format!("ev{n}")], "seat": seat, "expert": n != 5, "reserve": n == 6})
    };
    json!({"members": (1..=6).map(member).collect::<Vec<_>>()})
}

/// The deadline passes, a panel is formed, the bids are opened together.
async fn close_and_open(teller: &mut Teller, project: &str, cast: &Cast) -> anyhow::Result<()> {
    let place = format!("/projects/{project}");
    let panel = teller.post("officer", &format!("{place}/panel"), panel(cast)).await?;
    teller.tell("街道经办", "组成评审小组：5 人，候补 1 人", "", text(&panel, "status")?).await?;

    teller.wait_until(moment("2026-03-10T17:00:05+08:00")?).await?;
    let closed = teller.get("officer", &place).await?;
    teller.tell("系统", &format!("截止，收到 {} 份", closed["counts"]["received"]), "published", text(&closed, "status")?).await?;

    teller.wait_until(moment("2026-03-11T09:30:00+08:00")?).await?;
    teller.act("officer", &place, "open", json!({})).await?;
    let opened = teller.get("officer", &place).await?;
    let counts = &opened["counts"];
    teller
        .tell(
            "街道经办",
            &format!("开标，公布封存摘要；开启 {} 份，合格 {} 份", counts["opened"], counts["qualified"]),
            "closed",
            text(&opened, "status")?,
        )
        .await
}

/// One member declares a conflict and the reserve steps in; five score blind and sign; the chair reports.
async fn evaluate(teller: &mut Teller, project: &str, bids: &[String]) -> anyhow::Result<()> {
    let place = format!("/projects/{project}");
    for n in 1..=5 {
        declare(teller, &place, &format!("ev{n}"), bids, n == 3).await?;
    }
    let panel = format!("{place}/panel");
    let before = text(&teller.get("officer", &panel).await?, "status")?.to_owned();
    teller.tell("评审员三", "声明与一家投标机构有任职关系，退出，候补递补；其余四人声明无利益冲突", "forming", &before).await?;
    declare(teller, &place, "ev6", bids, false).await?;
    let after = teller.get("officer", &panel).await?;
    teller.tell("候补评审员", "声明无利益冲突，小组开始评分", &before, text(&after, "status")?).await?;

    for who in ["ev1", "ev2", "ev4", "ev5", "ev6"] {
        for (bid, bidder) in bids.iter().zip(&BIDDERS) {
            score(teller, who, bid, &CRITERIA, &bidder.points).await?;
        }
        let signed = teller.post(who, &format!("{place}/scores/sign"), json!({})).await?;
        let statuses: Vec<_> =
            signed["items"].as_array().context("the sheets")?.iter().filter_map(|sheet| sheet["status"].as_str()).collect();
        teller.tell(panelist(who), "独立评分并签字", "", &statuses.join(" ")).await?;
    }

    let ranking = teller.get("ev1", &format!("{place}/ranking")).await?;
    let totals: Vec<&str> = ranking["items"].as_array().context("a ranking")?.iter().filter_map(|row| row["total"].as_str()).collect();
    ensure!(totals == ["86.29", "83.65", "82.00"], "the worked example's totals: {ranking}");
    teller.act("ev1", &format!("{place}/ranking"), "report", json!({})).await?;
    let proposed = teller.get("officer", &place).await?;
    teller.tell("评审组长", &format!("签署排名（{}）", totals.join("、")), "evaluating", text(&proposed, "status")?).await
}

/// One member's points for one bid.
pub(super) async fn score(teller: &Teller, who: &str, bid: &str, criteria: &[&str], points: &[&str]) -> anyhow::Result<()> {
    let scores: Vec<Value> = criteria.iter().zip(points).map(|(key, points)| json!({"criterion": key, "points": points})).collect();
    let sheet = format!("/bids/{bid}/score-sheet");
    let saved = teller.send(who, Method::PUT, &sheet, Some(json!({"scores": scores})), None).await?;
    expect(saved, 200, &sheet).map(|_| ())
}

fn panelist(key: &str) -> &'static str {
    match key {
        "ev1" => "评审组长",
        "ev2" => "评审员二",
        "ev4" => "评审员四",
        "ev5" => "评审员五",
        _ => "候补评审员",
    }
}

pub(super) async fn declare(teller: &Teller, place: &str, who: &str, bids: &[String], conflict: bool) -> anyhow::Result<()> {
    let declarations: Vec<Value> = bids
        .iter()
        .enumerate()
        .map(|(n, bid)| json!({"bid_id": bid, "kind": if conflict && n == 0 { "employment" } else { "none" }}))
        .collect();
    teller.post(who, &format!("{place}/panel/declare"), json!({"declarations": declarations})).await.map(|_| ())
}

/// The street decides, the result is public for five working days, both sides sign.
async fn award_and_sign(teller: &mut Teller, project: &str) -> anyhow::Result<()> {
    let place = format!("/projects/{project}");
    teller.wait_until(moment("2026-03-12T10:00:00+08:00")?).await?;
    let award = format!("{place}/award");
    teller.act("approver", &award, "decide", json!({"accept": true, "reason": "同意评审小组推荐意见。"})).await?;
    let decided = teller.get("approver", &award).await?;
    let until = text(&decided, "publicity_until")?.to_owned();
    let publicity = teller.get("officer", &place).await?;
    let until = moment(&until)?;
    teller.tell("审批人甲", &format!("同意推荐意见，公示至 {}", until.shanghai()), "award_proposed", text(&publicity, "status")?).await?;

    teller.wait_until(until.plus(TimeDelta::seconds(5))).await?;
    let awarded = teller.get("officer", &place).await?;
    teller.tell("系统", "公示期满，成交；预算降为成交价 76,000.00 元", "publicity", text(&awarded, "status")?).await?;

    let contract = teller
        .post(
            "officer",
            &format!("{place}/contract"),
            json!({"terms": {
                "service_zh": "按磋商承诺提供就业创业服务，全年不少于 200 人次。",
                "acceptance_zh": "街道组织服务对象参与验收，逐项确认。",
                "instalments": [
                    {"due_on": "2026-04-15", "amount_fen": 3_800_000, "title_zh": "合同生效"},
                    {"due_on": "2026-10-15", "amount_fen": 2_280_000, "title_zh": "中期检查合格"},
                    {"due_on": "2027-04-15", "amount_fen": 1_520_000, "title_zh": "验收合格"},
                ],
            }}),
        )
        .await?;
    let signing = format!("/contracts/{}", text(&contract, "id")?);
    teller.tell("街道经办", &format!("拟定合同 {}", text(&contract, "number")?), "", text(&contract, "status")?).await?;
    let digest = crate::platform::crypto::sha256(contract.to_string().as_bytes()).to_string();
    let signature = |signer: &str, authority: &str| json!({"signer_name": signer, "authority": authority, "signed_on": "2026-03-18", "document_digest": digest});
    teller.wait_until(until.plus(TimeDelta::hours(30))).await?;
    let on = teller.platform.clock.now().shanghai_date().to_string();
    let dated = |mut body: Value| {
        body["signed_on"] = json!(on);
        body
    };
    let supplier = teller.act("nest", &signing, "sign", dated(signature("投标机构甲负责人", "法定代表人"))).await?;
    teller.tell(name(0), "签署合同", "drafted", text(&supplier, "status")?).await?;
    let signed = teller.act("approver", &signing, "sign", dated(signature("街道审批人甲", "街道办事处授权"))).await?;
    let contracted = teller.get("officer", &place).await?;
    teller.tell("审批人甲", &format!("代表街道签署合同（{}）", text(&signed, "status")?), "awarded", text(&contracted, "status")?).await?;

    let file = teller.get("auditor", &format!("{place}/file")).await?;
    let entries = file["timeline"].as_array().map_or(0, Vec::len);
    ensure!(entries > 20, "the file tells the whole story: {entries} entries");
    teller.tell("审计", &format!("调阅项目全卷：{entries} 条时间线"), "", text(&file["project"], "status")?).await
}

pub(super) fn moment(text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse(text).with_context(|| format!("{text} is no moment"))
}
