//! Service field: 1 for the same catalogue item or, where the project names none, the same field; 0.8 for the same field
//! with another item; 0.5 for another field of the same category.

use super::super::FULL;
use super::super::names::{Reason, Taxonomy};
use super::super::pool::Fit;
use super::super::records::Project;
use super::super::symbols::{Symbol, Symbols};
use super::{Pair, Told};

const SAME_FIELD_OTHER_ITEM: u32 = 8_000;
const SAME_CATEGORY: u32 = 5_000;

#[derive(Debug, Clone)]
pub(in super::super) struct Field;

/// Fields with their categories, sorted.
pub(in super::super) type Offer = Box<[(Symbol, Option<Symbol>)]>;

/// What a project asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) struct Wish {
    pub field: Option<Symbol>,
    pub category: Option<Symbol>,
    pub names_item: bool,
}

impl Fit for Field {
    type Offer = Offer;
    type Wish = Wish;

    type Part = (Symbol, Option<Symbol>);
    const BY_PARTS: bool = true;

    fn value(offer: &Offer, wish: &Wish) -> Option<u32> {
        offer.iter().filter_map(|part| Self::value_of_part(part, wish)).max()
    }

    fn parts(offer: &Offer) -> Vec<Self::Part> {
        offer.to_vec()
    }

    fn value_of_part((own, category): &Self::Part, wish: &Wish) -> Option<u32> {
        let field = wish.field?;
        Some(if *own == field {
            if wish.names_item { SAME_FIELD_OTHER_ITEM } else { FULL }
        } else if category.is_some() && *category == wish.category {
            SAME_CATEGORY
        } else {
            0
        })
    }
}

pub(in super::super) fn offer<'f>(fields: impl Iterator<Item = &'f str>, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Offer {
    let mut known: Vec<(Symbol, Option<Symbol>)> = fields
        .map(|field| {
            let category = taxonomy.category_of(field).map(|category| symbols.of(&category));
            (symbols.of(field), category)
        })
        .collect();
    known.sort_unstable();
    known.dedup();
    known.into()
}

pub(in super::super) fn wish(project: &Project, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Wish {
    let category = project.field.as_deref().and_then(|field| taxonomy.category_of(field));
    Wish {
        field: project.field.as_deref().map(|field| symbols.of(field)),
        category: category.map(|category| symbols.of(&category)),
        names_item: project.item.is_some(),
    }
}

pub(in super::super) fn tell(pair: &Pair) -> Told {
    let Pair { organization, project, taxonomy, .. } = *pair;
    let Some(asked) = project.field.as_deref() else { return pair.not_asked("未注明服务领域", "states no service field") };
    let wanted = taxonomy.field_name(asked);
    if let Some(service) = organization.services.iter().find(|service| project.item.is_some() && service.item == project.item) {
        let name = if service.name.is_empty() { wanted.clone() } else { Reason::same(&service.name) };
        let reason = Reason::new(
            format!("提供项目所需的目录服务：“{}”", name.zh),
            format!("offers the very catalogue item asked for: “{}”", name.en),
        );
        return Told::new(reason, vec![pair.offered(&format!("services/{}", service.id))]);
    }
    let source = |field: &str| {
        let service = organization.services.iter().find(|service| service.field == field);
        let part = service.map_or_else(|| format!("fields/{field}"), |service| format!("services/{}", service.id));
        vec![pair.offered(&part)]
    };
    if let Some(same) = organization.all_fields().find(|field| *field == asked) {
        return Told::new(
            Reason::new(
                format!("登记的服务领域“{}”与项目相同", wanted.zh),
                format!("registered service field “{}” is the project's own", wanted.en),
            ),
            source(same),
        );
    }
    let mut own: Vec<&str> = organization.all_fields().collect();
    own.sort_unstable();
    if own.is_empty() {
        return pair.no_data("尚未登记服务领域", "no service field registered yet");
    }
    let category = taxonomy.category_of(asked);
    match (&category, own.iter().find(|field| category.is_some() && taxonomy.category_of(field) == category)) {
        (Some(category), Some(field)) => {
            let (own, category) = (taxonomy.field_name(field), taxonomy.category_name(category));
            Told::new(
                Reason::new(
                    format!("登记的服务领域“{}”与项目的“{}”同属“{}”", own.zh, wanted.zh, category.zh),
                    format!(
                        "registered service field “{}” is in the same category as the project's “{}”: {}",
                        own.en, wanted.en, category.en
                    ),
                ),
                source(field),
            )
        }
        _ => Told::new(
            Reason::new(
                format!("登记的服务领域与项目的“{}”不同类", wanted.zh),
                format!("no registered service field is in the category of the project's “{}”", wanted.en),
            ),
            source(own[0]),
        ),
    }
}
