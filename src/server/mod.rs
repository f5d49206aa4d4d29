//! What only the server has. Nothing in here knows a flow; `boot` and `routes` alone put the two together.

pub mod answer;
pub mod api;
pub mod assets;
pub mod boot;
pub mod captcha;
pub mod cleaning;
pub mod clock;
pub mod command;
pub mod config;
pub mod cookies;
pub mod countries;
pub mod credentials;
pub mod demo;
mod device;
pub mod edge;
pub mod events;
mod guard;
pub mod hasher;
pub mod identity;
pub mod limits;
pub mod linked;
pub mod lots;
pub mod moves;
pub mod note;
pub mod outbox;
pub mod phones;
pub mod pictures;
pub mod questions;
pub mod regions;
pub mod restoring;
mod routes;
pub mod sessions;
pub mod site;
pub mod skeleton;
pub mod staff;
pub mod store;
pub mod strength;
pub mod support;
pub mod tokens;
pub mod visitor;

use std::sync::Arc;

use crate::locale::{Language, Texts};
use assets::SiteFiles;
use captcha::Easel;
use clock::Clock;
use config::Config;
use hasher::Hasher;
use lots::Lots;
use outbox::Outbox;
use pictures::Pictures;
use site::Site;
use store::Store;
use tokens::Tokens;

/// Everything that requests share. Time, chance, the database and the mail come from here and from nowhere else.
pub struct House {
    pub config: Config,
    pub clock: Clock,
    pub tokens: Tokens,
    pub hasher: Hasher,
    pub store: Store,
    pub outbox: Outbox,
    /// Pages that were drawn.
    drawn: routes::Drawn,
    /// What this node has taken of budgets that are spent often.
    pub lots: Lots,
    pub files: SiteFiles,
    pub pictures: Pictures,
    /// Where the pictures of security codes are drawn.
    pub easel: Easel,
    texts: Vec<&'static Texts>,
    sites: Vec<&'static Site>,
}

impl House {
    pub fn new(
        mut config: Config,
        clock: Clock,
        tokens: Tokens,
        hasher: Hasher,
        store: Store,
        outbox: Outbox,
    ) -> std::io::Result<Arc<Self>> {
        let pictures = Pictures::open(&config.brand, &config.help)?;
        pictures.measure(&mut config.help);
        // One of each for every language, for as long as the process lives: so every page can hold on to them.
        let texts: Vec<&'static Texts> =
            std::mem::take(&mut config.texts).into_iter().map(|texts| &*Box::leak(Box::new(texts))).collect();
        let sites: Vec<&'static Site> = texts.iter().map(|texts| &*Box::leak(Box::new(Site::new(&config, texts)))).collect();
        let files = SiteFiles::new(config::is_watched());
        Ok(Arc::new(Self {
            config,
            clock,
            tokens,
            hasher,
            store,
            outbox,
            drawn: routes::Drawn::default(),
            lots: Lots::default(),
            files,
            pictures,
            easel: Easel::default(),
            texts,
            sites,
        }))
    }

    pub fn texts(&self, language: Language) -> &'static Texts {
        self.texts[language as usize]
    }

    /// The texts of a language that was written down.
    pub fn texts_in(&self, tag: &str) -> &'static Texts {
        self.texts(Language::from_tag(tag).unwrap_or(Language::En))
    }

    /// What the pages of the site have in common, in one language.
    pub fn site(&self, language: Language) -> &'static Site {
        self.sites[language as usize]
    }
}
