use shuniu::organizations::{self, Kind, Move, Registration, Status};
use shuniu::platform::http::Call;
use shuniu::platform::ids::OrganizationId;

use crate::on_both;
use crate::support::town::{STREET, STREET_PATH};

on_both! {
    async fn the_loader_registers_and_verifies_and_matching_sees_it_all(world) {
        world.town().await;
        let (id, platform) = (OrganizationId::new(), world.platform.clone());
        let team = Registration {
            name_zh: "晨练队".into(), name_en: None, kind: Kind::CommunityTeam, form: Some("team".into()), credit_code: None,
            area_code: STREET.into(), description_zh: "太极拳".into(), contact_email: None, legal_representative: None,
            registered_on: None, major_breach_until: None, source: Some("S2".into()), synthetic: true,
            fields: vec!["elderly_care".into()], areas_served: vec!["310107".into(), STREET.into()], target_groups: vec!["elderly".into()],
        };
        let (row, registered) = (id.clone(), team.clone());
        let load = move |tx: &mut shuniu::platform::db::Tx| {
            let call = Call::system(&platform);
            let mut organization = organizations::register(tx, &call, row.clone(), &registered)?;
            for step in [Move::Submit, Move::Verify] {
                organizations::advance(tx, &call, &mut organization, step, None)?;
            }
            Ok(())
        };
        world.platform.db.write(load).await.expect("load");

        let supplies = world.platform.db.read(organizations::every_profile).await.expect("supplies");
        assert_eq!(supplies.len(), 6);
        let found = supplies.iter().find(|p| p.organization.id == id).expect("the team");
        assert_eq!((found.organization.status, found.area_path.as_str()), (Status::Verified, STREET_PATH));
        let served: Vec<_> = found.areas_served.iter().map(|a| a.path.as_str()).collect();
        assert_eq!(served, ["/310000/310107/", STREET_PATH]);
        assert_eq!((&found.fields, &found.target_groups), (&team.fields, &team.target_groups));
    }
}
