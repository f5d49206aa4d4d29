//! As what somebody is here.

/// A kind of user. Which there are is told to whoever registers; one person may have an account of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Looks for somebody who does a work.
    Customer,
    /// Does it.
    Artist,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Customer, Kind::Artist];

    /// What forms and rows call it.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Customer => "customer",
            Kind::Artist => "artist",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
