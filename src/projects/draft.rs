//! What can be said of a project while it is drafted: the body of `POST /projects` and of its PATCH.
//!
//! A draft may lack almost everything. What it does say must be sound at once: texts of a sane length, amounts above
//! zero, ids that exist, an officer of the buyer.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Content, Criterion, Instrument, Requirements};
use super::store::Project;
use crate::areas;
use crate::identity;
use crate::needs;
use crate::organizations::{self, taxonomy::taxonomy};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Check, Patch, Result};
use crate::platform::ids::{BudgetLineId, CatalogueItemId, NeedId, OrganizationId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::rules;

/// The regime of a draft that names none.
pub(super) const USUAL_REGIME: &str = "below_threshold_selection";

const MOST_CRITERIA: usize = 30;
const MOST_NEEDS: usize = 50;

/// Drafting needs `title_zh`, `area_code` and `buyer_id`; everything else may follow. In a PATCH an absent field stays as
/// it is and null clears it.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "长寿路街道零距离家门口就业服务")]
    pub title_zh: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub title_en: Patch<String>,
    /// What is to be done, for whom, to which standard.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description_zh: Patch<String>,
    /// The place that it is for.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "310107015")]
    pub area_code: Patch<String>,
    /// The street that buys; never the hub.
    #[serde(default)]
    #[schema(value_type = Option<OrganizationId>)]
    pub buyer_id: Patch<OrganizationId>,
    /// Code of the rule set; `below_threshold_selection` unless told.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "below_threshold_selection")]
    pub regime: Patch<String>,
    /// Slug of a service field.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "jobs_startups")]
    pub field: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub target_groups: Patch<Vec<String>>,
    /// The needs that it answers (R27).
    #[serde(default)]
    #[schema(value_type = Option<Vec<NeedId>>)]
    pub need_ids: Patch<Vec<NeedId>>,
    /// The most it may cost, in fen.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 20000000, minimum = 1, maximum = 1000000000000000i64)]
    pub budget_fen: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<BudgetLineId>)]
    pub budget_line_id: Patch<BudgetLineId>,
    #[serde(default)]
    #[schema(value_type = Option<CatalogueItemId>)]
    pub catalogue_item_id: Patch<CatalogueItemId>,
    /// The street officer of the buyer who opens and qualifies the bids.
    #[serde(default)]
    #[schema(value_type = Option<UserId>)]
    pub officer_in_charge: Patch<UserId>,
    /// Bids must arrive before this moment.
    #[serde(default)]
    #[schema(value_type = Option<Timestamp>)]
    pub deadline: Patch<Timestamp>,
    #[serde(default)]
    #[schema(value_type = Option<Instrument>)]
    pub instrument: Patch<Instrument>,
    /// First day of the service.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub service_from: Patch<NaiveDate>,
    /// Last day of the service.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub service_to: Patch<NaiveDate>,
    /// Why the service lasts longer than a year, three at most (R9).
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub long_term_reason: Patch<String>,
    /// What the panel scores.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Criterion>>)]
    pub criteria: Patch<Vec<Criterion>>,
    /// Weight of the price, of 100.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "20.00")]
    pub price_weight: Patch<Hundredths>,
    #[serde(default)]
    #[schema(value_type = Option<Requirements>)]
    pub requirements: Patch<Requirements>,
    /// How the public was asked about the requirement (R27), where no need is cited.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub consultation: Patch<String>,
    /// Why several purchases of one item in a year are no splitting (R25).
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub splitting_exemption: Patch<String>,
    /// Why fewer bids than the rule set asks for would do.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub fewer_bids_reason: Patch<String>,
}

/// A project and its content as a draft leaves them.
pub(super) struct Drafted {
    pub project: Project,
    pub content: Content,
}

impl Draft {
    /// Writes what the draft says over the project.
    pub(super) fn apply(&self, mut project: Project) -> Result<Drafted> {
        let mut content = project.content()?;
        self.title_zh.change_or_empty(&mut project.title_zh);
        self.title_en.change(&mut project.title_en);
        self.description_zh.change_or_empty(&mut project.description_zh);
        self.area_code.change_or_empty(&mut project.area_code);
        if let Some(buyer) = self.buyer_id.value() {
            project.buyer_id = buyer.clone();
        }
        match &self.regime {
            Patch::Clear => project.regime = USUAL_REGIME.to_owned(),
            given => given.change_or_empty(&mut project.regime),
        }
        self.field.change(&mut project.field);
        self.budget_line_id.change(&mut project.budget_line_id);
        self.catalogue_item_id.change(&mut project.catalogue_item_id);
        self.officer_in_charge.change(&mut project.officer_in_charge);
        self.deadline.change(&mut project.deadline);
        match self.budget_fen {
            Patch::Keep => {}
            Patch::Clear => project.budget_fen = None,
            Patch::Set(fen) => project.budget_fen = Some(Money::from_fen(fen)),
        }
        self.target_groups.change_or_empty(&mut content.target_groups);
        self.need_ids.change_or_empty(&mut content.need_ids);
        self.instrument.change(&mut content.instrument);
        self.service_from.change(&mut content.service_from);
        self.service_to.change(&mut content.service_to);
        self.long_term_reason.change(&mut content.long_term_reason);
        self.criteria.change_or_empty(&mut content.criteria);
        self.price_weight.change(&mut content.price_weight);
        self.requirements.change_or_empty(&mut content.requirements);
        self.consultation.change(&mut content.consultation);
        self.splitting_exemption.change(&mut content.splitting_exemption);
        self.fewer_bids_reason.change(&mut content.fewer_bids_reason);
        project.title_zh = project.title_zh.trim().to_owned();
        project.content = JsonText::of(&content)?;
        Ok(Drafted { project, content })
    }

    /// Refuses at once what can never be right, all of it together.
    pub(super) fn must_be_sound(&self, conn: &mut Conn, call: &Call, drafted: &Drafted) -> Result<()> {
        let mut check = Check::new();
        texts(&mut check, drafted);
        amounts(&mut check, drafted);
        criteria(&mut check, &drafted.content);
        vocabulary(&mut check, drafted);
        if matches!(self.buyer_id, Patch::Clear) {
            check.that(false, "/buyer_id", "required", "采购方不能为空。", "must not be empty.");
        }
        if let Some(deadline) = self.deadline.value() {
            check.that(*deadline > call.now, "/deadline", "in_the_past", "截止时间已经过去。", "has passed already.");
        }
        self.references(&mut check, conn, call, drafted)?;
        check.finish()
    }

    /// What this draft points at must be there.
    fn references(&self, check: &mut Check, conn: &mut Conn, call: &Call, drafted: &Drafted) -> Result<()> {
        let Drafted { project, content } = drafted;
        let today = call.now.shanghai_date();
        if self.area_code != Patch::Keep {
            let known = areas::find(conn, &project.area_code)?.is_some();
            check.that(known, "/area_code", "unknown_area", "没有这个区域。", "there is no such area.");
        }
        if self.regime != Patch::Keep {
            let known = rules::find_current(conn, &project.regime, today)?.is_some();
            check.that(known, "/regime", "unknown_regime", "没有现行有效的这一采购方式。", "no rule set with this code is valid today.");
        }
        if self.buyer_id.value().is_some() {
            let buyer = organizations::find(conn, &project.buyer_id)?;
            let street = buyer.is_some_and(|buyer| buyer.kind == organizations::Kind::Government);
            check.that(street, "/buyer_id", "not_a_buyer", "采购方须为政府单位。", "must be an organisation of the kind government.");
        }
        if let Some(line) = self.budget_line_id.value() {
            let known = rules::budget::find(conn, line)?.is_some();
            check.that(known, "/budget_line_id", "unknown_budget_line", "没有这条预算。", "there is no such budget line.");
        }
        if let Some(item) = self.catalogue_item_id.value() {
            let known = rules::catalogue_valid_on(conn, item, today)?.is_some();
            check.that(known, "/catalogue_item_id", "not_valid_today", "该目录项不存在或目前无效。", "is not in the catalogue today.");
        }
        if self.need_ids.value().is_some() {
            let known = needs::find_many(conn, &content.need_ids)?;
            for (index, need) in content.need_ids.iter().enumerate() {
                let known = known.iter().any(|known| known.id == *need);
                check.that(known, &format!("/need_ids/{index}"), "unknown_need", "没有这条需求。", "there is no such need.");
            }
        }
        if let Some(officer) = self.officer_in_charge.value() {
            check.that(
                is_officer_of(conn, officer, &project.buyer_id)?,
                "/officer_in_charge",
                "not_an_officer",
                "须为采购方的街道经办人。",
                "must be a street officer of the buyer.",
            );
        }
        Ok(())
    }
}

/// Whether the person is a street officer of this organisation now.
pub(super) fn is_officer_of(conn: &mut Conn, person: &UserId, buyer: &OrganizationId) -> Result<bool> {
    let grants = identity::grants_of(conn, person)?;
    Ok(grants.iter().any(|grant| grant.role == Role::StreetOfficer && grant.organization_id.as_ref() == Some(buyer)))
}

fn texts(check: &mut Check, Drafted { project, content }: &Drafted) {
    check.text("/title_zh", &project.title_zh, 200).at_most("/description_zh", &project.description_zh, 20_000);
    for (pointer, text, most) in [
        ("/title_en", &project.title_en, 400),
        ("/long_term_reason", &content.long_term_reason, 2000),
        ("/consultation", &content.consultation, 5000),
        ("/splitting_exemption", &content.splitting_exemption, 2000),
        ("/fewer_bids_reason", &content.fewer_bids_reason, 2000),
    ] {
        if let Some(text) = text {
            check.text(pointer, text, most);
        }
    }
}

fn amounts(check: &mut Check, Drafted { project, content }: &Drafted) {
    if let Some(budget) = project.budget_fen {
        check.amount("/budget_fen", budget.fen());
    }
    if let Some(weight) = content.price_weight {
        let share = (Hundredths::ZERO..=Hundredths::whole(100)).contains(&weight);
        check.that(share, "/price_weight", "out_of_range", "须在 0 到 100 之间。", "must be between 0 and 100.");
    }
    if let (Some(from), Some(to)) = (content.service_from, content.service_to) {
        check.that(from <= to, "/service_to", "before_service_from", "不能早于开始日期。", "must not be earlier than its first day.");
    }
}

fn criteria(check: &mut Check, content: &Content) {
    let criteria = &content.criteria;
    check.that(
        criteria.len() <= MOST_CRITERIA,
        "/criteria",
        "too_many",
        format!("最多 {MOST_CRITERIA} 项。"),
        format!("at most {MOST_CRITERIA}."),
    );
    for (index, criterion) in criteria.iter().enumerate().take(MOST_CRITERIA) {
        let at = |field: &str| format!("/criteria/{index}/{field}");
        check
            .that(
                is_key(&criterion.key),
                &at("key"),
                "malformed",
                "须为 1–40 个小写字母、数字或下划线。",
                "must be 1 to 40 small letters, digits or underscores.",
            )
            .that(
                criteria[..index].iter().all(|other| other.key != criterion.key),
                &at("key"),
                "taken",
                "与另一项重复。",
                "another criterion has this key.",
            )
            .text(&at("title_zh"), &criterion.title_zh, 200)
            .that(
                criterion.points > Hundredths::ZERO && criterion.points <= Hundredths::whole(100),
                &at("points"),
                "out_of_range",
                "分值须大于 0 且不超过 100。",
                "must be more than 0 and at most 100.",
            );
    }
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn vocabulary(check: &mut Check, Drafted { project, content }: &Drafted) {
    let fields = project.field.iter().map(|slug| ("/field".to_owned(), slug));
    let required = content.requirements.fields.iter().enumerate().map(|(index, slug)| (format!("/requirements/fields/{index}"), slug));
    for (pointer, slug) in fields.chain(required) {
        check.that(taxonomy().field(slug).is_some(), &pointer, "unknown_field", "没有这个服务领域。", "there is no such service field.");
    }
    let documents = &content.requirements.documents;
    for (index, kind) in documents.iter().enumerate() {
        let once = documents[..index].iter().all(|other| other != kind);
        check.that(once, &format!("/requirements/documents/{index}"), "taken", "重复。", "is asked for twice.");
    }
    for (index, slug) in content.target_groups.iter().enumerate() {
        let known = taxonomy().is_target_group(slug);
        check.that(known, &format!("/target_groups/{index}"), "unknown_group", "没有这个服务人群。", "there is no such target group.");
    }
    let needs = &content.need_ids;
    check.that(needs.len() <= MOST_NEEDS, "/need_ids", "too_many", format!("最多 {MOST_NEEDS} 条。"), format!("at most {MOST_NEEDS}."));
    for (index, need) in needs.iter().enumerate() {
        let once = needs[..index].iter().all(|other| other != need);
        check.that(once, &format!("/need_ids/{index}"), "taken", "重复引用。", "is cited twice.");
    }
}
