//! Where a message is that a page waits for, put into words.

use leptos::server_fn::ServerFn;

use super::Desk;
use super::parts::{aside, linked, press};
use super::sentences::by;
use crate::locale::{Texts, time};
use crate::server::outbox::{Stage as At, Whereabouts as On};
use crate::server::site::Spoken;
use crate::wire::Fail;
use crate::wire::sheet::{Block, Stage, Track};
use crate::words::{Channel, Page};

impl Desk {
    /// `subject` is that of a letter, to be looked for.
    pub fn track(&self, channel: Channel, on: On, subject: Option<&str>) -> Track {
        Track {
            title: by(channel, self.texts.track_title(), self.texts.track_title_sms()).to_owned(),
            stages: stages(self.texts, channel, on),
            look_for: subject
                .filter(|_| channel == Channel::Letter)
                .map(|subject| self.texts.track_look_for(&self.site.name, subject)),
            reload: self.texts.track_reload().to_owned(),
            again: again(self.texts, channel, on),
        }
    }

    /// The form that asks for another message, and when it can.
    pub fn another<S, R>(&self, page: Page, channel: Channel) -> Block
    where
        S: ServerFn<Output = Page, Error = Fail<R>>,
        R: Spoken,
    {
        let label = by(channel, self.texts.track_again(), self.texts.track_again_sms());
        self.other_form::<S, R>(page, "another", vec![Block::Countdown, press(label, "button")])
    }

    /// Whom to write to when nothing comes.
    pub fn still_nothing(&self) -> Block {
        match self.site.has_desk {
            true => aside(linked(self.texts.support_still_nothing(), Page::Support)),
            false => aside(self.texts.track_help(&self.site.support)),
        }
    }
}

/// The way of a message: what is behind it, where it is, what is to come.
fn stages(texts: &Texts, channel: Channel, on: On) -> Vec<Stage> {
    let ago = Some(time::ago(texts, on.since));
    let stage = |class: &str, name: &str, when: Option<String>| Stage { class: class.to_owned(), name: name.to_owned(), when };
    let queued = texts.track_queued();
    let sending = by(channel, texts.track_sending(), texts.track_sending_sms());
    let handed = by(channel, texts.track_handed(), texts.track_handed_sms());
    match on.stage {
        At::Queued => vec![stage("now", queued, ago), stage("next", sending, None), stage("next", handed, None)],
        At::Sending => vec![stage("done", queued, None), stage("now", sending, ago), stage("next", handed, None)],
        At::Retry(wait) => {
            let next = time::until(texts, wait);
            let retry = if channel == Channel::Sms { texts.track_retry_sms(&next) } else { texts.track_retry(&next) };
            vec![stage("done", queued, None), stage("now", &retry, None), stage("next", handed, None)]
        }
        At::Handed => vec![stage("done", queued, None), stage("done", sending, None), stage("done", handed, ago)],
        At::Delivered => {
            vec![stage("done", queued, None), stage("done", handed, None), stage("done", texts.track_delivered(), ago)]
        }
        At::Undelivered => {
            vec![stage("done", queued, None), stage("done", handed, None), stage("bad", texts.track_undelivered(), ago)]
        }
        At::Failed => {
            let failed = by(channel, texts.track_failed(), texts.track_failed_sms());
            vec![stage("done", queued, None), stage("done", sending, None), stage("bad", failed, ago)]
        }
    }
}

fn again(texts: &Texts, channel: Channel, on: On) -> String {
    let wait = time::wait(texts, on.again_in);
    match channel {
        _ if on.again_in.0 <= 0 => by(channel, texts.track_again_hint(), texts.track_again_hint_sms()).to_owned(),
        Channel::Letter => texts.track_again_wait(&wait),
        Channel::Sms => texts.track_again_wait_sms(&wait),
    }
}
