//! `multipart/form-data` with one file: encrypted to disk while it comes, never whole in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header::{Charset, HeaderMap};
use actix_web::{FromRequest, HttpRequest, dev, web};
use futures_util::{Stream, TryStreamExt as _};

use super::problem::{FieldError, Problem, Result};
use crate::platform::files::{self, Files, Unnamed, Writer};
use crate::platform::i18n::Text;

/// Bytes of a text field that are read; no field that is asked for needs more.
const MOST_TEXT: usize = 4000;
/// Bytes beside file and fields: boundaries, the heads of parts, what stands before the first one.
const FRAME: u64 = 64 << 10;
/// Who sends that many parts that nobody asked for is not listened to any longer.
const MOST_ERRORS: usize = 20;

/// What came: a whole file that has no name on disk yet.
pub struct Upload {
    pub file: Unnamed,
    /// The name that the sender gave it; to be checked.
    pub name: String,
}

/// The text fields of a form by their names.
pub type Texts = BTreeMap<&'static str, String>;

/// A form that is still to be received.
pub struct Form {
    headers: HeaderMap,
    body: Bytes,
}

/// What the caller sends, read by the form's parser and, to its end, by us.
#[derive(Clone)]
struct Bytes(Rc<RefCell<Source>>);

struct Source {
    payload: dev::Payload,
    /// Bytes that are still read, whatever they say; none once there were more.
    left: Option<u64>,
}

impl Bytes {
    /// From now on this many bytes are read.
    fn allow(&self, most: u64) {
        self.0.borrow_mut().left = Some(most);
    }

    fn were_too_many(&self) -> bool {
        self.0.borrow().left.is_none()
    }
}

impl Stream for Bytes {
    type Item = std::result::Result<web::Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let source = &mut *self.0.borrow_mut();
        let polled = Pin::new(&mut source.payload).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            source.left = source.left.and_then(|left| left.checked_sub(bytes.len() as u64));
            if source.left.is_none() {
                return Poll::Ready(Some(Err(PayloadError::Overflow)));
            }
        }
        polled
    }
}

impl FromRequest for Form {
    type Error = Infallible;
    type Future = Ready<std::result::Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let source = Source { payload: payload.take(), left: Some(0) };
        ready(Ok(Self { headers: request.headers().clone(), body: Bytes(Rc::new(RefCell::new(source))) }))
    }
}

impl Form {
    /// Reads on to the end, up to `most` bytes: an answer to somebody who still sends is lost with the connection.
    pub async fn drain(mut self, most: u64) {
        self.body.allow(most);
        while let Ok(Some(_)) = self.body.try_next().await {}
    }
}

/// Receives a form with one `file` of at most `most` bytes and the text fields `asked`, as the file of the record `id`. Who sends more hears of
/// it after the sending, up to three times as much. Into `texts` comes what was sent of the text fields, whatever becomes of the file.
///
/// # Errors
/// 415 for another media type, 413 for a file or a form that is too long, 422 for every part that is missing or not asked for.
pub async fn receive(form: Form, files: &Files, id: &str, asked: &[&'static str], most: u64, texts: &mut Texts) -> Result<Upload> {
    form.body.allow(2 * most + FRAME);
    let parts = Multipart::new(&form.headers, form.body.clone());
    let mut received = collect(parts, files, id, asked, most, texts).await;
    if form.body.were_too_many() {
        received = Err(too_long(most));
    }
    form.drain(most).await;
    received
}

async fn collect(mut form: Multipart, files: &Files, id: &str, asked: &[&'static str], most: u64, texts: &mut Texts) -> Result<Upload> {
    let (mut file, mut errors) = (None, Vec::new());
    let mut is_too_long = false;
    while let Some(mut field) = form.try_next().await.map_err(broken)? {
        let part = field.name().unwrap_or_default().to_owned();
        let name = file_name(&field);
        let is_first = file.is_none() && !is_too_long;
        let mut writer: Option<Writer> = match (&name, part.as_str()) {
            (Some(_), "file") if is_first => Some(files.begin(id).await.map_err(files::failed)?),
            _ => None,
        };
        let mut text = Vec::new();
        while let Some(bytes) = field.try_next().await.map_err(broken)? {
            if let Some(open) = &mut writer {
                is_too_long = open.size() + bytes.len() as u64 > most;
                if is_too_long {
                    writer = None;
                } else {
                    open.write(&bytes).await.map_err(files::failed)?;
                }
            } else if text.len() <= MOST_TEXT {
                text.extend_from_slice(&bytes);
            }
        }
        match (writer, name, asked.iter().find(|known| **known == part)) {
            (Some(writer), Some(name), _) => file = Some((writer.finish().await.map_err(files::failed)?, name)),
            (None, Some(_), _) if part == "file" && !is_first => {
                errors.push(FieldError::new(
                    "/file",
                    "too_many",
                    "每次请求只上传一个文件。",
                    "one file in a request; send another request for the next.",
                ));
            }
            (None, Some(_), _) if part == "file" => {}
            // What does not fit is not cut: a signature says what its signer wrote.
            (_, None, Some(known)) if text.len() > MOST_TEXT => {
                texts.insert(*known, String::new());
                errors.push(FieldError::new(format!("/{known}"), "too_long", "太长。", "is too long."));
            }
            (_, None, Some(known)) => {
                texts.insert(*known, String::from_utf8_lossy(&text).trim().to_owned());
            }
            _ if part == "file" => {
                errors.push(FieldError::new("/file", "required", "须作为文件上传，并带文件名。", "must be sent as a file, with its name."));
            }
            _ => errors.push(FieldError::new(format!("/{part}"), "unknown_field", "没有这个字段。", "there is no such field.")),
        }
        if errors.len() >= MOST_ERRORS {
            return Err(Problem::invalid(errors));
        }
    }
    if is_too_long {
        return Err(too_long(most));
    }
    for known in asked.iter().filter(|known| !texts.contains_key(**known)) {
        errors.push(FieldError::new(format!("/{known}"), "required", "缺少此字段。", "is missing."));
    }
    if file.is_none() && errors.iter().all(|error| error.pointer != "/file") {
        errors.push(FieldError::new("/file", "required", "缺少文件。", "the file is missing."));
    }
    match file {
        Some((file, name)) if errors.is_empty() => Ok(Upload { file, name }),
        _ => Err(Problem::invalid(errors)),
    }
}

/// The name of a file part: the extended form where there is one, for it says its character set.
fn file_name(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    match disposition.get_filename_ext() {
        Some(extended) if extended.charset == Charset::Ext("UTF-8".into()) => Some(String::from_utf8_lossy(&extended.value).into_owned()),
        _ => disposition.get_filename().map(str::to_owned),
    }
}

fn broken(cause: MultipartError) -> Problem {
    match cause {
        MultipartError::ContentTypeMissing | MultipartError::ContentTypeParse | MultipartError::ContentTypeIncompatible => Problem::new(
            415,
            "unsupported_media_type",
            ("不支持的内容类型", "Unsupported media type"),
            Text::new("请求体须为 multipart/form-data。", "The body must be multipart/form-data."),
        ),
        _ => Problem::unreadable(
            "form_broken",
            "表单未能完整接收或格式不对；请按 multipart/form-data 重新发送。",
            "The form did not arrive whole or is no multipart/form-data; send it again.",
        ),
    }
}

fn too_long(most: u64) -> Problem {
    let mb = most >> 20;
    Problem::new(
        413,
        "file_too_large",
        ("文件过大", "The file is too large"),
        Text::new(
            format!("单个文件最多 {mb} MB；请拆分文件，或压缩其中的图片后再上传。"),
            format!("A file may have {mb} MB at most; split it, or compress any pictures in it."),
        ),
    )
    .with_errors(vec![FieldError::new("/file", "too_large", format!("最多 {mb} MB。"), format!("at most {mb} MB."))])
}
