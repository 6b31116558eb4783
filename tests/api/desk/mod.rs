//! The desk: pages behind the sign-in, and what waits for whom.

mod approval;
mod award;
mod organization;
mod sign_in;
mod tasks;

use crate::support::Client;

/// The fields of the page's form, with these beside them.
async fn decide(client: &Client, page: &str, fields: &[(&str, &str)]) -> crate::support::client::Got {
    let shown = client.page(page).await;
    let hidden: Vec<(&str, String)> = ["csrf", "version", "key"].into_iter().map(|name| (name, shown.hidden(name))).collect();
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(fields);
    client.form(page, &all).await
}
