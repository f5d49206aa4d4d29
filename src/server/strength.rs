//! Whether a new password is good enough: the full estimate, with dictionaries.

use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

use crate::words::{BadPassword, Password, Weakness};

/// The estimator looks at this much; a longer password is not made weaker by its end.
const LOOKED_AT: usize = 100;

/// Refuses what would be guessed within a day of trying online (zxcvbn's scores 0 and 1), and says why.
pub fn judge(password: &Password, personal: &[&str]) -> Result<(), BadPassword> {
    let text: String = password.expose().chars().take(LOOKED_AT).collect();
    let own: Vec<&str> =
        personal.iter().flat_map(|name| std::iter::once(*name).chain(name.split(['@', '.']))).filter(|n| n.len() > 2).collect();
    let lowered = text.to_lowercase();
    if own.iter().any(|name| lowered == name.to_lowercase()) {
        return Err(BadPassword::Personal);
    }
    let estimate = zxcvbn(&text, &own);
    if estimate.score() >= Score::Two {
        return Ok(());
    }
    let parts = estimate.sequence();
    if let [only] = parts
        && let MatchPattern::Dictionary(_) = &only.pattern
    {
        return Err(BadPassword::Common);
    }
    let weakest = parts.iter().max_by_key(|part| part.token.chars().count()).map(|part| &part.pattern);
    Err(BadPassword::Guessable(match weakest {
        Some(MatchPattern::Dictionary(_) | MatchPattern::Date(_) | MatchPattern::Regex(_)) => Weakness::Word,
        Some(MatchPattern::Repeat(_)) => Weakness::Repeats,
        Some(MatchPattern::Sequence(_) | MatchPattern::Spatial(_)) => Weakness::Sequence,
        _ => Weakness::Short,
    }))
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::words::{BadPassword, Password, Weakness};

    #[test]
    fn idn_07_what_is_tried_first_is_refused_with_its_reason() {
        for (given, reason) in [
            ("password", BadPassword::Common),
            ("iloveyou", BadPassword::Common),
            ("P@ssw0rd", BadPassword::Common),
            ("ada@example.org", BadPassword::Personal),
            ("aaaaaaaaaa", BadPassword::Guessable(Weakness::Repeats)),
            ("abcdefgh", BadPassword::Guessable(Weakness::Sequence)),
        ] {
            let password = Password::given(given.into()).unwrap();
            assert_eq!(judge(&password, &["ada@example.org", "Cabinet"]).err(), Some(reason), "{given}");
        }
        for good in ["correct horse battery staple", "x7Kp!2mQz9", "четыре лошади и мост"] {
            assert!(judge(&Password::given(good.into()).unwrap(), &["ada@example.org"]).is_ok(), "{good}");
        }
    }
}
