//! Account: who a person is here, what they are called, and which ways back there are. From here the rest of the account is reached.

pub mod page;
pub mod serve;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::wire::{self, Outcome};
use crate::words::{BadUsername, Channel, Kind, Moment};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Refusal {
    Username(BadUsername),
    /// Somebody has it. This alone tells that a name exists, to people who are signed in, within `limits.username_account` (attack ENU-05).
    Taken,
}

impl wire::Refusal for Refusal {
    fn field(&self) -> Option<&'static str> {
        Some("username")
    }

    fn status(&self) -> u16 {
        match self {
            Refusal::Username(_) => 422,
            Refusal::Taken => 409,
        }
    }
}

/// What the account's page shows.
pub struct Profile {
    /// What the account is reached by.
    pub contact: String,
    pub channel: Channel,
    pub username: Option<String>,
    /// By their names, where they were asked.
    pub country: Option<String>,
    pub region: Option<String>,
    pub kind: Option<Kind>,
    pub since: Moment,
    /// When the account will be gone, where its owner asked for that.
    pub gone_at: Option<Moment>,
    /// Where the site's own people are about to move it, and when.
    pub moves: Option<(String, Moment)>,
    pub is_operator: bool,
}

#[server(prefix = "/api", endpoint = "username")]
pub async fn set_username(#[server(default)] username: String) -> Outcome<Refusal> {
    crate::server::answer::act(crate::words::Page::Account, |visit| serve::set_username(visit, username)).await
}
