//! What the registry knows of an organisation that bids.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::bids::rules::Standing;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::OrganizationId;
use crate::schema::{areas, organization_areas, organization_fields, organizations as table};

/// What decides whether an organisation may bid.
pub struct Bidder {
    pub is_verified: bool,
    pub standing: Standing,
    pub major_breach_until: Option<NaiveDate>,
    pub legal_representative: Option<String>,
    pub fields: Vec<String>,
    /// The places it serves, as paths in the area tree.
    pub area_paths: Vec<String>,
}

pub fn bidder(conn: &mut Conn, id: &OrganizationId) -> Result<Bidder> {
    let (kind, status, breach, head): (String, String, Option<String>, Option<String>) = table::table
        .filter(table::id.eq(id))
        .select((table::kind, table::status, table::major_breach_until, table::legal_representative))
        .first(conn)?;
    let breach = breach.map(|day| day.parse().map_err(|_| Problem::broken(format!("{day:?} is no date")))).transpose()?;
    Ok(Bidder {
        is_verified: status == "verified",
        standing: standing(&kind),
        major_breach_until: breach,
        legal_representative: head.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
        fields: organization_fields::table
            .filter(organization_fields::organization_id.eq(id))
            .select(organization_fields::field)
            .load(conn)?,
        area_paths: organization_areas::table
            .inner_join(areas::table.on(areas::code.eq(organization_areas::area_code)))
            .filter(organization_areas::organization_id.eq(id))
            .select(areas::path)
            .load(conn)?,
    })
}

/// R2, R3: who can be a supplier by its kind. A grassroots committee can be one; who is paid by the budget cannot.
fn standing(kind: &str) -> Standing {
    match kind {
        "community_team" => Standing::NeedsHost,
        "public_institution_1" | "group_organization" | "government" => Standing::Excluded,
        _ => Standing::MayContract,
    }
}
