//! The versions of rule sets that this service has ever been given.

mod get;
mod list;
mod load;
mod store;
mod view;

pub(super) use load::load;

use crate::platform::http::Routes;
use chrono::NaiveDate;

use super::rule_set::RuleSet;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};

pub(super) fn routes(config: &mut Routes) {
    config.service(list::handle).service(get::handle);
}

/// The latest version of a rule set that is valid on a date.
pub fn find_current(conn: &mut Conn, code: &str, on: NaiveDate) -> Result<Option<RuleSet>> {
    store::latest_valid(conn, code, on)?.map(|row| row.body.parse()).transpose()
}

/// The latest valid version of each rule set, by code.
pub fn every_current(conn: &mut Conn, on: NaiveDate) -> Result<Vec<RuleSet>> {
    let mut all = Vec::new();
    for code in store::codes(conn)? {
        all.extend(find_current(conn, &code, on)?);
    }
    Ok(all)
}

/// As [`find_current`]; 409 where no version is valid then.
pub fn current(conn: &mut Conn, code: &str, on: NaiveDate) -> Result<RuleSet> {
    find_current(conn, code, on)?.ok_or_else(|| {
        Problem::conflict(
            "rules/no_valid_rule_set",
            format!("规则集 {code} 在 {on} 没有有效版本。"),
            format!("No version of the rule set {code} is valid on {on}."),
        )
    })
}

/// The rule set of exactly this version.
pub fn by_version(conn: &mut Conn, code: &str, version: &str) -> Result<Option<RuleSet>> {
    store::find(conn, code, version)?.map(|row| row.body.parse()).transpose()
}
