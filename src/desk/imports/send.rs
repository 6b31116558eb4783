//! The form of `/desk/imports`: a file comes in.

use std::cell::RefCell;
use std::io::Read as _;

use actix_web::web::Bytes;
use actix_web::{HttpResponse, post};
use serde::Serialize;

use super::{list, page_of};
use crate::desk::session::{Desk, id_of_made};
use crate::desk::sign_in;
use crate::imports::{self, Kind, Mode};
use crate::platform::files;
use crate::platform::html;
use crate::platform::http::upload::{self, Form, Texts, Upload};
use crate::platform::http::{Problem, Result};
use crate::platform::ids;

/// What the form sends beside the file.
const ASKED: [&str; 5] = ["csrf", "version", "key", "kind", "mode"];
/// Bytes that are read of what somebody sends without a sign-in, so that their browser hears the answer.
const MOST_UNREAD: u64 = 64 << 20;

/// What was chosen beside the file.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Sent {
    kind: String,
    mode: String,
}

#[post("/desk/imports")]
pub async fn send(desk: Desk, form: Form) -> Result<HttpResponse> {
    let sent = RefCell::default();
    match take(&desk, form, &sent).await {
        Ok(place) => Ok(html::see_other(&place)),
        // A file does not wait behind a sign-in: it is said that it has to be chosen again.
        Err(problem) if problem.status() == 401 => sign_in::without_the_file("/desk/imports"),
        Err(problem) if html::shows_the_form_again(&problem) => list::page(&desk, sent.into_inner(), Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

/// The same use case as the API's: permission and idempotency are judged there.
async fn take(desk: &Desk, form: Form, sent: &RefCell<Sent>) -> Result<String> {
    if let Err(problem) = desk.look("imports_list", |_, _| Ok(())).await {
        // A browser that still sends does not listen.
        form.drain(MOST_UNREAD).await;
        return Err(problem);
    }
    let platform = desk.cx()?.platform().clone();
    let most = platform.config.limits.import_bytes as u64;
    let mut texts = Texts::new();
    let upload = upload::receive(form, &platform.files(), &ids::fresh(), &ASKED, most, &mut texts).await;
    let text = |name| texts.get(name).cloned().unwrap_or_default();
    sent.replace(Sent { kind: text("kind"), mode: text("mode") });
    let cx = desk.cx_of_form(&text("csrf"), &text("version"), &text("key"))?;
    let kind = Kind::parse(&text("kind"));
    let kind = kind.ok_or_else(|| Problem::field("/kind", "required", "请选择导入的内容。", "choose what the file holds."))?;
    let mode = Mode::parse(&text("mode"));
    let mode = mode.ok_or_else(|| Problem::field("/mode", "required", "请选择导入方式。", "choose what becomes of the rows."))?;
    let entered = imports::enter(cx, kind, mode, whole(upload?).await?).await?;
    id_of_made(&entered).map(page_of)
}

/// The bytes of the file; on disk there is nothing of it any more.
async fn whole(upload: Upload) -> Result<Bytes> {
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        upload.file.reader()?.read_to_end(&mut bytes)?;
        Ok(Bytes::from(bytes))
    });
    read.await.map_err(Problem::internal)?.map_err(files::failed)
}
