use serde_json::json;

use crate::on_both;

on_both! {
    async fn a_person_sees_roles_with_their_places_and_what_they_allow(world) {
        let town = world.town().await;
        let me = town.approver.get("/me").await.ok(200);
        assert_eq!(me["user"]["id"], town.approver.user_id.as_str());
        let membership = &me["memberships"][0];
        assert_eq!((&membership["role"], &membership["area"]["path"]), (&json!("street_approver"), &json!("/310000/310107/310107015/")));
        assert_eq!(membership["organization"]["id"], town.street.to_string());
        let operations = me["operations"].to_string();
        assert!(operations.contains("projects_approve") && !operations.contains("projects_create"), "{operations}");
    }

    async fn nobody_is_nobody(world) {
        world.anonymous().get("/me").await.refused(401, "auth/required");
    }

    async fn accounts_are_listed_for_the_administrator_only(world) {
        let town = world.town().await;
        town.hub.get("/users").await.refused(403, "auth/role_missing");
        let page = town.admin.get("/users?status=active&limit=5").await.ok(200);
        assert_eq!(page["items"].as_array().map(Vec::len), Some(5));
        assert_eq!(town.admin.get("/users?status=disabled").await.ok(200)["items"], json!([]));
        town.admin.get("/users?colour=red").await.refused(400, "request_unreadable");
    }
}
