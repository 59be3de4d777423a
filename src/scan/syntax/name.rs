//! Names: where they begin and end.

use std::ops::Range;

/// How long a name is looked at, to either side of the word it was found by, in bytes.
pub(in crate::scan) const NAME: usize = 64;

/// The whole name around `word`, which may have signs at its ends.
pub(in crate::scan) fn around(text: &[u8], word: &Range<usize>) -> Range<usize> {
    let is_sign = |b: &&u8| b.is_ascii() && !is_name(**b);
    let before = text[word.clone()].iter().take_while(is_sign).count();
    let behind = text[word.clone()].iter().rev().take_while(is_sign).count();
    name_start(text, word.start + before)..name_end(text, word.end - behind)
}

/// Methods that compare what is named, and are no part of the name: `token.equals("…")`.
const COMPARING: [&[u8]; 3] = [b".equals", b".equalsIgnoreCase", b".contentEquals"];

/// Bytes of names: of identifiers, and the signs that join them in keys and options.
pub(in crate::scan) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn name_end(text: &[u8], from: usize) -> usize {
    let rest = &text[from..text.len().min(from + NAME)];
    let mut length = rest.iter().take_while(|b| is_name(**b)).count();
    // `name->`, `name-- `, and a full stop.
    while length > 0 && matches!(rest[length - 1], b'-' | b'.') {
        length -= 1;
    }
    let name = &rest[..length];
    from + length - COMPARING.iter().find(|method| name.ends_with(method)).map_or(0, |method| method.len())
}

fn name_start(text: &[u8], from: usize) -> usize {
    let before = &text[from.saturating_sub(NAME)..from];
    let mut length = before.iter().rev().take_while(|b| is_name(**b)).count();
    // The letter of an escape: `\npassword`.
    if length > 0 && text[..from - length].last() == Some(&b'\\') {
        length -= 1;
    }
    from - length
}
