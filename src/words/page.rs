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
    Account,
    Agreement,
    /// There is no such page.
    Missing,
}

impl Page {
    /// Every page that has an address.
    pub const ALL: [Page; 7] =
        [Page::Home, Page::Login, Page::Register, Page::Confirm, Page::Welcome, Page::Account, Page::Agreement];

    pub const fn path(self) -> &'static str {
        match self {
            Page::Home => "/",
            Page::Login => "/login",
            Page::Register => "/register",
            Page::Confirm => "/confirm",
            Page::Welcome => "/welcome",
            Page::Account => "/account",
            Page::Agreement => "/agreement",
            Page::Missing => "/missing",
        }
    }

    /// The page of an address, to the letter: `/login/`, `//login` and `/%6cogin` are no pages of ours.
    pub fn at(path: &str) -> Self {
        Self::ALL.into_iter().find(|page| page.path() == path).unwrap_or(Page::Missing)
    }
}
