//! What a site looks like: a few values, from which all else follows.

use std::path::PathBuf;

use toml::Value;

use super::reader::{Reader, file_name, flag, list};
use crate::wire::Link;

#[derive(Clone)]
pub struct Brand {
    pub name: String,
    pub support: String,
    /// A picture of the site's own, in place of the mark.
    pub logo: Option<PathBuf>,
    pub colour: Colour,
    /// What is written on `colour`.
    pub ink: Colour,
    pub radius: String,
    /// A CSS list of font families.
    pub font: Option<String>,
    pub navigation: Vec<Link>,
    pub footer: Vec<Link>,
    /// Whether each page begins with the way to it.
    pub breadcrumbs: bool,
    /// What stands behind the name of a field that has to be filled in.
    pub required: String,
}

/// A colour as CSS writes it: `#14524b`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// The least contrast of text to what it stands on (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

pub fn brand(r: &mut Reader) -> Brand {
    let colour = r.take("brand.colour", "a colour as in #14524b", colour).unwrap_or(Colour([0; 3]));
    let ink = r.take("brand.ink", "a colour as in #ffffff", self::colour).unwrap_or(Colour([255; 3]));
    let contrast = colour.contrast(ink);
    if contrast < LEAST_CONTRAST {
        r.fault("brand.ink", &format!("a contrast of {contrast:.1} to brand.colour"), "at least 4.5 (WCAG 2.2, 1.4.3)");
    }
    Brand {
        name: r.text("brand.name"),
        support: r.text("brand.support"),
        logo: r.take("brand.logo", "the name of an .svg, .png or .webp file", |value| {
            file_name(value)
                .filter(|file| file.extension().is_some_and(|kind| ["svg", "png", "webp"].iter().any(|known| kind == *known)))
        }),
        colour,
        ink,
        radius: r.take("brand.radius", "0px to 24px", |value| radius(value.as_str()?)).unwrap_or_default(),
        font: r.take("brand.font", "names of fonts, with commas between them", |value| font(value.as_str()?)),
        navigation: links(r, "brand.navigation"),
        footer: links(r, "brand.footer"),
        breadcrumbs: r.take("brand.breadcrumbs", "true or false", flag).unwrap_or_default(),
        required: r.take("brand.required", "a mark such as *, or nothing", mark).unwrap_or_default(),
    }
}

impl Colour {
    /// The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

fn colour(value: &Value) -> Option<Colour> {
    let digits = value.as_str()?.strip_prefix('#')?.to_ascii_lowercase();
    let bytes = data_encoding::HEXLOWER.decode(digits.as_bytes()).ok()?;
    Some(Colour(bytes.try_into().ok()?))
}

fn radius(text: &str) -> Option<String> {
    let pixels: u8 = text.strip_suffix("px")?.parse().ok()?;
    (pixels <= 24).then(|| format!("{pixels}px"))
}

fn mark(value: &Value) -> Option<String> {
    value.as_str().filter(|mark| mark.chars().count() <= 3).map(str::to_owned)
}

/// It is written into a style sheet: nothing but names may stand there.
fn font(text: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || " -,\"'".contains(c);
    (!text.is_empty() && text.len() <= 200 && text.chars().all(is_name)).then(|| text.to_owned())
}

/// `["Shop https://shop.example.org", "Terms /agreement"]`: what is read, and where it leads.
pub fn links(r: &mut Reader, key: &str) -> Vec<Link> {
    let allowed = "a list of texts that end in an address, as in [\"Shop https://shop.example.org\"]: https://…, mailto:… or a path of this site";
    r.take(key, allowed, |value| list(value)?.iter().map(|text| link(text)).collect()).unwrap_or_default()
}

fn link(text: &str) -> Option<Link> {
    let (label, href) = text.rsplit_once(' ')?;
    let leads = href.starts_with("https://") || href.starts_with("mailto:") || href.starts_with('/') && !href.starts_with("//");
    (leads && !label.trim().is_empty()).then(|| Link { label: label.trim().to_owned(), href: href.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{Colour, font, link, radius};

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white) = (Colour([0; 3]), Colour([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 0.01 && (white.contrast(white) - 1.0).abs() < 0.01);
        // The darkest grey that white still is not readable on, and the one after it.
        assert!(Colour([0x77; 3]).contrast(white) < 4.5 && Colour([0x76; 3]).contrast(white) > 4.5);
    }

    #[test]
    fn nothing_but_what_is_meant_gets_into_a_page_or_a_style() {
        for text in ["x}body{display:none", "url(https://example.org/a)", "a;b", ""] {
            assert!(font(text).is_none(), "{text}");
        }
        assert!(font("\"Fira Sans\", sans-serif").is_some());
        for text in ["25px", "10em", "10px;color:red", "-1px"] {
            assert!(radius(text).is_none(), "{text}");
        }
        for text in ["Shop", "Shop javascript:alert(1)", "Shop //example.org", "Shop http://example.org", " https://example.org"] {
            assert!(link(text).is_none(), "{text}");
        }
        assert!(link("Our shop https://shop.example.org").is_some_and(|link| link.label == "Our shop"));
    }
}
