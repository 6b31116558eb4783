//! What a hub says about a meeting: for a new one and for changes.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;

use super::policy;
use super::rules::{self, Condition, Rules};
use super::store::Meeting;
use super::store::{demands, participants};
use super::times;
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Call, Check, Result};

/// Fields that are left out stay as they are.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = MatchingMeetingDraft)]
pub struct Draft {
    /// The place whose hub holds it; it can't be changed later.
    #[schema(example = "310107015")]
    pub area_code: Option<String>,
    #[schema(example = "长寿路街道公益项目对接会")]
    pub title_zh: Option<String>,
    pub title_en: Option<String>,
    #[schema(example = "街道社区文化活动中心二楼")]
    pub venue_zh: Option<String>,
    pub held_on: Option<NaiveDate>,
    /// Beginnings of talks, in order.
    #[schema(example = json!(["13:30", "13:50", "14:10"]))]
    pub times: Option<Vec<String>>,
    /// All of them: rules that are left out are the usual ones.
    pub rules: Option<Rules>,
    /// All of them: locked and forbidden pairs.
    pub conditions: Option<Vec<Condition>>,
}

impl Draft {
    pub(super) fn apply(&self, meeting: &mut Meeting) -> Result<()> {
        let put = |field: &mut String, said: &Option<String>| {
            if let Some(said) = said {
                *field = said.trim().to_owned();
            }
        };
        put(&mut meeting.title_zh, &self.title_zh);
        put(&mut meeting.venue_zh, &self.venue_zh);
        if let Some(title) = &self.title_en {
            meeting.title_en = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
        }
        if let Some(day) = self.held_on {
            meeting.held_on = day.into();
        }
        if let Some(times) = &self.times {
            meeting.times = JsonText::of(times)?;
        }
        if let Some(rules) = &self.rules {
            meeting.rules = JsonText::of(rules)?;
        }
        if let Some(conditions) = &self.conditions {
            meeting.conditions = JsonText::of(conditions)?;
        }
        Ok(())
    }
}

/// The path of its place, which the hub must reach, when everything that is said is sound. Conditions that are not said again are not checked
/// again: somebody may have left since.
pub(super) fn sound(conn: &mut Conn, call: &Call, meeting: &Meeting, draft: &Draft) -> Result<String> {
    let area = areas::find(conn, &meeting.area_code)?;
    let mut check = Check::new();
    match &area {
        Some(area) => policy::may_draft(&call.actor, &area.path)?,
        None => {
            check.push(areas::unknown("/area_code", &meeting.area_code));
        }
    }
    check.text("/title_zh", &meeting.title_zh, 100).text("/venue_zh", &meeting.venue_zh, 200);
    check.at_most("/title_en", meeting.title_en.as_deref().unwrap_or_default(), 200);
    check.date("/held_on", meeting.held_on.date());
    if draft.held_on.is_some() {
        check.that(!meeting.is_over(call.now), "/held_on", "in_the_past", "这一天已经过去。", "is past.");
    }
    times::check(&mut check, &meeting.times()?);
    meeting.rules()?.check(&mut check, "/rules");
    if let Some(conditions) = &draft.conditions
        && rules::check_conditions(&mut check, conditions)
    {
        check_who_is_there(conn, &mut check, meeting, conditions)?;
    }
    check.finish()?;
    Ok(area.map(|area| area.path).unwrap_or_default())
}

/// Conditions are about those who take part.
pub(super) fn check_who_is_there(conn: &mut Conn, check: &mut Check, meeting: &Meeting, conditions: &[Condition]) -> Result<()> {
    if conditions.is_empty() {
        return Ok(());
    }
    let demands: HashSet<_> = demands::ids(conn, &meeting.id)?.into_iter().collect();
    let organizations: HashSet<_> = participants::ids(conn, &meeting.id)?.into_iter().collect();
    for (place, condition) in conditions.iter().enumerate() {
        check
            .that(
                demands.contains(&condition.demand_id),
                &format!("/conditions/{place}/demand_id"),
                "not_there",
                "不在这次对接会中。",
                "is no demand of this meeting.",
            )
            .that(
                organizations.contains(&condition.organization_id),
                &format!("/conditions/{place}/organization_id"),
                "not_there",
                "该机构没有参加这次对接会。",
                "is no participant of this meeting.",
            );
    }
    Ok(())
}
