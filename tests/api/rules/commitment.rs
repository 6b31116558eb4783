//! What projects commit of a budget line (S48).

use diesel::prelude::*;
use serde_json::json;
use shuniu::platform::db::Tx;
use shuniu::platform::http::{Call, Problem};
use shuniu::platform::ids::{BudgetLineId, ProjectId};
use shuniu::platform::money::Money;
use shuniu::rules;
use shuniu::schema::{budget_entries, budget_lines};

use crate::on_both;
use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

fn yuan(text: &str) -> Money {
    Money::yuan(text).expect(text)
}

async fn line(town: &Town, amount: &str) -> BudgetLineId {
    let body = json!({
        "area_code": STREET, "organization_id": town.street, "year": 2026, "code": "2080799", "title_zh": "就业服务",
        "amount_fen": yuan(amount).fen(),
    });
    let line = town.finance.post("/budget-lines", body).await.ok(201);
    BudgetLineId::parse(line["id"].as_str().expect("id")).expect("uuid")
}

#[derive(Clone)]
enum Step {
    Reserve(Money),
    Lower(Money),
    Release,
}

async fn take(world: &World, line: &BudgetLineId, project: &ProjectId, step: Step) -> Result<(), Problem> {
    let (platform, line, project) = (world.platform.clone(), line.clone(), project.clone());
    let step = move |tx: &mut Tx| {
        let call = Call::system(&platform);
        match step {
            Step::Reserve(amount) => rules::reserve(tx, &call, &line, &project, amount),
            Step::Lower(to) => rules::lower(tx, &call, &line, &project, to),
            Step::Release => rules::release(tx, &call, &line, &project),
        }
    };
    world.platform.db.write(step).await
}

/// Amount, committed and available, as the API tells them.
async fn figures(town: &Town, line: &BudgetLineId) -> (i64, i64, i64) {
    let view = town.auditor.get(&format!("/budget-lines/{line}")).await.ok(200);
    let fen = |field: &str| view[field].as_i64().expect("fen");
    (fen("amount_fen"), fen("committed_fen"), fen("available_fen"))
}

/// The sum of the ledger's changes after the opening.
async fn ledger(world: &World) -> i64 {
    let changes = |conn: &mut shuniu::platform::db::Conn| {
        let changes: Vec<i64> =
            budget_entries::table.filter(budget_entries::kind.ne("opened")).select(budget_entries::change_fen).load(conn)?;
        Ok(changes.iter().sum())
    };
    world.platform.db.read(changes).await.expect("ledger")
}

/// Name and `change_fen` of what the caller sees in the feed.
async fn events(caller: &Client) -> Vec<(String, i64)> {
    let page = caller.get("/events").await.ok(200);
    let entries = page["items"].as_array().expect("items");
    entries.iter().map(|e| (e["event"].as_str().unwrap_or_default().to_owned(), e["payload"]["change_fen"].as_i64().unwrap_or(0))).collect()
}

on_both! {
    async fn s48_of_10_million_with_9_800_000_committed_200000_yuan_fit_and_one_fen_more_does_not(world) {
        let town = world.town().await;
        let line = line(&town, "10000000").await;
        take(world, &line, &ProjectId::new(), Step::Reserve(yuan("9800000"))).await.expect("fits");

        let refused = take(world, &line, &ProjectId::new(), Step::Reserve(yuan("200000.01"))).await.expect_err("over");
        assert_eq!((refused.status(), refused.code()), (409, "rules/budget_exceeded"));
        assert!(refused.detail().zh.contains("200000.00 元") && refused.detail().zh.contains("200000.01 元"), "{}", refused.detail().zh);
        assert!(refused.detail().en.contains("200000.00 yuan") && refused.detail().en.contains("200000.01 yuan"));

        take(world, &line, &ProjectId::new(), Step::Reserve(yuan("200000.00"))).await.expect("fits exactly");
        assert_eq!(figures(&town, &line).await, (1_000_000_000, 1_000_000_000, 0));
        assert_eq!(ledger(world).await, 1_000_000_000);
    }

    async fn a_project_reserves_once(world) {
        let town = world.town().await;
        let (line, project) = (line(&town, "1000").await, ProjectId::new());
        take(world, &line, &project, Step::Reserve(yuan("100"))).await.expect("fits");
        let refused = take(world, &line, &project, Step::Reserve(yuan("100"))).await.expect_err("twice");
        assert_eq!(refused.code(), "rules/already_reserved");
        assert_eq!(figures(&town, &line).await.1, 10_000);
    }

    async fn the_award_frees_the_rest_and_a_release_gives_back_once(world) {
        let town = world.town().await;
        let (line, project) = (line(&town, "1000").await, ProjectId::new());
        take(world, &line, &project, Step::Reserve(yuan("800"))).await.expect("fits");
        take(world, &line, &project, Step::Lower(yuan("650.50"))).await.expect("lower");
        assert_eq!(figures(&town, &line).await, (100_000, 65_050, 34_950));

        let higher = take(world, &line, &project, Step::Lower(yuan("650.51"))).await.expect_err("higher than reserved");
        assert_eq!(higher.code(), "rules/budget_exceeded");

        for _ in 0..2 {
            take(world, &line, &project, Step::Release).await.expect("release");
            assert_eq!(figures(&town, &line).await, (100_000, 0, 100_000));
        }
        take(world, &line, &project, Step::Reserve(yuan("1000"))).await.expect("a new round reserves anew");
        assert_eq!(ledger(world).await, 100_000);
    }

    async fn whoever_asks_at_once_the_line_is_never_overdrawn(world) {
        let town = world.town().await;
        let line = line(&town, "1000").await;
        let asked = (0..12).map(|_| {
            let (platform, line) = (world.platform.clone(), line.clone());
            let project = ProjectId::new();
            actix_web::rt::spawn(async move {
                let call = Call::system(&platform);
                platform.db.write(move |tx| rules::reserve(tx, &call, &line, &project, Money::from_fen(15_000))).await.map_err(|p| p.code())
            })
        });
        let mut fitted = 0;
        for answer in asked.collect::<Vec<_>>() {
            match answer.await.expect("task") {
                Ok(()) => fitted += 1,
                Err(code) => assert_eq!(code, "rules/budget_exceeded"),
            }
        }
        assert_eq!(fitted, 6);
        assert_eq!(figures(&town, &line).await, (100_000, 90_000, 10_000));
        assert_eq!(ledger(world).await, 90_000);
    }

    async fn the_database_repeats_the_rule(world) {
        let town = world.town().await;
        let line = line(&town, "1000").await;
        let overdraw = move |tx: &mut shuniu::platform::db::Tx| {
            diesel::update(budget_lines::table.filter(budget_lines::id.eq(&line)))
                .set(budget_lines::committed_fen.eq(100_001_i64))
                .execute(tx.conn())
                .map_err(Problem::from)
        };
        assert!(world.platform.db.write(overdraw).await.is_err());
    }

    async fn every_change_is_an_event_for_the_street_and_the_buyer(world) {
        let town = world.town().await;
        let (line, project) = (line(&town, "1000").await, ProjectId::new());
        take(world, &line, &project, Step::Reserve(yuan("800"))).await.expect("fits");
        take(world, &line, &project, Step::Lower(yuan("700"))).await.expect("lower");
        take(world, &line, &project, Step::Lower(yuan("700"))).await.expect("nothing changes");
        take(world, &line, &project, Step::Release).await.expect("release");
        let entries: Vec<(String, i64)> = events(&town.officer).await;
        let budget: Vec<_> = entries.iter().filter(|(name, _)| name.starts_with("budget.")).cloned().collect();
        let expected = [("budget.opened", 0), ("budget.reserved", 80_000), ("budget.lowered", -10_000), ("budget.released", -70_000)];
        assert_eq!(budget, expected.map(|(name, change)| (name.to_owned(), change)));
    }
}
