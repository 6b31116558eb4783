//! What happened, as people call it.

use crate::platform::i18n::Text;

/// The title of an event; its own name where nobody has named it.
pub(super) fn title(event: &str) -> Text {
    let (zh, en) = match event {
        "project.drafted" => ("起草", "drafted"),
        "project.revised" => ("修改草案", "draft revised"),
        "project.submitted" => ("提交审批", "submitted for approval"),
        "project.returned" => ("退回修改", "returned for changes"),
        "project.rejected" => ("不予批准", "rejected"),
        "approval.step_passed" => ("通过一步审批", "approval step passed"),
        "project.approved" => ("批准", "approved"),
        "project.published" => ("发布公告", "published"),
        "project.invited" => ("邀请机构", "organisation invited"),
        "bid.submitted" => ("提交投标（密封）", "bid submitted under seal"),
        "bid.withdrawn" => ("撤回投标", "bid withdrawn"),
        "project.closed" => ("投标截止", "closed for bids"),
        "bids.opened" => ("开启投标", "bids opened"),
        "bid.opened" => ("开启一份投标", "bid opened"),
        "bid.qualified" => ("资格审查通过", "bid qualified"),
        "bid.disqualified" => ("资格审查不通过", "bid disqualified"),
        "panel.formed" => ("组成评审小组", "panel formed"),
        "panel.member_declared" => ("评委申报利害关系", "panel member declared"),
        "panel.member_recused" => ("评委回避", "panel member recused"),
        "panel.reserve_called" => ("后备评委递补", "reserve called"),
        "panel.scoring_begun" => ("开始评分", "scoring begun"),
        "panel.member_signed" => ("评委签署评分", "scores signed"),
        "panel.tallied" => ("汇总得分", "scores tallied"),
        "evaluation.begun" => ("开始评审", "evaluation begun"),
        "evaluation.resumed" => ("恢复评审", "evaluation resumed"),
        "evaluation.reported" => ("提交评审报告", "panel report"),
        "award.proposed" => ("推荐中选", "award proposed"),
        "award.returned_to_panel" => ("退回评审小组", "returned to the panel"),
        "award.decided" => ("决定并公示", "decided and made public"),
        "award.publicity_confirmed" => ("确认公示期满", "end of publicity confirmed"),
        "project.awarded" => ("中选结果确定", "awarded"),
        "bid.won" => ("中选", "bid won"),
        "bid.not_selected" => ("未中选", "not selected"),
        "contract.drafted" => ("拟定合同", "contract drafted"),
        "contract.signature_recorded" => ("登记签署", "signature recorded"),
        "contract.signed" => ("合同签署完成", "contract signed"),
        "project.contracted" => ("签约", "contracted"),
        "project.completed" => ("完成", "completed"),
        "project.failed" => ("流标", "failed"),
        "project.cancelled" => ("取消", "cancelled"),
        "project.round_begun" => ("重新组织", "new round begun"),
        other => (other, other),
    };
    Text::new(zh, en)
}
