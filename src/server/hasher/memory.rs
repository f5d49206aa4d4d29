//! The memory of a hashing worker. Argon2 reads it here and there, and with pages of 4 KiB the processor has to look most of them up: in
//! pages of 2 MiB it makes a fifth more hashes a second (docs/performance.md).

use argon2::Block;

/// Memory of so many blocks, in large pages where the system gives them to those who ask.
pub fn reserve(blocks: usize) -> Vec<Block> {
    let mut memory = Vec::with_capacity(blocks);
    // Before anything is written to it: pages that are there already stay small.
    advise(&mut memory);
    memory.resize(blocks, Block::new());
    memory
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
