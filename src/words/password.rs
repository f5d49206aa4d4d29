//! Passwords, and how good one is as far as the browser can tell.

use super::lowered;
use serde::{Deserialize, Serialize};

/// A password as it was typed: nothing trimmed, nothing folded. No `Debug`, no `Serialize`, no `==`.
pub struct Password(String);

/// What the site asks of a new password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PasswordRule {
    /// Fewest code points (ASVS 6.2.1 asks for 8).
    pub min: u32,
    /// Most code points (ASVS 6.2.9 asks for at least 64).
    pub max: u32,
    /// Whether what is guessed first is refused (ASVS 6.2.4).
    pub judged: bool,
}

/// Why a password can't be had.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadPassword {
    Empty,
    Short,
    Long,
    /// It is on the list of those that everyone tries first (ASVS 6.2.4).
    Common,
    /// It is, or nearly is, the login or the site's name (ASVS 6.2.11).
    Personal,
    /// It would be guessed within minutes.
    Guessable(Weakness),
}

/// What makes a password easy to guess.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Weakness {
    /// Nothing in particular: there is too little of it.
    Short,
    /// `aaaa`, `abcabc`.
    Repeats,
    /// `abcd`, `4321`, `qwerty`.
    Sequence,
    /// The login, the address or the site's name.
    Personal,
    /// A word, a name or a date that lists of passwords are made of.
    Word,
}

/// How good a password looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (not in a lifetime), as zxcvbn scores.
    pub score: u8,
    pub weakness: Option<Weakness>,
}

impl Password {
    /// The most bytes that are hashed, whatever they mean.
    pub const MAX_BYTES: usize = 1024;

    /// A password to be checked against a stored one: any text that could be one.
    pub fn given(text: String) -> Result<Self, BadPassword> {
        if text.is_empty() {
            return Err(BadPassword::Empty);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(BadPassword::Long);
        }
        Ok(Self(text))
    }

    /// A password to be kept from now on.
    pub fn chosen(text: String, rule: PasswordRule) -> Result<Self, BadPassword> {
        let password = Self::given(text)?;
        let length = password.0.chars().count();
        if length < rule.min as usize {
            return Err(BadPassword::Short);
        }
        if length > rule.max as usize {
            return Err(BadPassword::Long);
        }
        Ok(password)
    }

    /// The text itself: for hashing and for judging, nowhere else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The browser's estimate: length, repeats, sequences and the person's own names, no dictionary. The server's, with one, is
/// stricter; this one only has to be quick and to name what to mend.
pub fn estimate(password: &str, personal: &[&str]) -> Strength {
    let chars: Vec<char> = password.chars().collect();
    let length = chars.len();
    let fold = |text: &str| text.chars().map(lowered).collect::<String>();
    let folded = fold(password);
    let own = personal.iter().map(|name| fold(name)).find(|name| name.chars().count() >= 3 && folded.contains(name.as_str()));

    // Characters that follow from the one before add next to nothing.
    let mut sequence = 0;
    let mut repeats = 0;
    for pair in chars.windows(2) {
        let step = i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
        match step {
            0 => repeats += 1,
            1 | -1 => sequence += 1,
            _ if are_neighbours(pair[0], pair[1]) => sequence += 1,
            _ => {}
        }
    }
    let period = (1..=length / 2).find(|period| (*period..length).all(|at| chars[at] == chars[at - period]));
    if let Some(period) = period {
        repeats = repeats.max(length - period);
    }
    let own_length = own.as_ref().map_or(0, |name| name.chars().count().saturating_sub(1));
    let fresh = length.saturating_sub(own_length).saturating_sub(repeats.max(sequence));
    let score = match fresh {
        0..=5 => 0,
        6..=7 => 1,
        8..=10 => 2,
        11..=13 => 3,
        _ => 4,
    };
    let weakness = if score >= 3 {
        None
    } else if own.is_some() {
        Some(Weakness::Personal)
    } else if repeats >= 2 && repeats >= sequence {
        Some(Weakness::Repeats)
    } else if sequence >= 2 {
        Some(Weakness::Sequence)
    } else {
        Some(Weakness::Short)
    };
    Strength { score, weakness }
}

/// Whether two keys lie side by side on a row of the common Latin or Cyrillic layouts.
fn are_neighbours(a: char, b: char) -> bool {
    const ROWS: [&str; 6] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];
    ROWS.iter().any(|row| {
        let at = |key: char| row.chars().position(|c| c == lowered(key));
        matches!((at(a), at(b)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{BadPassword, Password, PasswordRule, Weakness, estimate};

    const RULE: PasswordRule = PasswordRule { min: 8, max: 256, judged: true };

    #[test]
    fn length_is_counted_in_code_points_and_nothing_is_trimmed() {
        let kept = Password::chosen(" пароль ".into(), RULE).ok();
        assert_eq!(kept.as_ref().map(Password::expose), Some(" пароль "));
        for (given, reason) in [
            (String::new(), BadPassword::Empty),
            ("1234567".into(), BadPassword::Short),
            ("пароль".into(), BadPassword::Short),
            ("a".repeat(257), BadPassword::Long),
            ("a".repeat(1_000_000), BadPassword::Long),
        ] {
            assert_eq!(Password::chosen(given, RULE).err(), Some(reason));
        }
        assert!(Password::chosen("я".repeat(256), RULE).is_ok());
    }

    #[test]
    fn the_estimate_names_what_to_mend() {
        for (password, weakness) in [
            ("aaaaaaaaaaaa", Weakness::Repeats),
            ("abcabcabcabc", Weakness::Repeats),
            ("1234567890", Weakness::Sequence),
            ("qwertyuiop", Weakness::Sequence),
            ("йцукенгш", Weakness::Sequence),
            ("ЙЦУКЕНГШ", Weakness::Sequence),
            ("AdaLovelace", Weakness::Personal),
            ("x7Kp", Weakness::Short),
        ] {
            assert_eq!(estimate(password, &["adalovelace"]).weakness, Some(weakness), "{password}");
        }
        assert_eq!(estimate("correct horse battery staple", &["ada"]).score, 4);
        assert!(estimate("x7Kp!2mQz9", &[]).score >= 2);
    }
}
