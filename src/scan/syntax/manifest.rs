//! The values of a Secret of Kubernetes: `data`, in base64, and `stringData`, in a manifest of YAML or JSON.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/>

use std::ops::Range;

use super::assignment::Quotes;
use super::collection::{self, Entry};
use crate::scan::text::budget::Budget;
use crate::scan::text::lines::{self, Lines, Reach, behind_blanks};

/// How a field of the manifest holds its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Field {
    /// `data`: in base64.
    Encoded,
    /// `stringData`: as they are.
    Plain,
}

impl Field {
    fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"data" => Some(Self::Encoded),
            b"stringData" => Some(Self::Plain),
            _ => None,
        }
    }
}

/// Hands on the values of the manifest that says at `kind` what it is, as far as the budget reaches.
pub(in crate::scan) fn values(text: &[u8], kind: &Range<usize>, budget: &Budget, found: &mut dyn FnMut(Field, Entry)) {
    let is_other = text.get(kind.end).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_other {
        return;
    }
    if text[kind.start] == b'"' {
        of_json(text, kind, budget, found);
    } else {
        of_yaml(text, kind, budget, found);
    }
}

fn of_yaml(text: &[u8], kind: &Range<usize>, budget: &Budget, found: &mut dyn FnMut(Field, Entry)) {
    let line = lines::line(text, kind);
    let own = lines::indentation(text, &line);
    let reach = Reach { lines: usize::MAX, bytes: budget.left() / 2 };
    // What belongs to the manifest is indented as far, or further.
    let ends = |line: &Range<usize>| {
        let content = text[line.clone()].trim_ascii();
        let is_nothing = content.is_empty() || content.starts_with(b"#") || content.starts_with(b"{{");
        !is_nothing && (content == b"---" || lines::indentation(text, line) < own)
    };
    let begins_item = |line: &Range<usize>| text[behind_blanks(text, line.start)..line.end].starts_with(b"- ");
    let mut start = line.start;
    if !begins_item(&line) {
        for above in Lines::above(text, line.start, reach) {
            if ends(&above) {
                break;
            }
            start = above.start;
            if begins_item(&above) && lines::indentation(text, &above) == own {
                break;
            }
        }
    }
    let mut block: Option<(Field, Option<usize>)> = None;
    let mut end = line.end;
    let first = lines::end(text, start, usize::MAX);
    let all = std::iter::once(start..first).chain(Lines::below(text, first, reach));
    for line in all {
        let is_below = line.start > kind.end;
        if is_below && (ends(&line) || begins_item(&line) && lines::indentation(text, &line) == own) {
            break;
        }
        end = line.end;
        let here = lines::indentation(text, &line);
        let content = text[line.clone()].trim_ascii();
        if content.is_empty() || content.starts_with(b"#") || content.starts_with(b"{{") {
            continue;
        }
        if here <= own {
            let name = content.strip_prefix(b"- ").unwrap_or(content).strip_suffix(b":");
            block = name.and_then(Field::of).map(|field| (field, None));
        } else if let Some((field, inside)) = &mut block
            && here == *inside.get_or_insert(here)
            && let Some(entry) = entry_of_line(text, &line)
        {
            found(*field, entry);
        }
    }
    budget.spend(end - start);
}

/// The key and the value on a line of YAML; of one that is written on the lines below, the first of them.
fn entry_of_line(text: &[u8], line: &Range<usize>) -> Option<Entry> {
    let key = behind_blanks(text, line.start);
    let colon = key + memchr::memchr(b':', &text[key..line.end])?;
    let at = behind_blanks(text, colon + 1);
    let value = text.get(at..line.end)?.trim_ascii_end();
    let is_block = matches!(value, [b'|' | b'>'] | [b'|' | b'>', b'+' | b'-']);
    let (start, value) = if is_block {
        let below = Lines::below(text, line.end, Reach { lines: 1, bytes: usize::MAX }).next()?;
        let start = behind_blanks(text, below.start);
        (start, text[start..below.end].trim_ascii_end())
    } else {
        (at, value)
    };
    let (offset, length, quotes) = match *value.first()? {
        quote @ (b'"' | b'\'') => (1, memchr::memchr(quote, &value[1..])?, Quotes::Own),
        _ => (0, memchr::memmem::find(value, b" #").unwrap_or(value.len()), Quotes::None),
    };
    Some(Entry { key: Some(key..colon), value: start + offset..start + offset + length, quotes })
}

fn of_json(text: &[u8], kind: &Range<usize>, budget: &Budget, found: &mut dyn FnMut(Field, Entry)) {
    let mut depth = 0usize;
    let first = kind.start.saturating_sub(budget.left() / 2);
    let open = text[first..kind.start].iter().rposition(|byte| match byte {
        b'}' | b']' => {
            depth += 1;
            false
        }
        b'{' | b'[' if depth > 0 => {
            depth -= 1;
            false
        }
        b'{' => true,
        _ => false,
    });
    let Some(open) = open.map(|at| first + at) else { return };
    budget.spend(kind.start - open);
    let mut at = open + 1;
    while let Some((key, value)) = collection::member(text, &mut at, budget) {
        if let Some(field) = Field::of(&text[key])
            && text.get(value) == Some(&b'{')
        {
            let mut inside = value + 1;
            while let Some((key, value)) = collection::member(text, &mut inside, budget) {
                if text.get(value) == Some(&b'"')
                    && let Some(length) = memchr::memchr(b'"', &text[value + 1..])
                {
                    let value = value + 1..value + 1 + length;
                    found(field, Entry { key: Some(key), value, quotes: Quotes::Own });
                }
            }
        }
    }
}
