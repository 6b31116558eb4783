//! The desk: pages behind the sign-in, and what waits for whom.

mod alerts;
mod approval;
mod audit;
mod award;
mod bids;
mod call;
mod contract;
mod draft;
mod failed;
mod imports;
mod invitations;
mod meeting_hub;
mod meetings;
mod need;
mod opening;
mod organization;
mod panel;
mod people;
mod publish;
mod questions;
mod reservations;
mod sign_in;
mod tasks;

use crate::support::Client;

/// The fields of the page's form, with these beside them.
async fn decide(client: &Client, page: &str, fields: &[(&str, &str)]) -> crate::support::client::Got {
    send(client, page, page, fields).await
}

/// The same, sent to where the form of the page leads.
async fn send(client: &Client, page: &str, to: &str, fields: &[(&str, &str)]) -> crate::support::client::Got {
    let marks = marks(client, page).await;
    let mut all: Vec<(&str, &str)> = marks.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(fields);
    client.form(to, &all).await
}

/// The hidden fields of the page's form.
async fn marks(client: &Client, page: &str) -> Vec<(&'static str, String)> {
    let shown = client.page(page).await;
    ["csrf", "version", "key"].into_iter().map(|name| (name, shown.hidden(name))).collect()
}

/// The fields of the form with this action on the page.
async fn fields_of(client: &Client, page: &str, action: &str) -> Vec<(&'static str, String)> {
    let shown = client.page(page).await.body.replace("&#x2f;", "/");
    let (_, form) = shown.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form to {action}: {shown}"));
    let value = |name: &str| {
        let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    ["csrf", "version", "key"].into_iter().map(|name| (name, value(name))).collect()
}

/// The form with this action on the page, with these fields beside its own.
async fn press(client: &Client, page: &str, action: &str, more: &[(&str, &str)]) -> crate::support::client::Got {
    let fields = fields_of(client, page, action).await;
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(more);
    client.form(action, &all).await
}
