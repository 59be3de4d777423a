//! Texts inside the text: what stands there in base64, hexadecimal digits, percent-encoding, quoted-printable,
//! escapes, entities, lists of numbers or pieces.
//!
//! This module finds and decodes them, at a cost that ordinary text hardly notices, and knows for every byte of what
//! it decoded where it came from. The scanner treats each as a text of its own.

mod base64_hex;
mod byte_list;
mod concatenation;
mod escapes;
mod source_map;

use std::ops::Range;

use source_map::SourceMap;

use super::hit::{Decoded, Disguise, Form, Hit};
use super::text::spans::Spans;

/// How far before and behind a keyword or an escape the text is decoded with it, in bytes.
const REACH: usize = 160;

/// The part of a text around a keyword that begins at `at`, in which decoders look for the rest of a secret.
pub(super) fn near(at: usize) -> Range<usize> {
    at.saturating_sub(REACH)..at + REACH
}

/// How many encodings may lie over one another.
pub(super) const DEPTH: usize = 3;

/// A decoded part of a text.
#[derive(Debug)]
pub(super) struct Embedded {
    form: Form,
    /// What it decodes to.
    pub(super) text: Vec<u8>,
    source_map: SourceMap,
    /// Whether more of the same value may stand before it, and behind it.
    cut: (bool, bool),
}

impl Embedded {
    /// The part of the text that it was decoded from.
    pub(super) fn place(&self) -> Range<usize> {
        if self.text.is_empty() { 0..0 } else { self.source_map.of(&(0..self.text.len())) }
    }

    /// A hit in what was decoded, at its place in the text; none if a part of the secret may be missing.
    pub(super) fn outward(&self, hit: &Hit) -> Option<Hit> {
        let begins_outside = self.cut.0 && hit.secret.start == 0;
        let ends_outside = self.cut.1 && hit.secret.end == self.text.len();
        if begins_outside || ends_outside {
            return None;
        }
        let disguise = Disguise { form: self.form, value: Decoded(hit.value(&self.text).into()) };
        let secret = self.source_map.of(&hit.secret);
        let extent = secret.start..self.source_map.of(&hit.extent).end.max(secret.end);
        Some(Hit {
            rule: hit.rule,
            secret,
            extent,
            name: None,
            confidence: hit.confidence,
            note: hit.note,
            owner: hit.owner,
            perhaps: hit.perhaps,
            disguise: Some(disguise),
        })
    }
}

/// The part of the text, in whole lines, with the lines above and below that may belong to one value with it: the items of
/// a list of numbers, wrapped base64, and the line that opens these.
pub(super) fn around(text: &[u8], part: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = part;
    while start > 0 {
        let line = memchr::memrchr(b'\n', &text[..start - 1]).map_or(0, |at| at + 1)..start;
        start = line.start;
        if !may_go_on(&text[line]) {
            break;
        }
    }
    while end < text.len() {
        let line = end..memchr::memchr(b'\n', &text[end..]).map_or(text.len(), |at| end + at + 1);
        end = line.end;
        if !may_go_on(&text[line]) {
            break;
        }
    }
    start..end
}

/// Returns true if the line is nothing but digits of base64, or items of a list of numbers.
fn may_go_on(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    !line.is_empty()
        && (line.iter().all(|byte| base64_hex::is_digit(*byte) || *byte == b'=')
            || line.iter().all(|byte| byte_list::is_of_item(*byte)))
}

/// Hands on each decoded part of the text, given where its keywords are.
pub(super) fn each(text: &[u8], keywords: &Spans, mut found: impl FnMut(Embedded)) {
    concatenation::each(text, keywords, &mut found);
    base64_hex::each(text, &mut found);
    byte_list::each(text, &mut found);
    escapes::each(text, keywords, &mut found);
}
