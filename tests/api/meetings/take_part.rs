use serde_json::json;

use super::scene::{Meeting, items, opened};
use crate::on_both;

on_both! {
    async fn a_manager_registers_their_own_organisation_and_the_hub_any(world) {
        let town = world.town().await;
        let path = opened(&town, json!({})).await;
        let (own, other) = (&town.bidders[0], &town.bidders[1]);
        let place = format!("{path}/participants/{}", own.organization);
        let registered = own.manager.put(&place, json!({"capacity": 3, "absent": ["13:50"]})).await.ok(200);
        assert_eq!((&registered["capacity"], &registered["absent"], &registered["is_verified"]), (&json!(3), &json!(["13:50"]), &json!(true)));
        own.member.put(&place, json!({"capacity": 3})).await.refused(403, "auth/role_missing");
        other.manager.put(&place, json!({"capacity": 3})).await.refused(403, "meetings/out_of_reach");
        other.manager.delete(&place).await.refused(403, "meetings/out_of_reach");
        town.hub.put(&format!("{path}/participants/{}", other.organization), json!({"capacity": 1})).await.ok(200);
        assert_eq!(own.manager.put(&place, json!({"capacity": 5})).await.ok(200)["absent"], json!([]));
        let got = own.manager.put(&place, json!({"capacity": 0, "absent": ["12:00", "13:30", "13:30"]})).await;
        let wrong: Vec<String> = got.field_errors().into_iter().map(|e| format!("{} {}", e.0, e.1)).collect();
        assert_eq!(wrong, ["/capacity out_of_range", "/absent/0 unknown_time", "/absent/2 twice"]);
        let many = own.manager.put(&place, json!({"capacity": 1, "absent": vec!["13:30"; 5_000]})).await;
        assert_eq!(many.field_errors(), [("/absent".to_owned(), "too_many".to_owned())], "a long list is not looked at one by one");
        assert_eq!(items(&town.hub, &format!("{path}/participants")).await.len(), 2);
        assert_eq!(items(&own.member, &format!("{path}/participants")).await.len(), 1, "its own only");
        own.manager.delete(&place).await.ok(204);
        own.manager.delete(&place).await.refused(404, "not_found");
        assert_eq!(items(&town.hub, &format!("{path}/participants")).await.len(), 1);
    }

    async fn only_verified_organisations_take_part(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let organization = format!("/organizations/{}", town.bidders[1].organization);
        town.hub.act(&organization, "suspend", json!({"reason": "核查"})).await.ok(200);
        let place = format!("{}/participants/{}", meeting.path, town.bidders[1].organization);
        town.bidders[1].manager.put(&place, json!({"capacity": 1})).await.refused(409, "meetings/not_verified");
        // One that is suspended after it registered is left out of the run, by name.
        town.hub.act(&format!("/organizations/{}", meeting.cook.0), "suspend", json!({"reason": "核查"})).await.ok(200);
        let run = meeting.solved(world, &town, json!({})).await;
        let run = town.hub.get(&run).await.ok(200);
        assert_eq!(run["result"]["left_out"][0]["organization_id"], meeting.cook.0.as_str(), "{run}");
    }

    async fn what_talks_are_about_is_seen_by_everybody_who_may_come(world) {
        let town = world.town().await;
        let meeting = Meeting::at(world, &town, json!({})).await;
        let seen = items(&town.bidders[2].manager, &format!("{}/demands", meeting.path)).await;
        assert_eq!(seen.len(), 2);
        assert!(seen.iter().all(|demand| demand["is_statutory"] == false && demand["title_zh"] != ""));
        town.hub.delete(&format!("{}/demands/{}", meeting.path, meeting.meals)).await.ok(204);
        assert_eq!(items(&town.bidders[2].manager, &format!("{}/demands", meeting.path)).await.len(), 1);
    }
}
