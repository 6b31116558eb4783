//! `POST /projects/{id}/award/return-to-panel`: named members correct their sheets, for a reason of a closed list (R34).

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::store::{self, Award};
use super::view::{AwardView, reply};
use super::{of, policy};
use crate::evaluation::case::Case;
use crate::evaluation::panel::{self, Member, PanelStatus};
use crate::evaluation::scores::{self, SheetStatus};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, ProblemDocument, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{PanelMemberId, ProjectId};
use crate::projects::{self, Move, Status};
use crate::text_enum;

text_enum! {
    /// What a panel may correct after its report.
    pub enum Correction {
        /// A sum or a number written down wrongly.
        Arithmetic = "arithmetic",
        /// A criterion of the call was overlooked.
        MissingCriterion = "missing_criterion",
    }
}

impl Correction {
    pub fn words(self) -> Text {
        match self {
            Self::Arithmetic => Text::new("算术或登记错误", "A sum or a number written down wrongly"),
            Self::MissingCriterion => Text::new("漏评评分项", "A criterion was overlooked"),
        }
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnToPanel {
    pub correction: Correction,
    /// Whose sheets are opened again: `panel_member_id` of the score sheets.
    pub members: Vec<PanelMemberId>,
    pub reason: String,
}

/// Return the ranking to the panel
///
/// The named members' sheets become drafts again; what was signed stays in the journal by its digest.
#[utoipa::path(operation_id = "awards_return_to_panel", tag = "evaluation", params(("id" = ProjectId, Path)),
    request_body = ReturnToPanel, responses(
    (status = 200, description = "The award as proposed, until the panel reports again", body = AwardView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/award/return-to-panel")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<ReturnToPanel>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    cx.write("awards_return_to_panel", body, move |tx, call, command| {
        let mut case = Case::locked(tx, &id)?;
        let award = send_back(tx, call, &mut case, command)?;
        reply(tx, call, &case, &award)
    })
    .await
}

/// For the pages: sends back, and answers nothing.
pub fn return_to_panel(tx: &mut Tx, call: &Call, id: &ProjectId, command: &ReturnToPanel) -> Result<()> {
    let mut case = Case::locked(tx, id)?;
    send_back(tx, call, &mut case, command).map(|_| ())
}

fn send_back(tx: &mut Tx, call: &Call, case: &mut Case, command: &ReturnToPanel) -> Result<Award> {
    policy::require_decider(tx, case, &call.actor)?;
    let mut award = of(tx, case)?;
    case.require_status("return_to_panel", &[Status::AwardProposed])?;
    call.expect_version(award.version)?;
    let (mut panel, members) = panel::of(tx, case)?;
    check(command, &members)?;

    for member in &command.members {
        reopen(tx, call, case, member, command.correction)?;
    }
    panel.status = PanelStatus::Scoring;
    panel::store::save(tx, &mut panel, call.now)?;
    store::save(tx, &mut award)?;
    // Everybody may read the move; why and whose sheets is for the street.
    projects::advance(tx, call, &mut case.project, Move::ReturnToPanel, None, json!({ "correction": command.correction }))?;
    let facts = json!({ "correction": command.correction, "panel_member_ids": command.members, "reason": command.reason.trim() });
    let event = Event::new("panel.correction_asked", &case.project.id).of_project(&case.project.id);
    journal::record(tx, call, event.for_area(&case.area_path).with(facts))?;
    Ok(award)
}

fn check(command: &ReturnToPanel, members: &[Member]) -> Result<()> {
    let mut check = Check::new();
    check.text("/reason", &command.reason, 2000).that(
        !command.members.is_empty(),
        "/members",
        "required",
        "请指明由谁更正。",
        "say whose sheets are to be corrected.",
    );
    for (at, id) in command.members.iter().enumerate() {
        check.that(
            members.iter().any(|m| m.id == *id && m.sits()),
            &format!("/members/{at}"),
            "not_on_the_panel",
            "不是在席的评审成员。",
            "is no sitting member of this panel.",
        );
    }
    check.finish()
}

fn reopen(tx: &mut Tx, call: &Call, case: &Case, member: &PanelMemberId, correction: Correction) -> Result<()> {
    for mut sheet in scores::store::of_member(tx, member)? {
        if sheet.status != SheetStatus::Signed {
            continue;
        }
        let facts = json!({
            "panel_member_id": member, "bid_id": sheet.bid_id, "correction": correction,
            "previous_digest": sheet.digest, "signed_at": sheet.signed_at, "previous_version": sheet.version,
        });
        sheet.status = SheetStatus::Draft;
        sheet.signed_at = None;
        sheet.digest = None;
        scores::store::save(tx, &mut sheet, call.now)?;
        let event = Event::new("score_sheet.reopened", &sheet.id).of_project(&case.project.id).for_area(&case.area_path);
        journal::record(tx, call, event.with(facts))?;
    }
    Ok(())
}
