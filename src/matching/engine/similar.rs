//! "More like this": the organisations or projects that a stored one resembles most, among the nearest by text.

use std::collections::BTreeSet;

use super::FULL;
use super::found::{self, Candidate, Found, FoundItem, Plan};
use super::names::Reason;
use super::own_view::Distance;
use super::pool::{Fit, NEUTRAL, Value};
use super::records::AreaRef;
use super::state::Engine;
use super::wording::{organization_question, project_text};

const PLAN: Plan<4> = [("text", 40), ("field", 25), ("target_group", 15), ("area", 20)];
/// So many of the nearest by text are looked at closely.
const NEAREST: usize = 300;

/// What two records of one kind are compared by.
struct Traits<'a> {
    fields: BTreeSet<&'a str>,
    groups: BTreeSet<&'a str>,
    area: Option<&'a AreaRef>,
}

impl Engine {
    /// The `most` organisations that resemble a stored one; none if there is no such organisation.
    pub fn similar_organizations(&self, id: &str, most: usize) -> Option<Found> {
        let (_, own) = self.supply.store.get(id)?;
        let traits_of = |id: &str| {
            let (_, organization) = self.supply.store.get(id)?;
            let fields = organization.all_fields().collect();
            Some(Traits { fields, groups: organization.all_groups().collect(), area: organization.home_area.as_ref() })
        };
        let asked = self.supply.text.ask(&organization_question(own));
        let own_traits = traits_of(id)?;
        let nearest = self.supply.text.nearest(&asked, NEAREST + 1);
        let candidates = nearest.into_iter().filter(|(other, _)| *other != id).filter_map(|(other, _)| {
            let (row, organization) = self.supply.store.get(other).filter(|(_, organization)| organization.verified)?;
            let text = self.supply.text.value(&asked, row);
            Some(Candidate {
                row,
                id: &organization.id,
                name: &organization.name,
                values: self.alike(text, &own_traits, &traits_of(other)?),
            })
        });
        let candidates: Vec<Candidate<4>> = candidates.collect();
        let count = candidates.len();
        let told = |candidate: &Candidate<4>| -> Option<FoundItem> {
            let evidence = self.supply.text.evidence(&asked, candidate.row);
            let record = format!("organizations/{}", candidate.id);
            let reasons = self.tell_alike(candidate, &own_traits, &traits_of(candidate.id)?, &record);
            let text = found::text_reason(&evidence, candidate.values[0].value, record);
            let [field, group, area] = reasons;
            Some(found::item(candidate, &PLAN, [text, field, group, area], evidence))
        };
        let items = found::best(candidates, &PLAN, most).iter().filter_map(told).collect();
        Some(Found { as_of: self.as_of, candidates: count, items, left_out: Vec::new() })
    }

    /// The `most` projects that resemble a stored one, open or not; none if there is no such project.
    pub fn similar_projects(&self, id: &str, most: usize) -> Option<Found> {
        let (_, own) = self.demand.store.get(id)?;
        let traits_of = |id: &str| {
            let (_, project) = self.demand.store.get(id)?;
            let groups = project.target_groups.iter().map(String::as_str).collect();
            Some(Traits { fields: project.field.as_deref().into_iter().collect(), groups, area: project.area.as_ref() })
        };
        let asked = self.demand.text.ask(&project_text(own));
        let own_traits = traits_of(id)?;
        let nearest = self.demand.text.nearest(&asked, NEAREST + 1);
        let candidates = nearest.into_iter().filter(|(other, _)| *other != id).filter_map(|(other, _)| {
            let (row, project) = self.demand.store.get(other)?;
            let text = self.demand.text.value(&asked, row);
            Some(Candidate { row, id: &project.id, name: &project.title, values: self.alike(text, &own_traits, &traits_of(other)?) })
        });
        let candidates: Vec<Candidate<4>> = candidates.collect();
        let count = candidates.len();
        let told = |candidate: &Candidate<4>| -> Option<FoundItem> {
            let evidence = self.demand.text.evidence(&asked, candidate.row);
            let record = format!("projects/{}", candidate.id);
            let reasons = self.tell_alike(candidate, &own_traits, &traits_of(candidate.id)?, &record);
            let text = found::text_reason(&evidence, candidate.values[0].value, record);
            let [field, group, area] = reasons;
            Some(found::item(candidate, &PLAN, [text, field, group, area], evidence))
        };
        let items = found::best(candidates, &PLAN, most).iter().filter_map(told).collect();
        Some(Found { as_of: self.as_of, candidates: count, items, left_out: Vec::new() })
    }

    fn alike(&self, text: u32, own: &Traits, other: &Traits) -> [Value; 4] {
        let place = |area: Option<&AreaRef>| area.map(|area| self.symbols.place(area));
        let known = |value: Option<u32>| value.map_or(Value { value: NEUTRAL, known: false }, |value| Value { value, known: true });
        let area = Distance::value(&place(other.area), &place(own.area));
        [known(Some(text)), known(shared(&own.fields, &other.fields)), known(shared(&own.groups, &other.groups)), known(area)]
    }

    fn tell_alike(&self, candidate: &Candidate<4>, own: &Traits, other: &Traits, record: &str) -> [(Reason, Vec<String>); 3] {
        let name = |both: &BTreeSet<&str>, name: &dyn Fn(&str) -> Reason| Reason::list(both.iter().map(|one| name(one)));
        let fields: BTreeSet<&str> = own.fields.intersection(&other.fields).copied().collect();
        let groups: BTreeSet<&str> = own.groups.intersection(&other.groups).copied().collect();
        let of_both = |names: Reason, any: bool, known: bool, zh: &str, en: &str| {
            let reason = match (known, any) {
                (false, _) => Reason::new(format!("无数据：{zh}未登记"), format!("no data: no {en} registered")),
                (true, true) => Reason::new(format!("{zh}相同：{}", names.zh), format!("{en} in common: {}", names.en)),
                (true, false) => Reason::new(format!("{zh}不同"), format!("no {en} in common")),
            };
            (reason, vec![record.to_owned()])
        };
        let [_, field, group, area] = candidate.values;
        let near = match (area.known, area.value) {
            (false, _) => Reason::new("无数据：区域未登记", "no data: no area registered"),
            (true, FULL) => Reason::new("在同一区域", "in the same area"),
            (true, 8_500..) => Reason::new("在邻近区域", "in a neighbouring area"),
            (true, 6_000..) => Reason::new("在同一城市", "in the same city"),
            _ => Reason::new("在不同城市", "in different cities"),
        };
        [
            of_both(name(&fields, &|field| self.taxonomy.field_name(field)), !fields.is_empty(), field.known, "服务领域", "service field"),
            of_both(name(&groups, &|group| self.taxonomy.group_name(group)), !groups.is_empty(), group.known, "服务对象", "target group"),
            (near, vec![record.to_owned()]),
        ]
    }
}

/// The share of all that both have; None where one of them has none.
fn shared(own: &BTreeSet<&str>, other: &BTreeSet<&str>) -> Option<u32> {
    if own.is_empty() || other.is_empty() {
        return None;
    }
    let (both, all) = (own.intersection(other).count(), own.union(other).count());
    u32::try_from(both * FULL as usize / all).ok()
}
