//! Looks through a workbook before it is read: a few kilobytes can unpack into gigabytes, and a number in an attribute can ask the reader
//! for more memory than there is.

use std::io::{Cursor, Read as _};

use super::file::{broken, too_big_inside};
use crate::platform::http::Result;

/// Parts of a workbook; a large one has a few dozen.
const MOST_PARTS: usize = 500;
/// Bytes of all parts together.
const MOST_BYTES: u64 = 48 << 20;
/// Bytes of the part that holds the formats: each is kept as a record many times its size.
const MOST_STYLE_BYTES: u64 = 2 << 20;
/// Bytes of the part that holds the texts.
const MOST_STRING_BYTES: u64 = 24 << 20;
/// What `uniqueCount` may announce: the reader reserves room for as many texts.
const MOST_STRINGS: u64 = 1_000_000;

/// Refuses what would take too much memory to read.
pub(super) fn admit(bytes: &[u8]) -> Result<()> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if parts.len() > MOST_PARTS {
        return Err(too_big_inside());
    }
    let mut room = MOST_BYTES;
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|_| broken())?;
        let name = part.name().map_err(|_| broken())?.to_ascii_lowercase();
        let most = match name.rsplit('/').next() {
            Some("styles.xml") => MOST_STYLE_BYTES.min(room),
            Some("sharedstrings.xml") => MOST_STRING_BYTES.min(room),
            _ => room,
        };
        // What the directory says of the size is the sender's word: bytes are counted as they come.
        let mut unpacked = Vec::new();
        let size = part.take(most + 1).read_to_end(&mut unpacked).map_err(|_| broken())? as u64;
        if size > most {
            return Err(too_big_inside());
        }
        room -= size;
        if name.ends_with(".xml") || name.ends_with(".rels") {
            is_plain(&unpacked)?;
        }
    }
    Ok(())
}

/// UTF-8, so that nothing hides from this look, without a document type, and without an announcement that costs memory.
fn is_plain(xml: &[u8]) -> Result<()> {
    let head = xml[..xml.len().min(200)].to_ascii_lowercase();
    let says_other = find(&head, b"encoding").is_some_and(|at| find(&head[at..], b"utf-8").is_none());
    if xml.contains(&0) || says_other || find(xml, b"<!DOCTYPE").is_some() {
        return Err(broken());
    }
    let mut rest = xml;
    while let Some(at) = find(rest, b"uniqueCount") {
        rest = &rest[at + b"uniqueCount".len()..];
        let digits: Vec<u8> =
            rest.iter().take(40).skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit()).copied().collect();
        let announced = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse::<u64>().ok());
        if announced.is_none_or(|count| count > MOST_STRINGS) {
            return Err(too_big_inside());
        }
    }
    Ok(())
}

fn find(text: &[u8], words: &[u8]) -> Option<usize> {
    text.windows(words.len()).position(|window| window == words)
}
