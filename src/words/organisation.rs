//! What a Russian organisation is known by: the number that it pays taxes under (ИНН), and the code of why it is registered where it
//! is (КПП).

use serde::{Deserialize, Serialize};

use super::ascii_digit;

/// The numbers that name an organisation. Equal organisations have equal numbers.
///
/// An INN has ten digits for a legal entity and twelve for a sole proprietor, its check digits among them (order ЕД-7-14/559@ of the
/// Federal Tax Service, appendix 1). A KPP has nine characters, of which the fifth and the sixth may be Latin capitals (appendix 2);
/// sole proprietors have none, so theirs is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Codes {
    inn: String,
    kpp: String,
}

/// Why a text is no INN.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadInn {
    Empty,
    /// A character that is no digit.
    Digits,
    /// Neither ten digits nor twelve.
    Length,
    /// Its check digits do not fit: a digit is mistyped.
    Check,
}

/// Why a text is no KPP of the organisation that the INN names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadKpp {
    Empty,
    /// Not nine characters.
    Length,
    /// A character where none of its kind may stand.
    Shape,
    /// The INN is a sole proprietor's, who has none.
    Proprietor,
}

impl Codes {
    /// Reads what people type: with spaces and dashes, in the digits of their script. Both are looked at, and all that is wrong is told.
    pub fn parse(inn: &str, kpp: &str) -> Result<Self, (Option<BadInn>, Option<BadKpp>)> {
        let (inn, kpp) = (typed(inn), typed(kpp));
        let bad_inn = bad_inn(&inn);
        let bad_kpp = match (inn.len(), kpp.is_empty()) {
            (PROPRIETOR, true) => None,
            (PROPRIETOR, false) if bad_inn.is_none() => Some(BadKpp::Proprietor),
            _ => bad_kpp(&kpp),
        };
        if bad_inn.is_none() && bad_kpp.is_none() { Ok(Self { inn, kpp }) } else { Err((bad_inn, bad_kpp)) }
    }

    pub fn inn(&self) -> &str {
        &self.inn
    }

    /// Empty for a sole proprietor.
    pub fn kpp(&self) -> &str {
        &self.kpp
    }
}

/// How many digits the INN of a legal entity has, and that of a sole proprietor.
const ENTITY: usize = 10;
const PROPRIETOR: usize = 12;
const KPP: usize = 9;

/// Without what people put between, in capitals. What is none of it stays, to be refused.
fn typed(given: &str) -> String {
    let is_between = |c: &char| {
        c.is_whitespace()
            || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    given.chars().filter(|c| !is_between(c)).take(2 * PROPRIETOR).map(|c| ascii_digit(c).to_ascii_uppercase()).collect()
}

fn bad_inn(inn: &str) -> Option<BadInn> {
    if inn.is_empty() {
        return Some(BadInn::Empty);
    }
    let Some(digits) = inn.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>() else { return Some(BadInn::Digits) };
    let holds = |weights: &[u32]| {
        let sum: u32 = weights.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
        digits.get(weights.len()) == Some(&(sum % 11 % 10))
    };
    let is_whole = match digits.len() {
        ENTITY => holds(&[2, 4, 10, 3, 5, 9, 4, 6, 8]),
        PROPRIETOR => holds(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) && holds(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]),
        _ => return Some(BadInn::Length),
    };
    // Noughts alone have check digits that fit, and are nobody's.
    (!is_whole || digits.iter().all(|digit| *digit == 0)).then_some(BadInn::Check)
}

fn bad_kpp(kpp: &str) -> Option<BadKpp> {
    if kpp.is_empty() {
        return Some(BadKpp::Empty);
    }
    if kpp.chars().count() != KPP {
        return Some(BadKpp::Length);
    }
    let fits = |(at, c): (usize, char)| c.is_ascii_digit() || matches!(at, 4 | 5) && c.is_ascii_uppercase();
    (!kpp.chars().enumerate().all(fits)).then_some(BadKpp::Shape)
}

/// What somebody may do in an organisation. Each may do what those below may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Role {
    Member,
    /// Invites colleagues, starts their restores, shuts them out, and answers who asks to come in.
    Administrator,
    /// Makes administrators and owners. There is always one.
    Owner,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Owner, Role::Administrator, Role::Member];

    /// As forms and the database have it.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Administrator => "administrator",
            Role::Member => "member",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether this role decides on people of that one, and gives it: owners on all, administrators on those below them.
    pub fn rules(self, other: Role) -> bool {
        self == Role::Owner || self > other
    }

    /// Whether it decides on anybody.
    pub fn is_in_charge(self) -> bool {
        self > Role::Member
    }
}

/// Why somebody turns to the administrators of an organisation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Cause {
    /// They work there and cannot get in any more.
    LockedOut,
    /// They have no account yet, or one that is not of this organisation.
    New,
}

impl Cause {
    pub const ALL: [Cause; 2] = [Cause::LockedOut, Cause::New];

    /// As forms and the database have it.
    pub const fn word(self) -> &'static str {
        match self {
            Cause::LockedOut => "restore",
            Cause::New => "join",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{BadInn, BadKpp, Cause, Codes, Role};

    type Bad = (Option<BadInn>, Option<BadKpp>);

    fn bad(inn: &str, kpp: &str) -> Bad {
        Codes::parse(inn, kpp).expect_err(inn)
    }

    #[test]
    fn the_numbers_are_read_however_they_are_typed() {
        // Both as the tax service publishes them: of Sberbank, and the example of a person's in its order.
        for (inn, kpp) in
            [("7707083893", "773601001"), (" 7707 083 893 ", "7736-01001"), ("７７０７０８３８９３", "773601001\u{FEFF}")]
        {
            let codes = Codes::parse(inn, kpp).unwrap();
            assert_eq!((codes.inn(), codes.kpp()), ("7707083893", "773601001"));
        }
        let proprietor = Codes::parse("500100732259", "").unwrap();
        assert_eq!((proprietor.inn(), proprietor.kpp()), ("500100732259", ""));
        assert_eq!(Codes::parse("7707083893", "7736ab001").unwrap().kpp(), "7736AB001");
    }

    #[test]
    fn every_mistyped_digit_is_found() {
        for inn in ["7707083893", "500100732259"] {
            for at in 0..inn.len() {
                for digit in '0'..='9' {
                    let mut typed: Vec<char> = inn.chars().collect();
                    typed[at] = digit;
                    let typed: String = typed.into_iter().collect();
                    let is_right = Codes::parse(&typed, if inn.len() == 10 { "773601001" } else { "" }).is_ok();
                    assert_eq!(is_right, typed == inn, "{typed}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_of_both() {
        assert_eq!(bad("", ""), (Some(BadInn::Empty), Some(BadKpp::Empty)));
        assert_eq!(bad("77070838931", "773601001"), (Some(BadInn::Length), None));
        assert_eq!(bad("7707083894", "77360100"), (Some(BadInn::Check), Some(BadKpp::Length)));
        assert_eq!(bad("770708389З", "77360100Я"), (Some(BadInn::Digits), Some(BadKpp::Shape)));
        assert_eq!(bad("7707083893", "A73601001"), (None, Some(BadKpp::Shape)));
        assert_eq!(bad("0000000000", "773601001"), (Some(BadInn::Check), None));
        assert_eq!(bad("500100732259", "773601001"), (None, Some(BadKpp::Proprietor)));
        assert_eq!(bad("500100732250", "773601001"), (Some(BadInn::Check), None));
    }

    #[test]
    fn an_owner_may_more_than_an_administrator_and_that_one_more_than_a_member() {
        assert!(Role::Owner > Role::Administrator && Role::Administrator > Role::Member);
        for role in Role::ALL {
            assert_eq!(Role::named(role.word()), Some(role));
        }
        for cause in Cause::ALL {
            assert_eq!(Cause::named(cause.word()), Some(cause));
        }
    }

    #[test]
    fn aut_05_an_owner_rules_all_an_administrator_members_and_a_member_nobody() {
        let ruled = |role: Role| Role::ALL.into_iter().filter(|other| role.rules(*other)).collect::<Vec<_>>();
        assert_eq!(ruled(Role::Owner), Role::ALL);
        assert_eq!(ruled(Role::Administrator), [Role::Member]);
        assert_eq!(ruled(Role::Member), []);
    }
}
