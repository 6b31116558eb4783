use shuniu::platform::ids;

use super::{CSV, agencies, at, code, counts, found, import, send};
use crate::on_both;

on_both! {
    async fn what_is_no_table_is_refused_and_nothing_is_kept(world) {
        let town = world.town().await;
        for (file, pointer, expected) in [
            (&b""[..], "file", "empty"),
            (b"<html><table></table></html>", "file", "web_page"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "file", "old_workbook"),
            (b"PK\x03\x04 nothing", "file", "broken_workbook"),
            ("机构名称,天气\n甲,晴\n".as_bytes(), "B1", "unknown_column"),
            (b"\xBB\xFA\xB9\xB9\xC3\xFB\xB3\xC6\n\xBC\xD7\n\xFF\n", "row 3", "undecodable"),
        ] {
            let got = send(&town.hub, "organizations", "valid_rows", file).await;
            assert_eq!((got.status, got.field_errors()[0].clone()), (422, at(&[(pointer, expected)])[0].clone()), "{}", got.body);
        }
        let form = town.hub.upload("/imports/needs?mode=dry_run", b"--x\r\n", "multipart/form-data; boundary=x", &[("idempotency-key", &ids::fresh())]).await;
        assert!(form.refused(415, "unsupported_media_type")["detail"].as_str().is_some_and(|detail| detail.contains("--data-binary")));
        let large = vec![b'x'; 5 * 1024 * 1024 + 1];
        send(&town.hub, "organizations", "valid_rows", &large).await.refused(413, "too_large");
        assert_eq!(town.hub.get("/imports").await.ok(200)["items"], serde_json::json!([]));
    }

    async fn a_file_as_excel_saves_it_in_china_is_read(world) {
        let town = world.town().await;
        let (file, _, _) = encoding_rs::GB18030.encode("机构名称;机构类型;统一社会信用代码;所在区域\r\n𠂇鿫社工服务社;社会服务机构;CODE;310107015\r\n");
        let text = String::from_utf8_lossy(&file).into_owned();
        assert!(text.contains('\u{fffd}'), "it is no UTF-8");
        let position = file.windows(4).position(|w| w == b"CODE").expect("a place");
        let file = [&file[..position], code(7).as_bytes(), &file[position + 4..]].concat();
        let report = import(world, &town.hub, "organizations", "all_or_nothing", &file).await;
        assert_eq!(counts(&report), ("completed".to_owned(), vec![1, 1, 0, 0, 1]), "{report}");
        assert_eq!(found(&town, "𠂇鿫").await, 1);
    }

    async fn who_may_not_create_one_may_not_import_many(world) {
        let town = world.town().await;
        let file = agencies(&[("春雨社工服务社", &code(1))]);
        for client in [&town.finance, &town.committee, &town.auditor, &town.bidders[0].manager] {
            send(client, "organizations", "dry_run", file.as_bytes()).await.refused(403, "auth/role_missing");
        }
        send(&town.hub, "budget-lines", "dry_run", file.as_bytes()).await.refused(403, "auth/role_missing");
        let key = ids::fresh();
        let nobody = world.anonymous().upload("/imports/needs?mode=dry_run", file.as_bytes(), CSV, &[("idempotency-key", &key)]).await;
        nobody.refused(401, "auth/required");
    }
}
