//! Where pictures are drawn: one at a time, so that a storm of them takes one core and no more, and not again while the last ones are
//! at hand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::Semaphore;

use super::picture::draw;
use super::word::Word;

/// How many are kept, of some kilobytes each.
const KEPT: usize = 128;
/// How many wait: more than the connections of one client (`connections.per_client`), so that none takes all places.
const MOST_WAITING: usize = 512;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

pub struct Easel {
    places: Semaphore,
    turn: Arc<Semaphore>,
    /// By the name of their challenge, newest last.
    drawn: Arc<Mutex<VecDeque<(String, Bytes)>>>,
}

impl Default for Easel {
    fn default() -> Self {
        Self { places: Semaphore::new(MOST_WAITING), turn: Arc::new(Semaphore::new(1)), drawn: Arc::default() }
    }
}

impl Easel {
    /// The picture of a challenge, as PNG. None while too many are waited for.
    pub async fn picture(&self, word: Word, name: String) -> Option<Bytes> {
        if let Some(picture) = find(&self.drawn, &name) {
            return Some(picture);
        }
        let _place = self.places.try_acquire().ok()?;
        let turn = tokio::time::timeout(LONGEST_WAIT, self.turn.clone().acquire_owned()).await.ok()?.ok()?;
        let drawn = self.drawn.clone();
        let work = tokio::task::spawn_blocking(move || {
            // It is given back when the picture is done, also where nobody waits for it any more.
            let _turn = turn;
            if let Some(picture) = find(&drawn, &name) {
                return Some(picture);
            }
            let picture = Bytes::from(draw(&word, &name)?);
            let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
            if drawn.len() == KEPT {
                drawn.pop_front();
            }
            drawn.push_back((name, picture.clone()));
            Some(picture)
        });
        work.await.ok()?
    }
}

fn find(drawn: &Mutex<VecDeque<(String, Bytes)>>, name: &str) -> Option<Bytes> {
    let drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
    drawn.iter().find(|(known, _)| known == name).map(|(_, picture)| picture.clone())
}

#[cfg(test)]
mod tests {
    use super::{Easel, KEPT};
    use crate::server::captcha::{Task, Word};

    async fn picture(easel: &Easel, name: &str) -> axum::body::Bytes {
        easel.picture(Word::of(Task::Letters, &[0, 1, 2, 3, 4, 5]).unwrap(), name.to_owned()).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_picture_that_is_at_hand_is_not_drawn_again_and_few_are_kept() {
        let easel = Easel::default();
        let first = picture(&easel, "first").await;
        assert_eq!(picture(&easel, "first").await.as_ptr(), first.as_ptr(), "the same bytes");
        for n in 0..KEPT {
            picture(&easel, &n.to_string()).await;
        }
        assert_eq!(easel.drawn.lock().unwrap().len(), KEPT);
        let again = picture(&easel, "first").await;
        assert_eq!(again, first);
        assert_ne!(again.as_ptr(), first.as_ptr(), "it was drawn again");
    }
}
