//! What each record says in words, part by part: the text it is found by, and the question it puts.

use super::records::{Need, Organization, Project};
use super::text::Field;

/// Parts with how many times they count; empty ones are left out.
pub(super) fn fields<'t>(parts: impl IntoIterator<Item = (&'t String, u8)>) -> Vec<Field> {
    parts.into_iter().filter(|(text, _)| !text.trim().is_empty()).map(|(text, boost)| Field::new(text.as_str(), boost)).collect()
}

/// How many finished projects tell by their titles what an organisation does.
const TITLES: usize = 10;

pub(super) fn organization_text(organization: &Organization) -> Vec<Field> {
    let services = organization.services.iter().map(|service| (&service.name, 2));
    let mut finished: Vec<_> = organization.finished.iter().collect();
    finished.sort_by(|a, b| (b.finished_on, &a.id).cmp(&(a.finished_on, &b.id)));
    let titles = finished.into_iter().take(TITLES).map(|project| (&project.title, 1));
    fields([(&organization.name, 3)].into_iter().chain(services).chain([(&organization.text, 1)]).chain(titles))
}

/// What an organisation would ask for.
pub(super) fn organization_question(organization: &Organization) -> Vec<Field> {
    let services = organization.services.iter().map(|service| (&service.name, 2));
    fields(services.chain([(&organization.text, 1)]))
}

pub(super) fn project_text(project: &Project) -> Vec<Field> {
    fields([(&project.title, 2), (&project.text, 1)])
}

pub(super) fn need_text(need: &Need) -> Vec<Field> {
    fields([(&need.title, 2), (&need.text, 1)])
}
