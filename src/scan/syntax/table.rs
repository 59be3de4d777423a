//! The values under a name that stands in a row of names: at the top of a table, among the columns of an `INSERT`, on
//! the left side of an assignment to several variables.

use std::ops::Range;

use super::assignment::Quotes;
use super::collection::Entry;
use super::name as names;
use crate::file_type::Family;
use crate::scan::text::lines::{self, Lines, Reach};

/// How long a row is at most, in bytes.
const ROW: usize = 1024;

/// How long the heading of a column is at most, in bytes: longer ones are sentences.
const HEADING: usize = 40;

/// How deep in brackets an item of a row may go.
const DEPTH: usize = 4;

/// How far the rows below the names are read.
const ROWS: Reach = Reach { lines: usize::MAX, bytes: 1 << 16 };

/// The values in the column of that name. A column that is called `key` and no more holds what rows are found by.
pub(in crate::scan) fn under(text: &[u8], name: &Range<usize>, kind: Family) -> Vec<Entry> {
    let is_padding = |b: &&u8| matches!(b, b' ' | b'"' | b'\'' | b'`' | b'*');
    let before = text[..name.start].iter().rev().take(4).find(|b| !is_padding(b)).copied().unwrap_or(b'\n');
    let behind = text[name.end..].iter().take(4).find(|b| !is_padding(b)).copied().unwrap_or(b'\n');
    if text[name.clone()].eq_ignore_ascii_case(b"key") && !before.is_ascii_alphanumeric() {
        return Vec::new();
    }
    let entries = match (before, behind) {
        (_, b'|' | b'(' | b'a'..=b'z') if kind == Family::Prose => in_marked_table(text, name),
        (separator @ (b',' | b';' | b'\t'), b'\r' | b'\n') | (_, separator @ (b';' | b'\t'))
            if kind == Family::Prose =>
        {
            in_table(text, name, separator)
        }
        (b'\n' | b',', b',') if kind == Family::Prose => in_table(text, name, b','),
        (b'(' | b',', b',' | b')') => inserted(text, name),
        _ => Vec::new(),
    };
    let may_be_beside = kind == Family::Code && (before == b',' || behind == b',');
    if entries.is_empty() && may_be_beside { beside(text, name) } else { entries }
}

/// The cells of a column in a table that has marks between them, as in Markdown; where the name is in no heading, the cell
/// beside it.
fn in_marked_table(text: &[u8], name: &Range<usize>) -> Vec<Entry> {
    let Some(head) = whole_line(text, name.start).filter(|head| text[head.start] == b'|') else { return Vec::new() };
    let heads = cells(text, &head, b'|');
    let Some(place) = place_of(&heads, name).filter(|place| heads[*place].len() <= HEADING) else { return Vec::new() };
    let mut rows = Lines::below(text, head.end, ROWS);
    let is_rule = |row: &Range<usize>| text[row.clone()].iter().all(|b| b"|-: \t\r".contains(b));
    if !rows.next().is_some_and(|row| !row.is_empty() && is_rule(&row)) {
        return heads.get(place + 1).and_then(|cell| entry(text, cell)).into_iter().collect();
    }
    column(text, rows.map(|row| cells(text, &row, b'|')), place, heads.len())
}

/// The same in a table whose cells are parted by that sign alone, below the first row: the names of the columns.
fn in_table(text: &[u8], name: &Range<usize>, separator: u8) -> Vec<Entry> {
    let Some(head) = whole_line(text, name.start) else { return Vec::new() };
    let names = cells(text, &head, separator);
    let is_name = |item: &Range<usize>| {
        !item.is_empty() && text[item.clone()].iter().all(|b| b.is_ascii_alphanumeric() || b" _-.\"'".contains(b))
    };
    let Some(place) = place_of(&names, name).filter(|_| names.len() > 1 && names.iter().all(is_name)) else {
        return Vec::new();
    };
    let above = head.start.checked_sub(1).and_then(|end| whole_line(text, end));
    if above.is_some_and(|above| cells(text, &above, separator).len() == names.len()) {
        return Vec::new();
    }
    column(text, Lines::below(text, head.end, ROWS).map(|row| cells(text, &row, separator)), place, names.len())
}

/// The values in that place of the rows that have so many cells, up to where the table ends.
fn column(text: &[u8], rows: impl Iterator<Item = Vec<Range<usize>>>, place: usize, width: usize) -> Vec<Entry> {
    // A sign within a cell makes two of it.
    const OF_OTHER_WIDTH: usize = 3;
    let mut others = 0;
    let in_table = rows.take_while(|row| {
        others += usize::from(row.len() != width);
        others <= OF_OTHER_WIDTH
    });
    in_table.filter(|row| row.len() == width).filter_map(|row| entry(text, &row[place])).collect()
}

/// The values of a column in `INSERT INTO table (name, …) VALUES ('value', …), (…)`.
fn inserted(text: &[u8], name: &Range<usize>) -> Vec<Entry> {
    const VALUES: &[u8] = b"VALUES";
    let is_of_names = |b: &u8| names::is_name(*b) || b", \t\r\n\"'`[]\\".contains(b);
    let window = &text[name.end..text.len().min(name.end + ROW)];
    let Some(behind) = memchr::memchr(b')', window) else { return Vec::new() };
    let rest = text[name.end + behind + 1..].trim_ascii_start();
    let is_of_values = rest.get(..VALUES.len()).is_some_and(|word| word.eq_ignore_ascii_case(VALUES));
    if !is_of_values || !window[..behind].iter().all(is_of_names) {
        return Vec::new();
    }
    let before = text[..name.start].iter().rev().take(ROW).take_while(|b| is_of_names(b)).count();
    let names = name.start - before..name.end + behind;
    if !text[..names.start].ends_with(b"(") {
        return Vec::new();
    }
    let columns = items(text, &names);
    let Some(place) = place_of(&columns, name) else { return Vec::new() };
    let start = text.len() - rest.len() + VALUES.len();
    let end = text.len().min(start + ROWS.bytes);
    let behind_blanks = |at: usize| at + text[at..end].iter().take_while(|b| b.is_ascii_whitespace()).count();
    let mut at = behind_blanks(start);
    let mut entries = Vec::new();
    while text[at..end].first() == Some(&b'(') {
        let row = items(text, &(at + 1..end.min(at + ROW)));
        let Some(last) = row.last().filter(|_| row.len() == columns.len()) else { break };
        entries.extend(entry(text, &row[place]));
        let Some(close) = memchr::memchr(b')', &text[last.end..end]) else { break };
        let next = behind_blanks(last.end + close + 1);
        if text[next..end].first() != Some(&b',') {
            break;
        }
        at = behind_blanks(next + 1);
    }
    entries
}

/// The value of a variable in `name, … = "value", …`.
fn beside(text: &[u8], name: &Range<usize>) -> Vec<Entry> {
    let window = &text[name.end..text.len().min(name.end + ROW)];
    if memchr::memchr2(b'=', b'\n', window).is_none_or(|at| window[at] == b'\n') {
        return Vec::new();
    }
    let is_of_names = |b: &u8| names::is_name(*b) || b", $@".contains(b);
    let before = text[..name.start].iter().rev().take(ROW).take_while(|b| is_of_names(b)).count();
    let behind = window.iter().take_while(|b| is_of_names(b)).count();
    let names = name.start - before..name.end + behind;
    let closers = usize::from(matches!(text.get(names.end), Some(b']' | b')')));
    let rest = text[names.end + closers..].trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b":=").or_else(|| rest.strip_prefix(b"=")) else { return Vec::new() };
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"[").or_else(|| rest.strip_prefix(b"(")).unwrap_or(rest);
    let start = text.len() - rest.len();
    let variables = items(text, &names);
    let Some(line) = whole_line(text, start) else { return Vec::new() };
    let values = items(text, &(start..line.end));
    let place = place_of(&variables, name).filter(|_| values.len() == variables.len());
    let is_literal = |value: &Range<usize>| matches!(text[value.start], b'"' | b'\'' | b'`');
    let value = place.map(|place| &values[place]).filter(|value| !value.is_empty() && is_literal(value));
    value.and_then(|value| entry(text, value)).into_iter().collect()
}

/// Which of the items the name stands in.
fn place_of(items: &[Range<usize>], name: &Range<usize>) -> Option<usize> {
    items.iter().position(|item| item.start <= name.start && name.end <= item.end)
}

/// The cells of a row, without the blanks around them, parted by that sign outside of quotes.
fn cells(text: &[u8], row: &Range<usize>, separator: u8) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = row.start;
    loop {
        let cell = trimmed(text, start..row.end);
        let quote = text[cell.clone()].first().filter(|b| matches!(b, b'"' | b'\'' | b'`'));
        let inside = quote.and_then(|quote| memchr::memchr(*quote, &text[cell.start + 1..row.end]));
        let from = inside.map_or(start, |length| cell.start + 1 + length);
        let Some(length) = memchr::memchr(separator, &text[from..row.end]) else {
            cells.push(cell);
            return cells;
        };
        cells.push(trimmed(text, start..from + length));
        start = from + length + 1;
    }
}

/// The items of a list, without the blanks around them, parted by commas outside of quotes and brackets, up to the bracket
/// that closes it or the end of the range.
fn items(text: &[u8], list: &Range<usize>) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let (mut start, mut at) = (list.start, list.start);
    let mut depth = 0;
    while at < list.end {
        match text[at] {
            b',' if depth == 0 => {
                items.push(trimmed(text, start..at));
                start = at + 1;
            }
            quote @ (b'"' | b'\'' | b'`') => {
                let rest = &text[at + 1..list.end];
                at += memchr::memchr2(quote, b'\n', rest).map_or(0, |length| length + 1);
            }
            b'(' | b'[' | b'{' if depth < DEPTH => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' | b')' | b']' | b'}' => break,
            _ => {}
        }
        at += 1;
    }
    items.push(trimmed(text, start..at));
    items
}

/// The item as a value, without what it is wrapped in.
fn entry(text: &[u8], item: &Range<usize>) -> Option<Entry> {
    const WRAPS: [&[u8]; 4] = [b"\"", b"'", b"`", b"**"];
    let value = &text[item.clone()];
    let wrap =
        WRAPS.into_iter().find(|wrap| value.len() > 2 * wrap.len() && value.starts_with(wrap) && value.ends_with(wrap));
    let (inside, quotes) = wrap.map_or((0, Quotes::None), |wrap| (wrap.len(), Quotes::Own));
    // Without quotes, several words are text.
    let is_word = !value.is_empty() && (wrap.is_some() || !value.contains(&b' '));
    is_word.then(|| Entry { key: None, value: item.start + inside..item.end - inside, quotes })
}

fn trimmed(text: &[u8], item: Range<usize>) -> Range<usize> {
    let content = text[item.clone()].trim_ascii();
    let start = item.start + (item.len() - text[item.clone()].trim_ascii_start().len());
    if content.is_empty() { item.start..item.start } else { start..start + content.len() }
}

/// The line around a place, if all of it is looked at.
fn whole_line(text: &[u8], at: usize) -> Option<Range<usize>> {
    let line = lines::line(text, &(at..at));
    let begins = line.start == 0 || text[line.start - 1] == b'\n';
    let ends = matches!(text.get(line.end), None | Some(b'\n'));
    (begins && ends).then_some(line)
}
