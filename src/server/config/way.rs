//! The ways back in.

use crate::words::Channel;

/// A way back in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// A letter with a code and a link; either opens the page for the new password.
    Letter,
    /// A letter with one secret, as a code that its link fills in, on the page of the new password.
    LetterKey,
    /// An SMS with a code, which opens the page for the new password.
    Sms,
    /// An SMS with a code, which is good for a second one with a one-time password.
    SmsPassword,
    /// A letter with a one-time password.
    LetterPassword,
    /// A letter with a link, to the recovery e-mail, for whoever can name that.
    RecoveryEmail,
    /// An SMS with a code, to the mobile phone beside the account, for whoever proves to be a person.
    Mobile,
    /// An answer that the account's owner has left.
    Question,
}

impl Way {
    pub const WORDS: [(&'static str, Way); 8] = [
        ("letter", Way::Letter),
        ("letter-key", Way::LetterKey),
        ("sms", Way::Sms),
        ("sms-password", Way::SmsPassword),
        ("letter-password", Way::LetterPassword),
        ("recovery-email", Way::RecoveryEmail),
        ("mobile", Way::Mobile),
        ("question", Way::Question),
    ];

    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, way)| *way == self).map_or("", |(word, _)| word)
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, way)| *way)
    }

    /// What its messages go over, to what the account is reached by; nothing where it goes another way.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Way::Letter | Way::LetterKey | Way::LetterPassword => Some(Channel::Letter),
            Way::Sms | Way::SmsPassword => Some(Channel::Sms),
            Way::RecoveryEmail | Way::Mobile | Way::Question => None,
        }
    }

    /// Whether it stands on what its owner has set up beside the account, and is one of several to be chosen from.
    pub fn is_chosen(self) -> bool {
        self.channel().is_none()
    }

    /// Whether it can be talked out of a telephone network.
    pub fn is_telephone(self) -> bool {
        matches!(self, Way::Sms | Way::SmsPassword | Way::Mobile)
    }
}
