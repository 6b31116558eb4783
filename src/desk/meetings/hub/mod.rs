//! `/desk/meetings/{id}/hub`: a matching meeting by pages for the hub that runs it, from its draft to its timetable (S14).

mod demands;
mod draft;
mod form;
mod labels;
mod names;
mod overview;
mod pairs;
mod participants;
mod run;
mod runs;
mod store;
mod timetable;

pub(super) use form::MeetingForm;
pub(in crate::desk) use labels::criterion;
pub(super) use labels::label;
pub(in crate::desk) use names::names;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::typed;
use crate::meetings::{HubMeeting, MeetingView};
use crate::platform::db::search;
use crate::platform::html;
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;

/// Rows of a page; what is longer is turned over.
const ROWS: i64 = 100;
/// What a list offers to choose from, at most.
const CHOICES: i64 = 200;

pub(super) fn pages(config: &mut web::ServiceConfig) {
    config
        .service(overview::show)
        .service(overview::take)
        .service(draft::show)
        .service(draft::save)
        .service(demands::show)
        .service(demands::enter)
        .service(demands::remove)
        .service(participants::show)
        .service(participants::put)
        .service(pairs::show)
        .service(pairs::add)
        .service(pairs::remove)
        .service(runs::show)
        .service(runs::solve)
        .service(run::show)
        .service(run::confirm)
        .service(timetable::show)
        .service(timetable::take);
}

/// Where the hub's side of a meeting is; `part` is one of its pages, none the first.
pub(super) fn page_of(id: &str, part: &str) -> String {
    let rest = if part.is_empty() { String::new() } else { format!("/{part}") };
    format!("/desk/meetings/{id}/hub{rest}")
}

/// What a button without fields sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Marks {
    csrf: String,
    version: String,
    key: String,
}

/// What is asked of a page in its address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
    /// What the names of the choices contain.
    q: String,
    /// The same of organisations, where two lists are narrowed.
    who: String,
}

impl Asked {
    /// What a form keeps of it.
    fn of_form(pairs: &[(String, String)]) -> Self {
        let kept = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default();
        Self { page: kept("page"), q: kept("q"), who: String::new() }
    }

    /// 422 where it is longer than anybody's words.
    fn words(&self) -> Result<String> {
        words(&self.q)
    }

    /// From 1.
    fn page(&self) -> i64 {
        self.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1)
    }

    /// Rows before the page's own.
    fn skip(&self) -> i64 {
        (self.page() - 1) * ROWS
    }
}

fn words(q: &str) -> Result<String> {
    Ok(search::asked(Some(q))?.unwrap_or_default())
}

/// The rows of one page of a long list.
#[derive(Serialize)]
struct Rows<T> {
    rows: Vec<T>,
    page: i64,
    more: bool,
}

impl<T> Rows<T> {
    /// Of one row more than a page has, where there is one.
    fn of(mut rows: Vec<T>, asked: &Asked) -> Self {
        let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        Self { rows, page: asked.page(), more }
    }
}

/// What every page of the hub's side shows around its own facts.
#[derive(Serialize)]
struct HubPage<T> {
    /// Which of the pages it is.
    part: &'static str,
    meeting: MeetingView,
    /// Of forms about the meeting as a whole, and of those that hold no version.
    hidden: Hidden,
    problems: Vec<Text>,
    #[serde(flatten)]
    facts: T,
}

/// A page with what it shows of the meeting.
fn render<T: Serialize>(desk: &Desk, part: &'static str, hub: HubMeeting, facts: T, problem: Option<&Problem>) -> Result<HttpResponse> {
    let page = HubPage {
        part,
        hidden: desk.hidden(hub.version),
        meeting: hub.meeting,
        problems: problem.map(|problem| said(part, problem)).unwrap_or_default(),
        facts,
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render(&format!("meeting_{part}.html"), &page)?))
}

/// The form of facts and rules comes again as it was typed, whole; all others beside what is stored now.
fn said(part: &str, problem: &Problem) -> Vec<Text> {
    if part == "draft" && problem.status() == 412 {
        return vec![typed::overtaken()];
    }
    problem.words_with(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_number_from_1_whatever_the_address_says() {
        for (asked, page) in [("", 1), ("2", 2), ("0", 1), ("-3", 1), ("zwei", 1), ("99999999999999999999", 1)] {
            assert_eq!(Asked { page: asked.into(), ..Asked::default() }.page(), page, "{asked}");
        }
    }

    #[test]
    fn one_row_more_than_a_page_has_is_on_the_next() {
        let asked = Asked { page: "2".into(), ..Asked::default() };
        assert_eq!(asked.skip(), ROWS);
        let rows = |count: i64| Rows::of((0..count).collect(), &asked);
        assert_eq!((rows(ROWS).rows.len(), rows(ROWS).more), (100, false));
        assert_eq!((rows(ROWS + 1).rows.len(), rows(ROWS + 1).more), (100, true));
    }
}
