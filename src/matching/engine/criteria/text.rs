//! Text: how far the words of the two fit, told by the phrase that stands in the record.

use serde::Serialize;

use super::super::names::Reason;
use super::{Pair, Told};

/// A stretch of the candidate's text that it shares with the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
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
    let reason = match evidence.first() {
        Some(_) => speaks_of(evidence),
        None if value > 0 => Reason::new("文字只在单字上相近", "the texts share single characters only"),
        None => Reason::new("文字没有共同的词语", "the texts have no words in common"),
    };
    Told::new(reason, vec![source])
}

/// Which words of the record fit, and a clause that they stand in. They may stand in the question as synonyms.
pub(in super::super) fn speaks_of(evidence: &[TextEvidence]) -> Reason {
    let words: Vec<&str> = evidence.iter().map(|evidence| evidence.words.as_str()).collect();
    let clause = evidence.iter().find(|evidence| evidence.phrase != evidence.words);
    let (zh, en) = clause.map_or_else(Default::default, |at| (format!("，如“{}”", at.phrase), format!(", as in “{}”", at.phrase)));
    Reason::new(
        format!("文字中说到“{}”{zh}，与对方相合", words.join("”“")),
        format!("its text speaks of “{}”{en}, which fits", words.join("”, “")),
    )
}
