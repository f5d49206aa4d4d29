//! The page before an account is deleted: what goes, what stays, and when.

use leptos::prelude::*;

use super::{Farewell, Leave};
use crate::flows::Never;
use crate::ui::act::{DataButton, Form, act};
use crate::ui::card::Card;
use crate::ui::{texts, time};
use crate::words::Page;

#[component]
pub fn LeavingPage(farewell: Farewell) -> impl IntoView {
    let texts = texts();
    let leave = act::<Leave, Never>(Page::Leaving, |_, never| match *never {});
    view! {
        <Card title=texts.leaving_title()>
            <p class="lead">{texts.leaving_lead(&time::date(texts, farewell.gone_at))}</p>
            <p>{texts.leaving_back().to_owned()}</p>
            <h2>{texts.leaving_goes().to_owned()}</h2>
            <p>{texts.leaving_goes_what().to_owned()}</p>
            <h2>{texts.leaving_stays().to_owned()}</h2>
            <p>{texts.leaving_stays_what().to_owned()}</p>
            // A file and no page: the browser fetches it, not the router.
            <DataButton label=texts.leaving_data().to_owned()/>
            <Form act=leave id="leave">
                <button class="button danger" type="submit" aria-busy=move || leave.busy().get().then_some("true")>
                    {texts.leaving_submit().to_owned()}
                </button>
            </Form>
            <p class="aside"><a href=Page::Account.path()>{texts.account_back().to_owned()}</a></p>
        </Card>
    }
}
