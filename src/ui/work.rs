//! Work in the place of reading a picture: a counter is looked for with which the digest of a challenge begins with zeros. It is done in
//! slices, so that the page goes on answering.

/// How long one slice is, in milliseconds: less than a frame.
#[cfg(feature = "hydrate")]
const SLICE: f64 = 12.0;
/// How many counters are tried between two looks at the clock.
#[cfg(feature = "hydrate")]
const TRIES: u32 = 256;

#[cfg(any(feature = "hydrate", test))]
struct Search {
    /// The digest up to the counter.
    begun: sha2::Sha256,
    next: u32,
    bits: u32,
}

#[cfg(any(feature = "hydrate", test))]
impl Search {
    fn new(challenge: &str, bits: u32) -> Self {
        use sha2::Digest as _;
        Self { begun: sha2::Sha256::new_with_prefix(challenge).chain_update(":"), next: 0, bits }
    }

    /// Tries so many more: the counter, if it was among them.
    fn step(&mut self, tries: u32) -> Option<u32> {
        use sha2::Digest as _;
        for _ in 0..tries {
            let counter = self.next;
            self.next = self.next.wrapping_add(1);
            let digest: [u8; 32] = self.begun.clone().chain_update(counter.to_string()).finalize().into();
            let zeros = digest.first_chunk().copied().map_or(0, |first| u32::from_be_bytes(first).leading_zeros());
            if zeros >= self.bits {
                return Some(counter);
            }
        }
        None
    }
}

/// Looks for the counter of a challenge whose digest begins with so many zero bits, as long as it is wanted.
#[cfg(feature = "hydrate")]
pub async fn find(challenge: &str, bits: u32, is_wanted: impl Fn() -> bool) -> Option<u32> {
    let mut search = Search::new(challenge, bits);
    while is_wanted() {
        let end = js_sys::Date::now() + SLICE;
        while js_sys::Date::now() < end {
            if let Some(found) = search.step(TRIES) {
                return Some(found);
            }
        }
        pause().await;
    }
    None
}

/// Lets the browser do what else there is to do.
#[cfg(feature = "hydrate")]
async fn pause() {
    let window = leptos::prelude::window();
    let mut sleep = |wake: js_sys::Function, _: js_sys::Function| {
        let _ = window.set_timeout_with_callback(&wake);
    };
    let _ = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::new(&mut sleep)).await;
}

/// On the server nobody works.
#[cfg(not(feature = "hydrate"))]
pub async fn find(_: &str, _: u32, _: impl Fn() -> bool) -> Option<u32> {
    None
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::Search;
    use crate::server::captcha::work::{BITS, is_done};

    #[test]
    fn cap_05_what_a_browser_finds_is_what_the_server_takes() {
        let mut search = Search::new("challenge", BITS);
        let found = std::iter::repeat_with(|| search.step(1_000)).flatten().next().unwrap();
        assert!(is_done("challenge", &found.to_string()), "{found}");
    }
}
