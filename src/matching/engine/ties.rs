//! Which organisations are tied to an item, a head or a body, for what a project asks for and bars by name.

use super::records::Organization;
use super::state::Supply;
use super::store::Row;

/// What can tie organisations to a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tie {
    /// It offers this catalogue item.
    Item,
    /// It has this head.
    Head,
    /// It belongs to this body.
    Body,
}

impl Supply {
    /// The rows tied to something.
    pub fn tied<'s>(&'s self, tie: Tie, key: &str) -> impl Iterator<Item = Row> + 's {
        self.ties.get(&(tie, key.to_owned())).into_iter().flatten().copied()
    }

    pub fn remember_ties(&mut self, row: Row) {
        let Some(organization) = self.store.at(row) else { return };
        for tie in ties(organization) {
            self.ties.entry(tie).or_default().insert(row);
        }
    }

    pub fn forget_ties(&mut self, row: Row) {
        let Some(organization) = self.store.at(row) else { return };
        for tie in ties(organization) {
            if let Some(rows) = self.ties.get_mut(&tie) {
                rows.remove(&row);
                if rows.is_empty() {
                    self.ties.remove(&tie);
                }
            }
        }
    }
}

fn ties(organization: &Organization) -> impl Iterator<Item = (Tie, String)> {
    let items = organization.services.iter().filter_map(|service| service.item.as_ref()).map(|item| (Tie::Item, item.clone()));
    let head = organization.legal_representative.iter().map(|head| (Tie::Head, head.clone()));
    items.chain(head).chain(organization.parent_body.iter().map(|body| (Tie::Body, body.clone())))
}
