//! Office documents are ZIP archives. Their directory is read strictly: what one reader could see otherwise than another is refused. Every
//! entry is decompressed once, into nothing, for a bomb lies about its size.

use std::collections::BTreeSet;
use std::io::{self, Read, SeekFrom};

use flate2::read::DeflateDecoder;

use super::{MediaType, Unfit, damaged, encrypted, refused};
use crate::platform::files::Content;

/// The mark of the record at an archive's end.
pub(super) const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
/// How far from its end an archive's last record may begin: it ends with a comment of at most 64 KiB.
pub(super) const LONGEST_TAIL: u64 = 22 + 0xffff;

const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;

const MOST_ENTRIES: usize = 10_000;
const LONGEST_DIRECTORY: u64 = 4 << 20;
/// Bytes of all entries together, decompressed.
const MOST_BYTES: u64 = 200 << 20;
/// How many times as much as the file they may be.
const MOST_TIMES: u64 = 100;

struct Entry {
    name: String,
    flags: u16,
    method: u16,
    packed: u64,
    unpacked: u64,
    offset: u64,
}

/// Whether the archive is a Word or an Excel document without anything that acts or hides.
pub(super) fn office_document(content: &mut impl Content, size: u64, tail: &[u8]) -> Result<MediaType, Unfit> {
    let (entries, directory) = directory(content, size, tail)?;
    let mut names = BTreeSet::new();
    for entry in &entries {
        harmless(entry)?;
        if !names.insert(entry.name.to_ascii_lowercase()) {
            return Err(damaged());
        }
    }
    let total: u64 = entries.iter().map(|entry| entry.unpacked).sum();
    if total > MOST_BYTES || total / MOST_TIMES > size {
        return Err(bomb());
    }
    let has = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let media_type = match (names.contains("[content_types].xml"), has("word/"), has("xl/")) {
        (true, true, false) => MediaType::Docx,
        (true, false, true) => MediaType::Xlsx,
        _ => return Err(Unfit::OtherType),
    };
    unpack(content, entries, directory)?;
    Ok(media_type)
}

fn bomb() -> Unfit {
    refused(
        "bomb",
        "文件解压后过大（超过 200 MB 或压缩比超过 100:1），不接收。",
        "would unpack to more than 200 MB, or to more than a hundred times its size.",
    )
}

/// The entries, and where the directory begins.
fn directory(content: &mut impl Content, size: u64, tail: &[u8]) -> Result<(Vec<Entry>, u64), Unfit> {
    let end = (0..=tail.len().saturating_sub(END_LENGTH))
        .rev()
        .find(|at| tail[*at..].starts_with(END) && number(tail, at + 20, 2) == Some((tail.len() - at - END_LENGTH) as u64))
        .ok_or_else(damaged)?;
    let field = |at: usize, length: usize| number(tail, end + at, length).ok_or_else(damaged);
    let (disks, count, length, begin) = (field(4, 4)?, field(10, 2)?, field(12, 4)?, field(16, 4)?);
    // One disk, no ZIP64, and the directory directly before the record that names it: nothing is hidden between the two.
    let is_plain = disks == 0 && field(8, 2)? == count && begin + length == size - tail.len() as u64 + end as u64;
    let count = usize::try_from(count).map_err(|_| damaged())?;
    if !is_plain || count > MOST_ENTRIES || length > LONGEST_DIRECTORY {
        return Err(damaged());
    }
    content.seek(SeekFrom::Start(begin))?;
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| damaged())?];
    content.read_exact(&mut bytes)?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (entry, behind) = entry(rest).ok_or_else(damaged)?;
        entries.push(entry);
        rest = behind;
    }
    if rest.is_empty() { Ok((entries, begin)) } else { Err(damaged()) }
}

fn entry(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    let field = |at, length| number(bytes, at, length);
    let length = |at| field(at, 2).and_then(|n| usize::try_from(n).ok());
    let name_end = ENTRY_LENGTH + length(28)?;
    let entry = Entry {
        name: String::from_utf8(bytes.get(ENTRY_LENGTH..name_end)?.to_vec()).ok()?,
        flags: u16::try_from(field(8, 2)?).ok()?,
        method: u16::try_from(field(10, 2)?).ok()?,
        packed: field(20, 4)?,
        unpacked: field(24, 4)?,
        offset: field(42, 4)?,
    };
    let behind = bytes.get(name_end + length(30)? + length(32)?..)?;
    bytes.starts_with(ENTRY).then_some((entry, behind))
}

/// A little-endian number.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    Some(bytes.get(at..at + length)?.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

fn harmless(entry: &Entry) -> Result<(), Unfit> {
    let name = entry.name.to_ascii_lowercase();
    if entry.flags & 0b10_0000_0100_0001 != 0 {
        return Err(encrypted());
    }
    let is_path = name.starts_with('/') || name.contains(['\\', ':', '\0']) || name.split('/').any(|step| step == "..");
    if name.is_empty() || is_path {
        return Err(refused("unsafe_paths", "压缩内容含有越出目录的路径，不接收。", "contains path names that lead out of their folder."));
    }
    // Excel 4 macros are sheets of their own, in a file that otherwise has no macros.
    if name.ends_with("vbaproject.bin") || name.ends_with("vbadata.xml") || name.starts_with("xl/macrosheets/") {
        return Err(refused(
            "macros",
            "文件含有宏，请另存为不含宏的 .docx 或 .xlsx 后上传。",
            "contains macros; save it as .docx or .xlsx without them.",
        ));
    }
    // Stored or deflated: what office programs write.
    if ![0, 8].contains(&entry.method) {
        return Err(damaged());
    }
    Ok(())
}

/// Decompresses every entry and compares with what the directory says. No two entries share bytes.
fn unpack(content: &mut impl Content, mut entries: Vec<Entry>, directory: u64) -> Result<(), Unfit> {
    entries.sort_by_key(|entry| entry.offset);
    let mut free = 0;
    for entry in &entries {
        if entry.offset < free {
            return Err(bomb());
        }
        content.seek(SeekFrom::Start(entry.offset))?;
        let mut local = [0; LOCAL_LENGTH];
        content.read_exact(&mut local)?;
        let lengths = number(&local, 26, 2).zip(number(&local, 28, 2)).map(|(name, extra)| name + extra).ok_or_else(damaged)?;
        let begin = entry.offset + LOCAL_LENGTH as u64 + lengths;
        free = begin + entry.packed;
        if !local.starts_with(LOCAL) || free > directory {
            return Err(damaged());
        }
        content.seek(SeekFrom::Start(begin))?;
        let packed = io::Read::take(&mut *content, entry.packed);
        let most = entry.unpacked + 1;
        let unpacked = match entry.method {
            0 => io::copy(&mut packed.take(most), &mut io::sink()),
            _ => io::copy(&mut DeflateDecoder::new(packed).take(most), &mut io::sink()),
        };
        match unpacked {
            Ok(length) if length == entry.unpacked => {}
            Ok(length) if length > entry.unpacked => return Err(bomb()),
            Err(cause)
                if !matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
            {
                return Err(Unfit::Unreadable(cause));
            }
            _ => return Err(damaged()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::super::inspect;
    use super::*;

    /// An archive of entries with name, content and flags; `lie` is what the directory says of the last one's size.
    fn archive(entries: &[(&str, &[u8], u16)], lie: Option<u32>) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (place, (name, content, flags)) in entries.iter().enumerate() {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            let size = lie.filter(|_| place + 1 == entries.len()).unwrap_or(content.len() as u32);
            let offset = bytes.len() as u32;
            let mut fields = Vec::new();
            fields.extend(20_u16.to_le_bytes());
            fields.extend(flags.to_le_bytes());
            fields.extend(8_u16.to_le_bytes());
            fields.extend([0; 8]);
            fields.extend((packed.len() as u32).to_le_bytes());
            fields.extend(size.to_le_bytes());
            fields.extend((name.len() as u16).to_le_bytes());
            fields.extend([0; 2]);
            bytes.extend(LOCAL);
            bytes.extend(&fields);
            bytes.extend(name.as_bytes());
            bytes.extend(packed);
            directory.extend(ENTRY);
            directory.extend([20, 0]);
            directory.extend(&fields);
            directory.extend([0; 10]);
            directory.extend(offset.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (count, begin, length) = (entries.len() as u16, bytes.len() as u32, directory.len() as u32);
        bytes.extend(directory);
        bytes.extend(END);
        bytes.extend([0; 4]);
        bytes.extend(count.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend(begin.to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    fn found(bytes: &[u8]) -> Result<MediaType, &'static str> {
        inspect(&mut Cursor::new(bytes)).map_err(|unfit| match unfit {
            Unfit::OtherType => "other_type",
            Unfit::Refused(code, _) => code,
            Unfit::Unreadable(cause) => panic!("{cause}"),
        })
    }

    const TYPES: (&str, &[u8], u16) = ("[Content_Types].xml", b"<Types/>", 0);

    #[test]
    fn a_document_is_known_by_its_folders() {
        assert_eq!(found(&archive(&[TYPES, ("word/document.xml", b"<w:document/>", 0)], None)), Ok(MediaType::Docx));
        assert_eq!(found(&archive(&[TYPES, ("xl/workbook.xml", b"<workbook/>", 0)], None)), Ok(MediaType::Xlsx));
        assert_eq!(found(&archive(&[TYPES, ("ppt/presentation.xml", b"<p/>", 0)], None)), Err("other_type"));
        assert_eq!(found(&archive(&[("word/document.xml", b"<w:document/>", 0)], None)), Err("other_type"));
        assert_eq!(found(&archive(&[TYPES, ("word/a.xml", b"a", 0), ("xl/b.xml", b"b", 0)], None)), Err("other_type"));
    }

    #[test]
    fn what_acts_hides_or_leads_elsewhere_is_refused() {
        let with = |name: &'static str, flags| found(&archive(&[TYPES, ("word/document.xml", b"<w/>", 0), (name, b"x", flags)], None));
        assert_eq!(with("word/vbaProject.bin", 0), Err("macros"));
        assert_eq!(
            found(&archive(&[TYPES, ("xl/workbook.xml", b"<x/>", 0), ("xl/macrosheets/sheet1.xml", b"<x/>", 0)], None)),
            Err("macros")
        );
        assert_eq!(with("word/secret.xml", 1), Err("encrypted"));
        for path in ["../../etc/passwd", "/etc/passwd", "word\\..\\a.xml", "C:a.xml", "word/../../a.xml"] {
            assert_eq!(with(path, 0), Err("unsafe_paths"), "{path}");
        }
        assert_eq!(with("WORD/Document.xml", 0), Err("damaged"));
    }

    #[test]
    fn a_bomb_is_refused_whether_it_tells_its_size_or_lies() {
        let zeros = vec![0; 20 << 20];
        let telling = archive(&[TYPES, ("word/document.xml", &zeros, 0)], None);
        assert!(telling.len() < 100_000);
        assert_eq!(found(&telling), Err("bomb"));
        assert_eq!(found(&archive(&[TYPES, ("word/document.xml", &zeros, 0)], Some(1000))), Err("bomb"));
        assert_eq!(found(&archive(&[TYPES, ("word/document.xml", b"<w:document/>", 0)], Some(1000))), Err("damaged"));
        // Ten entries of the directory that share one body.
        let once = archive(&[TYPES, ("word/document.xml", b"<w:document/>", 0)], None);
        let end = once.len() - END_LENGTH;
        let begin = u32::from_le_bytes(once[end + 16..end + 20].try_into().unwrap()) as usize;
        let last = begin + ENTRY_LENGTH + TYPES.0.len();
        let mut doubled = once[..end].to_vec();
        let mut twin = once[last..end].to_vec();
        let name = twin.len() - 5;
        twin[name] = b'2';
        doubled.extend(&twin);
        let mut record = once[end..].to_vec();
        record[8] = 3;
        record[10] = 3;
        record[12..16].copy_from_slice(&u32::try_from(end - begin + twin.len()).unwrap().to_le_bytes());
        doubled.extend(record);
        assert_eq!(found(&doubled), Err("bomb"));
    }

    #[test]
    fn an_archive_that_two_readers_could_read_differently_is_damaged() {
        let whole = archive(&[TYPES, ("word/document.xml", b"<w:document/>", 0)], None);
        assert!(found(&whole).is_ok());
        assert_eq!(found(&whole[..whole.len() - 1]), Err("damaged"));
        let mut longer = whole.clone();
        longer.push(0);
        assert_eq!(found(&longer), Err("damaged"));
        let end = whole.len() - END_LENGTH;
        let hidden = [&whole[..end], b"something between", &whole[end..]].concat();
        assert_eq!(found(&hidden), Err("damaged"));
        assert_eq!(found(&[b"PK\x03\x04".as_slice(), &[0; 100]].concat()), Err("damaged"));
    }
}
