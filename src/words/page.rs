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
    /// Choosing one of the ways back in that somebody has set up; then what each of them asks.
    RestoreWay,
    RestoreEmail,
    RestoreMobile,
    RestoreQuestion,
    /// Choosing the new password, once the letter's code or link is there.
    RestorePassword,
    /// What an address is registered under.
    Usernames,
    /// The areas of the site that are for those who are signed in.
    Console,
    Account,
    /// The other ways to reach somebody.
    Profile,
    /// Tokens for programs, and what programs can do with them.
    Tokens,
    Api,
    /// Giving the password once more, on the way to what asks for it.
    Prove,
    Password,
    Email,
    /// Taking a change of address back, from the letter to the old one.
    Undo,
    Sessions,
    History,
    Leaving,
    /// The organisation that somebody works for, and the people in it.
    Organisation,
    /// Asking the administrators of one's organisation for help.
    Colleague,
    /// Answering such a colleague, from the letter about it.
    ColleagueAnswer,
    /// Asking the site's own people for help.
    Support,
    /// What has become of that.
    SupportRequest,
    /// What people have asked for, to those who operate the site.
    Queue,
    /// The accounts that are the same person's.
    Linked,
    Agreement,
    /// Agreeing to a new version of it.
    Consent,
    Help,
    /// There is no such page.
    Missing,
}

impl Page {
    /// Every page that has an address.
    pub const ALL: [Page; 36] = [
        Page::Home,
        Page::Login,
        Page::Register,
        Page::Confirm,
        Page::Welcome,
        Page::Restore,
        Page::RestoreCode,
        Page::RestoreSent,
        Page::RestoreWay,
        Page::RestoreEmail,
        Page::RestoreMobile,
        Page::RestoreQuestion,
        Page::RestorePassword,
        Page::Usernames,
        Page::Console,
        Page::Account,
        Page::Profile,
        Page::Tokens,
        Page::Api,
        Page::Prove,
        Page::Password,
        Page::Email,
        Page::Undo,
        Page::Sessions,
        Page::History,
        Page::Leaving,
        Page::Organisation,
        Page::Colleague,
        Page::ColleagueAnswer,
        Page::Support,
        Page::SupportRequest,
        Page::Queue,
        Page::Linked,
        Page::Agreement,
        Page::Consent,
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
            Page::RestoreWay => "/restore/way",
            Page::RestoreEmail => "/restore/email",
            Page::RestoreMobile => "/restore/mobile",
            Page::RestoreQuestion => "/restore/question",
            Page::RestorePassword => "/restore/password",
            Page::Usernames => "/username",
            Page::Console => "/console",
            Page::Account => "/account",
            Page::Profile => "/account/profile",
            Page::Tokens => "/account/tokens",
            Page::Api => "/account/api",
            Page::Prove => "/account/prove",
            Page::Password => "/account/password",
            Page::Email => "/account/email",
            Page::Undo => "/undo",
            Page::Sessions => "/account/sessions",
            Page::History => "/account/history",
            Page::Leaving => "/account/delete",
            Page::Organisation => "/account/organisation",
            Page::Colleague => "/colleague",
            Page::ColleagueAnswer => "/colleague/answer",
            Page::Support => "/support",
            Page::SupportRequest => "/support/request",
            Page::Queue => "/account/queue",
            Page::Linked => "/account/linked",
            Page::Agreement => "/agreement",
            Page::Consent => "/agreement/accept",
            Page::Help => "/help",
            Page::Missing => "/missing",
        }
    }

    /// Whether it is for those alone who are signed in.
    pub const fn is_own(self) -> bool {
        matches!(
            self,
            Page::Console
                | Page::Account
                | Page::Profile
                | Page::Tokens
                | Page::Api
                | Page::Password
                | Page::Email
                | Page::Sessions
                | Page::History
                | Page::Leaving
                | Page::Organisation
                | Page::Queue
                | Page::Linked
        )
    }

    /// Whether it is closed to whoever has not agreed to what must be agreed to. The ways out are not.
    pub const fn needs_consent(self) -> bool {
        self.is_own() && !matches!(self, Page::Leaving)
    }

    /// The page of an address, to the letter: `/login/`, `//login` and `/%6cogin` are no pages of ours.
    pub fn at(path: &str) -> Self {
        Self::ALL.into_iter().find(|page| page.path() == path).unwrap_or(Page::Missing)
    }
}
