//! `POST /bids/{id}/attachments`: a file for the draft, encrypted while it comes and looked into before it is kept.

use std::sync::Arc;

use actix_web::{post, web};

use super::attachment_view::AttachmentView;
use super::model::OfferFile;
use super::policy;
use super::seal::{self, Filed};
use super::store::{self, Attachment, Bid};
use crate::platform::Platform;
use crate::platform::db::{Conn, Tx};
use crate::platform::documents::{self, MediaType, Unfit};
use crate::platform::files;
use crate::platform::http::upload::{self, Form, Texts, Upload};
use crate::platform::http::{Answer, Body, Call, Cx, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::i18n::Text;
use crate::platform::ids::{AttachmentId, BidId};
use crate::projects::{self, DocumentKind};

/// How many times what a draft may hold (`limits.attachments_mb`) all versions of a bid hold at most. What was submitted stays sealed, and
/// on the disk, when it is withdrawn: without an end, submitting and withdrawing fills the disk. Five full versions are more than corrections
/// need, and files of usual size can be corrected many times more often.
const FULL_VERSIONS: u32 = 5;

/// What a bid's submitted versions hold.
struct Sealed {
    /// How many there were.
    versions: i32,
    /// Bytes on the disk.
    bytes: u64,
}

/// One file in a request.
#[derive(utoipa::ToSchema)]
#[schema(as = BidAttachForm)]
#[expect(dead_code, reason = "describes the form; it is read part by part")]
pub struct AttachForm {
    /// What the file is.
    kind: DocumentKind,
    /// PDF, DOCX, XLSX, PNG or JPEG, with its name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Attach a file to a draft bid
///
/// PDF, DOCX, XLSX, PNG and JPEG, known by their content; without macros, passwords or a second format inside. From its first byte the file
/// is stored encrypted; with the submission it is sealed, and the commitment covers it. What counts is when the request arrived. The `ETag`
/// is the bid's new version.
#[utoipa::path(operation_id = "bids_attach", tag = "bids", params(("id" = BidId, Path)),
    request_body(content = AttachForm, content_type = "multipart/form-data"), responses(
    (status = 201, description = "The file as it was taken", body = AttachmentView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/bids/{id}/attachments")]
pub async fn handle(cx: Cx, id: web::Path<String>, form: Form) -> Answer {
    attach_file(cx, &id, form, &[], |cx, _| Ok(cx)).await
}

/// For the pages too. A page's call brings more than a program's in its form: the text fields `besides`; `admit` makes the call with
/// them, whatever became of the file.
pub async fn attach_file(cx: Cx, id: &str, form: Form, besides: &[&'static str], admit: impl FnOnce(Cx, &Texts) -> Result<Cx>) -> Answer {
    // However long the file takes.
    let received_at = cx.platform().arrival().await?;
    let bid = BidId::parse(id);
    let own = bid.clone();
    // Nobody sends a file to a bid that is not theirs. Whether it is still a draft is said after the file, for an answer that is replayed.
    let platform = cx.platform().clone();
    let most = u64::from(platform.config.limits.attachment_mb) << 20;
    let sealed = match cx.look("bids_attach", received_at, move |conn, call| sealed(conn, call, own.as_ref())).await {
        Ok(sealed) => sealed,
        Err(problem) => {
            form.drain(most).await;
            return Err(problem);
        }
    };
    let id = AttachmentId::new();
    let mut texts = Texts::new();
    let upload = upload::receive(form, &platform.files(), id.as_str(), &[&["kind"], besides].concat(), most, &mut texts).await;
    let admitted = admit(cx, &texts);
    let (upload, cx) = (upload?, admitted?);
    let filed = tokio::task::spawn_blocking(move || kept(upload, &texts)).await.map_err(Problem::internal)??;
    // The same file under the same key is the same request.
    let said = serde_json::to_string(&filed.file).map_err(Problem::internal)?;
    let row = id.clone();
    let answer = cx
        .write_at("bids_attach", Body::of_form(filed, &said), received_at, move |tx, call, filed| {
            let (bid, attachment) = attach(tx, call, bid.as_ref(), &sealed, &row, filed)?;
            let place = format!("/api/v1/bids/{}/attachments/{}", bid.id, attachment.id);
            Ok(Reply::created(place, &AttachmentView::new(&attachment, &filed.file))?.version(bid.version))
        })
        .await;
    if !is_named_by_a_row(&answer) {
        give_up(platform, id).await?;
    }
    answer
}

/// What the caller's own bid holds already. Not for transactions: it touches the disk.
fn sealed(conn: &mut Conn, call: &Call, bid: Option<&BidId>) -> Result<Sealed> {
    let bid = policy::own(&call.actor, store::find_some(conn, bid)?)?;
    let folder = call.platform.files();
    let bytes = store::sealed_attachments(conn, &bid.id)?.iter().map(|(_, id)| folder.stored(id.as_str())).sum();
    Ok(Sealed { versions: bid.current_version, bytes })
}

/// Checks name, kind and content; then the file gets its name on disk. What is refused leaves nothing.
fn kept(upload: Upload, texts: &Texts) -> Result<Filed> {
    let Upload { file, name } = upload;
    let kind = texts.get("kind").map(String::as_str).unwrap_or_default();
    let kind = DocumentKind::parse(kind).ok_or_else(|| {
        let known = DocumentKind::ALL.iter().map(DocumentKind::as_str).collect::<Vec<_>>().join(", ");
        Problem::field("/kind", "unknown_value", format!("须为以下之一：{known}。"), format!("must be one of {known}."))
    })?;
    let name = documents::file_name(&name).map_err(|(code, zh, en)| Problem::field("/file", code, zh, en))?;
    let media_type = documents::inspect(&mut file.reader().map_err(files::failed)?).map_err(unfit)?;
    if !media_type.fits(&name) {
        return Err(Problem::field(
            "/file",
            "other_extension",
            format!("文件内容是 {media_type}，与扩展名不符；请改正文件名。"),
            format!("the content is {media_type}, and the name says otherwise; correct the name."),
        ));
    }
    let filed = Filed { file: OfferFile { name, kind, media_type, size: file.size(), digest: file.digest() }, key: file.key().clone() };
    file.publish().map_err(files::failed)?;
    Ok(filed)
}

fn unfit(unfit: Unfit) -> Problem {
    match unfit {
        Unfit::Refused(code, detail) => Problem::invalid(vec![FieldError { pointer: "/file".into(), code, detail }]),
        Unfit::Unreadable(cause) => files::failed(cause),
        Unfit::OtherType => {
            let types = MediaType::ALL.iter().map(MediaType::as_str).collect::<Vec<_>>().join(", ");
            Problem::new(
                415,
                "bids/unsupported_file",
                ("不支持的文件类型", "Unsupported file"),
                Text::new(
                    "文件内容不是 PDF、DOCX、XLSX、PNG 或 JPEG；旧格式请另存为其中之一。",
                    "The content is not PDF, DOCX, XLSX, PNG or JPEG; save older formats as one of them.",
                ),
            )
            .with_errors(vec![FieldError::new(
                "/file",
                "unsupported_type",
                format!("可用：{types}。"),
                format!("taken are {types}."),
            )])
        }
    }
}

/// A file joins the draft while the call is out and its limits are kept. The bid's version changes: who submits has read what is in it.
fn attach(tx: &mut Tx, call: &Call, bid: Option<&BidId>, sealed: &Sealed, id: &AttachmentId, filed: &Filed) -> Result<(Bid, Attachment)> {
    let mut bid = policy::own(&call.actor, store::find_some(tx, bid)?)?;
    let project = projects::find(tx, &bid.project_id)?.ok_or_else(policy::unknown)?;
    policy::window(project.status, project.deadline, call.now)?;
    policy::writable(&call.actor, &bid, "attach")?;
    // It was submitted while the file came: that was for another draft.
    if sealed.versions != bid.current_version {
        return Err(Problem::stale(bid.version));
    }
    let keys = &call.platform.keys;
    let rows = store::attachments_of_draft(tx, &bid.id)?;
    let present: Vec<_> = rows.iter().map(|row| Ok((&row.id, seal::read_file(keys, row)?.file))).collect::<Result<_>>()?;
    if let Some((twin, _)) = present.iter().find(|(_, file)| file.digest == filed.file.digest && file.kind == filed.file.kind) {
        return Err(already_there(twin));
    }
    let limits = &call.platform.config.limits;
    let most = u64::from(limits.attachments_mb) << 20;
    let total: u64 = present.iter().map(|(_, file)| file.size).sum();
    if present.len() >= usize::try_from(limits.attachments).unwrap_or(usize::MAX) {
        return Err(too_many(limits.attachments));
    }
    if total + filed.file.size > most {
        return Err(too_large_together(limits.attachments_mb, most.saturating_sub(total)));
    }
    let most_mb = limits.attachments_mb.saturating_mul(FULL_VERSIONS);
    let left = (u64::from(most_mb) << 20).saturating_sub(sealed.bytes + total);
    if filed.file.size > left {
        return Err(too_large_with_earlier_versions(most_mb, left));
    }
    let attachment = Attachment {
        id: id.clone(),
        bid_id: bid.id.clone(),
        number: None,
        hidden: Some(seal::hide_file(keys, &bid.id, id, filed)?),
        opened: None,
        created_by: call.actor.identity.label(),
        created_at: call.now,
    };
    store::attach(tx, &attachment)?;
    store::save(tx, &mut bid, call.now)?;
    Ok((bid, attachment))
}

/// By its id: the answer is kept for a retry, and the names of files are not kept in plain. The page says the name instead.
fn already_there(twin: &AttachmentId) -> Problem {
    Problem::conflict(
        "bids/already_attached",
        format!("同一文件已作为附件 {twin} 上传；如要更换，请先删除它。"),
        format!("This file is attached already, as {twin}; remove that first if you want to replace it."),
    )
}

fn too_many(most: u32) -> Problem {
    Problem::conflict(
        "bids/too_many_files",
        format!("每份投标最多 {most} 个附件；请先删除一个，或合并文件。"),
        format!("A bid may have {most} files at most; remove one first, or put several into one."),
    )
}

fn too_large_together(most_mb: u32, left: u64) -> Problem {
    let left_kb = left >> 10;
    Problem::new(
        413,
        "bids/files_too_large",
        ("附件合计过大", "The files are too large together"),
        Text::new(
            format!("一份投标的附件合计最多 {most_mb} MB，还可上传 {left_kb} KB；请先删除一个，或压缩后再上传。"),
            format!(
                "The files of a bid may have {most_mb} MB together, and {left_kb} KB are left: remove one first, or make this one smaller."
            ),
        ),
    )
}

fn too_large_with_earlier_versions(most_mb: u32, left: u64) -> Problem {
    let left_kb = left >> 10;
    Problem::conflict(
        "bids/versions_too_large",
        format!(
            "已提交过的各版本连同撤回的一直密封保存；一份投标各版本的附件合计最多 {most_mb} MB，还可上传 {left_kb} KB。\
             请压缩附件后再上传；仍放不下时，把内容写进投标方案，或请管理员调高 limits.attachments_mb。"
        ),
        format!(
            "What was submitted stays sealed, withdrawn or not: the files of all versions of a bid may have {most_mb} MB together, and {left_kb} \
             KB are left. Make this file smaller; where that is not enough, write into the proposal what it says, or ask the administrator to \
             raise limits.attachments_mb."
        ),
    )
}

/// Whether the file must stay: a row names it, or may name it, for a transaction that ended in an error of ours may have been done.
fn is_named_by_a_row(answer: &Answer) -> bool {
    match answer {
        Ok(response) => !response.headers().contains_key("idempotency-replayed"),
        Err(problem) => problem.status() >= 500,
    }
}

/// What stays in spite of this is swept.
async fn give_up(platform: Arc<Platform>, id: AttachmentId) -> Result<()> {
    let removed = tokio::task::spawn_blocking(move || platform.files().remove(id.as_str())).await.map_err(Problem::internal)?;
    if let Err(cause) = removed {
        tracing::warn!(%cause, "a file that was not taken could not be removed; it will be swept");
    }
    Ok(())
}
