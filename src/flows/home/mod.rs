//! Home: the first page, from which a person goes in.

pub mod page;
