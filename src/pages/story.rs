//! Puts the file together: journal, approvals and mails on one timeline.

use std::collections::{BTreeSet, HashMap};

use super::policy;
use super::store::{self, Membership};
use super::titles::title;
use super::view::{FileActor, FileApproval, FileEntry, FileProject, FileTotals, FileView};
use crate::journal::{self, Entry};
use crate::notifications::{self, DeliveryView};
use crate::organizations;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{ProjectId, UserId};
use crate::projects::{self, Project};

/// Facts that whoever decides on the purchase must not read: how well the machine thinks that a bidder suits.
const NEVER_SHOWN: [&str; 2] = ["score", "weights"];

/// Roles that act for the public side; their holders answer by name for what they did.
const OFFICIALS: &[Role] = &[
    Role::DistrictOfficer,
    Role::StreetOfficer,
    Role::StreetApprover,
    Role::StreetFinance,
    Role::HubOperator,
    Role::CommitteeOfficer,
    Role::PlatformAdmin,
];

/// The file of one purchase as this caller may read it now.
pub(super) fn tell(conn: &mut Conn, call: &Call, id: &str) -> Result<FileView> {
    let unknown = || Problem::not_found("项目", "project");
    let id = ProjectId::parse(id).ok_or_else(unknown)?;
    let project = projects::find(conn, &id)?.ok_or_else(unknown)?;
    let path = policy::may_read(conn, &call.actor, &project)?;
    let decides = projects::must_not_decide(conn, &call.actor, &id, &path).is_err();

    let mut entries = journal::entries_of_project(conn, id.as_str())?;
    entries.retain(|entry| policy::stands_in_file(&call.actor, &project, entry, call.now));
    // Who is put on the list by hand, and who is left out, is as little for them as the list.
    entries.retain(|entry| !decides || entry.event != "invitation_list.edited");
    let approvals = store::approvals(conn, &id)?;
    let cast = Cast::of(conn, &entries, &approvals)?;
    let mut mails = by_event(notifications::deliveries_of_project(conn, &id)?);

    let timeline = entries.into_iter().map(|entry| told(entry, &cast, &mut mails)).collect::<Result<Vec<_>>>()?;
    let approvals = approvals.into_iter().map(|approval| approved(approval, &cast)).collect::<Result<Vec<_>>>()?;
    Ok(FileView { totals: totals(&timeline, approvals.len()), project: head(conn, project)?, approvals, timeline })
}

fn head(conn: &mut Conn, project: Project) -> Result<FileProject> {
    let frozen = project.rule_set.is_some().then(|| project.frozen_rules()).transpose()?;
    Ok(FileProject {
        counts: if project.closed_at.is_some() { project.counts()? } else { None },
        title: Text { en: project.title_en.clone().unwrap_or_else(|| project.title_zh.clone()), zh: project.title_zh },
        buyer: organizations::name_of(conn, project.buyer_id.as_str())?.unwrap_or_default(),
        id: project.id,
        number: project.number,
        status: project.status,
        area_code: project.area_code,
        budget_fen: project.budget_fen.map(|amount| amount.fen()),
        regime: project.regime,
        rule_set_version: project.rule_set_version,
        rule_set_digest: frozen.as_ref().map(|rules| rules.digest()),
        rules: frozen.map(|rules| Text::new(rules.name_zh, rules.name_en)),
        deadline: project.deadline,
        round: project.round,
    })
}

fn by_event(deliveries: Vec<DeliveryView>) -> HashMap<String, Vec<DeliveryView>> {
    deliveries.into_iter().fold(HashMap::new(), |mut mails, delivery| {
        mails.entry(delivery.event_id.clone()).or_insert_with(Vec::new).push(delivery);
        mails
    })
}

fn told(entry: Entry, cast: &Cast, mails: &mut HashMap<String, Vec<DeliveryView>>) -> Result<FileEntry> {
    let chained = || Problem::broken(format!("journal entry {} stands in a file before it is chained", entry.id));
    let (seq, digest) = (entry.seq.ok_or_else(chained)?, entry.digest.clone().ok_or_else(chained)?);
    let mut facts: serde_json::Value = serde_json::from_str(&entry.payload).map_err(Problem::internal)?;
    if let Some(facts) = facts.as_object_mut() {
        facts.retain(|key, value| !NEVER_SHOWN.contains(&key.as_str()) && !value.is_null());
    }
    Ok(FileEntry {
        seq,
        at: entry.occurred_at,
        title: title(&entry.event),
        who: cast.who(&entry.actor),
        facts,
        digest,
        mails: mails.remove(&entry.id).unwrap_or_default(),
        event: entry.event,
    })
}

fn approved(approval: store::Approval, cast: &Cast) -> Result<FileApproval> {
    Ok(FileApproval {
        submission: approval.submission,
        step: approval.step,
        decision: approval.decision,
        decided_by: cast.who(&format!("user:{}", approval.decided_by)),
        decided_at: approval.decided_at,
        reason: approval.reason,
        collective_decision: approval.collective_decision.as_ref().map(JsonText::parse).transpose()?,
    })
}

fn totals(timeline: &[FileEntry], approvals: usize) -> FileTotals {
    let mails = || timeline.iter().flat_map(|entry| &entry.mails);
    let with = |status| mails().filter(|mail| mail.status == status).count();
    FileTotals {
        entries: timeline.len(),
        mails: mails().count(),
        mails_sent: with(notifications::Status::Sent),
        mails_dead: with(notifications::Status::Dead),
        approvals,
    }
}

/// Everybody who acts in the story.
struct Cast {
    people: HashMap<String, Vec<Membership>>,
    keys: HashMap<String, Text>,
}

impl Cast {
    fn of(conn: &mut Conn, entries: &[Entry], approvals: &[store::Approval]) -> Result<Self> {
        let acting = |prefix: &str| entries.iter().filter_map(|e| e.actor.strip_prefix(prefix).map(str::to_owned)).collect::<BTreeSet<_>>();
        let mut users: BTreeSet<UserId> = acting("user:").iter().filter_map(|id| UserId::parse(id)).collect();
        users.extend(approvals.iter().map(|approval| approval.decided_by.clone()));
        let rows = store::memberships_of(conn, &users.into_iter().collect::<Vec<_>>())?;
        let people = rows.into_iter().fold(HashMap::new(), |mut people: HashMap<String, Vec<Membership>>, row| {
            people.entry(row.user_id.to_string()).or_default().push(row);
            people
        });
        let keys = store::organizations_of_keys(conn, &acting("key:").into_iter().collect::<Vec<_>>())?;
        Ok(Self { people, keys: keys.into_iter().collect() })
    }

    fn who(&self, actor: &str) -> FileActor {
        let plain = |kind, zh: &str, en: &str| FileActor { kind, name: Text::new(zh, en), role: None };
        match actor.split_once(':') {
            Some(("user", id)) => self.person(id),
            Some(("key", id)) => {
                let name = self.keys.get(id).cloned().unwrap_or_else(|| Text::new("机构程序", "a program"));
                FileActor { kind: "organization", name, role: None }
            }
            Some(("panel_member", _)) => plain("panel_member", "评审小组成员", "a panel member"),
            _ if actor == "system" => plain("system", "系统", "the system"),
            _ => plain("other", "其他", "other"),
        }
    }

    fn person(&self, id: &str) -> FileActor {
        let rows = self.people.get(id).map(Vec::as_slice).unwrap_or_default();
        let official = rows.iter().find(|row| row.role.is_some_and(|role| OFFICIALS.contains(&role)));
        if let Some(row) = official {
            return FileActor { kind: "official", name: Text::new(&row.name, &row.name), role: row.role };
        }
        let row = rows.iter().find(|row| row.organization_zh.is_some());
        match row.and_then(|row| row.organization_zh.clone().map(|zh| (zh, row))) {
            Some((zh, row)) => FileActor {
                kind: "organization",
                name: Text { en: row.organization_en.clone().unwrap_or_else(|| zh.clone()), zh },
                role: row.role,
            },
            None => FileActor { kind: "other", name: Text::new("其他", "other"), role: rows.first().and_then(|row| row.role) },
        }
    }
}
