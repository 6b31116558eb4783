//! What ties a member to each bidder, as the form says it: a row for every bidder.

use serde::Serialize;

use crate::desk::typed;
use crate::evaluation::{ConflictKind, Declaration, DeclareConflicts};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::BidId;

/// What the form sends.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeclarationForm {
    pub csrf: String,
    pub version: String,
    pub key: String,
    rows: Vec<Said>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Said {
    bid: String,
    kind: String,
    note: String,
}

impl DeclarationForm {
    /// Each row begins with the bid.
    pub fn read(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => form.csrf = value,
                "version" => form.version = value,
                "key" => form.key = value,
                "bid" => form.rows.push(Said { bid: value, ..Said::default() }),
                "kind" => form.rows.last_mut().into_iter().for_each(|row| row.kind.clone_from(&value)),
                "note" => form.rows.last_mut().into_iter().for_each(|row| row.note.clone_from(&value)),
                _ => {}
            }
        }
        form
    }

    /// Nothing is taken for granted: a bidder about which nothing was chosen is asked about again.
    pub fn command(&self) -> Result<DeclareConflicts> {
        let open = || {
            let en = "say for every bidder what ties you to it, or that nothing does.";
            Problem::field("/declared", "required", "请对每家投标机构逐一选择，没有利害关系的也请选择。", en)
        };
        let said = |row: &Said| {
            let (bid_id, kind) = BidId::parse(&row.bid).zip(ConflictKind::parse(&row.kind)).ok_or_else(open)?;
            Ok(Declaration { bid_id, kind, note: Some(typed::lines(&row.note)).filter(|note| !note.trim().is_empty()) })
        };
        Ok(DeclareConflicts { declarations: self.rows.iter().map(said).collect::<Result<_>>()? })
    }
}
