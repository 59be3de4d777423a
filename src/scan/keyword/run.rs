//! Runs of bytes that a rule's match could be made of. A look at them tells, before the rule's pattern is compiled, that it
//! cannot match.

use crate::rules::Rule;

/// Returns true if the text has as many bytes in a row that can stand in a match as the shortest match has. Looks from the end of where a run would have to reach, and so at few of the bytes of
/// ordinary words.
pub(in crate::scan) fn holds_run(rule: &Rule, text: &[u8]) -> bool {
    let least = rule.shortest().max(1);
    let mut start = 0;
    while let Some(run) = text.get(start..start + least) {
        if let Some(end) = run.iter().rposition(|byte| !can_hold(rule, *byte)) {
            start += end + 1;
            continue;
        }
        let length = text[start..].iter().take_while(|byte| can_hold(rule, **byte)).count();
        if can_match(rule, &text[start..start + length]) {
            return true;
        }
        start += length;
    }
    false
}

/// Where the run of bytes that can stand in a match ends which goes through `at`, or `end` where it goes on.
pub(in crate::scan) fn run_end(rule: &Rule, text: &[u8], at: usize, end: usize) -> usize {
    at + text[at..end].iter().take_while(|byte| can_hold(rule, **byte)).count()
}

/// Returns true if the run of such bytes through the byte at `at` is long enough for a match.
pub(in crate::scan) fn has_run_around(rule: &Rule, text: &[u8], at: usize) -> bool {
    let is_held = |byte: &&u8| can_hold(rule, **byte);
    let before = text[..at].iter().rev().take_while(is_held).count();
    let behind = text[at..].iter().take_while(is_held).count();
    before + behind >= rule.shortest()
}

/// Returns true if a run of bytes that can stand in a match is long enough for one, and has the byte that each one needs.
pub(in crate::scan) fn can_match(rule: &Rule, run: &[u8]) -> bool {
    run.len() >= rule.shortest() && (rule.needs == 0 || memchr::memchr(rule.needs, run).is_some())
}

pub(in crate::scan) fn can_hold(rule: &Rule, byte: u8) -> bool {
    rule.bytes[usize::from(byte) / 64] >> (byte % 64) & 1 == 1
}
