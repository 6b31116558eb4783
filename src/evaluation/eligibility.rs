//! Whether a supplier may be awarded and contracted now: asked again at the award and at every signature (R20).

use super::store;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;

/// 409 where the registration is not verified any more, or a major breach within three years counts.
pub fn require(conn: &mut Conn, supplier: &OrganizationId, now: Timestamp) -> Result<()> {
    let (status, breach_until) = store::standing_of(conn, supplier)?;
    if status != "verified" {
        return Err(Problem::conflict(
            "evaluation/supplier_not_verified",
            format!("供应商当前登记状态为 {status}，不能中选或签约。"),
            format!("The supplier's registration is {status}: it cannot be awarded or sign."),
        ));
    }
    match breach_until {
        Some(until) if until.date() >= now.shanghai_date() => Err(Problem::conflict(
            "evaluation/supplier_in_breach",
            format!("供应商三年内有重大违法记录，至 {} 止。", until.date()),
            format!("A major breach of the supplier counts until {}.", until.date()),
        )),
        _ => Ok(()),
    }
}
