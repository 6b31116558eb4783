//! Who gets a letter.

use crate::identity::{self, Contact};
use crate::notifications::facts::store;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::Language;
use crate::platform::ids::{OrganizationId, UserId};

/// A reader with an address. No `Debug`: it would show the address.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// None for an address without an account.
    pub user_id: Option<UserId>,
    pub email: String,
    pub name: String,
    pub language: Language,
}

impl From<Contact> for Person {
    fn from(contact: Contact) -> Self {
        Self { user_id: Some(contact.user_id), email: contact.email, name: contact.name, language: contact.language }
    }
}

pub fn by_ids(conn: &mut Conn, ids: &[UserId]) -> Result<Vec<Person>> {
    Ok(identity::contacts_by_ids(conn, ids)?.into_iter().map(Person::from).collect())
}

/// Holders of one of `roles` whose reach covers the place.
pub fn reaching(conn: &mut Conn, roles: &[Role], path: &str) -> Result<Vec<Person>> {
    Ok(identity::holders_reaching(conn, roles, path)?.into_iter().map(Person::from).collect())
}

/// Holders of one of `roles`, wherever.
pub fn holding(conn: &mut Conn, roles: &[Role]) -> Result<Vec<Person>> {
    Ok(identity::holders(conn, roles)?.into_iter().map(Person::from).collect())
}

/// The managers of an organisation; where it has none yet, its contact address.
pub fn of_organization(conn: &mut Conn, id: &OrganizationId) -> Result<Vec<Person>> {
    let managers = identity::contacts_of(conn, id, &[Role::NgoManager])?;
    if !managers.is_empty() {
        return Ok(managers.into_iter().map(Person::from).collect());
    }
    let contact = store::contact_address(conn, id)?;
    Ok(contact.map(|(name, email)| Person { user_id: None, email, name, language: Language::Zh }).into_iter().collect())
}

/// The same, of several organisations.
pub fn of_organizations(conn: &mut Conn, ids: &[OrganizationId]) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    for id in ids {
        people.extend(of_organization(conn, id)?);
    }
    Ok(people)
}
