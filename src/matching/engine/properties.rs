//! Promises of the engine that hold for every input, tried on random ones.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::ranking::project_score;
use super::records::*;
use super::text::Lexicon;
use super::*;

pub(super) fn category_of(field: &str) -> Option<String> {
    match field {
        "elderly_care" | "elderly_meals" | "jobs_startups" => Some("livelihood".into()),
        "parking" => Some("infrastructure".into()),
        _ => None,
    }
}

fn lexicon() -> Arc<Lexicon> {
    Arc::new(Lexicon::new([("elderly_care", "独居"), ("elderly_care", "空巢"), ("elderly_meals", "助餐")], ["养老金"]))
}

pub(super) fn today() -> Day {
    Day::parse("2026-11-22").expect("a day")
}

fn empty() -> Engine {
    Engine::new(Arc::new(category_of), lexicon(), today())
}

pub(super) fn engine(organizations: &[Organization], projects: &[Project]) -> Engine {
    let mut engine = empty();
    organizations.iter().cloned().for_each(|organization| engine.upsert_organization(organization));
    projects.iter().cloned().for_each(|project| engine.upsert_project(project));
    engine
}

const FIELDS: [&str; 5] = ["elderly_care", "elderly_meals", "jobs_startups", "parking", "unknown"];
const GROUPS: [&str; 4] = ["elderly", "youth", "carers", ALL_RESIDENTS];
const WORDS: [&str; 9] = ["独居", "空巢", "老人", "助餐", "停车", "找工作", "社区", "Art", "160"];
const PATHS: [&str; 7] = [
    "/310000",
    "/310000/310107",
    "/310000/310107/310107015",
    "/310000/310107/310107020",
    "/310000/310107/310107015/001",
    "/310000/310106",
    "/310000/310106/310106010",
];

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(of, 0..=of.len()).prop_shuffle().prop_map(|words| words.into_iter().map(str::to_owned).collect())
}

fn maybe<T: Clone + std::fmt::Debug + 'static>(of: impl Strategy<Value = T> + 'static) -> impl Strategy<Value = Option<T>> {
    prop::option::of(of)
}

fn area() -> impl Strategy<Value = AreaRef> {
    select(&PATHS[..]).prop_map(AreaRef::at)
}

pub(super) fn day() -> impl Strategy<Value = Day> {
    (18_000..21_000_i32).prop_map(Day::after_epoch)
}

fn period() -> impl Strategy<Value = Period> {
    (maybe(day()), maybe(day())).prop_map(|(from, to)| Period { from, to })
}

prop_compose! {
    fn finished()(field in select(&FIELDS[..]), finished_on in day(), rating in maybe(0..600_u32), budget in maybe(0..90_000_000_u64)) -> FinishedProject {
        FinishedProject { id: String::new(), title: String::new(), field: field.into(), finished_on, rating, budget }
    }
}

prop_compose! {
    fn service()(field in select(&FIELDS[..]), item in maybe(select(&["i1", "i2"][..])), target_groups in some(&GROUPS)) -> Service {
        Service { id: String::new(), name: "上门".into(), field: field.into(), item: item.map(str::to_owned), target_groups }
    }
}

type Standing = (bool, bool, bool, Option<Vec<String>>, Option<Period>, Option<u64>, Option<u64>, Option<String>);

fn standing() -> impl Strategy<Value = Standing> {
    let usually = || prop::bool::weighted(0.9);
    let limit = || maybe(1_000_000..60_000_000_u64);
    let scope = prop::option::weighted(0.2, some(&FIELDS));
    (
        usually(),
        usually(),
        usually(),
        scope,
        prop::option::weighted(0.2, period()),
        limit(),
        limit(),
        maybe(select(&["h1", "h2"][..]).prop_map(str::to_owned)),
    )
}

type Strength = (Option<u32>, Option<u32>, Option<u32>, Option<u8>, Option<u8>, Option<Inspection>, Option<u64>, Option<Day>);

fn strength() -> impl Strategy<Value = Strength> {
    let inspection = select(&[Inspection::Passed, Inspection::BasicallyPassed, Inspection::Failed, Inspection::Missed][..]);
    (
        maybe(0..5_u32),
        maybe(0..6_u32),
        maybe(0..300_u32),
        maybe(0..7_u8),
        maybe(0..7_u8),
        maybe(inspection),
        maybe(0..90_000_000_u64),
        maybe(day()),
    )
}

prop_compose! {
    fn any_organization()(
        (verified, can_contract, not_listed, scope, available, budget_min, budget_max, legal_representative) in standing(),
        (free_slots, total_slots, staff, stars, grade, inspection, typical_budget, graduated) in strength(),
        fields in some(&FIELDS), preferred_fields in some(&FIELDS), target_groups in some(&GROUPS), words in some(&WORDS),
        areas_served in prop::collection::vec(area(), 0..3), home_area in maybe(area()),
        mut services in prop::collection::vec(service(), 0..3), mut finished in prop::collection::vec(finished(), 0..4),
        (team, open_invitations, invited_this_month) in (prop::bool::weighted(0.3), 0..3_u32, 0..60_u32),
    ) -> Organization {
        services.iter_mut().enumerate().for_each(|(n, service)| service.id = format!("s{n}"));
        finished.iter_mut().enumerate().for_each(|(n, project)| project.id = format!("c{n}"));
        let incubation = graduated.map(|day| Incubation { id: "k".into(), since: day, graduated_on: Some(day) });
        Organization {
            kind: if team { "community_team" } else { "society" }.into(),
            verified, can_contract, listed: !not_listed, scope, available, budget_min, budget_max, legal_representative,
            free_slots, total_slots, staff, stars, grade, inspection, typical_budget, incubation,
            fields, preferred_fields, target_groups, text: words.concat(), areas_served, home_area, services, finished,
            open_invitations, invited_this_month, ..Organization::new("")
        }
    }
}

prop_compose! {
    fn any_project()(
        field in maybe(select(&FIELDS[..])), item in maybe(select(&["i1", "i2"][..])), area in maybe(area()), target_groups in some(&GROUPS),
        words in some(&WORDS), budget in maybe(0..90_000_000_u64), dates in prop::option::weighted(0.3, period()),
        (contract, statutory, required_grade) in (any::<bool>(), any::<bool>(), prop::option::weighted(0.2, 0..6_u8)),
        closed_to in prop::collection::vec(select(&["0", "1", "2"][..]).prop_map(str::to_owned), 0..2),
    ) -> Project {
        Project {
            field: field.map(str::to_owned), item: item.map(str::to_owned), area, target_groups, title: words.join("，"), budget, dates,
            contract, statutory, required_grade, closed_to,
            conflicts: Conflicts { legal_representatives: vec!["h1".into()], ..Conflicts::default() },
            ..Project::new("p")
        }
    }
}

fn organizations() -> impl Strategy<Value = Vec<Organization>> {
    prop::collection::vec(any_organization(), 1..9).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(n, organization)| organization.id = n.to_string());
        all
    })
}

fn projects() -> impl Strategy<Value = Vec<Project>> {
    prop::collection::vec(any_project(), 1..9).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(n, project)| project.id = format!("p{n}"));
        all
    })
}

fn bytes(answer: &impl serde::Serialize) -> String {
    serde_json::to_string(answer).expect("an answer serialises")
}

pub(super) fn ask(most: usize) -> Question<'static> {
    Question::new(&DEFAULT, most)
}

/// Whether a source such as `organizations/7#fields/elderly_care` is a stored record or a part of one.
fn exists(source: &str, organizations: &[Organization], projects: &[Project]) -> bool {
    let (record, part) = source.split_once('#').unwrap_or((source, ""));
    let (kind, id) = record.split_once('/').expect("a kind and an id");
    if kind == "projects" {
        let Some(project) = projects.iter().find(|project| project.id == id) else { return false };
        return match part {
            "" => true,
            "text" => !project.text.is_empty(),
            "title" => !project.title.is_empty(),
            _ => false,
        };
    }
    let Some(own) = organizations.iter().find(|organization| organization.id == id).filter(|_| kind == "organizations") else {
        return false;
    };
    let (list, entry) = part.split_once('/').unwrap_or((part, ""));
    match list {
        "" => true,
        "services" => own.services.iter().any(|service| service.id == entry),
        "fields" => own.fields.iter().any(|field| field == entry),
        "preferred_fields" => own.preferred_fields.iter().any(|field| field == entry),
        "target_groups" => own.target_groups.iter().any(|group| group == entry),
        "areas_served" => own.areas_served.iter().any(|area| area.code == entry),
        "home_area" => own.home_area.is_some(),
        "finished" => own.finished.iter().any(|project| project.id == entry),
        "incubation" => own.incubation.as_ref().is_some_and(|incubation| incubation.id == entry),
        "stars" => own.stars.is_some(),
        "grade" => own.grade.is_some(),
        "inspection" => own.inspection.is_some(),
        "free_slots" => own.free_slots.is_some(),
        "total_slots" => own.total_slots.is_some(),
        "staff" => own.staff.is_some(),
        "typical_budget" => own.typical_budget.is_some(),
        "budget_min" => own.budget_min.is_some(),
        "text" => !own.text.is_empty(),
        "name" => !own.name.is_empty(),
        _ => false,
    }
}

fn check(answer: &Answer, organizations: &[Organization], projects: &[Project]) -> Result<(), TestCaseError> {
    for found in &answer.items {
        prop_assert_eq!(found.criteria.iter().map(|criterion| criterion.points).sum::<u32>(), found.project_score);
        prop_assert!(found.score <= FULL && found.project_score <= FULL && found.organization_view.value <= FULL);
        prop_assert_eq!(found.rank_score, found.score - found.penalty);
        prop_assert_eq!(found.criteria.iter().map(|criterion| criterion.key).collect::<Vec<_>>(), Key::ALL);
        let known: u32 = found.criteria.iter().filter(|criterion| !criterion.no_data).map(|criterion| criterion.weight * 100).sum();
        prop_assert_eq!(found.confidence, known);
        for criterion in &found.criteria {
            prop_assert!(criterion.value <= FULL && criterion.points == criterion.weight * criterion.value / 100);
            prop_assert!(!criterion.sources.is_empty());
            prop_assert_eq!(criterion.no_data, criterion.reason.en.starts_with("no data"), "{:?}", criterion);
        }
        let parts = found.organization_view.parts.iter().flat_map(|part| &part.sources);
        for source in found.criteria.iter().flat_map(|criterion| &criterion.sources).chain(parts) {
            prop_assert!(exists(source, organizations, projects), "{}", source);
        }
    }
    prop_assert!(answer.items.windows(2).all(|pair| pair[0].rank_score >= pair[1].rank_score));
    prop_assert_eq!(answer.weight_table.iter().map(|row| row.weight).sum::<u32>(), 100);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_better_value_never_lowers_a_score(
        values in prop::array::uniform8(0..=FULL), own in prop::array::uniform4(0..=FULL), which in 0..12_usize, more in 0..=FULL,
        cuts in prop::array::uniform7(0..=100_u32),
    ) {
        let mut cuts: Vec<u32> = cuts.into_iter().chain([0, 100]).collect();
        cuts.sort_unstable();
        let percent: Vec<u32> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let weights = Weights::new("random", percent.try_into().expect("eight")).expect("they sum to 100");
        let (mut better, mut warmer) = (values, own);
        match which {
            0..8 => better[which] = (better[which] + more).min(FULL),
            _ => warmer[which - 8] = (warmer[which - 8] + more).min(FULL),
        }
        let score = |values, own| super::fixed::fuse(project_score(&weights, values), super::own_view::view(own));
        prop_assert!(project_score(&weights, better) >= project_score(&weights, values));
        prop_assert!(score(better, warmer) >= score(values, own));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_answer_adds_up_and_every_reason_names_a_stored_record(organizations in organizations(), projects in projects()) {
        let engine = engine(&organizations, &projects);
        for project in &projects {
            let answer = engine.organizations_for(&project.id, &ask(99)).expect("stored");
            check(&answer, &organizations, &projects)?;
            let left_out: usize = answer.left_out.iter().map(|left| left.count).sum();
            prop_assert_eq!(answer.candidates + left_out, organizations.len());
            prop_assert_eq!(answer.candidates, answer.items.len());
        }
        for organization in &organizations {
            check(&engine.projects_for(&organization.id, &ask(99)).expect("stored"), &organizations, &projects)?;
        }
    }

    #[test]
    fn whoever_is_shown_passes_every_filter_and_whoever_is_not_is_told_why(organizations in organizations(), project in any_project()) {
        let engine = engine(&organizations, std::slice::from_ref(&project));
        let shown = engine.organizations_for("p", &ask(3)).expect("stored");
        for organization in &organizations {
            let place = shown.items.iter().position(|found| found.id == organization.id);
            match engine.why_not("p", &organization.id, &ask(3)).expect("both are stored") {
                WhyNot::Shown { place: told, .. } => prop_assert_eq!(Some(told), place.map(|place| place + 1)),
                WhyNot::LeftOut { failed } => prop_assert!(place.is_none() && !failed.is_empty()),
                WhyNot::Ranked { rank_score, last_shown, gaps, .. } => {
                    prop_assert!(place.is_none() && Some(rank_score) <= last_shown);
                    prop_assert!(!gaps.is_empty() || Some(rank_score) == last_shown);
                }
            }
            if place.is_some() {
                prop_assert!(organization.verified && !organization.listed && organization.free_slots != Some(0));
                prop_assert!(organization.can_contract || !project.contract);
                prop_assert!(organization.legal_representative.as_deref() != Some("h1"));
                prop_assert!(!project.closed_to.contains(&organization.id));
            }
        }
    }

    #[test]
    fn both_directions_find_the_same_candidates(organizations in organizations(), projects in projects()) {
        let engine = engine(&organizations, &projects);
        for organization in &organizations {
            for found in engine.projects_for(&organization.id, &ask(99)).expect("stored").items {
                let other = engine.organizations_for(&found.id, &ask(99)).expect("stored");
                let same = other.items.iter().find(|other| other.id == organization.id).expect("shown the other way round too");
                for (one, other) in found.criteria.iter().zip(&same.criteria).filter(|(one, _)| one.key != Key::Text) {
                    prop_assert_eq!(one.value, other.value, "{:?}", one.key);
                }
                prop_assert_eq!(&found.organization_view, &same.organization_view);
            }
        }
    }

    #[test]
    fn the_order_of_arrival_and_what_was_there_before_do_not_matter(
        (organizations, shuffled) in organizations().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        projects in projects(), others in organizations(),
    ) {
        let straight = engine(&organizations, &projects);
        let mut winding = empty();
        projects.iter().rev().cloned().for_each(|project| winding.upsert_project(project));
        others.iter().cloned().for_each(|organization| winding.upsert_organization(organization));
        others.iter().for_each(|organization| { winding.remove_organization(&organization.id); });
        winding.remove_project("p0");
        shuffled.iter().cloned().for_each(|organization| winding.upsert_organization(organization));
        projects.iter().cloned().for_each(|project| winding.upsert_project(project));
        winding.set_day(Day::after_epoch(20_000));
        winding.set_day(today());
        prop_assert_eq!(straight.digest(), winding.digest());
        for project in &projects {
            let [one, other] = [&straight, &winding].map(|engine| bytes(&engine.organizations_for(&project.id, &ask(5))));
            prop_assert_eq!(one, other);
        }
        for organization in &organizations {
            let [one, other] = [&straight, &winding].map(|engine| bytes(&engine.projects_for(&organization.id, &ask(5))));
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn the_best_k_begin_all(organizations in organizations(), project in any_project(), k in 0..9_usize) {
        let engine = engine(&organizations, std::slice::from_ref(&project));
        let ids = |most| engine.scores_for("p", &ask(most)).expect("stored");
        let all = ids(99);
        prop_assert_eq!(&ids(k)[..], &all[..k.min(all.len())]);
    }
}
