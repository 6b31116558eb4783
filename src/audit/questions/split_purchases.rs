//! `GET /audit/questions/split-purchases`: purchases that R25 warns of together, with what was warned and answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use actix_web::{get, web};
use serde::Serialize;
use serde_json::Value;

use crate::areas;
use crate::audit::purchases::{AuditPurchase, AuditQuery, Question, key};
use crate::audit::store::{self, Stage};
use crate::journal;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BudgetLineId, CatalogueItemId, OrganizationId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::{self, Project};
use crate::rules;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SplitPurchases {
    pub buyer_id: OrganizationId,
    pub catalogue_item_id: CatalogueItemId,
    pub budget_line_id: BudgetLineId,
    /// Fiscal year of the budget line.
    pub year: Option<i32>,
    /// So many purchases count together, wherever they are.
    pub purchases: usize,
    /// What they sum to; absent where the sum cannot be written.
    #[schema(value_type = Option<i64>, example = 120000000)]
    pub sum_fen: Option<Money>,
    /// From which sum on R25 warns.
    #[schema(value_type = i64, example = 100000000)]
    pub from_fen: Money,
    /// Those within your reach.
    pub members: Vec<SplitMember>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SplitMember {
    pub purchase: AuditPurchase,
    #[schema(value_type = Option<i64>, example = 40000000)]
    pub budget_fen: Option<Money>,
    pub submitted_at: Option<Timestamp>,
    /// Whether the warning was shown at its last submission.
    pub was_warned: bool,
    /// Whether a reason was given then why it is no splitting.
    pub gave_reason: bool,
}

/// Which purchases look split?
///
/// Purchases of one catalogue item under one budget line of a fiscal year by one buyer that reach the threshold of the rule set
/// together (R25), as approvers are warned of it; `from`, `to`: one of them was submitted on a day between.
#[utoipa::path(operation_id = "audit_split_purchases", tag = "audit", params(AuditQuery), responses(
    (status = 200, description = "A page of groups", body = Page<SplitPurchases>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/questions/split-purchases")]
pub async fn handle(cx: Cx, query: web::Query<AuditQuery>) -> Answer {
    let query = query.into_inner();
    journal::catch_up(cx.platform()).await?;
    cx.read("audit_split_purchases", move |conn, call| Reply::ok(&split_purchases(conn, call, &query)?)).await
}

/// For the pages too.
pub fn split_purchases(conn: &mut Conn, call: &Call, query: &AuditQuery) -> Result<Page<SplitPurchases>> {
    let question = query.question(conn, call)?;
    question.page(conn, Stage::Counted, |conn, purchases| groups(conn, call, &question, purchases))
}

/// What counts together: one buyer, one item, one budget line.
type Group = (OrganizationId, CatalogueItemId, BudgetLineId);

fn group_of(project: &Project) -> Option<Group> {
    Some((project.buyer_id.clone(), project.catalogue_item_id.clone()?, project.budget_line_id.clone()?))
}

/// The groups whose first purchase within the question stands in this piece.
fn groups(conn: &mut Conn, call: &Call, question: &Question, piece: &[Project]) -> Result<Vec<(String, SplitPurchases)>> {
    let lines: HashSet<String> = piece.iter().filter_map(|project| project.budget_line_id.as_ref().map(ToString::to_string)).collect();
    let lines: Vec<String> = lines.into_iter().collect();
    let mut grouped: BTreeMap<Group, Vec<Project>> = BTreeMap::new();
    for project in store::counted_on(conn, &lines)? {
        if let Some(group) = group_of(&project) {
            grouped.entry(group).or_default().push(project);
        }
    }
    let years = store::years_of(conn, &lines)?;
    let mut found = Vec::new();
    for (group, members) in grouped {
        let paths = paths(conn, &members)?;
        let first = members.iter().find(|project| paths.get(&project.area_code).is_some_and(|path| question.scope.covers(path)));
        let Some(first) = first.filter(|first| piece.iter().any(|project| project.id == first.id)) else { continue };
        let is_asked_for = members.iter().filter_map(|project| project.submitted_at).any(|moment| question.is_about(moment));
        let Some(from) = threshold(conn, call, &members)?.filter(|_| is_asked_for) else { continue };
        let amounts: Vec<Money> = members.iter().filter_map(|project| project.budget_fen).collect();
        if !projects::looks_split(&amounts, from) {
            continue;
        }
        let row_key = key(&first.id, "group");
        let (buyer_id, catalogue_item_id, budget_line_id) = group;
        let reached = members.iter().filter(|project| paths.get(&project.area_code).is_some_and(|path| question.scope.is_reached(path)));
        let row = SplitPurchases {
            year: years.get(budget_line_id.as_str()).copied(),
            buyer_id,
            catalogue_item_id,
            budget_line_id,
            purchases: members.len(),
            sum_fen: Money::sum(amounts),
            from_fen: from,
            members: members_of(conn, reached)?,
        };
        found.push((row_key, row));
    }
    Ok(found)
}

fn paths(conn: &mut Conn, members: &[Project]) -> Result<HashMap<String, String>> {
    let codes: HashSet<String> = members.iter().map(|project| project.area_code.clone()).collect();
    areas::paths_of(conn, &codes.into_iter().collect::<Vec<_>>())
}

/// The lowest threshold among the rule sets of the purchases: frozen with them, or in force today.
fn threshold(conn: &mut Conn, call: &Call, members: &[Project]) -> Result<Option<Money>> {
    let mut lowest: Option<Money> = None;
    for project in members {
        let rules = match &project.rule_set {
            Some(frozen) => Some(frozen.parse()?),
            None => rules::find_current(conn, &project.regime, call.now.shanghai_date())?,
        };
        let from = rules.and_then(|rules: rules::rule_set::RuleSet| rules.splitting_alert).map(|alert| alert.from_fen);
        lowest = [lowest, from].into_iter().flatten().min();
    }
    Ok(lowest)
}

fn members_of<'p>(conn: &mut Conn, members: impl Iterator<Item = &'p Project>) -> Result<Vec<SplitMember>> {
    let members: Vec<&Project> = members.collect();
    let ids: Vec<String> = members.iter().map(|project| project.id.to_string()).collect();
    let mut said: HashMap<String, Value> = HashMap::new();
    for entry in journal::events_of_projects(conn, &["project.submitted"], &ids)? {
        // The last submission stays.
        said.insert(entry.entity_id, serde_json::from_str(&entry.payload).map_err(Problem::internal)?);
    }
    let member = |project: &Project, said: Option<&Value>| SplitMember {
        purchase: AuditPurchase::of(project),
        budget_fen: project.budget_fen,
        submitted_at: project.submitted_at,
        was_warned: said.and_then(|said| said["warnings"].as_array()).is_some_and(|codes| codes.iter().any(|code| code == "splitting")),
        gave_reason: said.is_some_and(|said| said["splitting_exempted"] == true),
    };
    Ok(members.into_iter().map(|project| member(project, said.get(project.id.as_str()))).collect())
}
