//! Which secrets a changed file held before: one that was re-indented, put into other quotes, moved within the file or given
//! another name is not new.

use crate::scan::Hit;

/// The texts that a file had before.
#[derive(Debug, Default)]
pub(crate) struct OldValues(Vec<Vec<u8>>);

/// A shorter value may stand in a text by chance, or as a word, in bytes.
const SHORTEST: usize = 8;

impl OldValues {
    pub(crate) fn of(texts: Vec<Vec<u8>>) -> Self {
        Self(texts)
    }

    /// Returns true if there is a text that the file had before.
    pub(crate) fn are_known(&self) -> bool {
        !self.0.is_empty()
    }

    /// Returns true if one of the texts holds the secret that the hit found in `text`.
    pub(crate) fn hold(&self, text: &[u8], hit: &Hit) -> bool {
        let secret = &text[hit.secret.clone()];
        if secret.len() < SHORTEST || hit.rule.whole.is_some() {
            return false;
        }
        if secret.contains(&b'\n') {
            let secret = without_layout(secret);
            return self.0.iter().any(|old| memchr::memmem::find(&without_layout(old), &secret).is_some());
        }
        self.0.iter().any(|old| holds_whole(old, secret))
    }
}

/// Returns true if the value stands in the text, and not as a part of a longer one.
fn holds_whole(text: &[u8], value: &[u8]) -> bool {
    let is_more = |edge: Option<&u8>, next: Option<&u8>| {
        edge.is_some_and(u8::is_ascii_alphanumeric) && next.is_some_and(u8::is_ascii_alphanumeric)
    };
    memchr::memmem::find_iter(text, value).any(|at| {
        let end = at + value.len();
        !is_more(value.first(), text[..at].last()) && !is_more(value.last(), text.get(end))
    })
}

/// The text without line breaks, indentation, and the signs by which lines of a block are quoted.
fn without_layout(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b',')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_held_as_a_whole() {
        assert!(holds_whole(b"key = 'abcdefgh'", b"abcdefgh"));
        assert!(holds_whole(b"abcdefgh", b"abcdefgh"));
        assert!(!holds_whole(b"key = 'abcdefghi'", b"abcdefgh"));
        assert!(!holds_whole(b"key = '0abcdefgh'", b"abcdefgh"));
    }

    #[test]
    fn layout_is_left_out() {
        assert_eq!(without_layout(b"  ab\r\n  \"cd\",\n"), b"abcd");
    }
}
