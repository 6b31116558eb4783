//! What the journal says has changed, as the records that must be read again.

use std::collections::BTreeSet;

use super::super::engine::records::{CatalogueItem, Need, Organization, Project, Resource};
use super::super::engine::{self, Digest, Engine};
use super::super::records;
use super::super::taxonomy::Places;
use super::teacher::Teacher;
use super::{BATCH, Seen};
use crate::journal::{self, Change};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{CatalogueItemId, NeedId, OrganizationId, ProjectId, ResourceId, ResourceReservationId};
use crate::platform::time::Timestamp;
use crate::resources;

/// Records that may be other than the engine knows them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    organizations: BTreeSet<OrganizationId>,
    projects: BTreeSet<ProjectId>,
    needs: BTreeSet<NeedId>,
    catalogue: BTreeSet<CatalogueItemId>,
    resources: BTreeSet<ResourceId>,
    reservations: BTreeSet<ResourceReservationId>,
    places: bool,
    /// The lexicon: with other words every text reads otherwise.
    pub(super) words: bool,
}

/// What a view of the database has that the engine does not.
pub(super) enum News {
    /// Nothing, or the view is older than what the engine knows.
    None,
    /// These, and what is known after them.
    Some(Changes, Seen),
}

/// The changed records as they are now; an id without a record is gone.
pub(super) struct Read {
    organizations: Records<OrganizationId, Organization>,
    projects: Records<ProjectId, Project>,
    needs: Records<NeedId, Need>,
    catalogue: Records<CatalogueItemId, CatalogueItem>,
    resources: Records<ResourceId, Resource>,
    places: Option<std::collections::HashMap<String, Text>>,
}

struct Records<I, R> {
    asked: Vec<I>,
    found: Vec<R>,
}

impl Seen {
    /// Everything that `conn` sees.
    pub(super) fn now(conn: &mut Conn) -> Result<Self> {
        let head = journal::head_place(conn)?;
        Ok(Self::of(&journal::changes_from(conn, head)?))
    }

    /// What is known when all of these are, and everything before them.
    pub(super) fn of(changes: &[Change]) -> Self {
        let chained: BTreeSet<i64> = changes.iter().filter(|change| change.seq.is_some()).map(|change| change.ord).collect();
        let seq = changes.iter().filter_map(|change| change.seq).max().unwrap_or_default();
        // Who was chained while they were read stands in both parts.
        let waiting = changes.iter().filter(|change| change.seq.is_none() && !chained.contains(&change.ord));
        Self { seq, beyond: waiting.map(|change| change.ord).collect() }
    }
}

impl Changes {
    pub(super) fn since(conn: &mut Conn, seen: &Seen) -> Result<News> {
        let entries = journal::changes_from(conn, seen.seq)?;
        let ords: BTreeSet<i64> = entries.iter().map(|entry| entry.ord).collect();
        let has_last = seen.seq == 0 || entries.iter().any(|entry| entry.seq == Some(seen.seq));
        if !has_last || !seen.beyond.is_subset(&ords) {
            return Ok(News::None);
        }
        let is_new = |entry: &&Change| entry.seq.is_none_or(|seq| seq > seen.seq) && !seen.beyond.contains(&entry.ord);
        let mut changes = Self::default();
        let mut any = false;
        for entry in entries.iter().filter(is_new) {
            changes.note(entry);
            any = true;
        }
        let after = Seen::of(&entries);
        if !any && after == *seen {
            return Ok(News::None);
        }
        changes.follow(conn)?;
        Ok(News::Some(changes, after))
    }

    /// All records there are, batch by batch.
    pub(super) fn everything(conn: &mut Conn) -> Result<Vec<Self>> {
        let mut batches = Vec::new();
        for ids in records::catalogue_ids(conn)?.chunks(BATCH) {
            batches.push(Self { catalogue: ids.iter().cloned().collect(), ..Self::default() });
        }
        for ids in records::organization_ids(conn)?.chunks(BATCH) {
            batches.push(Self { organizations: ids.iter().cloned().collect(), ..Self::default() });
        }
        for ids in records::project_ids(conn)?.chunks(BATCH) {
            batches.push(Self { projects: ids.iter().cloned().collect(), ..Self::default() });
        }
        for ids in records::need_ids(conn)?.chunks(BATCH) {
            batches.push(Self { needs: ids.iter().cloned().collect(), ..Self::default() });
        }
        for ids in resources::every_id(conn)?.chunks(BATCH) {
            batches.push(Self { resources: ids.iter().cloned().collect(), ..Self::default() });
        }
        Ok(batches)
    }

    pub(super) fn of_organizations(ids: Vec<OrganizationId>) -> Self {
        Self { organizations: ids.into_iter().collect(), ..Self::default() }
    }

    pub(super) fn of_catalogue(ids: Vec<CatalogueItemId>) -> Self {
        Self { catalogue: ids.into_iter().collect(), ..Self::default() }
    }

    pub(super) fn of_resources(ids: Vec<ResourceId>) -> Self {
        Self { resources: ids.into_iter().collect(), ..Self::default() }
    }

    /// An entry concerns what it is about and whom it names.
    fn note(&mut self, entry: &Change) {
        match entry.entity.as_str() {
            "organization" | "registration" => self.organizations.extend(OrganizationId::parse(&entry.entity_id)),
            "need" => self.needs.extend(NeedId::parse(&entry.entity_id)),
            "catalogue_item" => self.catalogue.extend(CatalogueItemId::parse(&entry.entity_id)),
            "resource" => self.resources.extend(ResourceId::parse(&entry.entity_id)),
            "resource_reservation" => self.reservations.extend(ResourceReservationId::parse(&entry.entity_id)),
            "area" => self.places = true,
            "lexicon" => self.words = true,
            _ => {}
        }
        self.organizations.extend(entry.organization_id.as_deref().and_then(OrganizationId::parse));
        self.projects.extend(entry.project_id.as_deref().and_then(ProjectId::parse));
    }

    /// Whoever is invited to a changed project or supplies it has changed with it, and so have the needs that it answers; with an
    /// organisation the open projects that it buys or wrote (R21, R22), and what it offers.
    fn follow(&mut self, conn: &mut Conn) -> Result<()> {
        let changed: Vec<OrganizationId> = self.organizations.iter().cloned().collect();
        let projects: Vec<ProjectId> = self.projects.iter().cloned().collect();
        for ids in projects.chunks(BATCH) {
            self.organizations.extend(records::suppliers_of(conn, ids)?);
            self.needs.extend(records::needs_of(conn, ids)?);
        }
        for ids in changed.chunks(BATCH) {
            self.projects.extend(records::open_projects_of(conn, ids)?);
            self.resources.extend(resources::of_organizations(conn, ids)?);
        }
        let reservations: Vec<ResourceReservationId> = std::mem::take(&mut self.reservations).into_iter().collect();
        for ids in reservations.chunks(BATCH) {
            self.resources.extend(resources::of_reservations(conn, ids)?);
        }
        Ok(())
    }

    /// The records as `conn` sees them.
    pub(super) fn read(self, conn: &mut Conn, now: Timestamp) -> Result<Read> {
        Ok(Read {
            organizations: Records::read(self.organizations, |ids| records::organizations(conn, ids, now))?,
            projects: Records::read(self.projects, |ids| records::projects(conn, ids, now))?,
            needs: Records::read(self.needs, |ids| records::needs(conn, ids))?,
            catalogue: Records::read(self.catalogue, |ids| records::catalogue_items(conn, ids, now))?,
            resources: Records::read(self.resources, |ids| records::resources(conn, ids, now))?,
            places: if self.places { Some(records::area_names(conn)?) } else { None },
        })
    }
}

impl<I: Clone, R> Records<I, R> {
    fn read(ids: BTreeSet<I>, mut read: impl FnMut(&[I]) -> Result<Vec<R>>) -> Result<Self> {
        let asked: Vec<I> = ids.into_iter().collect();
        let mut found = Vec::with_capacity(asked.len());
        for ids in asked.chunks(BATCH) {
            found.extend(read(ids)?);
        }
        Ok(Self { asked, found })
    }
}

impl<I: AsRef<str>, R> Records<I, R> {
    /// Puts what was found, and takes out what was not.
    fn apply(self, engine: &mut Engine, id: fn(&R) -> &str, put: fn(&mut Engine, R), remove: fn(&mut Engine, &str) -> bool) {
        let found: BTreeSet<&str> = self.found.iter().map(id).collect();
        let gone: Vec<&I> = self.asked.iter().filter(|asked| !found.contains(asked.as_ref())).collect();
        for gone in gone {
            remove(engine, gone.as_ref());
        }
        for record in self.found {
            put(engine, record);
        }
    }
}

impl Read {
    pub(super) fn apply(self, engine: &mut Engine, teacher: &mut Teacher, places: &Places) {
        self.catalogue.asked.iter().for_each(|id| teacher.forget_item(id.as_str()));
        self.catalogue.found.iter().for_each(|item| teacher.learn_item(item));
        self.needs.asked.iter().for_each(|id| teacher.forget(id.as_str()));
        self.needs.found.iter().for_each(|need| teacher.learn(need));
        if let Some(names) = self.places {
            places.learn(names);
        }
        self.catalogue.apply(engine, |item| &item.id, Engine::upsert_catalogue_item, Engine::remove_catalogue_item);
        self.organizations.apply(engine, |organization| &organization.id, Engine::upsert_organization, Engine::remove_organization);
        self.projects.apply(engine, |project| &project.id, Engine::upsert_project, Engine::remove_project);
        self.needs.apply(engine, |need| &need.id, Engine::upsert_need, Engine::remove_need);
        self.resources.apply(engine, |resource| &resource.id, Engine::upsert_resource, Engine::remove_resource);
    }
}

/// Counts and digests of everything that can be matched, as `conn` sees it.
pub(super) fn digest(conn: &mut Conn, now: Timestamp) -> Result<Digest> {
    let mut versions: [Vec<(String, u64)>; 5] = Default::default();
    for changes in Changes::everything(conn)? {
        let read = changes.read(conn, now)?;
        versions[0].extend(read.organizations.found.into_iter().map(|organization| (organization.id, organization.version)));
        versions[1].extend(read.projects.found.into_iter().map(|project| (project.id, project.version)));
        versions[2].extend(read.needs.found.into_iter().map(|need| (need.id, need.version)));
        versions[3].extend(read.catalogue.found.into_iter().map(|item| (item.id, item.version)));
        versions[4].extend(read.resources.found.into_iter().map(|resource| (resource.id, resource.version)));
    }
    let [organizations, projects, needs, catalogue, resources] =
        versions.map(|versions| engine::digest(versions.iter().map(|(id, version)| (id.as_str(), *version))));
    Ok(Digest { organizations, projects, needs, catalogue, resources })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(ord: i64, seq: Option<i64>) -> Change {
        Change {
            ord,
            seq,
            event: "need.reported".into(),
            entity: "need".into(),
            entity_id: String::new(),
            project_id: None,
            organization_id: None,
        }
    }

    #[test]
    fn what_was_chained_while_it_was_read_is_chained() {
        let read = [change(9, Some(4)), change(10, Some(5)), change(11, Some(6)), change(10, None), change(11, None), change(12, None)];
        assert_eq!(Seen::of(&read), Seen { seq: 6, beyond: BTreeSet::from([12]) });
    }

    #[test]
    fn nothing_is_known_of_an_empty_journal() {
        assert_eq!(Seen::of(&[]), Seen::default());
    }
}
