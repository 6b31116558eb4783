//! `GET /audit/questions/single-bidder`: rounds of purchases with a single bid received or qualified, told from the journal, so that
//! failed rounds that began anew are among them.

use std::collections::HashMap;

use actix_web::{get, web};
use serde::Serialize;
use serde_json::Value;

use crate::audit::purchases::{AuditPurchase, AuditQuery, key};
use crate::audit::store::Stage;
use crate::journal::{self, Entry};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::ProjectId;
use crate::platform::time::Timestamp;
use crate::projects::Project;
use crate::text_enum;

/// What happens in a round after its call has closed.
const EVENTS: &[&str] = &["project.round_begun", "project.closed", "evaluation.begun", "project.failed"];

text_enum! {
    /// What became of a round with a single bidder.
    pub enum RoundOutcome {
        /// Closed; whether enough are qualified is not settled.
        Undecided = "undecided",
        WentOn = "went_on",
        Failed = "failed",
    }
}

impl RoundOutcome {
    /// What people call it.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Undecided => ("尚未确定", "not settled"),
            Self::WentOn => ("继续进行", "went on"),
            Self::Failed => ("流标", "failed"),
        };
        Text::new(zh, en)
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SingleBidder {
    pub purchase: AuditPurchase,
    pub round: i32,
    pub closed_at: Timestamp,
    pub received: u32,
    /// Absent until it is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualified: Option<u32>,
    pub outcome: RoundOutcome,
    /// Why it failed, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_because: Option<String>,
    /// The reason recorded before publication why fewer bids would do (R61); of the present round only, an earlier one's may have been
    /// rewritten since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception_reason: Option<String>,
}

/// Which purchases had a single bidder?
///
/// Rounds that closed (`from`, `to`: the day of the closing) with one bid received, or one qualified: those that went on, with the
/// recorded reason, and those that failed.
#[utoipa::path(operation_id = "audit_single_bidder", tag = "audit", params(AuditQuery), responses(
    (status = 200, description = "A page of rounds", body = Page<SingleBidder>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/questions/single-bidder")]
pub async fn handle(cx: Cx, query: web::Query<AuditQuery>) -> Answer {
    let query = query.into_inner();
    journal::catch_up(cx.platform()).await?;
    cx.read("audit_single_bidder", move |conn, call| Reply::ok(&single_bidders(conn, call, &query)?)).await
}

/// For the pages too.
pub fn single_bidders(conn: &mut Conn, call: &Call, query: &AuditQuery) -> Result<Page<SingleBidder>> {
    let question = query.question(conn, call)?;
    question.page(conn, Stage::Closed, |conn, purchases| {
        let mut rounds = rounds_of(conn, purchases)?;
        let mut found = Vec::new();
        for project in purchases {
            for round in rounds.remove(&project.id).unwrap_or_default() {
                if question.is_about(round.closed_at) && round.has_one_bidder() {
                    found.push((key(&project.id, format!("{:06}", round.number)), view(project, round)?));
                }
            }
        }
        Ok(found)
    })
}

fn view(project: &Project, round: Round) -> Result<SingleBidder> {
    let is_present = round.number == project.round;
    Ok(SingleBidder {
        purchase: AuditPurchase::of(project),
        round: round.number,
        closed_at: round.closed_at,
        received: round.received,
        qualified: round.qualified,
        outcome: round.outcome,
        failed_because: round.failed_because,
        exception_reason: if is_present { project.content()?.fewer_bids_reason } else { None },
    })
}

/// What the journal tells of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Round {
    number: i32,
    closed_at: Timestamp,
    received: u32,
    qualified: Option<u32>,
    outcome: RoundOutcome,
    failed_because: Option<String>,
}

impl Round {
    fn has_one_bidder(&self) -> bool {
        self.received == 1 || self.qualified == Some(1)
    }
}

fn rounds_of(conn: &mut Conn, purchases: &[Project]) -> Result<HashMap<ProjectId, Vec<Round>>> {
    let ids: Vec<String> = purchases.iter().map(|project| project.id.to_string()).collect();
    let mut told: HashMap<ProjectId, Vec<Entry>> = HashMap::new();
    for entry in journal::events_of_projects(conn, EVENTS, &ids)? {
        if let Some(id) = entry.project_id.as_deref().and_then(ProjectId::parse) {
            told.entry(id).or_default().push(entry);
        }
    }
    told.into_iter().map(|(id, entries)| Ok((id, rounds(&entries)?))).collect()
}

/// The rounds that have closed, from what happened in order.
fn rounds(entries: &[Entry]) -> Result<Vec<Round>> {
    let mut rounds: Vec<Round> = Vec::new();
    let mut number = 1;
    for entry in entries {
        let facts: Value = serde_json::from_str(&entry.payload).map_err(Problem::internal)?;
        let count = |pointer: &str| facts.pointer(pointer).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        match (entry.event.as_str(), rounds.last_mut().filter(|round| round.number == number)) {
            ("project.round_begun", _) => number += 1,
            ("project.closed", _) => rounds.push(Round {
                number,
                closed_at: entry.occurred_at,
                received: count("/received").unwrap_or_default(),
                qualified: None,
                outcome: RoundOutcome::Undecided,
                failed_because: None,
            }),
            ("evaluation.begun", Some(round)) => {
                round.qualified = count("/counts/qualified");
                round.outcome = RoundOutcome::WentOn;
            }
            ("project.failed", Some(round)) => {
                round.qualified = count("/counts/qualified").or(round.qualified);
                round.outcome = RoundOutcome::Failed;
                round.failed_because = facts["reason"].as_str().map(str::to_owned);
            }
            _ => {}
        }
    }
    Ok(rounds)
}
