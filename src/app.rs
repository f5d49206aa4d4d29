//! The whole page: head, what is between, foot; and the way from one page to the next.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::flows::account::page::AccountPage;
use crate::flows::agreement::page::AgreementPage;
use crate::flows::email::Undoing;
use crate::flows::email::page::{EmailPage, UndoPage};
#[cfg(feature = "ssr")]
use crate::flows::help::page::HelpPage;
use crate::flows::history::page::HistoryPage;
use crate::flows::home::page::HomePage;
use crate::flows::language::SetLanguage;
use crate::flows::leaving::page::LeavingPage;
use crate::flows::login::page::{LoginPage, SignOutButton, sign_out};
use crate::flows::password::page::PasswordPage;
use crate::flows::prove::page::ProvePage;
use crate::flows::register;
use crate::flows::register::page::{ConfirmPage, RegisterPage, WelcomePage};
use crate::flows::restore::Proof;
use crate::flows::restore::page::{RestoreCodePage, RestorePage, RestorePasswordPage, RestoreSentPage};
use crate::flows::sessions::page::SessionsPage;
use crate::flows::trouble::page::{TroublePage, title as trouble_title};
use crate::flows::{Arrival, Open, Opened, View};
use crate::locale::{Language, Texts};
use crate::ui::act::{Act, MAIN, Summary, focus};
use crate::ui::ask::get;
use crate::ui::station::Station;
use crate::ui::track::ended;
use crate::ui::{by, site, texts};
use crate::wire::{Link, Site};
use crate::words::{Channel, Page};

/// The document around the app, for the server: everything that the browser needs before a script runs.
#[cfg(feature = "ssr")]
pub fn shell(
    site: &'static Site,
    style: String,
    arrival: Arrival,
    files: impl Fn(&str) -> String,
    options: LeptosOptions,
) -> impl IntoView {
    let title = title(&site.texts, &arrival);
    let nonce = leptos::nonce::use_nonce();
    let language = site.texts.language();
    let start = (!matches!(arrival.view, View::Help(_))).then(|| format!(
        "Promise.all([import({:?}),fetch({:?}).then(r=>r.text())]).then(async([m,s])=>{{await m.default({{module_or_path:{:?}}});m.hydrate(s)}})",
        files("cabinet.js"),
        files(&format!("{}.json", language.code())),
        files("cabinet.wasm"),
    ));
    provide_context(arrival);
    view! {
        <!DOCTYPE html>
        <html lang=language.code() dir=language.dir()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{format!("{title} · {}", site.name)}</title>
                {match &site.logo {
                    Some(logo) => view! { <link rel="icon" href=logo.clone()/> }.into_any(),
                    None => view! { <link rel="icon" type="image/svg+xml" href="/favicon.svg"/> }.into_any(),
                }}
                <link rel="stylesheet" href=files("cabinet.css")/>
                <style nonce=nonce.clone()>{style}</style>
                <AutoReload options/>
                {start.map(|start| view! { <script type="module" nonce=nonce>{start}</script> })}
            </head>
            <body>
                <App site/>
            </body>
        </html>
    }
}

/// The app, the same on the server and in the browser.
#[component]
pub fn App(site: &'static Site) -> impl IntoView {
    provide_context(site);
    let first = SharedValue::new(use_context::<Arrival>).into_inner();
    view! {
        <Router>
            <Pages first/>
        </Router>
    }
}

#[component]
fn Pages(first: Option<Arrival>) -> impl IntoView {
    let station = Station::new(first.as_ref().and_then(|arrival| arrival.note.clone()));
    provide_context(station);
    let (arrival, loading) = (RwSignal::new(first), RwSignal::new(false));
    travel(station, arrival, loading);
    let texts = texts();
    let leave = sign_out();
    let page = Signal::derive(move || arrival.with(|arrival| arrival.as_ref().map_or(Page::Home, |arrival| arrival.page)));
    let who = Memo::new(move |_| arrival.with(|arrival| arrival.as_ref().and_then(|arrival| arrival.who.clone())));
    view! {
        <a class="skip" href="#main">{texts.nav_skip().to_owned()}</a>
        <Top who leave/>
        <div class="progress" aria-hidden="true" hidden=move || !loading.get()></div>
        <main id="main" data-page=move || page.get().path().trim_start_matches('/')>
            <Summary act=leave/>
            {move || arrival.get().map(draw)}
        </main>
        <Bottom page/>
    }
}

fn draw(arrival: Arrival) -> AnyView {
    match arrival.view {
        View::Home => view! { <HomePage who=arrival.who/> }.into_any(),
        View::Login => view! { <LoginPage/> }.into_any(),
        View::Register(agreement) => view! { <RegisterPage agreement/> }.into_any(),
        View::Confirm(waiting) => view! { <ConfirmPage waiting/> }.into_any(),
        View::Welcome(proof) => view! { <WelcomePage proof/> }.into_any(),
        View::Restore => view! { <RestorePage/> }.into_any(),
        View::RestoreCode(waiting) => view! { <RestoreCodePage waiting/> }.into_any(),
        View::RestoreSent(waiting) => view! { <RestoreSentPage waiting/> }.into_any(),
        View::RestorePassword(proof) => view! { <RestorePasswordPage proof/> }.into_any(),
        View::Account(profile) => view! { <AccountPage profile/> }.into_any(),
        View::Prove => view! { <ProvePage/> }.into_any(),
        View::Password => view! { <PasswordPage who=arrival.who/> }.into_any(),
        View::Email(address) => view! { <EmailPage address/> }.into_any(),
        View::Undo(undoing) => view! { <UndoPage undoing/> }.into_any(),
        View::Sessions(places) => view! { <SessionsPage places/> }.into_any(),
        View::History(entries) => view! { <HistoryPage entries/> }.into_any(),
        View::Leaving(farewell) => view! { <LeavingPage farewell/> }.into_any(),
        View::Agreement(version) => view! { <AgreementPage version/> }.into_any(),
        #[cfg(feature = "ssr")]
        View::Help(document) => view! { <HelpPage document/> }.into_any(),
        View::Trouble(trouble) => view! { <TroublePage trouble/> }.into_any(),
    }
}

/// Follows the address: the page that it names is fetched while the old one stays, then takes its place, with title and
/// focus. Where that fails the browser goes there by itself, and shows what it shows.
fn travel(station: Station, arrival: RwSignal<Option<Arrival>>, loading: RwSignal<bool>) {
    let (path, site) = (use_location().pathname, site());
    let journey = StoredValue::new(0_u32);
    let browser = StoredValue::new(use_context::<BrowserUrl>());
    Effect::new(move |before: Option<()>| {
        let path = path.get();
        station.again();
        if before.is_none() {
            return;
        }
        journey.update_value(|n| *n += 1);
        let this = journey.get_value();
        loading.set(true);
        spawn_local(async move {
            let opened = get::<Opened>(Open::PATH, Page::at(&path)).await;
            if journey.try_get_value() != Some(this) {
                return;
            }
            loading.set(false);
            match opened {
                Some(Opened::Here(here)) => {
                    // Only now does a link that was followed change the address, as when browsers load a page.
                    browser.with_value(|browser| browser.iter().for_each(LocationProvider::ready_to_complete));
                    document().set_title(&format!("{} · {}", title(&site.texts, &here), site.name));
                    station.arrive(here.note.clone());
                    arrival.set(Some(*here));
                    focus("main h1");
                }
                Some(Opened::Elsewhere(page)) => station.turn(page),
                None => {
                    let _ = location().assign(&path);
                }
            }
        });
    });
}

fn title(texts: &Texts, arrival: &Arrival) -> String {
    match &arrival.view {
        View::Home => texts.home_title(),
        View::Login => texts.login_title(),
        View::Register(_) => texts.register_title(),
        View::Confirm(waiting) => by(Channel::to(&waiting.address), texts.confirm_title(), texts.confirm_title_sms()),
        View::Welcome(register::Proof::Coded(_)) => texts.welcome_password_title(),
        View::Welcome(_) => texts.welcome_title(),
        View::Restore => texts.restore_title(),
        View::RestoreCode(waiting) => by(waiting.channel, texts.restore_letter_title(), texts.confirm_title_sms()),
        View::RestoreSent(_) => texts.restore_sent_title(),
        View::RestorePassword(Proof::Given(_)) => texts.restore_password_title(),
        View::Account(_) => texts.account_title(),
        View::Prove => texts.prove_title(),
        View::Password => texts.secret_title(),
        View::Email(_) => texts.mail_title(),
        View::Undo(Undoing::Open(..)) => texts.undo_title(),
        View::RestorePassword(Proof::Ended(end)) | View::Undo(Undoing::Ended(end)) => ended(texts, *end),
        View::Sessions(_) => texts.sessions_title(),
        View::History(_) => texts.history_title(),
        View::Leaving(_) => texts.leaving_title(),
        View::Agreement(_) => texts.agreement_title(),
        #[cfg(feature = "ssr")]
        View::Help(document) => &document.title,
        View::Trouble(trouble) => trouble_title(texts, *trouble),
    }
    .to_owned()
}

#[component]
fn Top(who: Memo<Option<String>>, leave: Act) -> impl IntoView {
    let (texts, site) = (texts(), site());
    view! {
        <header class="top">
            <a class=if site.logo.is_some() { "brand own" } else { "brand" } href=Page::Home.path()>
                {site.logo.clone().map(|logo| view! { <img src=logo alt="" height="28"/> })}
                <span>{site.name.clone()}</span>
            </a>
            {(!site.navigation.is_empty()).then(|| view! { <nav class="site" aria-label=site.name.clone()>{links(&site.navigation)}</nav> })}
            <nav class="doors" aria-label=texts.nav_account().to_owned()>
                {move || {
                    match who.get() {
                        Some(who) => view! {
                            <a class="who" href=Page::Account.path() dir="auto">{who}</a>
                            <SignOutButton act=leave/>
                        }
                        .into_any(),
                        None => view! {
                            <a class="button quiet" href=Page::Register.path()>{texts.nav_register().to_owned()}</a>
                            <a class="button" href=Page::Login.path()>{texts.nav_sign_in().to_owned()}</a>
                        }
                        .into_any(),
                    }
                }}
            </nav>
        </header>
    }
}

#[component]
fn Bottom(page: Signal<Page>) -> impl IntoView {
    let (texts, site) = (texts(), site());
    let this = texts.language();
    let buttons = Language::ALL.iter().map(|language| {
        let current = (*language == this).then_some("true");
        view! {
            <button
                name="language"
                value=language.code()
                lang=language.code()
                aria-current=current
                form=move || if has_form(page.get()) { MAIN } else { "languages" }
                formaction=SetLanguage::PATH
                formmethod="post"
                formnovalidate
            >
                {language.name()}
            </button>
        }
    });
    view! {
        <footer class="bottom">
            <nav aria-label=texts.nav_more().to_owned()>
                {links(&site.footer)}
                {site.has_help.then(|| view! { <a href=Page::Help.path()>{texts.nav_help().to_owned()}</a> })}
                <a href=Page::Agreement.path()>{texts.nav_agreement().to_owned()}</a>
                <a href=format!("mailto:{}", site.support)>{texts.nav_support().to_owned()}</a>
            </nav>
            <form class="languages" id="languages" method="post" action=SetLanguage::PATH aria-label=texts.nav_languages().to_owned()>
                <input type="hidden" name="page" value=move || page.get().path()/>
                {buttons.collect_view()}
            </form>
        </footer>
    }
}

/// The site's own links. They may lead anywhere, also to paths of its own that are no pages of ours: the browser follows them.
fn links(links: &[Link]) -> impl IntoView + use<> {
    links.iter().map(|link| view! { <a rel="external" href=link.href.clone()>{link.label.clone()}</a> }).collect_view()
}

/// Whether a page has a form whose text should outlive a change of language.
fn has_form(page: Page) -> bool {
    let forms = [Page::Login, Page::Register, Page::Confirm, Page::Restore, Page::RestoreCode, Page::Account, Page::Email];
    forms.contains(&page)
}
