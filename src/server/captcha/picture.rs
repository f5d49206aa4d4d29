//! Draws a word, or a sum: characters that lean, turn and sway a little, lines across them, dots between. People come first: dark on light, in a
//! light page and in a dark one, with more contrast than text needs.

use std::f32::consts::TAU;

use sha2::{Digest as _, Sha256};

use super::strokes::{Point, Stroke, strokes};
use super::word::Word;

/// Width and height, in pixels.
pub const SIZE: (u32, u32) = (220, 80);
const WIDTH: usize = SIZE.0 as usize;
const HEIGHT: usize = SIZE.1 as usize;
/// The shade of the paper; 0 is black, and the lightest ink is 85.
const PAPER: u8 = 246;
/// Pieces that a stroke between two points is drawn in.
const PIECES: u16 = 5;
const LINES: usize = 3;
const DOTS: usize = 90;

/// A picture as PNG. The same word under the same name looks the same each time; who does not know the name cannot draw it without its
/// characters. None only where the encoder fails.
pub fn draw(word: &Word, name: &str) -> Option<Vec<u8>> {
    let mut chance = Chance::of(name);
    let mut sheet = Sheet(vec![PAPER; WIDTH * HEIGHT]);
    write(&mut sheet, &mut chance, word);
    scribble(&mut sheet, &mut chance);
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&sheet.0).ok()?;
    writer.finish().ok()?;
    Some(png)
}

fn write(sheet: &mut Sheet, chance: &mut Chance, word: &Word) {
    let (phase, height, length) = (chance.between(0.0, TAU), chance.between(1.5, 3.5), chance.between(24.0, 38.0));
    let sway = |(x, y): Point| (x + 1.5 * (y / 14.0 + phase).sin(), y + height * (x / length + phase).sin());
    for (nth, letter) in word.shown().chars().enumerate() {
        let size = chance.between(5.6, 6.8);
        let (sine, cosine) = chance.between(-0.28, 0.28).sin_cos();
        let lean = chance.between(-0.2, 0.2);
        let (left, top) = (22.0 + 35.0 * nth as f32 + chance.between(-3.0, 3.0), 41.0 + chance.between(-4.0, 4.0));
        let pen = Pen { radius: chance.between(1.5, 2.2), ink: chance.between(25.0, 85.0) };
        let put = |(x, y): Point| {
            let (x, y) = ((x - 2.0) * size, (y - 4.0) * size);
            let x = x - lean * y;
            sway((left + x * cosine - y * sine, top + x * sine + y * cosine))
        };
        for stroke in strokes(letter) {
            let way = match stroke {
                Stroke::Line(points) => straight(points),
                Stroke::Curve(points) => round(points),
            };
            sheet.follow(way.into_iter().map(put), pen);
        }
    }
}

fn scribble(sheet: &mut Sheet, chance: &mut Chance) {
    let (width, height) = (WIDTH as f32, HEIGHT as f32);
    for _ in 0..LINES {
        let from = (chance.between(-5.0, 20.0), chance.between(12.0, height - 12.0));
        let over = (chance.between(60.0, 160.0), chance.between(5.0, height - 5.0));
        let to = (chance.between(200.0, 225.0), chance.between(12.0, height - 12.0));
        let pen = Pen { radius: chance.between(0.5, 0.9), ink: chance.between(60.0, 120.0) };
        sheet.follow(round(&[from, over, to]).into_iter(), pen);
    }
    for _ in 0..DOTS {
        let at = (chance.between(0.0, width), chance.between(0.0, height));
        let pen = Pen { radius: chance.between(0.4, 1.1), ink: chance.between(90.0, 170.0) };
        sheet.line(at, at, pen);
    }
}

fn straight(points: &[Point]) -> Vec<Point> {
    along(points, |_, from, to, _, part| (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part))
}

/// A Catmull-Rom spline through the points.
fn round(points: &[Point]) -> Vec<Point> {
    let one = |a: f32, b: f32, c: f32, d: f32, t: f32| {
        0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t + (3.0 * b - a - 3.0 * c + d) * t * t * t)
    };
    along(points, |a, b, c, d, t| (one(a.0, b.0, c.0, d.0, t), one(a.1, b.1, c.1, d.1, t)))
}

/// Points between each two, from those two and the ones beside them.
fn along(points: &[Point], between: impl Fn(Point, Point, Point, Point, f32) -> Point) -> Vec<Point> {
    let at = |nth: usize| points[nth.min(points.len() - 1)];
    let mut way = Vec::new();
    for nth in 1..points.len() {
        for piece in 0..PIECES {
            let part = f32::from(piece) / f32::from(PIECES);
            way.push(between(at(nth.saturating_sub(2)), at(nth - 1), at(nth), at(nth + 1), part));
        }
    }
    way.extend(points.last());
    way
}

#[derive(Clone, Copy)]
struct Pen {
    /// In pixels.
    radius: f32,
    /// A shade, as [`PAPER`] is one.
    ink: f32,
}

/// The shades of all pixels, row by row.
struct Sheet(Vec<u8>);

impl Sheet {
    fn follow(&mut self, mut way: impl Iterator<Item = Point>, pen: Pen) {
        let Some(mut from) = way.next() else { return };
        for to in way {
            self.line(from, to, pen);
            from = to;
        }
    }

    /// A straight line with round ends, soft at its edges.
    fn line(&mut self, from: Point, to: Point, pen: Pen) {
        let reach = pen.radius + 1.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx * dx + dy * dy;
        for y in pixels(from.1.min(to.1) - reach, from.1.max(to.1) + reach, HEIGHT) {
            for x in pixels(from.0.min(to.0) - reach, from.0.max(to.0) + reach, WIDTH) {
                let (px, py) = (x as f32 - from.0, y as f32 - from.1);
                let part = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
                let cover = (pen.radius + 0.5 - (px - part * dx).hypot(py - part * dy)).clamp(0.0, 1.0);
                // A float that becomes a byte stays within it.
                let shade = (f32::from(PAPER) + (pen.ink - f32::from(PAPER)) * cover).round() as u8;
                let pixel = &mut self.0[y * WIDTH + x];
                *pixel = shade.min(*pixel);
            }
        }
    }
}

/// The pixels between two edges that are on the sheet.
fn pixels(from: f32, to: f32, size: usize) -> std::ops::Range<usize> {
    // What is below zero becomes zero here.
    from as usize..(to as usize + 1).min(size)
}

/// Numbers that follow from a name.
struct Chance {
    block: [u8; 32],
    used: usize,
}

impl Chance {
    fn of(name: &str) -> Self {
        Self { block: Sha256::digest(name).into(), used: 0 }
    }

    fn between(&mut self, least: f32, most: f32) -> f32 {
        if self.used == self.block.len() {
            *self = Self { block: Sha256::digest(self.block).into(), used: 0 };
        }
        let byte = self.block[self.used];
        self.used += 1;
        least + (most - least) * f32::from(byte) / 255.0
    }
}

#[cfg(test)]
mod tests {
    use super::{HEIGHT, PAPER, SIZE, WIDTH, draw};
    use crate::server::captcha::{Task, Word};

    fn word(n: u8) -> Word {
        Word::of(Task::Letters, &[n, n + 1, n + 2, n + 3, n + 4, n + 5]).unwrap()
    }

    fn shades(png: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), SIZE);
        let mut shades = vec![0; WIDTH * HEIGHT];
        reader.next_frame(&mut shades).unwrap();
        shades
    }

    #[test]
    fn a_reload_shows_the_same_picture_and_another_challenge_another() {
        let first = draw(&word(0), "one").unwrap();
        assert_eq!(first, draw(&word(0), "one").unwrap());
        assert_ne!(first, draw(&word(0), "other").unwrap(), "the same letters under another name");
        assert_ne!(first, draw(&word(1), "one").unwrap());
    }

    #[test]
    fn each_letter_is_there_dark_on_light() {
        for n in 0..12 {
            let shades = shades(&draw(&word(n), &n.to_string()).unwrap());
            for nth in 0..Word::LENGTH {
                let cell = |x: usize| (4 + 35 * nth..39 + 35 * nth).contains(&x);
                let dark = shades.iter().enumerate().filter(|(at, shade)| cell(at % WIDTH) && **shade <= 120).count();
                assert!((60..900).contains(&dark), "{dark} pixels of letter {nth} of {}", word(n).shown());
            }
            let light = shades.iter().filter(|shade| **shade == PAPER).count();
            assert!(light * 2 > shades.len(), "the paper is light");
        }
    }

    #[test]
    fn each_digit_of_a_sum_is_there_and_nothing_between_the_numbers_but_a_plus() {
        for n in 0..79 {
            let sum = Word::of(Task::Sum, &[n, n]).unwrap();
            let shades = shades(&draw(&sum, &n.to_string()).unwrap());
            let cell = |nth: usize, x: usize| (4 + 35 * nth..39 + 35 * nth).contains(&x);
            for (nth, shown) in sum.shown().chars().enumerate() {
                let dark = shades.iter().enumerate().filter(|(at, shade)| cell(nth, at % WIDTH) && **shade <= 85).count();
                assert!(shown == ' ' || (45..900).contains(&dark), "{dark} pixels of {shown} in {}", sum.shown());
            }
        }
    }

    /// CAP-02: a picture has a head, shades and an end, and no words about itself.
    #[test]
    fn cap_02_a_picture_says_nothing_but_what_it_shows() {
        let png = draw(&word(3), "one").unwrap();
        let (mut at, mut parts) = (8, Vec::new());
        while at < png.len() {
            let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
            parts.push(String::from_utf8(png[at + 4..at + 8].to_vec()).unwrap());
            at += 12 + length;
        }
        parts.dedup();
        assert_eq!(parts, ["IHDR", "IDAT", "IEND"]);
    }
}
