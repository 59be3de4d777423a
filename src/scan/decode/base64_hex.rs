//! Base64 and hexadecimal digits: long runs of letters and digits that decode to text, or to a key store.
//!
//! What does not begin as one is left alone after twelve bytes: digests, images, certificates, ciphertexts.

use std::ops::Range;
use std::sync::LazyLock;

use data_encoding::{Encoding, HEXLOWER_PERMISSIVE, Specification, Translate};

use super::Embedded;
use super::source_map::{Scale, SourceMap};
use crate::scan::hit::Form;
use crate::scan::text::lines;
use crate::scan::value::magic;

/// How many bytes are compared at once.
const BLOCK: usize = 16;

/// The shortest run that is looked at, in characters; each one that long has a whole block in it. No key in an
/// encoding is shorter.
pub(super) const LEAST: usize = 2 * BLOCK - 1;

/// Within how many characters of a run's beginning an encoded value may begin, behind a slash.
const PREFIX: usize = 200;

/// The same behind a sign that is one of the alphabet for URLs: `id-…`, `SECRET_…`.
const NAME: usize = 24;

/// Base64 in either alphabet, padded or not.
static BASE64: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = Specification::new();
    form.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    form.translate = Translate { from: "-_".to_owned(), to: "+/".to_owned() };
    form.check_trailing_bits = false;
    // The specification is fixed, and a test decodes with it.
    form.encoding().unwrap_or(data_encoding::BASE64_NOPAD)
});

/// Hands on each run of base64 or hexadecimal digits that decodes to text: each line alone, and wrapped lines together.
pub(super) fn each(text: &[u8], mut found: impl FnMut(Embedded)) {
    let mut joined = 0;
    each_run(text, |run| {
        let Some((code, start)) =
            beginnings(text, &run).find_map(|start| Some((Code::of(&text[start..run.end])?, start)))
        else {
            return;
        };
        let alone = start..run.end;
        if start >= joined {
            let lines = wrapped(text, alone.clone());
            if lines.len() > 1 {
                joined = lines.last().map_or(joined, |line| line.end);
                found(code.decode(text, &lines));
            }
        }
        found(code.decode(text, &[alone]));
    });
}

fn each_run(text: &[u8], mut found: impl FnMut(Range<usize>)) {
    let (blocks, _) = text.as_chunks::<BLOCK>();
    let mut number = 0;
    while let Some(block) = blocks.get(number) {
        if !is_digits(block) {
            number += 1;
            continue;
        }
        let first = number * BLOCK;
        let start = text[..first].iter().rposition(|byte| !is_digit(*byte)).map_or(0, |at| at + 1);
        number += blocks[number..].iter().take_while(|block| is_digits(block)).count();
        let last = number * BLOCK;
        let end = last + text[last..].iter().take_while(|byte| is_digit(**byte)).count();
        if end - start >= LEAST {
            found(start..end);
        }
    }
}

/// Whether all bytes are digits of base64; without branches, so that the processor compares them side by side.
fn is_digits(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(0, |others, byte| others | u8::from(!is_digit(*byte))) == 0
}

/// A digit of base64, in either alphabet.
#[allow(clippy::needless_bitwise_bool)] // A lazy operator is a branch.
pub(super) fn is_digit(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let number_or_slash = byte.wrapping_sub(b'/') < 11;
    let sign = (byte == b'+') | (byte == b'-') | (byte == b'_');
    letter | number_or_slash | sign
}

/// Where in a run the encoded value may begin: at its start, unless that belongs to an escape, behind each slash, which
/// may be one of a path, and behind a sign that ends a name.
fn beginnings<'a>(text: &'a [u8], run: &Range<usize>) -> impl Iterator<Item = usize> + 'a {
    let escaped = run.start > 0 && text[run.start - 1] == b'\\';
    let first = run.start + usize::from(escaped);
    let prefix = first..run.end.min(first + PREFIX);
    let name = first..run.end.min(first + NAME);
    let slashes = memchr::memchr_iter(b'/', &text[prefix]).map(move |at| first + at + 1);
    let signs = memchr::memchr2_iter(b'-', b'_', &text[name]).map(move |at| first + at + 1);
    let last = run.end - LEAST.min(run.len());
    std::iter::once(first).chain(slashes.take_while(move |start| *start <= last)).chain(signs)
}

/// The lines over which a value is wrapped that begins with this run: of one length but for the last, each alone on
/// its line.
fn wrapped(text: &[u8], first: Range<usize>) -> Vec<Range<usize>> {
    let width = first.len();
    let mut lines = vec![first];
    while let Some(last) = lines.last()
        && last.len() == width
        && let Some(next) = lines::behind_break(text, last.end).or_else(|| behind_written_break(text, last.end))
    {
        let start = lines::behind_blanks(text, next);
        let length = text[start..].iter().take(width + 1).take_while(|byte| is_digit(**byte)).count();
        if length == 0 || length > width {
            break;
        }
        lines.push(start..start + length);
    }
    lines
}

/// The same for a break that is written as an escape, within a literal: `\n`, `\r\n`.
fn behind_written_break(text: &[u8], at: usize) -> Option<usize> {
    [&b"\\n"[..], b"\\r\\n"].iter().find(|written| text[at..].starts_with(written)).map(|written| at + written.len())
}

/// How wide the characters of the text inside are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Byte,
    /// UTF-16, its lower byte first, as in PowerShell's encoded commands.
    LittleEndian,
    /// UTF-16, its higher byte first.
    BigEndian,
}

impl Width {
    /// Reads so much of a text as UTF-16, if it is.
    fn of(head: &[u8]) -> Self {
        let pairs = head.as_chunks::<2>().0;
        let is_mark = |pair: &[u8; 2]| matches!(pair, [0xff, 0xfe] | [0xfe, 0xff]);
        let rest = if pairs.first().is_some_and(is_mark) { &pairs[1..] } else { pairs };
        let all = |high: usize| rest.iter().all(|pair| pair[high] == 0 && is_text(&pair[1 - high..2 - high]));
        match (rest.is_empty(), all(1), all(0)) {
            (false, true, _) => Self::LittleEndian,
            (false, _, true) => Self::BigEndian,
            _ => Self::Byte,
        }
    }

    /// One byte for each character; what is not of ASCII becomes a question mark.
    fn narrow(self, text: Vec<u8>) -> Vec<u8> {
        let high = match self {
            Self::Byte => return text,
            Self::LittleEndian => 1,
            Self::BigEndian => 0,
        };
        text.as_chunks::<2>().0.iter().map(|pair| if pair[high] == 0 { pair[1 - high] } else { b'?' }).collect()
    }
}

/// What a run is written in.
#[derive(Clone, Copy)]
struct Code {
    form: Form,
    width: Width,
}

impl Code {
    /// What the run is written in, if it begins as text or as a key store.
    fn of(run: &[u8]) -> Option<Self> {
        let hex = run.strip_prefix(b"0x").unwrap_or(run);
        let mut head = [0; 12];
        // A look at the first digits turns most digests and names away.
        let (form, length) = if hex.iter().take(LEAST).all(u8::is_ascii_hexdigit) {
            let [b'2'..=b'7', _, b'0' | b'2'..=b'7', ..] = hex else { return None };
            (Form::Hex, HEXLOWER_PERMISSIVE.decode_mut(hex.get(..24)?, &mut head).ok()?)
        } else {
            // Text and most stores, OpenPGP; JKS; JCEKS.
            let may_begin = matches!(
                run,
                [b'A'..=b'Z' | b'a'..=b'f' | b'7' | b'l' | b'x', ..]
                    | [b'/' | b'_', b'u', b'3', ..]
                    | [b'z', b's', b'7', ..]
                    // Marks of UTF-16.
                    | [b'/' | b'_', b'/' | b'_', b'4'..=b'7', ..]
                    | [b'/' | b'_', b'v', b'8', ..]
            );
            if !may_begin {
                return None;
            }
            (Form::Base64, BASE64.decode_mut(run.get(..16)?, &mut head).ok()?)
        };
        let head = &head[..length];
        let width = Width::of(head);
        (width != Width::Byte || is_text(head) || magic::may_begin_store(head)).then_some(Self { form, width })
    }

    fn decode(self, text: &[u8], lines: &[Range<usize>]) -> Embedded {
        let (characters, bytes) = if self.form == Form::Hex { (2, 1) } else { (4, 3) };
        let (characters, bytes) = if self.width == Width::Byte { (characters, bytes) } else { (2 * characters, bytes) };
        let mut source_map = SourceMap::new(Scale { characters, bytes });
        let mut run = Vec::with_capacity(lines.iter().map(Range::len).sum());
        for line in lines {
            let prefix = if self.form == Form::Hex && text[line.clone()].starts_with(b"0x") { 2 } else { 0 };
            let digits = line.start + prefix..line.end;
            run.extend_from_slice(&text[digits.clone()]);
            source_map.push(digits);
        }
        let decoded = if self.form == Form::Hex {
            let digits = run.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            HEXLOWER_PERMISSIVE.decode(&run[..digits / 2 * 2])
        } else {
            let left_over = usize::from(run.len() % 4 == 1);
            BASE64.decode(&run[..run.len() - left_over])
        };
        // All characters are digits, and their number is right.
        let decoded = self.width.narrow(decoded.unwrap_or_default());
        Embedded { form: self.form, text: decoded, source_map, cut: (false, false) }
    }
}

/// Whether these bytes are the beginning of a text: UTF-8 without control characters.
fn is_text(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    whole && head.iter().all(|byte| *byte >= b' ' && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        each(text.as_bytes(), |inner| all.push(String::from_utf8_lossy(&inner.text).into_owned()));
        all
    }

    const WORDS: &str = "any text that is long enough to be looked at, of whatever kind";

    #[test]
    fn both_alphabets_with_and_without_padding() {
        let text = format!("{WORDS} ??>>~~");
        for form in [
            data_encoding::BASE64,
            data_encoding::BASE64_NOPAD,
            data_encoding::BASE64URL,
            data_encoding::BASE64URL_NOPAD,
            data_encoding::HEXLOWER,
            data_encoding::HEXUPPER,
        ] {
            for line in ["V", "data: V\n", "\"V\",", "a/V", "id-V", "SECRET_V", r"\nV", "x=V;", "0xV"] {
                if line == "0xV" && form.bit_width() != 4 {
                    continue;
                }
                let line = line.replace('V', &form.encode(text.as_bytes()));
                assert_eq!(decoded(&line), [text.as_str()], "{line}");
            }
        }
    }

    #[test]
    fn lines_alone_and_together() {
        let encoded = data_encoding::BASE64.encode(WORDS.as_bytes());
        let lines: Vec<&str> = encoded.as_bytes().chunks(40).map(|l| std::str::from_utf8(l).unwrap()).collect();
        for line_break in ["\n", "\r\n", "\n    ", r"\n", r"\r\n"] {
            let found = decoded(&format!("a:\n  {}\nb: c", lines.join(line_break)));
            assert_eq!(found, [WORDS, &WORDS[..30], &WORDS[30..60]]);
        }
    }

    #[test]
    fn utf_16_within() {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = WORDS.encode_utf16().flat_map(to_bytes).collect();
            assert_eq!(decoded(&data_encoding::BASE64.encode(&wide)), [WORDS]);
            let marked: Vec<u8> = "\u{feff}".encode_utf16().flat_map(to_bytes).chain(wide).collect();
            assert_eq!(decoded(&data_encoding::BASE64.encode(&marked)), [format!("?{WORDS}")]);
        }
    }

    #[test]
    fn digests_names_and_paths_are_left_alone() {
        for text in [
            "checksum = \"0e7a2ee6b0fe3cd0cf3ad3c2ed5a1cd4d39b1c2b7c1a4f2f6b7a53b3f04aa3f6\"",
            "integrity sha512-uSfFxzc7rEoZqFqHqNzYwQsn0VQW1kzH4uVwE2fJtWnJpyx1xEyQq3nBzYlV3wXqKsnRwuD0VYxyw6mlcXzfSg==",
            "src/some/long/path/to/a_file_with_a_long_name/and-another-one/of-the-same-kind",
            "a_function_name_that_is_much_longer_than_anybody_would_write",
        ] {
            assert_eq!(decoded(text), Vec::<String>::new(), "{text}");
        }
    }
}
