//! Which language somebody reads.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

use crate::locale::Language;
use crate::server::House;
use crate::server::cookies::{self, Name};

/// The language that was chosen in this browser, else the one it asks for.
pub fn language(house: &House, headers: &HeaderMap) -> Language {
    let chosen = cookies::read(headers, Name::Language, house.config.public_url.secure);
    chosen.and_then(|tag| Language::from_tag(&tag)).unwrap_or_else(|| preferred(headers))
}

/// The first language of `Accept-Language` that we have, by its weight (RFC 9110 §12.5.4).
fn preferred(headers: &HeaderMap) -> Language {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(f32, Language)> = header
        .split(',')
        .filter_map(|item| {
            let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            Some((weight.trim().parse().ok()?, Language::from_tag(tag)?))
        })
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.first().map_or(Language::En, |(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[test]
    fn the_language_is_the_best_of_those_we_have() {
        for (header, language) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
            ("de, ar;q=0.5, en;q=0.4", "ar"),
            ("de", "en"),
            ("", "en"),
            ("ru;q=0, en;q=x", "en"),
        ] {
            assert_eq!(preferred(&headers("accept-language", header)).code(), language, "{header}");
        }
    }
}
