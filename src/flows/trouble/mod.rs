//! Trouble: what a person sees when a page cannot be had, always with a way on.

pub mod page;

/// Why there is no page: the HTTP status that it is answered with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Trouble(pub u16);

impl Trouble {
    pub const MISSING: Self = Self(404);
}
