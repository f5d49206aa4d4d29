//! What can happen to an account, as its owner reads it and as it is kept.

/// Something that happened to an account. Each is written down, and what changes the way in is told to every address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    Registered,
    SignedIn,
    PasswordChanged,
    /// By way of a letter.
    PasswordRestored,
    EmailChanged,
    /// The old address took it back.
    EmailUndone,
    UsernameChanged,
    SessionsEnded,
    DataTaken,
    LeavingAsked,
    LeavingStopped,
    /// The recovery e-mail, the mobile phone or the security question.
    RecoveryChanged,
    AgreementAccepted,
    TokenMade,
    TokenRevoked,
    /// With the other account of the same person; that link ended; somebody came over by it.
    Linked,
    Unlinked,
    Switched,
}

impl Event {
    pub const ALL: [Event; 18] = [
        Event::Registered,
        Event::SignedIn,
        Event::PasswordChanged,
        Event::PasswordRestored,
        Event::EmailChanged,
        Event::EmailUndone,
        Event::UsernameChanged,
        Event::SessionsEnded,
        Event::DataTaken,
        Event::LeavingAsked,
        Event::LeavingStopped,
        Event::RecoveryChanged,
        Event::AgreementAccepted,
        Event::TokenMade,
        Event::TokenRevoked,
        Event::Linked,
        Event::Unlinked,
        Event::Switched,
    ];

    /// As it stands in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Event::Registered => "registered",
            Event::SignedIn => "signed in",
            Event::PasswordChanged => "password changed",
            Event::PasswordRestored => "password restored",
            Event::EmailChanged => "email changed",
            Event::EmailUndone => "email undone",
            Event::UsernameChanged => "username changed",
            Event::SessionsEnded => "sessions ended",
            Event::DataTaken => "data taken",
            Event::LeavingAsked => "leaving asked",
            Event::LeavingStopped => "leaving stopped",
            Event::RecoveryChanged => "recovery changed",
            Event::AgreementAccepted => "agreement accepted",
            Event::TokenMade => "token made",
            Event::TokenRevoked => "token revoked",
            Event::Linked => "linked",
            Event::Unlinked => "unlinked",
            Event::Switched => "switched",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}
