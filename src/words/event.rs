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
    /// Of an organisation: the account works there from here on, or no more, by its own doing.
    Joined,
    Left,
    /// The same by its administrators'.
    Removed,
    RoleChanged,
    ShutOut,
    LetIn,
    /// An administrator has had a letter sent that restores access.
    RestoreStarted,
    /// That administrator's side of it.
    ColleagueHelped,
    /// What the site's own people did to the account: begin a restore, move it, make it one of theirs.
    RestoreBySupport,
    CorrectionWaits,
    CorrectionStopped,
    EmailCorrected,
    OperatorAdded,
    OperatorRemoved,
    /// What the owner did as one of them.
    RequestTaken,
    RequestAsked,
    RequestClosed,
    RestoreBegun,
    PeopleListed,
    PeopleSent,
    CorrectionProposed,
    CorrectionApproved,
    CorrectionHalted,
    /// With the other account of the same person; that link ended; somebody came over by it.
    Linked,
    Unlinked,
    Switched,
}

impl Event {
    pub const ALL: [Event; 41] = [
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
        Event::Joined,
        Event::Left,
        Event::Removed,
        Event::RoleChanged,
        Event::ShutOut,
        Event::LetIn,
        Event::RestoreStarted,
        Event::ColleagueHelped,
        Event::RestoreBySupport,
        Event::CorrectionWaits,
        Event::CorrectionStopped,
        Event::EmailCorrected,
        Event::OperatorAdded,
        Event::OperatorRemoved,
        Event::RequestTaken,
        Event::RequestAsked,
        Event::RequestClosed,
        Event::RestoreBegun,
        Event::PeopleListed,
        Event::PeopleSent,
        Event::CorrectionProposed,
        Event::CorrectionApproved,
        Event::CorrectionHalted,
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
            Event::Joined => "organisation joined",
            Event::Left => "organisation left",
            Event::Removed => "removed from organisation",
            Event::RoleChanged => "role changed",
            Event::ShutOut => "shut out",
            Event::LetIn => "let in",
            Event::RestoreStarted => "restore started",
            Event::ColleagueHelped => "colleague helped",
            Event::RestoreBySupport => "restore by support",
            Event::CorrectionWaits => "correction waits",
            Event::CorrectionStopped => "correction stopped",
            Event::EmailCorrected => "email corrected",
            Event::OperatorAdded => "operator added",
            Event::OperatorRemoved => "operator removed",
            Event::RequestTaken => "request taken",
            Event::RequestAsked => "request asked back",
            Event::RequestClosed => "request closed",
            Event::RestoreBegun => "restore begun",
            Event::PeopleListed => "people listed",
            Event::PeopleSent => "people sent",
            Event::CorrectionProposed => "correction proposed",
            Event::CorrectionApproved => "correction approved",
            Event::CorrectionHalted => "correction halted",
            Event::Linked => "linked",
            Event::Unlinked => "unlinked",
            Event::Switched => "switched",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}
