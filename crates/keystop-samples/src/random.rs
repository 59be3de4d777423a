//! Everything random in the tests comes from one seed.
//!
//! It is the same in each run; `KEYSTOP_SEED=$RANDOM cargo test …` tries other values, and a failing test prints the
//! seed that it failed with. Each test draws
//! from a generator of its own that starts from the seed and the test's name, so that what runs beside it changes
//! nothing. A thread that a test starts says with [`begin`] what it draws for.

#![allow(clippy::print_stderr)] // The test harness shows it with a failure.

use std::cell::RefCell;
use std::ops::RangeBounds;
use std::sync::OnceLock;
use std::thread;

use fastrand::Rng;
use sha2::{Digest, Sha256};

/// The seed of this run.
///
/// # Panics
/// If `KEYSTOP_SEED` is no number.
pub fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    let seed = *SEED.get_or_init(|| match std::env::var("KEYSTOP_SEED") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("KEYSTOP_SEED is no number: {text:?}")),
        Err(_) => 1,
    });
    eprintln!("KEYSTOP_SEED={seed}");
    seed
}

thread_local! {
    static GENERATOR: RefCell<Rng> = RefCell::new(of_this_thread());
}

/// The test harness names each test's thread after the test.
fn of_this_thread() -> Rng {
    let thread = thread::current();
    generator(thread.name().expect("a thread that a test starts calls `begin` before it draws"))
}

fn generator(purpose: &str) -> Rng {
    at_seed(seed(), purpose)
}

fn at_seed(seed: u64, purpose: &str) -> Rng {
    let digest = Sha256::new_with_prefix(seed.to_le_bytes()).chain_update(purpose).finalize();
    Rng::with_seed(digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Draws from here on, on this thread, as is always drawn for this purpose under this seed.
pub fn begin(purpose: &str) {
    GENERATOR.set(generator(purpose));
}

/// Draws from here on, on this thread, as is always drawn for this purpose, whatever the seed of the run.
pub fn begin_the_same(purpose: &str) {
    GENERATOR.set(at_seed(0, purpose));
}

/// Draws something from this thread's generator.
pub fn draw<T>(from: impl FnOnce(&mut Rng) -> T) -> T {
    GENERATOR.with_borrow_mut(from)
}

/// A random number below `end`.
#[must_use]
pub fn below(end: usize) -> usize {
    draw(|generator| generator.usize(..end))
}

/// So many random bytes from that range.
pub fn bytes(length: usize, range: impl RangeBounds<u8> + Clone) -> Vec<u8> {
    draw(|generator| (0..length).map(|_| generator.u8(range.clone())).collect())
}
