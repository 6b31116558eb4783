use super::{AFTER, drafted, published, submitted};
use crate::on_both;

on_both! {
    async fn a_draft_is_reminded_of_three_days_and_one_day_before_the_deadline_and_nothing_else_is(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        drafted(&town.bidders[0].manager, &project, 7_600_000).await;
        submitted(&town.bidders[1].manager, &project, 7_000_000).await;
        let reminded = async || {
            let ledger = world.ledger().await;
            let of = |template: &str| ledger.iter().filter(|(_, t, _)| t == template).map(|(to, ..)| to.clone()).collect::<Vec<_>>();
            (of("project_deadline_near_draft"), of("project_deadline_near"))
        };
        world.advance_to("2026-03-06T23:59:59+08:00").await;
        assert_eq!(reminded().await, (vec![], vec![]));
        world.advance_to("2026-03-07T00:00:00+08:00").await;
        let (drafters, hub) = reminded().await;
        assert!(drafters.len() == 1 && drafters[0].contains(&town.bidders[0].manager.user_id), "{drafters:?}");
        assert!(hub.len() == 1 && hub[0].contains(&town.hub.user_id), "{hub:?}");
        world.advance_to("2026-03-09T12:00:00+08:00").await;
        let (drafters, hub) = reminded().await;
        assert_eq!((drafters.len(), hub.len()), (2, 2));
        world.advance_to(AFTER).await;
        let (drafters, hub) = reminded().await;
        assert_eq!((drafters.len(), hub.len()), (2, 2), "nobody is reminded of what is over");
    }
}
