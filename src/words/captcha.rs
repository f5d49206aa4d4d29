//! Why a security code does not pass.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BadCaptcha {
    /// Nothing was typed, and no work was done. The challenge still has its try.
    Empty,
    /// The challenge is forged, of another act or browser, too old, or has had its try: which of these is not told.
    Old,
    /// Something else was typed. The challenge has had its try.
    Wrong,
}
