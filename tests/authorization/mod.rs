//! Who may call what: every operation of the API document, tried by nobody, by every role and by strangers to the record, on real
//! records. The matrix is a committed snapshot; what it says is read in review like code.
//!
//! - *Roles*: a holder of one role in the street. Reads are done; a write carries a body that no operation takes, so that whoever
//!   passes the permission table changes nothing.
//! - *Strangers*: people and a program of another organisation, officials of another street. They send sound bodies that name the
//!   other's records, so a hole is an answer below 300, not a guess.

mod body;
mod records;

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::{Value, json};
use shuniu::identity::permissions::{self, TABLE, Who};
use shuniu::platform::actor::Role;
use shuniu::platform::ids;

use crate::on_both;
use crate::support::client::Got;
use crate::support::contract::DOCUMENT;
use crate::support::{Client, World};
use records::Records;

struct Operation {
    id: &'static str,
    method: Method,
    /// With the placeholders of the document.
    path: &'static str,
    description: &'static Value,
}

impl Operation {
    fn is_read(&self) -> bool {
        self.method == Method::GET
    }

    fn all() -> Vec<Operation> {
        let document: &'static Value = &DOCUMENT;
        let paths = document["paths"].as_object().expect("paths");
        let mut all: Vec<_> = paths
            .iter()
            .flat_map(|(path, item)| item.as_object().expect("item").iter().map(move |(method, op)| (path, method, op)))
            .filter_map(|(path, method, op)| {
                let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()?;
                let id = permissions::operation(op["operationId"].as_str()?)?.id;
                Some(Operation { id, method, path: path.strip_prefix("/api/v1")?, description: op })
            })
            .collect();
        all.sort_by_key(|op| TABLE.iter().position(|row| row.id == op.id));
        all
    }
}

struct Caller {
    name: &'static str,
    client: Client,
    /// What the permission table knows the caller by; none for nobody and for programs.
    role: Option<Role>,
    stranger: bool,
}

async fn ask(op: &Operation, caller: &Caller, records: &Records) -> Got {
    let path = records.path(op.id, op.path);
    let body = (!op.is_read()).then(|| if caller.stranger { body::sound(op.description, records) } else { json!({"__probe": true}) });
    let key = ids::fresh();
    let mut headers = vec![("idempotency-key", key.as_str())];
    headers.extend(permissions::operation(op.id).is_some_and(|row| row.needs_version).then_some(("if-match", "\"999999\"")));
    caller.client.send(op.method.clone(), &path, body.map(|body| body.to_string()), &headers).await
}

/// What became of a request, in a word.
fn word(op: &Operation, caller: &Caller, got: &Got) -> String {
    let code = got.json["code"].as_str().unwrap_or_default();
    match got.status {
        403 if code.starts_with("auth/") => "·".into(),
        422 if !op.is_read() && !caller.stranger => "in".into(),
        status => status.to_string(),
    }
}

const ROLES: [(&str, Role); 14] = [
    ("admin", Role::PlatformAdmin),
    ("district", Role::DistrictOfficer),
    ("officer", Role::StreetOfficer),
    ("approver", Role::StreetApprover),
    ("finance", Role::StreetFinance),
    ("hub", Role::HubOperator),
    ("manager", Role::NgoManager),
    ("member", Role::NgoMember),
    ("evaluator", Role::Evaluator),
    ("committee", Role::CommitteeOfficer),
    ("line", Role::LineDepartmentReader),
    ("partner", Role::Partner),
    ("mentor", Role::Mentor),
    ("auditor", Role::Auditor),
];

async fn callers(world: &World, records: &Records) -> Vec<Caller> {
    let mut callers = vec![Caller { name: "nobody", client: world.anonymous(), role: None, stranger: false }];
    for (name, role) in ROLES {
        callers.push(Caller { name, client: records.holder(world, role).await, role: Some(role), stranger: false });
    }
    for (name, role, client) in records.strangers(world).await {
        callers.push(Caller { name, client, role, stranger: true });
    }
    callers
}

/// What holds whatever the snapshot says: the permission table is what the gate does, and no stranger gets past a record.
fn is_as_promised(op: &Operation, caller: &Caller, got: &Got) -> bool {
    let row = permissions::operation(op.id).expect("a row");
    let is_gate_shut = got.status == 401 || (got.status == 403 && got.json["code"].as_str().is_some_and(|code| code.starts_with("auth/")));
    let is_gate_right = match (row.who, caller.role) {
        // The public operations are sign-in itself: 401 says that the sign-in failed.
        (Who::Public, _) => got.status != 403,
        (_, None) if !caller.stranger => got.status == 401,
        (_, None) => is_gate_shut != row.by_key,
        (Who::SignedIn, Some(_)) => !is_gate_shut,
        (Who::Roles(roles), Some(role)) => is_gate_shut != roles.contains(&role),
    };
    let must_be_shut = caller.stranger && op.path.contains("{id}") && !records::OPEN_TO_STRANGERS.contains(&op.id);
    let shows_nothing = [403, 404].contains(&got.status) || (op.is_read() && got.json["items"] == json!([]));
    is_gate_right && (!must_be_shut || shows_nothing)
}

fn table(callers: &[Caller], rows: &[(&Operation, Vec<String>)]) -> String {
    let mut text = String::from("in: past the permission table   ·: refused by it   numbers: HTTP status\n\n");
    let line = |text: &mut String, first: &str, cells: &mut dyn Iterator<Item = &str>| {
        let _ = write!(text, "{first:<32}");
        for (cell, caller) in cells.zip(callers) {
            let _ = write!(text, " {cell:<width$}", width = caller.name.chars().count().max(3));
        }
        let kept = text.trim_end().len();
        text.truncate(kept);
        text.push('\n');
    };
    line(&mut text, "operation", &mut callers.iter().map(|caller| caller.name));
    for (op, cells) in rows {
        line(&mut text, op.id, &mut cells.iter().map(String::as_str));
    }
    text
}

on_both! {
    async fn every_operation_as_nobody_as_every_role_and_as_strangers(world) {
        let records = Records::lay_down(world).await;
        let callers = callers(world, &records).await;
        let operations = Operation::all();
        assert_eq!(operations.len(), TABLE.len());
        let before = records.fingerprint(world).await;
        let (mut rows, mut broken) = (Vec::new(), Vec::<String>::new());
        for op in &operations {
            let mut cells = Vec::new();
            for caller in &callers {
                let got = ask(op, caller, &records).await;
                if !is_as_promised(op, caller, &got) {
                    broken.push(format!("{} {}: {} {}", op.id, caller.name, got.status, got.body));
                }
                cells.push(word(op, caller, &got));
            }
            rows.push((op, cells));
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        assert_eq!(records.fingerprint(world).await, before, "a refused call changed a record");
        insta::assert_snapshot!("matrix", table(&callers, &rows));
    }
}
