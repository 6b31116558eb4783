//! A second, small purchase that the demo leaves open: whoever tries the service can bid on it.

use anyhow::ensure;
use serde_json::json;

use super::load::{Cast, text};
use super::story::Bought;
use super::teller::Teller;

/// The deadline of the open call.
const DEADLINE: &str = "2026-04-17T17:00:00+08:00";

/// Drafted by the hub, decided by one approver (30,000 yuan and more would need two), published by the officer.
pub(super) async fn leave_open(teller: &mut Teller, cast: &Cast, bought: &Bought) -> anyhow::Result<()> {
    let project = teller
        .post(
            "hub",
            "/projects",
            json!({
                "title_zh": "青年技能夜校", "title_en": "Evening school for young job seekers", "area_code": "310107015",
                "buyer_id": cast.organizations["street"], "field": "jobs_startups", "need_ids": [bought.need],
                "description_zh": "面向待业青年开设技能夜校，每周两晚，一期十二周。",
                "target_groups": ["unemployed_graduates"], "instrument": "purchase", "budget_fen": 2_800_000,
                "budget_line_id": bought.budget_line, "catalogue_item_id": bought.catalogue_item,
                "officer_in_charge": cast.users["officer"], "deadline": DEADLINE,
                "service_from": "2026-05-06", "service_to": "2026-07-31", "price_weight": "20.00",
                "criteria": [
                    {"key": "plan", "title_zh": "服务方案", "title_en": "Plan", "points": "50.00"},
                    {"key": "team", "title_zh": "师资力量", "title_en": "Team", "points": "30.00"},
                ],
                "requirements": {"fields": ["jobs_startups"], "serves_area": false},
            }),
        )
        .await?;
    let place = format!("/projects/{}", text(&project, "id")?);
    let submitted = teller.act("hub", &place, "submit", json!({})).await?;
    teller.tell("枢纽", "起草第二个项目“青年技能夜校”，预算 28,000.00 元，提交审批", "draft", text(&submitted, "status")?).await?;
    let approved = teller.act("approver", &place, "approve", json!({})).await?;
    teller.tell("审批人甲", "通过（三万元以下，一步）", "submitted", text(&approved, "status")?).await?;
    let published = teller.act("officer", &place, "publish", json!({})).await?;
    ensure!(published["status"] == "published", "the second call is out: {published}");
    teller.tell("街道经办", "发布，征集至 2026-04-17 17:00，供您试投", "approved", text(&published, "status")?).await
}
