//! Values in pieces: string literals that an operator or their neighbourhood joins, and lines that a backslash
//! continues.
//!
//! Only the neighbourhood of keywords is looked at, and of joints between letters, digits, `_` and `-`, where a
//! keyword may itself be in pieces: elsewhere, nothing in the joined text would be tried.

use std::ops::Range;

use super::source_map::{Scale, SourceMap};
use super::{Embedded, REACH};
use crate::scan::hit::Form;
use crate::scan::text::spans::Spans;

/// How long a joint is at most, in bytes: a line's end and the indentation of the next.
const JOINT: usize = 120;

/// How long a literal is looked at to find where it begins, in bytes.
const LITERAL: usize = 1024;

/// What joins literals in the usual languages; also what goes before a line's end.
const OPERATORS: [&[u8]; 9] = [b"<>", b"||", b"++", b"..", b"+", b".", b"&", b"\\", b"_"];

/// Hands on the surroundings of each row of joints near keywords or within a token, joined.
pub(super) fn each(text: &[u8], keywords: &Spans, mut found: impl FnMut(Embedded)) {
    let within_tokens = within_tokens(text);
    let near = if within_tokens.is_empty() { keywords } else { &keywords.clone().with(within_tokens) };
    let mut done = 0;
    for part in near.within(text.len()) {
        let mut at = part.start.max(done);
        while let Some(joint) = next_joint(text, at..part.end) {
            let joints = row(text, joint);
            let start = joints[0].start.saturating_sub(REACH).max(done);
            at = joints[joints.len() - 1].end;
            found(join(text, start, &joints));
            done = at;
        }
    }
}

/// How many bytes are compared at once.
const BLOCK: usize = 16;

/// The places of the joints between literals one of which ends, and the next begins, with what stands in a token.
fn within_tokens(text: &[u8]) -> Spans {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut joints = Spans::default();
    let Some(next) = text.get(1..) else { return joints };
    // Behind the last whole block there is no room for a key.
    let (blocks, nexts) = (text.as_chunks::<BLOCK>().0, next.as_chunks::<BLOCK>().0);
    for (number, (block, next)) in blocks.iter().zip(nexts).enumerate() {
        if !closes_literal(block, next) {
            continue;
        }
        let closes = block.iter().zip(next).map(|(byte, next)| is_close(*byte, *next)).enumerate();
        for at in closes.filter(|(_, closes)| *closes).map(|(offset, _)| number * BLOCK + offset) {
            if at > 0
                && is_token(&text[at - 1])
                && let Some(length) = joined_literals(text, at)
                && text.get(at + length).is_some_and(is_token)
            {
                joints.add(at..at + 1);
            }
        }
    }
    joints
}

/// Whether a literal may end in the block, given the bytes that follow each of its own; without branches, so that the
/// processor compares them side by side.
fn closes_literal(block: &[u8; BLOCK], next: &[u8; BLOCK]) -> bool {
    let pairs = block.iter().zip(next);
    pairs.fold(0, |closes, (byte, next)| closes | u8::from(is_close(*byte, *next))) != 0
}

/// Whether a quote and what follows it may be the end of a literal and the beginning of a joint.
#[allow(clippy::needless_bitwise_bool)] // A lazy operator is a branch.
fn is_close(byte: u8, next: u8) -> bool {
    ((byte == b'"') | (byte == b'\'')) & ((next <= b' ') | (next == b'+') | (next == b'.'))
}

/// The joint and those that follow, each within reach of the one before.
fn row(text: &[u8], first: Range<usize>) -> Vec<Range<usize>> {
    let mut joints = vec![first];
    while let Some(last) = joints.last()
        && let Some(next) = next_joint(text, last.end..text.len().min(last.end + REACH))
    {
        joints.push(next);
    }
    joints
}

fn join(text: &[u8], start: usize, joints: &[Range<usize>]) -> Embedded {
    let end = text.len().min(joints[joints.len() - 1].end + REACH);
    let mut source_map = SourceMap::new(Scale::ONE);
    let mut joined = Vec::with_capacity(end - start);
    let starts = std::iter::once(start).chain(joints.iter().map(|joint| joint.end));
    let ends = joints.iter().map(|joint| joint.start).chain(std::iter::once(end));
    for (start, end) in starts.zip(ends) {
        joined.extend_from_slice(&text[start..end]);
        source_map.push(start..end);
    }
    let is_end = |at: usize| text.get(at).is_none_or(|byte| *byte == b'\n');
    let cut = (start > 0 && !is_end(start - 1), !is_end(end));
    Embedded { form: Form::Pieces, text: joined, source_map, cut }
}

/// The first joint that begins in that part of the text.
fn next_joint(text: &[u8], part: Range<usize>) -> Option<Range<usize>> {
    let mut from = part.start;
    loop {
        let rest = text.get(from..part.end)?;
        let at = from + memchr::memchr3(b'"', b'\'', b'\\', rest)?;
        let length = if text[at] == b'\\' { continued(text, at) } else { joined_literals(text, at) };
        match length {
            Some(length) => return Some(at..at + length),
            None => from = at + 1,
        }
    }
}

/// The length of a backslash, a line break and the next line's indentation, inside of a value.
fn continued(text: &[u8], at: usize) -> Option<usize> {
    let is_inside = at > 0 && !text[at - 1].is_ascii_whitespace();
    let rest = match &text[at + 1..] {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] if is_inside => rest,
        _ => return None,
    };
    let next = rest.iter().take(JOINT).position(|byte| !matches!(byte, b' ' | b'\t'))?;
    Some(text.len() - at - rest.len() + next)
}

/// The length of the joint between a literal that closes at `at` and the next; none if the two are words of a command.
fn joined_literals(text: &[u8], at: usize) -> Option<usize> {
    between_literals(&text[at..]).filter(|length| !are_words(text, at, *length))
}

/// Returns true if nothing but blanks stands between two literals on a line, and what stands before the first is neither a sign
/// that takes a value nor the line's beginning: `curl -H "Name: value" "https://…"`.
fn are_words(text: &[u8], at: usize, length: usize) -> bool {
    let between = &text[at + 1..at + length - 1];
    if between.is_empty() || !between.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
        return false;
    }
    let before = &text[at.saturating_sub(LITERAL)..at];
    let line = memchr::memrchr(b'\n', before).map_or(before, |start| &before[start + 1..]);
    let Some(opens) = memchr::memrchr(text[at], line) else { return true };
    let taker = line[..opens].trim_ascii_end().last();
    !matches!(taker, None | Some(b'=' | b'(' | b',' | b':' | b'[' | b'{' | b'+' | b'.'))
}

/// The length of a quote that closes one literal, what joins it to the next, and the quote that opens that.
fn between_literals(text: &[u8]) -> Option<usize> {
    let text = &text[..text.len().min(JOINT)];
    let mut at = 1;
    let mut operators = 0;
    let mut lines = 0;
    loop {
        let rest = &text[at..];
        if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(operator)) {
            operators += 1;
            at += operator.len();
            continue;
        }
        match rest.first()? {
            b' ' | b'\t' | b'\r' => at += 1,
            b'\n' => {
                lines += 1;
                at += 1;
            }
            b'"' | b'\'' | b'`' => {
                // Quotes right beside each other are an empty literal, or a quote inside of one.
                // `NAME="…" "$PROGRAM"` in a shell are two words.
                let is_word = operators == 0 && rest.get(1) == Some(&b'$');
                return (at > 1 && operators <= 2 && lines <= 1 && !is_word).then_some(at + 1);
            }
            // `b"…"`, `f'…'`, `@"…"`, `L"…"`.
            b'b' | b'B' | b'f' | b'F' | b'r' | b'R' | b'u' | b'U' | b'L' | b'@' | b'$'
                if matches!(rest.get(1), Some(b'"' | b'\'')) && at > 1 =>
            {
                at += 1;
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<String> {
        let mut near = Spans::default();
        near.add(super::super::near(text.find("key").unwrap_or_default()));
        let mut all = Vec::new();
        each(text.as_bytes(), &near, |inner| all.push(String::from_utf8_lossy(&inner.text).into_owned()));
        all
    }

    #[test]
    fn literals_and_lines() {
        for text in [
            r#"x = "key_ab" + "cd" + "ef";"#,
            "x = \"key_ab\" +\n    \"cd\"\n  + 'ef';",
            "x = \"key_ab\" .\r\n    \"cd\" . 'ef';",
            "x = \"key_ab\" ..\n'cd' .. \"ef\";",
            "x = \"key_ab\" & _\n  \"cd\" & \"ef\";",
            "x = \"key_ab\"\n    b\"cd\" f'ef';",
            "x = \"key_ab\" \\\n    \"cd\" \\\n \"ef\";",
            "x = \"key_ab\\\n    cd\\\r\n  ef\";",
            "x = \"key_ab\" <> \"cd\" || 'ef';",
        ] {
            let plain: String = joined(text).concat().replace('\'', "\"");
            assert_eq!(plain, "x = \"key_abcdef\";", "{text:?}");
        }
    }

    #[test]
    fn other_neighbours() {
        for text in [
            r#"key = ["a", "b"]"#,
            r#"key = "" + x + """#,
            "key: \"a\"\n\n\n\"b\"",
            "key \"a\" \\\n  -d x",
            r#"{"key": "a"}"#,
            r#""key" : "a"; 'b'"#,
            r#"key="a" "$b" c"#,
            r#"curl -H "key: a" "https://b""#,
            "curl -H 'key: a' 'https://b'",
        ] {
            assert_eq!(joined(text), Vec::<String>::new(), "{text:?}");
        }
    }
}
