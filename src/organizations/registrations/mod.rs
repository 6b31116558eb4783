//! Self-registration: an organisation enters itself with its credit code; its contact person confirms the address by a link; the hub
//! of the place verifies or returns it as any other.
//!
//! Until the link is confirmed there is neither account nor organisation: what was typed waits, encrypted, for 24 hours.

pub(super) mod confirm;
pub(super) mod create;
mod mail;
mod pending;
mod store;

pub use confirm::{ConfirmRegistration, confirm_registration};
pub use create::{RegisterOrganization, registers_itself, request_registration};
pub use mail::{RegistrationMail, registration_for_mail};
pub use store::sweep;

use super::store::by_credit_code;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};

/// R80: a code can be in the registry once. Whoever tries again is told what to do, and nothing of the people there.
fn code_is_free(conn: &mut Conn, code: &str) -> Result<()> {
    if by_credit_code(conn, code)?.is_none() {
        return Ok(());
    }
    Err(Problem::conflict(
        "registrations/code_registered",
        "这个统一社会信用代码已登记。若您属于该机构，请向其负责人索取邀请；若负责人已离开，请联系所在街道的枢纽。",
        "This credit code is registered. If you belong to the organisation, ask its manager for an invitation; if there is none any more, ask the hub of its street.",
    ))
}
