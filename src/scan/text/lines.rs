//! Lines of a text and how they lie in one another: indentation, sections, brackets that are open.

use std::ops::Range;

/// How much of a long line is looked at to either side of a value, in bytes.
const LINE: usize = 512;

/// How far an opening bracket may stand behind the name of what it opens, in bytes.
const CHAIN: usize = 48;

/// A part of a text, to one side of a place.
#[derive(Clone, Copy)]
pub(in crate::scan) struct Reach {
    pub(in crate::scan) lines: usize,
    pub(in crate::scan) bytes: usize,
}

/// The line that a place lies on, or so much of it as is looked at.
pub(in crate::scan) fn line(text: &[u8], place: &Range<usize>) -> Range<usize> {
    start(text, place.start, LINE)..end(text, place.end, LINE)
}

/// Where the line begins that `at` lies on, at most `most` bytes before it.
pub(in crate::scan) fn start(text: &[u8], at: usize, most: usize) -> usize {
    let first = at.saturating_sub(most);
    memchr::memrchr(b'\n', &text[first..at]).map_or(first, |found| first + found + 1)
}

/// Where the line ends that `at` lies on, before its line break and at most `most` bytes behind `at`.
pub(in crate::scan) fn end(text: &[u8], at: usize, most: usize) -> usize {
    let last = text.len().min(at.saturating_add(most));
    memchr::memchr(b'\n', &text[at..last]).map_or(last, |found| at + found)
}

/// What stands before `at` on its line: at most `most` bytes.
pub(in crate::scan) fn before(text: &[u8], at: usize, most: usize) -> &[u8] {
    &text[start(text, at, most)..at]
}

/// Where the next line begins, if a line ends at `at`.
pub(in crate::scan) fn behind_break(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        [b'\n', ..] => Some(at + 1),
        [b'\r', b'\n', ..] => Some(at + 2),
        _ => None,
    }
}

/// Where the blanks (spaces and tabs) from `from` on end; `from` may be the text's end or lie beyond it.
pub(in crate::scan) fn behind_blanks(text: &[u8], from: usize) -> usize {
    from + text.iter().skip(from).take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// The lines above or below a place, the nearest first.
pub(in crate::scan) struct Lines<'a> {
    text: &'a [u8],
    /// What was not handed on yet.
    rest: Range<usize>,
    left: usize,
    is_above: bool,
}

impl<'a> Lines<'a> {
    /// The lines above the one that begins there.
    pub(in crate::scan) fn above(text: &'a [u8], start: usize, reach: Reach) -> Self {
        Self { text, rest: start.saturating_sub(reach.bytes)..start, left: reach.lines, is_above: true }
    }

    /// The lines below the one that ends there.
    pub(in crate::scan) fn below(text: &'a [u8], end: usize, reach: Reach) -> Self {
        let rest = end..text.len().min(end.saturating_add(reach.bytes));
        Self { text, rest, left: reach.lines, is_above: false }
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.left = self.left.checked_sub(1)?;
        let rest = self.rest.clone();
        let part = &self.text[rest.clone()];
        if self.is_above {
            let part = part.strip_suffix(b"\n")?;
            let start = rest.start + memchr::memrchr(b'\n', part).map_or(0, |at| at + 1);
            self.rest.end = start;
            Some(start..rest.start + part.len())
        } else {
            let part = part.strip_prefix(b"\n")?;
            let end = rest.end - part.len() + memchr::memchr(b'\n', part).unwrap_or(part.len());
            let line = rest.start + 1..end;
            self.rest.start = end;
            Some(line)
        }
    }
}

/// How far the line is indented, in bytes; the dash of an item counts as space.
pub(in crate::scan) fn indentation(text: &[u8], line: &Range<usize>) -> usize {
    let bytes = &text[line.clone()];
    let spaces = |from: usize| bytes[from..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let first = spaces(0);
    if bytes[first..].starts_with(b"- ") { first + 1 + spaces(first + 1) } else { first }
}

/// Whether the line is the head of a section: `[name]`.
pub(in crate::scan) fn is_section(content: &[u8]) -> bool {
    content.len() > 2
        && content.starts_with(b"[")
        && content.ends_with(b"]")
        && memchr::memchr2(b',', b'(', content).is_none()
}

/// Whether something begins on the line that goes on below it.
pub(in crate::scan) fn goes_on(content: &[u8]) -> bool {
    matches!(content.last(), Some(b'{' | b'[' | b'(' | b':' | b'>' | b',' | b'=' | b'|')) || content.ends_with(b" do")
}

pub(in crate::scan) fn is_comment(content: &[u8]) -> bool {
    [&b"//"[..], b"#", b"* ", b"/*", b"--", b";;"].iter().any(|mark| content.starts_with(mark))
}

/// Whether the line brings in a library.
pub(in crate::scan) fn imports(content: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 7] = [b"import ", b"from ", b"use ", b"using ", b"#include", b"require ", b"@import"];
    BEGINNINGS.iter().any(|word| content.starts_with(word)) || memchr::memmem::find(content, b"require(").is_some()
}

/// Whether what is named right before `from` is open at `end`: a bracket, a block, a key or an element that is not closed.
pub(in crate::scan) fn opens(text: &[u8], from: usize, end: usize) -> bool {
    let between = &text[from..end];
    let is_chain = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'.' | b':' | b'=' | b'>' | b'"' | b'\'' | b' ' | b'$' | b'@' | b'-' | b'\\')
    };
    let chain = between.iter().take(CHAIN).position(|byte| !is_chain(byte)).unwrap_or(between.len().min(CHAIN));
    let rest = &between[chain..];
    match rest.first() {
        Some(b'(' | b'{' | b'[') => stays_open(rest),
        // Ruby's `do |config|`.
        Some(b'|') => between[..chain].trim_ascii_end().ends_with(b"do"),
        Some(_) => false,
        // YAML's `name:` at the line's end, or `<name>`.
        None => {
            let chain = between[..chain].trim_ascii_end();
            let chain = chain.strip_prefix(b"\"").or(chain.strip_prefix(b"'")).unwrap_or(chain);
            matches!(chain, b":" | b">" | b"=") || chain.ends_with(b" do")
        }
    }
}

/// Whether the bracket at the beginning is not closed.
fn stays_open(text: &[u8]) -> bool {
    let mut depth = 0usize;
    for byte in text {
        match byte {
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open() {
        for text in [
            "p.Client(token=\"",
            "p({ key: '",
            "p = new Client({",
            "p\": {",
            "p' => [",
            "p\" {",
            "p.configure do |c|",
            "p:",
            "p>",
            "p::Client.new(",
            "p({ a: [1], b: {}, key: '",
        ] {
            assert!(opens(text.as_bytes(), 1, text.len()), "{text}");
        }
        for text in ["p(x); key = '", "p', () => {", "p() {", "p: 1", "p; q({ key: '", "p is here"] {
            assert!(!opens(text.as_bytes(), 1, text.len()), "{text}");
        }
    }

    #[test]
    fn lines_to_both_sides() {
        let text = b"a\nbb\n\nccc\ndd\ne";
        let reach = Reach { lines: 2, bytes: 100 };
        let own = line(text, &(7..8));
        assert_eq!(own, 6..9);
        assert_eq!(Lines::above(text, own.start, reach).collect::<Vec<_>>(), [5..5, 2..4]);
        assert_eq!(Lines::below(text, own.end, reach).collect::<Vec<_>>(), [10..12, 13..14]);
    }
}
