//! How letters are written: stroke by stroke, as by hand. One unit is about a seventh of a letter's height; `y` grows downwards, from 0
//! where tall letters begin over 2 where small ones do to 6, on the line, and 8 below it.

pub type Point = (f32, f32);

/// One movement of the pen.
pub enum Stroke {
    /// Straight from point to point.
    Line(&'static [Point]),
    /// Round through all points.
    Curve(&'static [Point]),
}

use Stroke::{Curve, Line};

const TALL: Stroke = Line(&[(0.5, 0.0), (0.5, 6.0)]);
const ARCH: Stroke = Curve(&[(0.5, 3.4), (1.9, 2.1), (3.3, 3.2), (3.3, 6.0)]);
const BELLY: Stroke = Curve(&[(0.5, 3.2), (1.9, 2.1), (3.5, 4.0), (1.9, 5.9), (0.5, 4.8)]);

/// The strokes of a letter; none for one that no picture has.
pub fn strokes(letter: char) -> &'static [Stroke] {
    match letter {
        'a' => &[
            Curve(&[(0.4, 2.7), (1.8, 2.0), (3.2, 3.0), (3.2, 4.5), (3.2, 6.0)]),
            Curve(&[(3.2, 4.0), (1.6, 3.7), (0.2, 4.9), (1.5, 6.0), (3.2, 5.0)]),
        ],
        'b' => &[TALL, BELLY],
        'd' => &[Line(&[(3.4, 0.0), (3.4, 6.0)]), Curve(&[(3.4, 3.2), (2.0, 2.1), (0.4, 4.0), (2.0, 5.9), (3.4, 4.8)])],
        'e' => &[Curve(&[(0.5, 4.0), (3.5, 4.0), (2.9, 2.4), (1.2, 2.2), (0.4, 4.0), (1.2, 5.8), (3.4, 5.3)])],
        'f' => &[Curve(&[(3.2, 0.4), (2.0, 0.3), (1.4, 1.6), (1.4, 4.0), (1.4, 6.0)]), Line(&[(0.2, 2.4), (2.8, 2.4)])],
        'h' => &[TALL, ARCH],
        'k' => &[TALL, Line(&[(3.2, 2.1), (0.5, 4.4)]), Line(&[(1.4, 3.7), (3.4, 6.0)])],
        'm' => &[
            Line(&[(0.0, 2.1), (0.0, 6.0)]),
            Curve(&[(0.0, 3.3), (1.1, 2.1), (2.1, 3.2), (2.1, 6.0)]),
            Curve(&[(2.1, 3.3), (3.2, 2.1), (4.2, 3.2), (4.2, 6.0)]),
        ],
        'n' => &[Line(&[(0.5, 2.1), (0.5, 6.0)]), ARCH],
        'p' => &[Line(&[(0.5, 2.1), (0.5, 8.0)]), BELLY],
        'r' => &[Line(&[(0.8, 2.1), (0.8, 6.0)]), Curve(&[(0.8, 3.8), (1.5, 2.5), (3.0, 2.3)])],
        's' => &[Curve(&[(3.2, 2.6), (1.9, 2.0), (0.6, 2.9), (1.9, 4.0), (3.3, 5.0), (1.9, 6.0), (0.5, 5.3)])],
        't' => &[Curve(&[(1.4, 0.6), (1.4, 3.0), (1.5, 5.3), (2.3, 6.0), (3.2, 5.6)]), Line(&[(0.2, 2.3), (2.9, 2.3)])],
        'w' => &[Line(&[(-0.2, 2.1), (0.9, 6.0), (2.0, 2.7), (3.1, 6.0), (4.2, 2.1)])],
        'x' => &[Line(&[(0.4, 2.1), (3.4, 6.0)]), Line(&[(3.4, 2.1), (0.4, 6.0)])],
        'y' => &[Line(&[(0.3, 2.1), (1.9, 5.8)]), Line(&[(3.5, 2.1), (1.2, 7.9), (0.3, 7.9)])],
        'z' => &[Line(&[(0.5, 2.2), (3.3, 2.2), (0.4, 5.9), (3.5, 5.9)])],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::Word;
    use super::strokes;

    #[test]
    fn every_letter_of_a_word_can_be_written() {
        for letter in Word::ALPHABET {
            assert!(!strokes(char::from(*letter)).is_empty(), "{}", char::from(*letter));
        }
    }
}
