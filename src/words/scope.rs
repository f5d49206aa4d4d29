//! What a program may do for an account.

/// A part of an account that a token opens to a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Who the account is: contact, username, country, language.
    Profile,
    /// What happened to it.
    History,
    /// Where its owner is signed in, and ending that.
    Sessions,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Profile, Scope::History, Scope::Sessions];

    /// As programs name it, and as it is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Scope::Profile => "profile",
            Scope::History => "history",
            Scope::Sessions => "sessions",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}
