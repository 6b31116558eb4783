//! `/desk/alerts`: what somebody looks for and follows, in words, and the form for another search.

use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};

use crate::areas;
use crate::bids;
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::needs;
use crate::organizations::{self, taxonomy::taxonomy};
use crate::platform::db::Conn;
use crate::platform::html;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::i18n::Text;
use crate::projects;
use crate::saved_searches::{self, LooksIn, Notify, SavedSearchView};
use crate::watch_list::{self, WatchKind, WatchView};

/// What every form of the page sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct AlertForm {
    pub(super) csrf: String,
    pub(super) version: String,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) looks_in: String,
    pub(super) q: String,
    pub(super) field: String,
    pub(super) area_code: String,
    /// In yuan.
    pub(super) budget_from: String,
    pub(super) budget_to: String,
    /// Of 100.
    pub(super) least_score: String,
    pub(super) organization: String,
    pub(super) notify: String,
}

/// A saved search in words.
#[derive(Serialize)]
struct Search {
    #[serde(flatten)]
    search: SavedSearchView,
    field_named: Option<Text>,
    area: Option<Text>,
    organization: Option<Text>,
    /// Of the form that changes it.
    hidden: Hidden,
}

#[derive(Serialize)]
struct Followed {
    #[serde(flatten)]
    watch: WatchView,
    /// Where it stands, in words; none where the caller may not see it any more.
    stands: Option<Text>,
    hidden: Hidden,
}

/// Something to choose.
#[derive(Serialize)]
struct Choice {
    value: String,
    label: Text,
}

#[derive(Serialize)]
struct AlertsPage {
    bidder: bool,
    searches: Vec<Search>,
    watches: Vec<Followed>,
    places: Vec<&'static str>,
    moments: Vec<&'static str>,
    fields: Vec<Choice>,
    areas: Vec<Choice>,
    /// Whose matching the caller may ask for, one of several.
    organizations: Vec<Choice>,
    hidden: Hidden,
    typed: AlertForm,
    problems: Vec<Text>,
}

#[get("/desk/alerts")]
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    page(&desk, AlertForm::default(), None).await
}

/// Everything that the page shows of one person.
struct Facts {
    bidder: bool,
    searches: Vec<(SavedSearchView, i64, Option<Text>, Option<Text>)>,
    watches: Vec<WatchView>,
    areas: Vec<areas::Area>,
    organizations: Vec<Choice>,
}

pub(super) async fn page(desk: &Desk, typed: AlertForm, problem: Option<&Problem>) -> Result<HttpResponse> {
    let facts = desk.look("saved_searches_list", facts).await?;
    let search = |(search, version, area, organization): (SavedSearchView, i64, Option<Text>, Option<Text>)| Search {
        field_named: search.field.as_deref().map(field_in_words),
        hidden: desk.hidden(version),
        area,
        organization,
        search,
    };
    let page = AlertsPage {
        bidder: facts.bidder,
        searches: facts.searches.into_iter().map(search).collect(),
        // An entry is set anew each time: there is no version to hold.
        watches: facts.watches.into_iter().map(|watch| Followed { stands: stands(&watch), watch, hidden: desk.hidden(0) }).collect(),
        places: LooksIn::ALL.iter().map(LooksIn::as_str).collect(),
        moments: Notify::ALL.iter().map(Notify::as_str).collect(),
        fields: taxonomy().fields().iter().map(|field| Choice { value: field.slug.clone(), label: field_in_words(&field.slug) }).collect(),
        areas: facts.areas.into_iter().map(|area| Choice { value: area.code, label: Text::new(area.name_zh, area.name_en) }).collect(),
        organizations: facts.organizations,
        hidden: desk.hidden(0),
        problems: problem.map(words).unwrap_or_default(),
        typed,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("alerts.html", &page)?))
}

fn facts(conn: &mut Conn, call: &Call) -> Result<Facts> {
    let mut searches = Vec::new();
    for (search, version) in saved_searches::own(conn, call)? {
        let area = match &search.area_code {
            Some(code) => areas::find(conn, code)?.map(|area| Text::new(area.name_zh, area.name_en)),
            None => None,
        };
        let organization = match &search.organization_id {
            Some(id) => organizations::name_of(conn, id.as_str())?,
            None => None,
        };
        searches.push((search, version, area, organization));
    }
    let mut organizations = Vec::new();
    for id in bids::organizations(&call.actor) {
        let label = organizations::name_of(conn, id.as_str())?.unwrap_or_default();
        organizations.push(Choice { value: id.to_string(), label });
    }
    Ok(Facts {
        bidder: !organizations.is_empty(),
        organizations,
        searches,
        watches: watch_list::own(conn, call)?,
        areas: areas::down_to_streets(conn)?,
    })
}

fn stands(watch: &WatchView) -> Option<Text> {
    let status = watch.status.as_deref()?;
    match watch.kind {
        WatchKind::Projects => projects::Status::parse(status).map(projects::Status::words),
        WatchKind::Needs => needs::Status::parse(status).map(needs::Status::words),
    }
}

/// A field, or a category with every field in it.
fn field_in_words(slug: &str) -> Text {
    taxonomy().field(slug).map_or_else(|| Text::new(slug, slug), |field| Text::new(&field.label_zh, &field.label_en))
}

/// The name is the search's here, and nobody's.
fn words(problem: &Problem) -> Vec<Text> {
    if problem.errors().is_empty() {
        return problem.words();
    }
    let mut errors = problem.errors().to_vec();
    for error in errors.iter_mut().filter(|error| error.pointer == "/name") {
        error.pointer = "/search_name".to_owned();
    }
    errors.iter().map(crate::platform::http::FieldError::sentence).collect()
}
