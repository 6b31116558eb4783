use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::clock::system_now;
use shuniu::schema::{journal_entries, one_time_links, organizations, registrations, users};

use crate::api::identity::{PASSWORD, account, count, holder, mailed, sign_in, together};
use crate::on_both;
use crate::support::World;
use crate::support::client::Got;
use crate::support::town::STREET;

const ADDRESS: &str = "li.na@dongxin.example";
const CODE: &str = "52310107MJ0000026F";

fn dongxin() -> Value {
    json!({
        "name_zh": "东新社工事务所", "name_en": "Dongxin Social Work", "kind": "social_service_agency", "credit_code": CODE, "area_code": STREET,
        "description_zh": "为社区青年提供就业服务", "fields": ["jobs_startups"], "contact_email": "Li.Na@dongxin.example", "contact_name": "李娜",
        "password": PASSWORD,
    })
}

async fn register(world: &World, body: Value) -> Got {
    world.anonymous().post("/registrations", body).await
}

async fn confirm(world: &World, token: &str, password: &str) -> Got {
    world.anonymous().post("/registrations/confirm", json!({"token": token, "password": password})).await
}

async fn tokens(world: &World) -> Vec<String> {
    mailed(world, ADDRESS).await
}

/// How many organisations and accounts there are.
async fn registry(world: &World) -> (i64, i64) {
    let count = |conn: &mut shuniu::platform::db::Conn| {
        Ok((organizations::table.count().get_result(conn)?, users::table.count().get_result(conn)?))
    };
    world.platform.db.read(count).await.expect("counts")
}

on_both! {
    async fn an_organisation_registers_itself_and_the_hub_verifies_it(world) {
        let town = world.town().await;
        let before = registry(world).await;
        register(world, dongxin()).await.ok(202);
        let tokens = tokens(world).await;
        assert_eq!(tokens.len(), 1, "{:?}", world.outbox());
        assert_eq!(registry(world).await, before, "nothing comes to be before the confirmation");
        let confirmed = confirm(world, &tokens[0], PASSWORD).await;
        let path = confirmed.header("location").expect("a place");
        let confirmed = confirmed.ok(201);
        assert_eq!(confirmed["status"], "submitted");
        let manager = holder(world, &sign_in(world, ADDRESS).await);
        let me = manager.get("/me").await.ok(200);
        assert_eq!((&me["user"]["name"], &me["memberships"][0]["role"]), (&json!("李娜"), &json!("ngo_manager")));
        let own = manager.get(&path).await.ok(200);
        assert_eq!((&own["areas_served"], &own["credit_code"], &own["internal"]["contact_email"]), (&json!([STREET]), &json!(CODE), &json!(ADDRESS)));
        town.bidders[0].manager.get(&path).await.refused(404, "not_found");
        let record = path.trim_start_matches("/api/v1");
        town.hub.act(record, "return", json!({"reason": "请补充服务说明"})).await.ok(200);
        manager.act(record, "submit", json!({})).await.ok(200);
        assert_eq!(town.hub.act(record, "verify", json!({})).await.ok(200)["status"], "verified");
        confirm(world, &tokens[0], PASSWORD).await.refused(409, "auth/link_used");
        world.settle().await;
        let payloads: Vec<String> = world.platform.db.read(|conn| Ok(journal_entries::table.select(journal_entries::payload).load(conn)?)).await.expect("payloads");
        assert!(payloads.iter().all(|payload| !payload.contains("dongxin") && !payload.contains("李娜")), "{payloads:?}");
        assert!(world.ledger().await.iter().any(|(_, template, _)| template == "organization_submitted"), "the hub is told");
    }

    async fn the_answer_is_the_same_whether_or_not_the_address_has_an_account(world) {
        world.town().await;
        let unknown = register(world, dongxin()).await;
        account(world, ADDRESS).await;
        let known = register(world, dongxin()).await;
        assert_eq!((unknown.status, &unknown.body), (202, &known.body));
        assert_eq!(tokens(world).await.len(), 2);
    }

    async fn one_person_registers_a_second_organisation_with_the_account_that_they_have(world) {
        world.town().await;
        let user = account(world, ADDRESS).await;
        let mut body = dongxin();
        body["password"] = json!("another sentence for nothing");
        register(world, body).await.ok(202);
        let token = tokens(world).await.remove(0);
        confirm(world, &token, "another sentence for nothing").await.refused(401, "auth/wrong_credentials");
        let confirmed = confirm(world, &token, PASSWORD).await.ok(201);
        assert_eq!(confirmed["user_id"], user.to_string());
        let mut second = dongxin();
        second["name_zh"] = json!("东新青年中心");
        second["credit_code"] = json!("53310107MJ00000347");
        second["kind"] = json!("foundation");
        register(world, second).await.ok(202);
        for token in tokens(world).await {
            confirm(world, &token, PASSWORD).await;
        }
        let me = holder(world, &sign_in(world, ADDRESS).await).get("/me").await.ok(200);
        assert_eq!(me["memberships"].as_array().map(Vec::len), Some(2), "{me}");
    }

    async fn who_typed_the_address_of_somebody_else_gets_nothing(world) {
        world.town().await;
        let before = registry(world).await;
        register(world, dongxin()).await.ok(202);
        let token = tokens(world).await.remove(0);
        // The owner of the address clicks without knowing the password that a stranger chose.
        confirm(world, &token, "my own long pass phrase 7").await.refused(401, "auth/wrong_credentials");
        assert_eq!(registry(world).await, before);
        for _ in 0..9 {
            confirm(world, &token, "guess after guess after guess").await.refused(401, "auth/wrong_credentials");
        }
        confirm(world, &token, PASSWORD).await.refused(429, "auth/too_many_attempts");
    }

    async fn a_second_registration_with_the_same_code_is_told_what_to_do_and_names_nobody(world) {
        let town = world.town().await;
        register(world, dongxin()).await.ok(202);
        let mut other = dongxin();
        other["contact_email"] = json!("wang@elsewhere.example");
        register(world, other.clone()).await.ok(202);
        confirm(world, &tokens(world).await[0], PASSWORD).await.ok(201);
        let refused = register(world, other).await.refused(409, "registrations/code_registered");
        assert!(refused["detail"].as_str().expect("detail").contains("枢纽"), "{refused}");
        for secret in ["li.na", "dongxin", "李娜", "东新"] {
            assert!(!refused.to_string().contains(secret), "{refused}");
        }
        let late = mailed(world, "wang@elsewhere.example").await.remove(0);
        confirm(world, &late, PASSWORD).await.refused(409, "registrations/code_registered");
        let drafts = town.hub.get("/organizations?status=submitted").await.ok(200);
        assert_eq!(drafts["items"].as_array().map(Vec::len), Some(1));
    }

    async fn a_link_is_confirmed_once_even_by_many_at_once(world) {
        world.town().await;
        let before = registry(world).await;
        register(world, dongxin()).await.ok(202);
        let token = tokens(world).await.remove(0);
        let calls = (0..4).map(|_| {
            let (client, body) = (world.anonymous(), json!({"token": token, "password": PASSWORD}));
            async move { client.post("/registrations/confirm", body).await }
        });
        let answers = together(calls).await;
        assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 3), "{answers:?}");
        assert_eq!(registry(world).await, (before.0 + 1, before.1 + 1));
    }

    async fn everything_wrong_with_organisation_and_person_is_listed_at_once(world) {
        world.town().await;
        let wrong = json!({
            "name_zh": " ", "kind": "committee", "credit_code": "52310107MJ0000026X", "area_code": "nowhere", "description_zh": "", "fields": [],
            "contact_email": "nobody", "contact_name": "", "password": "short",
        });
        let got = register(world, wrong).await.field_errors();
        let pointers: Vec<_> = got.iter().map(|(pointer, _)| pointer.as_str()).collect();
        let expected =
            ["/name_zh", "/credit_code", "/area_code", "/contact_email", "/areas_served/0", "/kind", "/description_zh", "/fields", "/contact_name", "/password"];
        assert_eq!(pointers, expected);
        let mut office = dongxin();
        office["kind"] = json!("government");
        assert!(register(world, office).await.field_errors().contains(&("/kind".to_owned(), "not_for_self_registration".to_owned())));
        assert_eq!(world.outbox().len(), 0);
    }

    async fn three_letters_to_an_address_are_enough_and_unconfirmed_ones_are_forgotten(world) {
        world.town().await;
        for _ in 0..3 {
            register(world, dongxin()).await.ok(202);
        }
        register(world, dongxin()).await.refused(429, "auth/too_many_attempts");
        let token = tokens(world).await.remove(0);
        let sealed: Vec<Vec<u8>> = world.platform.db.read(|conn| Ok(registrations::table.select(registrations::sealed).load(conn)?)).await.expect("rows");
        assert!(sealed.iter().all(|row| !row.windows(7).any(|w| w == b"dongxin")), "what was typed waits encrypted");
        let past = system_now().plus(-TimeDelta::seconds(1));
        world.write(move |conn| diesel::update(one_time_links::table).set(one_time_links::expires_at.eq(past)).execute(conn)).await;
        confirm(world, &token, PASSWORD).await.refused(409, "auth/link_expired");
        shuniu::app::keep_house(&world.platform).await.expect("kept");
        let left: i64 = world.platform.db.read(|conn| Ok(registrations::table.count().get_result(conn)?)).await.expect("rows");
        assert_eq!(left, 0);
        confirm(world, &token, PASSWORD).await.refused(404, "not_found");
    }
}
