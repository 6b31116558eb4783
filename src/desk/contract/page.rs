//! `/desk/contracts/{id}`: what was agreed, who has signed, and the record of one's own side's signature.

use std::cell::RefCell;

use actix_web::{HttpResponse, get, post, web};
use serde::Serialize;

use crate::contracts::{self, ContractView, SignContract};
use crate::desk::session::{Desk, Hidden, PAGES};
use crate::desk::{sign_in, typed};
use crate::platform::crypto::Digest;
use crate::platform::html;
use crate::platform::http::upload::{self, Form, Texts};
use crate::platform::http::{Body, FieldError, Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::ids;

/// What the form sends beside the scan.
const ASKED: [&str; 6] = ["csrf", "version", "key", "signer_name", "authority", "signed_on"];
/// Bytes that are read of what somebody sends without a sign-in, so that their browser hears the answer.
const MOST_UNREAD: u64 = 64 << 20;

/// What was typed.
#[derive(Clone, Debug, Default, Serialize)]
struct Signing {
    signer_name: String,
    authority: String,
    signed_on: String,
}

impl Signing {
    fn of(texts: &Texts) -> Self {
        Self { signer_name: text(texts, "signer_name"), authority: text(texts, "authority"), signed_on: text(texts, "signed_on") }
    }

    /// The stamped document is known by its digest.
    fn command(&self, document_digest: Digest) -> Result<SignContract> {
        let signed_on = typed::day("/signed_on", &self.signed_on)?;
        let missing = || Problem::field("/signed_on", "required", "须填写。", "is needed.");
        Ok(SignContract {
            signer_name: self.signer_name.trim().to_owned(),
            authority: self.authority.trim().to_owned(),
            signed_on: signed_on.ok_or_else(missing)?,
            document_digest,
        })
    }
}

#[derive(Serialize)]
struct ContractPage {
    contract: ContractView,
    project_title: String,
    project_number: String,
    most_mb: u32,
    typed: Signing,
    hidden: Hidden,
    problems: Vec<Text>,
}

#[get("/desk/contracts/{id}")]
pub async fn show(desk: Desk, id: web::Path<String>) -> Result<HttpResponse> {
    page(&desk, &id, Signing::default(), None).await
}

#[post("/desk/contracts/{id}")]
pub async fn sign(desk: Desk, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let typed = RefCell::default();
    match take(&desk, &id, form, &typed).await {
        Ok(_) => Ok(html::see_other(&format!("/desk/contracts/{id}"))),
        // A file does not wait behind a sign-in: it is said that it has to be chosen again.
        Err(problem) if problem.status() == 401 => sign_in::without_the_file(&format!("/desk/contracts/{id}")),
        Err(problem) if html::shows_the_form_again(&problem) => page(&desk, &id, typed.into_inner(), Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

/// The scan is read for its digest and not kept, here as in the API.
async fn take(desk: &Desk, id: &str, form: Form, typed: &RefCell<Signing>) -> Result<HttpResponse> {
    let wanted = id.to_owned();
    let seen = desk.look("contracts_sign", move |conn, call| contracts::sheet(conn, call, &wanted).map(|_| ())).await;
    if let Err(problem) = seen {
        // A browser that still sends does not listen.
        form.drain(MOST_UNREAD).await;
        return Err(problem);
    }
    let platform = desk.cx()?.platform().clone();
    let most = u64::from(platform.config.limits.attachment_mb) << 20;
    let mut texts = Texts::new();
    let upload = upload::receive(form, &platform.files(), &ids::fresh(), &ASKED, most, &mut texts).await;
    let said = Signing::of(&texts);
    typed.replace(said.clone());
    let cx = desk.cx_of_form(&text(&texts, "csrf"), &text(&texts, "version"), &text(&texts, "key"))?;
    let command = said.command(upload?.file.digest())?;
    let said = format!("{said:?} {}", command.document_digest);
    contracts::sign_contract(cx, id, Body::of_form(command, &said)).await
}

fn text(texts: &Texts, name: &str) -> String {
    texts.get(name).cloned().unwrap_or_default()
}

async fn page(desk: &Desk, id: &str, typed: Signing, problem: Option<&Problem>) -> Result<HttpResponse> {
    let (wanted, most_mb) = (id.to_owned(), desk.cx()?.platform().config.limits.attachment_mb);
    let (contract, project) = desk.look("contracts_get", move |conn, call| contracts::sheet(conn, call, &wanted)).await?;
    let page = ContractPage {
        hidden: desk.hidden(contract.version),
        contract,
        project_title: project.title_zh,
        project_number: project.number,
        most_mb,
        typed,
        problems: problem.map(said).unwrap_or_default(),
    };
    Ok(html::private_page(html::status_of(problem), PAGES.render("contract.html", &page)?))
}

fn said(problem: &Problem) -> Vec<Text> {
    problem.words_with(|error: &FieldError| {
        let (zh, en) = match error.pointer.as_str() {
            "/signer_name" => ("签署人", "Signer"),
            "/authority" => ("签署依据", "Authority"),
            "/signed_on" => ("签署日期", "Day of the signature"),
            _ => return None,
        };
        Some(Text::new(zh, en))
    })
}
