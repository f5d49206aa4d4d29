//! Two pages: the tokens of an account, and what programs can do with them.

use super::{CreateToken, DAYS, LONGEST_NAME, MOST, Refusal, RevokeToken, Token, Tokens};
use crate::flows::desk::{
    Desk, Done, Sheet, Site, Spoken, apart, aside, classed, group, hint, item, lead, link, linked, list, meta, notice, p, plain,
    press_one, run, submit,
};
use crate::locale::{Texts, time};
use crate::wire::sheet::{Block, Field, Item, Look, Runs, Select, Table};
use crate::words::{Function, Page, Scope};

impl Spoken for Refusal {
    fn sentence(&self, site: &Site) -> String {
        let texts = site.texts;
        match self {
            Refusal::NameEmpty => texts.tokens_name_empty(),
            Refusal::NameLong => return texts.tokens_name_long(LONGEST_NAME as u64),
            Refusal::NameShape => texts.tokens_name_shape(),
            Refusal::NoScope => texts.tokens_scope_missing(),
            Refusal::Expires => texts.tokens_expires_wrong(),
            Refusal::Most => return texts.tokens_most(u64::from(MOST)),
            Refusal::Gone => texts.tokens_gone(),
        }
        .to_owned()
    }
}

pub fn tokens_page(desk: &Desk, shown: Tokens) -> Sheet {
    let texts = desk.texts;
    let news = (desk.done() == Some(Done::TokenRevoked)).then(|| notice("good", texts.tokens_revoked()));
    let fresh = shown.fresh.map(|secret| fresh(texts, secret));
    let all = if shown.all.is_empty() {
        p(texts.tokens_none())
    } else {
        list("places", shown.all.into_iter().map(|token| row(desk, token)).collect())
    };
    let blocks = std::iter::once(lead(linked(texts.tokens_lead(), Page::Api)))
        .chain(news)
        .chain(fresh)
        .chain([desk.summary::<RevokeToken, _>(), all])
        .collect();
    Sheet::wide(texts.tokens_title(), blocks).below(texts.tokens_new(), vec![form(desk), aside(desk.back())])
}

/// The token that was made a moment ago, this once.
fn fresh(texts: &Texts, secret: String) -> Block {
    let parts = vec![p(texts.tokens_made()), classed("token", run(secret, Look::Code)), p(texts.tokens_copy())];
    Block::Notice("good".to_owned(), parts)
}

/// A token, and the button that ends it. What is wrong with any of these forms stands once, above them.
fn row(desk: &Desk, token: Token) -> Item {
    let texts = desk.texts;
    let button = press_one(texts.tokens_revoke(), texts.tokens_revoke_long(&token.name));
    let revoke = vec![Block::Hidden("id".to_owned(), token.id), button];
    let revoke = desk.bare_form::<RevokeToken, _>(Page::Tokens, revoke);
    let expired = token.is_expired.then(|| run(texts.tokens_expired(), Look::Status));
    let name = std::iter::once(run(token.name, Look::Strong)).chain(expired.into_iter().flat_map(|mark| [plain(" "), mark]));
    let scopes: Vec<&str> = token.scopes.into_iter().map(Scope::word).collect();
    let made = run(texts.tokens_made_when(&time::moment(token.made)), Look::Time(token.made.iso()));
    let expires = run(texts.tokens_expires_when(&time::moment(token.expires)), Look::Time(token.expires.iso()));
    let used =
        token.rested.map_or_else(|| texts.tokens_used_never().to_owned(), |rested| texts.tokens_used(&time::ago(texts, rested)));
    let what = group(vec![
        p(name.collect::<Vec<_>>()),
        meta([apart(scopes.join(", ")), plain(" · "), made, plain(" · "), expires, plain(" · "), plain(used)]),
    ]);
    item("", vec![what, revoke])
}

/// What a new token is for, what it may do, and for how long.
fn form(desk: &Desk) -> Block {
    let texts = desk.texts;
    let name = Field { hint: Some(texts.tokens_name_hint().to_owned()), ..desk.field("name", texts.tokens_name(), "text", "off") };
    let expires = Select {
        name: "expires".to_owned(),
        label: texts.tokens_expires().to_owned(),
        autocomplete: "off".to_owned(),
        is_long: false,
        options: DAYS.map(|days| (days.to_string(), texts.tokens_days(u64::from(days)))).into(),
        chosen: desk.typed("expires").or(Some("30".to_owned())),
    };
    desk.form::<CreateToken, _>(
        Page::Tokens,
        vec![
            Block::Field(name),
            hint(texts.tokens_scopes()),
            desk.check("scope_profile", texts.tokens_scope_profile(), false),
            desk.check("scope_history", texts.tokens_scope_history(), false),
            desk.check("scope_sessions", texts.tokens_scope_sessions(), false),
            Block::Select(expires),
            submit(texts.tokens_submit()),
        ],
    )
}

/// What programs can ask for at `address`.
pub fn api_page(desk: &Desk, address: &str) -> Sheet {
    let texts = desk.texts;
    let code = |text: String| vec![run(text, Look::Code)];
    let row = |function: Function| -> Vec<Runs> {
        let scope = match (function.scope(), function) {
            (Some(scope), _) => code(scope.word().to_owned()),
            (None, Function::Describe) => vec![plain(texts.api_no_token())],
            (None, _) => vec![plain(texts.api_any_token())],
        };
        vec![
            code(function.method().to_owned()),
            code(format!("{}{}", Function::BASE, function.path())),
            vec![plain(does(texts, function))],
            scope,
        ]
    };
    let head = [texts.api_method(), texts.api_path(), texts.api_does(), texts.api_scope()];
    let table = Table { head: head.map(|name| vec![plain(name)]).into(), rows: Function::ALL.map(row).into() };
    let example = format!("curl -H \"Authorization: Bearer $TOKEN\" {address}{}", Function::Me.path());
    Sheet::wide(
        texts.api_title(),
        vec![
            lead(linked(texts.api_lead(), Page::Tokens)),
            Block::Facts(vec![(texts.api_address().to_owned(), code(address.to_owned()))]),
            Block::Table(table),
        ],
    )
    .below(
        texts.api_example(),
        vec![
            classed("example", code(example)),
            p(texts.api_problems()),
            p(link(texts.api_description(), format!("{}{}", Function::BASE, Function::Describe.path()))),
            aside(desk.back()),
        ],
    )
}

fn does(texts: &Texts, function: Function) -> &str {
    match function {
        Function::Me => texts.api_me(),
        Function::History => texts.api_history(),
        Function::Sessions => texts.api_sessions(),
        Function::EndSession => texts.api_end_session(),
        Function::EndToken => texts.api_end_token(),
        Function::Describe => texts.api_describe(),
    }
}
