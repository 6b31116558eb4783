use super::marks;
use crate::api::imports::{agencies, code};
use crate::on_both;
use crate::support::Client;
use crate::support::client::Got;
use crate::support::documents::Part;

/// Sends a file by the form of the page.
async fn send(client: &Client, kind: &str, mode: &str, file: &[u8]) -> Got {
    let marks = marks(client, "/desk/imports").await;
    let mut parts: Vec<Part<'_>> = marks.iter().map(|(name, value)| Part::Text(name, value)).collect();
    parts.extend([Part::Text("kind", kind), Part::Text("mode", mode), Part::File("file", "机构.csv", file)]);
    client.page_form("/desk/imports", &parts).await
}

on_both! {
    async fn a_spreadsheet_is_checked_mended_and_entered_by_pages(world) {
        let town = world.town().await;
        assert!(town.hub.page("/desk").await.body.contains("导入导出"));
        let page = town.hub.page("/desk/imports").await;
        assert!(page.status == 200 && page.body.contains("机构模板") && page.body.contains("需求模板"), "{}", page.body);
        assert!(!page.body.contains("预算项目模板"), "budget lines are finance's");
        let template = town.hub.page("/desk/imports/templates/organizations").await;
        assert!(template.status == 200 && template.bytes.starts_with(b"PK"), "a workbook");

        let wrong = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", "52310107MJ0000026X")]);
        let sent = send(&town.hub, "organizations", "dry_run", wrong.as_bytes()).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let report = sent.header("location").expect("a place");
        world.settle().await;
        let shown = town.hub.page(&report).await.body;
        for said in ["只检查过，没有导入任何一行", "<td>C3</td>", "统一社会信用代码", "校验码"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let errors = town.hub.page(&format!("{report}/errors")).await;
        assert!(errors.status == 200 && errors.bytes.starts_with(b"PK"));

        let sound = agencies(&[("春雨社工服务社", &code(1)), ("夏荷社工服务社", &code(2))]);
        let sent = send(&town.hub, "organizations", "all_or_nothing", sound.as_bytes()).await;
        let report = sent.header("location").expect("a place");
        world.settle().await;
        let shown = town.hub.page(&report).await.body;
        assert!(shown.contains("已完成") && shown.contains("<td>2 行</td>"), "{shown}");
        let again = send(&town.hub, "organizations", "all_or_nothing", sound.as_bytes()).await;
        let report = again.header("location").expect("a place");
        world.settle().await;
        assert!(town.hub.page(&report).await.body.contains("一行也没有写入"), "no doubles");
        let list = town.hub.page("/desk/imports").await.body;
        assert!(list.contains("导入 2 行") && list.contains("未导入"), "{list}");
        let export = town.hub.page("/desk/imports/exports/organizations").await;
        assert!(export.status == 200 && export.bytes.starts_with(b"PK"));
    }

    async fn what_is_no_table_or_nobodys_to_send_is_said_on_the_page(world) {
        let town = world.town().await;
        let broken = send(&town.hub, "organizations", "valid_rows", b"PK\x03\x04 not a workbook").await;
        assert!(broken.status == 422 && broken.body.contains("文件："), "{}", broken.body);
        assert!(broken.body.contains("value=\"valid_rows\" selected"), "what was chosen stays: {}", broken.body);
        let unknown = send(&town.hub, "weather", "dry_run", b"a,b\n").await;
        assert!(unknown.status == 422 && unknown.body.contains("请选择导入的内容"), "{}", unknown.body);
        let narrow = send(&town.hub, "needs", "dry_run", "需求名称\n周末托管\n".as_bytes()).await;
        assert!(narrow.status == 422 && narrow.body.contains("文件：缺少“需求描述”这一列"), "{}", narrow.body);
        let stray = send(&town.hub, "needs", "dry_run", "需求名称,需求描述,所在区域,服务领域\n托管,无人看护,310107015,,多余\n".as_bytes()).await;
        assert!(stray.status == 422 && stray.body.contains("E2：这一格有内容"), "{}", stray.body);
        let foreign = send(&town.hub, "budget_lines", "dry_run", b"a,b\n").await;
        assert_eq!(foreign.status, 403, "{}", foreign.body);
        for other in [&town.officer, &town.approver, &town.bidders[0].manager] {
            assert_eq!(other.page("/desk/imports").await.status, 403);
        }
        let anonymous = world.anonymous();
        let parts = [Part::Text("kind", "needs"), Part::File("file", "a.csv", b"a,b\n")];
        let refused = anonymous.page_form("/desk/imports", &parts).await;
        assert!(refused.status == 401 && refused.body.contains("文件没有上传"), "{}", refused.body);
        let forged = town.hub.page_form("/desk/imports", &[Part::Text("csrf", "x"), Part::Text("version", "0"), Part::Text("key", "k"),
            Part::Text("kind", "organizations"), Part::Text("mode", "dry_run"), Part::File("file", "a.csv", b"a,b\n")]).await;
        assert_eq!(forged.status, 403, "{}", forged.body);
    }

    async fn an_import_is_its_senders_only(world) {
        let town = world.town().await;
        let sent = send(&town.hub, "organizations", "dry_run", agencies(&[("春雨社工服务社", &code(1))]).as_bytes()).await;
        let report = sent.header("location").expect("a place");
        world.settle().await;
        assert_eq!(town.committee.page(&report).await.status, 404);
        assert_eq!(town.committee.page(&format!("{report}/errors")).await.status, 404);
    }
}
