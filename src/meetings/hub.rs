//! What the hub that runs a meeting has before it.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::demands::DemandView;
use super::model::Side;
use super::participants::ParticipantView;
use super::policy;
use super::runs::pairs::PairView;
use super::runs::{self, RunView};
use super::solve::{Figures, Refusal};
use super::store::demands::{self, Demand};
use super::store::{Meeting, participants, runs as stored, talks};
use super::talks::demand_of;
use super::talks::view::TalkView;
use super::view::MeetingView;
use crate::organizations;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{MeetingDemandId, MeetingTalkId, OrganizationId};

/// A meeting for the hub that runs it.
pub struct HubMeeting {
    pub meeting: MeetingView,
    pub version: i64,
    /// Its place in the area tree.
    pub path: String,
    stored: Meeting,
}

/// How many take part.
#[derive(Serialize)]
pub struct Counts {
    pub demands: usize,
    /// Talks that the demands ask for together.
    pub slots: i64,
    pub participants: usize,
}

/// A run with what it came to, without its long lists.
#[derive(Serialize)]
pub struct HubRun {
    #[serde(flatten)]
    pub run: RunView,
    pub figures: Option<Figures>,
    pub refusal: Option<Refusal>,
}

/// What a list shows of a result.
#[derive(Default, Deserialize)]
struct Outline {
    figures: Option<Figures>,
    refusal: Option<Refusal>,
}

/// 404 as [`policy::known`] has it; 403 for all but the hub of the place.
pub fn of_hub(conn: &mut Conn, call: &Call, id: &str) -> Result<HubMeeting> {
    let (found, relation) = policy::known(conn, &call.actor, id)?;
    relation.runs()?;
    let (version, path, stored) = (found.meeting.version, found.path.clone(), found.meeting.clone());
    Ok(HubMeeting { meeting: MeetingView::of(found, relation)?, version, path, stored })
}

impl HubMeeting {
    pub fn counts(&self, conn: &mut Conn) -> Result<Counts> {
        let id = &self.stored.id;
        Ok(Counts {
            demands: demands::ids(conn, id)?.len(),
            slots: demands::all_slots(conn, id)?,
            participants: participants::ids(conn, id)?.len(),
        })
    }

    /// As they were entered, after the first `skip`; at most so many.
    pub fn demands(&self, conn: &mut Conn, skip: i64, most: i64) -> Result<Vec<DemandView>> {
        let rows = demands::in_order(conn, &self.stored.id, skip, most)?;
        let mut about = demands::about(conn, &rows)?;
        let view = |demand: Demand| {
            let about = about.remove(&demand.id);
            DemandView::of(conn, demand, about)
        };
        rows.into_iter().map(view).collect()
    }

    /// By name, after the first `skip`; at most so many.
    pub fn participants(&self, conn: &mut Conn, skip: i64, most: i64) -> Result<Vec<ParticipantView>> {
        participants::by_name(conn, &self.stored.id, skip, most)?.into_iter().map(ParticipantView::of).collect()
    }

    /// By time, after the first `skip`; at most so many. Contacts are for the two sides.
    pub fn talks(&self, conn: &mut Conn, call: &Call, skip: i64, most: i64) -> Result<Vec<TalkView>> {
        let mut views = Vec::new();
        for talk in talks::by_time(conn, &self.stored.id, skip, most)? {
            let demand = demand_of(conn, &talk)?;
            views.push(TalkView::of(conn, call, talk, &demand, false)?);
        }
        Ok(views)
    }

    /// The last first; at most so many. The result of a city is long: one is read at a time, and no more of it than is shown.
    pub fn runs(&self, conn: &mut Conn, most: i64) -> Result<Vec<HubRun>> {
        let mut runs = Vec::new();
        for id in stored::last(conn, &self.stored.id, most)? {
            let Some(mut run) = stored::find(conn, &id)? else { continue };
            let outline = run.result.take().map(|result| result.parse()).transpose()?.unwrap_or_default();
            let Outline { figures, refusal } = outline;
            runs.push(HubRun { run: RunView::of(run, &self.stored)?, figures, refusal });
        }
        Ok(runs)
    }

    pub fn run(&self, conn: &mut Conn, id: &str) -> Result<RunView> {
        RunView::of(runs::of_meeting(conn, &self.stored, id)?, &self.stored)
    }

    /// By demand, from this position on; at most so many.
    pub fn pairs(&self, conn: &mut Conn, run: &RunView, from: i32, most: i64) -> Result<Vec<PairView>> {
        runs::pairs::views(conn, &run.id, from, most)
    }

    /// What these demands and organisations are called, by id. Of what was taken out since, only organisations have a name.
    pub fn names(
        &self,
        conn: &mut Conn,
        demands: &[MeetingDemandId],
        organizations: &[OrganizationId],
    ) -> Result<BTreeMap<String, String>> {
        let found = demands::find_many(conn, demands)?.into_values();
        let found: Vec<Demand> = found.filter(|demand| demand.meeting_id == self.stored.id).collect();
        let about = demands::about(conn, &found)?;
        let mut names: BTreeMap<String, String> = about.into_iter().map(|(id, about)| (id.to_string(), about.title_zh)).collect();
        for (id, name) in organizations::names_of(conn, organizations)? {
            names.insert(id.to_string(), name);
        }
        Ok(names)
    }

    /// What a demand is called; none where it is in the meeting no more.
    pub fn title_of(&self, conn: &mut Conn, demand: &str) -> Result<Option<String>> {
        let demand = MeetingDemandId::parse(demand);
        Ok(self.names(conn, demand.as_slice(), &[])?.into_values().next())
    }

    /// The two sides of a talk, and when it begins.
    pub fn sides_of(&self, conn: &mut Conn, talk: &str) -> Result<Option<String>> {
        let Some(id) = MeetingTalkId::parse(talk) else { return Ok(None) };
        let Some(talk) = talks::find(conn, &self.stored.id, &id)? else { return Ok(None) };
        let (demand, organization) = (talk.demand_id, talk.organization_id);
        let mut names = self.names(conn, std::slice::from_ref(&demand), std::slice::from_ref(&organization))?;
        let mut name = |id: &str| names.remove(id).unwrap_or_default();
        Ok(Some(format!("{} · {} {}", name(demand.as_str()), name(organization.as_str()), talk.time)))
    }

    /// Of the locked and forbidden pairs, in their order: which side takes part no more.
    pub fn who_left(&self, conn: &mut Conn) -> Result<Vec<Option<Side>>> {
        let conditions = self.meeting.conditions.as_ref().ok_or_else(|| Problem::broken("a hub reads the conditions"))?;
        let demands: HashSet<_> = demands::ids(conn, &self.stored.id)?.into_iter().collect();
        let organizations: HashSet<_> = participants::ids(conn, &self.stored.id)?.into_iter().collect();
        let left = conditions.iter().map(|condition| {
            let demand = (!demands.contains(&condition.demand_id)).then_some(Side::Demand);
            demand.or_else(|| (!organizations.contains(&condition.organization_id)).then_some(Side::Organization))
        });
        Ok(left.collect())
    }
}
