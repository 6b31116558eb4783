//! The job that invites the organisations that suit a published call, with the reasons; the public notice is out before.

use std::sync::Arc;

use serde_json::json;

use super::engine::{Answer, Match};
use super::index::{self, Index};
use super::invitation_list;
use super::store::{self, Invitation};
use super::weights;
use crate::areas;
use crate::journal::{self, Event};
use crate::platform::Platform;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{OrganizationId, ProjectId};
use crate::platform::jobs::{Job, JobError};
use crate::platform::time::Timestamp;
use crate::projects::{self, Project, Status};

/// The kind of job; its subject is the id of the project.
pub const JOB: &str = "matching.invite";

pub async fn handle(platform: Arc<Platform>, job: Job) -> std::result::Result<(), JobError> {
    let Some(id) = ProjectId::parse(&job.subject) else { return Err(JobError::Fatal("the subject is no project id".to_owned())) };
    let (now, wanted) = (platform.clock.now(), id.clone());
    index::load(&platform).await?;
    let index = Index::of(&platform);
    let Some(chosen) = platform.db.read(move |conn| choose(conn, &index, &wanted, now)).await? else { return Ok(()) };
    let invitations = chosen.items.into_iter().map(|found| invitation(&id, &chosen.weights, found, now)).collect::<Result<Vec<_>>>()?;
    platform
        .clone()
        .db
        .write(move |tx| {
            let call = Call::system(&platform);
            invite(tx, &call, &id, invitations.iter().flatten())
        })
        .await?;
    Ok(())
}

/// None where there is nothing to invite to any more.
fn choose(conn: &mut Conn, index: &Index, id: &ProjectId, now: Timestamp) -> Result<Option<Answer>> {
    let Some(project) = projects::find(conn, id)?.filter(is_open) else { return Ok(None) };
    let path = areas::path_of(conn, &project.area_code, "/area_code")?;
    let edits = invitation_list::edits(conn, &project)?;
    let weights = weights::of_project(conn, &project, now)?;
    let ranked = index.ask(conn, now, |engine| invitation_list::rank(engine, &project, &edits, &weights))?;
    let ranked = ranked.ok_or_else(|| Problem::broken(format!("project {id} is not in the index")))?;
    invitation_list::chosen(conn, ranked, &edits, &project, &path).map(Some)
}

fn is_open(project: &Project) -> bool {
    project.status == Status::Published
}

fn invitation(project: &ProjectId, weights: &str, found: Match, now: Timestamp) -> Result<Option<Invitation>> {
    let Some(organization_id) = OrganizationId::parse(&found.id) else { return Ok(None) };
    Ok(Some(Invitation {
        project_id: project.clone(),
        organization_id,
        score: i32::try_from(found.rank_score).unwrap_or(i32::MAX),
        weights: weights.to_owned(),
        reasons: JsonText::of(&found.criteria)?,
        created_at: now,
    }))
}

/// Each organisation once in a round, however often the job runs.
fn invite<'i>(tx: &mut Tx, call: &Call, id: &ProjectId, invitations: impl Iterator<Item = &'i Invitation>) -> Result<()> {
    let project = projects::locked(tx, id, crate::platform::db::lock::Strength::Alone)?;
    let Some(published_at) = project.published_at.filter(|_| is_open(&project)) else { return Ok(()) };
    // Whoever was invited to a round that failed hears of the next one.
    let already = projects::invited_since(tx, id, published_at)?;
    for invitation in invitations.filter(|invitation| !already.contains(&invitation.organization_id)) {
        // By the clock of this machine it may be a moment before the publication: an invitation belongs to the round that it is to.
        let invitation = &Invitation { created_at: invitation.created_at.max(published_at), ..invitation.clone() };
        store::put(tx, invitation)?;
        let facts = json!({ "organization_id": invitation.organization_id, "score": invitation.score, "weights": invitation.weights });
        // For the organisation alone: whoever decides on the purchase must not read a score in the feed.
        let event = Event::new("project.invited", id).of_project(id).for_organization(&invitation.organization_id);
        journal::record(tx, call, event.with(facts))?;
    }
    Ok(())
}
