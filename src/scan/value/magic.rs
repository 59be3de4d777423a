//! The bytes by which key stores and binary keys begin.

use super::der::sequence;

/// Whether a text of any length that begins so may be one; to be asked before it is decoded. The forms that begin with
/// words are left out, since these are text.
pub(in crate::scan) fn may_begin_store(head: &[u8]) -> bool {
    match head {
        [0x30, ..] => sequence(head).is_some_and(|(inside, _)| {
            // A version as the first thing, or the algorithm that encrypts a key.
            matches!(inside, [2, 1, 0 | 1 | 3, ..] | [0x30, _, 6, 9 | 10, 0x2a, 0x86, ..])
        }),
        [0x94..=0x96 | 0xc5, ..] => pgp_secret_key(head).is_some(),
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] | [0x05, 0x02, 0, 0, ..] => true,
        _ => {
            let magic: [&[u8]; 5] =
                [b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"\x03\xd9\xa2\x9a", b"kych\0\x01", b"KWALLET\n\r\0"];
            magic.iter().any(|magic| head.starts_with(magic))
        }
    }
}

/// The length of the secret key packet of version 4 or 6 that the text begins with.
///
/// Source: RFC 9580, sections 4.2, 5.5.2 and 9.1 (algorithms).
pub(in crate::scan) fn pgp_secret_key(text: &[u8]) -> Option<usize> {
    let (header, length) = match text {
        [0x94, length, ..] | [0xc5, length @ 0..192, ..] => (2, usize::from(*length)),
        [0xc5, high @ 192..224, low, ..] => (3, (usize::from(*high) - 192) * 256 + usize::from(*low) + 192),
        [0x95, ..] => (3, Bytes(&text[1..]).number(2)?),
        [0x96, ..] => (5, Bytes(&text[1..]).number(4)?),
        [0xc5, 255, ..] => (6, Bytes(&text[2..]).number(4)?),
        _ => return None,
    };
    let is_secret_key = matches!(text.get(header..)?, [4 | 6, _, _, _, _, 1..=3 | 16..=19 | 22 | 25..=28, ..]);
    is_secret_key.then_some(header.saturating_add(length))
}

/// Bytes that are read from the front.
pub(in crate::scan) struct Bytes<'a>(pub(in crate::scan) &'a [u8]);

impl Bytes<'_> {
    /// The number in so many bytes, highest first.
    pub(in crate::scan) fn number(&mut self, bytes: usize) -> Option<usize> {
        let number = self.0.get(..bytes)?.iter().fold(0usize, |number, byte| number << 8 | usize::from(*byte));
        self.skip(bytes)?;
        Some(number)
    }

    /// Skips what its length in four bytes stands before.
    pub(in crate::scan) fn skip_counted(&mut self) -> Option<()> {
        let length = self.number(4)?;
        self.skip(length)
    }

    pub(in crate::scan) fn skip(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }
}
