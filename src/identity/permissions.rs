//! The one permission table: who may call which operation of the API at all. What a caller may do with a certain record
//! (its area, its organisation, its state, the separation of duties) is the slice's `policy.rs`.
//!
//! An operation that is not in this table does not exist: `tests/contract` walks the API document and fails on one.

use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::http::{Problem, Result};

use Role::{
    Auditor, CommitteeOfficer, DistrictOfficer, Evaluator, HubOperator, LineDepartmentReader, Mentor, NgoManager, NgoMember, PlatformAdmin,
    StreetApprover, StreetFinance, StreetOfficer,
};

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, without a login.
    Public,
    /// Everybody who is signed in, programs too.
    SignedIn,
    /// Holders of one of these roles.
    Roles(&'static [Role]),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The operation id of the API document: `slice_use_case`.
    pub id: &'static str,
    pub who: Who,
    /// An API key with this operation among its scopes may call it for its organisation.
    pub by_key: bool,
    /// Money, a bid or a decision is at stake: `Idempotency-Key` is required.
    pub needs_key: bool,
    /// Changes a record that the caller has read: `If-Match` is required.
    pub needs_version: bool,
}

const fn op(id: &'static str, who: Who) -> Operation {
    Operation { id, who, by_key: false, needs_key: false, needs_version: false }
}

impl Operation {
    const fn by_key(mut self) -> Self {
        self.by_key = true;
        self
    }

    /// A decision, a bid or money: idempotency key and version are required.
    const fn decision(mut self) -> Self {
        self.needs_key = true;
        self.needs_version = true;
        self
    }

    const fn keyed(mut self) -> Self {
        self.needs_key = true;
        self
    }

    const fn versioned(mut self) -> Self {
        self.needs_version = true;
        self
    }
}

const STREET: &[Role] = &[StreetOfficer, StreetApprover, StreetFinance];
const DRAFTERS: &[Role] = &[HubOperator, StreetOfficer];
const BIDDERS: &[Role] = &[NgoManager, NgoMember];
const PANEL: &[Role] = &[Evaluator];
/// Everybody who may look at purchases; what each sees of one is the slice's policy.
const PURCHASE_READERS: &[Role] = &[
    DistrictOfficer,
    StreetOfficer,
    StreetApprover,
    StreetFinance,
    HubOperator,
    NgoManager,
    NgoMember,
    Evaluator,
    CommitteeOfficer,
    LineDepartmentReader,
    Auditor,
];
const OFFICIALS: &[Role] = &[DistrictOfficer, StreetOfficer, StreetApprover, StreetFinance, HubOperator, Auditor];
/// Everybody who may look at incubation cases; which ones is the slice's policy.
const CASE_READERS: &[Role] = &[
    DistrictOfficer,
    StreetOfficer,
    StreetApprover,
    StreetFinance,
    HubOperator,
    LineDepartmentReader,
    NgoManager,
    NgoMember,
    Mentor,
    Auditor,
];
/// Everybody who may look at matching meetings; never who decides on a purchase (R23, R24).
const MEETING_READERS: &[Role] = &[DistrictOfficer, StreetOfficer, HubOperator, NgoManager, NgoMember, Auditor];
const MEETING_FOLLOWERS: &[Role] = &[DistrictOfficer, StreetOfficer, HubOperator, Auditor];
/// Who speaks for a side of a talk.
const TALKERS: &[Role] = &[HubOperator, StreetOfficer, NgoManager];
/// Who offers resources and asks for them; in whose name is the slice's policy.
const LENDERS: &[Role] = &[StreetOfficer, HubOperator, CommitteeOfficer, NgoManager, NgoMember];
const RESERVATION_READERS: &[Role] = &[DistrictOfficer, StreetOfficer, HubOperator, CommitteeOfficer, NgoManager, NgoMember, Auditor];
const CASE_NOTERS: &[Role] = &[HubOperator, Mentor];
const INCUBATION_COUNTERS: &[Role] =
    &[DistrictOfficer, StreetOfficer, StreetApprover, StreetFinance, HubOperator, LineDepartmentReader, Auditor];

/// Whoever may create records one by one may bring many of them in a spreadsheet.
const IMPORTERS: &[Role] = &[PlatformAdmin, HubOperator, CommitteeOfficer, StreetFinance];
/// Who verifies the journal's chain.
const CHAIN_KEEPERS: &[Role] = &[PlatformAdmin, Auditor];

/// Every operation of the API.
pub const TABLE: &[Operation] = &[
    op("areas_create", Who::Roles(&[PlatformAdmin])),
    op("areas_get", Who::SignedIn),
    op("areas_list", Who::SignedIn),
    op("auth_accept_invitation", Who::Public),
    op("auth_create_first_administrator", Who::Public),
    op("auth_login", Who::Public),
    op("auth_logout", Who::Public),
    op("auth_refresh", Who::Public),
    op("auth_request_password_reset", Who::Public),
    op("auth_confirm_password_reset", Who::Public),
    op("me_get", Who::SignedIn).by_key(),
    op("me_tasks", Who::SignedIn),
    op("users_list", Who::Roles(&[PlatformAdmin])),
    op("invitations_create", Who::Roles(&[PlatformAdmin, HubOperator, NgoManager])),
    op("invitations_revoke", Who::Roles(&[PlatformAdmin, HubOperator, NgoManager])),
    op("memberships_list", Who::Roles(&[PlatformAdmin, HubOperator, StreetOfficer, NgoManager])),
    op("memberships_end", Who::SignedIn).versioned(),
    op("api_keys_create", Who::Roles(&[NgoManager])),
    op("api_keys_list", Who::Roles(&[NgoManager])),
    op("api_keys_revoke", Who::Roles(&[NgoManager])),
    op("service_fields_list", Who::Public),
    op("registrations_create", Who::Public),
    op("registrations_confirm", Who::Public),
    op("organizations_create", Who::Roles(&[PlatformAdmin, HubOperator])),
    op("organizations_get", Who::SignedIn).by_key(),
    op("organizations_list", Who::SignedIn).by_key(),
    op("organizations_export", Who::SignedIn).by_key(),
    op("organizations_update", Who::Roles(&[HubOperator, NgoManager])).versioned(),
    op("organizations_supply", Who::SignedIn).by_key(),
    op("organizations_state_supply", Who::Roles(&[HubOperator, NgoManager])).versioned(),
    op("organizations_standing", Who::SignedIn).by_key(),
    op("organizations_record_standing", Who::Roles(&[HubOperator])).versioned(),
    op("organizations_submit", Who::Roles(&[HubOperator, NgoManager])).versioned(),
    op("organizations_verify", Who::Roles(&[HubOperator])).versioned(),
    op("organizations_return", Who::Roles(&[HubOperator])).versioned(),
    op("organizations_suspend", Who::Roles(&[HubOperator])).versioned(),
    op("organizations_reinstate", Who::Roles(&[HubOperator])).versioned(),
    op("surveys_create", Who::Roles(&[HubOperator])),
    op("surveys_get", Who::SignedIn),
    op("surveys_list", Who::SignedIn),
    op("surveys_update", Who::Roles(&[HubOperator])).versioned(),
    op("surveys_open", Who::Roles(&[HubOperator])).versioned(),
    op("surveys_close", Who::Roles(&[HubOperator])).versioned(),
    op("surveys_publish", Who::Roles(&[HubOperator])).versioned(),
    op("surveys_invite", Who::Roles(&[HubOperator])),
    op("surveys_open_link", Who::Roles(&[HubOperator])),
    op("surveys_enter", Who::Roles(&[CommitteeOfficer, HubOperator])),
    op("surveys_results", Who::SignedIn),
    op("surveys_chart", Who::SignedIn),
    op("surveys_texts", Who::Roles(&[HubOperator])),
    op("surveys_form", Who::Public),
    op("surveys_answer", Who::Public),
    op("incubation_programmes_create", Who::Roles(&[HubOperator])),
    op("incubation_programmes_get", Who::SignedIn),
    op("incubation_programmes_list", Who::SignedIn),
    op("incubation_programmes_update", Who::Roles(&[HubOperator])).versioned(),
    op("incubation_programmes_close", Who::Roles(&[HubOperator])).versioned(),
    op("incubation_cases_apply", Who::Roles(&[NgoManager])),
    op("incubation_cases_get", Who::Roles(CASE_READERS)),
    op("incubation_cases_list", Who::Roles(CASE_READERS)),
    op("incubation_cases_timeline", Who::Roles(CASE_READERS)),
    op("incubation_cases_review", Who::Roles(&[HubOperator])).versioned(),
    op("incubation_cases_admit", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_decline", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_start", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_extend", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_graduate", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_withdraw", Who::Roles(&[HubOperator, NgoManager])).decision(),
    op("incubation_cases_expel", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_expire", Who::Roles(&[HubOperator])).decision(),
    op("incubation_cases_assign_mentor", Who::Roles(&[HubOperator])).versioned(),
    op("incubation_cases_register_team", Who::Roles(&[HubOperator])).decision(),
    op("incubation_supports_list", Who::Roles(CASE_READERS)),
    op("incubation_supports_book", Who::Roles(&[HubOperator])).keyed(),
    op("incubation_supports_reverse", Who::Roles(&[HubOperator])).keyed(),
    op("incubation_milestones_list", Who::Roles(CASE_READERS)),
    op("incubation_milestones_add", Who::Roles(CASE_NOTERS)),
    op("incubation_milestones_note", Who::Roles(CASE_NOTERS)).versioned(),
    op("incubation_statistics", Who::Roles(INCUBATION_COUNTERS)),
    op("needs_report", Who::Roles(&[CommitteeOfficer, HubOperator])),
    op("needs_from_survey", Who::Roles(&[HubOperator])),
    op("needs_get", Who::SignedIn),
    op("needs_list", Who::SignedIn),
    op("needs_export", Who::SignedIn),
    op("needs_verify", Who::Roles(&[HubOperator])).versioned(),
    op("needs_decline", Who::Roles(&[HubOperator])).versioned(),
    op("rule_sets_get", Who::SignedIn),
    op("rule_sets_list", Who::SignedIn),
    op("calendar_years_add", Who::Roles(&[PlatformAdmin])),
    op("calendar_years_list", Who::SignedIn),
    op("catalogue_create", Who::Roles(&[StreetOfficer, HubOperator])),
    op("catalogue_list", Who::SignedIn),
    op("budget_lines_create", Who::Roles(&[StreetFinance])).keyed(),
    op("budget_lines_get", Who::Roles(OFFICIALS)),
    op("budget_lines_list", Who::Roles(OFFICIALS)),
    op("budget_lines_export", Who::Roles(OFFICIALS)),
    op("imports_organizations", Who::Roles(&[PlatformAdmin, HubOperator])).keyed(),
    op("imports_needs", Who::Roles(&[CommitteeOfficer, HubOperator])).keyed(),
    op("imports_budget_lines", Who::Roles(&[StreetFinance])).keyed(),
    op("imports_template", Who::Roles(IMPORTERS)),
    op("imports_get", Who::Roles(IMPORTERS)),
    op("imports_errors", Who::Roles(IMPORTERS)),
    op("imports_list", Who::Roles(IMPORTERS)),
    op("projects_create", Who::Roles(DRAFTERS)),
    op("projects_get", Who::Roles(PURCHASE_READERS)).by_key(),
    op("projects_list", Who::Roles(PURCHASE_READERS)).by_key(),
    op("projects_update", Who::Roles(DRAFTERS)).versioned(),
    op("projects_check", Who::Roles(DRAFTERS)),
    op("projects_copy", Who::Roles(DRAFTERS)).keyed(),
    op("projects_submit", Who::Roles(DRAFTERS)).decision(),
    op("projects_return", Who::Roles(&[StreetApprover])).decision(),
    op("projects_reject", Who::Roles(&[StreetApprover])).decision(),
    op("projects_approve", Who::Roles(&[StreetApprover])).decision(),
    op("projects_publish", Who::Roles(&[StreetOfficer])).decision(),
    op("projects_cancel", Who::Roles(&[StreetOfficer])).decision(),
    op("projects_new_round", Who::Roles(DRAFTERS)).decision(),
    op("projects_amend", Who::Roles(&[StreetOfficer])).decision(),
    op("projects_amendments", Who::Roles(PURCHASE_READERS)).by_key(),
    op("projects_invitations", Who::Roles(&[HubOperator, StreetOfficer, Auditor])),
    op("reports_gaps", Who::Roles(OFFICIALS)),
    op("projects_file", Who::Roles(OFFICIALS)),
    op("projects_file_page", Who::Roles(OFFICIALS)),
    op("clarifications_ask", Who::Roles(BIDDERS)).by_key().keyed(),
    op("clarifications_list", Who::Roles(PURCHASE_READERS)).by_key(),
    op("clarifications_get", Who::Roles(PURCHASE_READERS)).by_key(),
    op("clarifications_answer", Who::Roles(&[StreetOfficer, HubOperator])).decision(),
    op("bids_create", Who::Roles(BIDDERS)).by_key().keyed(),
    op("bids_get", Who::Roles(PURCHASE_READERS)).by_key(),
    op("bids_list", Who::Roles(PURCHASE_READERS)).by_key(),
    op("bids_mine", Who::Roles(BIDDERS)).by_key(),
    op("bids_update", Who::Roles(BIDDERS)).by_key().versioned(),
    op("bids_attach", Who::Roles(BIDDERS)).by_key(),
    op("bids_attachments", Who::Roles(PURCHASE_READERS)).by_key(),
    op("bids_attachment", Who::Roles(PURCHASE_READERS)).by_key(),
    op("bids_detach", Who::Roles(BIDDERS)).by_key(),
    op("bids_check", Who::Roles(BIDDERS)).by_key(),
    op("bids_submit", Who::Roles(&[NgoManager])).by_key().decision(),
    op("bids_withdraw", Who::Roles(&[NgoManager])).by_key().decision(),
    op("bids_receipt", Who::Roles(BIDDERS)).by_key(),
    op("bids_receipt_file", Who::Roles(BIDDERS)).by_key(),
    op("bids_eligibility", Who::Roles(PURCHASE_READERS)).by_key(),
    op("bids_qualify", Who::Roles(&[StreetOfficer])).decision(),
    op("bids_open", Who::Roles(&[StreetOfficer])).decision(),
    op("panels_form", Who::Roles(&[StreetOfficer])).keyed(),
    op("panels_get", Who::Roles(&[StreetOfficer, Evaluator, Auditor])),
    op("panels_candidates", Who::Roles(&[StreetOfficer])),
    op("panels_declare", Who::Roles(PANEL)).keyed(),
    op("scores_put", Who::Roles(PANEL)),
    op("scores_list", Who::Roles(&[StreetOfficer, StreetApprover, Evaluator, Auditor])),
    op("scores_sign", Who::Roles(PANEL)).keyed(),
    op("ranking_get", Who::Roles(&[StreetOfficer, StreetApprover, Evaluator, Auditor])),
    op("ranking_report", Who::Roles(PANEL)).decision(),
    op("awards_get", Who::Roles(PURCHASE_READERS)).by_key(),
    op("awards_decide", Who::Roles(&[StreetApprover])).decision(),
    op("awards_return_to_panel", Who::Roles(&[StreetApprover])).decision(),
    op("awards_confirm_publicity", Who::Roles(&[StreetApprover])).decision(),
    op("contracts_draft", Who::Roles(STREET)).keyed(),
    op("contracts_get", Who::Roles(PURCHASE_READERS)).by_key(),
    op("contracts_list", Who::Roles(PURCHASE_READERS)).by_key(),
    op("contracts_sign", Who::Roles(&[StreetApprover, NgoManager])).by_key().decision(),
    op("notices_list", Who::Public),
    op("notices_get", Who::Public),
    op("matching_project", Who::Roles(&[HubOperator, StreetOfficer, Auditor])),
    op("matching_need", Who::Roles(&[HubOperator, StreetOfficer, CommitteeOfficer, Auditor])),
    op("matching_need_catalogue", Who::Roles(&[HubOperator, StreetOfficer, CommitteeOfficer, Auditor])),
    op("matching_lexicon", Who::SignedIn),
    op("matching_lexicon_editions", Who::SignedIn),
    op("matching_edit_lexicon", Who::Roles(&[PlatformAdmin])).versioned(),
    op("matching_need_resources", Who::Roles(&[HubOperator, StreetOfficer, CommitteeOfficer, Auditor])),
    op("matching_suggest_field", Who::Roles(&[HubOperator, CommitteeOfficer])),
    op("matching_similar_projects", Who::Roles(&[HubOperator, StreetOfficer, Auditor])),
    op("matching_similar_organizations", Who::Roles(&[HubOperator, NgoManager, NgoMember])).by_key(),
    op("matching_exposure", Who::Roles(&[HubOperator, StreetOfficer, Auditor])),
    op("matching_check", Who::Roles(&[PlatformAdmin, Auditor])),
    op("matching_why_not", Who::Roles(&[HubOperator, StreetOfficer, Auditor])),
    op("matching_invitation_list", Who::Roles(&[HubOperator, StreetOfficer, Auditor])),
    op("matching_edit_invitation", Who::Roles(&[HubOperator, StreetOfficer])),
    op("matching_organization", Who::Roles(&[HubOperator, NgoManager, NgoMember])).by_key(),
    op("resources_list", Who::SignedIn),
    op("resources_get", Who::SignedIn),
    op("resources_create", Who::Roles(LENDERS)),
    op("resources_update", Who::Roles(LENDERS)).versioned(),
    op("resources_withdraw", Who::Roles(LENDERS)).versioned(),
    op("resources_offer", Who::Roles(LENDERS)).versioned(),
    op("resources_add_slots", Who::Roles(LENDERS)).versioned(),
    op("resources_remove_slot", Who::Roles(LENDERS)).versioned(),
    op("reservations_ask", Who::Roles(LENDERS)).keyed(),
    op("reservations_list", Who::Roles(RESERVATION_READERS)),
    op("reservations_get", Who::Roles(RESERVATION_READERS)),
    op("reservations_accept", Who::Roles(LENDERS)).versioned(),
    op("reservations_decline", Who::Roles(LENDERS)).versioned(),
    op("reservations_withdraw", Who::Roles(LENDERS)).versioned(),
    op("reservations_cancel", Who::Roles(LENDERS)).versioned(),
    op("reservations_deliver", Who::Roles(LENDERS)).versioned(),
    op("reservations_miss", Who::Roles(LENDERS)).versioned(),
    op("reservations_rate", Who::Roles(LENDERS)).versioned(),
    op("saved_searches_create", Who::SignedIn),
    op("saved_searches_list", Who::SignedIn),
    op("saved_searches_get", Who::SignedIn),
    op("saved_searches_update", Who::SignedIn).versioned(),
    op("saved_searches_delete", Who::SignedIn),
    op("saved_searches_matches", Who::SignedIn),
    op("watch_list_list", Who::SignedIn),
    op("watch_list_put", Who::SignedIn),
    op("watch_list_remove", Who::SignedIn),
    op("meetings_create", Who::Roles(&[HubOperator])),
    op("meetings_get", Who::Roles(MEETING_READERS)),
    op("meetings_list", Who::Roles(MEETING_READERS)),
    op("meetings_update", Who::Roles(&[HubOperator])).versioned(),
    op("meetings_open", Who::Roles(&[HubOperator])).versioned(),
    op("meetings_hold", Who::Roles(&[HubOperator])).versioned(),
    op("meetings_close", Who::Roles(&[HubOperator])).versioned(),
    op("meetings_cancel", Who::Roles(&[HubOperator])).versioned(),
    op("meetings_participants", Who::Roles(MEETING_READERS)),
    op("meetings_register", Who::Roles(&[HubOperator, NgoManager])),
    op("meetings_withdraw", Who::Roles(&[HubOperator, NgoManager])),
    op("meetings_demands", Who::Roles(MEETING_READERS)),
    op("meetings_enter_demand", Who::Roles(&[HubOperator])),
    op("meetings_remove_demand", Who::Roles(&[HubOperator])),
    op("meetings_solve", Who::Roles(&[HubOperator])),
    op("meetings_runs", Who::Roles(MEETING_FOLLOWERS)),
    op("meetings_run", Who::Roles(MEETING_FOLLOWERS)),
    op("meetings_run_pairs", Who::Roles(MEETING_FOLLOWERS)),
    op("meetings_confirm", Who::Roles(&[HubOperator])).decision(),
    op("meetings_talks", Who::Roles(MEETING_READERS)),
    op("meetings_move_talk", Who::Roles(&[HubOperator])).versioned(),
    op("meetings_cancel_talk", Who::Roles(&[HubOperator, NgoManager])).versioned(),
    op("meetings_consent", Who::Roles(TALKERS)),
    op("meetings_agree", Who::Roles(&[HubOperator, StreetOfficer])).versioned(),
    op("meetings_decline", Who::Roles(TALKERS)).versioned(),
    op("meetings_report", Who::Roles(MEETING_FOLLOWERS)),
    op("reports_meetings", Who::Roles(MEETING_FOLLOWERS)),
    op("deliveries_list", Who::Roles(&[PlatformAdmin, HubOperator, Auditor])),
    op("journal_feed", Who::SignedIn).by_key(),
    op("journal_head", Who::Roles(CHAIN_KEEPERS)),
    op("journal_keys", Who::Public),
    op("journal_verify", Who::Roles(CHAIN_KEEPERS)),
    op("journal_get", Who::Roles(CHAIN_KEEPERS)),
    op("journal_proof", Who::Roles(CHAIN_KEEPERS)),
    op("access_list", Who::Roles(&[Auditor])),
    op("audit_single_bidder", Who::Roles(OFFICIALS)),
    op("audit_split_purchases", Who::Roles(OFFICIALS)),
    op("audit_overdue_duties", Who::Roles(OFFICIALS)),
    op("audit_prices_near_budget", Who::Roles(OFFICIALS)),
    op("audit_fast_approvals", Who::Roles(OFFICIALS)),
];

/// The row of an operation.
pub fn operation(id: &str) -> Option<&'static Operation> {
    TABLE.iter().find(|row| row.id == id)
}

/// Everything about a purchase and its bids: who is refused there is recorded.
const WATCHED: &[&str] = &["projects_", "bids_", "panels_", "scores_", "ranking_", "awards_", "contracts_", "matching_"];

/// Whether refused attempts at an operation are recorded (`access`).
pub fn is_watched(id: &str) -> bool {
    WATCHED.iter().any(|slice| id.starts_with(slice))
}

/// What an API key can be allowed: operation ids.
pub fn key_scopes() -> impl Iterator<Item = &'static str> {
    TABLE.iter().filter(|row| row.by_key).map(|row| row.id)
}

/// Refuses with the reason: nobody is signed in (401), the role is missing (403, names the roles), the scope is missing
/// (403, names the scope).
pub fn authorize(id: &'static str, actor: &Actor) -> Result<()> {
    let row = operation(id).ok_or_else(|| Problem::broken(format!("operation {id} is not in the permission table")))?;
    match (&actor.identity, row.who) {
        (Identity::System, _) | (_, Who::Public) => Ok(()),
        (Identity::Anonymous, _) => Err(Problem::unauthenticated(
            "auth/required",
            "请先登录，或在 Authorization 中带上访问令牌或 API 密钥。",
            "Sign in first, or send an access token or API key in Authorization.",
        )),
        (Identity::ApiKey { scopes, .. }, _) => by_key(row, scopes),
        (Identity::User(_), Who::SignedIn) => Ok(()),
        (Identity::User(_), Who::Roles(roles)) if actor.has_any(roles) => Ok(()),
        (Identity::User(_), Who::Roles(roles)) => {
            let words: Vec<_> = roles.iter().map(|role| role.words()).collect();
            let zh = words.iter().map(|role| role.zh.as_str()).collect::<Vec<_>>().join("、");
            let en = words.iter().map(|role| role.en.as_str()).collect::<Vec<_>>().join(", ");
            Err(Problem::forbidden(
                "auth/role_missing",
                format!("此操作需要以下角色之一：{zh}。"),
                format!("This needs one of the roles: {en}."),
            ))
        }
    }
}

fn by_key(row: &Operation, scopes: &[String]) -> Result<()> {
    if !row.by_key {
        return Err(Problem::forbidden(
            "auth/not_for_keys",
            "此操作只能由本人登录后进行。",
            "This can only be done by a person who is signed in.",
        ));
    }
    if scopes.iter().any(|scope| scope == row.id) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "auth/scope_missing",
        format!("该 API 密钥没有权限范围 {}。", row.id),
        format!("This API key lacks the scope {}.", row.id),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_stands_once() {
        let mut ids: Vec<_> = TABLE.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before);
    }

    #[test]
    fn an_unknown_operation_is_never_allowed() {
        assert!(authorize("nothing_at_all", &Actor::system()).is_err());
    }

    #[test]
    fn r63_no_role_both_approves_and_drafts() {
        let approvers = |id| match operation(id).map(|row| row.who) {
            Some(Who::Roles(roles)) => roles,
            _ => &[],
        };
        for role in approvers("projects_approve") {
            assert!(!approvers("projects_create").contains(role));
        }
    }
}
