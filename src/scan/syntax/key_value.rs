//! Keys of maps and calls that a comma or an arrow parts from their values, and what tells them from items among others.

use std::ops::Range;

use super::assignment::{Assignment, Operator, Quotes};
use super::name::NAME;
use crate::scan::text::lines::behind_blanks;
use crate::scan::text::words;

/// Whether the name before the comma is a key, and what follows its value: a symbol, an option, the first of two items in
/// braces, the first argument of a call that sets something or falls back on a value (`getenv("name", "value")`).
pub(in crate::scan) fn is_key(text: &[u8], name: &Range<usize>, behind_comma: usize) -> bool {
    let start = name.start;
    if text[start] == b'-' || is_symbol(text, start) || begins_tuple(text, start) {
        return true;
    }
    let Some((quote @ (b'"' | b'\''), before)) = text[..start].split_last() else {
        return false;
    };
    match before.trim_ascii_end().split_last() {
        Some((b'{', _)) => is_last_item(&text[behind_blanks(text, behind_comma)..], *quote),
        Some((b'(', call)) => sets(call),
        _ => false,
    }
}

/// Whether the text begins with an item in those quotes, and the braces around it end behind.
fn is_last_item(text: &[u8], quote: u8) -> bool {
    const ITEM: usize = 256;
    let item = text.strip_prefix(&[quote]).map(|item| &item[..item.len().min(ITEM)]);
    let behind = item.and_then(|item| memchr::memchr(quote, item).map(|end| &item[end + 1..]));
    behind.is_some_and(|behind| behind.trim_ascii_start().starts_with(b"}"))
}

/// Whether what stands before the bracket of the arguments is a call that sets something or falls back on a value.
fn sets(call: &[u8]) -> bool {
    const CALLED: [&[u8]; 20] = [
        b"add",
        b"append",
        b"cookie",
        b"define",
        b"emplace",
        b"env",
        b"fetch",
        b"field",
        b"get",
        b"getenv",
        b"header",
        b"insert",
        b"option",
        b"property",
        b"put",
        b"putenv",
        b"set",
        b"setdefault",
        b"setenv",
        b"with",
    ];
    let length = call.iter().rev().take(NAME).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let called = words::words(&call[call.len() - length..]);
    called.first().is_some_and(|first| CALLED.contains(&words::letters(first)))
}

/// Where a literal stands that Scala or Kotlin joins to a key: `"name" -> "value"`, `"name" to "value"`.
pub(in crate::scan) fn arrow(text: &[u8], at: usize) -> Option<usize> {
    let sign = [&b"->"[..], b"to "].into_iter().find(|sign| text[at..].starts_with(sign))?;
    let next = behind_blanks(text, at + sign.len());
    (text.get(next) == Some(&b'"')).then_some(next)
}

/// The value that stands before its name: `set("value", forKey: "name")`, `setObject:@"value" forKey:@"name"`.
pub(in crate::scan) fn value_before(text: &[u8], name: &Range<usize>) -> Option<Assignment> {
    const LABELS: [&[u8]; 2] = [b"forKey:", b"key:"];
    const VALUE: usize = 256;
    let is_closed = text.get(name.end) == Some(&b'"');
    let label = text[..name.start].strip_suffix(b"\"").filter(|_| is_closed)?;
    let label = label.strip_suffix(b"@").unwrap_or(label).trim_ascii_end();
    let before = LABELS.iter().find_map(|word| label.strip_suffix(*word))?.trim_ascii_end();
    let before = before.strip_suffix(b",").unwrap_or(before).trim_ascii_end().strip_suffix(b"\"")?;
    let start = before.len() - before.iter().rev().take(VALUE).position(|b| matches!(b, b'"' | b'\n'))?;
    let value = (text[start - 1] == b'"').then_some(start..before.len())?;
    Some(Assignment { name: name.clone(), value, operator: Operator::Pairs, quotes: Quotes::Own })
}

/// Whether the name is the first argument of a function of C that copies the second one there.
pub(in crate::scan) fn is_copied_to(text: &[u8], start: usize) -> bool {
    const CALLS: [&[u8]; 4] = [b"strcpy(", b"strncpy(", b"strlcpy(", b"strcpy_s("];
    CALLS.iter().any(|call| text[..start].ends_with(call))
}

/// Whether the name is a symbol of Ruby or Elixir: `:name`.
pub(in crate::scan) fn is_symbol(text: &[u8], start: usize) -> bool {
    let before = &text[..start];
    before.last() == Some(&b':') && !before[..start - 1].last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b':')
}

/// Whether the name begins a tuple of Erlang: `{name, "value"}`.
pub(in crate::scan) fn begins_tuple(text: &[u8], start: usize) -> bool {
    text[..start].last() == Some(&b'{')
}
