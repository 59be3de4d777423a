//! Text as a list of its characters: their numbers (`[103, 104]`, `{0x67, 0x68}`) or a literal for each
//! (`{'g', 'h'}`).

use std::ops::Range;

use super::Embedded;
use super::source_map::{Scale, SourceMap};
use crate::scan::hit::Form;

/// How many items a list has at least; no key is shorter.
const LEAST: usize = 16;

/// How far apart the places are at which a list is looked for, in bytes. A list of items of two digits is longer than
/// this and a sample.
const STRIDE: usize = 32;

/// How many bytes are looked at there: the indentation of an item and the item.
const SAMPLE: usize = 16;

/// How far before such a place the list may begin, in bytes; the first that is in the list is much nearer.
const REACH: usize = 256;

/// Hands on each list that begins as text does, up to where it is text.
pub(super) fn each(text: &[u8], mut found: impl FnMut(Embedded)) {
    let mut done = 0;
    for at in (STRIDE..text.len()).step_by(STRIDE) {
        if at < done || !is_of_list(text, at) {
            continue;
        }
        let Some(open) = opening(text, done.max(at.saturating_sub(REACH))..at) else { continue };
        let items = Items { text, at: open + 1 };
        done = open + 1;
        if items.clone().take(LEAST).count() < LEAST {
            continue;
        }
        let mut source_map = SourceMap::new(Scale::ONE);
        let item = |(place, byte): (Range<usize>, u8)| {
            source_map.push_escape(&place, 1);
            done = place.end;
            byte
        };
        let decoded: Vec<u8> = items.map(item).collect();
        found(Embedded { form: Form::Numbers, text: decoded, source_map, cut: (false, false) });
    }
}

/// Whether the bytes there may be some of a list: nothing but digits and what stands between items, or characters in
/// quotes.
fn is_of_list(text: &[u8], at: usize) -> bool {
    let Some(sample) = text.get(at..at + SAMPLE) else { return false };
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    let mut bytes = sample.iter().enumerate();
    bytes.all(|(number, byte)| is_of_item(*byte) || is_quoted(text, at + number)) && !sample.iter().all(is_blank)
}

/// Returns true for the bytes of numbers and quotes, and of what stands between items.
pub(super) fn is_of_item(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b',' | b'\'' | b'"' | b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'u' | b'U' | b'\\')
        || matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Whether a quote stands before and behind that byte, which may be one of an escape.
fn is_quoted(text: &[u8], at: usize) -> bool {
    let quote = if text[at - 1] == b'\\' { text.get(at.wrapping_sub(2)) } else { text.get(at - 1) };
    matches!(quote, Some(b'\'' | b'"')) && quote == text.get(at + 1)
}

/// The last bracket in that part of the text that opens something, and is no item itself.
fn opening(text: &[u8], part: Range<usize>) -> Option<usize> {
    let mut brackets = memchr::memrchr3_iter(b'[', b'{', b'(', &text[part.clone()]).map(|at| part.start + at);
    brackets.find(|at| *at == 0 || !is_quoted(text, *at))
}

/// The items of a list, as long as they are characters of a text.
#[derive(Clone)]
struct Items<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Items<'_> {
    type Item = (Range<usize>, u8);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at + blanks(&self.text[self.at..]);
        let (byte, length) = item(&self.text[start..])?;
        let end = start + length;
        let gap = blanks(&self.text[end..]);
        // Go prints `[103 104]`.
        let comma = usize::from(matches!(self.text.get(end + gap), Some(b',' | b';')));
        self.at = end + gap + comma;
        if gap + comma == 0 {
            // Nothing but the list's end, where no further item begins, may follow an item at once.
            self.at = self.text.len();
        }
        Some((start..end, byte))
    }
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// The character that the text begins with, as a number or a literal, and the length of that.
fn item(text: &[u8]) -> Option<(u8, usize)> {
    let (byte, length) = match text {
        [b'0', b'x' | b'X', digits @ ..] => number(digits, 16, 2).map(|(byte, length)| (byte, length + 2)),
        digits @ [b'0'..=b'9', ..] => number(digits, 10, 3),
        [b'b', literal @ ..] => character(literal).map(|(byte, length)| (byte, length + 1)),
        literal => character(literal),
    }?;
    let is_text = matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    is_text.then_some((byte, length))
}

/// A number of so many digits at most, and its length with Rust's or C's suffix.
fn number(digits: &[u8], radix: u32, most: usize) -> Option<(u8, usize)> {
    let value = |digit: &u8| char::from(*digit).to_digit(radix);
    let length = digits.iter().take(most).map_while(value).count();
    let number = digits[..length].iter().filter_map(value).fold(0, |number, digit| number * radix + digit);
    let suffix = match &digits[length..] {
        [b'u', b'8', ..] => 2,
        [b'u' | b'U', ..] => 1,
        [next, ..] if next.is_ascii_alphanumeric() || *next == b'.' => return None,
        _ => 0,
    };
    (length > 0).then_some((number.try_into().ok()?, length + suffix))
}

/// A literal of one character, and its length.
fn character(text: &[u8]) -> Option<(u8, usize)> {
    match text {
        [open @ (b'\'' | b'"'), b'\\', escaped, close, ..] if open == close => {
            let byte = match escaped {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'\\' | b'\'' | b'"' => *escaped,
                _ => return None,
            };
            Some((byte, 4))
        }
        [open @ (b'\'' | b'"'), byte, close, ..] if open == close && *byte != b'\\' => Some((*byte, 3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        each(text.as_bytes(), |inner| all.push(String::from_utf8_lossy(&inner.text).into_owned()));
        all
    }

    #[test]
    fn as_languages_write_them() {
        const WORDS: &str = "it's a \"list\" of\n19";
        for (open, item, between, close) in [
            ("[]byte{", "N", ", ", "}"),
            ("new byte[] { ", "X", ",", " };"),
            ("[\n  ", "N", ",\n  ", ",\n]"),
            ("bytes([", "N", ",", "])"),
            ("String.fromCharCode(", "X", ", ", ");"),
            ("const char key[] = {", "C", ", ", ", '\\0'};"),
            ("char[] key = {", "C", ",", "};"),
            ("[b", "C", ", b", "];"),
            ("[", "Nu8", ", ", ", 0u8]"),
            ("[\n            ", "N", ",\n            ", "\n        ]"),
            ("[", "N", " ", "]"),
        ] {
            let items: Vec<String> = WORDS
                .chars()
                .map(|char| {
                    let number = u32::from(char);
                    let item = item.replace('N', &number.to_string()).replace('X', &format!("{number:#04x}"));
                    item.replace('C', &format!("{char:?}"))
                })
                .collect();
            let text = format!("{open}{}{close}", items.join(between));
            assert_eq!(decoded(&text), [WORDS], "{text}");
        }
    }

    #[test]
    fn other_lists() {
        for text in [
            "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]",
            "[104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5, 104.5]",
            "(103, 104, 112)",
            "[[103, 104], [103, 104], [103, 104], [103, 104], [103, 104], [103, 104], [103, 104], [103, 104], [103, 104]]",
            "[1103, 1104, 1103, 1104, 1103, 1104, 1103, 1104, 1103, 1104, 1103, 1104, 1103, 1104, 1103, 1104, 1103, 1104]",
            "{(((((([[[[[[",
            "[103",
            "[0x",
        ] {
            assert_eq!(decoded(text), Vec::<String>::new(), "{text}");
        }
    }
}
