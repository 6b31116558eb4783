use serde_json::json;

use super::{AFTER, drafted, files_on_disk, published};
use crate::on_both;
use crate::support::documents::pdf;

on_both! {
    async fn a_file_taken_out_of_the_draft_is_gone_from_the_disk(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let (manager, member) = (&town.bidders[0].manager, &town.bidders[0].member);
        let bid = drafted(manager, &project, 7_600_000).await;
        let file = manager.attach(&bid, "proposal", "a.pdf", &pdf("x")).await;
        let place = file.header("location").expect("a place");
        for other in [&town.bidders[1].manager, &town.bidders[1].member] {
            other.delete(&place).await.refused(404, "not_found");
        }
        town.officer.delete(&place).await.refused(403, "auth/role_missing");
        let gone = member.delete(&place).await;
        assert_eq!((gone.status, gone.etag()), (204, manager.get(&bid).await.etag()));
        assert_eq!(files_on_disk(world), Vec::<String>::new());
        member.delete(&place).await.refused(404, "not_found");
        manager.get(&place).await.refused(404, "not_found");
        assert_eq!(manager.get(&format!("{bid}/attachments")).await.ok(200)["items"], json!([]));
    }

    async fn what_is_sealed_or_too_late_stays(world) {
        let town = world.town().await;
        let project = published(world, &town).await;
        let mut places = Vec::new();
        for bidder in &town.bidders[..2] {
            let bid = drafted(&bidder.manager, &project, 7_600_000).await;
            places.push((bid.clone(), bidder.manager.attach(&bid, "proposal", "a.pdf", &pdf("x")).await.header("location").expect("a place")));
        }
        town.bidders[0].manager.act(&places[0].0, "submit", json!({})).await.ok(200);
        town.bidders[0].manager.delete(&places[0].1).await.refused(409, "bids/wrong_status");
        world.advance_to(AFTER).await;
        town.bidders[1].manager.delete(&places[1].1).await.refused(409, "bids/deadline_passed");
        assert_eq!(files_on_disk(world).len(), 2);
    }
}
