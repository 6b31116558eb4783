//! The state: every record with what follows from it, kept up to date with each change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::criteria::track_record::{self, FieldMean, Record};
use super::day::Day;
use super::filter::{self, Demands, Filters};
use super::fits::{ClassesOf, Fits, Offers, Wishes};
use super::gates::Gates;
use super::names::Taxonomy;
use super::offers_for::Room;
use super::pool::Cohort;
use super::records::{CatalogueItem, Need, Organization, Project, Resource};
use super::search::Look;
use super::store::{Row, Store};
use super::symbols::{Symbol, Symbols};
use super::text::{FEWEST, Field, Lexicon, SAMPLE};
use super::text_side::TextSide;
use super::ties::Tie;
use super::wording::{fields, need_text, organization_question, organization_text, project_text};

/// The taxonomy as the engine keeps it.
pub type SharedTaxonomy = Arc<dyn Taxonomy + Send + Sync>;

/// Everything that can be matched, in memory.
///
/// The same records, day, and calibration give the same answers, byte by byte, in whatever order the records came.
pub struct Engine {
    pub(super) taxonomy: SharedTaxonomy,
    pub(super) day: Day,
    pub(super) as_of: u64,
    pub(super) symbols: Symbols,
    pub(super) fits: Fits,
    pub(super) supply: Supply,
    pub(super) demand: Demand,
    pub(super) needs: Texts<Need>,
    /// The needs whose catalogue item a clerk chose: the teachers of the others.
    pub(super) classified: TextSide,
    pub(super) catalogue: Texts<CatalogueItem>,
    pub(super) resources: Texts<Resource>,
    /// What a need reads of each resource, by row.
    pub(super) rooms: Vec<Room>,
}

/// Records with their texts.
pub(super) struct Texts<T> {
    pub store: Store<T>,
    pub text: TextSide,
}

impl<T> Texts<T> {
    fn new(lexicon: &Arc<Lexicon>) -> Self {
        Self { store: Store::default(), text: TextSide::new(lexicon.clone()) }
    }
}

/// The organisations and teams.
pub(super) struct Supply {
    pub store: Store<Organization>,
    pub text: TextSide,
    pub gates: Gates,
    /// What every question reads of each organisation that passes its gate, by row.
    pub looks: Vec<Option<Look>>,
    /// What it reads of a promising one, by row.
    pub hot: Vec<Option<Hot>>,
    pub records: HashMap<Symbol, BTreeMap<Row, Record>>,
    pub field_means: HashMap<Symbol, FieldMean>,
    /// Who is tied to what.
    pub ties: HashMap<(Tie, String), BTreeSet<Row>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Hot {
    pub classes: ClassesOf,
    pub cohort: Cohort,
    pub has_text: bool,
    pub invited_this_month: u32,
    pub open_invitations: u32,
}

/// The projects.
pub(super) struct Demand {
    pub store: Store<Project>,
    pub text: TextSide,
    pub asks: Vec<Option<Ask>>,
}

/// What an organisation's question reads of a project.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub classes: ClassesOf,
    pub demands: Demands,
    pub field: Option<Symbol>,
    pub open: bool,
    pub waived: Filters,
    /// It bars somebody by name.
    pub bars: bool,
    /// The item of the catalogue that it asks for.
    pub item: Option<Symbol>,
}

impl Engine {
    /// An empty one on a day that records' ages are counted to.
    pub fn new(taxonomy: SharedTaxonomy, lexicon: Arc<Lexicon>, day: Day) -> Self {
        Self {
            taxonomy,
            day,
            as_of: 0,
            symbols: Symbols::default(),
            fits: Fits::default(),
            supply: Supply {
                store: Store::default(),
                text: TextSide::new(lexicon.clone()),
                gates: Gates::default(),
                looks: Vec::new(),
                hot: Vec::new(),
                records: HashMap::new(),
                field_means: HashMap::new(),
                ties: HashMap::new(),
            },
            demand: Demand { store: Store::default(), text: TextSide::new(lexicon.clone()), asks: Vec::new() },
            needs: Texts::new(&lexicon),
            classified: TextSide::new(lexicon.clone()),
            catalogue: Texts::new(&lexicon),
            resources: Texts::new(&lexicon),
            rooms: Vec::new(),
        }
    }

    /// The last change that it knows of, which every answer names.
    pub fn set_as_of(&mut self, sequence: u64) {
        self.as_of = sequence;
    }

    pub fn as_of(&self) -> u64 {
        self.as_of
    }

    pub fn day(&self) -> Day {
        self.day
    }

    /// Moves to another day: finished projects are that much older.
    pub fn set_day(&mut self, day: Day) {
        if day == self.day {
            return;
        }
        self.day = day;
        let rows: Vec<Row> = self.supply.store.iter().map(|(row, _)| row).collect();
        self.supply.records.clear();
        self.supply.field_means.clear();
        for row in rows {
            self.remember_records(row);
        }
    }

    pub fn organizations(&self) -> &Store<Organization> {
        &self.supply.store
    }

    pub fn projects(&self) -> &Store<Project> {
        &self.demand.store
    }

    /// Adds an organisation or a team, or puts it in the place of the one with its id.
    pub fn upsert_organization(&mut self, organization: Organization) {
        self.forget_organization(&organization.id);
        self.learn_organization(&organization);
        let cohort = Cohort::of(&organization);
        let offers = Offers::of(&organization, &*self.taxonomy, &self.symbols);
        let classes = self.fits.enter(offers, cohort);
        let look = Look::of(&classes, cohort);
        let hot = Hot {
            classes,
            cohort,
            has_text: organization.has_text(),
            invited_this_month: organization.invited_this_month,
            open_invitations: organization.open_invitations,
        };
        let text = organization_text(&organization);
        let row = self.supply.store.put(organization);
        if self.supply.hot.len() <= row {
            self.supply.hot.resize(row + 1, None);
            self.supply.looks.resize(row + 1, None);
        }
        self.supply.hot[row] = Some(hot);
        self.supply.looks[row] = Some(look);
        self.remember_records(row);
        self.supply.remember_ties(row);
        let Some(organization) = self.supply.store.at(row) else { return };
        self.supply.gates.put(row, organization, &self.symbols);
        self.supply.text.put(row, &organization.id, text);
    }

    /// Takes an organisation out; false if there was none.
    pub fn remove_organization(&mut self, id: &str) -> bool {
        self.forget_organization(id);
        let Some((row, _)) = self.supply.store.remove(id) else { return false };
        self.supply.text.remove(row);
        true
    }

    /// Drops what follows from a record, but not the record itself and its text.
    fn forget_organization(&mut self, id: &str) {
        let Some((row, organization)) = self.supply.store.get(id) else { return };
        let records = track_record::records(organization, self.day, &self.symbols);
        for (field, record) in records {
            if let Some(rows) = self.supply.records.get_mut(&field) {
                rows.remove(&row);
            }
            if let Some(mean) = self.supply.field_means.get_mut(&field) {
                mean.take(&record);
            }
        }
        self.supply.forget_ties(row);
        if let Some(hot) = self.supply.hot.get_mut(row).and_then(Option::take) {
            self.fits.leave(hot.classes, hot.cohort);
        }
        if let Some(look) = self.supply.looks.get_mut(row) {
            *look = None;
        }
        self.supply.gates.remove(row);
    }

    fn remember_records(&mut self, row: Row) {
        let Some(organization) = self.supply.store.at(row) else { return };
        for (field, record) in track_record::records(organization, self.day, &self.symbols) {
            self.supply.field_means.entry(field).or_default().add(&record);
            self.supply.records.entry(field).or_default().insert(row, record);
        }
    }

    /// Adds a project, or puts it in the place of the one with its id.
    pub fn upsert_project(&mut self, project: Project) {
        self.forget_project(&project.id);
        self.learn_project(&project);
        let wishes = Wishes::of(&project, &*self.taxonomy, &self.symbols);
        let field = wishes.service_field();
        let ask = Ask {
            classes: self.fits.ask(wishes),
            demands: Demands::of(&project, &self.symbols),
            field,
            open: project.open,
            waived: filter::waived(&project),
            bars: filter::bars(&project),
            item: project.item.as_deref().map(|item| self.symbols.of(item)),
        };
        let text = project_text(&project);
        let row = self.demand.store.put(project);
        if self.demand.asks.len() <= row {
            self.demand.asks.resize_with(row + 1, || None);
        }
        self.demand.asks[row] = Some(ask);
        let Some(project) = self.demand.store.at(row) else { return };
        self.demand.text.put(row, &project.id, text);
    }

    /// Takes a project out; false if there was none.
    pub fn remove_project(&mut self, id: &str) -> bool {
        self.forget_project(id);
        let Some((row, _)) = self.demand.store.remove(id) else { return false };
        self.demand.text.remove(row);
        true
    }

    fn forget_project(&mut self, id: &str) {
        let Some(row) = self.demand.store.row(id) else { return };
        if let Some(ask) = self.demand.asks.get_mut(row).and_then(Option::take) {
            self.fits.withdraw(ask.classes);
        }
    }

    /// Adds a need, or puts it in the place of the one with its id.
    pub fn upsert_need(&mut self, need: Need) {
        self.learn_project(&need.as_project());
        let (text, teaches) = (need_text(&need), need.item.is_some());
        let row = self.needs.store.put(need);
        let Some(need) = self.needs.store.at(row) else { return };
        if teaches {
            self.classified.put(row, &need.id, text.clone());
        } else {
            self.classified.remove(row);
        }
        self.needs.text.put(row, &need.id, text);
    }

    pub fn remove_need(&mut self, id: &str) -> bool {
        let Some((row, _)) = self.needs.store.remove(id) else { return false };
        self.needs.text.remove(row);
        self.classified.remove(row);
        true
    }

    pub fn upsert_catalogue_item(&mut self, item: CatalogueItem) {
        let text = fields([(&item.name, 3), (&item.text, 1)]);
        let row = self.catalogue.store.put(item);
        let Some(item) = self.catalogue.store.at(row) else { return };
        self.catalogue.text.put(row, &item.id, text);
    }

    pub fn remove_catalogue_item(&mut self, id: &str) -> bool {
        let Some((row, _)) = self.catalogue.store.remove(id) else { return false };
        self.catalogue.text.remove(row);
        true
    }

    pub fn upsert_resource(&mut self, resource: Resource) {
        if let Some(area) = &resource.area {
            self.symbols.learn_area(area);
        }
        let text = fields([(&resource.name, 3), (&resource.text, 1)]);
        let room = Room::of(&resource, &self.symbols);
        let row = self.resources.store.put(resource);
        if self.rooms.len() <= row {
            self.rooms.resize(row + 1, room);
        }
        self.rooms[row] = room;
        let Some(resource) = self.resources.store.at(row) else { return };
        self.resources.text.put(row, &resource.id, text);
    }

    pub fn remove_resource(&mut self, id: &str) -> bool {
        let Some((row, _)) = self.resources.store.remove(id) else { return false };
        self.resources.text.remove(row);
        true
    }

    /// Makes text scores comparable between candidates, over the demand there is now; to be done after loading and nightly.
    ///
    /// Organisations, catalogue and resources are measured by up to 512 projects or, where those are fewer than 50, needs;
    /// projects by organisations. With too small a sample scores stay plain.
    pub fn calibrate(&mut self) {
        let projects = sample(self.demand.store.sorted(), |(_, project)| project_text(project));
        let needs = sample(self.needs.store.sorted(), |(_, need)| need_text(need));
        let offers = sample(self.supply.store.sorted(), |(_, organization)| organization_question(organization));
        let demand = if projects.len() >= FEWEST { &projects } else { &needs };
        self.supply.text.calibrate(demand);
        self.demand.text.calibrate(&offers);
        self.catalogue.text.calibrate(&needs);
        self.resources.text.calibrate(&needs);
    }

    fn learn_organization(&mut self, organization: &Organization) {
        let fields = organization.all_fields().chain(organization.preferred_fields.iter().map(String::as_str));
        for field in fields.chain(organization.finished.iter().map(|project| project.field.as_str())) {
            learn_field(field, &*self.taxonomy, &mut self.symbols);
        }
        for group in organization.all_groups() {
            learn_group(group, &*self.taxonomy, &mut self.symbols);
        }
        for area in organization.areas_served.iter().chain(&organization.home_area).chain(organization.areas_allowed.iter().flatten()) {
            self.symbols.learn_area(area);
        }
        for word in organization.documents.iter().chain(organization.scope.iter().flatten()) {
            self.symbols.learn(word);
        }
    }

    fn learn_project(&mut self, project: &Project) {
        if let Some(field) = &project.field {
            learn_field(field, &*self.taxonomy, &mut self.symbols);
        }
        for group in project.target_groups.iter().map(String::as_str).chain([super::ALL_RESIDENTS]) {
            learn_group(group, &*self.taxonomy, &mut self.symbols);
        }
        if let Some(area) = &project.area {
            self.symbols.learn_area(area);
        }
        for word in project.required_documents.iter().chain(&project.item) {
            self.symbols.learn(word);
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = (self.supply.store.len(), self.demand.store.len(), self.needs.store.len());
        f.debug_struct("Engine").field("day", &self.day).field("organizations, projects, needs", &counts).finish_non_exhaustive()
    }
}

fn learn_field(field: &str, taxonomy: &dyn Taxonomy, symbols: &mut Symbols) {
    symbols.learn(field);
    if let Some(category) = taxonomy.category_of(field) {
        symbols.learn(&category);
    }
}

fn learn_group(group: &str, taxonomy: &dyn Taxonomy, symbols: &mut Symbols) {
    symbols.learn(group);
    if let Some(wider) = taxonomy.wider_group(group) {
        symbols.learn(&wider);
    }
}

/// At most as many questions as a sample needs, evenly over all records by id.
fn sample<T>(records: Vec<T>, question: impl Fn(&T) -> Vec<Field>) -> Vec<Vec<Field>> {
    let (all, taken) = (records.len(), records.len().min(SAMPLE));
    let chosen = records.iter().enumerate().filter(|(i, _)| i * taken / all != (i + 1) * taken / all);
    chosen.map(|(_, record)| question(record)).collect()
}
