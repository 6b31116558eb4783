//! Statuses and decisions as people call them.

use super::model::{Decision, Instrument, Status};
use crate::platform::i18n::Text;

impl Instrument {
    /// What people call the instrument.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Purchase => ("政府购买服务", "purchase of services"),
            Self::Subsidy => ("补贴", "subsidy"),
            Self::Award => ("奖励", "award"),
            Self::VentureGrant => ("公益创投", "venture grant"),
            Self::FoundationGrant => ("基金会资助", "foundation grant"),
            Self::FacilityHosting => ("设施委托运营", "hosting of a facility"),
        };
        Text::new(zh, en)
    }
}

impl Status {
    /// What people call the status.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草案", "draft"),
            Self::Submitted => ("待审批", "waiting for approval"),
            Self::Returned => ("退回修改", "returned for changes"),
            Self::Rejected => ("不予批准", "rejected"),
            Self::Approved => ("已批准", "approved"),
            Self::Published => ("征集中", "open for bids"),
            Self::Closed => ("已截止，待开标", "closed, to be opened"),
            Self::Opening => ("资格审查中", "bids opened, being qualified"),
            Self::Evaluating => ("评审中", "being evaluated"),
            Self::AwardProposed => ("待决定成交", "award to be decided"),
            Self::ReturnedToPanel => ("退回评审小组", "returned to the panel"),
            Self::Publicity => ("结果公示中", "result made public"),
            Self::Awarded => ("已成交，待签约", "awarded, to be signed"),
            Self::Contracted => ("已签约", "contracted"),
            Self::Completed => ("已完成", "completed"),
            Self::Failed => ("流标", "failed"),
            Self::Cancelled => ("已取消", "cancelled"),
        };
        Text::new(zh, en)
    }
}

impl Decision {
    /// What people call the decision.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Approved => ("通过", "approved"),
            Self::Returned => ("退回修改", "returned"),
            Self::Rejected => ("不予批准", "rejected"),
        };
        Text::new(zh, en)
    }
}
