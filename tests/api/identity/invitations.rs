use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::identity::{InvitationMail, invitation_for_mail};
use shuniu::platform::actor::Role;
use shuniu::platform::clock::system_now;
use shuniu::platform::ids::LinkId;
use shuniu::schema::one_time_links;

use super::{PASSWORD, account, count, events, holder, sign_in, together};
use crate::on_both;
use crate::support::World;
use crate::support::client::Got;

async fn mail(world: &World, invitation: &Value) -> Option<InvitationMail> {
    let id = LinkId::parse(invitation["id"].as_str().expect("id")).expect("id");
    let keys = world.platform.keys.clone();
    world.platform.db.read(move |conn| invitation_for_mail(conn, &keys, &id)).await.expect("mail")
}

async fn token(world: &World, invitation: &Value) -> String {
    mail(world, invitation).await.expect("an open invitation").token
}

async fn accept(world: &World, token: &str, password: &str) -> Got {
    world.anonymous().post("/auth/invitations/accept", json!({"token": token, "name": "李娜", "password": password})).await
}

on_both! {
    async fn the_hub_invites_a_manager_who_invites_a_member(world) {
        let town = world.town().await;
        let organization = &town.bidders[0].organization;
        let body = json!({"email": "Li.Na@niaochao.example", "name": "李娜", "role": "ngo_manager", "organization_id": organization, "language": "en"});
        let got = town.hub.post("/invitations", body).await;
        assert!(!got.body.contains("shn_link_"), "{}", got.body);
        let invitation = got.ok(201);
        let letter = mail(world, &invitation).await.expect("mail");
        assert_eq!((letter.email.as_str(), letter.name.as_deref(), letter.role), ("li.na@niaochao.example", Some("李娜"), Role::NgoManager));
        assert_eq!((letter.organization_id.as_ref(), letter.language.as_str()), (Some(organization), "en"));

        let accepted = accept(world, &letter.token, PASSWORD).await.ok(201);
        assert_eq!(accepted["membership"]["organization"]["id"], organization.to_string());
        assert_eq!((&accepted["user"]["email"], &accepted["user"]["language"]), (&json!("li.na@niaochao.example"), &json!("en")));
        let manager = holder(world, &sign_in(world, "li.na@niaochao.example").await);
        manager.post("/invitations", json!({"email": "m@niaochao.example", "role": "ngo_member", "organization_id": organization})).await.ok(201);

        let created = events(world, "invitation.created").await;
        assert_eq!(created[0]["link_id"], invitation["id"]);
        assert!(created.iter().all(|event| !event.to_string().contains("example")), "{created:?}");
        assert_eq!(events(world, "invitation.accepted").await[0]["membership_id"], accepted["membership"]["id"]);
        assert_eq!(events(world, "membership.created").await.len(), 1);
    }

    async fn nobody_invites_beyond_their_reach(world) {
        let town = world.town().await;
        let (own, other) = (&town.bidders[0].organization, &town.bidders[1].organization);
        let elsewhere = world.person(&[(Role::HubOperator, None, Some("310107005"))]).await;
        let invite = |role: &str, organization: Option<&shuniu::platform::ids::OrganizationId>, area: Option<&str>| {
            json!({"email": "x@y.example", "role": role, "organization_id": organization, "area_code": area})
        };
        for (client, body) in [
            (&town.bidders[0].manager, invite("ngo_member", Some(other), None)),
            (&town.bidders[0].manager, invite("evaluator", None, None)),
            (&town.hub, invite("ngo_member", Some(own), None)),
            (&town.hub, invite("street_approver", None, Some("310107015"))),
            (&town.hub, invite("evaluator", None, None)),
            (&town.hub, invite("platform_admin", None, None)),
            (&elsewhere, invite("ngo_manager", Some(own), None)),
            (&elsewhere, invite("committee_officer", None, Some("310107015"))),
        ] {
            client.post("/invitations", body).await.refused(403, "invitations/not_yours");
        }
        town.bidders[0].member.post("/invitations", invite("ngo_member", Some(own), None)).await.refused(403, "auth/role_missing");
        town.hub.post("/invitations", invite("evaluator", None, Some("310107015"))).await.ok(201);
        town.admin.post("/invitations", invite("auditor", None, Some("310000"))).await.ok(201);
    }

    async fn an_invitation_is_accepted_once_even_by_many_at_once(world) {
        let town = world.town().await;
        let body = json!({"email": "li.na@niaochao.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let invitation = town.hub.post("/invitations", body).await.ok(201);
        let secret = token(world, &invitation).await;
        let try_it = || {
            let (client, secret) = (world.anonymous(), secret.clone());
            async move { client.post("/auth/invitations/accept", json!({"token": secret, "name": "李娜", "password": PASSWORD})).await }
        };
        let answers = together((0..6).map(|_| try_it())).await;
        assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 5));
        accept(world, &secret, PASSWORD).await.refused(409, "auth/link_used");
        assert_eq!(events(world, "user.created").await.len(), 1);
        assert!(mail(world, &invitation).await.is_none());
        let sealed: Vec<Option<Vec<u8>>> =
            world.platform.db.read(|conn| Ok(one_time_links::table.select(one_time_links::sealed_token).load(conn)?)).await.expect("links");
        assert_eq!(sealed, [None], "the secret of a used link is forgotten");
    }

    async fn a_person_with_an_account_accepts_once_too(world) {
        let town = world.town().await;
        account(world, "li.na@niaochao.example").await;
        let body = json!({"email": "li.na@niaochao.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let secret = token(world, &town.hub.post("/invitations", body).await.ok(201)).await;
        let try_it = || {
            let (client, secret) = (world.anonymous(), secret.clone());
            async move { client.post("/auth/invitations/accept", json!({"token": secret, "password": PASSWORD})).await }
        };
        let answers = together((0..6).map(|_| try_it())).await;
        assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 5));
        assert_eq!(events(world, "invitation.accepted").await.len(), 1);
    }

    async fn a_person_with_an_account_gives_its_password_and_holds_both_roles(world) {
        let town = world.town().await;
        let user = account(world, "li.na@niaochao.example").await;
        let body = json!({"email": "LI.NA@niaochao.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let secret = token(world, &town.hub.post("/invitations", body).await.ok(201)).await;
        accept(world, &secret, "a new password for a stolen mail").await.refused(401, "auth/wrong_credentials");
        let accepted = accept(world, &secret, PASSWORD).await.ok(201);
        assert_eq!(accepted["user"]["id"], user.to_string());
        assert_eq!(accepted["user"]["name"], "张磊", "an account keeps its name");

        let again = json!({"email": "li.na@niaochao.example", "role": "ngo_member", "organization_id": town.bidders[1].organization});
        let secret = token(world, &town.admin.post("/invitations", again).await.ok(201)).await;
        accept(world, &secret, PASSWORD).await.ok(201);
        let me = holder(world, &sign_in(world, "li.na@niaochao.example").await).get("/me").await.ok(200);
        let roles: Vec<_> = me["memberships"].as_array().expect("memberships").iter().map(|m| m["role"].clone()).collect();
        assert_eq!(roles, ["ngo_manager", "ngo_member"]);
    }

    async fn whoever_reads_the_mail_cannot_guess_the_password(world) {
        let town = world.town().await;
        account(world, "li.na@niaochao.example").await;
        let body = json!({"email": "li.na@niaochao.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let secret = token(world, &town.hub.post("/invitations", body).await.ok(201)).await;
        for _ in 0..10 {
            accept(world, &secret, "not the password at all").await.refused(401, "auth/wrong_credentials");
        }
        accept(world, &secret, PASSWORD).await.refused(429, "auth/too_many_attempts");
    }

    async fn a_weak_password_is_refused_at_its_field(world) {
        let town = world.town().await;
        let body = json!({"email": "li.na@niaochao.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let secret = token(world, &town.hub.post("/invitations", body).await.ok(201)).await;
        let got = world.anonymous().post("/auth/invitations/accept", json!({"token": secret, "name": " ", "password": "short"})).await;
        assert_eq!(got.field_errors(), [("/name".to_owned(), "required".to_owned()), ("/password".to_owned(), "too_short".to_owned())]);
        accept(world, &secret, "li.na@niaochao.example").await.refused(422, "invalid");
        accept(world, &secret, PASSWORD).await.ok(201);
    }

    async fn expired_and_foreign_links_are_refused(world) {
        let town = world.town().await;
        let body = json!({"email": "li.na@niaochao.example", "role": "ngo_manager", "organization_id": town.bidders[0].organization});
        let invitation = town.hub.post("/invitations", body).await.ok(201);
        let secret = token(world, &invitation).await;
        world.write(|conn| diesel::update(one_time_links::table).set(one_time_links::expires_at.eq(system_now().plus(-TimeDelta::seconds(1)))).execute(conn)).await;
        accept(world, &secret, PASSWORD).await.refused(409, "auth/link_expired");
        assert!(mail(world, &invitation).await.is_none());
        accept(world, "shn_link_nothing", PASSWORD).await.refused(404, "not_found");
        let other = shuniu::platform::crypto::SecretToken::generate(shuniu::platform::crypto::TokenKind::OneTimeLink).expect("token");
        accept(world, other.expose(), PASSWORD).await.refused(404, "not_found");
    }

    async fn the_newest_invitation_counts_and_none_outlives_the_membership(world) {
        let town = world.town().await;
        let (organization, manager) = (&town.bidders[0].organization, &town.bidders[0].manager);
        let invite = async |role: &str| {
            let body = json!({"email": "li.na@niaochao.example", "name": "李娜", "role": role, "organization_id": organization});
            manager.post("/invitations", body).await.ok(201)
        };
        let first = invite("ngo_member").await;
        let old = token(world, &first).await;
        let second = invite("ngo_member").await;
        assert!(mail(world, &first).await.is_none(), "the first link is good no more");
        assert!(accept(world, &old, PASSWORD).await.status >= 400);
        let as_manager = token(world, &invite("ngo_manager").await).await;
        let accepted = accept(world, &token(world, &second).await, PASSWORD).await.ok(201);
        let membership = accepted["membership"]["id"].as_str().expect("id");
        manager.post_if(&format!("/memberships/{membership}/end"), "1", json!({})).await.ok(200);
        let back = accept(world, &as_manager, PASSWORD).await;
        assert!((400..500).contains(&back.status), "no way back in: {}", back.body);
    }
}
