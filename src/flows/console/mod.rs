//! Console: the areas of the site that are for those who are signed in, one beside the other.

pub mod page;
