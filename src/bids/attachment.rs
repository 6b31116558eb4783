//! `GET /bids/{id}/attachments/{attachment}`: the file itself, decrypted while it goes out.

use actix_web::body::SizedStream;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, get, web};
use futures_util::stream;
use tokio::task::spawn_blocking;

use super::attachments::{readable, shown};
use super::get::seen;
use super::seal::Filed;
use crate::access;
use crate::platform::files::{Files, Reader};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Result};
use crate::platform::ids::{AttachmentId, BidId};

/// Download a file of a bid
///
/// For whoever may list it. Sent as an attachment that no browser opens by itself (`nosniff`, `Content-Disposition`, sandbox policy).
#[utoipa::path(operation_id = "bids_attachment", tag = "bids",
    params(("id" = BidId, Path), ("attachment" = AttachmentId, Path)), responses(
    (status = 200, description = "The file, byte for byte as it was handed in", content(
        (String = "application/pdf"),
        (String = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "image/png"),
        (String = "image/jpeg"))),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}/attachments/{attachment}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>) -> Answer {
    let (bid, id) = path.into_inner();
    download_file(cx, &bid, &id).await
}

/// For the pages too.
pub async fn download_file(cx: Cx, bid: &str, id: &str) -> Answer {
    let (bid, id) = (BidId::parse(bid), AttachmentId::parse(id));
    let now = cx.now();
    let (id, filed, shown) = cx
        .look("bids_attachment", now, move |conn, call| {
            let seen = seen(conn, call, bid.as_ref())?;
            let files = readable(conn, call, &seen)?;
            let found = files.into_iter().find(|(row, _)| Some(&row.id) == id.as_ref());
            let (row, filed) = found.ok_or_else(unknown)?;
            Ok((row.id, filed, shown(call, "bids_attachment", &seen)))
        })
        .await?;
    let files = cx.platform().files();
    let Filed { file, key } = filed;
    let (first, reader) = spawn_blocking(move || begin(&files, &id, &key, file.size)).await.map_err(Problem::internal)??;
    let rest = stream::try_unfold(reader, |mut reader| async move {
        let read = move || reader.next_chunk().map(|chunk| chunk.map(|chunk| (web::Bytes::from(chunk), reader)));
        spawn_blocking(read).await.map_err(std::io::Error::other)?
    });
    if let Some(shown) = shown {
        cx.platform().db.write(move |tx| access::note(tx, &shown)).await?;
    }
    let body = stream::StreamExt::chain(stream::iter([Ok(web::Bytes::from(first))]), rest);
    Ok(HttpResponse::Ok()
        .content_type(file.media_type.as_str())
        .insert_header((CONTENT_DISPOSITION, disposition(&file.name)))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(SizedStream::new(file.size, Box::pin(body))))
}

/// Opens the file and its first chunk, so that a file that is gone is told as a problem and not as a connection that breaks.
fn begin(files: &Files, id: &AttachmentId, key: &crate::platform::crypto::FileKey, size: u64) -> Result<(Vec<u8>, Reader)> {
    let unavailable = |cause: std::io::Error| {
        tracing::error!(file = %id, %cause, "a file cannot be read: restore it from the backup");
        Problem::unavailable(
            "bids/file_unavailable",
            "附件目前无法读取，已记录；请管理员从备份恢复后再试。",
            "The file cannot be read at the moment, which was logged; retry when the administrator has restored it from the backup.",
            300,
        )
    };
    let mut reader = files.open(id.as_str(), key, size).map_err(unavailable)?;
    let first = reader.next_chunk().map_err(unavailable)?.unwrap_or_default();
    Ok((first, reader))
}

/// RFC 6266 with RFC 5987: every byte that is not plain is written in hexadecimal digits.
fn disposition(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encoded: String =
        name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}

fn unknown() -> Problem {
    Problem::not_found("附件", "file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(disposition("方案 1.pdf"), "attachment; filename*=UTF-8''%E6%96%B9%E6%A1%88%201.pdf");
        assert_eq!(disposition("a\"; x=\r\n.pdf"), "attachment; filename*=UTF-8''a%22%3B%20x%3D%0D%0A.pdf");
    }
}
