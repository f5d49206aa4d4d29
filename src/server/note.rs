//! What a form leaves for the page that follows it, in a sealed cookie of a minute.

use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// The refusal, and what was typed, secrets left out; or what was done.
#[derive(Clone, Serialize_tuple, Deserialize_tuple)]
pub struct Note {
    /// The address that the form was sent to.
    pub act: String,
    /// A [`crate::wire::Fail`] of that act's refusal, as JSON; empty where only what was typed is handed on.
    pub fail: String,
    pub typed: Vec<(String, String)>,
    /// What was done, where there was no refusal.
    pub done: Option<Done>,
}

/// What the next page has to tell.
#[derive(Clone, Copy, PartialEq, Eq, Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Done {
    Confirmed,
    /// What this browser waited for is over.
    WaitingEnded,
    SignedOut,
    /// The session ended before an act that needs one. No good news, but the next page is the one to tell it.
    SignInAgain,
    UsernameSaved,
    /// A new password was chosen by way of a letter.
    Restored,
    PasswordChanged,
    EmailChanged,
    EmailDropped,
    EmailUndone,
    SessionsEnded,
    /// The account goes, unless its owner comes back.
    Leaving,
    Stayed,
    TokenRevoked,
    /// Another way back in counts, waits no more while all stays as it was, or counts no more.
    RecoverySaved,
    RecoveryKept,
    RecoveryRemoved,
    AnswerSaved,
    AnswerRemoved,
    UsernamesSent,
    /// At an organisation: it is registered, or somebody works there from here on, or no more.
    Founded,
    JoinedOrganisation,
    LeftOrganisation,
    /// An invitation was sent, taken back, or not accepted.
    Invited,
    InvitationRevoked,
    InvitationDeclined,
    /// What became of a colleague.
    RoleChanged,
    RestoreStarted,
    ShutOut,
    LetIn,
    Removed,
    /// A plea went to administrators, or one of them has answered it.
    PleaSent,
    PleaApproved,
    PleaRefused,
    /// A support request has come, or its link was asked for; what was asked back is answered.
    SupportAsked,
    SupportLinkSent,
    SupportAnswered,
    /// What an operator did.
    RequestTaken,
    RequestAsked,
    RequestClosed,
    RestoreBegun,
    PeopleListed,
    PeopleSent,
    CorrectionProposed,
    CorrectionApproved,
    CorrectionStopped,
    CorrectionConfirmed,
    Linked,
    Unlinked,
    /// Somebody came over from the other account.
    Switched,
}
