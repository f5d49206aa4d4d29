//! The memory of a hashing worker. Argon2 reads it here and there, and with pages of 4 KiB the processor has to look most of them up: in
//! pages of 2 MiB it makes a fifth more hashes a second (docs/performance.md).

use argon2::Block;

/// The memory of one worker.
#[derive(Default)]
pub struct Memory {
    blocks: Vec<Block>,
    /// Where the first large page begins.
    from: usize,
}

const LARGE_PAGE: usize = 2 * 1024 * 1024;
/// How many blocks fill one.
const OF_A_PAGE: usize = LARGE_PAGE / size_of::<Block>();

impl Memory {
    /// So many blocks, in large pages where the system gives them to those who ask. What stands in them is of no meaning.
    pub fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.blocks.len() < self.from + count {
            *self = Self::reserve(count);
        }
        let from = self.from;
        self.blocks.get_mut(from..from + count).unwrap_or_default()
    }

    fn reserve(count: usize) -> Self {
        // Room for whole large pages, wherever the first of them begins.
        let mut blocks = Vec::with_capacity(count.next_multiple_of(OF_A_PAGE) + OF_A_PAGE);
        // Before anything is written to it: pages that are there already stay small.
        advise(&mut blocks);
        let start = blocks.as_ptr().addr();
        let from = (start.next_multiple_of(LARGE_PAGE) - start).div_ceil(size_of::<Block>());
        blocks.resize(from + count, Block::new());
        Self { blocks, from }
    }
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "there is no safe way to ask for large pages")]
fn advise(memory: &mut Vec<Block>) {
    use rustix::mm::{Advice, madvise};

    let page = rustix::param::page_size();
    let (start, bytes) = (memory.as_mut_ptr(), memory.capacity() * size_of::<Block>());
    // The advice is for whole pages that are ours alone.
    let skipped = start.addr().next_multiple_of(page) - start.addr();
    let whole = bytes.saturating_sub(skipped) / page * page;
    if whole > 0 {
        // SAFETY: the range lies within the allocation of `memory`, which is borrowed for as long as this takes. The advice
        // changes what holds its contents, and never the contents. Where it is not taken, everything stays as it was.
        let _ = unsafe { madvise(start.wrapping_byte_add(skipped).cast(), whole, Advice::LinuxHugepage) };
    }
}

#[cfg(not(target_os = "linux"))]
fn advise(_: &mut Vec<Block>) {}
