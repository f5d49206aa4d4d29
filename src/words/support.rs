//! What people ask the site's own people for, and what those do about it.

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// The letter that restores does not come.
    Letter,
    /// What to sign in by is forgotten.
    Login,
    /// Who is registered for an organisation.
    People,
    Other,
}

impl Topic {
    pub const ALL: [Topic; 4] = [Topic::Letter, Topic::Login, Topic::People, Topic::Other];

    /// As forms and the database have it.
    pub const fn word(self) -> &'static str {
        match self {
            Topic::Letter => "letter",
            Topic::Login => "login",
            Topic::People => "people",
            Topic::Other => "other",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }

    pub const fn needs_inn(self) -> bool {
        !matches!(self, Topic::Other)
    }

    pub const fn needs_kpp(self) -> bool {
        matches!(self, Topic::Login | Topic::People)
    }

    /// Whether it is about a mailbox that an account has, or should have.
    pub const fn needs_mailbox(self) -> bool {
        matches!(self, Topic::Letter | Topic::Login)
    }
}

/// What was done about a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    Taken,
    /// The asker was asked something.
    Asked,
    /// And answered: the one deed that is no operator's.
    Answered,
    RestoreStarted,
    PeopleListed,
    PeopleSent,
    CorrectionProposed,
    CorrectionApproved,
    CorrectionStopped,
    Closed,
}

impl Deed {
    pub const ALL: [Deed; 10] = [
        Deed::Taken,
        Deed::Asked,
        Deed::Answered,
        Deed::RestoreStarted,
        Deed::PeopleListed,
        Deed::PeopleSent,
        Deed::CorrectionProposed,
        Deed::CorrectionApproved,
        Deed::CorrectionStopped,
        Deed::Closed,
    ];

    /// As it stands in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Deed::Taken => "taken",
            Deed::Asked => "asked",
            Deed::Answered => "answered",
            Deed::RestoreStarted => "restore started",
            Deed::PeopleListed => "people listed",
            Deed::PeopleSent => "people sent",
            Deed::CorrectionProposed => "correction proposed",
            Deed::CorrectionApproved => "correction approved",
            Deed::CorrectionStopped => "correction stopped",
            Deed::Closed => "closed",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }
}

/// What a request is called by: `4K7-2QM-9XF`. Nine characters of 32 are 45 random bits, so that nobody hits upon one; it opens nothing
/// by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference(String);

impl Reference {
    pub const LENGTH: usize = 9;
    const GROUP: usize = 3;
    /// Capitals and digits, without those that are taken for each other: I, L, O and U (Crockford's base 32).
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Makes one of random bytes, five bits of each.
    pub fn of(random: [u8; Self::LENGTH]) -> Self {
        Self(random.into_iter().map(|byte| char::from(Self::ALPHABET[usize::from(byte & 31)])).collect())
    }

    /// Reads one as people type it: in small letters, without its dashes, with an `o` for the nought and an `i` or `l` for the one.
    pub fn parse(given: &str) -> Option<Self> {
        let mut text = String::with_capacity(Self::LENGTH);
        for c in given.chars() {
            let c = match super::ascii_digit(c).to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c if c.is_whitespace() => continue,
                '-' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => continue,
                c => c,
            };
            if text.len() == Self::LENGTH || !c.is_ascii() || !Self::ALPHABET.contains(&(c as u8)) {
                return None;
            }
            text.push(c);
        }
        (text.len() == Self::LENGTH).then_some(Self(text))
    }

    /// As it is written and kept.
    pub fn written(&self) -> String {
        let groups: Vec<_> = self.0.as_bytes().chunks(Self::GROUP).map(String::from_utf8_lossy).collect();
        groups.join("-")
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Deed, Reference, Topic};

    #[test]
    fn a_reference_is_read_however_it_is_typed() {
        let made = Reference::of([4, 19, 7, 2, 22, 20, 9, 29, 15]);
        assert_eq!(made.written(), "4K7-2PM-9XF");
        for typed in ["4K7-2PM-9XF", " 4k7 2pm 9xf ", "4k72pm9xf", "\u{2068}4K7–2PM–9XF\u{2069}", "٤K7-٢PM-٩XF"] {
            assert_eq!(Reference::parse(typed).as_ref(), Some(&made), "{typed}");
        }
        assert_eq!(Reference::parse("olo-000-000"), Reference::parse("010-000-000"));
        for typed in ["", "4K7-2PM-9X", "4K7-2PM-9XFF", "4K7-2PM-9XU", "4K7-2PM-9X\0", "АКВ-2PM-9XF"] {
            assert_eq!(Reference::parse(typed), None, "{typed}");
        }
    }

    /// Each character of the alphabet comes of as many bytes as any other.
    #[test]
    fn every_byte_gives_five_even_bits() {
        let mut seen = std::collections::BTreeMap::new();
        for byte in 0..=u8::MAX {
            *seen.entry(Reference::of([byte; 9]).written()).or_insert(0) += 1;
        }
        assert_eq!((seen.len(), seen.values().all(|count| *count == 8)), (32, true));
    }

    #[test]
    fn words_name_what_they_are_of() {
        assert!(Topic::ALL.into_iter().all(|topic| Topic::named(topic.word()) == Some(topic)));
        assert!(Deed::ALL.into_iter().all(|deed| Deed::named(deed.word()) == Some(deed)));
        assert_eq!((Topic::named(""), Deed::named("")), (None, None));
    }
}
