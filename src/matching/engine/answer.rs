//! What an answer says: every score with its parts, every part with its reason, and what separates one from the next.

use serde::Serialize;

use super::criteria::text::TextEvidence;
use super::filter::Filter;
use super::names::Reason;
use super::own_view::OwnKey;
use super::weights::{Key, Weight};

/// The answer to a question for organisations or projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchAnswer)]
pub struct Answer {
    /// The version of the weight table used.
    pub weights: String,
    pub weight_table: Vec<Weight>,
    /// The last change that the answer knows of.
    pub as_of: u64,
    /// How many passed the filters; `items` holds the best of them.
    pub candidates: usize,
    pub items: Vec<Match>,
    /// How many failed each filter first.
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LeftOut {
    pub filter: Filter,
    pub count: usize,
    pub reason: Reason,
}

/// One pair of an organisation and a project, seen from the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Match {
    /// The organisation's id in a ranking for a project, the project's in one for an organisation.
    pub id: String,
    /// The organisation's name or the project's title.
    pub name: String,
    /// What decides the place in the list: `score` less `penalty`, 0–10000.
    pub rank_score: u32,
    /// Both views in one: project_score^0.7 × organisation_view^0.3, 0–10000.
    pub score: u32,
    /// What is taken off for invitations already received this month; in lists only.
    pub penalty: u32,
    /// Exactly the sum of the criteria's points, 0–10000.
    pub project_score: u32,
    pub criteria: Vec<Criterion>,
    pub organization_view: OrganizationView,
    /// The share of the weights whose criteria are known, 0–10000.
    pub confidence: u32,
    pub filters_passed: Vec<Filter>,
    /// Phrases of the candidate's text that fit, most telling first.
    pub text_evidence: Vec<TextEvidence>,
    pub compare_to_next: Option<CompareToNext>,
}

/// What one criterion adds to the project's view, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchCriterion)]
pub struct Criterion {
    pub key: Key,
    /// Percent.
    pub weight: u32,
    /// 0–10000.
    pub value: u32,
    /// `weight × value / 100`, rounded down.
    pub points: u32,
    /// One side says nothing: the value is the mean of the cohort.
    pub no_data: bool,
    pub reason: Reason,
    /// The stored records behind the reason, such as `organizations/7#fields/elderly_care`; never empty.
    pub sources: Vec<String>,
}

/// How the organisation would look at the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchOrganizationView)]
pub struct OrganizationView {
    /// 0–10000.
    pub value: u32,
    pub parts: Vec<ViewPart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ViewPart {
    pub key: OwnKey,
    /// Percent of the organisation's view.
    pub weight: u32,
    /// 0–10000.
    pub value: u32,
    pub no_data: bool,
    pub reason: Reason,
    pub sources: Vec<String>,
}

/// What separates a match from the next one in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CompareToNext {
    pub id: String,
    /// Difference of the rank scores.
    pub difference: u32,
    pub mainly: Separator,
    pub reason: Reason,
}

/// What makes most of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchSeparator)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    Criterion(Key),
    OrganizationView,
    /// The other one has received more invitations this month.
    InvitedThisMonth,
    OpenInvitations,
    /// Equal in everything; the lower id comes first.
    Id,
}

/// Why an organisation is not in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum WhyNot {
    /// It failed these filters.
    LeftOut { failed: Vec<FailedFilter> },
    /// It was ranked, but not high enough.
    Ranked {
        /// What decides its place.
        rank_score: u32,
        /// That of the last one shown; None where the list was asked for with no places.
        last_shown: Option<u32>,
        last_shown_id: Option<String>,
        /// Where it lost most against the last one shown, largest first.
        gaps: Vec<Gap>,
    },
    /// It is in the list, at this place from 1.
    Shown { place: usize, rank_score: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FailedFilter {
    pub filter: Filter,
    pub reason: Reason,
}

/// Points that a candidate lacks against the last one shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MatchGap)]
pub struct Gap {
    pub by: Separator,
    /// Of the candidate and of the last one shown: points of a criterion, the view's value, or the penalty.
    pub own: u32,
    pub last_shown: u32,
    pub reason: Reason,
    pub sources: Vec<String>,
}
