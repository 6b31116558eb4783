//! The characters of a CSV file: UTF-8, UTF-16 with BOM, or GB18030, as Excel on a Chinese Windows saves it. Nothing is guessed away:
//! a byte that cannot be read is an error that names its row.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::csv_text;
use crate::platform::http::{Problem, Result};

/// This many Chinese characters in sound UTF-8 before the first bad byte say that the file means to be UTF-8: nearly every sequence of
/// bytes is *some* GB18030, and a broken UTF-8 file must not turn into other characters.
const SOUND: usize = 3;

pub(super) fn decode(bytes: &[u8]) -> Result<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(broken) => {
            let sound = String::from_utf8_lossy(&bytes[..broken.valid_up_to()]).chars().filter(|c| c.len_utf8() == 3).count();
            strictly(if sound >= SOUND { UTF_8 } else { GB18030 }, bytes)
        }
    }
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(most);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(..) | DecoderResult::OutputFull, _) => Err(undecodable(encoding, csv_text::rows_begun(&text))),
    }
}

fn undecodable(encoding: &'static Encoding, row: u32) -> Problem {
    let name = match encoding {
        e if e == UTF_8 => "UTF-8",
        e if e == UTF_16LE || e == UTF_16BE => "UTF-16",
        _ => "GB18030",
    };
    Problem::field(
        format!("row {row}"),
        "undecodable",
        format!("第 {row} 行有不能按 {name} 读出的字节。请在 Excel 中另存为 .xlsx，或“CSV UTF-8（逗号分隔）”。"),
        format!("has bytes that are not {name}. Save the file as .xlsx, or as \"CSV UTF-8 (Comma delimited)\"."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> std::result::Result<String, String> {
        decode(bytes).map_err(|problem| problem.errors()[0].pointer.clone())
    }

    #[test]
    fn the_encodings_of_excel_are_told_apart() {
        let text = "机构名称,统一社会信用代码\n鸟巢,52310107MJ0000026F";
        assert_eq!(read(text.as_bytes()).as_deref(), Ok(text));
        assert_eq!(read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).as_deref(), Ok(text));
        assert_eq!(read(&GB18030.encode(text).0).as_deref(), Ok(text));
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&utf16).as_deref(), Ok(text));
    }

    #[test]
    fn gb18030_2022_has_characters_of_four_bytes() {
        // U+9FEB, U+20087 and U+3400: people's names.
        let text = "名称\n𠂇鿫㐀";
        assert_eq!(read(&GB18030.encode(text).0).as_deref(), Ok(text));
    }

    #[test]
    fn a_bad_byte_names_its_row() {
        assert_eq!(read(b"\xEF\xBB\xBFa\nb\n\xFF\n"), Err("row 3".into()));
        assert_eq!(read(b"\xBB\xFA\xB9\xB9\n\xBB\xFF\n"), Err("row 2".into()));
        let broken = ["机构名称,地址\n\"两\n行\",x\n长寿".as_bytes(), b"\xE8\x80,y"].concat();
        assert_eq!(read(&broken), Err("row 3".into()), "sound UTF-8 before it: not GB18030");
    }
}
