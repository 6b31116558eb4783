//! An account begins with an invitation by mail: the hub invites an organisation's first manager, managers invite members. The
//! one-time link in the mail proves that the address is the person's own.

pub(super) mod accept;
pub(super) mod create;
mod mail;
pub(super) mod revoke;

pub use accept::{AcceptInvitation, accept_invitation};
pub use create::{Invite, invite_person};
pub use mail::{InvitationMail, invitation_for_mail};
pub use revoke::revoke_invitation;
