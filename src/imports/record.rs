//! A row that could be read: how it is recognised, judged and entered. The rules are those of the single record.

use serde::{Deserialize, Serialize};

use super::model::Kind;
use crate::needs::{self, ReportNeed};
use crate::organizations::{self, Registration};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Result};
use crate::platform::ids::{BudgetLineId, NeedId, OrganizationId};
use crate::platform::sheets::{Column, RowReader};
use crate::rules::budget::{self, CreateBudgetLine};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    Organization(Box<Registration>),
    Need(ReportNeed),
    BudgetLine(CreateBudgetLine),
}

impl Kind {
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Organizations => organizations::sheet::COLUMNS,
            Self::Needs => needs::sheet::COLUMNS,
            Self::BudgetLines => budget::sheet::COLUMNS,
        }
    }

    /// Reads a row; None where a cell cannot be read. `own` is the buyer of budget lines that name none.
    pub(super) fn read(self, row: &mut RowReader, own: Option<&OrganizationId>) -> Option<Record> {
        match self {
            Self::Organizations => organizations::sheet::read(row).map(|registration| Record::Organization(Box::new(registration))),
            Self::Needs => needs::sheet::read(row).map(Record::Need),
            Self::BudgetLines => budget::sheet::read(row, own).map(Record::BudgetLine),
        }
    }
}

impl Record {
    /// What makes it the same record, whoever enters it.
    pub(super) fn key(&self) -> Vec<String> {
        match self {
            Self::Organization(o) => match &o.credit_code {
                Some(code) => vec![code.to_ascii_uppercase()],
                None => vec![o.name_zh.clone(), o.area_code.clone()],
            },
            Self::Need(n) => vec![n.area_code.clone(), n.title_zh.clone(), n.description_zh.clone()],
            Self::BudgetLine(b) => vec![b.organization_id.to_string(), b.year.to_string(), b.code.clone()],
        }
    }

    /// The field by which people recognise it.
    pub(super) fn key_field(&self) -> &'static str {
        match self {
            Self::Organization(o) if o.credit_code.is_some() => "credit_code",
            Self::Organization(_) => "name_zh",
            Self::Need(_) => "title_zh",
            Self::BudgetLine(_) => "code",
        }
    }

    /// Whether it is on file.
    pub(super) fn is_known(&self, conn: &mut Conn) -> Result<bool> {
        match self {
            Self::Organization(o) => Ok(on_file(conn, o)?.is_some()),
            Self::Need(n) => needs::is_known(conn, &n.area_code, &n.title_zh, &n.description_zh),
            Self::BudgetLine(b) => budget::is_known(conn, &b.organization_id, b.year, &b.code),
        }
    }

    /// Whether everybody may see it on file, so that an export is recognised by who could not enter it.
    pub(super) fn is_public(&self, conn: &mut Conn) -> Result<bool> {
        match self {
            Self::Organization(o) => Ok(on_file(conn, o)?.is_some_and(organizations::Status::is_public)),
            Self::Need(_) | Self::BudgetLine(_) => Ok(false),
        }
    }

    /// What `enter` would refuse.
    pub(super) fn vet(&self, conn: &mut Conn, call: &Call) -> Result<()> {
        match self {
            Self::Organization(o) => organizations::vet(conn, call, o),
            Self::Need(n) => needs::vet(conn, call, n),
            Self::BudgetLine(b) => budget::vet(conn, call, b),
        }
    }

    /// Enters it as a single one is entered, with its event.
    pub(super) fn enter(&self, tx: &mut Tx, call: &Call) -> Result<()> {
        match self {
            Self::Organization(o) => organizations::enter(tx, call, OrganizationId::new(), o).map(|_| ()),
            Self::Need(n) => needs::report(tx, call, NeedId::new(), n).map(|_| ()),
            Self::BudgetLine(b) => budget::open(tx, call, BudgetLineId::new(), b).map(|_| ()),
        }
    }
}

fn on_file(conn: &mut Conn, registration: &Registration) -> Result<Option<organizations::Status>> {
    organizations::status_on_file(conn, registration.credit_code.as_deref(), &registration.name_zh, &registration.area_code)
}
