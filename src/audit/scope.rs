//! Whose purchases a question is about: auditors ask about every place, officials about those that they reach.

use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::Result;

const OFFICIALS: &[Role] = &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator];

/// Places, by the beginnings of their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// None: everywhere.
    reach: Option<Vec<String>>,
    /// The place that was asked for.
    below: Option<String>,
}

impl Scope {
    /// What the caller reaches, of the place with this code.
    pub fn of(conn: &mut Conn, actor: &Actor, area: Option<&str>) -> Result<Self> {
        let reach = if actor.has_any(&[Role::Auditor]) { None } else { Some(actor.area_paths(OFFICIALS)) };
        Ok(Self { reach, below: area.map(|code| areas::path_of(conn, code, "area")).transpose()? })
    }

    pub fn everywhere() -> Self {
        Self { reach: None, below: None }
    }

    pub fn covers(&self, path: &str) -> bool {
        self.is_reached(path) && self.below.as_deref().is_none_or(|below| path.starts_with(below))
    }

    /// Whether the caller may know of a purchase there at all.
    pub fn is_reached(&self, path: &str) -> bool {
        self.reach.as_ref().is_none_or(|paths| paths.iter().any(|reach| path.starts_with(reach)))
    }

    /// The paths that a purchase must lie below one of; none where every place will do.
    pub fn reach(&self) -> Option<&[String]> {
        self.reach.as_deref()
    }

    /// The path that a purchase must lie below as well.
    pub fn below(&self) -> Option<&str> {
        self.below.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_official_asks_about_what_they_reach_and_an_auditor_about_everything() {
        let street = "/310000/310107/310107015/";
        let official = |below: Option<&str>| Scope { reach: Some(vec!["/310000/310107/".into()]), below: below.map(str::to_owned) };
        assert!(official(None).covers(street) && official(Some(street)).covers(street));
        assert!(!official(None).covers("/310000/310101/") && !official(Some("/310000/310107/310107005/")).covers(street));
        assert!(official(Some("/310000/310107/310107005/")).is_reached(street));
        assert!(Scope::everywhere().covers("/310000/310101/"));
        let nobody = Scope { reach: Some(Vec::new()), below: None };
        assert!(!nobody.covers(street));
    }
}
