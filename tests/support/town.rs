//! A street with everybody in it: the people and organisations that most tests need.

use diesel::prelude::*;
use shuniu::platform::actor::Role;
use shuniu::platform::clock::system_now;
use shuniu::platform::crypto::AccessTokens;
use shuniu::platform::ids::{self, OrganizationId, UserId};
use shuniu::schema::{areas, memberships, organization_areas, organization_fields, organizations, sessions, users};

use super::client::Client;
use super::world::World;

/// Changshou Road Street, Putuo, Shanghai.
pub const STREET: &str = "310107015";
pub const STREET_PATH: &str = "/310000/310107/310107015/";

pub struct Town {
    /// The street office: the buyer.
    pub street: OrganizationId,
    /// The service centre that runs the hub.
    pub hub_organization: OrganizationId,
    pub admin: Client,
    pub hub: Client,
    pub officer: Client,
    pub approver: Client,
    pub second_approver: Client,
    pub finance: Client,
    pub committee: Client,
    pub auditor: Client,
    /// Six evaluators of no organisation.
    pub evaluators: Vec<Client>,
    /// Three verified social service agencies that offer jobs and start-up services in the street.
    pub bidders: Vec<Bidder>,
}

pub struct Bidder {
    pub organization: OrganizationId,
    pub manager: Client,
    pub member: Client,
}

impl World {
    /// Lays out the street. Rows are written directly: how people come in is tested elsewhere.
    pub async fn town(&self) -> Town {
        for (code, parent, level, path, zh, en) in [
            ("310000", None, "city", "/310000/", "上海市", "Shanghai"),
            ("310107", Some("310000"), "district", "/310000/310107/", "普陀区", "Putuo District"),
            (STREET, Some("310107"), "street", STREET_PATH, "长寿路街道", "Changshou Road Street"),
            ("310107005", Some("310107"), "street", "/310000/310107/310107005/", "曹杨新村街道", "Caoyang New Village Street"),
        ] {
            self.write(move |conn| {
                diesel::insert_into(areas::table)
                    .values((
                        areas::code.eq(code),
                        areas::parent_code.eq(parent),
                        areas::level.eq(level),
                        areas::path.eq(path),
                        areas::name_zh.eq(zh),
                        areas::name_en.eq(en),
                        areas::status.eq("active"),
                        areas::version.eq(1_i64),
                    ))
                    .execute(conn)
            })
            .await;
        }
        let street = self.put_organization("长寿路街道办事处", "government", &[]).await;
        let hub_organization = self.put_organization("长寿路街道社会组织服务中心", "social_service_agency", &[]).await;
        let mut bidders = Vec::new();
        for name in ["鸟巢创业服务社", "乐业社工服务社", "起航就业指导中心"] {
            let organization = self.put_organization(name, "social_service_agency", &["jobs_startups"]).await;
            let manager = self.person(&[(Role::NgoManager, Some(&organization), None)]).await;
            let member = self.person(&[(Role::NgoMember, Some(&organization), None)]).await;
            bidders.push(Bidder { organization, manager, member });
        }
        let mut evaluators = Vec::new();
        for _ in 0..6 {
            evaluators.push(self.person(&[(Role::Evaluator, None, None)]).await);
        }
        let official = async |role| self.person(&[(role, Some(&street), Some(STREET))]).await;
        shuniu::matching::index::reload(&self.platform).await.expect("the rows were written past the journal");
        Town {
            admin: self.person(&[(Role::PlatformAdmin, None, None)]).await,
            hub: self.person(&[(Role::HubOperator, Some(&hub_organization), Some("310107"))]).await,
            officer: official(Role::StreetOfficer).await,
            approver: official(Role::StreetApprover).await,
            second_approver: official(Role::StreetApprover).await,
            finance: official(Role::StreetFinance).await,
            committee: official(Role::CommitteeOfficer).await,
            auditor: self.person(&[(Role::Auditor, None, Some("310000"))]).await,
            street,
            hub_organization,
            evaluators,
            bidders,
        }
    }

    /// A verified organisation of the street.
    pub async fn organization(&self, name: &str, kind: &str, fields: &[&str]) -> OrganizationId {
        let id = self.put_organization(name, kind, fields).await;
        shuniu::matching::index::reload(&self.platform).await.expect("the row was written past the journal");
        id
    }

    async fn put_organization(&self, name: &str, kind: &str, fields: &[&str]) -> OrganizationId {
        let id = OrganizationId::new();
        let (row, name, kind) = (id.clone(), name.to_owned(), kind.to_owned());
        let fields: Vec<String> = fields.iter().map(|f| (*f).to_owned()).collect();
        let now = self.now();
        self.write(move |conn| {
            diesel::insert_into(organizations::table)
                .values((
                    organizations::id.eq(&row),
                    organizations::name_zh.eq(&name),
                    organizations::kind.eq(&kind),
                    organizations::status.eq("verified"),
                    organizations::area_code.eq(STREET),
                    organizations::description_zh.eq(format!("{name}：测试用机构")),
                    organizations::contact_email.eq(Some(format!("{row}@example.org"))),
                    organizations::synthetic.eq(true),
                    organizations::created_at.eq(now),
                    organizations::updated_at.eq(now),
                    organizations::version.eq(1_i64),
                ))
                .execute(conn)?;
            diesel::insert_into(organization_areas::table)
                .values((organization_areas::organization_id.eq(&row), organization_areas::area_code.eq(STREET)))
                .execute(conn)?;
            for field in &fields {
                diesel::insert_into(organization_fields::table)
                    .values((organization_fields::organization_id.eq(&row), organization_fields::field.eq(field)))
                    .execute(conn)?;
            }
            Ok(0)
        })
        .await;
        id
    }

    /// Somebody with these roles, signed in.
    pub async fn person(&self, roles: &[(Role, Option<&OrganizationId>, Option<&str>)]) -> Client {
        let (user, session) = (UserId::new(), ids::fresh());
        let now = self.now();
        let roles: Vec<_> = roles.iter().map(|(role, org, area)| (*role, org.cloned(), area.map(str::to_owned))).collect();
        let (row, sid) = (user.clone(), session.clone());
        self.write(move |conn| {
            let first = roles.first().map_or("nobody", |(role, _, _)| role.as_str());
            diesel::insert_into(users::table)
                .values((
                    users::id.eq(&row),
                    users::email.eq(format!("{first}-{row}@example.org")),
                    users::name.eq(format!("测试{}", &row.as_str()[30..])),
                    users::language.eq("zh-CN"),
                    users::status.eq("active"),
                    users::created_at.eq(now),
                    users::version.eq(1_i64),
                ))
                .execute(conn)?;
            for (role, organization, area) in &roles {
                diesel::insert_into(memberships::table)
                    .values((
                        memberships::id.eq(ids::fresh()),
                        memberships::user_id.eq(&row),
                        memberships::organization_id.eq(organization.as_ref()),
                        memberships::role.eq(role),
                        memberships::area_code.eq(area.as_deref()),
                        memberships::created_at.eq(now),
                        memberships::version.eq(1_i64),
                    ))
                    .execute(conn)?;
            }
            let begun = system_now();
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(&sid),
                    sessions::user_id.eq(&row),
                    sessions::created_at.eq(begun),
                    sessions::expires_at.eq(begun.plus(chrono::TimeDelta::days(1))),
                ))
                .execute(conn)
        })
        .await;
        let tokens = AccessTokens::new(&self.platform.keys, shuniu::identity::gate::ISSUER, shuniu::identity::gate::ISSUER);
        let token = tokens.issue(user.as_str(), session, system_now().unix(), 3600).expect("token");
        Client::signed_in(&self.address, token, user.to_string())
    }

    /// Writes rows directly.
    pub async fn write<F>(&self, effect: F)
    where
        F: Fn(&mut shuniu::platform::db::Conn) -> diesel::QueryResult<usize> + Send + 'static,
    {
        self.platform.db.write(move |tx| Ok(effect(tx.conn())?)).await.expect("write");
    }
}
