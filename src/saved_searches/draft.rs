//! What somebody says of a saved search: for a new one and for changes.

use serde::Deserialize;

use super::model::{self, LooksIn, Notify};
use super::store::SavedSearch;
use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Check, Patch, Result};
use crate::platform::ids::OrganizationId;

/// Whose organisation a call can suit.
const MEMBERS: &[Role] = &[Role::NgoManager, Role::NgoMember];
/// Who decides on purchases sees no scores, whatever else they are.
const DECIDERS: &[Role] = &[Role::StreetApprover, Role::Evaluator];

/// Fields that are left out stay as they are; null takes a condition away.
#[derive(Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedSearchDraft)]
pub struct Draft {
    /// Yours alone; needed for a new one.
    #[schema(example = "大宁助餐")]
    pub name: Option<String>,
    /// Needed for a new one; it cannot be changed later.
    pub looks_in: Option<LooksIn>,
    /// Words, as the lists search them: of a call's number, title, buyer or text, of a need's title or description.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "助餐")]
    pub q: Patch<String>,
    /// Slug of a service field, or of a category with every field in it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "elderly_meals")]
    pub field: Patch<String>,
    /// Code of a place: what lies there or below.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "310107015")]
    pub area_code: Patch<String>,
    /// Least ceiling of the price, for calls.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 10_000_000)]
    pub budget_from_fen: Patch<i64>,
    /// Highest ceiling of the price, for calls.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub budget_to_fen: Patch<i64>,
    /// The organisation that `least_score` is about; yours, where you are in one alone.
    #[serde(default)]
    #[schema(value_type = Option<OrganizationId>)]
    pub organization_id: Patch<OrganizationId>,
    /// Only calls that suit the organisation by the matching at least so well: the `score` of `GET /organizations/{id}/matches`, 1–10000.
    #[serde(default)]
    #[schema(value_type = Option<i32>, example = 6000)]
    pub least_score: Patch<i32>,
    /// `daily` unless told.
    pub notify: Option<Notify>,
}

impl Draft {
    pub(super) fn apply(&self, search: &mut SavedSearch, actor: &Actor) {
        if let Some(name) = &self.name {
            search.name = name.trim().to_owned();
        }
        self.q.change(&mut search.words);
        search.words = search.words.take().map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
        self.field.change(&mut search.field);
        self.area_code.change(&mut search.area_code);
        self.budget_from_fen.change(&mut search.budget_from_fen);
        self.budget_to_fen.change(&mut search.budget_to_fen);
        self.organization_id.change(&mut search.organization_id);
        self.least_score.change(&mut search.least_score);
        if search.least_score.is_none() && self.organization_id.value().is_none() {
            search.organization_id = None;
        }
        if let ([own], Some(_), None) = (actor.organizations(MEMBERS).as_slice(), search.least_score, &search.organization_id) {
            search.organization_id = Some(own.clone());
        }
        if let Some(notify) = self.notify {
            search.notify = notify;
        }
    }
}

/// Names every field that must change.
pub(super) fn sound(conn: &mut Conn, actor: &Actor, search: &SavedSearch) -> Result<()> {
    let mut check = Check::new();
    check.text("/name", &search.name, 100).at_most("/q", search.words.as_deref().unwrap_or_default(), 100);
    if let Some(field) = &search.field {
        let known = model::fields_of(field).is_some();
        check.that(known, "/field", "unknown_field", "没有这个服务领域，见 /service-fields。", "is no service field; see /service-fields.");
    }
    if let Some(code) = &search.area_code
        && areas::find(conn, code)?.is_none()
    {
        check.push(areas::unknown("/area_code", code));
    }
    budget(&mut check, search);
    suits(&mut check, actor, search);
    check.finish()
}

fn budget(check: &mut Check, search: &SavedSearch) {
    let bounds = [("/budget_from_fen", search.budget_from_fen), ("/budget_to_fen", search.budget_to_fen)];
    for (pointer, fen) in bounds.into_iter().filter_map(|(pointer, fen)| Some((pointer, fen?))) {
        for_calls(check, search, pointer);
        check.amount(pointer, fen);
    }
    if let (Some(from), Some(to)) = (search.budget_from_fen, search.budget_to_fen) {
        check.that(from <= to, "/budget_to_fen", "before_begin", "不能小于下限。", "must not be less than the lower bound.");
    }
}

fn suits(check: &mut Check, actor: &Actor, search: &SavedSearch) {
    if let Some(least) = search.least_score {
        for_calls(check, search, "/least_score");
        check.that((1..=10_000).contains(&least), "/least_score", "out_of_range", "须在 1 到 10000 之间。", "must be between 1 and 10000.");
    }
    match &search.organization_id {
        Some(organization) => {
            let told = is_told_scores_of(actor, Some(organization));
            check.that(
                told,
                "/organization_id",
                "not_yours",
                "您不是该机构的成员，或者您担任审批或评审职务，不能查看匹配分数。",
                "you are no member of this organisation, or you decide on purchases and see no scores.",
            );
            let has_score = search.least_score.is_some();
            check.that(has_score, "/least_score", "required", "请说明最低分数。", "say how well it must suit the organisation.");
        }
        None => {
            let needs_none = search.least_score.is_none();
            check.that(needs_none, "/organization_id", "required", "请说明是哪个机构。", "say which organisation it must suit.");
        }
    }
}

fn for_calls(check: &mut Check, search: &SavedSearch, pointer: &str) {
    let fits = search.looks_in == LooksIn::Calls;
    check.that(fits, pointer, "calls_only", "只适用于公告的搜索。", "is for searches among calls only.");
}

/// Whether somebody is told how well calls suit an organisation: its people, but for those who decide on purchases anywhere (R23, R24).
/// True where it is about none.
pub(super) fn is_told_scores_of(actor: &Actor, organization: Option<&OrganizationId>) -> bool {
    organization.is_none_or(|organization| actor.holds_in(MEMBERS, organization) && !actor.has_any(DECIDERS))
}
