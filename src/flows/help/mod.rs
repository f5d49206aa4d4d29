//! Help: the page that a site wrote for its people, word by word what the other pages say.

pub mod page;
pub mod serve;
