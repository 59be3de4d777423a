//! Whether a match is a whole token, or a piece of something longer.
//!
//! Rules carry no `\b` and no look-around, since a word boundary is wrong for keys in two ways: it sees
//! none between the `n` of an escaped line break and the key after it (`"\nghp_…"`), nor after a
//! percent-encoded byte (`%3Dghp_…`), and it sees one inside base64.

use std::ops::Range;

/// Whether the match begins and ends where a token does.
pub(in crate::scan) fn is_whole_token(text: &[u8], found: &Range<usize>) -> bool {
    begins_token(text, found.start) && ends_token(text, found.end)
}

/// Returns true if a token may begin there.
pub(in crate::scan) fn begins_token(text: &[u8], start: usize) -> bool {
    let before = &text[..start];
    match (before.last(), text.get(start)) {
        (Some(last), Some(first)) if last.is_ascii_alphanumeric() && is_word(*first) => ends_escape(before),
        _ => true,
    }
}

/// Returns true if the match begins as a token does, and a `_` with a word follows: `…_old`.
pub(in crate::scan) fn begins_before_name(text: &[u8], found: &Range<usize>) -> bool {
    begins_token(text, found.start)
        && text.get(found.end) == Some(&b'_')
        && text.get(found.end + 1).is_some_and(u8::is_ascii_alphabetic)
}

fn ends_token(text: &[u8], end: usize) -> bool {
    match (text[..end].last(), text.get(end)) {
        (Some(last), Some(next)) => !(is_word(*last) && is_word(*next)),
        _ => true,
    }
}

/// Whether the text ends with `\n`, `\r`, `\t`, `\u0022`, `\x22` or `%3D`, and the like: something that stands for another
/// character, and so isn't part of the token that follows.
fn ends_escape(before: &[u8]) -> bool {
    let hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    match before {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'0'] => true,
        [.., b'%', a, b] | [.., b'\\', b'x', a, b] => hex(&[*a, *b]),
        [.., b'\\', b'u', a, b, c, d] => hex(&[*a, *b, *c, *d]),
        _ => false,
    }
}

/// Returns true if base64 goes on at one of the match's edges, over a sign that is none of a word's: `+` or `/`.
pub(in crate::scan) fn is_amid_base64(text: &[u8], found: &Range<usize>) -> bool {
    let is_sign = |byte: Option<&u8>| matches!(byte, Some(b'+' | b'/'));
    is_sign(text[..found.start].last()) || is_sign(text.get(found.end))
}

pub(in crate::scan) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a value without a form of its own stands free: not as a part of a UUID, of a path or of longer base64.
pub(in crate::scan) fn stands_free(text: &[u8], found: &Range<usize>) -> bool {
    let before = text[..found.start].last();
    let after = &text[found.end..];
    let joined_before = matches!(before, Some(b'-' | b'+' | b'/' | b'.' | b'_' | b'@'))
        && text[..found.start].iter().rev().nth(1).is_some_and(u8::is_ascii_alphanumeric);
    let joined_after = match after {
        [b'-' | b'+' | b'/' | b'.' | b'_', next, ..] => next.is_ascii_alphanumeric(),
        [b'(', ..] => true,
        _ => false,
    };
    !joined_before && !joined_after
}
