use chrono::NaiveDate;
use serde_json::{Value, json};
use shuniu::platform::calendar::WorkingDays;

use crate::on_both;

fn year_2027() -> Value {
    json!({
        "year": 2027, "source": "通知", "certainty": "V", "weekend_working_days": ["2027-02-20"],
        "holidays": [{"name": "New Year", "first": "2027-01-01", "last": "2027-01-03"}, {"name": "Spring Festival", "first": "2027-02-05", "last": "2027-02-12"}],
    })
}

on_both! {
    async fn a_year_is_known_at_once_and_after_a_restart(world) {
        let town = world.town().await;
        let eve: NaiveDate = "2026-12-31".parse().expect("date");
        assert!(world.platform.calendar().add_working_days(eve, WorkingDays(1)).provisional);
        town.admin.post("/calendar/years", year_2027()).await.ok(201);
        let counted = world.platform.calendar().add_working_days(eve, WorkingDays(1));
        assert_eq!((counted.date.to_string(), counted.provisional), ("2027-01-04".to_owned(), false));

        world.platform.set_calendar(shuniu::platform::calendar::Calendar::embedded());
        shuniu::rules::load(&world.platform).await.expect("load");
        assert!(world.platform.calendar().knows(2027));
        let years = town.hub.get("/calendar/years").await.ok(200);
        assert_eq!(years["items"].as_array().map(|y| y.iter().map(|y| y["year"].clone()).collect()), Some(vec![json!(2026), json!(2027)]));
    }

    async fn a_corrected_year_replaces_the_one_before(world) {
        let town = world.town().await;
        town.admin.post("/calendar/years", year_2027()).await.ok(201);
        let mut corrected = year_2027();
        corrected["weekend_working_days"] = json!([]);
        town.admin.post("/calendar/years", corrected).await.ok(201);
        assert!(!world.platform.calendar().is_working_day("2027-02-20".parse().expect("date")));
    }

    async fn a_broken_year_is_refused_and_changes_nothing(world) {
        let town = world.town().await;
        let mut broken = year_2027();
        broken["weekend_working_days"] = json!(["2027-02-22"]);
        broken["source"] = json!("");
        let got = town.admin.post("/calendar/years", broken).await;
        assert_eq!(got.field_errors(), [("/source".to_owned(), "required".to_owned()), ("/weekend_working_days/0".to_owned(), "not_a_weekend".to_owned())]);
        assert!(!world.platform.calendar().knows(2027));
        town.hub.post("/calendar/years", year_2027()).await.refused(403, "auth/role_missing");
    }
}
