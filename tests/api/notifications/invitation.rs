use serde_json::json;

use crate::on_both;

on_both! {
    async fn an_invitation_is_mailed_with_a_link_that_works_and_stands_in_no_table(world) {
        let town = world.town().await;
        let body = json!({"email": "li.na@dongxin.example", "name": "李娜", "role": "ngo_manager", "organization_id": town.bidders[0].organization, "language": "en"});
        town.hub.post("/invitations", body).await.ok(201);
        world.settle().await;
        let mails = world.outbox();
        let (_, mail) = mails.iter().find(|(_, mail)| mail.contains("To: li.na@dongxin.example")).expect("the invitation");
        assert!(mail.contains("/api/v1/auth/invitations/accept"), "{mail}");
        let token = mail.split("https://shuniu.test/account/links/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
        let seen = world.platform.db.read(|conn| {
            use diesel::prelude::*;
            use shuniu::schema::{deliveries, journal_entries};
            let letters: Vec<Vec<u8>> = deliveries::table.select(deliveries::message).load(conn)?;
            let payloads: Vec<String> = journal_entries::table.select(journal_entries::payload).load(conn)?;
            Ok((letters, payloads))
        }).await.expect("read");
        assert!(!seen.0.iter().any(|letter| letter.windows(token.len()).any(|w| w == token.as_bytes())));
        assert!(!seen.1.iter().any(|payload| payload.contains(token) || payload.contains("dongxin")), "{:?}", seen.1);
        let accept = json!({"token": token, "name": "李娜", "password": "correct horse battery 7"});
        world.anonymous().post("/auth/invitations/accept", accept).await.ok(201);
    }
}
