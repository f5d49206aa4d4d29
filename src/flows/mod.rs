//! What Cabinet does: one folder for each flow, on the server.
//!
//! In each, `mod.rs` says what it is (a sentence, the states, the refusals, the server functions), `page.rs` what is seen,
//! `serve.rs` what is decided, and `letters.rs`, where there is one, what the worker writes. Pages are written at the `desk`; `serve` says
//! which flow writes which page and which letter.

pub mod account;
pub mod agreement;
pub mod colleague;
pub mod console;
pub mod correction;
pub mod desk;
pub mod email;
pub mod help;
pub mod history;
pub mod home;
pub mod leaving;
pub mod linked;
pub mod login;
pub mod organisation;
pub mod password;
pub mod profile;
pub mod prove;
pub mod queue;
pub mod register;
pub mod restore;
pub mod serve;
pub mod sessions;
pub mod support;
pub mod tokens;
pub mod trouble;
pub mod usernames;
