//! What auditors ask.

mod fast_approvals;
mod overdue_duties;
mod prices_near_budget;
mod remind;
mod single_bidder;
mod split_purchases;

use serde_json::Value;
use shuniu::platform::actor::Role;

use crate::support::town::Town;
use crate::support::{Client, World};

/// The rows of an answer, over all its pages of one row each: so the cursor is tried wherever a question is.
async fn asked(client: &Client, question: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let join = if question.contains('?') { '&' } else { '?' };
        let page = client.get(&format!("/audit/questions/{question}{join}limit=1{cursor}")).await.ok(200);
        rows.extend(page["items"].as_array().expect("items").clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let path = format!("/audit/questions/{question}");
    assert_eq!(client.get(&path).await.ok(200)["items"].as_array(), Some(&rows), "one page says what many say");
    rows
}

/// Officials of the place are answered about it, those of another place are answered nothing, and bidders are not answered.
async fn only_who_reaches_the_place_is_answered(world: &World, town: &Town, question: &str) {
    let expected = asked(&town.auditor, question).await;
    assert!(!expected.is_empty());
    assert_eq!(asked(&town.hub, question).await, expected);
    let elsewhere = world.person(&[(Role::StreetOfficer, Some(&town.street), Some("310107005"))]).await;
    assert_eq!(asked(&elsewhere, question).await, Vec::<Value>::new());
    let join = if question.contains('?') { '&' } else { '?' };
    assert_eq!(asked(&town.auditor, &format!("{question}{join}area=310107005")).await, Vec::<Value>::new());
    assert_eq!(asked(&town.auditor, &format!("{question}{join}area=310107")).await, expected);
    town.bidders[0].manager.get(&format!("/audit/questions/{question}")).await.refused(403, "auth/role_missing");
}
