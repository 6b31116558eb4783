//! Two languages, zh-CN first. Both wordings stand side by side where they are used, so none can be missing.

use crate::text_enum;

text_enum! {
    /// A language of people: what answers, mails and pages are written in.
    #[derive(Default)]
    pub enum Language {
        #[default]
        Zh = "zh-CN",
        En = "en",
    }
}

impl Language {
    /// Reads `Accept-Language`: the first of the two languages that it names; Chinese where it names neither.
    pub fn from_accept(header: &str) -> Self {
        let mut best = (Language::Zh, 0_u32);
        for (position, part) in header.split(',').enumerate() {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let language = match tag.split('-').next() {
                Some("zh") => Language::Zh,
                Some("en") => Language::En,
                _ => continue,
            };
            let quality = pieces.find_map(|p| p.trim().strip_prefix("q=").map(thousandths)).unwrap_or(1000);
            let rank = quality * 100 + 100_u32.saturating_sub(u32::try_from(position).unwrap_or(100));
            if rank > best.1 && quality > 0 {
                best = (language, rank);
            }
        }
        best.0
    }
}

fn thousandths(quality: &str) -> u32 {
    let (whole, rest) = quality.split_once('.').unwrap_or((quality, ""));
    let digits: String = rest.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u32>().unwrap_or(0).min(1) * 1000 + digits.parse::<u32>().unwrap_or(0)
}

/// One message in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_known_language_wins() {
        for (header, language) in [
            ("", Language::Zh),
            ("en", Language::En),
            ("en-GB,en;q=0.9", Language::En),
            ("fr, en;q=0.4, zh;q=0.8", Language::Zh),
            ("zh;q=0.2,en;q=0.9", Language::En),
            ("de", Language::Zh),
        ] {
            assert_eq!(Language::from_accept(header), language, "{header}");
        }
    }
}
