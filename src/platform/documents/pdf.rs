//! PDFs are not understood here: only the words are followed that say where in the file one is, to find whether it is encrypted or runs a
//! program when it is opened. What lies compressed in a stream is not seen.

use std::io::{self, Read, SeekFrom};

use crate::platform::files::Content;

/// Bytes that are read at once.
const PIECE: u64 = 64 << 10;
/// No word that is looked for, with what must follow it, is longer.
const LONGEST: usize = 64;

/// Where in a PDF one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    /// Behind `trailer`.
    Trailer,
    /// In an object, perhaps a stream's dictionary.
    Object {
        names_key: bool,
        is_directory: bool,
    },
    /// In the content of a stream, which may say anything.
    Stream,
    Unfit(Flaw),
}

/// Why a PDF cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A trailer, or the dictionary of a cross-reference stream, has an `/Encrypt` entry. What a text says of it does not count.
    Encrypted,
    /// An action runs JavaScript or starts a program.
    Acts,
}

/// What is wrong with the document; none where nothing is.
pub(super) fn flaw(content: &mut impl Content) -> io::Result<Option<Flaw>> {
    content.seek(SeekFrom::Start(0))?;
    let (mut bytes, mut place) = (Vec::new(), Place::Outside);
    loop {
        let is_end = Read::take(&mut *content, PIECE).read_to_end(&mut bytes)? == 0;
        // What may be half a word waits for its other half.
        let until = if is_end { bytes.len() } else { bytes.len().saturating_sub(LONGEST) };
        let mut at = 0;
        while at < until {
            let (next, length) = place.after(&bytes[at..]);
            place = next;
            at += length;
        }
        if let Place::Unfit(flaw) = place {
            return Ok(Some(flaw));
        }
        if is_end {
            return Ok(None);
        }
        bytes.drain(..at);
    }
}

impl Place {
    /// Where the word leads that begins here, and its length; a byte further where none does.
    fn after(self, rest: &[u8]) -> (Self, usize) {
        use Place::{Object, Outside, Stream, Trailer, Unfit};
        const ENCRYPTED: Place = Unfit(Flaw::Encrypted);
        let begins = |word: &[u8]| rest.starts_with(word);
        match (self, rest.first()) {
            (Unfit(flaw), _) => (Unfit(flaw), rest.len()),
            (_, Some(b'e')) if begins(b"endstream") => (Outside, 9),
            (Stream, _) => (Stream, 1),
            (_, Some(b'e')) if begins(b"endobj") => (Outside, 6),
            (_, Some(b'o')) if begins(b"obj") => (Object { names_key: false, is_directory: false }, 3),
            (_, Some(b't')) if begins(b"trailer") => (Trailer, 7),
            (_, Some(b's')) if begins(b"startxref") => (Outside, 9),
            (Object { names_key: true, is_directory: true }, Some(b's')) if begins(b"stream") => (ENCRYPTED, 6),
            (_, Some(b's')) if begins(b"stream\r") || begins(b"stream\n") => (Stream, 6),
            (Trailer, Some(b'/')) if names_key(rest) => (ENCRYPTED, 1),
            (Object { .. }, Some(b'/')) if names_program(rest) => (Unfit(Flaw::Acts), 1),
            (Object { is_directory, .. }, Some(b'/')) if names_key(rest) => (Object { names_key: true, is_directory }, 1),
            (Object { names_key, .. }, Some(b'/')) if begins(b"/XRef") => (Object { names_key, is_directory: true }, 5),
            (place, _) => (place, 1),
        }
    }
}

/// `/Encrypt` with a reference or a dictionary behind it.
fn names_key(rest: &[u8]) -> bool {
    let Some(value) = rest.strip_prefix(b"/Encrypt") else { return false };
    let blanks = value.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
    match value.get(blanks) {
        Some(b'<') => true,
        Some(byte) => blanks > 0 && byte.is_ascii_digit(),
        None => false,
    }
}

/// `/S /JavaScript` or `/S /Launch`: the kind of an action.
fn names_program(rest: &[u8]) -> bool {
    let Some(kind) = rest.strip_prefix(b"/S") else { return false };
    let kind = kind.trim_ascii_start();
    kind.starts_with(b"/JavaScript") || kind.starts_with(b"/Launch")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn found(text: &str) -> bool {
        flaw(&mut Cursor::new(text.as_bytes())).unwrap() == Some(Flaw::Encrypted)
    }

    #[test]
    fn the_trailer_or_the_directory_says_that_a_document_is_encrypted() {
        assert!(found("%PDF-1.4\n1 0 obj <<>> endobj\nxref\n0 1\ntrailer\n<< /Size 6 /Encrypt 5 0 R /Root 1 0 R >>\nstartxref\n9\n%%EOF"));
        assert!(found("%PDF-1.4\ntrailer<</Encrypt<</Filter/Standard/V 2>>/Size 3>>\nstartxref\n9\n%%EOF"));
        assert!(found("%PDF-1.7\n7 0 obj\n<</Type/XRef/Encrypt\r\n5 0 R/W[1 2 1]>>\nstream\r\nxyz\nendstream endobj\n%%EOF"));
        assert!(found("%PDF-1.7\n7 0 obj\n<</Encrypt 5 0 R/Type /XRef>>stream\nxyz\nendstream endobj\n%%EOF"));
        // An earlier part of the file counts as well: linearized files begin with their directory.
        let long =
            format!("trailer << /Encrypt 5 0 R >>\nstartxref\n{}trailer << /Size 2 >>\n%%EOF", "1 0 obj <<>> endobj\n".repeat(10_000));
        assert!(found(&long));
    }

    #[test]
    fn what_a_text_says_of_encryption_encrypts_nothing() {
        assert!(!found("%PDF-1.7\n1 0 obj <</Title (How to /Encrypt 5 files)>> endobj\ntrailer << /Size 2 >>\n%%EOF"));
        assert!(!found(
            "%PDF-1.7\n1 0 obj <</Length 40>>\nstream\ntrailer << /Encrypt 5 0 R >>\nendstream endobj\ntrailer << /Size 2 >>\n%%EOF"
        ));
        assert!(!found("%PDF-1.7\n7 0 obj <</Type/XRef/Size 4>>stream\nxyz\nendstream endobj\n8 0 obj <</Encrypt 1 0 R>> endobj\n%%EOF"));
        assert!(!found("%PDF-1.7\ntrailer << /EncryptMetadata true /Encrypted 1 /Encrypt null >>\n%%EOF"));
    }

    #[test]
    fn a_document_that_runs_a_program_is_found() {
        let acts = |text: &str| flaw(&mut Cursor::new(text.as_bytes())).unwrap() == Some(Flaw::Acts);
        assert!(acts("%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>> >> endobj\n%%EOF"));
        assert!(acts("%PDF-1.7\n1 0 obj <</Type/Action/S/Launch/F(calc.exe)>> endobj\n%%EOF"));
        assert!(!acts("%PDF-1.7\n1 0 obj <</Title (JavaScript)/S /GoTo>> endobj\n%%EOF"));
        assert!(!acts("%PDF-1.7\n1 0 obj <</Length 20>>\nstream\n/S /JavaScript\nendstream endobj\n%%EOF"));
    }

    #[test]
    fn a_word_between_two_pieces_is_read() {
        for shift in 0..80 {
            let text = format!("{}trailer << /Encrypt 5 0 R >>", " ".repeat(usize::try_from(PIECE).unwrap() - shift));
            assert!(found(&text), "{shift}");
        }
    }
}
