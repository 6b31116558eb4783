use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::schema::memberships;

use super::{decide, send};
use crate::on_both;
use crate::support::town::Town;
use crate::support::{Client, World};

fn people(town: &Town, which: usize) -> String {
    format!("/desk/organizations/{}/people", town.bidders[which].organization)
}

/// The membership of this person, for ending it: its id, as on the page.
async fn membership(world: &World, client: &Client) -> String {
    let row = memberships::table.filter(memberships::user_id.eq(client.user_id.clone())).select(memberships::id);
    world.platform.db.read(move |conn| Ok(row.first(conn)?)).await.expect("a membership")
}

/// Ends a membership with the form that the page has for it.
async fn end(client: &Client, page: &str, id: &str, from: &[(&str, &str)]) -> crate::support::client::Got {
    let shown = client.page(page).await.body.replace("&#x2f;", "/");
    let (_, form) = shown.split_once(&format!("/desk/people/{id}/end")).unwrap_or_else(|| panic!("no form for {id}: {shown}"));
    let value = |name: &str| {
        let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let (csrf, version, key) = (value("csrf"), value("version"), value("key"));
    let mut fields = vec![("csrf", csrf.as_str()), ("version", &version), ("key", &key)];
    fields.extend(from);
    client.form(&format!("/desk/people/{id}/end"), &fields).await
}

async fn roles(client: &Client) -> Vec<Value> {
    let me = client.get("/me").await.ok(200);
    me["memberships"].as_array().into_iter().flatten().map(|membership| membership["role"].clone()).collect()
}

on_both! {
    async fn a_manager_invites_by_mail_and_sees_who_has_not_come_yet(world) {
        let town = world.town().await;
        let (page, manager) = (people(&town, 0), &town.bidders[0].manager);
        let shown = manager.page(&page).await.body;
        assert!(shown.contains("机构负责人") && shown.contains("机构成员") && shown.contains("（本人）"), "{shown}");
        let wrong = decide(manager, &page, &[("email", "li.na at dongxin"), ("name", "李<娜>"), ("role", "ngo_member")]).await;
        assert!(wrong.status == 422 && wrong.body.contains("邮箱："), "{}", wrong.body);
        assert!(wrong.body.contains("value=\"li.na at dongxin\"") && wrong.body.contains("李&lt;娜&gt;"), "{}", wrong.body);
        let beyond = decide(manager, &page, &[("email", "li.na@dongxin.example"), ("role", "hub_operator")]).await;
        assert!(beyond.status == 422 && beyond.body.contains("此角色须限定一个区域"), "{}", beyond.body);
        let forged = manager.form(&page, &[("csrf", "forged"), ("version", "0"), ("key", "a key"), ("email", "li.na@dongxin.example"), ("role", "ngo_member")]).await;
        assert!(forged.status == 403 && forged.body.contains("value=\"li.na@dongxin.example\""), "{}", forged.body);
        assert_eq!(decide(manager, &page, &[("email", "li.na@dongxin.example"), ("name", "李娜"), ("role", "ngo_member")]).await.status, 303);
        let shown = manager.page(&page).await.body;
        assert!(shown.contains("li.na@dongxin.example") && shown.contains("链接有效至"), "{shown}");
        world.settle().await;
        assert!(world.outbox().iter().any(|(_, mail)| mail.contains("To: li.na@dongxin.example")), "the link goes by mail");
    }

    async fn an_invitation_is_revoked_by_whoever_may_send_it(world) {
        let town = world.town().await;
        let (page, manager) = (people(&town, 0), &town.bidders[0].manager);
        let form = manager.page(&page).await.body;
        assert!(form.contains("<option value=\"\">请选择"), "nobody is made manager by an oversight: {form}");
        let silent = decide(manager, &page, &[("email", "li.na@dongxin.example"), ("role", "")]).await;
        assert!(silent.status == 422 && silent.body.contains("角色："), "{}", silent.body);
        assert_eq!(decide(manager, &page, &[("email", "li.na@dongxin.example"), ("role", "ngo_member")]).await.status, 303);
        let shown = manager.page(&page).await.body.replace("&#x2f;", "/");
        let (_, rest) = shown.split_once(&format!("{}/invitations/", page.trim_end_matches("/people"))).expect("a form to revoke it");
        let id = rest.split('/').next().expect("an id").to_owned();
        let to = format!("{}/invitations/{id}/revoke", page.trim_end_matches("/people"));
        assert_eq!(manager.form(&to, &[("csrf", "forged"), ("version", "0"), ("key", "a key")]).await.status, 403);
        for stranger in [&town.bidders[1].manager, &town.hub] {
            let revoked = stranger.post(&format!("/invitations/{id}/revoke"), json!({})).await;
            assert_eq!(revoked.status, 404, "a hub invites managers, and a stranger nobody: {}", revoked.body);
        }
        assert_eq!(send(manager, &page, &to, &[]).await.status, 303);
        assert!(!manager.page(&page).await.body.contains("li.na@dongxin.example"));
        manager.post(&format!("/invitations/{id}/revoke"), json!({})).await.refused(404, "not_found");
        world.settle().await;
        // Its own manager's invitation to a manager the hub may take back, too.
        let body = json!({"email": "wang@dongxin.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let invited = manager.post("/invitations", body).await.ok(201)["id"].as_str().expect("an id").to_owned();
        assert_eq!(town.hub.post(&format!("/invitations/{invited}/revoke"), json!({})).await.status, 204);
    }

    async fn a_membership_ends_from_the_page_and_the_last_manager_stays(world) {
        let town = world.town().await;
        let (page, bidder) = (people(&town, 0), &town.bidders[0]);
        let (own, other) = (membership(world, &bidder.manager).await, membership(world, &bidder.member).await);
        let from = [("from", bidder.organization.as_str())];
        let last = end(&bidder.manager, &page, &own, &from).await;
        assert!(last.status == 409 && last.body.contains("唯一的负责人"), "{}", last.body);
        let forged = bidder.manager.form(&format!("/desk/people/{other}/end"), &[("csrf", "forged"), ("version", "1"), ("key", "a key")]).await;
        assert_eq!(forged.status, 403);
        assert_eq!(roles(&bidder.member).await, [json!("ngo_member")]);
        let done = end(&bidder.manager, &page, &other, &from).await;
        assert_eq!((done.status, done.header("location")), (303, Some(page.clone())), "{}", done.body);
        assert_eq!(roles(&bidder.member).await.len(), 0);
        assert!(!bidder.manager.page(&page).await.body.contains(&other));
    }

    async fn people_are_managed_by_their_manager_and_the_hub_alone(world) {
        let town = world.town().await;
        let page = people(&town, 0);
        for (client, status) in [(&town.bidders[1].manager, 404), (&town.bidders[0].member, 403), (&town.officer, 404), (&town.auditor, 403), (&town.hub, 200)] {
            assert_eq!(client.page(&page).await.status, status);
        }
        assert_eq!(world.anonymous().page(&page).await.status, 303);
        let hub = town.hub.page(&page).await.body;
        assert!(hub.contains("value=\"ngo_manager\"") && !hub.contains("value=\"ngo_member\""), "a hub invites managers: {hub}");
        let organization = page.trim_end_matches("/people");
        assert!(town.hub.page(organization).await.body.replace("&#x2f;", "/").contains(&page));
        assert!(!town.officer.page(organization).await.body.replace("&#x2f;", "/").contains(&page));
        let elsewhere = people(&town, 1);
        let stranger = send(&town.bidders[0].manager, &page, &elsewhere, &[("email", "x@y.example"), ("role", "ngo_member")]).await;
        assert_eq!(stranger.status, 404, "{}", stranger.body);
    }

    async fn somebody_in_several_organisations_sees_them_all_and_leaves_one(world) {
        let town = world.town().await;
        let [first, second] = [&town.bidders[0].organization, &town.bidders[1].organization];
        let both = world.person(&[(Role::NgoManager, Some(first), None), (Role::NgoMember, Some(second), None)]).await;
        let desk = both.page("/desk").await.body;
        assert!(desk.contains("/desk/bids") && desk.contains("/desk/people"), "{desk}");
        let shown = both.page("/desk/people").await.body.replace("&#x2f;", "/");
        assert!(shown.contains("鸟巢创业服务社") && shown.contains("乐业社工服务社"), "{shown}");
        assert!(shown.contains(&people(&town, 0)) && !shown.contains(&people(&town, 1)), "{shown}");
        let me = both.get("/me").await.ok(200);
        let of_second = me["memberships"].as_array().into_iter().flatten().find(|m| m["role"] == "ngo_member").cloned().expect("a member");
        let done = end(&both, "/desk/people", of_second["id"].as_str().expect("an id"), &[]).await;
        assert_eq!((done.status, done.header("location").as_deref()), (303, Some("/desk/people")), "{}", done.body);
        assert_eq!(roles(&both).await, [json!("ngo_manager")]);
        let officer = town.officer.page("/desk").await.body;
        assert!(!officer.contains("/desk/bids"), "{officer}");
    }
}
