use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::schema::journal_entries;

use super::{is_disabled, leaves, mails, saved};
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::Client;
use crate::support::town::STREET;

fn at_once(name: &str, looks_in: &str, conditions: Value) -> Value {
    let mut body = conditions;
    (body["name"], body["looks_in"], body["notify"]) = (json!(name), json!(looks_in), json!("at_once"));
    body
}

/// Reports a need; its path.
async fn reported(reporter: &Client, title: &str) -> String {
    let body = json!({"area_code": STREET, "title_zh": title, "description_zh": "多个小区提出", "field": "jobs_startups"});
    let need = reporter.post("/needs", body).await.ok(201);
    format!("/needs/{}", need["id"].as_str().expect("an id"))
}

on_both! {
    async fn a_new_call_that_fits_is_told_in_one_mail_that_names_every_search(world) {
        let desk = Desk::at(world).await;
        let own = &desk.town.bidders[0].member;
        let first = saved(own, at_once("门口就业", "calls", json!({"q": "就业", "area_code": "310107", "budget_from_fen": 100}))).await;
        let second = saved(own, at_once("全部民生", "calls", json!({"field": "livelihood"}))).await;
        saved(own, at_once("另外的", "calls", json!({"q": "助餐"}))).await;
        saved(own, at_once("太贵的", "calls", json!({"budget_from_fen": 2_000_001}))).await;
        saved(own, at_once("曹杨的", "calls", json!({"area_code": "310107005"}))).await;
        let silent = saved(own, json!({"name": "只看的", "looks_in": "calls", "notify": "never"})).await;
        desk.published().await;
        let told = mails(world, own, "alert").await;
        assert_eq!(told.len(), 1, "{told:?}");
        let [first, second, silent] = [first, second, silent].map(|search| search.replace("/saved-searches/", "/desk/alerts#search-"));
        for fact in ["零距离家门口就业服务", "¥ 20,000.00", "“门口就业”", "“全部民生”", &first, &second, "https://shuniu.test/notices/"] {
            assert!(told[0].contains(fact), "{fact} is missing: {}", told[0]);
        }
        for other in ["另外的", "太贵的", "曹杨的", "只看的", &silent] {
            assert!(!told[0].contains(other), "{other}: {}", told[0]);
        }
        assert!(mails(world, own, "alert_digest").await.is_empty());
    }

    async fn beyond_twenty_mails_in_an_hour_the_rest_waits_for_the_digest(world) {
        let town = world.town().await;
        shuniu::app::ask_for_daily_work(&world.platform).await.expect("the digest is asked for");
        saved(&town.hub, at_once("所有需求", "needs", json!({}))).await;
        for number in 1..=23 {
            reported(&town.committee, &format!("第{number}件需要解决的事")).await;
        }
        let told = mails(world, &town.hub, "alert").await;
        assert_eq!(told.len(), 20);
        assert!(told[0].contains("List-Unsubscribe: <https://shuniu.test/desk/alerts>"), "{}", told[0]);
        assert!(mails(world, &town.hub, "alert_digest").await.is_empty());
        world.advance_to("2026-03-03T08:00:00+08:00").await;
        let digest = mails(world, &town.hub, "alert_digest").await;
        let said = (1..=23).filter(|number| digest.iter().any(|mail| mail.contains(&format!("第{number}件需要解决的事")))).count();
        assert_eq!((digest.len(), said), (1, 3), "{digest:?}");
        assert_eq!(mails(world, &town.hub, "alert").await.len(), 20, "each is told once");
    }

    async fn whoever_is_told_by_a_letter_of_their_own_gets_no_second_mail(world) {
        let desk = Desk::at(world).await;
        let town = &desk.town;
        let (manager, member) = (&town.bidders[0].manager, &town.bidders[0].member);
        for client in [manager, member, &town.hub, &town.committee] {
            saved(client, at_once("就业", "calls", json!({"q": "就业"}))).await;
        }
        desk.published().await;
        assert!(mails(world, manager, "alert").await.is_empty(), "the invitation tells them");
        assert_eq!(world.ledger().await.iter().filter(|(to, used, _)| to.contains(&manager.user_id) && used == "project_invited").count(), 1);
        assert!(mails(world, &town.hub, "alert").await.is_empty(), "the letter about the publication tells them");
        assert_eq!((mails(world, member, "alert").await.len(), mails(world, &town.committee, "alert").await.len()), (1, 1));
    }

    async fn a_call_must_suit_the_organisation_as_well_as_the_search_asks(world) {
        let desk = Desk::at(world).await;
        let bidder = &desk.town.bidders[0];
        saved(&bidder.member, at_once("合适", "calls", json!({"least_score": 5_000}))).await;
        saved(&bidder.member, at_once("完美", "calls", json!({"least_score": 10_000}))).await;
        let left = &desk.town.bidders[1].member;
        saved(left, at_once("合适", "calls", json!({"least_score": 1}))).await;
        let cook = world.organization("助餐服务社", "social_service_agency", &["elderly_meals"]).await;
        let cook = world.person(&[(shuniu::platform::actor::Role::NgoMember, Some(&cook), None)]).await;
        saved(&cook, at_once("合适", "calls", json!({"least_score": 7_000}))).await;
        leaves(world, left).await;
        desk.published().await;
        let told = mails(world, &bidder.member, "alert").await;
        assert!(told.len() == 1 && told[0].contains("“合适”") && !told[0].contains("“完美”"), "{told:?}");
        assert!(mails(world, left, "alert").await.is_empty() && mails(world, &cook, "alert").await.is_empty());
    }

    async fn the_score_that_counts_is_that_of_the_organisations_own_list(world) {
        let desk = Desk::at(world).await;
        let bidder = &desk.town.bidders[0];
        desk.published().await;
        world.settle().await;
        let listed = bidder.member.get(&format!("/organizations/{}/matches", bidder.organization)).await.ok(200);
        let score = listed["items"][0]["score"].as_i64().expect("a score");
        let enough = saved(&bidder.member, at_once("正好", "calls", json!({"least_score": score}))).await;
        saved(&bidder.member, at_once("多一分", "calls", json!({"least_score": score + 1}))).await;
        let platform = world.platform.clone();
        let heard = world.platform.db.read(move |conn| {
            let published = journal_entries::table.filter(journal_entries::event.eq("project.published")).select(journal_entries::id);
            let id: String = published.first(conn)?;
            let mut entry = shuniu::journal::entries_by_ids(conn, &[id])?.remove(0);
            // As if it were published now: who saves a search finds what is older by themselves.
            entry.occurred_at = platform.clock.now();
            shuniu::notifications::hear(conn, &platform, &entry)
        });
        let found: Vec<_> = heard.await.expect("heard").iter().map(|alert| alert.search_ids().expect("ids")).collect();
        assert_eq!(found, [[enough.trim_start_matches("/saved-searches/").to_owned()]]);
    }

    async fn a_need_is_told_once_to_each_when_they_may_see_it_and_not_to_who_reported_it(world) {
        let town = world.town().await;
        let stranger = &town.bidders[0].member;
        for client in [&town.officer, &town.committee, stranger] {
            saved(client, at_once("就业需求", "needs", json!({"q": "就业", "field": "jobs_startups", "area_code": STREET}))).await;
        }
        let need = reported(&town.committee, "青年就业帮助").await;
        reported(&town.committee, "停车难").await;
        assert_eq!(mails(world, &town.officer, "alert").await.len(), 1);
        assert!(mails(world, stranger, "alert").await.is_empty(), "it is not verified yet");
        town.hub.act(&need, "verify", json!({})).await.ok(200);
        let told = mails(world, stranger, "alert").await;
        assert!(told.len() == 1 && told[0].contains("青年就业帮助") && told[0].contains("需求已核实"), "{told:?}");
        assert_eq!(mails(world, &town.officer, "alert").await.len(), 1, "they know it already");
        assert!(mails(world, &town.committee, "alert").await.is_empty(), "they reported it");
    }

    async fn who_has_left_or_is_disabled_hears_nothing_nor_does_a_search_that_came_later(world) {
        let desk = Desk::at(world).await;
        let [left, disabled, late] = [0, 1, 2].map(|place: usize| &desk.town.bidders[place].member);
        for client in [left, disabled] {
            saved(client, at_once("就业", "calls", json!({"q": "就业"}))).await;
        }
        leaves(world, left).await;
        is_disabled(world, disabled).await;
        desk.published().await;
        world.settle().await;
        saved(late, at_once("就业", "calls", json!({"q": "就业"}))).await;
        for client in [left, disabled, late] {
            assert!(mails(world, client, "alert").await.is_empty());
        }
    }

    async fn who_is_told_what_is_nobody_elses_business(world) {
        let desk = Desk::at(world).await;
        let member = &desk.town.bidders[0].member;
        saved(member, at_once("就业", "calls", json!({"q": "就业"}))).await;
        let project = desk.published().await;
        assert_eq!(mails(world, member, "alert").await.len(), 1);
        let id = project.trim_start_matches("/projects/");
        for official in [&desk.town.hub, &desk.town.auditor, &desk.town.admin] {
            for query in ["?limit=200".to_owned(), format!("?limit=200&project_id={id}")] {
                let ledger = official.get(&format!("/deliveries{query}")).await.ok(200).to_string();
                assert!(!ledger.contains("subscriber") && !ledger.contains("\"alert\""), "{ledger}");
            }
        }
    }
}
