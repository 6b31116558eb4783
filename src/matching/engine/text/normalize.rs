//! One form for texts that mean the same: NFKC, lower case, traditional characters as simplified ones.

use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Pairs of a traditional and a simplified character; the file names its origin.
const TRADITIONAL: &str = include_str!("traditional.txt");
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// The simplified form of every ideograph of the basic block, by its distance from U+4E00.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    for pair in TRADITIONAL.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        let mut pair = pair.chars();
        if let (Some(from), Some(to)) = (pair.next(), pair.next())
            && let Some(place) = place_of(from).and_then(|place| table.get_mut(place))
        {
            *place = to;
        }
    }
    table
});

fn place_of(c: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(FIRST)?).ok()
}

fn simplified(c: char) -> char {
    place_of(c).and_then(|place| SIMPLIFIED.get(place)).copied().unwrap_or(c)
}

/// A text in its normal form that remembers where each character came from.
#[derive(Debug, Default, Clone)]
pub(super) struct Normal {
    pub chars: Vec<char>,
    /// For each character the place of the piece of the original text it came from, in bytes: from, to.
    pub origins: Vec<(u32, u32)>,
}

impl Normal {
    pub fn of(text: &str) -> Self {
        let mut normal = Self::default();
        normal.read(text);
        normal
    }

    /// Replaces the content with the normal form of `text`; keeps the memory.
    pub fn read(&mut self, text: &str) {
        self.chars.clear();
        self.origins.clear();
        // Most texts are Chinese: three bytes a character.
        self.chars.reserve(text.len() / 3 + 1);
        self.origins.reserve(text.len() / 3 + 1);
        let mut pieces = text.char_indices().peekable();
        while let Some((from, first)) = pieces.next() {
            let mut to = from + first.len_utf8();
            while let Some((at, next)) = pieces.next_if(|(_, next)| joins_the_one_before(*next)) {
                to = at + next.len_utf8();
            }
            self.push_piece(first, &text[from..to], from, to);
        }
    }

    fn push_piece(&mut self, first: char, piece: &str, from: usize, to: usize) {
        let origin = (narrow(from), narrow(to));
        let is_alone = piece.len() == first.len_utf8();
        if is_alone && (first.is_ascii() || place_of(first).is_some_and(|place| place < SIMPLIFIED.len())) {
            self.push(simplified(first.to_ascii_lowercase()), origin);
        } else {
            self.push_rare(first, is_alone, piece, origin);
        }
    }

    /// Out of the way of the others, which are nearly all.
    #[cold]
    fn push_rare(&mut self, first: char, is_alone: bool, piece: &str, origin: (u32, u32)) {
        match common(first).filter(|_| is_alone) {
            Some(known) => self.push(known, origin),
            None => push_normal(piece, |c| self.push(c, origin)),
        }
    }

    fn push(&mut self, c: char, origin: (u32, u32)) {
        self.chars.push(c);
        self.origins.push(origin);
    }
}

fn push_normal(piece: &str, push: impl FnMut(char)) {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(piece);
    composed.chars().flat_map(char::to_lowercase).map(simplified).for_each(push);
}

/// The normal form of a character of a block that Chinese texts are full of, where it is a single one: Chinese punctuation and
/// full-width letters. Composing each anew takes longer than all the rest of a text.
fn common(c: char) -> Option<char> {
    static PUNCTUATION: LazyLock<Vec<Option<char>>> = LazyLock::new(|| normal_forms(0x3000..=0x303F));
    static FULL_WIDTH: LazyLock<Vec<Option<char>>> = LazyLock::new(|| normal_forms(0xFF00..=0xFF5E));
    match u32::from(c) {
        code @ 0x3000..=0x303F => PUNCTUATION[(code - 0x3000) as usize],
        code @ 0xFF00..=0xFF5E => FULL_WIDTH[(code - 0xFF00) as usize],
        _ => None,
    }
}

fn normal_forms(codes: std::ops::RangeInclusive<u32>) -> Vec<Option<char>> {
    let of_one = |code: u32| {
        let mut normal = Vec::new();
        push_normal(char::from_u32(code)?.encode_utf8(&mut [0; 4]), |c| normal.push(c));
        if let [only] = normal[..] { Some(only) } else { None }
    };
    codes.map(of_one).collect()
}

/// Marks that NFKC may melt into the character before them: combining accents, kana sound marks, vowels of a Hangul syllable.
fn joins_the_one_before(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1161}'..='\u{11FF}' | '\u{20D0}'..='\u{20FF}' | '\u{3099}'..='\u{309A}' | '\u{FF9E}'..='\u{FF9F}')
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The normal form of a text.
pub fn normalize(text: &str) -> String {
    Normal::of(text).chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_tradition_are_levelled() {
        for (written, normal) in [
            ("ＡＢｃ　１２（Ｘ）", "abc 12(x)"),
            ("養老服務與長者食堂", "养老服务与长者食堂"),
            ("圖書館裡的讀書會", "图书馆里的读书会"),
            ("後悔、皇后", "后悔、皇后"),
            ("①㎡ﬁ", "1m2fi"),
            ("ÉCOLE e\u{301}cole", "école école"),
            ("ｶﾞ", "ガ"),
            ("", ""),
        ] {
            assert_eq!(normalize(written), normal);
        }
    }

    #[test]
    fn the_table_maps_to_characters_it_does_not_map_again() {
        assert!(SIMPLIFIED.iter().all(|c| simplified(*c) == *c));
        assert!(SIMPLIFIED.iter().enumerate().filter(|(place, c)| place_of(**c) != Some(*place)).count() > 2_500);
    }

    #[test]
    fn the_table_of_common_characters_says_what_composing_says() {
        for c in ('\u{3000}'..='\u{FFEF}').filter(|c| common(*c).is_some()) {
            let mut composed = String::new();
            push_normal(&c.to_string(), |c| composed.push(c));
            assert_eq!(normalize(&c.to_string()), composed);
        }
        assert_eq!(['，', '。', '（', 'Ｚ', '\u{3000}'].map(common), [Some(','), Some('。'), Some('('), Some('z'), Some(' ')]);
    }

    #[test]
    fn every_character_knows_where_it_came_from() {
        let text = "㎡養e\u{301}";
        let normal = Normal::of(text);
        let pieces: Vec<&str> = normal.origins.iter().map(|(from, to)| &text[*from as usize..*to as usize]).collect();
        assert_eq!(pieces, ["㎡", "㎡", "養", "e\u{301}"]);
    }
}
