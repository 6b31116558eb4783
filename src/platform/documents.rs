//! Documents that people hand in: what they are is read from their content, and what could harm a reader is refused. Nothing is ever
//! unpacked to disk or shown by the service itself.

mod archive;
mod jpeg;
mod name;
mod pdf;

use std::io::{self, Read as _, SeekFrom};

use super::files::Content;
use super::i18n::Text;
use crate::text_enum;

pub use name::file_name;

text_enum! {
    /// What a document is, as its media type.
    pub enum MediaType {
        Pdf = "application/pdf",
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Png = "image/png",
        Jpeg = "image/jpeg",
    }
}

impl MediaType {
    /// How the names of such files end.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
        }
    }

    /// Whether a file of this name says that it is such a document.
    pub fn fits(self, name: &str) -> bool {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        extension.is_some_and(|extension| self.extensions().contains(&extension.as_str()))
    }
}

/// Why a document is not taken.
#[derive(Debug)]
pub enum Unfit {
    /// It is none of the kinds that are taken.
    OtherType,
    /// For a reason with a code.
    Refused(&'static str, Text),
    /// It could not be read back.
    Unreadable(io::Error),
}

impl From<io::Error> for Unfit {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::UnexpectedEof => damaged(),
            _ => Self::Unreadable(cause),
        }
    }
}

fn refused(code: &'static str, zh: &str, en: &str) -> Unfit {
    Unfit::Refused(code, Text::new(zh, en))
}

fn damaged() -> Unfit {
    refused("damaged", "文件不完整或已损坏，请重新导出后上传。", "is incomplete or damaged; export it anew and upload it again.")
}

/// Reads what the document is, and refuses what is damaged, hides something, or is two things at once.
pub fn inspect(content: &mut impl Content) -> Result<MediaType, Unfit> {
    let size = content.seek(SeekFrom::End(0))?;
    if size == 0 {
        return Err(refused("empty", "文件是空的（0 字节）。", "is empty (0 bytes)."));
    }
    let head = part(content, 0, 1024)?;
    let tail = part(content, size.saturating_sub(archive::LONGEST_TAIL), archive::LONGEST_TAIL)?;
    let media_type = match &head[..] {
        [b'%', b'P', b'D', b'F', b'-', ..] => MediaType::Pdf,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => MediaType::Png,
        [0xff, 0xd8, 0xff, ..] => MediaType::Jpeg,
        [b'P', b'K', 3, 4, ..] => {
            no_second_nature(&head, b"%PDF-")?;
            return archive::office_document(content, size, &tail);
        }
        _ => return Err(Unfit::OtherType),
    };
    // What a ZIP reader or a PDF reader would take for theirs is two files in one.
    no_second_nature(&tail, archive::END)?;
    if media_type != MediaType::Pdf {
        no_second_nature(&head, b"%PDF-")?;
    }
    match media_type {
        MediaType::Pdf if !without_padding(&tail).ends_with(b"%%EOF") => return Err(damaged()),
        MediaType::Pdf => match pdf::flaw(content)? {
            Some(pdf::Flaw::Encrypted) => return Err(encrypted()),
            Some(pdf::Flaw::Acts) => return Err(acts()),
            None => {}
        },
        MediaType::Png => png(&head, &tail)?,
        MediaType::Jpeg => jpeg::check(content, &tail)?,
        _ => {}
    }
    Ok(media_type)
}

fn part(content: &mut impl Content, from: u64, most: u64) -> io::Result<Vec<u8>> {
    content.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    content.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

fn no_second_nature(bytes: &[u8], mark: &[u8]) -> Result<(), Unfit> {
    if holds(bytes, mark) {
        let (zh, en) = (
            "文件同时是两种格式（例如 PDF 后附压缩包），不接收；请重新导出。",
            "is two formats at once (a PDF with an archive behind it); export it anew.",
        );
        return Err(refused("polyglot", zh, en));
    }
    Ok(())
}

fn acts() -> Unfit {
    refused(
        "active_content",
        "含有打开时会运行的脚本或程序；请用“打印为 PDF”另存后再上传。",
        "runs a script or a program when it is opened; print it to a new PDF and upload that.",
    )
}

fn encrypted() -> Unfit {
    refused("encrypted", "文件已加密，请去掉密码后上传。", "is encrypted; remove the password and upload it again.")
}

/// Behind the end of a document there may be white space and zeros.
fn without_padding(tail: &[u8]) -> &[u8] {
    let end = tail.iter().rposition(|byte| !byte.is_ascii_whitespace() && *byte != 0).map_or(0, |last| last + 1);
    &tail[..end]
}

/// More points than any scanner makes: a picture that small on disk and that large in memory is a bomb.
const MOST_POINTS: u64 = 100_000_000;

fn not_too_many_points(width: u64, height: u64) -> Result<(), Unfit> {
    if width * height > MOST_POINTS {
        return Err(refused("bomb", "图片超过 1 亿像素，请缩小后上传。", "has more than 100 million points; scale it down."));
    }
    Ok(())
}

fn png(head: &[u8], tail: &[u8]) -> Result<(), Unfit> {
    let number = |at: usize| head.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes).map(u64::from);
    let (Some(width), Some(height), Some(b"IHDR")) = (number(16), number(20), head.get(12..16)) else { return Err(damaged()) };
    not_too_many_points(width, height)?;
    if !tail.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82") {
        return Err(damaged());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn found(bytes: &[u8]) -> Result<MediaType, &'static str> {
        inspect(&mut Cursor::new(bytes)).map_err(|unfit| match unfit {
            Unfit::OtherType => "other_type",
            Unfit::Refused(code, _) => code,
            Unfit::Unreadable(cause) => panic!("{cause}"),
        })
    }

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\0\0\0\0xxxx\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    fn photo(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xff\xc0\0\x0b\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend(b"\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0?\0 picture \xff\xd9");
        bytes
    }

    #[test]
    fn a_document_is_what_its_content_says() {
        assert_eq!(found(b"%PDF-1.7\n1 0 obj\n%%EOF\r\n"), Ok(MediaType::Pdf));
        assert_eq!(found(&picture(10, 10)), Ok(MediaType::Png));
        assert_eq!(found(&photo(10, 10)), Ok(MediaType::Jpeg));
        assert_eq!(found(&[photo(10, 10), b"\r\n\0\0".to_vec()].concat()), Ok(MediaType::Jpeg));
        for other in ["<html><script>", "<svg xmlns=", "MZ", "\u{feff}%PDF-1.7\n%%EOF", " %PDF-1.7\n%%EOF", "{\\rtf1", "GIF89a"] {
            assert_eq!(found(other.as_bytes()), Err("other_type"), "{other}");
        }
    }

    #[test]
    fn what_is_empty_cut_off_or_two_things_at_once_is_refused() {
        assert_eq!(found(b""), Err("empty"));
        assert_eq!(found(b"%PDF-1.7\n1 0 obj"), Err("damaged"));
        assert_eq!(found(b"%PDF-1.7\n%%EOF\n<script>"), Err("damaged"));
        assert_eq!(found(&picture(10, 10)[..40]), Err("damaged"));
        assert_eq!(found(b"%PDF-1.7\nPK\x05\x06 an archive's end %%EOF"), Err("polyglot"));
        assert_eq!(found(b"\xff\xd8\xff\xe0 %PDF-1.7 \xff\xd9"), Err("polyglot"));
        assert_eq!(found(&picture(100_000, 100_000)), Err("bomb"));
        assert_eq!(found(&photo(20_000, 20_000)), Err("bomb"));
        let whole = photo(10, 10);
        assert_eq!(found(&whole[..whole.len() - 1]), Err("damaged"));
        assert_eq!(found(&[whole, b"and more".to_vec()].concat()), Err("damaged"));
        for sizeless in [&b"\xff\xd8\xff\xd9"[..], b"\xff\xd8\xff\xda\0\x08 picture \xff\xd9", b"\xff\xd8\xff\xe0 picture \xff\xd9"] {
            assert_eq!(found(sizeless), Err("damaged"));
        }
    }

    #[test]
    fn a_password_is_refused_and_the_word_is_not() {
        assert_eq!(found(b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF"), Err("encrypted"));
        assert_eq!(found(b"%PDF-1.7\n1 0 obj (/Encrypt 5) endobj\n%%EOF"), Ok(MediaType::Pdf));
    }

    #[test]
    fn the_extension_must_say_the_same() {
        assert!(MediaType::Pdf.fits("方案.PDF") && MediaType::Jpeg.fits("a.b.jpeg"));
        assert!(!MediaType::Pdf.fits("方案.docx") && !MediaType::Pdf.fits("pdf") && !MediaType::Docx.fits("方案.docm"));
    }
}
