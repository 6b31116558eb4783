use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use serde_json::json;
use shuniu::journal;
use shuniu::notifications;
use shuniu::platform::ids;
use shuniu::schema::{journal_entries, saved_searches};

use super::saved;
use crate::api::projects::desk::Desk;
use crate::on_both;
use crate::support::World;

/// How many statements it takes to find out who is told of the publication, and how many are told.
async fn heard(world: &World) -> (usize, usize) {
    world.settle().await;
    let (platform, count) = (world.platform.clone(), Arc::new(AtomicUsize::new(0)));
    let counting = count.clone();
    let told = world.platform.db.read(move |conn| {
        let id: String =
            journal_entries::table.filter(journal_entries::event.eq("project.published")).select(journal_entries::id).first(conn)?;
        let entry = journal::entries_by_ids(conn, &[id])?.remove(0);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counting.fetch_add(1, Ordering::Relaxed);
            }
        });
        let told = notifications::hear(conn, &platform, &entry);
        conn.set_instrumentation(None::<Box<dyn diesel::connection::Instrumentation>>);
        told
    });
    let told = told.await.expect("heard").len();
    (count.load(Ordering::Relaxed), told)
}

on_both! {
    async fn what_nobody_listens_to_costs_two_statements(world) {
        let desk = Desk::at(world).await;
        saved(&desk.town.hub, json!({"name": "只看的", "looks_in": "calls", "notify": "never"})).await;
        saved(&desk.town.hub, json!({"name": "需求", "looks_in": "needs"})).await;
        desk.published().await;
        assert_eq!(heard(world).await, (2, 0));
    }

    async fn a_thousand_saved_searches_cost_an_event_as_many_statements_as_two(world) {
        let desk = Desk::at(world).await;
        let people: Vec<_> = desk.town.bidders.iter().map(|bidder| &bidder.member).chain(&desk.town.evaluators).collect();
        for client in [people[0], people[1]] {
            saved(client, json!({"name": "就业", "looks_in": "calls", "q": "就业"})).await;
        }
        desk.published().await;
        let few = heard(world).await;
        let (users, now) = (people.iter().map(|client| client.user_id.clone()).collect::<Vec<_>>(), world.now().plus(chrono::TimeDelta::days(-1)));
        world.write(move |conn| {
            for number in 0..1_000 {
                let user = &users[number % users.len()];
                diesel::insert_into(saved_searches::table)
                    .values((
                        saved_searches::id.eq(ids::fresh()),
                        saved_searches::user_id.eq(user),
                        saved_searches::name.eq(format!("搜索 {number}")),
                        saved_searches::looks_in.eq("calls"),
                        saved_searches::words.eq((number % 2 == 0).then_some("助餐")),
                        saved_searches::field.eq((number % 3 == 0).then_some("livelihood")),
                        saved_searches::notify.eq("at_once"),
                        saved_searches::created_at.eq(now),
                        saved_searches::updated_at.eq(now),
                        saved_searches::version.eq(1_i64),
                    ))
                    .execute(conn)?;
            }
            Ok(1_000)
        }).await;
        let many = heard(world).await;
        assert_eq!((few.1, many.1), (2, people.len()));
        assert_eq!(few.0, many.0, "the number of statements does not go by the number of searches");
        assert!(many.0 <= 16, "{} statements", many.0);
    }
}
