//! The values under a name that stands in a row of names: at the top of a table, among the columns of an `INSERT`, on
//! the left side of an assignment to several variables.

use std::ops::Range;

use super::assignment::Quotes;
use super::collection::Entry;
use super::name as names;
use crate::file_type::Family;
use crate::scan::text::budget::Budget;
use crate::scan::text::lines::{Lines, Reach};

/// How long a row of names, or a row of values in brackets, is at most, in bytes.
const ROW: usize = 16 * 1024;

/// How long the heading of a column is at most, in bytes: longer ones are sentences.
const HEADING: usize = 40;

/// How long the names to the left of an assignment are at most, in bytes.
const LEFT_SIDE: usize = 1024;

/// How deep in brackets an item of a row may go.
const DEPTH: usize = 4;

/// Hands on the values in the column of that name, as far as the budget reaches. A column that is called `key` and no more
/// holds what rows are found by.
pub(in crate::scan) fn under(
    text: &[u8],
    name: &Range<usize>,
    kind: Family,
    budget: &Budget,
    found: &mut dyn FnMut(Entry),
) {
    let is_padding = |b: &&u8| matches!(b, b' ' | b'"' | b'\'' | b'`' | b'*');
    let before = text[..name.start].iter().rev().take(4).find(|b| !is_padding(b)).copied().unwrap_or(b'\n');
    let behind = text[name.end..].iter().take(4).find(|b| !is_padding(b)).copied().unwrap_or(b'\n');
    if text[name.clone()].eq_ignore_ascii_case(b"key") && !before.is_ascii_alphanumeric() {
        return;
    }
    let mut is_empty = true;
    let table = Table { text, name, budget };
    let mut entry = |entry| {
        is_empty = false;
        found(entry);
    };
    match (before, behind) {
        (_, b'|' | b'(' | b'a'..=b'z') if kind == Family::Prose => table.marked(&mut entry),
        (separator @ (b',' | b';' | b'\t'), b'\r' | b'\n') | (_, separator @ (b';' | b'\t'))
            if kind == Family::Prose =>
        {
            table.parted(separator, &mut entry);
        }
        (b'\n' | b',', b',') if kind == Family::Prose => table.parted(b',', &mut entry),
        (b'(' | b',', b',' | b')') => table.inserted(&mut entry),
        _ => {}
    }
    if is_empty && kind == Family::Code && (before == b',' || behind == b',') {
        found_beside(text, name).into_iter().for_each(found);
    }
}

/// A row of names with one of them, and how far the rows of values may be read.
struct Table<'a> {
    text: &'a [u8],
    name: &'a Range<usize>,
    budget: &'a Budget,
}

impl Table<'_> {
    /// The line of the name, if all of it is looked at.
    fn head(&self) -> Option<Range<usize>> {
        let head = whole_line(self.text, self.name.start)?;
        self.budget.spend(2 * head.len());
        Some(head)
    }

    /// The cells of a column in a table that has marks between them, as in Markdown; where the name is in no heading, the
    /// cell beside it.
    fn marked(&self, found: &mut dyn FnMut(Entry)) {
        let text = self.text;
        let Some(head) = self.head().filter(|head| text[head.start] == b'|') else { return };
        let heads = cells(text, &head, b'|');
        let Some(place) = place_of(&heads, self.name).filter(|place| heads[*place].len() <= HEADING) else { return };
        let is_rule = |row: &Range<usize>| text[row.clone()].iter().all(|b| b"|-: \t\r".contains(b));
        let reach = Reach { lines: 1, bytes: ROW };
        let rule = Lines::below(text, head.end, reach).next().filter(|row| !row.is_empty() && is_rule(row));
        match rule {
            Some(rule) => self.column(rule.end, b'|', place, heads.len(), found),
            None => heads.get(place + 1).and_then(|cell| entry(text, cell)).into_iter().for_each(found),
        }
    }

    /// The same in a table whose cells are parted by that sign alone, below the first row: the names of the columns.
    fn parted(&self, separator: u8, found: &mut dyn FnMut(Entry)) {
        let text = self.text;
        let Some(head) = self.head() else { return };
        let names = cells(text, &head, separator);
        let is_name = |item: &Range<usize>| {
            !item.is_empty() && text[item.clone()].iter().all(|b| b.is_ascii_alphanumeric() || b" _-.\"'".contains(b))
        };
        let place = place_of(&names, self.name).filter(|_| names.len() > 1 && names.iter().all(is_name));
        let Some(place) = place else { return };
        let above = head.start.checked_sub(1).and_then(|end| whole_line(text, end));
        if above.is_none_or(|above| cells(text, &above, separator).len() != names.len()) {
            self.column(head.end, separator, place, names.len(), found);
        }
    }

    /// The values in that place of the rows that have so many cells, below the line that ends there, up to where the table
    /// ends.
    fn column(&self, above: usize, separator: u8, place: usize, width: usize, found: &mut dyn FnMut(Entry)) {
        // A sign within a cell makes two of it.
        const OF_OTHER_WIDTH: usize = 3;
        let mut others = 0;
        let mut end = above;
        let reach = Reach { lines: usize::MAX, bytes: self.budget.left() };
        for row in Lines::below(self.text, above, reach) {
            end = row.end;
            let cells = cells(self.text, &row, separator);
            if cells.len() == width {
                entry(self.text, &cells[place]).into_iter().for_each(&mut *found);
                continue;
            }
            others += 1;
            if others > OF_OTHER_WIDTH {
                break;
            }
        }
        self.budget.spend(end - above);
    }

    /// The values of a column in `INSERT INTO table (name, …) VALUES ('value', …), (…)`.
    fn inserted(&self, found: &mut dyn FnMut(Entry)) {
        const VALUES: &[u8] = b"VALUES";
        let Self { text, name, budget } = *self;
        let is_of_names = |b: &u8| names::is_name(*b) || b", \t\r\n\"'`[]\\".contains(b);
        let window = &text[name.end..text.len().min(name.end + ROW)];
        let Some(behind) = memchr::memchr(b')', window) else { return };
        let rest = text[name.end + behind + 1..].trim_ascii_start();
        let is_of_values = rest.get(..VALUES.len()).is_some_and(|word| word.eq_ignore_ascii_case(VALUES));
        if !is_of_values || !window[..behind].iter().all(is_of_names) {
            return;
        }
        let before = text[..name.start].iter().rev().take(ROW).take_while(|b| is_of_names(b)).count();
        let names = name.start - before..name.end + behind;
        budget.spend(2 * names.len());
        if !text[..names.start].ends_with(b"(") {
            return;
        }
        let columns = items(text, &names);
        let Some(place) = place_of(&columns, name) else { return };
        let start = text.len() - rest.len() + VALUES.len();
        let end = text.len().min(start + budget.left());
        let behind_blanks = |at: usize| at + text[at..end].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let mut at = behind_blanks(start);
        while text[at..end].first() == Some(&b'(') {
            let row = items(text, &(at + 1..end.min(at + ROW)));
            let Some(last) = row.last().filter(|_| row.len() == columns.len()) else { break };
            entry(text, &row[place]).into_iter().for_each(&mut *found);
            let Some(close) = memchr::memchr(b')', &text[last.end..end]) else { break };
            let next = behind_blanks(last.end + close + 1);
            if text[next..end].first() != Some(&b',') {
                break;
            }
            at = behind_blanks(next + 1);
        }
        budget.spend(at - start);
    }
}

/// The value of a variable in `name, … = "value", …`.
fn found_beside(text: &[u8], name: &Range<usize>) -> Option<Entry> {
    let window = &text[name.end..text.len().min(name.end + LEFT_SIDE)];
    if memchr::memchr2(b'=', b'\n', window).is_none_or(|at| window[at] == b'\n') {
        return None;
    }
    let is_of_names = |b: &u8| names::is_name(*b) || b", $@".contains(b);
    let before = text[..name.start].iter().rev().take(LEFT_SIDE).take_while(|b| is_of_names(b)).count();
    let behind = window.iter().take_while(|b| is_of_names(b)).count();
    let names = name.start - before..name.end + behind;
    let closers = usize::from(matches!(text.get(names.end), Some(b']' | b')')));
    let rest = text[names.end + closers..].trim_ascii_start();
    let rest = rest.strip_prefix(b":=").or_else(|| rest.strip_prefix(b"="))?;
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"[").or_else(|| rest.strip_prefix(b"(")).unwrap_or(rest);
    let start = text.len() - rest.len();
    let variables = items(text, &names);
    let line = whole_line(text, start)?;
    let values = items(text, &(start..line.end));
    let place = place_of(&variables, name).filter(|_| values.len() == variables.len());
    let is_literal = |value: &Range<usize>| matches!(text[value.start], b'"' | b'\'' | b'`');
    let value = place.map(|place| &values[place]).filter(|value| !value.is_empty() && is_literal(value));
    value.and_then(|value| entry(text, value))
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

/// The line around a place, if it is no longer than a row may be.
fn whole_line(text: &[u8], at: usize) -> Option<Range<usize>> {
    let (first, last) = (at.saturating_sub(ROW), text.len().min(at + ROW));
    let start = memchr::memrchr(b'\n', &text[first..at]).map_or(first, |end| first + end + 1);
    let end = memchr::memchr(b'\n', &text[at..last]).map_or(last, |end| at + end);
    let begins = start == 0 || text[start - 1] == b'\n';
    let ends = matches!(text.get(end), None | Some(b'\n'));
    (begins && ends && end - start <= ROW).then_some(start..end)
}
