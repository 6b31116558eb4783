//! Statuses, seats and ties as people call them.

use super::model::{ConflictKind, MemberStatus, PanelStatus, Seat};
use crate::platform::i18n::Text;

impl PanelStatus {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Forming => ("组建中", "being formed"),
            Self::Declaring => ("申报利害关系", "declaring conflicts"),
            Self::Scoring => ("评分中", "scoring"),
            Self::Tallying => ("已汇总，待组长提交", "tallied, to be reported by the chair"),
            Self::Reported => ("已提交评审结果", "reported"),
        };
        Text::new(zh, en)
    }
}

impl Seat {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Chair => ("组长", "chair"),
            Self::Evaluator => ("成员", "member"),
        };
        Text::new(zh, en)
    }
}

impl MemberStatus {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::Waiting => ("候补，未递补", "reserve, not called"),
            Self::Assigned => ("待申报", "to declare"),
            Self::Declared => ("已申报，无利害关系", "declared no conflict"),
            Self::Recused => ("已回避", "recused"),
        };
        Text::new(zh, en)
    }
}

impl ConflictKind {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Self::None => ("没有利害关系", "nothing ties me to it"),
            Self::Employment => ("三年内有劳动关系", "employed there within three years"),
            Self::Board => ("三年内任董事、监事", "on its board within three years"),
            Self::Control => ("三年内为控股股东或实际控制人", "controlled it within three years"),
            Self::Kinship => ("与其负责人有夫妻、直系、三代以内旁系血亲或近姻亲关系", "kin of its head"),
            Self::Other => ("其他利害关系", "something else"),
        };
        Text::new(zh, en)
    }
}
