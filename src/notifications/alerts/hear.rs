//! From an entry of the journal to the people who are to be told of it because of what they saved or follow.

use std::collections::{BTreeMap, HashMap};

use super::store::Alert;
use super::subject::{Subject, found_in, record_of};
use crate::identity;
use crate::journal::Entry;
use crate::matching::engine::{DEFAULT, Question};
use crate::matching::index::Index;
use crate::platform::Platform;
use crate::platform::actor::{Actor, Identity};
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::ids::{OrganizationId, ProjectId, UserId};
use crate::saved_searches::{self, Notify, SavedSearch};
use crate::watch_list::{self, Watch};

/// Why somebody may be told.
#[derive(Default)]
struct Reasons {
    searches: Vec<SavedSearch>,
    watch: Option<Watch>,
}

/// Who is to be told of the entry, each once. Two statements where nobody listens, and a handful however many do: the event is read once,
/// one statement finds the searches, two say who their people are, and the engine in memory is asked.
pub fn hear(conn: &mut Conn, platform: &Platform, entry: &Entry) -> Result<Vec<Alert>> {
    let Some(record) = record_of(entry) else { return Ok(Vec::new()) };
    let watches = watch_list::watching(conn, &record, entry.occurred_at)?;
    let is_looked_for = match found_in(entry) {
        Some(looks_in) => saved_searches::is_anybody_looking(conn, looks_in)?,
        None => false,
    };
    if watches.is_empty() && !is_looked_for {
        return Ok(Vec::new());
    }
    let Some(subject) = Subject::of(conn, entry)? else { return Ok(Vec::new()) };
    let mut listeners: BTreeMap<UserId, Reasons> = BTreeMap::new();
    if let Some(fresh) = subject.fresh(entry) {
        for search in saved_searches::listening(conn, &fresh)? {
            listeners.entry(search.user_id.clone()).or_default().searches.push(search);
        }
    }
    for watch in watches {
        let reasons = listeners.entry(watch.user_id.clone()).or_default();
        reasons.watch = Some(watch);
    }
    // Nobody is told of what they did themselves.
    listeners.retain(|user, _| entry.actor != Identity::User(user.clone()).label());
    if listeners.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<UserId> = listeners.keys().cloned().collect();
    let actors = identity::actors_of(conn, &people)?;
    let scores = scores(conn, platform, &subject, &listeners)?;
    let now = platform.clock.now();
    let alert = |actor: &Actor| {
        let mut reasons = listeners.remove(actor.user_id()?)?;
        reasons.searches.retain(|search| subject.is_news_to(actor) && search.is_still_of(actor) && suits(search, &scores));
        reasons.watch = reasons.watch.filter(|_| subject.is_seen_by(actor));
        Alert::of(actor.user_id()?, &entry.id, &reasons.searches, reasons.watch.as_ref(), now)
    };
    Ok(actors.iter().filter_map(alert).collect())
}

/// How well a new call suits the organisations that searches are bound to; the database is asked nothing for it.
fn scores(conn: &mut Conn, platform: &Platform, subject: &Subject, listeners: &BTreeMap<UserId, Reasons>) -> Result<HashMap<String, u32>> {
    let searches = listeners.values().flat_map(|reasons| &reasons.searches);
    let mut bound: Vec<String> = searches.filter_map(|search| search.organization_id.as_ref().map(OrganizationId::to_string)).collect();
    bound.sort();
    bound.dedup();
    let (Some(call), false) = (subject.new_call(), bound.is_empty()) else { return Ok(HashMap::new()) };
    let id: &ProjectId = &call.project.id;
    // As each organisation's own list has it: seen from the call, the texts are compared the other way round.
    let question = Question::new(&DEFAULT, 1);
    Index::of(platform).ask(conn, platform.clock.now(), |engine| {
        let score = |organization: String| {
            let score = engine.score_for(&organization, id.as_str(), &question)?;
            Some((organization, score))
        };
        bound.into_iter().filter_map(score).collect()
    })
}

fn suits(search: &SavedSearch, scores: &HashMap<String, u32>) -> bool {
    let (Some(organization), Some(least)) = (&search.organization_id, search.least_score) else { return true };
    scores.get(organization.as_str()).is_some_and(|score| i64::from(*score) >= i64::from(least))
}

/// At once, where one of the reasons is to be told at once.
pub(super) fn soonest(searches: &[SavedSearch], watch: Option<&Watch>) -> Notify {
    let mut wishes = searches.iter().map(|search| search.notify).chain(watch.map(|watch| watch.notify));
    if wishes.any(|notify| notify == Notify::AtOnce) { Notify::AtOnce } else { Notify::Daily }
}
