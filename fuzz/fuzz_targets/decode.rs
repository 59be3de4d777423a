//! Whatever the bytes are, they become a text, and ASCII lines in any encoding are in it.

#![no_main]

use keystop::source::{Lines, text_of};
use libfuzzer_sys::fuzz_target;

/// What no made-up input holds by chance.
const LINE: &str = "a line that must be found";

fuzz_target!(|bytes: &[u8]| {
    let text = text_of(bytes);
    assert!(text.len() <= bytes.len() / 2 * 3 + 3, "a text of a bounded size");

    // The first byte chooses an encoding, and the rest is what stands before and behind a line in it.
    let Some((choice, around)) = bytes.split_first() else { return };
    let (before, after) = around.split_at(around.len() / 2);
    let (width, place) = [(1, 0), (2, 0), (2, 1), (4, 0), (4, 3)][usize::from(*choice) % 5];
    let line: Vec<u8> =
        LINE.bytes().flat_map(|byte| (0..width).map(move |at| if at == place { byte } else { 0 })).collect();
    let mixed = [before, b"\n", &line, b"\n", after].concat();
    let text = text_of(&mixed);
    // Its first and last character may have become one with the bytes beside them.
    let inner = &LINE.as_bytes()[1..LINE.len() - 1];
    let found = text.windows(inner.len()).any(|part| part == inner);
    assert!(found || around.contains(&0), "{LINE:?} is hidden in {mixed:?}");

    // What was added is among the lines that there are.
    if let Lines::Some(added) = Lines::added(before, after) {
        let last = after.iter().filter(|byte| **byte == b'\n').count() + 1;
        assert!(
            added.iter().all(|lines| lines.start >= 1 && lines.start < lines.end && lines.end <= last + 1),
            "{added:?}"
        );
        assert!(added.is_sorted_by(|a, b| a.end < b.start), "{added:?}");
    }
});
