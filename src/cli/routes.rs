//! `shuniu routes`: every operation of the API, one line each: the map to read first.

use crate::app;
use crate::cli::say::say;
use crate::identity::permissions::{self, Who};

pub(super) fn run() -> anyhow::Result<()> {
    let document = app::document();
    for (path, item) in &document.paths.paths {
        let operations = [("GET", &item.get), ("POST", &item.post), ("PUT", &item.put), ("PATCH", &item.patch), ("DELETE", &item.delete)];
        for (method, operation) in operations {
            let Some(id) = operation.as_ref().and_then(|o| o.operation_id.as_deref()) else { continue };
            let who = match permissions::operation(id).map(|row| row.who) {
                Some(Who::Public) => "everybody".to_owned(),
                Some(Who::SignedIn) => "signed in".to_owned(),
                Some(Who::Roles(roles)) => roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
                None => "nobody: not in the permission table".to_owned(),
            };
            say!("{method:<7}{path:<56} {id:<36} {who}");
        }
    }
    Ok(())
}
