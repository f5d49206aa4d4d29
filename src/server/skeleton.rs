//! Usernames that look alike (attack IDN-03): of all that do, one account has one.
//!
//! A username is ASCII by itself ([`Username`]), so that letters of other scripts, marks that nobody sees and changes of direction are
//! none. What is left is what UTS 39 calls confusable within ASCII: `0` and `O`, `1`, `l` and `I`, `m` and `rn`. And names are the
//! same in any case, which joins these: `Ivan` is `ivan`, and looks like `lvan`. So `i`, `I`, `l`, `L` and `1` are one letter here, and
//! `o`, `O` and `0` another: somebody who wants to be `lan` cannot while there is an `ian`. What differs by its marks alone (`a.b`,
//! `a_b`) does not look alike.

use unicode_security::skeleton;

use super::store::{self, Store};
use crate::words::{BadUsername, Username};

/// How many names are filled in at once.
const BATCH: i64 = 500;

/// What is the same of all names that look like this one. It is compared and never shown.
pub fn of(username: &Username) -> String {
    of_key(&username.key())
}

/// A name that somebody wants: well made, and like none that only the site itself may speak under.
pub fn wanted(given: &str) -> Result<Username, BadUsername> {
    let username = Username::parse(given)?;
    let skeleton = of(&username);
    let is_reserved = Username::RESERVED.iter().any(|name| of_key(name) == skeleton);
    if is_reserved { Err(BadUsername::Reserved) } else { Ok(username) }
}

fn of_key(key: &str) -> String {
    // UTS 39 reads `0` as a capital `O`, and a capital `I` as `l`.
    skeleton(key).collect::<String>().to_ascii_lowercase().replace('i', "l")
}

/// Fills in what names from before look like. Of two that look alike the first one found keeps its place and the other stands without:
/// nobody else can have either. Nodes that start together take the same rows in the same order, and each is filled in once.
pub async fn fill(store: &Store) -> Result<u64, store::Error> {
    let (mut last, mut filled) = (String::new(), 0);
    loop {
        let mut tx = store.write().await?;
        let names = tx.names_without_skeleton(&last, BATCH).await?;
        let Some((id, _)) = names.last() else { return Ok(filled) };
        last.clone_from(id);
        for (account, key) in &names {
            filled += u64::from(tx.set_skeleton(account, key, &of_key(key)).await?);
        }
        tx.save().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::{of, wanted};
    use crate::words::{BadUsername, Login, Username};

    fn skeleton(name: &str) -> String {
        of(&Username::parse(name).unwrap())
    }

    #[test]
    fn idn_03_names_that_look_alike_have_one_skeleton() {
        for alike in [
            &["alan", "a1an", "aIan", "ALAN", "Alan", "aian", "AIAN"][..],
            &["ivan", "Ivan", "lvan", "Lvan", "IVAN"],
            &["bob", "b0b", "B0B", "BOB", "bOb"],
            &["tom", "t0m", "torn", "TORN", "T0rn"],
            &["lillian", "IiIIian", "LILLIAN", "iliilan"],
            &["admirn", "adrnirn", "adrnim", "Adm1m"],
            &["o0o", "OOO", "ooo", "O0o"],
            &["corn", "com", "C0M"],
            &["a.l1", "a.ll", "a.li", "A.LI"],
        ] {
            for name in alike {
                assert_eq!(skeleton(name), skeleton(alike[0]), "{name}");
            }
        }
        for [one, other] in [["ada", "eve"], ["a.b", "a_b"], ["a-b", "a_b"], ["anna", "ana"], ["tim", "tom"], ["nora", "mora"]] {
            assert_ne!(skeleton(one), skeleton(other), "{one} {other}");
        }
    }

    /// IDN-03: every character of Unicode that UTS 39 takes for a letter, a digit or a mark of ours, in the place of that one.
    #[test]
    fn idn_03_no_confusable_makes_another_name_of_an_existing_one() {
        let existing = ["alan.lovelace", "com", "tim-torn", "b0b", "Ivan_2", "paypal"];
        let twin = |c: char| unicode_security::skeleton(&c.to_string()).collect::<String>();
        let ours: Vec<(char, String)> =
            ('!'..='~').filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).map(|c| (c, twin(c))).collect();
        let (mut tried, mut foreign) = (0, 0);
        for c in '\0'..=char::MAX {
            let seen = twin(c);
            for (own, _) in ours.iter().filter(|(own, skeleton)| *own != c && *skeleton == seen) {
                for name in existing.iter().filter(|name| name.contains(*own)) {
                    tried += 1;
                    match Username::parse(&name.replace(*own, &c.to_string())) {
                        Ok(copy) => assert_eq!(of(&copy), skeleton(name), "{copy:?}", copy = copy.as_str()),
                        Err(_) => foreign += 1,
                    }
                }
            }
            // What nobody sees, and what turns the direction, is in no name at all.
            if seen.is_empty() || c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
            {
                assert!(Username::parse(&format!("ada{c}love")).is_err(), "{c:?}");
            }
        }
        assert!(tried > 500 && foreign > 500, "{tried} {foreign}");
    }

    #[test]
    fn idn_03_nobody_looks_like_the_site_itself() {
        for name in ["admin", "Adm1n", "adrnin", "supp0rt", "R00T", "webrnaster", "inf0", "lnfo", "system", "SYSTEM"] {
            assert_eq!(wanted(name).err(), Some(BadUsername::Reserved), "{name}");
        }
        for name in ["ada", "admiral", "rooted", "supporter"] {
            assert!(wanted(name).is_ok(), "{name}");
        }
    }

    /// IDN-04: whatever is typed, it is one kind of login at most, and no name is anybody's address or number.
    #[test]
    fn idn_04_no_name_is_an_address_or_a_number() {
        const CHARACTERS: [char; 24] = [
            'a', 'B', 'l', '0', '7', '.', '_', '-', '+', '@', ' ', '\t', '\0', '\u{200B}', '\u{202E}', '＠', '＋', '٧', '７', 'а',
            'é', 'ß', '/', ',',
        ];
        let mut drawn = 0x9E37_79B9_7F4A_7C15_u64;
        let mut names = 0;
        for _ in 0..200_000 {
            let mut text = String::new();
            let mut next = || {
                drawn ^= drawn << 13;
                drawn ^= drawn >> 7;
                drawn ^= drawn << 17;
                drawn as usize
            };
            for _ in 0..3 + next() % 12 {
                // Mostly what names are made of, so that some are.
                text.push(if next() % 4 > 0 { CHARACTERS[next() % 5] } else { CHARACTERS[next() % CHARACTERS.len()] });
            }
            let Ok(name) = Username::parse(&text) else { continue };
            names += 1;
            let text = name.as_str();
            assert!(!text.contains('@') && !text.starts_with('+') && !text.bytes().all(|b| b.is_ascii_digit()), "{text}");
            assert!(matches!(Login::parse(text), Some(Login::Username(_))), "{text}");
        }
        assert!(names > 1_000, "{names}");
        for victims in
            ["ada@example.org", "ADA@EXAMPLE.ORG", "＠ada", "ada＠example.org", "+447400123456", "＋447400123456", "447400123456"]
        {
            assert!(wanted(victims).is_err(), "{victims}");
        }
    }
}
