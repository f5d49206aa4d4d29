//! The site's own pictures: its mark, and those of its help page. They are read when the server starts, and not again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::Path;

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use rust_embed::RustEmbed;

use super::config::{Brand, Help, is_file};
use crate::wire::sheet::{self, Block};

/// Those that come with the presets.
#[derive(RustEmbed)]
#[folder = "presets"]
#[include = "*.png"]
struct Preset;

/// Where the mark is.
pub const LOGO: &str = "/logo";
/// The largest picture that is read, in bytes.
const MOST: usize = 512 * 1024;
const FOR_AN_HOUR: &str = "public, max-age=3600";

pub struct Pictures {
    logo: Option<Picture>,
    help: BTreeMap<String, Picture>,
}

struct Picture {
    kind: &'static str,
    bytes: Cow<'static, [u8]>,
}

impl Pictures {
    /// Reads what the site names. Fails where one is missing, too large, or not what its name says.
    pub fn open(brand: &Brand, help: &Help) -> Result<Self, Error> {
        let logo = brand.logo.as_deref().map(read).transpose()?;
        let mut pictures = BTreeMap::new();
        for name in help.pages.values().flat_map(|page| &page.blocks).filter_map(name) {
            let picture = match &help.pictures {
                Some(folder) => read(&folder.join(name))?,
                None => known(help.preset.as_deref().unwrap_or_default(), name)?,
            };
            pictures.insert(name.to_owned(), picture);
        }
        Ok(Self { logo, help: pictures })
    }

    /// Writes their sizes into the help page, so that it does not jump when they come.
    pub fn measure(&self, help: &mut Help) {
        for block in help.pages.values_mut().flat_map(|page| &mut page.blocks) {
            let found = name(block).and_then(|name| self.help.get(name)).and_then(|picture| png_size(&picture.bytes));
            if let (Block::Picture(sheet::Picture { size, .. }), Some(found)) = (block, found) {
                *size = found;
            }
        }
    }

    pub fn logo(&self) -> Response {
        answer(self.logo.as_ref())
    }

    /// A picture of the help page.
    pub fn help(&self, name: &str) -> Response {
        answer(self.help.get(name))
    }
}

fn answer(picture: Option<&Picture>) -> Response {
    let Some(Picture { kind, bytes }) = picture else { return StatusCode::NOT_FOUND.into_response() };
    ([(CONTENT_TYPE, *kind), (CACHE_CONTROL, FOR_AN_HOUR)], bytes.to_vec()).into_response()
}

fn name(block: &Block) -> Option<&str> {
    match block {
        Block::Picture(sheet::Picture { source, .. }) => source.rsplit('/').next().filter(|name| is_file(name)),
        _ => None,
    }
}

fn known(preset: &str, name: &str) -> Result<Picture, Error> {
    let missing = || Error::new(ErrorKind::NotFound, format!("{name}: the preset {preset} has no such picture"));
    let file = Preset::get(&format!("{preset}/{name}")).ok_or_else(missing)?;
    Ok(Picture { kind: kind(Path::new(name))?, bytes: file.data })
}

fn read(file: &Path) -> Result<Picture, Error> {
    let told = |fault: Error| Error::new(fault.kind(), format!("{}: {fault}", file.display()));
    let (kind, bytes) = (kind(file).map_err(told)?, std::fs::read(file).map_err(told)?);
    if bytes.len() > MOST {
        return Err(told(Error::new(ErrorKind::FileTooLarge, "over 512 KiB")));
    }
    Ok(Picture { kind, bytes: bytes.into() })
}

fn kind(file: &Path) -> Result<&'static str, Error> {
    match file.extension().and_then(|kind| kind.to_str()) {
        Some("png") => Ok("image/png"),
        Some("webp") => Ok("image/webp"),
        Some("svg") => Ok("image/svg+xml"),
        _ => Err(Error::new(ErrorKind::InvalidInput, "not a .png, .webp or .svg file")),
    }
}

/// Width and height of a PNG: the first chunk says so (PNG, third edition, §11.2.1).
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if !bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return None;
    }
    Some((number(16)?, number(20)?))
}
