//! Target groups: the mean over the project's groups of how well the organisation's own reach each of them.

use super::super::names::{Reason, Taxonomy};
use super::super::pool::Fit;
use super::super::records::{Organization, Project};
use super::super::symbols::{Symbol, Symbols};
use super::super::{ALL_RESIDENTS, FULL};
use super::{Pair, Told};

/// It works for the wider group that the asked one is a part of.
const WIDER: u32 = 8_000;
/// It works for a part of the asked group, or one of the two sides is for everybody.
const PARTLY: u32 = 6_000;

#[derive(Debug, Clone)]
pub(in super::super) struct TargetGroup;

/// A group and the wider one it is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) struct Group {
    own: Symbol,
    wider: Option<Symbol>,
    everybody: bool,
}

/// Groups, sorted.
pub(in super::super) type Groups = Box<[Group]>;

impl Fit for TargetGroup {
    type Offer = Groups;
    /// Never empty: a project that names no group is for all residents.
    type Wish = Groups;
    type Part = Group;
    const BY_PARTS: bool = true;

    fn value(offer: &Groups, wish: &Groups) -> Option<u32> {
        if offer.is_empty() {
            return None;
        }
        let reached = |wanted: &Group| offer.iter().map(|own| affinity(own, wanted)).max().unwrap_or(0);
        let count = u32::try_from(wish.len()).unwrap_or(u32::MAX).max(1);
        Some((wish.iter().map(|wanted| u64::from(reached(wanted))).sum::<u64>() / u64::from(count)) as u32)
    }

    fn parts(offer: &Groups) -> Vec<Group> {
        offer.to_vec()
    }

    fn each(wish: &Groups) -> Vec<Groups> {
        wish.iter().map(|group| [*group].into()).collect()
    }

    fn value_of_part(own: &Group, wish: &Groups) -> Option<u32> {
        wish.iter().map(|wanted| affinity(own, wanted)).max()
    }
}

fn affinity(own: &Group, wanted: &Group) -> u32 {
    if own.own == wanted.own {
        FULL
    } else if wanted.wider == Some(own.own) {
        WIDER
    } else if own.wider == Some(wanted.own) || own.everybody || wanted.everybody {
        PARTLY
    } else {
        0
    }
}

pub(in super::super) fn offer(organization: &Organization, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Groups {
    groups(organization.all_groups(), taxonomy, symbols)
}

pub(in super::super) fn wish(project: &Project, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Groups {
    let named = project.target_groups.iter().map(String::as_str).filter(|group| !group.is_empty());
    let all = groups(named, taxonomy, symbols);
    if all.is_empty() { groups(std::iter::once(ALL_RESIDENTS), taxonomy, symbols) } else { all }
}

fn groups<'g>(names: impl Iterator<Item = &'g str>, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Groups {
    let mut groups: Vec<Group> = names
        .map(|name| Group {
            own: symbols.of(name),
            wider: taxonomy.wider_group(name).map(|wider| symbols.of(&wider)),
            everybody: name == ALL_RESIDENTS,
        })
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups.into()
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let Pair { organization, project, taxonomy, .. } = *pair;
    let distinct = |names: &mut dyn Iterator<Item = &str>| {
        let names: std::collections::BTreeSet<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        names
    };
    let served = distinct(&mut organization.all_groups());
    let mut wanted = distinct(&mut project.target_groups.iter().map(String::as_str));
    if wanted.is_empty() {
        wanted.insert(ALL_RESIDENTS.to_owned());
    }
    if served.is_empty() {
        return pair.no_data("尚未登记服务对象", "no target group registered yet");
    }
    let listed = |groups: &mut dyn Iterator<Item = &String>| Reason::list(groups.map(|group| taxonomy.group_name(group)));
    let shared: Vec<&String> = wanted.iter().filter(|group| served.contains(*group)).collect();
    let related = |own: &String| {
        let wider = taxonomy.wider_group(own);
        wanted.iter().any(|group| wider.as_ref() == Some(group) || taxonomy.wider_group(group).as_ref() == Some(own))
    };
    let near: Vec<&String> = served.iter().filter(|own| related(own)).collect();
    let is_near = |group: &&String| {
        let wider = taxonomy.wider_group(group);
        near.iter().any(|own| wider.as_ref() == Some(*own) || taxonomy.wider_group(own).as_ref() == Some(*group))
    };
    let general = served.contains(ALL_RESIDENTS) || wanted.contains(ALL_RESIDENTS);
    let (asked, own) = (listed(&mut wanted.iter()), listed(&mut served.iter()));
    let same = listed(&mut shared.iter().copied());
    let (reason, named): (Reason, Vec<&String>) = if shared.len() == wanted.len() {
        (Reason::new(format!("登记的服务对象包含项目的“{}”", same.zh), format!("works for all the project's groups: {}", same.en)), shared)
    } else if !shared.is_empty() {
        let (part, all) = (shared.len(), wanted.len());
        (
            Reason::new(
                format!("登记的服务对象包含项目{all}类对象中的{part}类：“{}”", same.zh),
                format!("works for {part} of the project's {all} groups: {}", same.en),
            ),
            shared,
        )
    } else if !near.is_empty() {
        let close = listed(&mut near.iter().copied());
        let asked = listed(&mut wanted.iter().filter(is_near));
        (
            Reason::new(
                format!("服务对象“{}”与项目的“{}”有包含关系", close.zh, asked.zh),
                format!("works for {}, which includes or is part of the project's {}", close.en, asked.en),
            ),
            near,
        )
    } else if general {
        (
            Reason::new(
                format!("服务对象“{}”与项目的“{}”有一方面向全体居民", own.zh, asked.zh),
                format!("works for {}, the project is for {}: one of them is for everybody", own.en, asked.en),
            ),
            served.iter().collect(),
        )
    } else {
        (
            Reason::new(
                format!("登记的服务对象“{}”不含项目的“{}”", own.zh, asked.zh),
                format!("works for {}, not for the project's {}", own.en, asked.en),
            ),
            served.iter().collect(),
        )
    };
    let source = |group: &String| {
        let service = || organization.services.iter().find(|service| service.target_groups.contains(group));
        let own = organization.target_groups.contains(group);
        let of_service = if own { None } else { service().map(|service| format!("services/{}", service.id)) };
        pair.offered(&of_service.unwrap_or_else(|| format!("target_groups/{group}")))
    };
    let mut sources: Vec<String> = named.into_iter().map(source).collect();
    sources.dedup();
    Told::new(reason, sources)
}
