//! Both sides of every criterion that needs no text and no history, as classes.

use super::criteria::area::Area;
use super::criteria::budget::Budget;
use super::criteria::capacity::Capacity;
use super::criteria::field::Field;
use super::criteria::rating::Rating;
use super::criteria::target_group::TargetGroup;
use super::criteria::{area, budget, capacity, field, rating, target_group};
use super::names::Taxonomy;
use super::own_view::{self, Distance, Load, MinimumBudget, Preference};
use super::pool::{Class, Classes, Cohort, Fit, Table, Value};
use super::records::{Organization, Project};
use super::symbols::{Place, Symbol, Symbols};

/// One thing per criterion; the same list for offers, wishes, classes and tables.
macro_rules! fits {
    ($($name:ident: $fit:ty),* $(,)?) => {
        #[derive(Debug, Clone, Default)]
        pub(super) struct Fits { $($name: Classes<$fit>),* }

        /// What one organisation says, criterion by criterion.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct Offers { $($name: <$fit as Fit>::Offer),* }

        /// What one project asks for, criterion by criterion.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct Wishes { $($name: <$fit as Fit>::Wish),* }

        /// The classes of one record.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct ClassesOf { $(pub $name: Class),* }

        /// What one project finds: a value for each class of offers.
        pub(super) struct Tables { $(pub $name: Table),* }

        /// What one organisation finds: a value for each class of wishes.
        pub(super) struct OfferTables { $(pub $name: Vec<Value>),* }

        impl Fits {
            pub fn enter(&mut self, offers: Offers, cohort: Cohort) -> ClassesOf {
                ClassesOf { $($name: self.$name.offer(offers.$name, cohort)),* }
            }

            pub fn leave(&mut self, classes: ClassesOf, cohort: Cohort) {
                $(self.$name.drop_offer(classes.$name, cohort);)*
            }

            pub fn ask(&mut self, wishes: Wishes) -> ClassesOf {
                ClassesOf { $($name: self.$name.wish(wishes.$name)),* }
            }

            pub fn withdraw(&mut self, classes: ClassesOf) {
                $(self.$name.drop_wish(classes.$name);)*
            }

            pub fn for_wishes(&self, wishes: &Wishes) -> Tables {
                Tables { $($name: self.$name.for_wish(&wishes.$name)),* }
            }

            pub fn for_offers(&self, offers: &Offers, cohort: Cohort) -> OfferTables {
                OfferTables { $($name: self.$name.for_offer(&offers.$name, cohort)),* }
            }
        }
    };
}

fits! {
    field: Field,
    target_group: TargetGroup,
    area: Area,
    rating: Rating,
    capacity: Capacity,
    budget: Budget,
    preference: Preference,
    distance: Distance,
    minimum: MinimumBudget,
    load: Load,
}

impl Offers {
    pub fn of(organization: &Organization, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Self {
        Self {
            field: field::offer(organization.all_fields(), taxonomy, symbols),
            target_group: target_group::offer(organization, taxonomy, symbols),
            area: area::offer(organization, symbols),
            rating: rating::offer(organization),
            capacity: capacity::offer(organization),
            budget: budget::offer(organization),
            preference: field::offer(organization.preferred_fields.iter().map(String::as_str), taxonomy, symbols),
            distance: own_view::seat(organization, symbols),
            minimum: own_view::minimum(organization),
            load: own_view::load(organization),
        }
    }
}

impl Wishes {
    pub fn of(project: &Project, taxonomy: &dyn Taxonomy, symbols: &Symbols) -> Self {
        let field = field::wish(project, taxonomy, symbols);
        let place: Option<Place> = area::wish(project, symbols);
        let size = budget::wish(project);
        Self {
            target_group: target_group::wish(project, taxonomy, symbols),
            area: place,
            rating: (),
            capacity: capacity::wish(project),
            budget: size,
            preference: (field.field, field.category),
            distance: place,
            minimum: size,
            load: (),
            field,
        }
    }

    /// The service field asked for.
    pub fn service_field(&self) -> Option<Symbol> {
        self.field.field
    }
}
