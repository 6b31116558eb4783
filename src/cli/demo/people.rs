//! Who plays: one login per role. Every person of the demo is synthetic.

use std::sync::Arc;

use serde::Deserialize;

use crate::cli::say::say;
use crate::platform::Platform;
use crate::platform::actor::Role;

const TABLE: &str = include_str!("../../../config/demo/people.csv");
/// The password of every login of the demo. A sandbox holds nothing worth more.
pub(super) const PASSWORD: &str = "changshou-lu-demo-2026";

/// One line of `config/demo/people.csv`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Person {
    pub(super) key: String,
    pub(super) role: Role,
    /// Key of an organisation of the demo; empty for none.
    pub(super) organization: String,
    pub(super) area: String,
    pub(super) name: String,
}

impl Person {
    pub(super) fn email(&self) -> String {
        format!("{}@demo.shuniu.example", self.key)
    }
}

/// The manager of a team of the seed tables, who signs in by its key.
pub(super) fn manager_of(team: &str) -> Person {
    Person {
        key: team.to_owned(),
        role: Role::NgoManager,
        organization: team.to_owned(),
        area: String::new(),
        name: "团队负责人".to_owned(),
    }
}

pub(super) fn all() -> anyhow::Result<Vec<Person>> {
    Ok(csv::Reader::from_reader(TABLE.as_bytes()).deserialize().collect::<Result<_, _>>()?)
}

/// Prints where to look and one login per role.
pub(super) fn logins(address: &str, platform: &Arc<Platform>) -> anyhow::Result<()> {
    say!("");
    say!("API 文档 Reference   {address}/docs/");
    say!("邮件 Mails           {}/*.eml", platform.config.outbox().display());
    say!("登录 Logins          password of all: {PASSWORD}");
    let mut seen = Vec::new();
    for person in all()? {
        if !seen.contains(&person.role) {
            seen.push(person.role);
            say!("  {:<20} {}", person.role, person.email());
        }
    }
    say!("Ctrl-C stops.");
    Ok(())
}
