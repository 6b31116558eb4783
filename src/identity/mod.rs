//! Who people and programs are: users, memberships, sign-in, invitations, API keys, and the one permission table.
//!
//! A person has one account and holds roles through memberships, each in an organisation, for a place, or for neither. What a
//! membership gives is read with every request, so that it ends at once. Secrets (passwords, tokens, links) are stored as hashes;
//! addresses and names stay out of journal, log and problem documents. Roles begin and end in business time, because rules compare
//! them with purchases; tokens, links and throttles live in system time.

mod administrators;
mod api_keys;
mod auth;
mod contacts;
pub mod gate;
mod invitations;
pub mod links;
mod me;
mod memberships;
mod password_resets;
pub mod permissions;
mod recent_tokens;
mod store;
mod users;

pub use administrators::{
    FirstAdministrator, become_first_administrator, create_administrator, first_administrator_link, has_administrator,
};
pub use auth::{Attempt, LetterRequest, PageSession, end_session_of, sign_in_at_page, sweep};
pub use contacts::{Contact, contacts_by_ids, contacts_of, could_read_drafts, holders, holders_reaching, members_since, reached_paths};
pub use invitations::{AcceptInvitation, InvitationMail, Invite, accept_invitation, invitation_for_mail, invite_person, revoke_invitation};
pub use memberships::{
    Membership, MembershipView, NewMembership, OpenInvitation, People, add_membership, end_membership, manages_people, own_memberships,
    people,
};
pub use password_resets::{
    ConfirmPasswordReset, PasswordResetMail, confirm_password_reset, password_reset_for_mail, request_password_reset,
};
pub use users::{NewUser, User, UserStatus, add_user, email, password, user, user_by_email};

pub use store::{actor_of, actors_of, grants_of};

use crate::platform::http::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(auth::login::handle)
        .service(auth::refresh::handle)
        .service(auth::logout::handle)
        .service(password_resets::request::handle)
        .service(password_resets::confirm::handle)
        .service(invitations::accept::handle)
        .service(administrators::first::handle)
        .service(me::handle)
        .service(users::list::handle)
        .service(invitations::create::handle)
        .service(invitations::revoke::handle)
        .service(memberships::list::handle)
        .service(memberships::end::handle)
        .service(api_keys::create::handle)
        .service(api_keys::list::handle)
        .service(api_keys::revoke::handle);
}
