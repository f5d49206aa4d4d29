//! Security questions: the catalogue, what is asked of somebody who has none, and what an answer has to be.
//!
//! The questions are of the kind that OWASP's cheat sheet asks for: memorable, the same for a lifetime, many answers, and nothing that
//! stands in a profile. Nobody writes a question of their own (attack ENU-07). An answer is hashed like a password, under a prefix, so
//! that neither is ever good for the other.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::tokens::{Purpose, Tokens};
use crate::locale::Texts;
use crate::words::{Password, ascii_digit};

/// The keys of the questions, which are `question.…` in the texts. Their number and order stay as they are for ever: with another
/// one the decoys would move, and what moves is nobody's (attack ENU-07).
pub const CATALOGUE: [&str; 8] = ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8"];

/// The fewest and the most characters of an answer, once it is normalised.
pub const MIN: usize = 3;
pub const MAX: usize = 100;
/// What stands before an answer when it is hashed.
const PREFIX: &str = "answer:";

/// An answer in its one form. No `Debug`, no `Serialize`, no `==`: it opens an account.
pub struct Answer(Password);

/// Why an answer can't be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadAnswer {
    Empty,
    Short,
    Long,
    /// It is one that many people give.
    Common,
    /// It stands in the question, or is what the account goes by.
    Contained,
}

/// The question of a key, in the reader's language.
pub fn sentence(texts: &'static Texts, key: &str) -> &'static str {
    match key {
        "q1" => texts.question_q1(),
        "q2" => texts.question_q2(),
        "q3" => texts.question_q3(),
        "q4" => texts.question_q4(),
        "q5" => texts.question_q5(),
        "q6" => texts.question_q6(),
        "q7" => texts.question_q7(),
        _ => texts.question_q8(),
    }
}

/// The key as the catalogue has it.
pub fn known(key: &str) -> Option<&'static str> {
    CATALOGUE.into_iter().find(|known| *known == key)
}

/// The question of a login that has none, or that nobody has: always the same one for it, and each as often as any other. `login_key` is
/// the one form of all that the login may be written as.
pub fn decoy(tokens: &Tokens, login_key: &str) -> &'static str {
    // Eight divide 2⁶⁴ evenly.
    let at = tokens.number_of(Purpose::Question, login_key) % CATALOGUE.len() as u64;
    usize::try_from(at).ok().and_then(|at| CATALOGUE.get(at)).copied().unwrap_or("q1")
}

impl Answer {
    /// An answer to be checked against a stored one; nothing where it can be nobody's.
    pub fn given(text: &str) -> Option<Self> {
        match normalised(text) {
            Ok(answer) if !answer.is_empty() => Self::of(&answer).ok(),
            _ => None,
        }
    }

    /// An answer to be kept. `asked` is the question in every language, `own` what the account goes by.
    pub fn chosen(text: &str, asked: &[&str], own: &[&str]) -> Result<Self, BadAnswer> {
        if text.trim().is_empty() {
            return Err(BadAnswer::Empty);
        }
        let answer = normalised(text)?;
        let letters = answer.replace(' ', "");
        if letters.chars().count() < MIN {
            return Err(BadAnswer::Short);
        }
        if COMMON.split(", ").any(|common| common == answer || common == letters) || repeats(&letters) {
            return Err(BadAnswer::Common);
        }
        let stands_in = |question: &&str| format!(" {} ", folded(question)).contains(&format!(" {answer} "));
        if asked.iter().any(stands_in) || own.iter().any(|name| folded(name) == answer) {
            return Err(BadAnswer::Contained);
        }
        Self::of(&answer)
    }

    /// Whether it was typed once more, however it is written.
    pub fn is_repeated_by(&self, again: &str) -> bool {
        Self::given(again).is_some_and(|again| again.0.expose() == self.0.expose())
    }

    /// What is hashed, by the one hasher.
    pub fn secret(&self) -> &Password {
        &self.0
    }

    fn of(answer: &str) -> Result<Self, BadAnswer> {
        Password::given(format!("{PREFIX}{answer}")).map(Self).map_err(|_| BadAnswer::Long)
    }
}

/// The one form of all ways to write an answer, where it is no longer than one may be.
fn normalised(given: &str) -> Result<String, BadAnswer> {
    // One character may stand for eighteen; what is too long is not looked into.
    let is_long = |text: &str| text.chars().nth(MAX).is_some();
    if is_long(given.trim()) {
        return Err(BadAnswer::Long);
    }
    let answer = folded(given);
    if is_long(&answer) { Err(BadAnswer::Long) } else { Ok(answer) }
}

/// Compatible forms alike (NFKC), in small letters, with ASCII digits, and with one space for whatever stands between words.
fn folded(given: &str) -> String {
    let folded = given.nfkc().flat_map(char::to_lowercase).nfkc().map(ascii_digit);
    let (mut answer, mut gap) = (String::new(), false);
    for c in folded.filter(|c| !is_unseen(*c)) {
        if !c.is_alphanumeric() && !is_combining_mark(c) {
            gap = true;
            continue;
        }
        if gap && !answer.is_empty() {
            answer.push(' ');
        }
        gap = false;
        answer.push(c);
    }
    answer
}

/// Marks that nobody sees and nobody types knowingly: soft hyphens, joiners, directions.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether it is one character over and over.
fn repeats(answer: &str) -> bool {
    let mut characters = answer.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

/// What many people answer, whatever is asked: with a comma between, in the form that answers are compared in. Under three letters
/// none is kept anyway.
const COMMON: &str = "yes, none, nothing, no one, nobody, unknown, i don t know, don t know, dont know, idk, n a, test, answer, secret, \
    password, qwerty, asdf, abc, abcd, abc123, 123, 1234, 12345, 123456, 12345678, 123456789, 2020, 2000, 1990, mother, \
    father, mom, mum, dad, mama, papa, sister, brother, friend, love, god, jesus, allah, myself, red, blue, green, black, \
    white, yellow, pink, purple, orange, john, james, david, michael, robert, william, maria, mary, anna, sarah, laura, \
    lisa, ahmed, ali, mohamed, mohammed, muhammad, fatima, alexander, elena, olga, rex, max, buddy, bella, lucky, \
    charlie, rocky, molly, daisy, teddy, teddy bear, bear, dog, cat, pizza, pasta, rice, chicken, egg, eggs, omelette, \
    pancakes, football, soccer, barcelona, real madrid, manchester united, liverpool, juventus, london, paris, moscow, \
    cairo, new york, usa, smith, нет, не знаю, пароль";

#[cfg(test)]
mod tests {
    use super::{Answer, BadAnswer, CATALOGUE, COMMON, decoy, normalised};
    use crate::server::tokens::Tokens;

    const ASKED: [&str; 2] = ["What was your driving instructor's first name?", "Как звали вашего инструктора?"];

    fn chosen(text: &str) -> Result<String, BadAnswer> {
        Answer::chosen(text, &ASKED, &["ada.lovelace", "ada@example.org"]).map(|answer| answer.secret().expose().to_owned())
    }

    /// ENU-07.
    #[test]
    fn enu_07_ten_thousand_decoys_are_even_and_stay() {
        let tokens = Tokens::seeded(7);
        let random: Vec<String> = (0..10_000).map(|_| tokens.id()).collect();
        let alike: Vec<String> = (0..10_000).map(|n| format!("user{n}")).collect();
        for logins in [random, alike] {
            let mut seen = [0_u32; CATALOGUE.len()];
            for login in &logins {
                let question = decoy(&tokens, login);
                assert_eq!(decoy(&tokens, login), question, "{login}");
                seen[CATALOGUE.iter().position(|key| *key == question).unwrap()] += 1;
            }
            // Chi-squared, 7 degrees, p = 10⁻⁶.
            let chi: f64 = seen.iter().map(|n| (f64::from(*n) - 1_250.0).powi(2) / 1_250.0).sum();
            assert!(chi < 40.5, "{seen:?}");
        }
        let other = Tokens::seeded(8);
        assert!((0..100).any(|n| decoy(&tokens, &n.to_string()) != decoy(&other, &n.to_string())), "the key makes it");
    }

    /// ENU-07: what was shown for a login once is shown for ever.
    #[test]
    fn enu_07_a_decoy_outlives_every_release() {
        let tokens = Tokens::seeded(1);
        for (login, question) in [("ada", "q5"), ("kim", "q4"), ("ada@example.org", "q3"), ("+447400123456", "q5")] {
            assert_eq!(decoy(&tokens, login), question, "{login}");
        }
    }

    #[test]
    fn an_answer_is_the_same_however_it_is_written() {
        for (given, kept) in [
            ("  Saint-Étienne ", "saint étienne"),
            ("SAINT E\u{301}TIENNE!", "saint étienne"),
            ("saint\u{A0}\u{2014}\t étienne", "saint étienne"),
            ("Ｓａｉｎｔ\u{200B}　Étienne", "saint étienne"),
            ("O’Brien", "o brien"),
            ("ГОСПОДИН ПЁТР", "господин пётр"),
            ("محمد ١٩٨٤", "محمد 1984"),
            ("\u{202B}ﬁnch\u{202C}", "finch"),
            ("हिन्दी", "हिन्दी"),
        ] {
            assert_eq!(normalised(given).as_deref(), Ok(kept), "{given:?}");
            assert_eq!(normalised(kept).as_deref(), Ok(kept), "and it stays so: {kept}");
        }
        assert_ne!(normalised("Oslo"), normalised("Osio"), "letters are letters");
    }

    #[test]
    fn an_answer_that_anybody_would_guess_is_refused_with_its_reason() {
        for (given, reason) in [
            ("", BadAnswer::Empty),
            (" \u{A0} ", BadAnswer::Empty),
            ("!?", BadAnswer::Short),
            ("Bo", BadAnswer::Short),
            ("B. O", BadAnswer::Short),
            (&*"x".repeat(101), BadAnswer::Long),
            (&*"\u{FDFA}".repeat(60), BadAnswer::Long),
            (&*"x".repeat(1_000_000), BadAnswer::Long),
            ("YES!", BadAnswer::Common),
            ("I don't know", BadAnswer::Common),
            ("12 34", BadAnswer::Common),
            ("１２３４", BadAnswer::Common),
            ("Real-Madrid", BadAnswer::Common),
            ("xxxxxx", BadAnswer::Common),
            ("Instructor", BadAnswer::Contained),
            ("first name", BadAnswer::Contained),
            ("инструктора", BadAnswer::Contained),
            ("Ada Lovelace", BadAnswer::Contained),
            ("ada@example.org", BadAnswer::Contained),
        ] {
            assert_eq!(chosen(given).err(), Some(reason), "{given:?}");
        }
        for good in ["Ottoline", "Mr Grimble", "Ада Байрон", "driv"] {
            assert!(chosen(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn the_list_is_written_in_the_form_that_answers_are_compared_in() {
        assert!(COMMON.split(", ").count() > 100);
        for common in COMMON.split(", ") {
            assert_eq!(normalised(common).as_deref(), Ok(common));
        }
    }

    #[test]
    fn what_is_hashed_is_no_password_of_anybody() {
        assert_eq!(chosen("Mr. Grimble").as_deref(), Ok("answer:mr grimble"));
        assert_eq!(
            Answer::given("MR GRIMBLE ").map(|answer| answer.secret().expose().to_owned()).as_deref(),
            Some("answer:mr grimble")
        );
        for nobodys in ["", " ", "?!", &*"x".repeat(101)] {
            assert!(Answer::given(nobodys).is_none(), "{nobodys:?}");
        }
    }
}
