use super::{at, send};
use crate::on_both;

on_both! {
    async fn a_template_is_ready_to_be_filled_in(world) {
        let town = world.town().await;
        for kind in ["organizations", "needs", "budget_lines"] {
            let got = town.hub.get(&format!("/imports/templates/{kind}")).await;
            assert_eq!(got.header("content-disposition"), Some(format!("attachment; filename=\"{kind}-template.xlsx\"")));
            assert!(got.bytes.starts_with(b"PK\x03\x04"));
            let csv = town.hub.get(&format!("/imports/templates/{kind}?format=csv")).await;
            assert!(csv.bytes.starts_with(b"\xEF\xBB\xBF"), "Excel must see that it is UTF-8");
            assert!(csv.body.contains("示例："), "{}", csv.body);
        }
        town.hub.get("/imports/templates/weather").await.refused(404, "not_found");
        let empty = town.hub.get("/imports/templates/organizations").await.bytes;
        assert_eq!(send(&town.hub, "organizations", "dry_run", &empty).await.field_errors(), at(&[("file", "no_rows")]));
    }
}
