//! Promises of the engine that hold for every input, tried on random ones.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::criteria::ALL_RESIDENTS;
use super::rank::score;
use super::*;

/// A verified organisation that has registered nothing yet.
pub(super) fn supply(id: &str) -> Supply {
    Supply {
        id: id.into(),
        name: format!("组织{id}"),
        kind: "social_service_institution".into(),
        verified: true,
        can_contract: true,
        fields: Vec::new(),
        areas_served: Vec::new(),
        home_area: None,
        target_groups: Vec::new(),
        text: String::new(),
        open_invitations: 0,
    }
}

/// A project of one field in the street of Changshou Road that says nothing more.
pub(super) fn demand(field: &str) -> Demand {
    Demand {
        id: "p".into(),
        title: String::new(),
        text: String::new(),
        field: field.into(),
        area: AreaRef { code: "310107015".into(), path: "/310000/310107/310107015".into() },
        target_groups: Vec::new(),
    }
}

fn category_of(field: &str) -> Option<String> {
    match field {
        "elderly_care" | "elderly_meals" | "jobs_startups" => Some("livelihood".into()),
        "parking" => Some("infrastructure".into()),
        _ => None,
    }
}

fn lexicon() -> Lexicon {
    Lexicon::new([("elderly_care", "独居"), ("elderly_care", "空巢"), ("elderly_meals", "助餐")], ["养老金"])
}

fn ask<R>(question: impl FnOnce(&Matcher) -> R) -> R {
    question(&Matcher { weights: &FIRST, taxonomy: &category_of, lexicon: &lexicon() })
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

fn area() -> impl Strategy<Value = AreaRef> {
    select(&PATHS[..]).prop_map(|path| AreaRef { code: path.rsplit('/').next().unwrap_or_default().into(), path: path.into() })
}

prop_compose! {
    fn any_supply()(
        fields in some(&FIELDS), areas_served in prop::collection::vec(area(), 0..3), home_area in prop::option::of(area()),
        target_groups in some(&GROUPS), words in some(&WORDS), open_invitations in 0..3_u32,
        verified in prop::bool::weighted(0.8), can_contract in prop::bool::weighted(0.8),
    ) -> Supply {
        Supply { fields, areas_served, home_area, target_groups, text: words.concat(), open_invitations, verified,
            can_contract, name: String::new(), ..supply("") }
    }
}

prop_compose! {
    fn any_demand()(
        field in select(&FIELDS[..]), area in area(), target_groups in some(&GROUPS), words in some(&WORDS),
    ) -> Demand {
        Demand { area, target_groups, title: words.join("，"), ..demand(field) }
    }
}

/// Several records, numbered in the order in which they were made.
fn supplies() -> impl Strategy<Value = Vec<Supply>> {
    prop::collection::vec(any_supply(), 1..9).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(n, supply)| supply.id = n.to_string());
        all
    })
}

fn demands() -> impl Strategy<Value = Vec<Demand>> {
    prop::collection::vec(any_demand(), 1..9).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(n, demand)| demand.id = n.to_string());
        all
    })
}

fn shuffled<T: Clone + std::fmt::Debug>(all: impl Strategy<Value = Vec<T>>) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    all.prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

fn bytes(ranking: &Ranking) -> String {
    serde_json::to_string(ranking).expect("a ranking serialises")
}

/// The score of the supply in question among fixed others.
fn score_of(id: &str, demand: &Demand, supplies: &[Supply]) -> Option<u32> {
    let ranking = ask(|m| m.organizations_for(demand, supplies, supplies.len()));
    ranking.matches.iter().find(|found| found.id == id).map(|found| found.score)
}

proptest! {
    #[test]
    fn points_sum_to_the_score_and_values_stay_in_range(demand in any_demand(), supplies in supplies()) {
        for found in ask(|m| m.organizations_for(&demand, &supplies, 99)).matches {
            prop_assert_eq!(found.criteria.iter().map(|c| c.points).sum::<u32>(), found.score);
            prop_assert!(found.score <= FULL && found.criteria.iter().all(|c| c.value <= FULL));
            prop_assert_eq!(found.criteria.iter().map(|c| c.key).collect::<Vec<_>>(), Key::ALL);
            prop_assert_eq!(found.criteria.iter().map(|c| c.weight).sum::<u32>(), 100);
        }
    }

    #[test]
    fn a_better_value_never_lowers_the_score(
        values in prop::array::uniform4(0..=FULL), which in 0..4_usize, more in 0..=FULL, weights in prop::array::uniform3(0..=33_u32),
    ) {
        let [a, b, c] = weights;
        let weights = Weights::new("random", [a, b, c, 100 - a - b - c]).expect("they sum to 100");
        let mut better = values;
        better[which] = (better[which] + more).min(FULL);
        prop_assert!(score(&weights, better) >= score(&weights, values));
    }

    #[test]
    fn whatever_an_organisation_adds_never_lowers_its_score(demand in any_demand(), supplies in supplies(), more in any_supply()) {
        let before = score_of("0", &demand, &supplies);
        let improve = |change: &dyn Fn(&mut Supply)| {
            let mut supplies = supplies.clone();
            change(&mut supplies[0]);
            score_of("0", &demand, &supplies)
        };
        prop_assert!(improve(&|s| s.fields.extend(more.fields.clone())) >= before);
        prop_assert!(improve(&|s| s.areas_served.extend(more.areas_served.clone())) >= before);
        prop_assert!(improve(&|s| s.home_area = s.home_area.clone().or(more.home_area.clone())) >= before);
        prop_assert!(improve(&|s| s.target_groups.extend(more.target_groups.clone())) >= before);
        let longer = improve(&|s| s.text = [s.text.as_str(), &more.text].join("。"));
        prop_assert!(longer >= before);
    }

    #[test]
    fn the_order_of_organisations_does_not_matter(demand in any_demand(), (one, other) in shuffled(supplies())) {
        let [one, other] = [one, other].map(|all| bytes(&ask(|m| m.organizations_for(&demand, &all, 5))));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn the_order_of_projects_does_not_matter(supply in any_supply(), (one, other) in shuffled(demands())) {
        let [one, other] = [one, other].map(|all| bytes(&ask(|m| m.projects_for(&supply, &all, 5))));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn the_order_inside_a_record_does_not_matter(demand in any_demand(), supplies in supplies()) {
        let mut turned = supplies.clone();
        for supply in &mut turned {
            supply.fields.reverse();
            supply.areas_served.reverse();
            supply.target_groups.reverse();
        }
        let [one, other] = [supplies, turned].map(|all| bytes(&ask(|m| m.organizations_for(&demand, &all, 9))));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn the_best_k_begin_the_best_k_and_one(demand in any_demand(), supplies in supplies(), k in 0..9_usize) {
        let [few, more] = [k, k + 1].map(|k| ask(|m| m.organizations_for(&demand, &supplies, k)).matches);
        prop_assert_eq!(&few[..], &more[..few.len()]);
        prop_assert!(more.len() <= k + 1 && few.len() == more.len().min(k));
    }

    #[test]
    fn everybody_is_ranked_or_left_out_with_a_code(demand in any_demand(), supplies in supplies()) {
        let ranking = ask(|m| m.organizations_for(&demand, &supplies, 99));
        let mut seen: Vec<_> = ranking.matches.iter().map(|m| m.id.clone()).chain(ranking.left_out.iter().map(|l| l.id.clone())).collect();
        seen.sort();
        prop_assert_eq!(seen, supplies.iter().map(|s| s.id.clone()).collect::<Vec<_>>());
        for left in &ranking.left_out {
            let supply = &supplies[left.id.parse::<usize>().expect("numbered")];
            let passes = match left.failed {
                Filter::Verified => supply.verified,
                Filter::CanContract => supply.can_contract,
            };
            prop_assert!(!passes);
        }
        prop_assert!(ranking.matches.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    #[test]
    fn words_in_common_and_sources_exist(demand in any_demand(), supplies in supplies()) {
        for found in ask(|m| m.organizations_for(&demand, &supplies, 99)).matches {
            let supply = &supplies[found.id.parse::<usize>().expect("numbered")];
            for word in &found.words_in_common {
                prop_assert!(demand.title.to_lowercase().contains(word), "{word} in {}", demand.title);
                prop_assert!(supply.text.to_lowercase().contains(word), "{word} in {}", supply.text);
            }
            for criterion in &found.criteria {
                let Some(source) = &criterion.source else { prop_assert_eq!(criterion.value, 0); continue };
                let part = source.strip_prefix(&format!("organizations/{}#", supply.id)).expect("its own record");
                let (list, entry) = part.split_once('/').unwrap_or((part, ""));
                let exists = match list {
                    "fields" => entry.is_empty() || supply.fields.iter().any(|field| field == entry),
                    "areas_served" => entry.is_empty() || supply.areas_served.iter().any(|area| area.code == entry),
                    "home_area" => supply.home_area.is_some(),
                    "target_groups" => entry.is_empty() || supply.target_groups.iter().any(|group| group == entry),
                    "name,text" => !(supply.name.is_empty() && supply.text.is_empty()),
                    _ => false,
                };
                prop_assert!(exists, "{source}");
            }
        }
    }
}

#[test]
fn ties_go_to_fewer_open_invitations_and_then_to_the_id() {
    let all = [("c", 0), ("b", 1), ("a", 1), ("d", 0)].map(|(id, open_invitations)| Supply {
        open_invitations,
        name: String::new(),
        ..supply(id)
    });
    let ranking = ask(|m| m.organizations_for(&demand("parking"), &all, 9));
    assert_eq!(ranking.matches.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), ["c", "d", "a", "b"]);
}

#[test]
fn an_organisation_that_fails_a_filter_gets_no_project_and_is_told_why() {
    let group = Supply { can_contract: false, ..supply("g") };
    let ranking = ask(|m| m.projects_for(&group, &[demand("parking")], 9));
    assert!(ranking.matches.is_empty());
    assert_eq!(ranking.left_out, [LeftOut { id: "p".into(), failed: Filter::CanContract }]);
}

#[test]
fn an_answer_explains_itself() {
    let wanted = Demand {
        title: "独居老人助餐".into(),
        text: "为长寿路街道的独居老人上门送餐".into(),
        target_groups: vec!["elderly".into(), "carers".into()],
        ..demand("elderly_meals")
    };
    let offers = [
        Supply {
            name: "银发助餐服务中心".into(),
            fields: vec!["elderly_care".into(), "elderly_meals".into()],
            areas_served: vec![AreaRef { code: "310107".into(), path: "/310000/310107".into() }],
            target_groups: vec!["elderly".into()],
            text: "为空巢老人上门送餐".into(),
            ..supply("o1")
        },
        Supply { fields: vec!["elderly_care".into()], text: "停车管理".into(), ..supply("o2") },
        Supply { verified: false, ..supply("o3") },
    ];
    let ranking = ask(|m| m.organizations_for(&wanted, &offers, 9));
    insta::assert_json_snapshot!(ranking);
}
