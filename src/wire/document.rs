//! A page that a site wrote itself, as values: nothing of it is ever taken for HTML.

use serde::{Deserialize, Serialize};

use crate::locale::Language;

/// A page in one language.
#[derive(Clone, Serialize, Deserialize)]
pub struct Document {
    pub language: Language,
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Serialize, Deserialize)]
pub enum Block {
    /// Its id, which links on the page lead to, and what it says.
    Heading(String, Vec<Run>),
    Text(Vec<Run>),
    /// A box that stands out.
    Info(Vec<Run>),
    List(Vec<Vec<Run>>),
    Table {
        head: Vec<Vec<Run>>,
        rows: Vec<Vec<Vec<Run>>>,
    },
    Picture {
        source: String,
        alt: String,
        caption: String,
        /// In pixels, so that the page does not jump when it comes.
        size: (u32, u32),
    },
}

/// Some words in one manner.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub strong: bool,
    /// Where they lead.
    pub href: Option<String>,
}
