//! Rows and queries of projects, their needs, editors, approvals, keys and invitations.

use diesel::dsl::InnerJoinQuerySource;
use diesel::prelude::*;

use super::model::{CollectiveDecision, Content, Counts, Decision, Status};
use crate::directly;
use crate::platform::crypto::{ProjectPublicKey, WrappedKey};
use crate::platform::db::search::{self, lower};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{self, BudgetLineId, CatalogueItemId, NeedId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::rules::rule_set::RuleSet;
use crate::schema::{
    areas as places, organizations, project_approvals, project_editors, project_invitations, project_keys, project_needs, projects as table,
};

/// A project as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::projects, treat_none_as_null = true)]
pub struct Project {
    pub id: ProjectId,
    /// `XM-2026-0001`: what people call it by.
    pub number: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    /// What is to be done, for whom, to which standard.
    pub description_zh: String,
    pub area_code: String,
    pub field: Option<String>,
    pub status: Status,
    pub status_reason: Option<String>,
    pub buyer_id: OrganizationId,
    pub author_organization_id: OrganizationId,
    pub created_by: UserId,
    pub officer_in_charge: Option<UserId>,
    pub content: JsonText,
    pub budget_fen: Option<Money>,
    pub budget_line_id: Option<BudgetLineId>,
    pub catalogue_item_id: Option<CatalogueItemId>,
    pub regime: String,
    pub rule_set_version: Option<String>,
    /// The rule set as it was at publication; frozen.
    pub rule_set: Option<JsonText>,
    pub deadline: Option<Timestamp>,
    pub submitted_at: Option<Timestamp>,
    pub approved_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    pub counts: Option<JsonText>,
    pub next_check_at: Option<Timestamp>,
    /// Which round of the purchase this is, from 1; a failed one can begin anew.
    pub round: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Project {
    pub fn content(&self) -> Result<Content> {
        self.content.parse()
    }

    /// The frozen rule set; there is one from publication on.
    pub fn frozen_rules(&self) -> Result<RuleSet> {
        self.rule_set.as_ref().ok_or_else(|| Problem::broken(format!("project {} has no frozen rule set", self.id)))?.parse()
    }

    pub fn counts(&self) -> Result<Option<Counts>> {
        self.counts.as_ref().map(JsonText::parse).transpose()
    }

    /// Sets the counts; `advance` or `save_changes` stores them.
    pub fn set_counts(&mut self, counts: &Counts) -> Result<()> {
        self.counts = Some(JsonText::of(counts)?);
        Ok(())
    }

    /// Whether this round of the call has gone out, so that everybody who is signed in may read it.
    pub fn is_published(&self) -> bool {
        self.published_at.is_some()
    }

    /// The amount that was approved; there is one from submission on.
    pub fn budget(&self) -> Result<Money> {
        self.budget_fen.ok_or_else(|| Problem::broken(format!("project {} has no budget", self.id)))
    }
}

/// A project with its place in the area tree.
#[derive(Clone, Debug)]
pub struct Placed {
    pub project: Project,
    pub path: String,
}

pub fn find(conn: &mut Conn, id: &ProjectId) -> Result<Option<Project>> {
    let wanted = table::table.filter(table::id.eq(id));
    Ok(directly!(conn, |own| wanted.first(own)).optional()?)
}

pub(super) fn insert(tx: &mut Tx, project: &Project) -> Result<()> {
    diesel::insert_into(table::table).values(project).execute(tx.conn())?;
    Ok(())
}

/// The project and the path of its area.
/// A project with its place, whoever may know of it.
pub fn placed(conn: &mut Conn, id: &ProjectId) -> Result<Option<Placed>> {
    let wanted = table::table.inner_join(places::table).filter(table::id.eq(id)).select((table::all_columns, places::path));
    let found: Option<(Project, String)> = directly!(conn, |own| wanted.first(own)).optional()?;
    Ok(found.map(|(project, path)| Placed { project, path }))
}

/// The project, the path of its area, and the public key that bids are sealed to once it is published.
pub(super) fn whole(conn: &mut Conn, id: &ProjectId) -> Result<Option<(Placed, Option<String>)>> {
    let wanted = table::table
        .inner_join(places::table)
        .left_join(project_keys::table.on(project_keys::project_id.eq(table::id)))
        .filter(table::id.eq(id))
        .select((table::all_columns, places::path, project_keys::public_key.nullable()));
    let found: Option<(Project, String, Option<Vec<u8>>)> = directly!(conn, |own| wanted.first(own)).optional()?;
    let Some((project, path, key)) = found else { return Ok(None) };
    let key = key.map(String::from_utf8).transpose().map_err(Problem::internal)?;
    Ok(Some((Placed { project, path }, key)))
}

/// Saves the project over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, project: &mut Project, now: Timestamp) -> Result<()> {
    let read = project.version;
    project.version += 1;
    project.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&project.id)).filter(table::version.eq(read))).set(&*project).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

/// What a list shows of a project.
#[derive(Debug, Queryable)]
pub(super) struct Summary {
    pub id: ProjectId,
    pub number: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub area_code: String,
    pub field: Option<String>,
    pub status: Status,
    pub buyer_id: OrganizationId,
    pub budget_fen: Option<Money>,
    pub regime: String,
    pub deadline: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub round: i32,
    pub created_at: Timestamp,
}

/// Which projects a list is about.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub status: Option<Status>,
    /// At this place of the tree or below.
    pub area_path: Option<String>,
    pub field: Option<String>,
    pub words: Option<String>,
    /// Those that this person drafted or is in charge of.
    pub of_user: Option<UserId>,
    /// What else than published calls is shown.
    pub drafts: Drafts,
    pub ascending: bool,
}

/// Whose drafts a reader sees.
#[derive(Debug, Default)]
pub(super) enum Drafts {
    #[default]
    None,
    Below(Vec<String>),
    All,
}

type Source = InnerJoinQuerySource<table::table, places::table>;

/// A page of projects by id, which is by the time of their first draft.
pub(super) fn page(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> Result<Vec<Summary>> {
    let rows = table::table.inner_join(places::table).filter(wanted(filter, page)).limit(page.fetch()).select((
        table::id,
        table::number,
        table::title_zh,
        table::title_en,
        table::area_code,
        table::field,
        table::status,
        table::buyer_id,
        table::budget_fen,
        table::regime,
        table::deadline,
        table::published_at,
        table::round,
        table::created_at,
    ));
    Ok(if filter.ascending { rows.order(table::id.asc()).load(conn)? } else { rows.order(table::id.desc()).load(conn)? })
}

fn wanted(filter: &Filter, page: &PageRequest) -> Condition<Source> {
    let mut wanted: Condition<Source> = match &filter.drafts {
        Drafts::All => Box::new(table::id.is_not_null().nullable()),
        Drafts::None => Box::new(table::published_at.is_not_null().nullable()),
        Drafts::Below(paths) => {
            let mut known: Condition<Source> = Box::new(table::published_at.is_not_null().nullable());
            for path in paths {
                known = Box::new(known.or(places::path.like(format!("{path}%"))));
            }
            known
        }
    };
    match (&page.after, filter.ascending) {
        (Some(last), true) => wanted = Box::new(wanted.and(table::id.gt(last.clone()))),
        (Some(last), false) => wanted = Box::new(wanted.and(table::id.lt(last.clone()))),
        (None, _) => {}
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(path) = &filter.area_path {
        wanted = Box::new(wanted.and(places::path.like(format!("{path}%"))));
    }
    if let Some(field) = &filter.field {
        wanted = Box::new(wanted.and(table::field.eq(field.clone())));
    }
    if let Some(words) = &filter.words {
        let pattern = search::containing(words);
        let in_title = lower(table::title_zh).like(pattern.clone()).escape(search::ESCAPE);
        let in_description = lower(table::description_zh).like(pattern).escape(search::ESCAPE);
        wanted = Box::new(wanted.and(in_title.or(in_description)));
    }
    if let Some(user) = &filter.of_user {
        let edited = project_editors::table.filter(project_editors::user_id.eq(user.clone())).select(project_editors::project_id);
        wanted = Box::new(wanted.and(table::id.eq_any(edited).nullable().or(table::officer_in_charge.eq(user.clone()))));
    }
    wanted
}

/// The needs that a project cites.
pub fn needs_of(conn: &mut Conn, id: &ProjectId) -> Result<Vec<NeedId>> {
    Ok(project_needs::table
        .filter(project_needs::project_id.eq(id))
        .order(project_needs::need_id)
        .select(project_needs::need_id)
        .load(conn)?)
}

/// Those of its needs that no other project that is approved and under way cites.
pub(super) fn needs_of_no_other(conn: &mut Conn, id: &ProjectId) -> Result<Vec<NeedId>> {
    let idle = [Status::Draft, Status::Submitted, Status::Returned, Status::Rejected, Status::Cancelled, Status::Failed];
    let elsewhere: Vec<NeedId> = project_needs::table
        .inner_join(table::table.on(table::id.eq(project_needs::project_id)))
        .filter(table::id.ne(id))
        .filter(table::status.ne_all(idle))
        .filter(project_needs::need_id.eq_any(needs_of(conn, id)?))
        .select(project_needs::need_id)
        .load(conn)?;
    let mut own = needs_of(conn, id)?;
    own.retain(|need| !elsewhere.contains(need));
    Ok(own)
}

pub(super) fn set_needs(tx: &mut Tx, id: &ProjectId, needs: &[NeedId]) -> Result<()> {
    diesel::delete(project_needs::table.filter(project_needs::project_id.eq(id))).execute(tx.conn())?;
    for need in needs {
        diesel::insert_into(project_needs::table)
            .values((project_needs::project_id.eq(id), project_needs::need_id.eq(need)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Who drafted, edited or submitted it: they do not approve it (R63), and their organisations do not bid on it (R21).
pub fn editors_of(conn: &mut Conn, id: &ProjectId) -> Result<Vec<UserId>> {
    let of_project = project_editors::table.filter(project_editors::project_id.eq(id));
    let editors = of_project.order(project_editors::user_id).select(project_editors::user_id);
    Ok(directly!(conn, |own| editors.load(own))?)
}

pub(super) fn add_editor(tx: &mut Tx, id: &ProjectId, user: &UserId) -> Result<()> {
    if !editors_of(tx, id)?.contains(user) {
        diesel::insert_into(project_editors::table)
            .values((project_editors::project_id.eq(id), project_editors::user_id.eq(user)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// One decision of one approver, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::schema::project_approvals)]
pub struct Approval {
    pub id: String,
    pub project_id: ProjectId,
    /// Which submission it decides on, from 1.
    pub submission: i32,
    /// Which step of the ladder, from 1.
    pub step: i32,
    pub decision: Decision,
    pub decided_by: UserId,
    pub decided_at: Timestamp,
    pub reason: Option<String>,
    pub collective_decision: Option<JsonText>,
}

impl Approval {
    pub fn new(project: &ProjectId, submission: i32, step: i32, decision: Decision, by: UserId, now: Timestamp) -> Self {
        Self {
            id: ids::fresh(),
            project_id: project.clone(),
            submission,
            step,
            decision,
            decided_by: by,
            decided_at: now,
            reason: None,
            collective_decision: None,
        }
    }

    pub fn with_collective_decision(mut self, decision: Option<&CollectiveDecision>) -> Result<Self> {
        self.collective_decision = decision.map(JsonText::of).transpose()?;
        Ok(self)
    }
}

/// Every decision on every submission, in order.
pub fn approvals_of(conn: &mut Conn, id: &ProjectId) -> Result<Vec<Approval>> {
    Ok(project_approvals::table
        .filter(project_approvals::project_id.eq(id))
        .order((project_approvals::submission, project_approvals::step))
        .load(conn)?)
}

pub(super) fn insert_approval(tx: &mut Tx, approval: &Approval) -> Result<()> {
    diesel::insert_into(project_approvals::table).values(approval).execute(tx.conn())?;
    Ok(())
}

/// What bids on a project are sealed to, and what opens them.
pub struct ProjectKey {
    pub public_key: ProjectPublicKey,
    pub wrapped: WrappedKey,
}

/// Keeps the key pair of this round. That of an earlier round is gone then, and what was sealed to it stays sealed.
pub(super) fn put_key(tx: &mut Tx, id: &ProjectId, algorithm: &str, key: &ProjectKey, now: Timestamp) -> Result<()> {
    diesel::delete(project_keys::table.filter(project_keys::project_id.eq(id))).execute(tx.conn())?;
    diesel::insert_into(project_keys::table)
        .values((
            project_keys::project_id.eq(id),
            project_keys::algorithm.eq(algorithm),
            project_keys::public_key.eq(key.public_key.to_string().into_bytes()),
            project_keys::wrapped_private_key.eq(key.wrapped.as_bytes()),
            project_keys::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The key of a project; there is one from publication on.
pub fn key_of(conn: &mut Conn, id: &ProjectId) -> Result<ProjectKey> {
    let of_project = project_keys::table.filter(project_keys::project_id.eq(id));
    let pair = of_project.select((project_keys::public_key, project_keys::wrapped_private_key));
    let found: Option<(Vec<u8>, Vec<u8>)> = directly!(conn, |own| pair.first(own)).optional()?;
    let (public, wrapped) = found.ok_or_else(|| Problem::broken(format!("project {id} has no key")))?;
    let public_key = String::from_utf8(public).map_err(Problem::internal)?.parse().map_err(Problem::internal)?;
    Ok(ProjectKey { public_key, wrapped: WrappedKey::from_bytes(wrapped) })
}

/// Number and amount of the buyer's other purchases of the same item under the same budget line that are under way or done.
pub(super) fn purchases_beside(conn: &mut Conn, project: &Project) -> Result<Vec<(String, Money)>> {
    let beside: Vec<(String, Option<Money>)> = table::table
        .filter(table::buyer_id.eq(&project.buyer_id))
        .filter(table::catalogue_item_id.eq(&project.catalogue_item_id))
        .filter(table::budget_line_id.eq(&project.budget_line_id))
        .filter(table::status.ne_all(Status::NOT_COUNTED))
        .filter(table::id.ne(&project.id))
        .order(table::id)
        .select((table::number, table::budget_fen))
        .load(conn)?;
    Ok(beside.into_iter().filter_map(|(number, amount)| Some((number, amount?))).collect())
}

/// An organisation that was invited to bid, and why.
#[derive(Debug, Queryable)]
pub(super) struct Invited {
    pub organization_id: OrganizationId,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub score: i32,
    pub weights: String,
    pub reasons: JsonText,
    pub created_at: Timestamp,
}

/// The best match first.
pub(super) fn invited(conn: &mut Conn, id: &ProjectId) -> Result<Vec<Invited>> {
    Ok(project_invitations::table
        .inner_join(organizations::table.on(organizations::id.eq(project_invitations::organization_id)))
        .filter(project_invitations::project_id.eq(id))
        .order((project_invitations::score.desc(), project_invitations::organization_id))
        .select((
            project_invitations::organization_id,
            organizations::name_zh,
            organizations::name_en,
            project_invitations::score,
            project_invitations::weights,
            project_invitations::reasons,
            project_invitations::created_at,
        ))
        .load(conn)?)
}

/// The organisations that were invited.
pub fn invited_organizations(conn: &mut Conn, id: &ProjectId) -> Result<Vec<OrganizationId>> {
    let of_project = project_invitations::table.filter(project_invitations::project_id.eq(id));
    Ok(of_project.order(project_invitations::organization_id).select(project_invitations::organization_id).load(conn)?)
}

pub(super) fn sits_on_panel(conn: &mut Conn, project: &ProjectId, user: &UserId) -> Result<bool> {
    use crate::schema::panel_members::dsl;
    let seats = dsl::panel_members.filter(dsl::project_id.eq(project)).filter(dsl::user_id.eq(user));
    Ok(seats.count().get_result::<i64>(conn)? > 0)
}

/// The organisations that were invited from this moment of business time on.
pub fn invited_since(conn: &mut Conn, id: &ProjectId, since: Timestamp) -> Result<Vec<OrganizationId>> {
    let of_project = project_invitations::table.filter(project_invitations::project_id.eq(id));
    Ok(of_project.filter(project_invitations::created_at.ge(since)).select(project_invitations::organization_id).load(conn)?)
}
