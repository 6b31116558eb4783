//! `docs/MATCHING.md` shows whom the engine finds for each need of the demo, so that anyone can disagree. It shows what is true today:
//! `UPDATE_DOCS=1 cargo test top_five` writes it anew.

use std::collections::HashMap;
use std::fmt::Write as _;

use shuniu::matching::engine::records::{AreaRef, Need, Organization};
use shuniu::matching::engine::{DEFAULT, Day, Engine, Match, Question};
use shuniu::matching::taxonomy::{Places, lexicon, with_places};
use shuniu::organizations::{Kind, may_contract};
use shuniu::platform::i18n::Text;

const AREAS: &str = include_str!("../config/demo/areas.csv");
const ORGANIZATIONS: &str = include_str!("../config/demo/organizations.csv");
const NEEDS: &str = include_str!("../config/demo/needs.csv");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/MATCHING.md");
const BEGIN: &str = "<!-- written by tests/top_five.rs -->\n";

type Row = HashMap<String, String>;

fn rows(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

/// The place of an area in the tree.
fn place(code: &str, areas: &[Row]) -> AreaRef {
    let parent =
        |code: &str| areas.iter().find(|area| area["code"] == code).map(|area| area["parent"].clone()).filter(|code| !code.is_empty());
    let mut steps = vec![code.to_owned()];
    while let Some(above) = parent(&steps[0]) {
        steps.insert(0, above);
    }
    AreaRef { code: code.to_owned(), path: format!("/{}/", steps.join("/")) }
}

fn list(values: &str) -> Vec<String> {
    values.split(';').filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

fn organization(row: &Row, areas: &[Row]) -> Option<Organization> {
    let kind = Kind::parse(&row["kind"]).filter(|kind| *kind != Kind::Government)?;
    let home = place(&row["area"], areas);
    Some(Organization {
        name: row["name_zh"].clone(),
        kind: kind.to_string(),
        can_contract: may_contract(kind).is_ok(),
        fields: list(&row["fields"]),
        areas_served: vec![home.clone()],
        home_area: Some(home),
        text: row["description_zh"].clone(),
        ..Organization::new(&row["key"])
    })
}

fn need(row: &Row, areas: &[Row]) -> Need {
    Need {
        title: row["title_zh"].clone(),
        text: row["description_zh"].clone(),
        field: Some(row["field"].clone()),
        area: Some(place(&row["area"], areas)),
        ..Need::new(&row["key"])
    }
}

fn told(found: &Match) -> String {
    let known = found.criteria.iter().filter(|criterion| !criterion.no_data && criterion.points > 0);
    known.map(|criterion| format!("{} {}", criterion.reason.zh, criterion.points)).collect::<Vec<_>>().join("；")
}

fn section() -> String {
    let areas = rows(AREAS);
    let places = Places::default();
    places.learn(areas.iter().map(|area| (area["code"].clone(), Text::new(&area["name_zh"], &area["name_en"]))).collect());
    let mut engine = Engine::new(with_places(places), lexicon(), Day::parse("2026-03-02").expect("a day"));
    rows(ORGANIZATIONS)
        .iter()
        .filter_map(|row| organization(row, &areas))
        .for_each(|organization| engine.upsert_organization(organization));
    let needs = rows(NEEDS);
    needs.iter().for_each(|row| engine.upsert_need(need(row, &areas)));
    engine.calibrate();
    let mut page = String::new();
    for row in &needs {
        let found = engine.organizations_for_need(&row["key"], &Question::new(&DEFAULT, 5)).expect("stored");
        let area = areas.iter().find(|area| area["code"] == row["area"]).map_or("", |area| area["name_zh"].as_str());
        let _ = writeln!(page, "\n**{}** ({area})  \n{}\n", row["title_zh"], row["description_zh"]);
        for (place, item) in (1..).zip(&found.items) {
            let _ = writeln!(page, "{place}. {} **{}**: {}", item.name, item.rank_score, told(item));
        }
    }
    page
}

#[test]
fn the_page_shows_the_top_five_of_today() {
    let page = std::fs::read_to_string(PAGE).expect("docs/MATCHING.md");
    let (before, shown) = page.split_once(BEGIN).expect("the place for the top five");
    let now = section();
    #[expect(clippy::disallowed_methods, reason = "tells the test to write instead of to compare")]
    let is_written = std::env::var_os("UPDATE_DOCS").is_some();
    if is_written {
        std::fs::write(PAGE, format!("{before}{BEGIN}{now}")).expect("written");
    } else {
        assert!(shown == now, "docs/MATCHING.md shows other matches than the engine finds: UPDATE_DOCS=1 cargo test top_five");
    }
}
