use super::{agencies, at, code, counts, errors, events, found, import};
use crate::on_both;
use crate::support::town::STREET;

on_both! {
    async fn sound_rows_are_entered_and_the_others_told(world) {
        let town = world.town().await;
        let first = agencies(&[("春雨社工服务社", &code(1))]);
        import(world, &town.hub, "organizations", "valid_rows", first.as_bytes()).await;
        let file = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", "52310107MJ0000026X"), ("秋叶社工服务社", &code(3))]);
        let report = import(world, &town.hub, "organizations", "valid_rows", file.as_bytes()).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![3, 1, 1, 1, 1]));
        assert_eq!(errors(&report), at(&[("C2", "exists"), ("C3", "malformed")]));
        assert_eq!(found(&town, "秋叶").await, 1);
        assert_eq!(events(&town, "organization.created").await.len(), 2);
    }

    async fn a_corrected_file_can_be_sent_again(world) {
        let town = world.town().await;
        let team = |name: &str| format!("{name},备案团队,,{STREET}\n");
        let heading = "机构名称,机构类型,统一社会信用代码,所在区域\n";
        let file = format!("{heading}{}{}", team("合唱队"), team(""));
        import(world, &town.hub, "organizations", "valid_rows", file.as_bytes()).await;
        let file = format!("{heading}{}{}", team("合唱队"), team("舞蹈队"));
        let report = import(world, &town.hub, "organizations", "valid_rows", file.as_bytes()).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![2, 1, 0, 1, 1]));
        assert_eq!(errors(&report), at(&[("A2", "exists")]), "a team is known by its name and place");
    }
}
