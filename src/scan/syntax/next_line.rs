//! From a name to a value that stands on a line below it, where formatters break lines, formats give a value a
//! field of its own, functions return it, and notes have it under a heading.

use std::ops::Range;

use crate::scan::text::lines::{self, behind_blanks, behind_break};

/// How far in on its line a name stands at most whose indentation matters, in bytes.
const FURTHEST_IN: usize = 4096;

/// How many fields before that with the value are passed over.
const FIELDS: usize = 8;

/// The white space and signs between two fields, in bytes at most.
const GAP: usize = 120;

/// The fields that hold the value of what was named before them, in lower case.
const VALUES: [&[u8]; 6] = [b"value", b"default", b"default_value", b"defaultvalue", b"envdefault", b"content"];

/// The namespace of the attributes in Android's manifests: `android:name="…" android:value="…"`.
const ANDROID: &[u8] = b"android:";

/// What else is said of a variable or a parameter, in lower case: of Terraform's variables, stacks of AWS, Azure's
/// templates, and of lists of environment variables.
const FACTS: [&[u8]; 24] = [
    b"allowedpattern",
    b"constraintdescription",
    b"description",
    b"enabled",
    b"env",
    b"ephemeral",
    b"format",
    b"in",
    b"issecret",
    b"key",
    b"label",
    b"masked",
    b"maxlength",
    b"minlength",
    b"name",
    b"noecho",
    b"nullable",
    b"protected",
    b"required",
    b"scope",
    b"secret",
    b"secure",
    b"sensitive",
    b"type",
];

/// Where the signs stand that join a value to the name before `at`: in `name: NAME` and then `value: …`, or in a block
/// of that name with a `default`, on the same line or those below.
pub(in crate::scan) fn field(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..=FIELDS {
        let is_gap = |b: &u8| b.is_ascii_whitespace() || matches!(b, b',' | b'{');
        let start = at + text[at..].iter().take(GAP).take_while(|b| is_gap(b)).count();
        let start = start + usize::from(matches!(text.get(start), Some(b'"' | b'\'')));
        let start = start + if text[start..].starts_with(ANDROID) { ANDROID.len() } else { 0 };
        let is_of_word = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
        let end = start + text[start..].iter().take(GAP).take_while(|b| is_of_word(b)).count();
        let signs = behind_blanks(text, end + usize::from(matches!(text.get(end), Some(b'"' | b'\''))));
        let word = text[start..end].to_ascii_lowercase();
        if !matches!(text.get(signs)?, b'=' | b':') {
            return None;
        }
        if VALUES.contains(&word.as_slice()) {
            return Some(signs);
        }
        if !FACTS.contains(&word.as_slice()) {
            return None;
        }
        at = behind_value(text, signs + 1)?;
    }
    None
}

/// Where the text of the next element begins, if the name is the whole text of one: `<key>Name</key> <string>…`, as in
/// property lists and Java's and Hadoop's configuration.
pub(in crate::scan) fn next_element(text: &[u8], at: usize) -> Option<usize> {
    const TAG: usize = 24;
    let rest = text[at..].strip_prefix(b"</")?;
    let end = rest.iter().take(TAG).position(|b| *b == b'>')?;
    let next = rest[end + 1..].trim_ascii_start().strip_prefix(b"<")?;
    let end = next.iter().take(TAG).position(|b| *b == b'>')?;
    next[..end].iter().all(|b| b.is_ascii_alphabetic() || *b == b'-').then(|| text.len() - next.len() + end + 1)
}

/// Where the text of an element begins whose tag, with attributes of other meaning, ends behind `at`:
/// `<string name="NAME" translatable="false">`.
pub(in crate::scan) fn rest_of_tag(text: &[u8], at: usize) -> Option<usize> {
    const ATTRIBUTES: usize = 80;
    let rest = &text[at..text.len().min(at + ATTRIBUTES)];
    let end = memchr::memchr3(b'>', b'<', b'\n', rest)?;
    (rest[end] == b'>' && !rest[..end].ends_with(b"/")).then_some(at + end + 1)
}

/// Where the literal begins that a function returns, whose arguments would open at `at`, and that does nothing else:
/// `() { return "…"`, `(self) -> str:` and `return "…"` below it, `() => "…"`.
pub(in crate::scan) fn returned(text: &[u8], at: usize) -> Option<usize> {
    const SIGNATURE: usize = 120;
    const OPENERS: [&[u8]; 4] = [b"{", b":", b"=>", b"="];
    let rest = &text[at..text.len().min(at + SIGNATURE)];
    let arguments = rest.strip_prefix(b"(").and_then(|rest| memchr::memchr(b')', rest))? + 2;
    // A lifetime of Rust, `&'static`, opens no literal.
    let is_quote = |at: &usize| matches!(rest[*at], b'"' | b'`') || rest[*at] == b'\'' && rest[*at - 1] != b'&';
    let quote = (arguments..rest.len()).find(is_quote)?;
    let before = rest[arguments..quote].trim_ascii_end();
    let before = before.strip_suffix(b"return").unwrap_or(before).trim_ascii_end();
    let signature = before.strip_suffix(b"{").unwrap_or(before).trim_ascii_end();
    let is_of_type = |b: &u8| b.is_ascii_alphanumeric() || b" _.:&*'<>-=[]?".contains(b);
    let is_literal = OPENERS.iter().any(|opener| before.ends_with(opener)) && signature.iter().all(is_of_type);
    is_literal.then_some(at + quote)
}

/// The heading around a word, without its marks, and the value that has the next line to itself: in notes, with a blank
/// line or the fence of a code block between.
pub(in crate::scan) fn headed(text: &[u8], word: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    /// Longer lines are sentences.
    const WORDS: usize = 6;
    const HEADING: usize = 80;
    let before = &text[word.start.saturating_sub(HEADING)..word.start];
    let start = word.start - before.iter().rev().take_while(|b| **b != b'\n').count();
    let end = word.end + text[word.end..].iter().take(HEADING).take_while(|b| **b != b'\n').count();
    let is_mark = |b: &u8| b.is_ascii_whitespace() || b"#*_-+>[](){}\"'`:".contains(b);
    let line = &text[start..end];
    let first = start + line.iter().position(|b| !is_mark(b))?;
    let last = start + line.iter().rposition(|b| !is_mark(b))?;
    let heading = first..last + 1;
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || b" _-.'()".contains(b);
    let words = text[heading.clone()].split(|b| *b == b' ').count();
    if end - start >= HEADING || words > WORDS || !text[heading.clone()].iter().all(is_plain) {
        return None;
    }
    let mut next = behind_break(text, end)?;
    for _ in 0..2 {
        let content = behind_blanks(text, next);
        let is_fence = text[content..].starts_with(b"```");
        let behind = if is_fence { memchr::memchr(b'\n', &text[content..]).map(|at| content + at)? } else { content };
        next = behind_break(text, behind).unwrap_or(next);
    }
    let value = lone_word(text, next)?;
    let unquoted = text[value.clone()].strip_prefix(b"`").and_then(|word| word.strip_suffix(b"`"));
    Some((heading, if unquoted.is_some() { value.start + 1..value.end - 1 } else { value }))
}

/// Where the field ends whose value begins at `at`: at the end of its line, at a comma outside of quotes, or, as
/// attributes do, at the quote and a blank.
fn behind_value(text: &[u8], at: usize) -> Option<usize> {
    let start = behind_blanks(text, at);
    let value = &text[start..];
    let quoted = match value.first()? {
        quote @ (b'"' | b'\'') => {
            let length = 1 + memchr::memchr2(*quote, b'\n', &value[1..])?;
            if value[length..].starts_with(&[*quote, b' ']) {
                return Some(start + length + 1);
            }
            length
        }
        b'{' | b'[' => return None,
        _ => 0,
    };
    memchr::memchr2(b',', b'\n', &value[quoted..]).map(|end| start + quoted + end)
}

/// Where a value begins on the next line, if nothing stands between but an open bracket or the sign that continues a
/// line: `name =`, `name = (`, `name = \`.
pub(in crate::scan) fn next_line(text: &[u8], at: usize) -> Option<usize> {
    let open = behind_blanks(text, at + usize::from(matches!(text.get(at), Some(b'(' | b'\\'))));
    behind_break(text, open).map(|start| behind_blanks(text, start))
}

/// A scalar of YAML that has a line to itself, further in than its name: behind `name: |`, `name: >-` or `name:`, whose
/// value would begin at `at`. Source: <https://yaml.org/spec/1.2.2/#81-block-scalar-styles>
pub(in crate::scan) fn scalar(text: &[u8], name: usize, at: usize) -> Option<Range<usize>> {
    if text[..at].trim_ascii_end().last() != Some(&b':') {
        return None;
    }
    let line_start = lines::start(text, name, FURTHEST_IN);
    let indent = behind_blanks(text, line_start) - line_start;
    if let Some(item) = first_item(text, at, indent) {
        return Some(item);
    }
    let style = text[at..].iter().take(3).take_while(|b| matches!(b, b'|' | b'>' | b'-' | b'+' | b'0'..=b'9')).count();
    let start = behind_break(text, behind_blanks(text, at + style))?;
    let value = lone_word(text, start)?;
    let is_further_in = |line: usize| behind_blanks(text, line) - line > indent;
    let goes_on = behind_break(text, behind_blanks(text, value.end)).is_some_and(is_further_in);
    (is_further_in(start) && !goes_on).then_some(value)
}

/// The item of a list of YAML behind the one that is the option `--name`, which ends its line at `at`.
pub(in crate::scan) fn next_item(text: &[u8], name: usize, at: usize) -> Option<Range<usize>> {
    let line_start = lines::start(text, name, FURTHEST_IN);
    let dash = behind_blanks(text, line_start);
    let own = text[dash..name].trim_ascii_end() == b"-";
    own.then(|| first_item(text, at, dash - line_start)).flatten()
}

/// The first item of a list on the next line, as far in as its name or further.
fn first_item(text: &[u8], at: usize, indent: usize) -> Option<Range<usize>> {
    let start = behind_break(text, at)?;
    let dash = behind_blanks(text, start);
    let is_item = dash - start >= indent && text[dash..].starts_with(b"- ");
    is_item.then(|| lone_word(text, dash + 2)).flatten()
}

/// The word that a line consists of.
fn lone_word(text: &[u8], start: usize) -> Option<Range<usize>> {
    let line = &text[start..];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    let word = line.trim_ascii();
    let is_one = !word.is_empty()
        && !word.iter().any(u8::is_ascii_whitespace)
        && !matches!(word, [b'#' | b'"' | b'\'' | b'[' | b'{', ..] | [.., b':' | b',']);
    let begin = start + (line.len() - line.trim_ascii_start().len());
    is_one.then(|| begin..begin + word.len())
}
