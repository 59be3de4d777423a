//! Whatever the text is, its hits stand in it, in order and apart, and each becomes a finding with advice.

#![no_main]

use std::sync::LazyLock;

use keystop::finding::Findings;
use keystop::report::advice;
use keystop::scan::{Input, Scanner, Sensitivity};
use libfuzzer_sys::fuzz_target;

static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::new);

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses how much is looked for, the first line is a path.
    let Some((choice, rest)) = bytes.split_first() else { return };
    let sensitivity = [Sensitivity::KeysOnly, Sensitivity::Careful, Sensitivity::Strict][usize::from(*choice) % 3];
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (path, text) = rest.split_at(end);
    let hits = SCANNER.scan(&Input { path, text, sensitivity });
    for hit in &hits {
        assert!(hit.secret.start < hit.secret.end && hit.secret.end <= hit.extent.end && hit.extent.end <= text.len());
    }
    assert!(hits.is_sorted_by(|a, b| a.secret.end <= b.secret.start), "{hits:?}");
    let lines = text.iter().filter(|byte| **byte == b'\n').count() + 1;
    for (hit, finding) in Findings::new(path, text, &hits, &hits) {
        assert!(finding.place.line <= lines && finding.place.column < finding.place.end_column, "{finding:?}");
        assert_eq!(hit.telling_rule().id(), finding.rule.id());
        let advice = advice::of(&finding);
        assert!(!advice.variable.is_empty(), "{finding:?}");
    }
});
