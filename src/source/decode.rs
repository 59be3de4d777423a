//! What the bytes of a file are: text as it is, or UTF-16 and UTF-32, which become UTF-8.
//!
//! The content decides, never a name or an attribute. Bytes of any other kind stay as they are: a scan
//! works on bytes, and finds a key inside of a binary file too. Where wide text stands within something else (a string
//! in a program, or lines that PowerShell appended to an ASCII file), its ASCII characters are moved together.

use std::borrow::Cow;

/// How many bytes are looked at where there is no byte order mark.
const SAMPLE: usize = 4096;

/// So many ASCII characters in a row are narrow text in what a mark calls wide, and not pairs that make a Chinese character
/// each: the length of the shortest keys.
const NARROW_RUN: usize = 20;

/// The same where there is no mark, and the text is mostly ASCII.
const NARROW_RUN_UNMARKED: usize = 8;

/// So many ASCII characters in a row, each with as many NULs, are wide text.
const WIDE_RUN: usize = 8;

/// The text in UTF-8, where the bytes are UTF-16 or UTF-32, whole or in part; otherwise the bytes.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_wide = |(_, start): &(Encoding, usize)| {
        let longest = if *start > 0 { NARROW_RUN } else { NARROW_RUN_UNMARKED };
        !holds_narrow_text(&bytes[*start..], longest)
    };
    match encoding_of(bytes).filter(is_wide) {
        Some((Encoding::Utf16(order), start)) => Cow::Owned(utf16(&bytes[start..], order)),
        Some((Encoding::Utf32(order), start)) => Cow::Owned(utf32(&bytes[start..], order)),
        None => narrowed(bytes),
    }
}

/// Whether so many bytes in a row are ASCII characters, one a byte.
fn holds_narrow_text(bytes: &[u8], run: usize) -> bool {
    bytes.split(|byte| !(byte.is_ascii_graphic() || *byte == b' ')).any(|narrow| narrow.len() >= run)
}

/// The bytes, with the NULs left out between the ASCII characters of wide text.
fn narrowed(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::new();
    // Up to where the bytes are taken over, and where the search goes on.
    let (mut taken, mut from) = (0, 0);
    while let Some(nul) = memchr::memchr(0, &bytes[from..]).map(|at| from + at) {
        let gap = bytes[nul..].iter().take_while(|byte| **byte == 0).count();
        from = nul + gap;
        if !(gap == 1 || gap == 3) || nul == taken || !is_ascii_text(bytes[nul - 1]) {
            continue;
        }
        let first = nul - 1;
        let run = wide_run(&bytes[first..], gap + 1);
        let last = first + (run - 1) * (gap + 1);
        if run >= WIDE_RUN {
            out.extend_from_slice(&bytes[taken..first]);
            out.extend(bytes[first..].iter().step_by(gap + 1).take(run));
            taken = last + 1;
        }
        from = from.max(last);
    }
    if taken == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(&bytes[taken..]);
    Cow::Owned(out)
}

/// How many ASCII characters stand at the beginning, each in the first byte of a unit of that width, with NULs behind.
fn wide_run(bytes: &[u8], width: usize) -> usize {
    let units = bytes.chunks(width).take_while(|unit| is_ascii_text(unit[0]));
    let mut run = 0;
    for unit in units {
        run += 1;
        if unit.len() < width || unit[1..].iter().any(|byte| *byte != 0) {
            break;
        }
    }
    run
}

fn is_ascii_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf16(Order),
    Utf32(Order),
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// The encoding, and where the text begins after a byte order mark. Nothing for text in ASCII, UTF-8 and 8-bit encodings, and for binary.
fn encoding_of(bytes: &[u8]) -> Option<(Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Some((Encoding::Utf32(Order::Little), 4)),
        [0, 0, 0xfe, 0xff, ..] => return Some((Encoding::Utf32(Order::Big), 4)),
        [0xff, 0xfe, ..] => return Some((Encoding::Utf16(Order::Little), 2)),
        [0xfe, 0xff, ..] => return Some((Encoding::Utf16(Order::Big), 2)),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    memchr::memchr(0, sample)?;
    // Mostly ASCII text has its NULs in the same places of every unit.
    let nul_share = |unit: usize, place: usize| {
        let units = sample.len() / unit;
        let nuls = sample.chunks_exact(unit).filter(|u| u[place] == 0).count();
        (nuls * 100).checked_div(units).unwrap_or_default()
    };
    let high = |share: usize| share >= 70;
    let low = |share: usize| share <= 10;
    let four: [usize; 4] = std::array::from_fn(|place| nul_share(4, place));
    if low(four[0]) && high(four[1]) && high(four[2]) && high(four[3]) {
        return Some((Encoding::Utf32(Order::Little), 0));
    }
    if high(four[0]) && high(four[1]) && high(four[2]) && low(four[3]) {
        return Some((Encoding::Utf32(Order::Big), 0));
    }
    let two = [nul_share(2, 0), nul_share(2, 1)];
    if low(two[0]) && high(two[1]) {
        return Some((Encoding::Utf16(Order::Little), 0));
    }
    if high(two[0]) && low(two[1]) {
        return Some((Encoding::Utf16(Order::Big), 0));
    }
    None
}

fn utf16(bytes: &[u8], order: Order) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|unit| match order {
        Order::Little => u16::from_le_bytes([unit[0], unit[1]]),
        Order::Big => u16::from_be_bytes([unit[0], unit[1]]),
    });
    to_utf8(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)), bytes.len())
}

fn utf32(bytes: &[u8], order: Order) -> Vec<u8> {
    let units = bytes.chunks_exact(4).map(|unit| {
        let number = match order {
            Order::Little => u32::from_le_bytes([unit[0], unit[1], unit[2], unit[3]]),
            Order::Big => u32::from_be_bytes([unit[0], unit[1], unit[2], unit[3]]),
        };
        char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    to_utf8(units, bytes.len() / 2)
}

fn to_utf8(characters: impl Iterator<Item = char>, capacity: usize) -> Vec<u8> {
    let mut text = String::with_capacity(capacity);
    text.extend(characters);
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, unit: impl Fn(char) -> Vec<u8>) -> Vec<u8> {
        text.chars().flat_map(unit).collect()
    }

    #[test]
    fn utf16_and_utf32_are_read_with_and_without_a_mark() {
        let text = "password = grün\r\n# zwölf\r\n";
        for mark in ["\u{feff}", ""] {
            let marked = format!("{mark}{text}");
            let ways = [
                encoded(&marked, |c| (c as u16).to_le_bytes().to_vec()),
                encoded(&marked, |c| (c as u16).to_be_bytes().to_vec()),
                encoded(&marked, |c| (c as u32).to_le_bytes().to_vec()),
                encoded(&marked, |c| (c as u32).to_be_bytes().to_vec()),
            ];
            for bytes in ways {
                assert_eq!(text_of(&bytes), text.as_bytes());
            }
        }
    }

    #[test]
    fn wide_text_within_something_else_is_narrowed() {
        let text = "password = hidden";
        let wide = |unit: usize, place: usize| {
            encoded(text, |c| {
                let mut bytes = vec![0; unit];
                bytes[place] = c as u8;
                bytes
            })
        };
        for bytes in [wide(2, 0), wide(2, 1), wide(4, 0), wide(4, 3)] {
            for (before, after) in
                [(&b"plain ascii text\n"[..], &b"\nplain"[..]), (b"\xff\x80", b"\xfe"), (b"\0\0\0\0\0", b"\0\0\0\0\0")]
            {
                let mixed = [before, &bytes, after].concat();
                let narrow = text_of(&mixed).into_owned();
                assert!(memchr::memmem::find(&narrow, text.as_bytes()).is_some(), "{mixed:?} became {narrow:?}");
            }
        }
    }

    #[test]
    fn a_mark_of_wide_text_does_not_hide_narrow_text() {
        for mark in [&b"\xff\xfe"[..], b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"] {
            let bytes = [mark, b"password = hidden_in_ascii"].concat();
            assert_eq!(text_of(&bytes), bytes);
        }
    }

    #[test]
    fn other_bytes_stay_as_they_are() {
        for bytes in [&b""[..], b"plain", b"\xff", b"latin \xe9", b"\x7fELF\x02\x01\x01\x00\x00\x00\x01key", &[0; 100]]
        {
            assert_eq!(text_of(bytes), bytes);
        }
    }
}
