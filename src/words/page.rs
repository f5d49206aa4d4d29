//! The pages: the only list of their addresses.

use serde::{Deserialize, Serialize};

/// A page of ours. Every redirect goes to one of these and nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Page {
    Home,
    Login,
    Register,
    /// Waiting for the letter; its code is typed here.
    Confirm,
    /// Where the letter's link leads.
    Welcome,
    Restore,
    /// Waiting for the message that restores; its code is typed here.
    RestoreCode,
    /// Waiting for the message with a one-time password.
    RestoreSent,
    /// Choosing the new password, once the letter's code or link is there.
    RestorePassword,
    Account,
    /// Giving the password once more, on the way to what asks for it.
    Prove,
    Password,
    Email,
    /// Taking a change of address back, from the letter to the old one.
    Undo,
    Sessions,
    History,
    Leaving,
    Agreement,
    Help,
    /// There is no such page.
    Missing,
}

impl Page {
    /// Every page that has an address.
    pub const ALL: [Page; 19] = [
        Page::Home,
        Page::Login,
        Page::Register,
        Page::Confirm,
        Page::Welcome,
        Page::Restore,
        Page::RestoreCode,
        Page::RestoreSent,
        Page::RestorePassword,
        Page::Account,
        Page::Prove,
        Page::Password,
        Page::Email,
        Page::Undo,
        Page::Sessions,
        Page::History,
        Page::Leaving,
        Page::Agreement,
        Page::Help,
    ];

    pub const fn path(self) -> &'static str {
        match self {
            Page::Home => "/",
            Page::Login => "/login",
            Page::Register => "/register",
            Page::Confirm => "/confirm",
            Page::Welcome => "/welcome",
            Page::Restore => "/restore",
            Page::RestoreCode => "/restore/code",
            Page::RestoreSent => "/restore/sent",
            Page::RestorePassword => "/restore/password",
            Page::Account => "/account",
            Page::Prove => "/account/prove",
            Page::Password => "/account/password",
            Page::Email => "/account/email",
            Page::Undo => "/undo",
            Page::Sessions => "/account/sessions",
            Page::History => "/account/history",
            Page::Leaving => "/account/delete",
            Page::Agreement => "/agreement",
            Page::Help => "/help",
            Page::Missing => "/missing",
        }
    }

    /// The page of an address, to the letter: `/login/`, `//login` and `/%6cogin` are no pages of ours.
    pub fn at(path: &str) -> Self {
        Self::ALL.into_iter().find(|page| page.path() == path).unwrap_or(Page::Missing)
    }
}
