use super::{Config, Database, Fault, Gateway, Mail, SmtpTls, parse};
use crate::locale::Language;
use crate::words::{Asked, Channel, Identifier, Span};

const PRODUCTION: &str = "address = '0.0.0.0:3000'\npublic_url = 'https://accounts.example.org'\n\
                          smtp.host = 'mail.example.org'\nsmtp.from = 'Site <accounts@example.org>'\n";

fn settle(file: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<Fault>> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    parse(&file.parse::<toml::Table>().unwrap_or_else(|fault| panic!("{file}: {fault}")), environment)
}

fn faults(file: &str) -> Vec<Fault> {
    settle(file, &[]).err().unwrap_or_default()
}

/// A file for one test, gone with it.
struct Secret(std::path::PathBuf);

impl Secret {
    fn new(name: &str, text: &str) -> Self {
        let file = std::env::temp_dir().join(format!("cabinet_{}_{name}", std::process::id()));
        std::fs::write(&file, text).unwrap();
        Self(file)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn without_a_word_it_is_a_development_site_on_loopback() {
    let config = settle("", &[]).unwrap();
    assert_eq!(config.public_url.origin(), "http://127.0.0.1:3000");
    assert!(config.development.is_some() && config.may_make_key && config.trusted_proxies.is_empty());
    assert!(matches!(config.mail, Mail::Page));
    assert!(matches!(config.database, Database::Sqlite(file) if file.to_str() == Some("data/cabinet.db")));
}

#[test]
fn in_production_nothing_of_development_is_left() {
    let config = settle(PRODUCTION, &[]).unwrap();
    assert!(config.development.is_none() && config.public_url.secure);
    assert!(matches!(&config.mail, Mail::Smtp(smtp) if smtp.tls == SmtpTls::StartTls && smtp.port == 587 && smtp.login.is_none()));
    assert_eq!(config.connections.per_client, 64);
    let shared = settle(&format!("{PRODUCTION}database = 'postgres://db/cabinet'"), &[]).unwrap();
    assert!(!shared.may_make_key, "its nodes would each make their own");
    let implicit = settle(&format!("{PRODUCTION}smtp.tls = 'implicit'"), &[]).unwrap();
    assert!(matches!(implicit.mail, Mail::Smtp(smtp) if smtp.port == 465));
}

#[test]
fn the_environment_overrides_the_file_and_the_file_the_preset() {
    let file = "registration.lives = '24h'\nregistration.code_lives = '5m'\nlimits.login_address.burst = 9";
    let environment = [
        ("CABINET_REGISTRATION__LIVES", "12h"),
        ("CABINET_LIMITS__LOGIN_ADDRESS__OFTEN", "9s"),
        ("CABINET_REGISTRATION__REPEAT", "true"),
        ("CABINET_PASSWORD__MIN", "15"),
        ("CABINET_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("CABINET_ADDRESS", "[::1]:4000"),
        ("PATH", "/usr/bin"),
        ("cabinet_password__max", "64"),
    ];
    let config = settle(file, &environment).unwrap();
    let registration = &config.policy.registration;
    assert_eq!(registration.lives, Span::hours(12), "the environment");
    assert_eq!(registration.code_lives, Span::minutes(5), "the file");
    assert_eq!(config.policy.restore.link_lives, Span::minutes(30), "the preset");
    assert!(registration.repeat);
    let limit = config.policy.limits.login_address;
    assert_eq!((limit.burst, limit.often), (9, Span::seconds(9)), "each key by itself");
    assert_eq!((config.policy.password.min, config.policy.password.max), (15, 256));
    assert_eq!(config.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.0.0.0/8", "::1/128"]);
    assert_eq!(config.public_url.origin(), "http://[::1]:4000");
    assert!(config.development.is_some());
}

#[test]
fn a_secret_may_stand_in_a_file_and_is_never_printed() {
    let password = Secret::new("password", "hunter2 with spaces \r\n");
    let address = Secret::new("database", "postgres://cabinet:hunter2@db/cabinet\n");
    let by_file =
        format!("{PRODUCTION}smtp.user = 'site'\nsmtp.password_file = '{}'\ndatabase_file = '{}'", password.path(), address.path());
    let config = settle(&by_file, &[]).unwrap();
    assert!(matches!(config.database, Database::Postgres(address) if address == "postgres://cabinet:hunter2@db/cabinet"));
    let Mail::Smtp(smtp) = config.mail else { panic!("letters are sent") };
    assert_eq!(smtp.login, Some(("site".into(), "hunter2 with spaces ".into())), "only the end of the line goes");

    for wrong in [
        "database = 'mysql://cabinet:hunter2@db/cabinet'",
        "smtp.password = ['hunter2']",
        "smtp.pasword = 'hunter2'",
        "database = 'hunter2'\ndatabase_file = 'hunter2.txt'",
    ] {
        let faults = faults(&format!("{PRODUCTION}{wrong}"));
        assert!(!faults.is_empty(), "{wrong}");
        assert!(!faults.iter().any(|fault| fault.to_string().contains("hunter2")), "{faults:?}");
    }
}

/// Whoever sets a secret in the environment need not know how the file gives it.
#[test]
fn a_secret_of_the_environment_replaces_the_one_that_the_file_names() {
    let password = Secret::new("old_password", "old");
    let file = format!("{PRODUCTION}smtp.user = 'site'\nsmtp.password_file = '{}'", password.path());
    let config = settle(&file, &[("CABINET_SMTP__PASSWORD", "new")]).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert!(matches!(config.mail, Mail::Smtp(smtp) if smtp.login == Some(("site".into(), "new".into()))));
}

#[test]
fn all_faults_are_told_at_once_each_with_what_is_right() {
    let faults = faults(
        "address = 'here'\npublic_url = 'http://accounts.example.org'\nargon2.lanes = 99\nargon.lanes = 1\nsession.idle = 'long'",
    );
    let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
    for key in ["address", "public_url", "argon2.lanes", "argon.lanes", "session.idle"] {
        assert!(keys.contains(&key), "{keys:?}");
    }
    let lanes = faults.iter().find(|fault| fault.key == "argon2.lanes").unwrap();
    assert_eq!(lanes.to_string(), "cabinet.toml: argon2.lanes: 99; allowed: 1 to 16");
    assert!(faults.iter().all(|fault| !fault.allowed.is_empty() && !fault.found.is_empty()));
}

#[test]
fn a_fault_names_whoever_said_it() {
    let preset = Secret::new("preset.toml", "session.idle = 'long'\nshoe = 1");
    let said = |environment: &[(&str, &str)]| -> Vec<String> {
        let faults = settle(&format!("preset = '{}'\nargon2.lanes = 0", preset.path()), environment).err().unwrap_or_default();
        faults.iter().map(|fault| fault.to_string()).collect()
    };
    let faults = said(&[("CABINET_SESSION__LIVES", "short")]);
    for start in [
        format!("{}: session.idle: \"long\"; allowed: ", preset.path()),
        format!("{}: shoe: no such key; allowed: ", preset.path()),
        "cabinet.toml: argon2.lanes: 0; allowed: 1 to 16".into(),
        "CABINET_SESSION__LIVES: session.lives: \"short\"; allowed: ".into(),
    ] {
        assert!(faults.iter().any(|fault| fault.starts_with(&start)), "{start} is not among {faults:#?}");
    }
}

#[test]
fn a_preset_is_data_over_standard_and_under_the_file() {
    let config = settle("preset = 'phone'", &[]).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(config.policy.identifiers, [Identifier::Phone]);
    assert_eq!(config.policy.registration.fields, [Asked::Phone, Asked::Agreement]);
    assert_eq!(config.policy.restore.link_lives, Span::minutes(30), "what phone does not say, standard does");
    assert_eq!(
        config.relaxed.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "RELAXED restore.ways=sms-password: standard asks a way that no telephone network can be talked out of (NIST SP 800-63B-4 §3.1.3.3)"
        ]
    );
    assert!(config.policy.restore.way(Channel::Letter).is_none());
    let english = config.texts.iter().find(|texts| texts.language() == Language::En).unwrap();
    let russian = config.texts.iter().find(|texts| texts.language() == Language::Ru).unwrap();
    assert_eq!((english.login_submit(), english.nav_sign_in()), ("LOG IN", "Login"));
    assert_ne!(russian.login_submit(), "LOG IN", "its words are for its language alone");
    let over =
        settle("preset = 'phone'\nsms.countries = ['FR']\nwords.en.login.submit = 'In'\nwords.en.password.rule.one = 'One'", &[]);
    let over = over.unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(over.sms.countries.len(), 1);
    assert_eq!((over.texts[0].login_submit(), over.texts[0].login_title()), ("In", "Your Personal Account"));
    assert_eq!(over.texts[0].password_rule(1), "One");
    assert!(settle("", &[]).unwrap().relaxed.is_empty(), "standard holds every rule");
}

/// The limits of the document, as it has them: each is declared, and each start says so.
#[test]
fn artists_say_where_they_fall_short() {
    let config = settle("preset = 'artists'", &[]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let policy = &config.policy;
    assert_eq!((policy.mailbox.min, policy.mailbox.max), (3, 20));
    assert_eq!((policy.password.min, policy.password.max, policy.password.judged), (3, 20, false));
    assert_eq!(
        policy.registration.fields,
        [Asked::Email, Asked::Password, Asked::Region, Asked::Captcha, Asked::Kind, Asked::Agreement]
    );
    assert_eq!(policy.registration.lives, Span::hours(48), "a letter may take a day");
    let relaxed: Vec<(&str, &str)> = config.relaxed.iter().map(|relaxed| (relaxed.key, relaxed.found.as_str())).collect();
    assert_eq!(
        relaxed,
        [
            ("email.max", "20"),
            ("password.min", "3"),
            ("password.max", "20"),
            ("password.judged", "false"),
            ("restore.one_time_lives", "60m")
        ]
    );
    let Some(page) = config.help.pages.get("en") else { panic!("a help page") };
    assert_eq!(page.title, "Authorization and password");
    assert!(!config.policy.account.tokens && config.policy.account.public);
}

#[test]
fn one_wrong_value_of_a_gateway_is_one_fault() {
    for (line, key) in
        [("kind = 'htpp'\nurl = 'https://x.example'", "kind"), ("kind = 'http'\nurl = 'http://sms.example.net'", "url")]
    {
        let faults = faults(&format!("sms.chain = ['main']\n[sms.gateway.main]\n{line}"));
        assert_eq!(
            faults.iter().map(|fault| fault.key.as_str()).collect::<Vec<_>>(),
            [format!("sms.gateway.main.{key}")],
            "{line}"
        );
    }
}

#[test]
fn gateways_form_a_chain_in_the_order_of_their_names() {
    let secret = Secret::new("gateway", "key:hunter2\n");
    let file = format!(
        "sms.chain = ['second', 'first']\nsms.countries = ['GB']\n\
         [sms.gateway.first]\nkind = 'smpp'\nhost = 'smpp.example.net'\n\
         [sms.gateway.second]\nkind = 'http'\nurl = 'https://sms.example.net/{{to}}'\nheaders = ['Authorization: Basic {{secret}}']\n\
         secret_file = '{}'\nbody = 'a={{text}}'",
        secret.path()
    );
    let config = settle(&file, &[("CABINET_SMS__GATEWAY__FIRST__PORT", "2776")]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let names: Vec<&str> = config.sms.chain.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["second", "first"]);
    assert!(matches!(&config.sms.chain[0].1, Gateway::Http(http) if http.secret == "key:hunter2"));
    assert!(matches!(&config.sms.chain[1].1, Gateway::Smpp(smpp) if smpp.tls && smpp.port == 2776));
    let slow = file.replace("kind = 'smpp'", "kind = 'smpp'\ntimeout = '40s'");
    assert!(faults(&slow).iter().any(|fault| fault.key == "sms.chain"), "a worker could not wait for all of them");
}

#[test]
fn every_bound_is_a_value_that_is_taken() {
    for line in [
        "password.min = 8",
        "password.min = 64",
        "password.max = 64",
        "password.max = 1024",
        "argon2.memory_kib = 7168",
        "argon2.memory_kib = 1048576",
        "argon2.passes = 1",
        "argon2.passes = 100",
        "argon2.lanes = 1",
        "argon2.lanes = 16",
        "connections.total = 1",
        "connections.total = 100000",
        "limits.login_address.burst = 1",
        "limits.login_address.burst = 1000000",
        "session.idle = '2m'",
        "registration.lives = '1h'",
        "session.lives = '100000d'\nrelaxed = ['session.lives']",
        "password.min = 3\npassword.max = 20\nrelaxed = ['password.min', 'password.max']",
        "password.judged = false\nrelaxed = ['password.judged']",
        "email.min = 6\nemail.max = 20\nrelaxed = ['email.max']",
        "captcha.task = 'sum'",
        "account.public = true\nsms.countries = ['GB']",
        "registration.regions = ['GB']\nregistration.fields = ['email', 'region', 'kind', 'captcha', 'agreement']",
        "brand.colour = '#767676'",
        "brand.radius = '0px'",
        "brand.radius = '24px'",
        "sms.price = 1\nsms.daily_cap = 20",
        "preset = 'phone'\npublic_url = 'https://accounts.example.org'\nsms.chain = ['a']\nsms.gateway.a.kind = 'smpp'\nsms.gateway.a.host = 'x'",
        "development.enabled = false\nsmtp.host = 'localhost'\nsmtp.tls = 'none'\nsmtp.from = 'a@example.org'",
        "smtp.host = '127.0.0.1'\nsmtp.tls = 'none'\nsmtp.from = 'a@example.org'\nsmtp.port = 1\nsmtp.timeout = '45s'",
        "smtp.host = '[::1]'\nsmtp.tls = 'none'\nsmtp.from = 'a@example.org'\nsmtp.port = 65535",
        "public_url = 'http://localhost:3000'",
        "public_url = 'http://127.0.0.1:3000/'",
        "public_url = 'http://[::1]:3000'",
        "development.clock = '2026-11-22T12:00:00Z'\ndevelopment.seed = 7",
    ] {
        let faults = faults(line);
        assert!(faults.is_empty(), "{line}: {faults:?}");
    }
}

/// CFG-01: each of these is refused, by its own name.
#[test]
fn cfg_01_what_is_wrong_is_refused() {
    let at_home = [
        ("address = '127.0.0.1'", "address"),
        ("address = 'localhost:3000'", "address"),
        ("address = '127.0.0.1:65536'", "address"),
        ("address = 3000", "address"),
        ("preset = 'tough'", "preset"),
        ("preset = 1", "preset"),
        ("adress = '127.0.0.1:3000'", "adress"),
        ("smtp = 'mail.example.org'", "smtp"),
        ("database.file = 'x'", "database.file"),
        ("database = 'mysql://db/cabinet'", "database"),
        ("database = 'sqlite://data/cabinet.db'", "database"),
        ("database = ''", "database"),
        ("database = 1", "database"),
        ("database_file = '/nowhere/at/all'", "database_file"),
        ("database = 'a'\ndatabase_file = 'b'", "database"),
        ("key_file = 1", "key_file"),
        ("key_file = ''", "key_file"),
        ("trusted_proxies = '10.0.0.0/33'", "trusted_proxies"),
        ("trusted_proxies = ['proxy.example.org']", "trusted_proxies"),
        ("trusted_proxies = [1]", "trusted_proxies"),
        ("connections.total = 0", "connections.total"),
        ("connections.per_client = 100001", "connections.per_client"),
        ("argon2.memory_kib = 7167", "argon2.memory_kib"),
        ("argon2.memory_kib = 4294967296", "argon2.memory_kib"),
        ("argon2.passes = 0", "argon2.passes"),
        ("argon2.lanes = -1", "argon2.lanes"),
        ("argon2.memory_kib = 1048576\nargon2.budget_mib = 64", "argon2.budget_mib"),
        ("password.min = 7", "password.min"),
        ("password.min = 65", "password.min"),
        ("password.max = 63", "password.max"),
        ("password.max = 1025", "password.max"),
        ("password.max = '64 characters'", "password.max"),
        ("password.judged = false", "password.judged"),
        ("password.judged = true\nrelaxed = ['password.judged']", "relaxed"),
        ("email.max = 253", "email.max"),
        ("email.max = 19\nrelaxed = ['email.max']", "email.max"),
        ("email.max = 255", "email.max"),
        ("email.min = 2", "email.min"),
        ("email.min = 7", "email.min"),
        ("relaxed = ['email.max']", "relaxed"),
        ("captcha.task = 'product'", "captcha.task"),
        ("account.public = 'maybe'", "account.public"),
        ("account.public = true", "sms.countries"),
        ("registration.regions = ['XX']", "registration.regions"),
        ("registration.regions = ['gb']", "registration.regions"),
        ("registration.fields = ['email', 'region', 'agreement']", "registration.regions"),
        ("agreement.en = '''# x\n\n### fold\n\nhidden'''", "agreement.en"),
        ("registration.repeat = 'maybe'", "registration.repeat"),
        ("account.organisations = 'perhaps'", "account.organisations"),
        ("account.organisations = true\nregistration.enter = 'at-once'\nrelaxed = ['registration.enter']", "account.organisations"),
        ("preset = 'phone'\naccount.organisations = true", "account.organisations"),
        ("account.organisations = true\nrestore.ways = ['question']\nrelaxed = ['restore.ways']", "account.organisations"),
        ("registration.lives = '0h'", "registration.lives"),
        ("registration.lives = '-1h'", "registration.lives"),
        ("registration.lives = 48", "registration.lives"),
        ("registration.code_lives = '10 m'", "registration.code_lives"),
        ("registration.code_lives = '1w'", "registration.code_lives"),
        ("letters.resend_after = ''", "letters.resend_after"),
        ("session.idle = '100001s'", "session.idle"),
        ("session.lives = '1.5h'", "session.lives"),
        ("session.idle = '119s'", "session.idle"),
        ("registration.lives = '59m'", "registration.lives"),
        ("session.remembered_lives = '30д'", "session.remembered_lives"),
        ("agreement.version = ''", "agreement.version"),
        ("agreement.date = '22.11.2026'", "agreement.date"),
        ("brand.name = ''", "brand.name"),
        ("brand.colour = 'red'", "brand.colour"),
        ("brand.colour = '#777777'", "brand.ink"),
        ("brand.radius = '10em'", "brand.radius"),
        ("brand.font = 'a;b'", "brand.font"),
        ("brand.logo = 'logo.exe'", "brand.logo"),
        ("brand.navigation = ['Shop']", "brand.navigation"),
        ("brand.footer = ['Shop javascript:x']", "brand.footer"),
        ("preset = 'nobody'", "preset"),
        ("preset = 'nobody.toml'", "preset"),
        ("password.min = 7", "password.min"),
        ("password.max = 63", "password.max"),
        ("password.min = 2\nrelaxed = ['password.min']", "password.min"),
        ("password.min = 20\npassword.max = 64\nrelaxed = ['password.max']", "relaxed"),
        ("relaxed = ['smtp.tls']", "relaxed"),
        ("relaxed = ['password.min']", "relaxed"),
        ("session.lives = '25h'", "session.lives"),
        ("session.remembered_lives = '31d'", "session.remembered_lives"),
        ("restore.code_lives = '11m'", "restore.code_lives"),
        ("restore.link_lives = '25h'\nrestore.lives = '26h'", "restore.link_lives"),
        ("restore.lives = '9m'\nrestore.link_lives = '5m'", "restore.lives"),
        ("restore.ways = ['pigeon']", "restore.ways"),
        ("restore.ways = []", "restore.ways"),
        ("restore.ways = ['letter', 'letter']", "restore.ways"),
        ("restore.ways = ['letter', 'sms']", "sms.countries"),
        ("registration.fields = ['password', 'agreement']", "registration.fields"),
        ("registration.fields = ['email', 'phone', 'agreement']", "registration.fields"),
        ("registration.fields = ['email', 'password']", "registration.fields"),
        ("registration.fields = ['email', 'shoe size', 'agreement']", "registration.fields"),
        ("sign_in.identifiers = ['username']", "sign_in.identifiers"),
        ("words.en.login.title = 1", "words.en.login.title"),
        ("words.en.login.titel = 'x'", "words.en.login.titel"),
        ("words.en.password.rule = 'x'", "words.en.password.rule"),
        ("words.en.password.rule.few = 'x'", "words.en.password.rule.few"),
        ("words.en.home.lead = '{who}'", "words.en.home.lead"),
        ("words.xx.login.title = 'x'", "words.xx.login.title"),
        ("help.en = 'no title'", "help.en"),
        ("help.en = '# title <b>'", "help.en"),
        ("sms.countries = ['ZZ']", "sms.countries"),
        ("sms.chain = ['main']", "sms.gateway.main.kind"),
        ("sms.gateway.main.kind = 'http'", "sms.gateway.main"),
        ("sms.chain = ['a']\nsms.gateway.a.kind = 'pigeon'", "sms.gateway.a.kind"),
        ("sms.chain = ['a']\nsms.gateway.a.kind = 'http'", "sms.gateway.a.url"),
        ("sms.chain = ['a']\nsms.gateway.a.kind = 'http'\nsms.gateway.a.url = 'http://sms.example.net'", "sms.gateway.a.url"),
        (
            "sms.chain = ['a']\nsms.gateway.a.kind = 'smpp'\nsms.gateway.a.host = 'sms.example.net'\nsms.gateway.a.tls = 'none'",
            "sms.gateway.a.tls",
        ),
        ("sms.chain = ['a']\nsms.gateway.a.kind = 'smpp'", "sms.gateway.a.host"),
        (
            "sms.chain = ['a']\nsms.gateway.a.kind = 'smpp'\nsms.gateway.a.host = 'x'\nsms.gateway.a.password = 'of nine b'",
            "sms.gateway.a.password",
        ),
        (
            "sms.chain = ['a']\nsms.gateway.a.kind = 'smpp'\nsms.gateway.a.host = 'x'\nsms.gateway.a.timeout = '46s'",
            "sms.gateway.a.timeout",
        ),
        ("sms.price = 1\nsms.daily_cap = 19", "sms.daily_cap"),
        ("restore.one_time_lives = '11m'", "restore.one_time_lives"),
        ("registration.code_lives = '11m'", "registration.code_lives"),
        ("restore.ways = ['sms', 'letter']\nsms.countries = ['GB']", "restore.ways"),
        ("brand.support = 1", "brand.support"),
        ("limits.login_address.burst = 0", "limits.login_address.burst"),
        ("limits.login_address.often = '0s'", "limits.login_address.often"),
        ("limits.nobody.often = '1s'", "limits.nobody.often"),
        ("development.clock = 'noon'", "development.clock"),
        ("development.seed = 'x'", "development.seed"),
        ("development = true", "development"),
        ("development.enabled = false", "smtp.host"),
        ("development.enabled = false\ndevelopment.seed = 1", "development.seed"),
        ("smtp.host = ''", "smtp.host"),
        ("smtp.host = 'localhost'", "smtp.from"),
    ];
    let outside = [
        ("smtp.tls = 'none'", "smtp.tls"),
        ("smtp.tls = 'opportunistic'", "smtp.tls"),
        ("smtp.port = 0", "smtp.port"),
        ("smtp.port = 65536", "smtp.port"),
        ("smtp.timeout = '46s'", "smtp.timeout"),
        ("smtp.user = 'site'", "smtp.user"),
        ("smtp.password = 'x'", "smtp.user"),
        ("development.enabled = true", "development.enabled"),
        ("development.clock = '2026-11-22T12:00:00Z'", "development.clock"),
        ("development.seed = 7", "development.seed"),
    ];
    let complete = [
        ("address = '0.0.0.0:3000'\nsmtp.host = 'mail.example.org'\nsmtp.from = 'a@example.org'", "public_url"),
        ("address = '0.0.0.0:3000'\npublic_url = 'https://accounts.example.org'", "smtp.host"),
        ("public_url = 'https://accounts.example.org'", "smtp.host"),
        ("preset = 'phone'\npublic_url = 'https://accounts.example.org'", "sms.chain"),
        ("address = '0.0.0.0:3000'\npublic_url = 'http://127.0.0.1:3000'\ndevelopment.enabled = true", "development.enabled"),
        ("public_url = 'https://accounts.example.org'\ndevelopment.enabled = true", "development.enabled"),
        ("public_url = 'https://accounts.example.org'\nsmtp.host = 'mail.example.org'\nsmtp.from = 'nobody'", "smtp.from"),
    ];
    let outside = outside.map(|(lines, key)| (format!("{PRODUCTION}{lines}"), key));
    let whole = at_home.iter().chain(&complete).map(|(lines, key)| ((*lines).to_owned(), *key)).chain(outside);
    for (file, key) in whole {
        let faults = faults(&file);
        assert!(faults.iter().any(|fault| fault.key == key), "{file}\n{key} is not among {faults:?}");
    }
}

#[test]
fn cfg_01_a_public_url_is_an_origin_and_http_only_at_home() {
    for url in [
        "http://accounts.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org:3000",
        "http://192.168.0.1:3000",
        "http://0.0.0.0:3000",
        "http://2130706433:3000",
        "ftp://accounts.example.org",
        "javascript://accounts.example.org",
        "HTTPS//accounts.example.org",
        "accounts.example.org",
        "//accounts.example.org",
        "https:accounts.example.org",
        "https://",
        "https:///",
        "https:// accounts.example.org",
        "https://accounts.example.org/account",
        "https://accounts.example.org//",
        "https://accounts.example.org?a=b",
        "https://accounts.example.org#a",
        "https://user@accounts.example.org",
        "https://accounts.example.org\\evil",
        "https://accounts_example.org",
        "https://пример.рф",
        "https://*.example.org",
        "https://accounts.example.org:",
        "https://accounts.example.org:port",
        "https://accounts.example.org:65536",
        "https://:443",
        "https://accounts.example.org:1:2",
        "https://[::1",
        "https://accounts..example.org",
        "https://.",
    ] {
        let faults = faults(&format!("public_url = '{url}'"));
        assert!(faults.iter().any(|fault| fault.key == "public_url"), "{url}: {faults:?}");
    }
    for (url, origin) in [
        ("https://accounts.example.org", "https://accounts.example.org"),
        ("https://Accounts.Example.ORG/", "https://accounts.example.org"),
        ("https://accounts.example.org:443", "https://accounts.example.org"),
        ("https://accounts.example.org:8443", "https://accounts.example.org:8443"),
        ("https://xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai"),
    ] {
        let file = format!("public_url = '{url}'\nsmtp.host = 'mail.example.org'\nsmtp.from = 'a@example.org'");
        assert_eq!(settle(&file, &[]).unwrap().public_url.origin(), origin);
    }
}
