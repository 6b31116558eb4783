//! Documents as people hand them in, and forms that carry them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use reqwest::Method;
use shuniu::platform::ids;

use super::client::{Client, Got};

pub const BOUNDARY: &str = "a-boundary-that-no-file-contains";

/// A PDF that says this.
pub fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n% {text}\ntrailer << /Root 1 0 R >>\n%%EOF\n").into_bytes()
}

/// A picture of one grey point, as far as anybody looks into it here.
pub fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55".to_vec();
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

/// A photograph of one grey point, as far as anybody looks into it here.
pub fn jpeg() -> Vec<u8> {
    photo(1, 1)
}

pub fn photo(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x0b\x08".to_vec();
    bytes.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
    bytes.extend(b"\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0?\0 a picture \xff\xd9");
    bytes
}

/// A file of an archive.
pub struct Entry<'a> {
    pub name: &'a str,
    pub content: &'a [u8],
    /// Bit 0: encrypted.
    pub flags: u16,
}

/// A Word document that says this.
pub fn docx(text: &str) -> Vec<u8> {
    archive(&[entry("[Content_Types].xml", b"<Types/>"), entry("word/document.xml", text.as_bytes())])
}

pub fn xlsx(text: &str) -> Vec<u8> {
    archive(&[entry("[Content_Types].xml", b"<Types/>"), entry("xl/workbook.xml", text.as_bytes())])
}

pub fn entry<'a>(name: &'a str, content: &'a [u8]) -> Entry<'a> {
    Entry { name, content, flags: 0 }
}

/// A ZIP archive, deflated.
pub fn archive(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for Entry { name, content, flags } in entries {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).expect("deflate");
        let packed = encoder.finish().expect("deflate");
        let length = |n: usize| u32::try_from(n).expect("short").to_le_bytes();
        let short = |n: usize| u16::try_from(n).expect("short").to_le_bytes();
        let fields = [
            &20_u16.to_le_bytes()[..],
            &flags.to_le_bytes(),
            &8_u16.to_le_bytes(),
            &[0; 8],
            &length(packed.len()),
            &length(content.len()),
            &short(name.len()),
            &[0; 2],
        ]
        .concat();
        let offset = length(bytes.len());
        bytes.extend([b"PK\x03\x04", &fields[..], name.as_bytes(), &packed].concat());
        directory.extend([b"PK\x01\x02\x14\0", &fields[..], &[0; 10], &offset, name.as_bytes()].concat());
    }
    let count = u16::try_from(entries.len()).expect("few").to_le_bytes();
    let number = |n: usize| u32::try_from(n).expect("short").to_le_bytes();
    let end = [b"PK\x05\x06\0\0\0\0", &count[..], &count, &number(directory.len()), &number(bytes.len()), &[0; 2]].concat();
    [bytes, directory, end].concat()
}

/// A part of a form.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Text(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

/// The form as bytes.
pub fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let (head, content) = match part {
            Part::Text(name, text) => (format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n"), text.as_bytes()),
            Part::File(name, file, content) => {
                let head = format!(
                    "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                );
                (head, *content)
            }
        };
        body.extend([format!("--{BOUNDARY}\r\n{head}").as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

impl Client {
    /// Sends a form.
    pub async fn send_form(&self, path: &str, parts: &[Part<'_>], key: &str) -> Got {
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send_bytes(Method::POST, path, Some((&media_type, form(parts))), &[("idempotency-key", key)]).await
    }

    /// Sends a form of a page that carries a file.
    pub async fn page_form(&self, path: &str, parts: &[Part<'_>]) -> Got {
        self.form_as(path, &format!("multipart/form-data; boundary={BOUNDARY}"), form(parts)).await
    }

    /// Attaches a file to the bid at `bid`.
    pub async fn attach(&self, bid: &str, kind: &str, name: &str, content: &[u8]) -> Got {
        let parts = [Part::Text("kind", kind), Part::File("file", name, content)];
        self.send_form(&format!("{bid}/attachments"), &parts, &ids::fresh()).await
    }
}
