//! Text: how far the words of the two fit, told by the phrase that stands in the record.

use serde::Serialize;

use super::super::names::Reason;
use super::{Pair, Told};

/// A stretch of the candidate's text that it shares with the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEvidence {
    /// The shared words, literally.
    pub words: String,
    /// The clause around them, literally.
    pub phrase: String,
}

/// `source` is the record whose text was searched.
pub(in super::super) fn tell(pair: &Pair, known: bool, evidence: &[TextEvidence], value: u32, source: String) -> Told {
    if !known {
        return pair.no_data("尚无介绍文字", "no description yet");
    }
    let words = || evidence.iter().map(|evidence| evidence.words.as_str());
    let reason = match evidence.first() {
        Some(best) => {
            let all: Vec<&str> = words().collect();
            Reason::new(
                format!("文字中与对方共有“{}”，如“{}”", all.join("”“"), best.phrase),
                format!("its text shares “{}”, as in “{}”", all.join("”, “"), best.phrase),
            )
        }
        None if value > 0 => Reason::new("文字只在单字上相近", "the texts share single characters only"),
        None => Reason::new("文字没有共同的词语", "the texts have no words in common"),
    };
    Told::new(reason, vec![source])
}
