//! No text takes longer to scan than in proportion to its length: the score is time per byte, and each new worst is told.

#![no_main]

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::LazyLock;
use std::time::Instant;

use keystop::scan::{Input, Scanner, Sensitivity};
use libfuzzer_sys::fuzz_target;

/// How long the scanned text is, in bytes: the input, again and again.
const LENGTH: usize = 256 << 10;

/// How many nanoseconds a byte may take. Built for fuzzing, the scan is some ten times slower than it is otherwise.
const SLOWEST: u64 = 20_000;

static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::new);

/// The most nanoseconds that a byte took so far.
static WORST: AtomicU64 = AtomicU64::new(0);

fuzz_target!(|bytes: &[u8]| {
    if bytes.is_empty() {
        return;
    }
    let text: Vec<u8> = bytes.iter().copied().cycle().take(LENGTH).collect();
    let input = Input { path: b"", text: &text, sensitivity: Sensitivity::Strict };
    // Patterns are compiled in the first run.
    black_box(SCANNER.scan(&input));
    let start = Instant::now();
    black_box(SCANNER.scan(&input));
    let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX) / LENGTH as u64;
    if nanoseconds > WORST.fetch_max(nanoseconds, Relaxed) {
        eprintln!("{nanoseconds} ns a byte: {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
    }
    assert!(nanoseconds <= SLOWEST, "{nanoseconds} ns a byte");
});
