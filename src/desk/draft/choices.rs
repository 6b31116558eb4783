//! What can be chosen in the form of a draft.

use chrono::Datelike as _;
use serde::Serialize;

use super::store;
use crate::areas;
use crate::desk::choice::{Choice, places};
use crate::identity::{self, Contact};
use crate::needs;
use crate::organizations::{self, taxonomy::taxonomy};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::NeedId;
use crate::projects::{DocumentKind, Instrument, Project};
use crate::rules;

#[derive(Serialize)]
pub struct Choices {
    areas: Vec<Choice>,
    regimes: Vec<Choice>,
    fields: Vec<Choice>,
    groups: Vec<Choice>,
    needs: Vec<Choice>,
    instruments: Vec<Choice>,
    lines: Vec<Choice>,
    items: Vec<Choice>,
    officers: Vec<Choice>,
    documents: Vec<Choice>,
}

impl Choices {
    /// For this draft and the place, buyer and day that it is written for.
    pub fn of(conn: &mut Conn, call: &Call, project: &Project, cited: &[NeedId]) -> Result<Self> {
        let today = call.now.shanghai_date();
        let path = areas::path_of(conn, &project.area_code, "/area_code")?;
        let reach = super::reach(call);
        let lines = store::budget_lines(conn, &project.buyer_id, today.year(), &reach)?;
        let officers = officers(conn, project, &path, &reach)?;
        let regimes = rules::every_current(conn, today)?;
        let items = rules::catalogue_items(conn, today)?;
        let fields = taxonomy().fields().iter();
        let groups = taxonomy().target_groups().iter();
        Ok(Self {
            areas: places(conn, super::reach(call), Some(&project.area_code))?,
            regimes: regimes.into_iter().map(|rules| Choice::in_both(&rules.code, Text::new(&rules.name_zh, &rules.name_en))).collect(),
            fields: fields.map(|field| Choice::in_both(&field.slug, Text::new(&field.label_zh, &field.label_en))).collect(),
            groups: groups.map(|group| Choice::in_both(&group.slug, Text::new(&group.label_zh, &group.label_en))).collect(),
            needs: needs(conn, &path, cited)?,
            instruments: Instrument::ALL.iter().map(|instrument| Choice::in_both(instrument, instrument.words())).collect(),
            lines: lines
                .into_iter()
                .map(|line| Choice::new(&line.id, format!("{} {}，余额 {}", line.code, line.title_zh, line.available())))
                .collect(),
            items: items.into_iter().map(|item| Choice::new(&item.id, format!("{} {}", item.code, item.title_zh))).collect(),
            officers: officers.into_iter().map(|officer| Choice::new(&officer.user_id, officer.name)).collect(),
            documents: DocumentKind::ALL
                .iter()
                .map(|kind| {
                    let (zh, en) = kind.title();
                    Choice::in_both(kind, Text::new(zh, en))
                })
                .collect(),
        })
    }
}

/// The buyer's officers, where the buyer has to do with the place: it sits there or above, or where the caller drafts.
fn officers(conn: &mut Conn, project: &Project, path: &str, reach: &[String]) -> Result<Vec<Contact>> {
    let Some(buyer) = organizations::find(conn, &project.buyer_id)? else { return Ok(Vec::new()) };
    let seat = areas::path_of(conn, &buyer.area_code, "/buyer_id")?;
    if path.starts_with(&seat) || reach.iter().any(|reach| seat.starts_with(reach)) {
        return identity::contacts_of(conn, &project.buyer_id, &[Role::StreetOfficer]);
    }
    Ok(Vec::new())
}

/// What is cited, then what else could be.
fn needs(conn: &mut Conn, path: &str, cited: &[NeedId]) -> Result<Vec<Choice>> {
    let mut all = needs::find_many(conn, cited)?;
    for need in store::needs(conn, path)? {
        if all.iter().all(|known| known.id != need.id) {
            all.push(need);
        }
    }
    Ok(all.into_iter().map(|need| Choice::new(&need.id, format!("{}（{}）", need.title_zh, need.status.words().zh))).collect())
}
