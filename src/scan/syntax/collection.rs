//! The values in a list or a map under a name that speaks of several secrets: `API_KEYS = {"prod": "…"}`, `secrets:`
//! and below it `db: …`.

use std::ops::Range;

use super::assignment::Quotes;
use super::name;
use crate::file_type::Family;
use crate::scan::text::budget::Budget;
use crate::scan::text::lines::{self, Lines, Reach, behind_blanks};
use crate::scan::text::words;

/// How far behind its name a collection opens at most, in bytes: behind a type, `new Dictionary<string, string> {`.
const OPENING: usize = 80;

/// How deep in brackets values are taken: `{ { "prod", "…" } }`.
const DEPTH: usize = 2;

/// How deep in brackets a collection is read at all: one within one within one is read for its own name.
const DEEPEST: usize = 16;

/// How a name goes on behind the last word by which it was found: key, pass, cred. By the others the same values would be
/// found once more.
const PLURALS: [&[u8]; 4] = [b"s", b"words", b"phrases", b"entials"];

/// Words for several secrets that need no other word before them.
const ALONE: [&[u8]; 4] = [b"secrets", b"passwords", b"passphrases", b"apikeys"];

/// Words for several secrets, or for something else.
const QUALIFIED: [&[u8]; 3] = [b"keys", b"tokens", b"credentials"];

/// What makes them secrets: keys alone are of caches and tables, too, and tokens of languages and currencies.
const QUALIFIERS: [&[u8]; 16] = [
    b"access",
    b"admin",
    b"api",
    b"auth",
    b"bearer",
    b"bot",
    b"client",
    b"encryption",
    b"hmac",
    b"jwt",
    b"master",
    b"private",
    b"refresh",
    b"secret",
    b"service",
    b"signing",
];

/// A value of a collection: places in the text.
pub(in crate::scan) struct Entry {
    /// What it is called inside, if anything.
    pub(in crate::scan) key: Option<Range<usize>>,
    /// The value, without its quotes.
    pub(in crate::scan) value: Range<usize>,
    /// What it stands in.
    pub(in crate::scan) quotes: Quotes,
}

/// Hands on the values of the collection that is given the name around that word, as far as the budget reaches.
pub(in crate::scan) fn under(
    text: &[u8],
    word: &Range<usize>,
    name: &Range<usize>,
    kind: Family,
    budget: &Budget,
    found: &mut dyn FnMut(Entry),
) {
    let ending = text.get(word.end..name.end).unwrap_or_default();
    let is_plural = PLURALS.iter().any(|plural| ending.eq_ignore_ascii_case(plural));
    if !is_plural || !speaks_of_several(&text[name.clone()]) {
        return;
    }
    match opening_bracket(text, name.end) {
        Some(open) => in_brackets(text, open, budget, found),
        None if kind == Family::Settings => indented(text, name, budget, found),
        None => {}
    }
}

/// Returns true if a list in square brackets opens behind the name.
pub(in crate::scan) fn opens_list(text: &[u8], name: &Range<usize>) -> bool {
    let near = &text[name.end..text.len().min(name.end + OPENING)];
    memchr::memchr(b'[', near).is_some() && opening_bracket(text, name.end).is_some()
}

/// Hands on the values that stand in one list with this one, in quotes: the first behind a bracket, and given no name.
pub(in crate::scan) fn after_first(text: &[u8], first: &Range<usize>, budget: &Budget, found: &mut dyn FnMut(Entry)) {
    let Some(before) = text[..first.start].strip_suffix(b"\"").or(text[..first.start].strip_suffix(b"'")) else {
        return;
    };
    let before = before.trim_ascii_end();
    if before.ends_with(b"[") {
        in_brackets(text, before.len() - 1, budget, &mut |entry| {
            if entry.value.start > first.start {
                found(entry);
            }
        });
    }
}

fn speaks_of_several(name: &[u8]) -> bool {
    let words = words::words(name);
    let is_qualified = || words.iter().any(|word| QUALIFIERS.contains(&words::letters(word)));
    let last = words.last().map(words::letters).unwrap_or_default();
    ALONE.contains(&last) || QUALIFIED.contains(&last) && is_qualified()
}

/// Where the bracket stands in which the values lie: the first of those right before them.
fn opening_bracket(text: &[u8], end: usize) -> Option<usize> {
    let rest = &text[end..text.len().min(end + OPENING)];
    // Rust's `[&str; 2]` goes on.
    let ends = |at: usize| rest[at] == b'#' || rest[at] == b';' && rest.get(at + 1) != Some(&b' ');
    let rest = &rest[..(0..rest.len()).find(|at| ends(*at)).unwrap_or(rest.len())];
    let sign = rest.iter().position(|b| matches!(b, b'=' | b':'))?;
    let is_of_type = |b: &u8| b.is_ascii_alphanumeric() || b" _.<>[]*&,;?|\"'`".contains(b);
    if !rest[..sign].iter().all(is_of_type) {
        return None;
    }
    let first = rest[sign..].iter().position(|b| matches!(b, b'"' | b'\'' | b'`')).map_or(rest.len(), |at| sign + at);
    let last = rest[sign..first].iter().rposition(|b| matches!(b, b'[' | b'{' | b'('))? + sign;
    let is_around = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'[' | b'{' | b'(');
    let around = rest[..last].iter().rev().take_while(|b| is_around(b)).count();
    let open = last - around + rest[last - around..].iter().position(|b| !b.is_ascii_whitespace())?;
    // Between the bracket and the value, a key without quotes.
    let is_of_key = |b: &u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"_-:=>".contains(b);
    let opens = |text: &[u8]| text.iter().all(|b| is_of_type(b) || b"=:{(!;\n\r\t".contains(b));
    (opens(&rest[sign..open]) && rest[last + 1..first].iter().all(is_of_key)).then_some(end + open)
}

/// Hands on the texts in quotes from an opening bracket to where it is closed.
fn in_brackets(text: &[u8], open: usize, budget: &Budget, found: &mut dyn FnMut(Entry)) {
    let end = text.len().min(open + budget.left());
    let mut key: Option<Range<usize>> = None;
    let mut depth = 0;
    let mut at = open;
    while at < end {
        match text[at] {
            b'[' | b'{' | b'(' => {
                depth += 1;
                if depth > DEEPEST {
                    break;
                }
            }
            b']' | b'}' | b')' => {
                depth -= 1;
                key = None;
                if depth == 0 {
                    break;
                }
            }
            b',' => key = None,
            quote @ (b'"' | b'\'' | b'`') => {
                let rest = &text[at + 1..end];
                let Some(length) = memchr::memchr2(quote, b'\n', rest).filter(|length| rest[*length] == quote) else {
                    break;
                };
                let within = at + 1..at + 1 + length;
                at = within.end + 1;
                if is_joined(text, behind_blanks(text, at)) {
                    key = Some(within);
                } else if depth <= DEPTH {
                    found(Entry { key: key.take(), value: within, quotes: Quotes::Own });
                }
                continue;
            }
            byte if byte.is_ascii_alphabetic() => {
                let word = name::around(text, &(at..at + 1));
                at = word.end;
                if is_joined(text, behind_blanks(text, at)) {
                    key = Some(word);
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    budget.spend(at - open);
}

/// Whether the sign between a key and its value stands there.
fn is_joined(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), Some(b':' | b'='))
}

/// Hands on the scalars of a map or a list of YAML on the lines under its name.
fn indented(text: &[u8], name: &Range<usize>, budget: &Budget, found: &mut dyn FnMut(Entry)) {
    let header = lines::line(text, name);
    let own = behind_blanks(text, header.start) - header.start;
    if text[name.end..header.end].trim_ascii() != b":" {
        return;
    }
    let mut indentation = None;
    let mut end = header.end;
    for line in Lines::below(text, header.end, Reach { lines: usize::MAX, bytes: budget.left() }) {
        end = line.end;
        let first = behind_blanks(text, line.start);
        let content = first..first + text[first..line.end].trim_ascii_end().len();
        if content.is_empty() || text[first] == b'#' {
            continue;
        }
        let here = first - line.start;
        let is_item = text[content.clone()].starts_with(b"- ");
        if here < own || here == own && !is_item || here < *indentation.get_or_insert(here) {
            break;
        }
        if Some(here) == indentation {
            scalar(text, content, is_item).into_iter().for_each(&mut *found);
        }
    }
    budget.spend(end - header.end);
}

/// The value on a line of a map or a list of YAML.
fn scalar(text: &[u8], content: Range<usize>, is_item: bool) -> Option<Entry> {
    let (key, start) = if is_item {
        (None, behind_blanks(text, content.start + 1))
    } else {
        let colon = content.start + memchr::memmem::find(&text[content.clone()], b": ")?;
        (Some(content.start..colon), behind_blanks(text, colon + 1))
    };
    let value = text.get(start..content.end)?;
    let (offset, length, quotes) = match *value.first()? {
        quote @ (b'"' | b'\'') => (1, memchr::memchr(quote, &value[1..])?, Quotes::Own),
        _ if is_item && memchr::memmem::find(value, b": ").is_some() => return None,
        _ => (0, memchr::memmem::find(value, b" #").unwrap_or(value.len()), Quotes::None),
    };
    Some(Entry { key, value: start + offset..start + offset + length, quotes })
}

/// The key of the next member of an object of JSON, without its quotes, and where its value begins; `at` moves behind that
/// value. Nothing at the object's end.
pub(in crate::scan) fn member(text: &[u8], at: &mut usize, budget: &Budget) -> Option<(Range<usize>, usize)> {
    let start = *at;
    let end = text.len().min(start.saturating_add(budget.left()));
    let white =
        |from: usize| from + text[from..end].iter().take_while(|b| b.is_ascii_whitespace() || **b == b',').count();
    let quote = white(start);
    let length = text[quote..end].strip_prefix(b"\"").and_then(|rest| memchr::memchr(b'"', rest))?;
    let key = quote + 1..quote + 1 + length;
    let colon = white(key.end + 1);
    let value = text[colon..end].strip_prefix(b":").map(|_| white(colon + 1))?;
    let mut depth = 0usize;
    let mut next = value;
    while next < end {
        match text[next] {
            b'"' => next = literal_end(text, next, end)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            },
            b',' if depth == 0 => break,
            _ => {}
        }
        next += 1;
    }
    budget.spend(next - start);
    *at = next;
    Some((key, value))
}

/// Where the quote stands that closes the literal which opens at `open`.
fn literal_end(text: &[u8], open: usize, end: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', text.get(at..end)?)?;
        if text[found] == b'"' {
            return Some(found);
        }
        at = found + 2;
    }
}
