//! From notes to mails: one for each person, with everything that their notes still stand for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::items;
use super::store::{self, Alert};
use super::subject::Subject;
use crate::identity::{self, Contact};
use crate::journal::{self, Entry};
use crate::notifications::audience::Recipient;
use crate::notifications::facts::{AlertFacts, AlertItem, AlertReason, Context, Facts};
use crate::notifications::letter::{Letter, message_id};
use crate::notifications::store::enqueue;
use crate::notifications::templates::{self, Template};
use crate::platform::Platform;
use crate::platform::actor::{Actor, Role};
use crate::platform::clock::system_now;
use crate::platform::db::insert_ignore::NewDelivery;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{DeliveryId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::projects;
use crate::saved_searches::{self, Named};
use crate::watch_list;

/// Events that one mail tells of; it says how many more there are.
const MOST_ITEMS: usize = 100;

/// Which mail the notes become.
pub struct Occasion<'o> {
    pub template: Template,
    /// What the ledger calls the event.
    pub event_id: &'o str,
    pub when: Timestamp,
}

impl Occasion<'_> {
    /// What the ledger calls the event of a mail. A digest is named by its first note, too: what is noted while the digests of a day go
    /// out, and found by a second attempt, makes another mail and is not taken for the one that went out.
    fn event_of(&self, notes: &[Alert]) -> String {
        match (self.template, notes.first()) {
            (Template::AlertDigest, Some(first)) => format!("{}/{}", self.event_id, first.event_id),
            _ => self.event_id.to_owned(),
        }
    }
}

/// A person's notes, and the mail that they become; none where nothing of them stands any more.
pub struct Mail {
    pub notes: Vec<Alert>,
    pub row: Option<NewDelivery>,
}

/// Puts the mails into the ledger and takes away the notes that they tell of; what another instance has taken is left to it.
pub fn hand_over<'m>(tx: &mut Tx, mails: impl IntoIterator<Item = &'m Mail>) -> Result<()> {
    for mail in mails {
        if let (true, Some(row)) = (store::take(tx, &mail.notes)?, &mail.row) {
            enqueue(tx, row)?;
        }
    }
    Ok(())
}

/// An event as all of its readers are told of it.
struct Told {
    subject: Subject,
    item: AlertItem,
    /// Organisations that were invited to the new call by letter.
    invited: HashSet<OrganizationId>,
}

/// What the mails of a batch share, looked up once.
struct Desk {
    home: String,
    told: HashMap<String, Told>,
    by_letter: HashSet<(String, String)>,
    searches: HashMap<String, Named>,
    watches: HashSet<String>,
}

/// The mails of these notes. The number of statements goes by the events, not by the people.
pub fn mails(conn: &mut Conn, platform: &Platform, notes: Vec<Alert>, occasion: &Occasion) -> Result<Vec<Mail>> {
    let desk = Desk::of(conn, platform, &notes)?;
    let people: Vec<UserId> = notes.iter().map(|note| note.user_id.clone()).collect();
    let actors: HashMap<UserId, Actor> =
        identity::actors_of(conn, &people)?.into_iter().filter_map(|actor| Some((actor.user_id()?.clone(), actor))).collect();
    let contacts = identity::contacts_by_ids(conn, &people)?.into_iter();
    let contacts: HashMap<UserId, Contact> = contacts.map(|contact| (contact.user_id.clone(), contact)).collect();
    let mut by_person: BTreeMap<UserId, Vec<Alert>> = BTreeMap::new();
    for note in notes {
        by_person.entry(note.user_id.clone()).or_default().push(note);
    }
    let mut mails = Vec::new();
    for (user, notes) in by_person {
        let row = match (actors.get(&user), contacts.get(&user)) {
            (Some(actor), Some(contact)) => match desk.mail(platform, occasion, actor, contact, &notes) {
                Err(problem) if problem.is_passing() => return Err(problem),
                Err(problem) => {
                    tracing::error!(template = %occasion.template, error = ?problem, "a mail of what somebody saved cannot be written");
                    None
                }
                row => row?,
            },
            _ => None,
        };
        mails.push(Mail { notes, row });
    }
    Ok(mails)
}

impl Desk {
    fn of(conn: &mut Conn, platform: &Platform, notes: &[Alert]) -> Result<Self> {
        let home = platform.config.public_url();
        let events: HashSet<&str> = notes.iter().map(|note| note.event_id.as_str()).collect();
        let events: Vec<String> = events.into_iter().map(str::to_owned).collect();
        let mut told = HashMap::new();
        for entry in journal::entries_by_ids(conn, &events)? {
            match Told::of(conn, &entry, &home) {
                Ok(Some(of_event)) => {
                    told.insert(entry.id, of_event);
                }
                Ok(None) => {}
                Err(problem) if problem.is_passing() => return Err(problem),
                // One event that cannot be told of silences nobody.
                Err(problem) => tracing::error!(event_id = entry.id, error = ?problem, "an event cannot be told of"),
            }
        }
        let mut searches = BTreeSet::new();
        for note in notes {
            searches.extend(note.search_ids()?);
        }
        let searches: Vec<String> = searches.into_iter().collect();
        let watches: Vec<String> = notes.iter().filter_map(|note| note.watch_id.as_ref().map(ToString::to_string)).collect();
        let searches = saved_searches::still_told(conn, &searches)?.into_iter();
        let watches = watch_list::still_told(conn, &watches)?.into_iter();
        Ok(Self {
            by_letter: store::told_by_letter(conn, &events)?,
            searches: searches.map(|search| (search.id.to_string(), search)).collect(),
            watches: watches.map(|watch| watch.id.to_string()).collect(),
            told,
            home,
        })
    }

    fn mail(
        &self,
        platform: &Platform,
        occasion: &Occasion,
        actor: &Actor,
        contact: &Contact,
        notes: &[Alert],
    ) -> Result<Option<NewDelivery>> {
        let mut items = Vec::new();
        for note in notes {
            items.extend(self.item(actor, contact, note)?);
        }
        if items.is_empty() {
            return Ok(None);
        }
        let more = items.len().saturating_sub(MOST_ITEMS);
        items.truncate(MOST_ITEMS);
        let alert = AlertFacts { count: items.len(), more, items };
        let facts = Facts { when: occasion.when.shanghai(), alert: Some(alert), ..Facts::default() };
        let context = Context { to: &contact.name, language: contact.language, bid: None, facts: &facts };
        let letter = templates::render(occasion.template, contact.language, &context).map_err(Problem::internal)?;
        let letter = Letter { stop: Some(format!("{}/desk/alerts", self.home)), ..letter };
        let id = DeliveryId::new().to_string();
        let event_id = occasion.event_of(notes);
        Ok(Some(NewDelivery {
            message: letter.seal(&platform.keys, &id)?,
            message_id: message_id(&event_id, &contact.email, occasion.template.as_str(), &self.home),
            id,
            event_id,
            template: occasion.template.to_string(),
            recipient: contact.email.clone(),
            recipient_role: Recipient::Subscriber.to_string(),
            project_id: None,
            language: contact.language.to_string(),
            created_at: system_now(),
        }))
    }

    /// What one note says to its person, where it still stands: they may see it, still want it, and are not told of it by a letter.
    fn item(&self, actor: &Actor, contact: &Contact, note: &Alert) -> Result<Option<AlertItem>> {
        let Some(told) = self.told.get(&note.event_id) else { return Ok(None) };
        if self.by_letter.contains(&(note.event_id.clone(), contact.email.clone())) || told.invites(actor) {
            return Ok(None);
        }
        let mut item = told.item.clone();
        if told.subject.is_news_to(actor) {
            let ids = note.search_ids()?;
            let named = ids
                .iter()
                .filter_map(|id| self.searches.get(id))
                .filter(|search| search.user_id == note.user_id && search.is_still_of(actor));
            let link = |search: &Named| format!("{}/desk/alerts#search-{}", self.home, search.id);
            item.searches = named.map(|search| AlertReason { name: search.name.clone(), link: link(search) }).collect();
        }
        let is_followed = note.watch_id.as_ref().is_some_and(|id| self.watches.contains(id.as_str()));
        if is_followed && told.subject.is_seen_by(actor) {
            item.watch = Some(told.watch_link(&self.home));
        }
        Ok((!item.searches.is_empty() || item.watch.is_some()).then_some(item))
    }
}

impl Told {
    fn of(conn: &mut Conn, entry: &Entry, home: &str) -> Result<Option<Self>> {
        let Some(subject) = Subject::of(conn, entry)? else { return Ok(None) };
        let invited = match subject.new_call() {
            Some(call) => projects::invited_since(conn, &call.project.id, entry.occurred_at)?.into_iter().collect(),
            None => HashSet::new(),
        };
        Ok(Some(Self { item: items::item(conn, &subject, home, entry.occurred_at)?, subject, invited }))
    }

    /// Whether the invitation to the call went to this person: it goes to the managers of an organisation.
    fn invites(&self, actor: &Actor) -> bool {
        actor.organizations(&[Role::NgoManager]).iter().any(|organization| self.invited.contains(organization))
    }

    fn watch_link(&self, home: &str) -> String {
        let record = self.subject.record();
        let id = match &record {
            watch_list::Record::Project(id) => id.to_string(),
            watch_list::Record::Need(id) => id.to_string(),
        };
        format!("{home}/desk/alerts#{}-{id}", record.kind())
    }
}
