//! Where a site falls short of today's rules. Each rule that it does not hold has to be named in `relaxed`: then the server says so
//! each time it starts, and `cabinet check --strict` fails. `standard` holds them all.

use std::fmt;

use super::policy::Policy;
use super::reader::Reader;
use super::way::Way;
use crate::words::Span;

/// A rule that a site may not hold, if it says so.
struct Rule {
    key: &'static str,
    asks: &'static str,
    source: &'static str,
    /// What the site does instead; nothing where it holds the rule.
    broken: fn(&Policy) -> Option<String>,
}

/// A rule that a site does not hold, and says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relaxed {
    pub key: &'static str,
    pub found: String,
    pub asks: &'static str,
    pub source: &'static str,
}

impl fmt::Display for Relaxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, found, asks, source } = self;
        write!(f, "RELAXED {key}={found}: standard asks {asks} ({source})")
    }
}

const RULES: [Rule; 13] = [
    Rule {
        key: "email.max",
        asks: "254: every address there can be",
        source: "RFC 5321 §4.5.3.1.3",
        broken: |policy| (policy.mailbox.max < 254).then(|| policy.mailbox.max.to_string()),
    },
    Rule {
        key: "password.min",
        asks: "8 or more",
        source: "ASVS 6.2.1",
        broken: |policy| (policy.password.min < 8).then(|| policy.password.min.to_string()),
    },
    Rule {
        key: "password.max",
        asks: "64 or more",
        source: "ASVS 6.2.9",
        broken: |policy| (policy.password.max < 64).then(|| policy.password.max.to_string()),
    },
    Rule {
        key: "password.judged",
        asks: "that what is guessed first is refused",
        source: "ASVS 6.2.4",
        broken: |policy| (!policy.password.judged).then(|| "false".to_owned()),
    },
    Rule {
        key: "restore.ways",
        asks: "a way that no telephone network can be talked out of",
        source: "NIST SP 800-63B-4 §3.1.3.3",
        broken: |policy| {
            let ways = &policy.restore.ways;
            let is_weak = ways.iter().any(|way| way.is_telephone() || *way == Way::Question);
            is_weak.then(|| ways.iter().map(|way| way.word()).collect::<Vec<_>>().join(","))
        },
    },
    Rule {
        key: "registration.enter",
        asks: "proof of the address first",
        source: "NIST SP 800-63B-4 §4.2.1.2, and ASVS 6.3.8: whoever registers learns which addresses are taken",
        broken: |policy| policy.registration.at_once.then(|| "at-once".to_owned()),
    },
    Rule {
        key: "restore.tells_unknown",
        asks: "the same answer for every login",
        source: "ASVS 6.3.8",
        broken: |policy| policy.restore.tells_unknown.then(|| "true".to_owned()),
    },
    Rule {
        key: "restore.code_lives",
        asks: "10m or less",
        source: "ASVS 6.5.5",
        broken: |policy| longer(policy.restore.code_lives, Span::minutes(10)),
    },
    Rule {
        key: "restore.one_time_lives",
        asks: "10m or less",
        source: "ASVS 6.5.5",
        broken: |policy| longer(policy.restore.one_time_lives, Span::minutes(10)),
    },
    Rule {
        key: "registration.code_lives",
        asks: "10m or less",
        source: "ASVS 6.5.5",
        broken: |policy| longer(policy.registration.code_lives, Span::minutes(10)),
    },
    Rule {
        key: "restore.link_lives",
        asks: "24h or less",
        source: "NIST SP 800-63B-4 §4.2.1.2",
        broken: |policy| longer(policy.restore.link_lives, Span::hours(24)),
    },
    Rule {
        key: "session.lives",
        asks: "24h or less",
        source: "NIST SP 800-63B-4 §2.2.3",
        broken: |policy| longer(policy.session.lives, Span::hours(24)),
    },
    Rule {
        key: "session.remembered_lives",
        asks: "30d or less",
        source: "NIST SP 800-63B-4 §2.1.3",
        broken: |policy| longer(policy.session.remembered_lives, Span::days(30)),
    },
];

fn longer(span: Span, most: Span) -> Option<String> {
    (span > most).then(|| format!("{}m", span.as_minutes()))
}

/// The rules that a policy does not hold. What it does not declare is a fault, and so is what it declares and yet holds.
pub fn relaxed(r: &mut Reader, policy: &Policy) -> Vec<Relaxed> {
    let declared = r.choice("relaxed", RULES.map(|rule| (rule.key, rule.key)));
    let mut relaxed = Vec::new();
    for Rule { key, asks, source, broken } in RULES {
        match (broken(policy), declared.contains(&key)) {
            (Some(found), true) => relaxed.push(Relaxed { key, found, asks, source }),
            (Some(found), false) => r.fault(key, &found, &format!("{asks} ({source}), or \"{key}\" among `relaxed`")),
            (None, true) => r.fault("relaxed", &format!("{key}, which is held"), "what falls short of standard"),
            (None, false) => {}
        }
    }
    relaxed
}
