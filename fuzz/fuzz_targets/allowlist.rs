//! Whatever `.keystop.toml` holds, it is understood or refused, and a refusal repeats nothing long.

#![no_main]

use std::path::Path;

use keystop::fingerprint::Fingerprint;
use keystop::policy::Policy;
use libfuzzer_sys::fuzz_target;

/// The longest sentence that a refusal may be, in bytes.
const LONGEST: usize = 400;

fuzz_target!(|text: &str| {
    match text.parse::<Policy>() {
        Ok(policy) => {
            let unknown = Fingerprint::of("no-such-rule", text.as_bytes());
            assert!(!policy.allows(&unknown, Path::new("src/app.py")));
        }
        Err(error) => {
            let words = error.to_string();
            assert!(words.len() <= LONGEST, "{words}");
        }
    }
});
