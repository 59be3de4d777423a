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

/// The one character that stands in rows and could be taken for a digit in the wrong place: Chinese and Japanese text
/// is indented with it.
const IDEOGRAPHIC_SPACE: u32 = 0x3000;

/// The text in UTF-8, where the bytes are UTF-16 or UTF-32, whole or in part; otherwise the bytes.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Cow<'_, [u8]> {
    match Encoding::of(bytes).filter(|encoding| encoding.fits(bytes)) {
        Some(encoding) => Cow::Owned(encoding.decode(bytes)),
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

/// Text in units of two or four bytes.
#[derive(Clone, Copy)]
struct Encoding {
    /// The bytes of a unit: 2 or 4.
    width: usize,
    order: Order,
    /// Whether a byte order mark says so.
    marked: bool,
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Encoding {
    /// What the bytes seem to be. Nothing for text in ASCII, UTF-8 and 8-bit encodings, and for binary.
    fn of(bytes: &[u8]) -> Option<Self> {
        let marked = |width, order| Some(Self { width, order, marked: true });
        match bytes {
            [0xff, 0xfe, 0, 0, ..] => marked(4, Order::Little),
            [0, 0, 0xfe, 0xff, ..] => marked(4, Order::Big),
            [0xff, 0xfe, ..] => marked(2, Order::Little),
            [0xfe, 0xff, ..] => marked(2, Order::Big),
            _ => Self::by_look(&bytes[..bytes.len().min(SAMPLE)]),
        }
    }

    /// Mostly ASCII text has its NULs in the same places of every unit.
    fn by_look(sample: &[u8]) -> Option<Self> {
        memchr::memchr(0, sample)?;
        let nul_share = |unit: usize, place: usize| {
            let units = sample.len() / unit;
            let nuls = sample.chunks_exact(unit).filter(|u| u[place] == 0).count();
            (nuls * 100).checked_div(units).unwrap_or_default()
        };
        let looks = |width: usize, place: usize| {
            let fits = |at| if at == place { nul_share(width, at) <= 10 } else { nul_share(width, at) >= 70 };
            (0..width).all(fits)
        };
        let ways = [(4, Order::Little, 0), (4, Order::Big, 3), (2, Order::Little, 0), (2, Order::Big, 1)];
        let (width, order, _) = ways.into_iter().find(|(width, _, place)| looks(*width, *place))?;
        Some(Self { width, order, marked: false })
    }

    /// Whether all of the bytes can be in this encoding: nothing in it is text of another width or at another place.
    fn fits(self, bytes: &[u8]) -> bool {
        let narrow = if self.marked { NARROW_RUN } else { NARROW_RUN_UNMARKED };
        let begins_with_text = |unit: u32| u8::try_from(unit).is_ok_and(is_ascii_text);
        (self.marked || self.units(bytes).next().is_some_and(begins_with_text))
            && !holds_narrow_text(self.text(bytes), narrow)
            // Text has no NULs, but text of a greater width has.
            && self.units(bytes).all(|unit| unit != 0)
            && !holds_shifted_text(self.units(bytes))
    }

    /// The bytes behind the mark.
    fn text(self, bytes: &[u8]) -> &[u8] {
        if self.marked { &bytes[self.width..] } else { bytes }
    }

    /// The whole units.
    fn units(self, bytes: &[u8]) -> impl Iterator<Item = u32> {
        self.text(bytes).chunks_exact(self.width).map(move |unit| {
            let add = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
            match self.order {
                Order::Little => unit.iter().rev().fold(0, add),
                Order::Big => unit.iter().fold(0, add),
            }
        })
    }

    fn decode(self, bytes: &[u8]) -> Vec<u8> {
        const UNKNOWN: char = char::REPLACEMENT_CHARACTER;
        let mut text = String::with_capacity(bytes.len() / self.width * 2);
        if self.width == 2 {
            #[allow(clippy::cast_possible_truncation)] // Two bytes.
            let units = self.units(bytes).map(|unit| unit as u16);
            text.extend(char::decode_utf16(units).map(|character| character.unwrap_or(UNKNOWN)));
        } else {
            text.extend(self.units(bytes).map(|unit| char::from_u32(unit).unwrap_or(UNKNOWN)));
        }
        text.into_bytes()
    }
}

/// Whether as many units in a row as make wide text are such text, read a byte too early or late.
fn holds_shifted_text(units: impl Iterator<Item = u32>) -> bool {
    let mut run = 0;
    for unit in units {
        let shifted = unit > u32::from(char::MAX)
            || unit % 0x100 == 0 && u8::try_from(unit >> 8).is_ok_and(is_ascii_text) && unit != IDEOGRAPHIC_SPACE;
        run = if shifted { run + 1 } else { 0 };
        // The first and the last character may have become one with what is beside them.
        if run + 2 >= WIDE_RUN {
            return true;
        }
    }
    false
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
    fn wide_text_behind_an_odd_byte_is_narrowed() {
        let wide = |text: &str| encoded(text, |c| (c as u16).to_le_bytes().to_vec());
        let hidden = "password = hidden";
        for before in [&b"\xff\x71\xfd\xfe\n"[..], &[&b"\xff\xfe"[..], &wide("a = 1\r\n"), b"\n"].concat()] {
            let bytes = [before, &wide(hidden)].concat();
            let text = text_of(&bytes).into_owned();
            assert!(memchr::memmem::find(&text, hidden.as_bytes()).is_some(), "{text:?}");
        }
    }

    #[test]
    fn a_mark_of_another_width_does_not_hide_text() {
        let hidden = "password = hidden";
        for mark in [&b"\xff\xfe"[..], b"\xfe\xff", b"\xfe\xff\n"] {
            let bytes = [mark, &encoded(hidden, |c| (c as u32).to_le_bytes().to_vec())].concat();
            let text = text_of(&bytes).into_owned();
            assert!(memchr::memmem::find(&text, hidden.as_bytes()).is_some(), "{text:?}");
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
