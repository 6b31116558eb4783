use chrono::TimeDelta;
use diesel::prelude::*;
use shuniu::identity::{contacts_of, could_read_drafts, holders_reaching};
use shuniu::platform::actor::Role;
use shuniu::platform::ids::OrganizationId;
use shuniu::platform::time::Timestamp;
use shuniu::schema::{memberships, users};

use crate::on_both;
use crate::support::World;
use crate::support::town::STREET_PATH;

async fn blocked(world: &World, organization: &OrganizationId, path: &'static str, since: Timestamp) -> bool {
    let organization = organization.clone();
    world.platform.db.read(move |conn| could_read_drafts(conn, &organization, path, since)).await.expect("answer")
}

/// Ends the person's membership with this role at a moment.
async fn end(world: &World, person: &str, role: Role, moment: Timestamp) {
    let person = person.to_owned();
    world
        .write(move |conn| {
            diesel::update(memberships::table.filter(memberships::user_id.eq(&person)).filter(memberships::role.eq(role)))
                .set(memberships::ended_at.eq(Some(moment)))
                .execute(conn)
        })
        .await;
}

on_both! {
    async fn r21_an_organisation_with_a_draft_reader_is_found(world) {
        let town = world.town().await;
        let since = world.now();
        let own = &town.bidders[0].organization;
        assert!(!blocked(world, own, STREET_PATH, since).await);
        assert!(blocked(world, &town.hub_organization, STREET_PATH, since).await, "the hub itself reads drafts");
        world.person(&[(Role::NgoMember, Some(own), None), (Role::HubOperator, Some(&town.hub_organization), Some("310107"))]).await;
        assert!(blocked(world, own, STREET_PATH, since).await);
        assert!(!blocked(world, own, "/310000/310101/310101002/", since).await, "the role does not reach there");
        assert!(!blocked(world, &town.bidders[1].organization, STREET_PATH, since).await);
    }

    async fn r21_who_left_after_the_draft_began_still_counts(world) {
        let town = world.town().await;
        let own = &town.bidders[0].organization;
        let president = world.person(&[(Role::NgoMember, Some(own), None), (Role::StreetOfficer, Some(&town.street), Some("310107015"))]).await;
        let left = world.now().plus(TimeDelta::days(3));
        for role in [Role::StreetOfficer, Role::NgoMember] {
            end(world, &president.user_id, role, left).await;
            assert!(blocked(world, own, STREET_PATH, left.plus(-TimeDelta::seconds(1))).await, "{role}");
            assert!(!blocked(world, own, STREET_PATH, left).await, "{role}: ended when the draft began");
        }
    }

    async fn mail_goes_to_those_who_hold_the_role_now(world) {
        let town = world.town().await;
        let own = &town.bidders[0];
        let organization = own.organization.clone();
        let people = world.platform.db.read(move |conn| contacts_of(conn, &organization, &[Role::NgoManager, Role::NgoMember])).await.expect("contacts");
        assert_eq!(people.iter().map(|c| c.user_id.to_string()).collect::<Vec<_>>(), [own.manager.user_id.clone(), own.member.user_id.clone()]);

        let reaching = async |roles: &'static [Role], path: &'static str| {
            let found = world.platform.db.read(move |conn| holders_reaching(conn, roles, path)).await.expect("holders");
            found.into_iter().map(|c| c.user_id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(reaching(&[Role::HubOperator], STREET_PATH).await, vec![town.hub.user_id.clone()]);
        assert_eq!(reaching(&[Role::Auditor], STREET_PATH).await, vec![town.auditor.user_id.clone()]);
        assert!(reaching(&[Role::StreetApprover], "/310000/310107/").await.is_empty(), "a street's role does not reach the district");
        assert_eq!(reaching(&[Role::StreetApprover], STREET_PATH).await.len(), 2);

        end(world, &town.approver.user_id, Role::StreetApprover, world.now()).await;
        let second = town.second_approver.user_id.clone();
        assert_eq!(reaching(&[Role::StreetApprover], STREET_PATH).await, vec![second.clone()]);
        world.write(move |conn| diesel::update(users::table.filter(users::id.eq(&second))).set(users::status.eq("disabled")).execute(conn)).await;
        assert!(reaching(&[Role::StreetApprover], STREET_PATH).await.is_empty());
    }
}
