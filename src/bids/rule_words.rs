//! The rules of eligibility as people call them.

use super::rules::Rule;
use crate::platform::i18n::Text;

impl Rule {
    /// What people call the rule.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::VerifiedRegistration => ("登记已核验", "verified registration"),
            Self::MayContract => ("可以签约", "may contract"),
            Self::NoMajorBreach => ("无重大违法失信记录", "no major breach"),
            Self::DraftedByOthers => ("未参与起草", "the call was drafted by others"),
            Self::IndependentHead => ("负责人独立", "independent head"),
            Self::OffersField => ("提供所需服务", "offers the service asked for"),
            Self::ServesArea => ("服务该区域", "serves the area"),
            Self::WithinBudget => ("报价不超过预算", "price within the budget"),
            Self::FilesIntact => ("附件完好", "files intact"),
        };
        Text::new(zh, en)
    }
}
