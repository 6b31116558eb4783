//! The rules of the trade, one by one, and how an answer reads.

use super::criteria::Pair;
use super::properties::{ask, category_of, engine, today};
use super::records::*;
use super::*;

/// A verified organisation of one field with a text.
fn organization(id: &str) -> Organization {
    Organization { fields: vec!["elderly_meals".into()], text: "助餐".into(), ..Organization::new(id) }
}

fn project() -> Project {
    Project { title: "独居老人助餐".into(), field: Some("elderly_meals".into()), ..Project::new("p") }
}

fn filters(organization: Organization, project: Project) -> Vec<Filter> {
    let id = organization.id.clone();
    match engine(&[organization], &[project]).why_not("p", &id, &ask(5)) {
        Some(WhyNot::LeftOut { failed }) => failed.into_iter().map(|failed| failed.filter).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn r3_r20_who_may_not_contract_is_left_out_unless_no_contract_is_signed() {
    let team = || Organization { can_contract: false, ..organization("o") };
    assert_eq!(filters(team(), project()), [Filter::CanContract]);
    assert_eq!(filters(team(), Project { contract: false, ..project() }), []);
}

#[test]
fn r21_the_author_its_head_and_its_parent_body_are_left_out() {
    let conflicts =
        Conflicts { organizations: vec!["hub".into()], legal_representatives: vec!["head".into()], parent_bodies: vec!["bureau".into()] };
    let call = || Project { conflicts: conflicts.clone(), ..project() };
    let head = Organization { legal_representative: Some("head".into()), ..organization("o") };
    let child = Organization { parent_body: Some("hub".into()), ..organization("o") };
    let sister = Organization { parent_body: Some("bureau".into()), ..organization("o") };
    for organization in [organization("hub"), head, child, sister] {
        assert_eq!(filters(organization, call()), [Filter::NoConflict]);
    }
    assert_eq!(filters(organization("o"), call()), []);
}

#[test]
fn r23_r24_a_grade_gates_in_grants_and_never_in_a_statutory_purchase() {
    let call = |statutory| Project { required_grade: Some(3), statutory, ..project() };
    let graded = |grade| Organization { grade, ..organization("o") };
    assert_eq!(filters(graded(Some(2)), call(false)), [Filter::Qualified]);
    assert_eq!(filters(graded(None), call(false)), [Filter::Qualified]);
    assert_eq!(filters(graded(Some(3)), call(false)), []);
    assert_eq!(filters(graded(None), call(true)), []);
}

#[test]
fn each_filter_has_its_code() {
    let day = |text| Day::parse(text);
    let busy = Organization { free_slots: Some(0), listed: true, verified: false, ..organization("o") };
    assert_eq!(filters(busy, project()), [Filter::Verified, Filter::GoodStanding, Filter::FreeCapacity]);
    let narrow = Organization {
        scope: Some(vec!["parking".into()]),
        areas_allowed: Some(vec![AreaRef::at("/310000/310106")]),
        available: Some(Period { from: day("2027-01-01"), to: None }),
        budget_max: Some(100),
        ..organization("o")
    };
    let call = Project {
        area: Some(AreaRef::at("/310000/310107")),
        dates: Some(Period { from: None, to: day("2026-12-31") }),
        budget: Some(101),
        required_documents: vec!["food_licence".into()],
        closed_to: vec!["o".into()],
        ..project()
    };
    use Filter::*;
    assert_eq!(filters(narrow, call), [Qualified, FieldAllowed, AreaAllowed, Dates, BudgetLimits, StillInRound]);
}

#[test]
fn a_closed_project_is_shown_to_nobody() {
    let engine = engine(&[organization("o")], &[Project { open: false, ..project() }]);
    let answer = engine.projects_for("o", &ask(5)).expect("stored");
    assert!(answer.items.is_empty());
    assert_eq!(answer.left_out.iter().map(|left| (left.filter, left.count)).collect::<Vec<_>>(), [(Filter::Open, 1)]);
}

#[test]
fn ties_go_to_fewer_open_invitations_and_then_to_the_id() {
    let all = [("c", 0), ("b", 1), ("a", 1), ("d", 0)].map(|(id, open_invitations)| Organization { open_invitations, ..organization(id) });
    let answer = engine(&all, &[project()]).organizations_for("p", &ask(9)).expect("stored");
    assert_eq!(answer.items.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["c", "d", "a", "b"]);
    let mainly: Vec<Separator> = answer.items.iter().filter_map(|found| Some(found.compare_to_next.as_ref()?.mainly)).collect();
    assert_eq!(mainly, [Separator::Id, Separator::OpenInvitations, Separator::Id]);
}

#[test]
fn invitations_of_the_month_cost_places_in_lists_and_nothing_in_assignments() {
    let often = Organization { invited_this_month: 5, stars: Some(5), ..organization("a") };
    let all = [often, Organization { stars: Some(5), ..organization("b") }];
    let engine = engine(&all, &[project()]);
    let order = |fair_exposure| engine.scores_for("p", &Question { fair_exposure, ..ask(2) }).expect("stored");
    let (list, assignment) = (order(true), order(false));
    assert_eq!((list[0].0.as_str(), assignment[0].0.as_str()), ("b", "a"));
    assert_eq!(assignment[0].1, assignment[1].1);
    assert_eq!(list[1].1, list[0].1 - list[0].1 / 10);
}

#[test]
fn incubation_is_evidence_and_never_a_gate() {
    let graduate =
        Organization { incubation: Some(Incubation { id: "k".into(), since: today(), graduated_on: Some(today()) }), ..organization("a") };
    let answer = engine(&[graduate, organization("b")], &[project()]).organizations_for("p", &ask(2)).expect("stored");
    let record = |n: usize| &answer.items[n].criteria[Key::TrackRecord as usize];
    assert_eq!((answer.items[0].id.as_str(), record(0).value, record(0).no_data), ("a", 5_500, false));
    assert_eq!((record(1).value, record(1).no_data), (5_000, true));
}

#[test]
fn unknown_takes_the_mean_of_its_cohort_and_lowers_confidence() {
    let with = |id: &str, staff: Option<u32>, kind: &str| Organization { staff, kind: kind.into(), ..organization(id) };
    let all = [with("a", Some(1), ""), with("b", Some(3), ""), with("c", None, ""), with("t", None, "community_team")];
    let call = Project { budget: Some(80_000_000), ..project() };
    let answer = engine(&all, &[call]).organizations_for("p", &ask(9)).expect("stored");
    let capacity = |id: &str| {
        let found = answer.items.iter().find(|found| found.id == id).expect("shown");
        (found.criteria[Key::Capacity as usize].value, found.criteria[Key::Capacity as usize].no_data, found.confidence)
    };
    assert_eq!((capacity("a").0, capacity("b").0), (2_500, 7_500));
    assert_eq!(capacity("c"), (5_000, true, capacity("a").2 - 700));
    assert_eq!(capacity("t").0, 5_000);
}

#[test]
fn teams_and_organisations_can_be_asked_for_alone() {
    let team = Organization { kind: "community_team".into(), ..organization("t") };
    let engine = engine(&[team, organization("o")], &[project()]);
    let ids = |candidates| engine.scores_for("p", &Question { candidates, ..ask(9) }).expect("stored").len();
    assert_eq!([Candidates::All, Candidates::Organizations, Candidates::Teams].map(ids), [2, 1, 1]);
}

#[test]
fn a_need_finds_teams_items_and_rooms_and_learns_from_clerks() {
    let mut engine = engine(&[Organization { can_contract: false, kind: "community_team".into(), ..organization("t") }], &[]);
    for (id, name) in [("meals", "助餐送餐"), ("visits", "上门探访")] {
        engine.upsert_catalogue_item(CatalogueItem { id: id.into(), version: 0, name: name.into(), text: String::new(), field: None });
    }
    let need = |id: &str, title: &str, item: Option<&str>| Need {
        title: title.into(),
        item: item.map(str::to_owned),
        people: Some(20),
        ..Need::new(id)
    };
    engine.upsert_need(need("n", "老人吃饭难", None));
    assert_eq!(engine.organizations_for_need("n", &ask(9)).expect("stored").items.len(), 1);
    let first = |engine: &Engine| engine.catalogue_for("n", 1).expect("stored").items.remove(0);
    let before = first(&engine);
    engine.upsert_need(need("m", "独居老人吃饭难", Some("meals")));
    let after = first(&engine);
    assert_eq!(after.id, "meals");
    assert_eq!(after.parts[1].sources, ["needs/m"]);
    assert!(after.score > before.score);
    assert_eq!(after.parts.iter().map(|part| part.points).sum::<u32>(), after.score);

    for (id, capacity, free) in [("hall", 200, 1), ("room", 25, 1), ("closet", 5, 1), ("taken", 25, 0)] {
        let (capacity, free) = (Some(capacity), Some(free));
        let name = "活动室".to_owned();
        engine.upsert_resource(Resource {
            id: id.into(),
            version: 0,
            name,
            kind: "venue".into(),
            text: String::new(),
            area: None,
            capacity,
            free,
            available: None,
        });
    }
    let rooms = engine.resources_for("n", 9).expect("stored");
    assert_eq!(rooms.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["room", "hall"]);
    assert_eq!(rooms.left_out.iter().map(|left| left.count).sum::<usize>(), 2);
}

#[test]
fn more_like_this_prefers_the_same_field_and_never_shows_itself() {
    let all = [organization("a"), organization("b"), Organization { fields: vec!["parking".into()], ..organization("c") }];
    let other = Project { id: "q".into(), ..project() };
    let engine = engine(&all, &[project(), other]);
    let ids = |found: Found| found.items.into_iter().map(|item| item.id).collect::<Vec<_>>();
    assert_eq!(ids(engine.similar_organizations("a", 9).expect("stored")), ["b", "c"]);
    assert_eq!(ids(engine.similar_projects("p", 9).expect("stored")), ["q"]);
}

#[test]
fn an_answer_explains_itself() {
    let wanted = Project {
        text: "为长寿路街道的独居老人上门送餐".into(),
        target_groups: vec!["elderly".into(), "carers".into()],
        area: Some(AreaRef::at("/310000/310107/310107015")),
        budget: Some(40_000_000),
        ..project()
    };
    let meals = Organization {
        name: "银发助餐服务中心".into(),
        fields: vec!["elderly_care".into(), "elderly_meals".into()],
        areas_served: vec![AreaRef::at("/310000/310107")],
        target_groups: vec!["elderly".into()],
        text: "为空巢老人上门送餐".into(),
        free_slots: Some(2),
        total_slots: Some(4),
        staff: Some(12),
        grade: Some(4),
        inspection: Some(Inspection::Passed),
        preferred_fields: vec!["elderly_meals".into()],
        finished: vec![FinishedProject {
            id: "c31".into(),
            title: "助餐点".into(),
            field: "elderly_meals".into(),
            finished_on: Day::parse("2025-11-22").expect("a day"),
            rating: Some(450),
            budget: Some(30_000_000),
        }],
        ..Organization::new("o1")
    };
    let parking = Organization { fields: vec!["elderly_care".into()], text: "停车管理".into(), ..Organization::new("o2") };
    let engine = engine(&[meals, parking, Organization { verified: false, ..Organization::new("o3") }], &[wanted]);
    insta::assert_json_snapshot!(engine.organizations_for("p", &ask(9)));
}

/// The pair's parts are told without a search too.
#[test]
fn money_and_records_are_told_in_both_languages() {
    let (organization, project) = (organization("o"), project());
    let pair = Pair { organization: &organization, project: &project, is_need: false, taxonomy: &category_of };
    assert_eq!(super::criteria::field::tell(&pair).reason.zh, "登记的服务领域“elderly_meals”与项目相同");
}
