//! Facts that every letter can be rendered with.

use super::*;

fn text(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}

pub fn facts() -> Facts {
    Facts {
        when: "2026-03-02 09:00".into(),
        reason: Some(text("服务范围须写明 <街道> & 居委", "name the place")),
        project: Some(ProjectFacts {
            number: "XM-2026-0001".into(),
            title: text("“鸟巢”就业服务", "“Bird's Nest” employment help"),
            buyer: text("长寿路街道办事处", "Changshou Road Subdistrict Office"),
            area: text("长寿路街道", "Changshou Road"),
            budget: Some("¥ 78,000.00".into()),
            deadline: Some("2026-03-17 00:00".into()),
            received: Some(3),
            opened: Some(3),
            qualified: Some(3),
            link: "http://127.0.0.1:8080/notices?q=XM-2026-0001".into(),
            call: "http://127.0.0.1:8080/desk/calls/1".into(),
            desk: "http://127.0.0.1:8080/desk/projects/1".into(),
        }),
        approval: Some(ApprovalFacts {
            step: 1,
            of: 2,
            collective: true,
            amount: "¥ 78,000.00".into(),
            budget_line: "SQ-07 社区就业".into(),
            budget_left: "¥ 122,000.00".into(),
            needs: vec!["青年求职缺少指导".into()],
            page: "http://127.0.0.1:8080/desk/projects/1".into(),
        }),
        award: Some(AwardFacts {
            winner: text("甲社工事务所", "Agency A"),
            price: "¥ 76,000.00".into(),
            total: Some("88.41".into()),
            decide_by: Some("2026-03-30 00:00".into()),
            reason: Some("方案最贴合需求".into()),
            publicity_until: Some("2026-04-02 00:00".into()),
            provisional: true,
            sign_by: Some("2026-05-02 00:00".into()),
            page: "http://127.0.0.1:8080/desk/projects/1/award".into(),
        }),
        panel: Some(PanelFacts { members: 5, reserves: 1 }),
        contract: Some(ContractFacts {
            number: "HT-2026-0001".into(),
            supplier: text("甲社工事务所", "Agency A"),
            price: "¥ 76,000.00".into(),
            sign_by: "2026-05-02 00:00".into(),
            complete: false,
            link: "http://127.0.0.1:8080/desk".into(),
        }),
        organization: Some(OrganizationFacts {
            name: text("甲社工事务所", "Agency A"),
            link: "http://127.0.0.1:8080/desk/organizations/1".into(),
        }),
        matched: Some(MatchFacts { reasons: vec![text("登记了“就业创业”领域", "It is registered for jobs and start-ups")] }),
        need: Some(NeedFacts { title: "青年求职缺少指导".into() }),
        question: Some(QuestionFacts {
            number: 2,
            question: "服务地点是否包括 <周末>？".into(),
            answer_by: "2026-03-05 00:00".into(),
            answer: Some(text("包括，周六上午。", "Yes, on Saturday mornings.")),
            link: "http://127.0.0.1:8080/desk/questions/1".into(),
        }),
        amendment: Some(AmendmentFacts {
            number: 1,
            text: text("服务地点增加两个居委会。", "Two more residents' committees are served."),
            affects_bids: true,
            moved: true,
            deadline_before: "2026-03-17 00:00".into(),
            deadline_after: "2026-03-19 00:00".into(),
        }),
        incubation: Some(IncubationFacts {
            programme: text("长寿路街道孵化计划", "Changshou Road incubation programme"),
            organization: text("甲社区团队", "Team A"),
            status: text("孵化中", "incubating"),
            running: true,
            due_on: Some("2027-03-02".into()),
            link: "http://127.0.0.1:8080/api/v1/incubation/cases/1".into(),
        }),
        meeting: Some(MeetingFacts {
            title: text("长寿路街道公益项目对接会", "Changshou Road matching meeting"),
            venue: "Changshou Road 100, 2F".into(),
            day: "2026-03-20".into(),
            demand: Some(text("“鸟巢”就业服务", "“Bird's Nest” employment help")),
            appointments: vec![AppointmentFacts { time: "13:30".into(), with: text("甲社工事务所", "Agency A") }],
            talk: Some(TalkFacts {
                demand: text("“鸟巢”就业服务", "“Bird's Nest” employment help"),
                organization: text("甲社工事务所", "Agency A"),
                time: "14:10".into(),
                time_before: Some("13:30".into()),
                asked_by: text("甲社工事务所", "Agency A"),
                organization_contact: Some(ContactFacts { name: "Zhang San".into(), email: "zhang@example.cn".into() }),
                demand_contact: Some(ContactFacts { name: "Li Si".into(), email: "li@example.cn".into() }),
                effect: Some(text("洽谈只提供信息。", "The talk informs.")),
            }),
            link: "http://127.0.0.1:8080/desk".into(),
        }),
        duty: Some(DutyFacts {
            name: text("签订合同", "signing the contract"),
            due_on: "2026-04-16".into(),
            page: "http://127.0.0.1:8080/desk".into(),
        }),
        chain: Some(ChainFacts {
            date: "2026-03-03".into(),
            entries: 1024,
            head: "sha-256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            signed: "eyJ0eXAiOiJzaHVuaXUtY2hlY2twb2ludCtqd3MifQ.e30.AA".into(),
            link: "http://127.0.0.1:8080/api/v1/audit/entries".into(),
        }),
        asked: Some(LinkFacts {
            email: "zhang@example.cn".into(),
            name: "张三".into(),
            language: Language::Zh,
            organization: Some(text("甲社工事务所", "Agency A")),
            has_account: true,
            link: "http://127.0.0.1:8080/account/links/token".into(),
            curl: "curl -X POST http://127.0.0.1:8080/api/v1/registrations/confirm".into(),
            expires_at: "2026-03-05 09:00".into(),
        }),
        invitation: Some(InvitationFacts {
            email: "zhang@example.cn".into(),
            name: "张三".into(),
            language: Language::Zh,
            role: text("社会组织负责人", "manager of an organisation"),
            organization: Some(text("甲社工事务所", "Agency A")),
            has_account: false,
            link: "http://127.0.0.1:8080/accept#token".into(),
            curl: "curl -X POST http://127.0.0.1:8080/api/v1/auth/accept".into(),
            expires_at: "2026-03-05 09:00".into(),
        }),
    }
}

pub fn bid() -> BidFacts {
    BidFacts {
        organization: text("乙社区发展中心", "Centre B"),
        receipt_no: "HZ-2026-000007".into(),
        received_at: "2026-03-10 10:00".into(),
        commitment: "sha-256:0a1b".into(),
        unopened: true,
        reserve: true,
        reason: Some(text("未承诺服务期限", "no term")),
        place: Some(2),
        technical: Some("68.40".into()),
        price_score: Some("19.10".into()),
        total: Some("87.50".into()),
        page: "http://127.0.0.1:8080/desk/bids/1".into(),
    }
}
