//! How well one organisation fits one project, criterion by criterion: one file each says what counts and tells it.

pub(super) mod area;
pub(super) mod budget;
pub(super) mod capacity;
pub(super) mod field;
pub(super) mod rating;
pub(super) mod target_group;
pub(super) mod text;
pub(super) mod track_record;

use super::names::{Reason, Taxonomy};
use super::records::{Organization, Project};

/// A reason and the stored records it comes from, such as `organizations/7#fields/elderly_care`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub reason: Reason,
    pub sources: Vec<String>,
}

impl Told {
    fn new(reason: Reason, sources: Vec<String>) -> Self {
        Self { reason, sources }
    }
}

/// A pair whose parts are to be told.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub organization: &'a Organization,
    pub project: &'a Project,
    /// Whether the demand is stored as a need instead of a project.
    pub is_need: bool,
    pub taxonomy: &'a dyn Taxonomy,
}

impl Pair<'_> {
    /// A part of the organisation's record.
    pub fn offered(&self, part: &str) -> String {
        ["organizations/", &self.organization.id, "#", part].concat()
    }

    pub fn organization_record(&self) -> String {
        ["organizations/", &self.organization.id].concat()
    }

    pub fn demand_record(&self) -> String {
        format!("{}/{}", if self.is_need { "needs" } else { "projects" }, self.project.id)
    }

    /// What is said where the organisation says nothing.
    fn no_data(&self, zh: &str, en: &str) -> Told {
        let reason = Reason::new(format!("无数据：{zh}，按同类机构的平均值计"), format!("no data: {en}; the mean of its cohort is used"));
        Told::new(reason, vec![self.organization_record()])
    }

    /// What is said where the demand says nothing.
    fn not_asked(&self, zh: &str, en: &str) -> Told {
        let reason =
            Reason::new(format!("无数据：需求方{zh}"), format!("no data: {} {en}", if self.is_need { "the need" } else { "the project" }));
        Told::new(reason, vec![self.demand_record()])
    }
}

/// Yuan with separators, from fen; cents are left out.
fn yuan(fen: u64) -> String {
    let digits = (fen / 100).to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    #[test]
    fn money_is_read_in_yuan() {
        assert_eq!([0, 99, 100, 123_456_700].map(super::yuan), ["0", "0", "1", "1,234,567"]);
    }
}
