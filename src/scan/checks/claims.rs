//! Values that claim to be a key with a checksum.

use crate::rules::{self, Trigger};
use crate::scan::keyword::{prefilter, run};
use crate::scan::text::boundary;

/// A longer value, a key block for one, has the prefixes of keys in it by chance.
const LONGEST_WITH_CHECKSUM: usize = 300;

/// A prefix of that many bytes is known as one only at a value's beginning.
const SHORT_PREFIX: usize = 3;

/// Returns true if a key with a checksum stands in the value: its rule has judged it, and nothing else can make it a key.
pub(in crate::scan) fn claims_a_checksum(value: &[u8]) -> bool {
    if value.len() > LONGEST_WITH_CHECKSUM {
        return false;
    }
    let mut claims = false;
    prefilter::each_keyword(value, |at, keyword| {
        // Three letters behind a sign stand in every hundredth base64 text by chance.
        let begins = at == 0 || !boundary::is_word(value[at - 1]) && keyword.text().len() > SHORT_PREFIX;
        claims |= keyword.rules().map(|number| &rules::builtin()[number]).any(|rule| {
            let may_match = match rule.trigger {
                Trigger::Start => begins,
                // Four letters inside are there by chance, too, unless the key they belong to has room around them.
                Trigger::Inside => run::has_run_around(rule, value, at),
                _ => false,
            };
            may_match && rule.proofs.iter().flatten().any(|proof| proof.is_checksum())
        });
    });
    claims
}
