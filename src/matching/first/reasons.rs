//! Why a pair has its points, in words: templates over stored records, never free text.

use serde::Serialize;

use super::criteria::{AreaFit, FieldFit, TargetGroupFit};
use super::records::{AreaRef, Demand, Supply};
use super::text::{Document, Rarity};

/// One sentence in both languages of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub zh: String,
    pub en: String,
}

impl Reason {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same word in both languages.
    pub fn same(word: &str) -> Self {
        Self::new(word, word)
    }
}

/// What the engine must be told of the service fields, and how things are called. Names default to the code itself.
///
/// A closure from a field's slug to its category's is a taxonomy without names.
pub trait Taxonomy {
    /// The category (level 1) of a service field; `None` when the field is unknown.
    fn category_of(&self, field: &str) -> Option<String>;

    fn category_name(&self, category: &str) -> Reason {
        Reason::same(category)
    }

    fn field_name(&self, field: &str) -> Reason {
        Reason::same(field)
    }

    fn group_name(&self, group: &str) -> Reason {
        Reason::same(group)
    }

    fn area_name(&self, area: &AreaRef) -> Reason {
        Reason::same(&area.code)
    }
}

impl<F: Fn(&str) -> Option<String>> Taxonomy for F {
    fn category_of(&self, field: &str) -> Option<String> {
        self(field)
    }
}

/// A reason and the stored record it comes from, such as `organizations/7#fields/elderly_care`; no record when the
/// organisation has stated nothing.
pub(super) type Sourced = (Reason, Option<String>);

fn source(supply: &Supply, part: &str) -> Option<String> {
    Some(format!("organizations/{}#{part}", supply.id))
}

pub(super) fn of_field(fit: &FieldFit, supply: &Supply, demand: &Demand, taxonomy: &dyn Taxonomy) -> Sourced {
    let wanted = taxonomy.field_name(&demand.field);
    match fit {
        FieldFit::Same(field) => (
            Reason::new(
                format!("登记的服务领域“{}”与项目相同", wanted.zh),
                format!("registered service field “{}” is the project's own", wanted.en),
            ),
            source(supply, &format!("fields/{field}")),
        ),
        FieldFit::SameCategory { field, category } => {
            let (own, category) = (taxonomy.field_name(field), taxonomy.category_name(category));
            (
                Reason::new(
                    format!("登记的服务领域“{}”与项目的“{}”同属“{}”", own.zh, wanted.zh, category.zh),
                    format!(
                        "registered service field “{}” is in the same category as the project's “{}”: {}",
                        own.en, wanted.en, category.en
                    ),
                ),
                source(supply, &format!("fields/{field}")),
            )
        }
        FieldFit::Other => (
            Reason::new(
                format!("登记的服务领域与项目的“{}”不同类", wanted.zh),
                format!("no registered service field is in the category of the project's “{}”", wanted.en),
            ),
            source(supply, "fields"),
        ),
        FieldFit::Unstated => (Reason::new("尚未登记服务领域", "no service field registered yet"), None),
    }
}

pub(super) fn of_area(fit: &AreaFit, supply: &Supply, demand: &Demand, taxonomy: &dyn Taxonomy) -> Sourced {
    let wanted = taxonomy.area_name(&demand.area);
    let tell = |area: &AreaRef, zh: &dyn Fn(&str) -> String, en: &dyn Fn(&str) -> String| {
        let name = taxonomy.area_name(area);
        Reason::new(zh(&name.zh), en(&name.en))
    };
    let served = |area: &AreaRef| source(supply, &format!("areas_served/{}", area.code));
    let seat = source(supply, "home_area");
    match fit {
        AreaFit::Serves(area) => (
            tell(area, &|a| format!("服务范围就是项目所在的“{a}”"), &|a| format!("serves “{a}”, the project's own area")),
            served(area),
        ),
        AreaFit::SeatWithin(area) => (
            tell(area, &|a| format!("所在地“{a}”位于项目区域内"), &|a| {
                format!("has its seat in “{a}”, within the project's area")
            }),
            seat,
        ),
        AreaFit::ServesAbove(area) => (
            tell(area, &|a| format!("服务范围“{a}”包含项目所在的“{}”", wanted.zh), &|a| {
                format!("serves “{a}”, the area directly above the project's “{}”", wanted.en)
            }),
            served(area),
        ),
        AreaFit::SeatNear(area) => (
            tell(area, &|a| format!("所在地“{a}”与项目所在的“{}”同属一个上级区域", wanted.zh), &|a| {
                format!("has its seat in “{a}”, under the same parent area as the project's “{}”", wanted.en)
            }),
            seat,
        ),
        AreaFit::ServesWider(area) => (
            tell(area, &|a| format!("服务范围“{a}”较广，包含项目所在的“{}”", wanted.zh), &|a| {
                format!("serves “{a}”, a wider area that includes the project's “{}”", wanted.en)
            }),
            served(area),
        ),
        AreaFit::ServesPart(area) => (
            tell(area, &|a| format!("服务范围“{a}”是项目所在的“{}”的一部分", wanted.zh), &|a| {
                format!("serves “{a}”, a part of the project's “{}”", wanted.en)
            }),
            served(area),
        ),
        AreaFit::ServesNear(area) => (
            tell(area, &|a| format!("服务范围“{a}”与项目所在的“{}”同属一个上级区域", wanted.zh), &|a| {
                format!("serves “{a}”, under the same parent area as the project's “{}”", wanted.en)
            }),
            served(area),
        ),
        AreaFit::Elsewhere => (
            Reason::new(
                format!("登记的区域不含项目所在的“{}”", wanted.zh),
                format!("no registered area touches the project's “{}”", wanted.en),
            ),
            source(supply, "areas_served"),
        ),
        AreaFit::Unstated => (Reason::new("尚未登记服务范围", "no area registered yet"), None),
    }
}

pub(super) fn of_target_group(fit: &TargetGroupFit, supply: &Supply, taxonomy: &dyn Taxonomy) -> Sourced {
    if fit.served.is_empty() {
        return (Reason::new("尚未登记服务对象", "no target group registered yet"), None);
    }
    let listed = |groups: &mut dyn Iterator<Item = &&str>| {
        let names: Vec<Reason> = groups.map(|group| taxonomy.group_name(group)).collect();
        let join = |language: fn(&Reason) -> &str, separator: &str| names.iter().map(language).collect::<Vec<_>>().join(separator);
        Reason::new(join(|n| &n.zh, "、"), join(|n| &n.en, ", "))
    };
    let (shared, wanted, served) = (listed(&mut fit.shared.iter()), listed(&mut fit.wanted.iter()), listed(&mut fit.served.iter()));
    let reason = if fit.is_general() {
        Reason::new(
            format!("服务对象“{}”与项目的“{}”有一方面向全体居民", served.zh, wanted.zh),
            format!("works for {}, the project is for {}: one of them is for everybody", served.en, wanted.en),
        )
    } else if fit.shared.is_empty() {
        Reason::new(
            format!("登记的服务对象“{}”不含项目的“{}”", served.zh, wanted.zh),
            format!("works for {}, not for the project's {}", served.en, wanted.en),
        )
    } else if fit.shared.len() == fit.wanted.len() {
        Reason::new(format!("登记的服务对象包含项目的“{}”", shared.zh), format!("works for all the project's groups: {}", shared.en))
    } else {
        Reason::new(
            format!("登记的服务对象包含项目{}类对象中的{}类：“{}”", fit.wanted.len(), fit.shared.len(), shared.zh),
            format!("works for {} of the project's {} groups: {}", fit.shared.len(), fit.wanted.len(), shared.en),
        )
    };
    let part = match (fit.shared.first(), fit.shared.len()) {
        (Some(only), 1) => format!("target_groups/{only}"),
        _ => "target_groups".to_owned(),
    };
    (reason, source(supply, &part))
}

/// How many common phrases a reason shows.
const PHRASES: usize = 5;

/// The text's reason, and the words both texts have in common.
pub(super) fn of_text(
    supply: &Supply,
    asked: &Document,
    offered: &Document,
    rarity: &Rarity,
    taxonomy: &dyn Taxonomy,
) -> (Sourced, Vec<String>) {
    if supply.text.trim().is_empty() && asked.terms.is_disjoint(&offered.terms) {
        return ((Reason::new("尚无介绍文字", "no description yet"), None), Vec::new());
    }
    let phrases = rarity.shared_phrases(asked, offered, PHRASES);
    let synonyms = asked.meanings.iter().filter_map(|(field, wanted)| {
        let own = offered.meanings.get(field).filter(|own| *own != wanted)?;
        let name = taxonomy.field_name(field);
        Some(Reason::new(format!("“{own}”与“{wanted}”同指{}", name.zh), format!("“{own}” and “{wanted}” both mean {}", name.en)))
    });
    let mut parts: Vec<Reason> = synonyms.collect();
    if !phrases.is_empty() {
        let shared = Reason::new(
            format!("名称与介绍中与项目共有：{}", phrases.join("、")),
            format!("name and description share with the project: {}", phrases.join(", ")),
        );
        parts.insert(0, shared);
    }
    let reason = if parts.is_empty() {
        Reason::new("名称与介绍和项目没有共同的词语", "name and description have no words in common with the project")
    } else {
        Reason::new(
            parts.iter().map(|p| p.zh.as_str()).collect::<Vec<_>>().join("；"),
            parts.iter().map(|p| p.en.as_str()).collect::<Vec<_>>().join("; "),
        )
    };
    ((reason, source(supply, "name,text")), phrases)
}
