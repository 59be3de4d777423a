//! Whatever `.keystop.toml` holds, it is understood or refused, and a refusal repeats nothing long.

#![no_main]

use keystop::policy::Document;
use libfuzzer_sys::fuzz_target;

/// The longest sentence that a refusal may be, in bytes.
const LONGEST: usize = 400;

fuzz_target!(|text: &str| {
    let understood = text.parse::<Document>().and_then(|policy| policy.check());
    if let Err(error) = understood {
        let words = error.to_string();
        assert!(words.len() <= LONGEST, "{words}");
    }
});
