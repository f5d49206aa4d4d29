//! The keys under which people are found: equal exactly when two texts name the same mailbox, number or name.

use super::House;
use super::phones;
use super::skeleton;
use super::store::{self, Account, Named, Tx};
use crate::words::{BadEmail, BadPhone, BadUsername, Channel, Email, Identifier, Login};

/// An address or a number that somebody is reached by.
pub struct Contact {
    /// As it was written; a number as the world dials it.
    pub text: String,
    pub key: String,
}

impl From<store::Contact> for Contact {
    fn from(kept: store::Contact) -> Self {
        Self { text: kept.contact, key: kept.contact_key }
    }
}

/// An address as a person gives it, with its key.
pub fn mailbox(house: &House, given: &str) -> Result<Contact, BadEmail> {
    let email = Email::within(given, house.config.policy.mailbox)?;
    let key = email_key(&email).ok_or(BadEmail::Domain)?;
    Ok(Contact { text: email.as_str().to_owned(), key })
}

/// A name that somebody wants where names are mailboxes of the site, and that mailbox.
pub fn own_name(house: &House, given: &str) -> Result<(Named, Contact), BadUsername> {
    let username = skeleton::wanted(given)?;
    let named = Named { name: username.as_str().to_owned(), key: username.key(), skeleton: skeleton::of(&username) };
    let domain = house.config.policy.domain.as_deref().unwrap_or_default();
    let contact = Contact { text: format!("{}@{domain}", named.name), key: format!("{}@{domain}", named.key) };
    // Whoever had that one would read what people write to the site.
    let support = Email::parse(&house.config.brand.support).ok().and_then(|support| email_key(&support));
    if support.as_ref() == Some(&contact.key) {
        return Err(BadUsername::Reserved);
    }
    Ok((named, contact))
}

/// A login in the one form that it has where a name and its mailbox are the same.
pub fn one_form(house: &House, login: &str) -> String {
    let key = login_key(login);
    let own = house.config.policy.domain.as_deref().and_then(|domain| key.strip_suffix(domain)?.strip_suffix('@'));
    own.map_or(key.clone(), str::to_owned)
}

/// A number as a person gives it, that SMS may go to.
pub fn number(house: &House, given: &str, country: &str) -> Result<Contact, BadPhone> {
    let phone = phones::reachable(given, country, &house.config.sms.countries)?;
    Ok(Contact { text: phone.as_str().to_owned(), key: phone.as_str().to_owned() })
}

/// A login as it is kept from here on: numbers whole, without needing their country any more; all else as it was typed.
pub fn settle(house: &House, login: &str, country: &str) -> Result<String, BadPhone> {
    let login = login.trim();
    let identifiers = &house.config.policy.identifiers;
    let is_meant = identifiers.contains(&Identifier::Phone) && (phones::looks_like(login) || *identifiers == [Identifier::Phone]);
    if login.is_empty() || !is_meant {
        return Ok(login.to_owned());
    }
    phones::read(login, country, &house.config.sms.countries).map(|phone| phone.as_str().to_owned())
}

/// What a message to a login goes over, as far as the login tells, whoever has it.
pub fn channel(house: &House, login: &str) -> Channel {
    match Login::parse(login) {
        Some(Login::Email(_)) => Channel::Letter,
        Some(Login::Phone(_)) => Channel::Sms,
        Some(Login::Username(_)) | None => house.config.policy.registration.channel(),
    }
}

/// The one form of all spellings of a login, also of one that nobody can have.
pub fn login_key(login: &str) -> String {
    match Login::parse(login) {
        Some(Login::Email(email)) => email_key(&email).unwrap_or_else(|| login.to_owned()),
        Some(Login::Phone(phone)) => phone.as_str().to_owned(),
        Some(Login::Username(username)) => username.key(),
        None => login.to_owned(),
    }
}

/// The account that a login names, where the site takes logins of that kind.
pub async fn find(house: &House, tx: &mut Tx, login: &str) -> Result<Option<Account>, store::Error> {
    match Login::parse(login) {
        Some(login) if !house.config.policy.identifiers.contains(&login.identifier()) => Ok(None),
        Some(Login::Email(_) | Login::Phone(_)) => tx.account_by_contact(&login_key(login)).await,
        Some(Login::Username(username)) => tx.account_by_username(&username.key()).await,
        None => Ok(None),
    }
}

/// The key of an address, or `None` when its domain is none (IDNA, UTS 46). The part before the `@` is ASCII by
/// [`Email::parse`] and is lowered as ASCII; Unicode's case mapping would let one person's address fold to another's.
pub fn email_key(email: &Email) -> Option<String> {
    let (local, domain) = email.parts();
    let domain = idna::domain_to_ascii_strict(domain).ok()?;
    Some(format!("{}@{domain}", local.to_ascii_lowercase()))
}

/// The address as mail servers take it: as it was written, its domain in ASCII.
pub fn deliverable(email: &Email) -> Option<String> {
    let (local, domain) = email.parts();
    Some(format!("{local}@{}", idna::domain_to_ascii_strict(domain).ok()?))
}

#[cfg(test)]
mod tests {
    use super::email_key;
    use crate::words::Email;

    fn key(given: &str) -> Option<String> {
        email_key(&Email::parse(given).ok()?)
    }

    #[test]
    fn idn_01_one_mailbox_has_one_key_and_no_other_mailbox_has_it() {
        assert_eq!(key("Ada@Example.ORG").as_deref(), Some("ada@example.org"));
        assert_eq!(key("ada@ПРИМЕР.рф"), key("ada@xn--e1afmkfd.xn--p1ai"));
        assert_ne!(key("ada+tag@example.org"), key("ada@example.org"), "what follows a plus may be another mailbox");
        for foreign in ["\u{212A}elvin@example.org", "ma\u{131}l@example.org", "\u{17F}am@example.org", "ａda@example.org"] {
            assert_eq!(key(foreign), None, "{foreign} folds to ASCII elsewhere");
        }
        assert_eq!(key("ada@exa\u{200B}mple.org"), None);
    }
}
