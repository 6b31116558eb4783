use serde_json::json;
use shuniu::platform::actor::Role;

use super::scene::DAY;
use crate::on_both;
use crate::support::World;

/// How many letters in the outbox say this.
fn saying(world: &World, words: &str) -> usize {
    world.outbox().iter().filter(|(_, mail)| mail.contains(words)).count()
}

on_both! {
    async fn the_applicant_is_told_at_every_move_and_the_mentor_when_assigned(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let team = world.applicant("楼道读书会", "community_team").await;
        let mentor = world.person(&[(Role::Mentor, None, None)]).await;
        let case = world.applied(&programme, &team).await;
        world.settle().await;
        assert_eq!(saying(world, "申请加入"), 1, "the hub");
        town.hub.act(&case, "review", json!({})).await.ok(200);
        world.settle().await;
        town.hub.act(&case, "admit", json!({})).await.ok(200);
        town.hub.act(&case, "mentor", json!({"user_id": mentor.user_id})).await.ok(200);
        town.hub.act(&case, "start", json!({"started_on": DAY})).await.ok(200);
        team.manager.act(&case, "withdraw", json!({"reason_zh": "负责人移居外地"})).await.ok(200);
        world.settle().await;
        let ledger = world.ledger().await;
        let of = |client: &crate::support::Client, template: &str| {
            ledger.iter().filter(|(to, used, _)| to.contains(&client.user_id) && used == template).count()
        };
        assert_eq!(of(&team.manager, "incubation_moved"), 4, "{ledger:?}");
        assert_eq!((of(&mentor, "incubation_mentor_assigned"), of(&town.hub, "incubation_withdrawn")), (1, 1));
        assert!(ledger.iter().all(|(_, _, status)| status == "sent"), "{ledger:?}");
        assert_eq!(saying(world, "负责人移居外地"), 2, "the applicant and the hub, not the letters of earlier moves");
        assert_eq!(saying(world, "孵化期至 2027-03-02"), 2, "the start and the mentor's letter");
        let lost = |mail: &str| !mail.contains("https://shuniu.test/desk\r\n") || mail.contains("/api/v1/");
        assert_eq!(world.outbox().iter().filter(|(_, mail)| lost(mail)).count(), 0, "every letter leads to the desk: {:?}", world.outbox());
    }

    async fn the_hub_is_reminded_once_30_days_before_the_term_ends(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let (team, early) = (world.applicant("楼道读书会", "community_team").await, world.applicant("楼组长之家", "community_team").await);
        let case = world.incubating(&town, &programme, &team, DAY).await;
        let gone = world.incubating(&town, &programme, &early, DAY).await;
        town.hub.act(&gone, "expel", json!({"reason_zh": "失联"})).await.ok(200);
        world.advance_to("2027-01-30T23:59:59+08:00").await;
        assert_eq!(saying(world, "届满"), 0);
        world.advance_to("2027-01-31T00:00:01+08:00").await;
        assert_eq!(saying(world, "将于 2027-03-02 届满"), 1);
        town.hub.act(&case, "extend", json!({"reason_zh": "第二个项目尚未交付"})).await.ok(200);
        world.advance_to("2027-08-02T23:00:00+08:00").await;
        assert_eq!(saying(world, "届满"), 1);
        world.advance_to("2027-08-03T09:00:00+08:00").await;
        assert_eq!(saying(world, "将于 2027-09-02 届满"), 1);
        assert_eq!(saying(world, "届满"), 2);
    }

    async fn a_term_that_was_over_when_it_was_entered_is_not_reminded_of(world) {
        let town = world.town().await;
        let programme = world.programme(&town, 2).await;
        let (past, near) = (world.applicant("楼道读书会", "community_team").await, world.applicant("楼组长之家", "community_team").await);
        world.incubating(&town, &programme, &past, "2025-03-01").await;
        world.settle().await;
        assert_eq!(saying(world, "届满"), 0, "it ended yesterday");
        world.incubating(&town, &programme, &near, "2025-03-02").await;
        world.settle().await;
        assert_eq!(saying(world, "将于 2026-03-02 届满"), 1, "it ends today");
    }
}
