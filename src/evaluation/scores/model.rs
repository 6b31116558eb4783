//! One member's sheet for one bid. Pure.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store::Sheet;
use crate::platform::crypto::{canonical_json, sha256};
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::ProjectId;
use crate::projects::Criterion;
use crate::text_enum;

text_enum! {
    pub enum SheetStatus {
        Draft = "draft",
        Signed = "signed",
    }
}

/// What a member gives for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionScore {
    /// The key of one of the project's criteria.
    #[schema(example = "plan")]
    pub criterion: String,
    /// From 0 to the criterion's points, with two decimals at most.
    #[schema(value_type = String, example = "35.50")]
    pub points: Hundredths,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Sheet {
    pub fn scores(&self) -> Result<Vec<CriterionScore>> {
        self.scores.parse()
    }

    /// The sum of its points.
    pub fn total(&self) -> Result<Hundredths> {
        Hundredths::sum(self.scores()?.iter().map(|score| score.points))
            .ok_or_else(|| Problem::broken("a score sheet's sum is out of range"))
    }

    /// What the signature stands for: project, bid, member and every score in the order given.
    pub fn content_digest(&self, project: &ProjectId) -> Result<String> {
        let content = json!({
            "project_id": project, "bid_id": self.bid_id, "panel_member_id": self.panel_member_id, "scores": self.scores()?,
        });
        Ok(sha256(&canonical_json(&content).map_err(Problem::internal)?).to_string())
    }
}

/// The criteria that a sheet leaves blank (S30).
pub fn blanks<'c>(criteria: &'c [Criterion], scores: &[CriterionScore]) -> Vec<&'c Criterion> {
    criteria.iter().filter(|criterion| scores.iter().all(|score| score.criterion != criterion.key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::types::JsonText;
    use crate::platform::ids::{BidId, PanelMemberId, ScoreSheetId};
    use crate::platform::time::Timestamp;

    fn criterion(key: &str) -> Criterion {
        Criterion { key: key.into(), title_zh: key.into(), title_en: None, points: Hundredths::whole(40) }
    }

    fn score(criterion: &str, points: &str) -> CriterionScore {
        CriterionScore { criterion: criterion.into(), points: Hundredths::parse(points).expect(points), comment: None }
    }

    fn sheet(scores: &[CriterionScore]) -> Sheet {
        Sheet {
            id: ScoreSheetId::new(),
            panel_member_id: PanelMemberId::new(),
            bid_id: BidId::new(),
            scores: JsonText::of(&scores).expect("json"),
            status: SheetStatus::Draft,
            signed_at: None,
            digest: None,
            updated_at: Timestamp::from_micros(0).expect("1970"),
            version: 1,
        }
    }

    #[test]
    fn s30_a_blank_criterion_is_named() {
        let criteria = ["benefit", "operability", "coverage"].map(criterion);
        let missing: Vec<_> =
            blanks(&criteria, &[score("benefit", "30"), score("coverage", "0")]).into_iter().map(|c| c.key.as_str()).collect();
        assert_eq!(missing, ["operability"]);
    }

    #[test]
    fn a_total_is_exact() {
        let total = sheet(&[score("a", "35.50"), score("b", "34.99"), score("c", "0.01")]).total().expect("a sum");
        assert_eq!(total, Hundredths::parse("70.50").expect("70.50"));
    }

    #[test]
    fn r34_the_digest_stands_for_every_point_and_comment() {
        let project = ProjectId::new();
        let mut signed = sheet(&[score("a", "35.50")]);
        let digest = signed.content_digest(&project).expect("digest");
        assert!(digest.starts_with("sha-256:"));
        signed.scores = JsonText::of(&[score("a", "35.51")]).expect("json");
        assert_ne!(signed.content_digest(&project).expect("digest"), digest);
    }
}
