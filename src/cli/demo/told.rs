//! What the story amounted to: the table at its end, from the database; and the mark that it was told.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;

use super::waiting::Places;
use crate::cli::say::say;
use crate::journal::{self, Verdict};
use crate::notifications;
use crate::platform::{Platform, settings};

const TOLD: &str = "demo.told";

/// The pages to look at, where the story was told.
pub(super) async fn places(platform: &Arc<Platform>) -> anyhow::Result<Option<Places>> {
    let told = platform.db.read(|conn| settings::get(conn, TOLD)).await?;
    Ok(told.map(|places| serde_json::from_str(&places).unwrap_or_default()))
}

/// Remembers with them the open link of the survey, which stands nowhere else: a sandbox has no secrets.
pub(super) async fn remember(platform: &Arc<Platform>, places: &Places) -> anyhow::Result<()> {
    let places = serde_json::to_string(places)?;
    Ok(platform.db.write(move |tx| settings::set(tx, TOLD, &places)).await?)
}

/// Stages of the story's project where there is one, mails by the role of their recipients, journal entries, the chain's verdict, the time taken.
pub(super) async fn table(platform: &Arc<Platform>, project: Option<String>, taken: Duration) -> anyhow::Result<()> {
    journal::catch_up(platform).await?;
    let (stages, mails, verdict) = platform
        .db
        .read(move |conn| {
            let entries = journal::entries_after(conn, 0, i64::MAX)?;
            let of_project = entries.iter().filter(|e| e.project_id.is_some() && e.project_id == project);
            let stages: Vec<String> = of_project.filter_map(|e| stage_of(&e.event, &e.payload)).collect();
            Ok((stages, notifications::sent_by_role(conn)?, journal::verify(conn, |_| {})?))
        })
        .await?;
    say!("");
    if !stages.is_empty() {
        say!("项目阶段 Stages           {}", stages.join(" → "));
    }
    say!("邮件 E-mails              {}", mails.iter().map(|(_, n)| n).sum::<i64>());
    for (role, count) in &mails {
        say!("  {role:<24}{count:>5}");
    }
    match verdict {
        Verdict::Whole { entries, head } => {
            say!("台账 Journal entries      {entries}");
            say!("链 Chain                  whole, head {}…", &head[..24.min(head.len())]);
        }
        Verdict::Broken { seq, reason } => bail!("the chain is broken at entry {seq}: {reason}"),
    }
    say!("用时 Time taken           {:.1} s", taken.as_secs_f64());
    Ok(())
}

/// The status that an event of a project led to.
fn stage_of(event: &str, payload: &str) -> Option<String> {
    let facts: serde_json::Value = serde_json::from_str(payload).ok()?;
    let is_move = facts.get("from").is_some() && facts.get("number").is_some();
    (is_move
        && (event.starts_with("project.") || event.starts_with("award.") || event.starts_with("evaluation.") || event == "bids.opened"))
        .then(|| facts["to"].as_str().map(str::to_owned))
        .flatten()
}
